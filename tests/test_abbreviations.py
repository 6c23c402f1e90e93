"""Abbreviations of the register: the first one in a page's running text says what it means."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.models import ActivityPage, EventPage
from home.abbreviations import KnownAbbreviation, with_meanings
from home.blocks.entries import EntriesBlock
from home.blocks.process import ProcessBlock
from home.models import StandardPage
from news.models import ArticlePage
from tests.every_field import Filling, chosen_objects, parent_of
from tests.pages import SmallSite, moment
from tests.reading import get

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    for name, meaning in (
        ("MENA", "Mellanöstern och Nordafrika"),
        ("LEA", "lokal ekonomisk analys"),
        ("R&D", 'forskning "och" utveckling'),
    ):
        KnownAbbreviation.objects.create(name=name, meaning=meaning)
    return SmallSite()


def text(markup):
    return ("text", markup)


def marked(client, page):
    """Return (abbreviation, what it means, the name of what it stands in) of a page."""
    found = get(client, page).select("main abbr")
    return [(abbr.text, abbr["title"], abbr.parent.name) for abbr in found]


def test_the_first_one_on_a_page_says_what_it_means(client, site):
    body = [text("<p>LEA och MENA-länder.</p>"), text("<p>MENA och LEA igen, och MENAN.</p>")]
    page = site.add_text_page(body=body)
    expected = [
        ("LEA", "lokal ekonomisk analys", "p"),
        ("MENA", "Mellanöstern och Nordafrika", "p"),
    ]
    for _again in range(2):  # kept as well as new
        assert marked(client, page) == expected


def test_the_lead_of_a_page_comes_before_its_text(client, site):
    page = site.add_text_page(introduction="Om <LEA>.", body=[text("<p>LEA och MENA</p>")])
    assert [name for name, *_rest in marked(client, page)] == ["LEA", "MENA"]
    assert get(client, page).select_one(".lead").text == "Om <LEA>."
    other = site.add_text_page(body=page.body)
    assert [name for name, *_rest in marked(client, other)] == ["LEA", "MENA"]


def test_phases_and_entries_say_what_theirs_mean_too(client, site):
    phase = {"name": "LEA i alla områden", "text": "MENA-gruppen läser."}
    entry = {"name": "R&D", "text": "Hos LEA."}
    body = [
        ("process", ProcessBlock().to_python({"phases": [phase]})),
        ("entries", EntriesBlock().to_python({"entries": [entry]})),
    ]
    page = site.add_text_page(body=body)
    expected = [("LEA", "strong"), ("MENA", "p"), ("R&D", "strong")]
    assert [(name, where) for name, _said, where in marked(client, page)] == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Om LEA</h2>",
        '<p><a href="https://example.org/">LEA</a></p>',
        "<p><code>LEA</code></p>",
        '<p><span lang="en">LEA</span></p>',
        "<p>lea, LEAN, ALEA och LEA2</p>",
        '<p><a href="https://example.org/LEA/">här</a></p>',
    ],
)
def test_headings_links_code_and_other_words_are_left_alone(site, markup):
    assert with_meanings(markup, []) == markup


def test_what_stands_in_a_heading_is_said_in_the_text_below(client, site):
    page = site.add_text_page(body=[text("<h2>LEA</h2><p>Så gör man LEA.</p>")])
    assert marked(client, page) == [("LEA", "lokal ekonomisk analys", "p")]


def test_signs_in_an_abbreviation_and_its_meaning_break_nothing(site):
    said = BeautifulSoup(with_meanings("<p>R&amp;D &lt;b&gt;</p>", []), "html.parser").abbr
    assert (said.text, said["title"]) == ("R&D", "forskning ”och” utveckling")


def test_a_change_of_the_register_is_on_the_next_page(client, site):
    page = site.add_text_page(body=[text("<p>LEA</p>")])
    assert marked(client, page)
    KnownAbbreviation.objects.filter(name="LEA").update(meaning="något annat")
    assert marked(client, page) == [("LEA", "något annat", "p")]
    KnownAbbreviation.objects.all().delete()
    assert marked(client, page) == []


def test_a_text_is_read_in_time_however_it_looks(site):
    KnownAbbreviation.objects.bulk_create(
        KnownAbbreviation(name=f"X{n}", meaning="y", sort_key=str(n)) for n in range(500)
    )
    for hostile in ("LEA" * 100_000, "<" * 50_000 + "LEA", "LEA " * 50_000, "&" * 100_000):
        assert with_meanings(hostile, []).count("<abbr") <= 1


@pytest.mark.searches
def test_the_search_finds_by_either(client, site):
    page = site.add_text_page(
        "Rapporten", body=[text("<p>Vi läste om Mellanöstern och Nordafrika.</p>")]
    )
    other = site.add_text_page("Besöket", body=[text("<p>En grupp från MENA kom hit.</p>")])
    for query in ("MENA", "mellanöstern och nordafrika"):
        html = client.get("/sok/", {"q": query}).text
        assert page.title in html, query
        assert other.title in html, query


def test_an_editor_keeps_the_register(client, redaktor, site):
    client.force_login(redaktor)
    address = "/admin/snippets/home/knownabbreviation/"
    assert "MENA" in client.get(address).text
    sent = {"name": "IOP", "meaning": "idéburet offentligt partnerskap"}
    assert client.post(f"{address}add/", sent).status_code == 302
    assert KnownAbbreviation.objects.get(name="IOP").meaning == sent["meaning"]
    with pytest.raises(ValidationError):
        KnownAbbreviation(name="IOP", meaning="x").full_clean()


def test_a_feed_has_the_abbreviations_of_each_text(client, site):
    site.add_article(date=moment(2021, 5, 5).date(), body=[text("<p>LEA.</p>")])
    assert "LEA" in client.get("/nyheter/flode.xml").text


def test_signs_in_an_abbreviation_are_known_again_in_plain_texts(client, site):
    entry = {"name": "R&D först", "text": "Sedan R&D igen."}
    body = [("entries", EntriesBlock().to_python({"entries": [entry]}))]
    page = site.add_text_page(introduction="Om R&D.", body=body)
    assert [name for name, *_rest in marked(client, page)] == ["R&D"]


# Headings and what leads somewhere say nothing, nor do names and the sheet for the notice board.
NO_TEXT = ["a", "button", "caption", "dt", "form", "h1", "h2", "h3", "h4", "nav", "summary", "th"]
NAMES = r"_contact|^date_text|embed\.title|\.length|\.label|number|\.name|photographer|place|venue"
MARK = re.compile(r"Q\d+Q")


@pytest.mark.parametrize("model", [StandardPage, ArticlePage, EventPage, ActivityPage])
def test_every_field_that_is_read_as_text_says_what_its_abbreviation_means(client, model):
    site, names = SmallSite(), {}

    def say(name, _most):
        said = f"Q{len(names)}Q"
        names[said] = name
        return said

    page = model(title="Sidan")
    chosen = chosen_objects(site, say, with_event=model in (StandardPage, ArticlePage))
    Filling(say, chosen, plain=True).fill(page)
    if model is EventPage:
        page.date_text, page.start = "", timezone.now()
    parent_of(site, model).add_child(instance=page)
    KnownAbbreviation.objects.bulk_create(
        KnownAbbreviation(name=said, meaning="x", sort_key=said) for said in names
    )
    main, missing = get(client, page).select_one("main"), {}
    main.select_one(".poster") and main.select_one(".poster").decompose()
    explained = {abbr.text for abbr in main.select("abbr")}
    for text in main.find_all(string=MARK):
        if not text.find_parent(NO_TEXT):
            unsaid = {names[said] for said in MARK.findall(text) if said not in explained}
            missing |= {name: str(text.parent) for name in unsaid if not re.search(NAMES, name)}
    assert not missing, "\n".join(map(": ".join, missing.items()))
