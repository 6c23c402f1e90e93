"""The loader on an empty site: single pages, small folders, and files with faults."""

from uuid import uuid4

import pytest
from django.core.management import CommandError
from wagtail.models import Page, Site

from activities.models import EventPage
from home.models import HomePage, LoadedContent, SiteSettings, StandardPage, Theme
from malmoandan.content.loader import Loader
from news.models import NewsIndexPage
from search.models import Synonym
from tests.content import everything, load, page
from tests.pages import moment

pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.one_database]


@pytest.fixture
def folder(tmp_path, db):
    """A function that writes content files into a folder of their own and returns it."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    write(start=f"id: {uuid4()}\ntype: home.HomePage\ntitle: Start\n")
    return write


def standard(**fields):
    """Return the text of a StandardPage's file."""
    fields = {"id": uuid4(), "type": "home.StandardPage", "title": "Sida", **fields}
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def test_a_new_file_below_a_deleted_page_is_left_out(folder):
    files = folder(om=standard())
    load(folder=files)
    page("om").delete()
    files = folder(om__oss=standard())
    assert "om/oss.yaml: left out, since om has been deleted" in load(folder=files)
    assert not Page.objects.filter(slug="oss").exists()


def test_who_loads_while_another_loads_finds_nothing_left_to_do(folder):
    files = folder(om=standard())
    second = Loader(files, say=print)
    assert load(folder=files) == "2 pages made.\n"
    before = everything()
    assert second.load() == []
    assert everything() == before


def test_what_a_folder_holds_is_made_and_nothing_else(folder):
    load(folder=folder(nyheter=f"id: {uuid4()}\ntype: news.NewsIndexPage\ntitle: Nyheter\n"))
    made = Page.objects.filter(depth__gt=1).order_by("path").specific()
    assert [type(one) for one in made] == [HomePage, NewsIndexPage]
    assert Site.objects.get().root_page.specific == made[0]
    assert not Theme.objects.exists()


def test_a_file_that_has_been_loaded_is_never_loaded_again(folder):
    load(folder=folder(om=standard(), registers__themes="a: {name: A, word: knowledge}"))
    page("om").delete()
    files = folder(om=standard(), registers__themes="b: {name: B, word: knowledge}")
    assert load(folder=files) == "0 pages made.\n"
    assert not Page.objects.filter(slug="om").exists()
    assert [theme.slug for theme in Theme.objects.all()] == ["a"]


def test_whole_days_last_days_and_organisations_in_their_order(folder):
    names = ("a", "b", "c")
    organisations = "".join(f"{name}:\n  name: {name.upper()}\n" for name in names)
    event = {
        "id": uuid4(),
        "type": "activities.EventPage",
        "title": "Festival",
        "attendance_mode": "online",
        "all_day": "true",
        "start": "2021-05-14",
        "end": "2021-05-16",
        "registration": "email",
        "registration_email": "a@example.org",
        "registration_closes": "2021-05-13",
        "organisers": "[c, a, b]",
    }
    above = {"vi": "home.LandingPage", "vi__lunch": "activities.ActivityPage"}
    pages = {
        name: f"id: {uuid4()}\ntype: {kind}\ntitle: Sida\nintroduction: Hej\n"
        for name, kind in above.items()
    }
    write = {"registers__organisations": organisations, **pages}
    load(folder=folder(**write, vi__lunch__festival=standard(**event)))
    made = page("festival", EventPage)
    assert (made.start, made.end) == (moment(2021, 5, 14), moment(2021, 5, 17))
    assert made.registration_closes == moment(2021, 5, 13, 23, 59)
    assert [row.organisation.slug for row in made.organisers.all()] == ["c", "a", "b"]
    wrong = {"all_day": "false", "organisers": "[a, a]", "title": "Fel", "id": uuid4()}
    with pytest.raises(CommandError, match="start: 2021-05-14 is not a day and time"):
        load(folder=folder(vi__lunch__fel=standard(**event | wrong)))
    wrong |= {"all_day": "true"}
    with pytest.raises(CommandError, match="organisers: each may be named once"):
        load(folder=folder(vi__lunch__fel=standard(**event | wrong)))


def test_the_start_page_takes_the_place_of_the_welcome_page(folder):
    assert Site.objects.get().root_page.slug == "home"
    load(folder=folder())
    assert Page.objects.filter(depth=2).get().specific == Site.objects.get().root_page.specific


def test_a_site_is_made_where_there_is_none(folder):
    Site.objects.all().delete()
    load(folder=folder())
    site = Site.objects.get()
    assert (site.hostname, site.is_default_site, site.root_page.slug) == (
        "localhost",
        True,
        "start",
    )


def test_settings_that_somebody_has_filled_in_are_left_alone(folder):
    load(folder=folder())
    settings = SiteSettings.for_site(Site.objects.get())
    settings.coordination_text = "Vi två."
    settings.save()
    load(folder=folder(registers__settings="coordination_text: Vi tre."))
    assert SiteSettings.objects.get().coordination_text == "Vi två."


def test_synonyms_are_loaded_once_beside_those_of_the_editors(folder):
    Synonym.objects.create(words="pengar, kulor")
    Synonym.objects.create(words="lag, regel")
    rows = "pengar, bidrag:\nlag, regel: policy\nfika: mat\n"
    load(folder=folder(registers__synonyms=rows))
    expected = [("fika", "mat"), ("lag, regel", ""), ("pengar, bidrag", ""), ("pengar, kulor", "")]
    assert sorted(Synonym.objects.values_list("words", "also")) == expected
    Synonym.objects.all().delete()
    load(folder=folder(registers__synonyms=rows))
    assert not Synonym.objects.exists()


def test_a_synonym_of_nothing_is_refused(folder):
    with pytest.raises(CommandError, match=r"registers/synonyms\.yaml: pengar: "):
        load(folder=folder(registers__synonyms="pengar:\n"))


def test_a_second_start_page_is_refused(folder):
    load(folder=folder())
    LoadedContent.objects.all().delete()
    files = folder(start=f"id: {uuid4()}\ntype: home.HomePage\ntitle: Hem\n")
    with pytest.raises(CommandError, match=r"start\.yaml: home\.HomePage cannot be made"):
        load(folder=files)


def test_an_address_that_is_taken_is_refused(folder):
    load(folder=folder())
    page("start").add_child(instance=StandardPage(title="Om", slug="om"))
    with pytest.raises(CommandError, match=r"om\.yaml: "):
        load(folder=folder(om=standard()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: 7\n title: [", r"om\.yaml: line 2: "),
        ("- en\n- lista\n", "expected fields"),
        ({"id": "ett-namn"}, "`id` must be a UUID"),
        ("type: home.StandardPage\ntitle: Sida\n", "`id` must be a UUID"),
        ({"type": "home.Sida"}, "unknown page type home.Sida"),
        ({"type": "sida"}, "unknown page type sida"),
        ({"type": "home.Theme"}, "home.Theme is not a page type"),
        ({"title": '""'}, "`title` is missing"),
        ({"order": "först"}, "`order` must be a whole number"),
        ({"ingress": "Hej"}, "unknown field ingress"),
        ({"path": "0001"}, "unknown field path"),
        ({"live": "false"}, "unknown field live"),
        ({"show_in_footer": "ibland"}, "show_in_footer"),
        ({"themes": "dans"}, "themes: expected a list"),
        ({"themes": "[dans]"}, "themes: dans is not in the register"),
        ({"image": "dans.jpg"}, "image: pictures and documents cannot be loaded"),
        ({"body": "text"}, "body: expected a list"),
        ({"body": "[text]"}, "body 1: expected one block"),
        ({"body": "[{dans: x}]"}, "body 1: unknown block dans"),
        ({"body": "[{text: [x]}]"}, "body 1 text: expected text"),
        ({"body": "[{quote: x}]"}, "body 1 quote: expected fields"),
        ({"body": "[{quote: {citat: x}}]"}, "body 1 quote: unknown field citat"),
        ({"body": "[{quote: {quote: –Ja}}]"}, "body: Ta bort tecknet först i citatet"),
        ({"body": "[{links: {links: [{page: /dans}]}}]"}, "no content file for /dans"),
        ({"body": "[{links: {links: [{page: om}]}}]"}, "no content file for om"),
        ({"body": "[{documents: {documents: [{document: a}]}}]"}, "pictures and documents"),
        ({"body": "[{table: {}}]"}, "body 1 table: TableBlock cannot be written in a file"),
        ({"type": "activities.EventPage"}, "cannot be made .* below Start"),
        ({"type": "news.NewsIndexPage", "slug": "arkiv"}, "unknown field slug"),
    ],
)
def test_a_faulty_file_is_named_and_nothing_is_loaded(folder, text, message):
    text = standard(**text) if isinstance(text, dict) else text
    before = everything()
    with pytest.raises(CommandError, match=message):
        load(folder=folder(om=text))
    assert everything() == before


def test_a_file_that_is_not_text_is_refused(folder):
    (folder() / "om.yaml").write_bytes(b"title: \xff\xfe")
    with pytest.raises(CommandError, match=r"om\.yaml: not UTF-8 text"):
        load(folder=folder())


def test_two_files_with_one_id_are_refused(folder):
    text = standard()
    with pytest.raises(CommandError, match="has the same `id` as"):
        load(folder=folder(om=text, oss=text))


def test_a_file_without_the_page_above_it_is_refused(folder):
    with pytest.raises(
        CommandError, match=r"om/oss\.yaml: om\.yaml, the page above it, is missing"
    ):
        load(folder=folder(om__oss=standard()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dans: Dans", "dans: expected fields"),
        ("dans: {ord: kunskap}", "dans: unknown field ord"),
        ("dans: {name: Dans, word: dans}", "dans: .*word"),
    ],
)
def test_a_faulty_register_is_named(folder, text, message):
    with pytest.raises(CommandError, match=rf"registers/themes\.yaml: {message}"):
        load(folder=folder(registers__themes=text))


@pytest.mark.parametrize("when", ["i maj", "2021-13-01 12:15", "12.15"])
def test_a_day_that_is_none_is_refused(folder, when):
    files = folder(
        vad=f"id: {uuid4()}\ntype: home.LandingPage\ntitle: Vad\n",
        vad__lunch=f"id: {uuid4()}\ntype: activities.ActivityPage\ntitle: L\nintroduction: L.\n",
        vad__lunch__en=f"id: {uuid4()}\ntype: activities.EventPage\ntitle: En\nstart: {when}\n",
    )
    with pytest.raises(CommandError, match="is not a day and time"):
        load(folder=files)


def test_a_page_that_may_not_be_published_is_refused(folder):
    files = folder(
        vad=f"id: {uuid4()}\ntype: home.LandingPage\ntitle: Vad\n",
        vad__lunch=f"id: {uuid4()}\ntype: activities.ActivityPage\ntitle: L\n",
    )
    with pytest.raises(CommandError, match=r"vad/lunch\.yaml: .*Skriv en ingress"):
        load(folder=files)


def test_a_link_to_a_page_that_is_gone_leaves_its_words(folder):
    load(folder=folder(om=standard()))
    page("om").delete()
    files = folder(oss=standard(body="[{text: '<p>Läs <a href=\"/om\">om oss</a>.</p>'}]"))
    load(folder=files)
    assert page("oss", StandardPage).body[0].value.source == "<p>Läs om oss.</p>"


def test_a_section_goes_with_the_only_link_it_had(folder):
    load(folder=folder(om=standard()))
    page("om").delete()
    files = folder(oss=standard(body="[{links: {links: [{page: /om}]}}, {text: <p>Vi.</p>}]"))
    assert "oss.yaml: body 1 is left out" in load(folder=files)
    assert [block.block_type for block in page("oss", StandardPage).body] == ["text"]


def test_a_page_can_name_another_page(folder):
    event = "type: activities.EventPage\nattendance_mode: undecided\n"
    files = folder(
        vad=f"id: {uuid4()}\ntype: home.LandingPage\ntitle: Vad\n",
        vad__lunch=f"id: {uuid4()}\ntype: activities.ActivityPage\ntitle: L\nintroduction: L.\n",
        vad__lunch__en=f"id: {uuid4()}\n{event}title: En\nstart: '2021-05-26 12:15'\n"
        "follows: /vad/lunch/tva\n",
        vad__lunch__tva=f"id: {uuid4()}\n{event}title: Två\nstart: '2021-05-12 12:15'\n",
    )
    load(folder=files)
    assert page("en", EventPage).follows == page("tva", EventPage)


def test_a_start_page_that_was_deleted_does_not_come_back(folder):
    load(folder=folder())
    page("start").delete()
    files = folder(registers__settings="coordination_text: Vi tre.")
    assert load(folder=files) == "0 pages made.\n"
    assert not Page.objects.filter(depth__gt=1).exists()


def test_a_site_with_a_start_page_of_its_own_keeps_it(folder):
    own = Page.get_first_root_node().add_child(instance=Page(title="Egen", slug="egen"))
    Site.objects.update(root_page=own)
    load(folder=folder())
    assert Site.objects.get().root_page == own
