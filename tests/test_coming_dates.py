"""*Kommande datum*: rows of days, and those that have become events of the site."""

import json
from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import EventPage
from home.blocks.coming_dates import ComingDateBlock
from home.models import StandardPage
from news.mailing.check import letter_check
from news.mailing.mail import newsletter_mail
from news.models import ArticlePage
from search.page.results import Results
from tests.pages import SmallSite, moment
from tests.reading import get, text_of
from tests.test_blocks import errors

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("clock"),
]
TODAY = moment(2027, 5, 4, 9)
CONFERENCE = {
    "text": "Nationell konferens",
    "day": date(2027, 11, 21),
    "begins": time(9, 30),
    "ends": time(15),
    "place": "Helsingborg",
    "url": "https://www.konferens.example/2027?a=1",
}
COURSE = {"text": "Utbildning", "day": date(2027, 4, 17), "last_day": date(2027, 4, 19)}
MAKE = "event_chooser:create"


@pytest.fixture
def site(db):
    return SmallSite()


def dates_of(*rows):
    return ("dates", {"heading": "Kommande datum", "rows": list(rows)})


def rows_of(page):
    """Return [(day, what and where, address)] of the rows on a page."""
    found = []
    for row in page.select("main dl.facts > div"):
        link = row.dd.a
        found.append((text_of(row.dt).strip(), text_of(row.dd).strip(), link and link["href"]))
    return found


@pytest.mark.searches
def test_an_article_says_what_comes_when_and_where_and_is_found_by_it(site, client):
    article = site.add_article("Läget", date=date(2027, 5, 1), body=[dates_of(COURSE, CONFERENCE)])
    page = get(client, article)
    assert rows_of(page) == [
        ("17–19 april 2027", "Utbildning", None),
        (
            "21 november 2027",
            "Nationell konferens kl. 9.30–15.00 Helsingborg konferens.example",
            CONFERENCE["url"],
        ),
    ]
    assert [row.dd.get_text(strip=True) for row in page.select(".is-over")] == ["Utbildning"]
    _trail, found = (json.loads(s.string) for s in page.select("[type='application/ld+json']"))
    assert found["mentions"] == [
        {
            "@type": "Event",
            "name": "Utbildning",
            "startDate": "2027-04-17",
            "endDate": "2027-04-19",
        },
        {
            "@type": "Event",
            "name": "Nationell konferens",
            "startDate": "2027-11-21T09:30:00+01:00",
            "endDate": "2027-11-21T15:00:00+01:00",
            "location": {"@type": "Place", "name": "Helsingborg"},
            "url": CONFERENCE["url"],
        },
    ]
    for typed in ("konferens helsingborg", "21 november", "17 april"):
        assert [hit.card.title for hit in Results(typed, exact=True).hits] == ["Läget"], typed
    feed = client.get("/nyheter/flode.xml").text
    assert "Nationell konferens" in feed


@pytest.mark.searches
def test_a_row_says_in_words_when_what_comes_each_week_and_what_it_was_before(site, client):
    weekly = {"text": "Soppa för alla", "date_text": "måndagar", "begins": time(11, 30)}
    weekly |= {"ends": time(13), "place": "Björkvägen 12"}
    moved = {"text": "Söka ihop", "day": date(2027, 10, 28), "before": "21 oktober"}
    article = site.add_article("Veckan", date=date(2027, 5, 1), body=[dates_of(weekly, moved)])
    page = get(client, article)
    assert rows_of(page) == [
        ("Måndagar", "Soppa för alla kl. 11.30–13.00 Björkvägen 12", None),
        ("28 oktober 2027", "Söka ihop Tidigare: 21 oktober", None),
    ]
    assert not page.select(".is-over")
    found = json.loads(page.select("[type='application/ld+json']")[-1].string)
    assert [event["name"] for event in found["mentions"]] == ["Söka ihop"]
    for typed in ("soppa måndagar", "björkvägen 12", "21 oktober"):
        assert [hit.card.title for hit in Results(typed, exact=True).hits] == ["Veckan"], typed
    block = ComingDateBlock()
    assert block.clean(block.to_python({"text": "A", "date_text": "juni"}))
    both = {"text": "A", "date_text": "juni", "day": date(2027, 6, 1)}
    assert errors(ComingDateBlock, block.to_python(both)) == {"date_text"}


def test_a_row_follows_its_event_once_visitors_see_that(site, client):
    event = site.add_event(
        "Konferensen i höst", start=moment(2027, 11, 22, 10), venue="Moriska", live=False
    )
    event.attendance_mode = "offline"
    event.save()
    rows = [CONFERENCE | {"event": event}, {"event": event}]
    article = site.add_article("Läget", date=date(2027, 5, 1), body=[dates_of(*rows)])
    # While it is a draft the row says itself what it can.
    assert [row[1].split(" kl")[0] for row in rows_of(get(client, article))] == [
        "Nationell konferens"
    ]
    event.live = True
    event.save()
    followed = ("22 november 2027", "Konferensen i höst kl. 10 Moriska", event.get_url())
    page = get(client, article)
    assert rows_of(page) == [followed, followed]
    assert "Nationell konferens" not in text_of(page.main)
    event.change = "cancelled"
    event.save()
    assert rows_of(get(client, article))[0][1] == "Konferensen i höst Inställt kl. 10 Moriska"
    # What has not been shown is still there for the editor, and a deleted event leaves the row.
    stored = ArticlePage.objects.get(pk=article.pk)
    assert stored.body[0].value["rows"][0]["text"] == "Nationell konferens"
    event.delete()
    assert [row[0] for row in rows_of(get(client, article))] == ["21 november 2027"]


@pytest.mark.usefixtures("uncached")
def test_rows_with_many_events_ask_the_database_once(site, client):
    def asked(number):
        events = [site.add_event(start=moment(2027, 6, 1 + day, 10)) for day in range(number)]
        rows = [{"event": event} for event in events]
        article = site.add_article(date=date(2027, 5, 1), body=[dates_of(*rows)])
        client.get(article.get_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(article.get_url())
        return len(queries)

    assert asked(6) == asked(1)


def test_an_issue_says_the_same_on_its_page_and_in_both_its_mails(site, client):
    event = site.add_event("Öppet hus", start=moment(2027, 6, 1, 17))
    content = [dates_of(COURSE, CONFERENCE, {"event": event})]
    item = {"label": "", "heading": "Framåt", "language": "sv", "content": content}
    issue = site.add_issue(2027, 1, items=[("item", item)], introduction="Hej")
    assert len(rows_of(get(client, issue))) == 3
    mail = newsletter_mail(issue)
    read = text_of(BeautifulSoup(mail.html, "html.parser"))
    plain = mail.text.replace("\xa0", " ")
    assert "21 november 2027: Nationell konferens, kl. 9.30–15.00, Helsingborg" in read
    assert (
        "21 november 2027: Nationell konferens (https://www.konferens.example/2027?a=1), "
        "kl. 9.30–15.00, Helsingborg\n"
    ) in plain
    assert f"1 juni 2027: Öppet hus ({event.full_url}), kl. 17" in plain
    assert "17–19 april 2027: Utbildning\n" in plain
    # *Brevkollen* asks about the day that has passed, and about no draft whose row says itself.
    event.live = False
    event.save()
    rows = [COURSE, CONFERENCE | {"event": event}]
    issue.items = [("item", item | {"content": [dates_of(*rows)]})]
    issue.save()
    check = letter_check(type(issue).objects.get(pk=issue.pk))
    assert check.errors == []
    said = [each.sentence.replace("\xa0", " ") for each in check.warnings]
    assert "17–19 april 2027 har passerat." in said
    issue.items = [("item", item | {"content": [dates_of({"event": event})]})]
    issue.save()
    assert len(letter_check(type(issue).objects.get(pk=issue.pk)).errors) == 1


def test_a_row_says_what_and_when_and_ends_after_it_begins():
    assert errors(ComingDateBlock, {"place": "Luleå"}) == {"text", "day"}
    backwards = {"last_day": date(2027, 11, 20)}
    assert errors(ComingDateBlock, CONFERENCE | backwards) == {"last_day"}
    assert errors(ComingDateBlock, CONFERENCE | {"ends": time(9)}) == {"ends"}
    assert errors(ComingDateBlock, CONFERENCE | {"begins": None}) == {"begins"}
    block = ComingDateBlock()
    block.clean(block.normalize(CONFERENCE | {"last_day": date(2027, 11, 22), "ends": time(8)}))
    block.defer_required_validation()
    block.clean(block.normalize({"place": "Luleå"}))


@pytest.mark.searches
def test_a_row_becomes_the_draft_of_an_event_of_an_activity(site, client, redaktor):
    site.activity.price_text, site.activity.audience = "Gratis", "Alla i Malmö"
    site.activity.save()
    client.force_login(redaktor)
    said = {"text": "Konferens", "day": "21 nov 2027", "begins": "9.30", "ends": "15"}
    said |= {"place": "digitalt via Zoom", "url": "https://www.konferens.example/"}
    window = client.get(reverse("event_chooser:choose"), said).json()["html"]
    form = BeautifulSoup(window, "html.parser").select_one("#tab-create form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    assert (data["title"], data["start"], data["end"]) == (
        "Konferens",
        "21 nov 2027 kl. 9.30",
        "21 nov 2027 kl. 15",
    )
    assert not EventPage.objects.exists()
    del data["all_day"]
    answer = client.post(reverse(MAKE), data | {"activity": site.activity.pk}).json()
    event = EventPage.objects.get()
    assert answer["step"] == "chosen"
    assert answer["result"]["id"] == str(event.pk)
    assert (event.live, event.owner, event.activity) == (False, redaktor, site.activity)
    assert (event.start, event.end) == (moment(2027, 11, 21, 9, 30), moment(2027, 11, 21, 15))
    assert (event.attendance_mode, event.online_service, event.venue) == ("online", "Zoom", "")
    assert event.audience == "Alla i Malmö"
    assert event.body[0].value["links"][0].href == "https://www.konferens.example/"
    assert client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).status_code == 200
    # A second time it is there already, and the list has it.
    again = client.post(reverse(MAKE), data | {"activity": site.activity.pk}).json()
    assert "Välj det under" in again["htmlFragment"]
    results = client.get(reverse("event_chooser:choose_results"), {"q": "konf"}).text
    assert "Konferens" in results
    assert "21 november 2027" in results.replace("\xa0", " ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"activity": ""},
        {"activity": "x"},
        {"start": "nyss"},
        {"start": "21 nov 2027"},
        {"end": "20 nov 2027 kl. 8"},
        {"title": "å" * 3000},
        {"title": "\x00"},
        {"url": "https://zoom.us/j/123456789?pwd=x"},
        {"place": "x" * 161},
    ],
)
def test_what_is_no_event_makes_none(site, client, redaktor, wrong):
    client.force_login(redaktor)
    data = {"activity": site.activity.pk, "title": "Konferens", "start": "21 nov 2027 kl. 9"}
    answer = client.post(reverse(MAKE), data | wrong)
    assert answer.json()["step"] == "reshow_creation_form"
    assert not EventPage.objects.exists()


def test_a_window_opened_with_anything_is_answered_and_who_may_not_add_makes_nothing(
    site, client, redaktor, django_user_model
):
    client.force_login(redaktor)
    address = reverse("event_chooser:choose")
    strange = {"text": "\x00" + "å" * 5000, "day": "31 februari", "begins": "99", "url": "<b>"}
    assert client.get(address, strange).status_code == 200
    user = django_user_model.objects.create_user("reader")
    reading = Group.objects.create(name="Läser")
    entering = Group.objects.get(name="Redaktör").permissions.filter(codename="access_admin")
    reading.permissions.add(*entering)
    user.groups.add(reading)
    client.force_login(user)
    assert "Nytt evenemang" not in client.get(address).json()["html"]
    script = {"x-requested-with": "XMLHttpRequest"}
    assert client.post(reverse(MAKE), {"title": "A"}, headers=script).status_code == 403


def test_news_and_text_pages_have_the_block_and_events_a_programme():
    names = {
        model: {*model._meta.get_field("body").stream_block.child_blocks}
        for model in (ArticlePage, StandardPage, EventPage)
    }
    assert "dates" in names[ArticlePage]
    assert "dates" in names[StandardPage]
    assert "dates" not in names[EventPage]
