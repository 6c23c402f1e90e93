"""Editors find pages, people, pictures, files and names as visitors find pages, and drafts too."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import URLPattern, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from home.media import SiteImage
from search.documents.reading import read_waiting_documents
from search.models import SearchKey, SearchWord
from search.page.results import Results
from search.page.suggestions import suggestions_for
from tests.documents import odt
from tests.pages import SmallSite, make_image, make_organisation, make_theme
from tests.reading import text_of

pytestmark = pytest.mark.django_db

PAGES = "wagtailadmin_pages:search"
PAGE_CHOOSER = "wagtailadmin_choose_page_search"


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def look(client, editor):
    """Ask a view of the admin, and return what it shows as one text."""
    client.force_login(editor)

    def ask(view, query, **more):
        address = view if view.startswith("/") else reverse(view)
        response = client.get(address, {"q": query} | more)
        assert response.status_code == 200, (view, query)
        return text_of(BeautifulSoup(response.content, "html.parser"))

    return ask


@pytest.fixture
def missed(look):
    """Return what a view shows wrongly for any of the texts typed: not `seen`, or `hidden`."""

    def ask(views, texts, seen, hidden="\0", **more):
        return [
            (view, typed)
            for typed in texts
            for view in views
            for found in [look(view, typed, **more).replace("Annat sätt", "")]
            if seen not in found or hidden in found
        ]

    return ask


def test_a_page_is_found_by_its_words_in_any_form_half_typed_and_misspelt(site, missed):
    site.add_article("Medborgardialoger om lärandeluncher", introduction="Vi åt rabarberkräm.")
    texts = ["medborgardialog", "dialoger", "medb", "MEDBORGARDIALOGERNA", "medborgardilaog"]
    texts += ["dialogen medb", "lunchen", "larande lunch", "rabarberkräm", "rabarberkramen"]
    assert missed([PAGES, PAGE_CHOOSER], texts, "Medborgardialoger om") == []


def test_a_person_is_found_by_names_half_typed_misspelt_or_by_initials(site, missed):
    site.add_person("Kaisa Pitkänen")
    site.add_person("Anna Berg")
    texts = ["pitk", "Pitkänen", "pitkanen", "pitkönen", "kaisa", "kai pit", "kp", "pitkänen k"]
    people = {"page_type": "home.PersonPage"}
    assert missed([PAGE_CHOOSER], texts, "Kaisa Pitkänen", "Anna Berg", **people) == []


def test_a_picture_is_found_by_its_file_its_tags_its_photographer_and_what_it_shows(missed):
    image = make_image("IMG_90417", photographer="Åsa Berg")
    type(image).objects.filter(pk=image.pk).update(file="original_images/dsc-77.png")
    image.refresh_from_db()
    image.description = "Föreningarna har marknadsdag"
    image.tags.add("torgmöten")
    image.save()
    make_image("Annat")
    texts = ["IMG_90417", "img90417", "90417", "dsc-77.png", "dsc77", "föreningar", "föreningran"]
    texts += ["torgmöte", "åsa", "asa ber", "möte torget", "marknadsdagar"]
    views = ["wagtailimages:index", "wagtailimages_chooser:choose_results"]
    assert missed(views, texts, "IMG_90417", "Annat") == []


def test_a_document_is_found_by_its_title_its_file_and_its_tags(missed):
    file = ContentFile(b"%PDF-1.4", name="plan_2021.pdf")
    get_document_model().objects.create(title="Handlingsplanen", file=file)
    texts = ["handlingsplan", "planerna", "plan_2021", "plan2021", "handl", "hanldingsplan"]
    views = ["wagtaildocs:index", "wagtaildocs_chooser:choose_results"]
    assert missed(views, texts, "Handlingsplanen") == []


def test_an_organisation_is_found_in_its_register_and_where_it_is_chosen(missed):
    make_organisation("Odlarföreningen", place="Lund")
    texts = ["förening", "odlarnas", "odlarfor", "lund", "odlarförenign"]
    register = "wagtailsnippets_home_organisation:list"
    chooser = "wagtailsnippetchoosers_home_organisation:choose_results"
    assert missed([register, chooser], texts, "Odlarföreningen") == []


def test_a_theme_is_found_in_its_register(missed):
    make_theme(name="Miljö och hållbarhet")
    texts = ["miljön", "miljo", "hallbarhet", "mil"]
    assert missed(["wagtailsnippets_home_theme:list"], texts, "Miljö och") == []


def test_a_user_is_found_by_names_half_typed_misspelt_and_without_dots(missed, django_user_model):
    django_user_model.objects.create(
        username="aostberg", first_name="Åsa", last_name="Östberg", email="a@example.org"
    )
    django_user_model.objects.create(username="nn", first_name="Nils", last_name="Nord")
    texts = ["asa", "Åsa", "öst", "ost as", "östbreg", "aostberg", "stberg"]
    assert missed(["wagtailusers_users:index"], texts, "Östberg", "Nils") == []


def test_a_document_is_found_by_its_text_which_visitors_may_not_read(
    look, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = ContentFile(odt("<text:p>Om gravitationsvågor.</text:p>"), name="rapport.odt")
        get_document_model().objects.create(title="Rapporten", file=file)
    assert "Rapporten" in look("wagtaildocs:index", "rapport")
    read_waiting_documents()
    for typed in ("gravitationsvågor", "gravitationsvåg"):
        assert "Rapporten" in look("wagtaildocs:index", typed), typed
    results = Results("gravitationsvågor", exact=True)
    assert (results.hits, results.meant) == ([], "")


def draft_of(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def test_a_draft_is_found_by_what_it_says_now_and_only_by_editors(
    site, look, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        article = site.add_article("Rabarber", introduction="Om paj.")
        draft_of(article, title="Mangold", introduction="Nu om vitlöksdoftande pumpasoppa.")
        new = site.add_article("Nytt", live=False, introduction="Kvantfysik.")
        draft_of(new, introduction="Gravitationsvågor.")
    for words in ("mangold", "mang", "pumpasoppan", "pumpaspopa", "vitlök"):
        assert "Mangold" in look(PAGES, words), words
    for words in ("kvantfysik", "gravitationsvåg", "gravitationsvågro"):
        assert "Nytt" in look(PAGES, words), words
    for words in ("mangold", "pumpasoppa", "kvantfysik", "gravitationsvågor"):
        results = Results(words, exact=True)
        assert (results.hits, results.fill_up, results.meant) == ([], [], ""), words
        assert suggestions_for(words[:5]) == {"pages": [], "words": []}
        assert suggestions_for(f"{words} rab")["pages"] == []
        assert not SearchWord.objects.filter(word__startswith=words[:6]).exists()
        assert not SearchKey.objects.filter(key__startswith=words[:6]).exists()
    # One letter wrong is put right by no word of theirs.
    assert Results("gravitationsvågrr").searched == "gravitationsvågrr"


def test_a_draft_is_found_after_the_whole_index_is_made_anew(site, look):
    draft_of(site.add_article("Rabarber"), title="Mangold")
    call_command("update_index", verbosity=0)
    assert "Mangold" in look(PAGES, "mangold")


def test_a_draft_that_is_published_is_found_by_what_it_says_and_no_more(site):
    article = site.add_article("Rabarber")
    draft_of(article, title="Mangold").get_latest_revision().publish()
    assert [page.title for page in Page.objects.autocomplete("mangold")] == ["Mangold"]
    assert list(Page.objects.autocomplete("rabarber")) == []


def test_a_draft_that_cannot_be_read_costs_its_own_words_alone(site, caplog):
    article = draft_of(site.add_article("Rabarber"), title="Mangold")
    article.latest_revision.content = {"pk": article.pk, "content_type": "sönder"}
    article.latest_revision.save()
    type(article).objects.get().save()
    assert [page.title for page in Page.objects.autocomplete("rabarber")] == ["Rabarber"]


def test_nobody_finds_what_they_may_not_see_nor_is_a_word_put_right_by_it(
    site, client, django_user_model
):
    group = Group.objects.create(name="Bara nyheter")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(group=group, page=site.news, permission_type="change")
    ours = Collection.get_first_root_node().add_child(name="Våra")
    change = Permission.objects.get(codename="change_image")
    GroupCollectionPermission.objects.create(group=group, collection=ours, permission=change)
    user = django_user_model.objects.create_user("nyheter")
    user.groups.add(group)
    site.add_text_page("Gravitationsvågor", live=False)
    site.add_article("Gravitationslinser")
    make_image("Kvantfysikerna")
    make_image("Kvantdatorn", collection=ours)
    client.force_login(user)
    for view, seen, hidden in (
        (PAGES, "gravitationslinser", "gravitationsvågor"),
        ("wagtailimages:index", "kvantdatorn", "kvantfysikerna"),
    ):
        for typed, is_found in (
            *((seen, True), (f"{seen[:-2]}xr", True)),
            *((hidden, False), (f"{hidden[:-2]}xr", False)),
        ):
            found = client.get(reverse(view), {"q": typed}).content.decode()
            assert (seen.capitalize() in found) is is_found, typed
            assert hidden.capitalize() not in found, typed


def test_all_that_a_list_shows_is_what_a_bulk_action_takes(look, client, editor):
    """«Select all» asks Wagtail's other search, which shall find the same."""
    make_image("Medborgardialogen")
    make_image("Annat")
    assert "Medborgardialogen" in look("wagtailimages:index", "medb")
    address = reverse("wagtail_bulk_action", args=["home", "siteimage", "add_tags"])
    page = client.get(address, {"id": "all", "q": "medb", "next": "/admin/"}).content.decode()
    assert "Medborgardialogen" in page
    assert "Annat" not in page.replace("Annat sätt", "")
    assert [image.title for image in SiteImage.objects.search("medb")] == ["Medborgardialogen"]


HOSTILE = [
    '"',
    "   ",
    "\x00",
    "a" * 4000,
    "\") OR * ^ {title} : % %s \\ 🎉 ' live:yes NEAR(a b) <-> '' ﷽",
]


def addresses(patterns, namespace=""):
    """Yield the names of the admin's addresses that need nothing in them."""
    for pattern in patterns:
        if pattern.pattern.regex.groups:
            continue
        if not isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from addresses(pattern.url_patterns, name)
        elif pattern.name:
            yield ":".join(filter(None, [namespace, pattern.name]))


def test_no_text_breaks_any_search_of_the_admin(site, client, admin_user):
    site.add_article("Mangold")
    client.force_login(admin_user)
    client.raise_request_exception = False
    broken, searched = [], 0

    def fails(address, text):
        return client.get(address, {"q": text}).status_code >= 500

    for name in sorted(set(addresses(get_resolver("malmoandan.urls").url_patterns))):
        address = reverse(name)
        # One address of Wagtail's is there to fail.
        if not address.startswith("/admin/") or name == "wagtailadmin_error_test":
            continue
        first = client.get(address, {"q": HOSTILE[0]})
        is_search = b'name="q"' in first.content or "result" in name or "search" in name
        texts = HOSTILE[1:] if is_search else []
        searched += is_search
        broken += [(name, text[:9]) for text in texts if fails(address, text)]
        if first.status_code >= 500:
            broken.append((name, HOSTILE[0]))
    assert broken == []
    assert searched > 20  # so that it does look
