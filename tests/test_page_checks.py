"""What the checks find in a page: each a sentence in Swedish, with the field that it concerns."""

from datetime import date, timedelta
from time import process_time

import pytest
from wagtail import hooks
from wagtail.test.utils.form_data import rich_text, streamfield

from activities.models import EventPage
from home.blocks.body import BodyBlocks
from home.checks.content import Content
from home.checks.days import days_in_texts
from home.checks.findings import Findings
from home.checks.readability import readability
from home.checks.words import headings_out_of_order, typed_capitals, unclear_links
from home.holidays import holiday_name
from home.links.checking import LinkFault, PageLink
from home.models import StandardPage
from news.models import ArticlePage
from tests.pages import SmallSite, make_image, moment
from tests.test_admin_editing import EVENT, add_address, form_of, save, told

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("clock"),
]
TODAY = moment(2027, 5, 4, 9)
AGAIN = "Publicera igen om det ska vara så."


def page_of(*blocks, **fields):
    """Return a page of text that nobody has saved."""
    body = BodyBlocks().to_python(
        [{"type": name, "value": value, "id": f"key-{n}"} for n, (name, value) in enumerate(blocks)]
    )
    return StandardPage(**{"title": "En sida", "body": body, **fields})


def found(check, page):
    return [(finding.place.path, finding.sentence) for finding in check(Content(page))]


def text(*paragraphs):
    return ("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


@pytest.mark.parametrize(
    ("said", "is_unclear"),
    [
        *((said, True) for said in ("här", "Klicka här!", "läs mer", "Läs mer »", "Mer info")),
        *((said, True) for said in ("via den här länken", "Läs mer här", "read more", "PDF")),
        *((said, False) for said in ("Anmäl dig till dialogforum", "Läs mer om bygglov")),
        *((said, False) for said in ("Här bor vi", "Dokument från mötet", "مزيد", "ö" * 3000)),
    ],
)
def test_a_link_says_where_it_leads(said, is_unclear):
    link = f'<a href="https://malmo.se/">{said}</a>'
    assert bool(found(unclear_links, page_of(text(link)))) == is_unclear


def test_links_of_lists_and_buttons_say_where_they_lead_too():
    vague = {"text": "Läs mer", "url": "https://malmo.se/"}
    page = page_of(
        ("links", {"heading": "", "links": [{"type": "item", "value": vague, "id": "one"}]}),
        ("call_to_action", {"heading": "Vill du?", "text": "", "link": vague}),
    )
    assert [path for path, _said in found(unclear_links, page)] == [
        "body.key-0.links.one.text",
        "body.key-1.link.text",
    ]
    event = EventPage(title="Lunch", registration_link_text="Klicka här")
    assert [path for path, _said in found(unclear_links, event)] == ["registration_link_text"]


@pytest.mark.parametrize(
    ("line", "loud"),
    [
        ("VÄLKOMNA till oss", "VÄLKOMNA"),
        ("Nu är det dags: VARMT VÄLKOMNA!", "VARMT VÄLKOMNA"),
        ("NU KÖR VI IGÅNG", "NU KÖR VI IGÅNG"),
        *((line, "") for line in ("Vi möter FN, SKR och IOGT-NTO", "UNICEF i Malmö", "OBS! GDPR")),
        *((line, "") for line in ("Rum B12", "مرحبا بكم جميعا", "欢迎来到马尔默", "")),
    ],
)
def test_words_in_capitals_are_told_but_abbreviations_are_not(line, loud):
    told = found(typed_capitals, page_of(text(line)))
    assert [said.split("”")[1] for _path, said in told] == ([loud] if loud else [])


def test_headings_neither_skip_a_level_nor_are_empty():
    right = page_of(
        ("text", "<h2>Ett</h2><h3>Två</h3><h2>Tre</h2>"),
        ("facts", {"heading": "Fakta", "rows": []}),
        ("text", "<h3>Fyra</h3>"),
    )
    assert found(headings_out_of_order, right) == []
    wrong = page_of(("text", "<h3>Ett</h3>"), ("text", "<h2>Två</h2><h4>Tre</h4><h3> </h3>"))
    (first, one), (second, two), (third, three) = found(headings_out_of_order, wrong)
    assert (first, second, third) == ("body.key-0", "body.key-1", "body.key-1")
    assert ("”Ett”" in one, "rubrik 2" in one, "”Tre”" in two, "är tom" in three) == (True,) * 4


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Vi ses onsdag 26 maj 2027 kl. 9.", ""),
        ("Vi ses tisdagen den 26 maj 2027.", "26 maj 2027 är en onsdag."),
        ("Vi ses tors 27/5 2027.", ""),
        ("Vi ses fre 27/5 2027.", "27 maj 2027 är en torsdag."),
        ("Onsdag–fredag 26–28 maj 2027", ""),
        ("Kom onsdag 26 maj!", "har inget år"),
        ("Kom tisdag 26 maj!", "26 maj 2027 är en onsdag."),
        ("Svara senast 3/5.", "har inget år"),
        ("Från 12 maj till 14 maj 2027", ""),
        ("Kom den 31 april 2027", "finns inte"),
        *((line, "") for line in ("1/2 dl socker, kl. 12.15", "våren 2027", "2 månader")),
        *((line, "") for line in ("2" * 3000 + " maj", "måndag " * 3000, "١٢ مايو")),
    ],
)
def test_days_in_texts_have_their_weekday_and_a_year(line, sentence):
    told = [said.replace("\xa0", " ") for _path, said in found(days_in_texts, page_of(text(line)))]
    assert len(told) == bool(sentence)
    assert sentence in "".join(told)


def test_a_day_without_a_year_is_meant_near_the_day_of_the_page():
    article = ArticlePage(title="Då", date=date(2022, 5, 18), introduction="Onsdag 18 maj")
    (told,) = found(days_in_texts, article)
    assert told == (
        "introduction",
        "”Onsdag 18 maj” har inget år. Skriv året, för sidan finns kvar länge.",
    )


def test_alternative_texts_are_told_as_publishing_tells_them():
    picture = make_image("torget.jpg")
    values = [("Bild på torget", ""), ("Torget i regn", "Torget i regn"), ("", "")]
    blocks = [
        (
            "picture",
            {"image": {"image": picture.pk, "alt_text": alt, "decorative": False}, "caption": c},
        )
        for alt, c in values
    ]
    found_there = Findings(page_of(*blocks, image=picture, image_alt="torget.jpg")).found
    told = {finding.place.path: finding.sentence for finding in found_there}
    assert "namnet på en fil" in told["image_alt"]
    assert "utan ”bild på”" in told["body.key-0.image.alt_text"]
    assert "redan i bildtexten" in told["body.key-1.image.alt_text"]
    assert "Skriv vad bilden visar" in told["body.key-2.image.alt_text"]


@pytest.mark.parametrize(
    ("words", "lix"),
    [("Vi ses i dag. " * 20, 4), ("Demokratiutveckling " * 60, 160), ("Hej.", None)],
)
def test_lix_is_told_of_texts_that_are_long_enough(words, lix):
    assert readability([words]).lix == lix


def test_lix_says_nothing_of_other_scripts():
    assert [readability([word * 100]).lix for word in ("مرحبا ", "欢迎 ", "Привет ")] == [None] * 3


def test_swedish_holidays_are_computed():
    names = {
        date(2027, 3, 26): "långfredagen",
        date(2027, 5, 6): "Kristi himmelsfärdsdag",
        date(2027, 6, 25): "midsommarafton",
        date(2027, 11, 6): "alla helgons dag",
        date(2026, 6, 19): "midsommarafton",
        date(2026, 10, 31): "alla helgons dag",
        date(2027, 5, 26): "",
    }
    assert {day: holiday_name(day) for day in names} == names


def test_an_event_is_told_of_a_holiday_and_of_another_at_the_same_time():
    site = SmallSite()
    starts = moment(2027, 5, 6, 9)
    mine = site.add_event("Lunch", start=starts, end=moment(2027, 5, 6, 10))
    site.add_event("Forum", start=moment(2027, 5, 6, 9, 30), end=moment(2027, 5, 6, 11), live=False)
    site.add_event("Sedan", start=moment(2027, 5, 6, 10))
    site.add_event("Inställt", start=starts, change="cancelled", change_reason="Sjukdom")
    told = [(finding.place.path, finding.sentence) for finding in Findings(mine).found]
    assert [path for path, _said in told] == ["start", "start"]
    assert "Kristi himmelsfärdsdag" in told[0][1]
    assert "”Forum" in told[1][1]


def test_dead_links_and_long_beginnings_are_told():
    site = SmallSite()
    address = "https://borta.example/sida"
    PageLink.objects.create(
        page=site.home, address=address, is_outside=True, fault=LinkFault.GONE, failures=5
    )
    page = page_of(text(f'Se <a href="{address}">sidan om bygglov</a>.'), title="a" * 120)
    told = [(finding.place.path, finding.sentence) for finding in Findings(page).found]
    assert [path for path, _said in told] == ["title", "body.key-0"]
    assert "”sidan om bygglov” leder ingenstans: adressen finns inte" in told[1][1]
    typed = Findings(page_of(text(f"Bygglovet står på {address}."))).found
    assert [(finding.place.path, address in finding.sentence) for finding in typed] == [
        ("body.key-0", True)
    ]


def test_a_check_that_fails_costs_its_own_lines_alone(caplog):
    def broken(content):
        yield from typed_capitals(content)
        raise RuntimeError

    with hooks.register_temporarily("page_checks", broken):
        findings = Findings(
            page_of(text('<a href="https://malmo.se/">här</a>'), title="VARMT VÄLKOMNA")
        )
    assert [finding.place.path for finding in findings.found] == ["title", "body.key-0"]
    assert findings.failed == 1
    assert "broken failed" in caplog.text


def test_every_kind_of_page_is_checked_saved_or_not():
    site = SmallSite()
    names = ("home", "landing", "activity", "calendar", "news", "newsletters", "people")
    pages = [getattr(site, name) for name in names]
    pages += [site.add_event(), site.add_article(), site.add_issue(), site.add_person()]
    pages += [type(page)(title="Ny") for page in pages]
    assert {type(page).__name__ for page in pages if Findings(page).failed} == set()


def test_whatever_somebody_pastes_the_checks_are_done_soon():
    long_word, scripts = "å" * 3000 + " ", "مرحبا 欢迎 Привет "
    hostile = [
        "<p>" + long_word * 400 + "</p>",
        "<p>" + scripts * 60_000 + "</p>",
        "<b>" * 100_000 + "MÅNDAG 3 MAJ " * 10_000,
        '<a href="x">' * 50_000,
        "<h2>" + "12–" * 300_000,
        "måndag den " * 100_000,
        "A " * 500_000,
        "A" * 1_000_000,
    ]
    for source in hostile:
        begun = process_time()
        findings = Findings(page_of(("text", source), introduction=source))
        assert findings.failed == 0
        assert process_time() - begun < 5
    assert Findings(page_of()).found == []


def test_what_is_found_is_asked_about_once_and_never_keeps_a_draft(client, redaktor):
    site = SmallSite()
    client.force_login(redaktor)
    address = add_address(site, EventPage)
    vague = streamfield([("text", rich_text('<p><a href="https://malmo.se/">här</a></p>'))])
    changes = EVENT | {
        "title": "Lunch",
        "slug": "lunch",
        "start": "2027-05-06 12:15",
        "body": vague,
    }
    changes |= {"end": "2027-05-06 13:00"}

    # The panel reads what the form holds, before there is a page.
    client.post(f"{address}preview/", form_of(client, address, EventPage, changes))
    panel = client.get(f"{address}preview/", {"mode": "checks"}).content.decode()
    assert "Att se över (2)" in panel
    assert "gick inte att göra" not in panel
    save(client, address, EventPage, changes)
    event = EventPage.objects.get(slug="lunch")
    edit = f"/admin/pages/{event.pk}/edit/"
    data = form_of(client, edit, EventPage, changes | {"introduction": "VARMT VÄLKOMNA"})
    assert client.post(f"{edit}preview/", data).json()["is_valid"]
    panel = client.get(f"{edit}preview/", {"mode": "checks"}).content.decode()
    assert 'href="#:w:contentpath=introduction"' in panel
    assert "Att se över (3)" in panel

    response = save(client, edit, EventPage, changes, "publish")
    assert [AGAIN in told(response, name) for name in ("start", "body")] == [True, True]
    known = {"known_warnings": response.context["form"]["known_warnings"].value()}
    client.post(edit, form_of(client, edit, EventPage, changes) | known | {"action-publish": "1"})
    event.refresh_from_db()
    assert event.live

    # What visitors read already is not asked about again.
    save(client, edit, EventPage, changes | {"title": "Lunchen"}, "publish")
    event.refresh_from_db()
    assert event.title == "Lunchen"


def test_the_checks_of_a_page_cost_few_queries(django_assert_max_num_queries):
    site = SmallSite()
    for number in range(8):
        site.add_event(start=moment(2027, 5, 6, 9) + timedelta(minutes=number))
    event = EventPage.objects.first()
    with django_assert_max_num_queries(30):
        Findings(event)
