"""What a hit says beside its title: sentences, and which field alone was found."""

import pytest
from bs4 import BeautifulSoup

from search.index.texts import REACHED
from tests.pages import SmallSite, make_organisation, make_theme, moment
from tests.reading import text_of

pytestmark = pytest.mark.django_db
FACTS = [
    {"kind": "other", "own_label": "Tema", "value": "Mangold\noch rabarber"},
    {"kind": "other", "own_label": "Värd", "value": "Föreningen"},
]


@pytest.fixture
def hit(client):
    """Return a function that searches and returns (excerpt, field) of the first hit."""

    def look_for(query):
        main = BeautifulSoup(client.get("/sok/", {"q": query}).content, "html.parser").main
        first = main.select_one("#traffar > .hit")
        fact = first.select_one("p.meta:not(.meta-row)")
        excerpt = first.select_one("p:not(.meta)")
        return text_of(excerpt).strip() if excerpt else "", text_of(fact).strip() if fact else ""

    return look_for


def test_an_excerpt_is_sentences_and_no_field(hit):
    body = [
        ("text", "<h2>Om dagen</h2><p>Vi samtalar om mangold. Alla är välkomna.</p><p>Foto</p>")
    ]
    SmallSite().add_text_page("Dag", introduction="Kom och prata.", body=body)
    assert hit("mangold") == ("Kom och prata. Vi samtalar om mangold. Alla är välkomna.", "")


@pytest.mark.one_database
def test_where_only_a_field_was_found_the_hit_names_it_after_the_introduction(hit):
    site = SmallSite()
    where = {"attendance_mode": "offline", "venue": "Mangoldgården"}
    event = site.add_event("Lunch", start=moment(2021, 5, 26, 12), introduction="Vi äter.", **where)
    event.themes.add(make_theme(name="Rabarber"))
    event.save()
    assert hit("mangoldgården") == ("Vi äter.", "Lokal: Mangoldgården")
    assert hit("rabarber") == ("Vi äter.", "Tema: Rabarber")


@pytest.mark.one_database
def test_a_row_of_facts_is_named_as_it_is_printed(hit):
    SmallSite().add_text_page("Dag", introduction="Vi ses.", body=[("facts", {"rows": FACTS})])
    assert hit("mangold") == ("Vi ses.", "Tema: Mangold och rabarber")


@pytest.mark.one_database
def test_a_field_is_not_named_where_title_or_sentences_have_the_word(hit):
    page = SmallSite().add_text_page("Mangold", introduction="Vi odlar den.")
    page.themes.add(make_theme(name="Mangold"))
    page.save()
    assert hit("mangold") == ("Vi odlar den.", "")


@pytest.mark.one_database
def test_a_person_is_quoted_by_what_they_do_and_never_by_how_they_are_reached(hit):
    SmallSite().add_person(
        "Anna Öst",
        job_title="samordnare",
        organisation=make_organisation("Föreningen"),
        email="anna@example.org",
        phone="040-34 10 00",
        introduction="Ring mig på 040-34 10 00. Jag svarar på frågor om mangold.",
        body=[("text", "<p>Skriv till anna@example.org.</p><p>Jag odlade mangold 2019–2022.</p>")],
    )
    for query in ("anna", "anna@example.org", "040-34 10 00", "mangold", "samordnare"):
        excerpt, fact = hit(query)
        assert excerpt, query
        assert not any(sign in excerpt + fact for sign in ("@", "34 10"))
        assert excerpt.startswith("Samordnare, Föreningen."), query


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "words", "address"),
    [
        ("kontakt", "Till kontaktsidan", "/kontakt/"),
        ("anmälan", "Du anmäler dig på sidan om evenemanget.", "/kalender/"),
        ("English", "This website is in Swedish only.", "/kontakt/"),
        ("engelska", "Webbplatsen finns bara på svenska.", "/kontakt/"),
        ("lättläst", "Webbplatsen har inga sidor på lättläst svenska.", "/kontakt/"),
    ],
)
def test_words_for_what_is_no_page_lead_on_or_say_so(client, query, words, address):
    site = SmallSite()
    site.add_text_page("Kontakt", show_in_menus=True)
    site.calendar.show_in_menus = True
    site.calendar.save()
    said = BeautifulSoup(client.get("/sok/", {"q": query}).content, "html.parser")
    said = said.select_one("[role=status]")
    assert words in text_of(said)
    assert said.find("a", href=address)


@pytest.mark.one_database
def test_nothing_is_said_to_be_missing_that_a_title_has(client):
    site = SmallSite()
    site.add_text_page("In English", show_in_menus=True)
    site.add_text_page("Kontakt", show_in_menus=True)
    assert "in Swedish only" not in client.get("/sok/", {"q": "english"}).text


@pytest.mark.one_database
@pytest.mark.parametrize(
    "way",
    [
        "040\u00a0-\u00a034\u00a010\u00a000",
        "040\u201134 10 00",
        "040 \u2212 34 10 00",
        "040\u200934\u200910\u200900",
        "040.34.10.00",
        "anna(at)example.org",
        "anna [snabel-a] example.org",
    ],
)
def test_how_a_person_is_reached_is_not_quoted_in_whatever_signs_it_is_written(hit, way):
    SmallSite().add_person("Anna Öst", introduction=f"Jag odlar gärna mangold. Eller så:\n{way}")
    assert REACHED.search(way)
    assert way.split()[0] not in "".join(hit("mangold"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "years", ["2016–2017 och 2018", "2000 2001 2002", "kl. 09.00–15.00", "01.02.2016", "2017-01-02"]
)
def test_years_days_and_times_are_no_telephone_numbers(years):
    assert not REACHED.search(years)
