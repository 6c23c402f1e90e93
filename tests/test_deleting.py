"""Deleting what pages use: told beforehand, and the pages can be shown and published afterwards."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page

from home.blocks.references import DELETED, remove_deleted_references, without_deleted
from home.models import HomePage, Organisation, PersonPage, SiteImage, StandardPage
from tests.filled_site import full_body, person_value, picture
from tests.pages import SmallSite, make_image, make_organisation, make_theme, person
from tests.reading import get

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return SmallSite()


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


def streams(page):
    return [field for field in page._meta.get_fields() if isinstance(field, StreamField)]


def opened(client, page):
    """Return the page as its editor shows it."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.get(address).context["form"].instance


def assert_publishable(client, page):
    """Fail where the form would refuse what it shows."""
    latest = opened(client, page)
    for field in streams(latest):
        field.stream_block.clean(getattr(latest, field.name))
    assert latest.obstacles() == []
    latest.save_revision().publish()
    return latest


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_nobody_takes_away_the_start_page_that_holds_the_site(client, site, action):
    client.post(reverse(f"wagtailadmin_pages:{action}", args=[site.home.pk]))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    client.post(f"{bulk}?id={site.home.pk}")
    assert HomePage.objects.get().live
    client.post(reverse(f"wagtailadmin_pages:{action}", args=[site.news.pk]))
    assert not Page.objects.filter(pk=site.news.pk, live=True)


def test_no_time_takes_away_the_start_page(site):
    site.home.expire_at = timezone.now() + timedelta(days=1)
    assert "hela webbplatsen följer med" in site.home.missing()["expire_at"]


def delete_picture(used):
    SiteImage.objects.all().delete()


def delete_document(used):
    get_document_model().objects.all().delete()


def delete_person(used):
    for page in PersonPage.objects.all():
        page.delete()


def delete_page(used):
    used.delete()


def delete_organisation(used):
    Organisation.objects.all().delete()


DELETIONS = [delete_picture, delete_document, delete_person, delete_page, delete_organisation]


@pytest.mark.parametrize("has_draft", [False, True])
def test_a_page_is_shown_and_published_without_what_has_been_deleted(has_draft, client, site):
    ada = site.add_person("Ada Berg")
    other = site.add_text_page("Annan sida")
    page = site.add_text_page("Sida", image=make_image(), image_alt="Torget")
    page.body = full_body(ada, other)
    page.save()
    page.save_revision().publish()
    for delete in [delete_picture] if has_draft else DELETIONS:
        page = Page.objects.get(pk=page.pk).specific
        if has_draft:
            page.title = "Utkast"
            page.save_revision()
        delete(other)
        assert get(client, page).h1, delete
        latest = assert_publishable(client, page)
        assert latest.body, delete
        soup = get(client, page)
        empty = [item for item in soup.select("main li") if not item.get_text(strip=True)]
        assert [item for item in empty if not item.select("img, svg, input")] == [], delete


def test_only_what_cannot_stand_without_the_thing_goes(client, site):
    ada = site.add_person("Ada Berg")
    first, second = make_image(), make_image()
    page = site.add_text_page("Sida")
    page.body = [
        ("gallery", {"heading": "Från dagen", "pictures": [picture(first), picture(second)]}),
        ("picture", picture(first)),
        ("people", {"heading": "Med", "people": [person_value(ada)], "organisations": []}),
        ("text", "<p>Texten står kvar.</p>"),
    ]
    page.save()
    first.delete()
    latest = opened(client, page)
    assert [block.block_type for block in latest.body] == ["gallery", "people", "text"]
    (kept,) = latest.body[0].value["pictures"]
    assert kept["image"].pk == second.pk
    assert latest.body[0].value["heading"] == "Från dagen"
    assert latest.body[0].id == page.body[0].id


def test_a_page_that_has_lost_nothing_is_opened_as_it_is(site, django_assert_max_num_queries):
    page = site.add_text_page("Sida")
    page.body = full_body(site.add_person("Ada Berg"), site.calendar)
    page.save()
    page = StandardPage.objects.get(pk=page.pk)
    raw = list(page.body.raw_data)
    with django_assert_max_num_queries(5):
        assert remove_deleted_references(page) == []
    assert list(page.body.raw_data) == raw


def test_the_editor_is_told_what_is_left_out(client, site):
    image = make_image()
    page = site.add_text_page("Sida")
    page.body = [("picture", picture(image)), ("text", "<p>Kvar.</p>")]
    page.save()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "utelämnat" not in client.get(address).content.decode()
    image.delete()
    answer = unescape(client.get(address).content.decode())
    assert "Det är utelämnat här: Bild." in answer


def test_a_list_that_is_older_than_its_form_is_read_too(site):
    image = make_image()
    page = site.add_text_page("Sida")
    page.body = [("gallery", {"heading": "", "pictures": [picture(image)]})]
    page.save()
    raw = page.body.stream_block.get_prep_value(page.body)
    raw[0]["value"]["pictures"] = [item["value"] for item in raw[0]["value"]["pictures"]]
    block = page.body.stream_block.child_blocks["gallery"]
    assert without_deleted(block, raw[0]["value"], {SiteImage: {image.pk}}) is not DELETED
    assert without_deleted(block, raw[0]["value"], {SiteImage: set()}) is DELETED


def used_everywhere(site):
    """Return {thing: title of a page that uses it}."""
    image, theme = make_image(title="Torget"), make_theme()
    organisation = make_organisation("Föreningen", logo=image)
    ada = site.add_person("Ada Berg", organisation=organisation)
    article = site.add_article("Träffen", date_text="2016", image=image, authors=[person(ada)])
    body = full_body(ada, site.calendar)
    article.body = body
    article.themes.set([theme])
    article.save()
    document, *_others = get_document_model().objects.all()
    return {image: article, document: article, organisation: ada, ada: article, theme: article}


def delete_address(thing):
    if isinstance(thing, SiteImage):
        return reverse("wagtailimages:delete", args=[thing.pk])
    if isinstance(thing, get_document_model()):
        return reverse("wagtaildocs:delete", args=[thing.pk])
    if isinstance(thing, PersonPage):
        return reverse("wagtailadmin_pages:delete", args=[thing.pk])
    return reverse(thing.snippet_viewset.get_url_name("delete"), args=[thing.pk])


def test_the_editor_is_told_which_pages_use_what_is_to_be_deleted(client, site):
    for thing, page in used_everywhere(site).items():
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        kind = "page" if isinstance(thing, PersonPage) else thing._meta.model_name
        app = "wagtailcore" if isinstance(thing, PersonPage) else thing._meta.app_label
        bulk = reverse("wagtail_bulk_action", args=[app, kind, "delete"]) + f"?id={thing.pk}"
        for address in (delete_address(thing), bulk):
            answer = unescape(client.get(address).content.decode())
            assert f'href="{edit}"' in answer, (thing, address)
            assert page.title in answer, (thing, address)


@pytest.mark.parametrize("live", [True, False])
def test_the_editor_is_told_of_drafts_that_use_what_is_to_be_deleted(client, site, live):
    image, theme, organisation = make_image(), make_theme(), make_organisation()
    ada = site.add_person("Ada Berg")
    event = site.add_event("Träffen", live=live)
    event.image = image
    event.themes.set([theme])
    event.organisers.add(event.organisers.model(organisation=organisation))
    event.speakers = [person(ada)]
    event.title = "Träffen blir av"
    event.save_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    for thing in (image, theme, organisation, ada):
        answer = unescape(client.get(delete_address(thing)).content.decode())
        assert f'<a href="{edit}">Träffen blir av</a> (Evenemang, utkast)' in answer, thing


def test_nothing_is_said_of_a_thing_that_is_not_used(client, site):
    address = reverse("wagtailimages:delete", args=[make_image().pk])
    assert "Används inte någonstans." in client.get(address).content.decode()
    address = reverse("wagtailsnippets_home_theme:delete", args=[make_theme().pk])
    assert "Används inte någonstans." in client.get(address).content.decode()


def test_what_is_deleted_in_the_admin_leaves_pages_that_can_be_published(client, site):
    used = used_everywhere(site)
    for thing in used:
        assert client.post(delete_address(thing)).status_code == 302, thing
    for page in Page.objects.filter(depth__gt=1, live=True).specific():
        assert client.get(page.url).status_code == 200, page
        if page.title == "Träffen":
            assert_publishable(client, page)


def test_a_draft_that_names_what_is_gone_is_published_at_its_time(client, site):
    theme, organisation, image = make_theme(), make_organisation(), make_image()
    ada = site.add_person("Ada Berg")
    event = site.add_event(start=timezone.now() + timedelta(days=3), image=image)
    event.save_revision().publish()
    event.refresh_from_db()
    event.themes.set([theme])
    event.organisers.add(event.organisers.model(organisation=organisation))
    event.speakers = [person(ada)]
    revision = event.save_revision()
    for thing in (theme, organisation, image, ada):
        thing.delete()
    shown = opened(client, event)
    assert (list(shown.themes.all()), list(shown.organisers.all())) == ([], [])
    assert not shown.speakers
    revision.refresh_from_db()
    revision.publish()
    assert client.get(event.url).status_code == 200
