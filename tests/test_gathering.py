"""*Hämta innehåll*: what is new becomes items of a draft, and nothing of it is lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from activities.models import EventPage
from home.base import SavedMeanwhileError
from malmoandan.gathering.proposals import add_to, item_of, proposals
from news.models import ArticlePage, NewsletterPage
from tests.filled_site import newsletter_item
from tests.pages import SmallSite, moment

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("clock"),
]
TODAY = moment(2027, 5, 4, 9)
LATELY = TODAY - timedelta(days=3)
LONG_AGO = TODAY - timedelta(days=300)


def first_published(page, when):
    type(page).objects.filter(pk=page.pk).update(first_published_at=when)
    return page


class Season:
    """A site with an issue of two weeks ago, and what has come since."""

    def __init__(self):
        self.site = site = SmallSite()
        before = site.add_issue(2027, 1, date=date(2027, 4, 20), editorial="<p>Hej</p>")
        self.before = first_published(before, TODAY - timedelta(days=14))
        self.soon = site.add_event("Snart", start=moment(2027, 5, 20, 12))
        self.later = first_published(
            site.add_event("Senare", start=moment(2027, 9, 20, 12)), LONG_AGO
        )
        site.add_event("Inställt", start=moment(2027, 5, 21, 12), change="cancelled")
        site.add_event("Utkast", start=moment(2027, 5, 22, 12), live=False)
        self.held = site.add_event(
            "Hållet", start=moment(2027, 4, 28, 12), points_raised="<ul><li>Bänkar</li></ul>"
        )
        EventPage.objects.filter(pk=self.held.pk).update(
            has_documentation=True, documented_at=LATELY
        )
        self.news = first_published(
            site.add_article("Nytt", date=date(2027, 5, 1), introduction="Det hände."), LATELY
        )
        first_published(site.add_article("Gammalt", date=date(2026, 5, 1)), LONG_AGO)
        rows = [{"kind": "deadline", "own_label": "", "value": "31 maj 2027"}]
        facts = [("facts", {"heading": "", "rows": rows})]
        self.call = first_published(site.add_text_page("Utlysning", body=facts), LONG_AGO)
        self.issue = site.add_issue(2027, 2, live=False, title="Utkastet", editorial="<p>Hej</p>")
        self.address = f"/admin/hamta-innehall/{self.issue.pk}/"

    def draft(self):
        return NewsletterPage.objects.get(pk=self.issue.pk).get_latest_revision_as_object()


def chosen(*proposals, **fields):
    keys = [f"{kind}-{page.pk}" for kind, page in proposals]
    return {f"{key}-chosen": "on" for key in keys} | fields


def test_what_has_come_and_what_is_coming_since_the_last_issue_is_proposed():
    season = Season()
    found = [
        (each.kind, each.page.title, each.is_chosen)
        for each in proposals(season.issue, timezone.now() - timedelta(days=14))
    ]
    assert found == [
        ("event", "Snart", True),
        ("event", "Senare", False),
        ("documentation", "Hållet", True),
        ("news", "Nytt", True),
        ("call", "Utlysning", False),
    ]


def test_what_is_ticked_becomes_items_in_the_order_asked_for_and_nothing_is_published(
    client, redaktor
):
    season = Season()
    client.force_login(redaktor)
    html = client.get(season.address).content.decode()
    assert "20 april 2027" in html.replace("\xa0", " ")
    assert "Sista dagen kommer" in html
    data = chosen(
        ("event", season.later),
        ("event", season.soon),
        ("documentation", season.held),
        ("news", season.news),
        ("call", season.call),
    )
    data |= {
        f"news-{season.news.pk}-order": "1",
        f"news-{season.news.pk}-heading": "Egen rubrik",
        f"news-{season.news.pk}-text": "Egna ord om <det>.\n\nMer.",
        f"documentation-{season.held.pk}-heading": "",
        f"event-{season.soon.pk}-order": "1",
    }
    response = client.post(season.address, data)
    assert response.url == f"/admin/pages/{season.issue.pk}/edit/"
    draft = season.draft()
    assert not NewsletterPage.objects.get(pk=season.issue.pk).live
    events, *items = draft.items
    assert [page.pk for page in events.value["events"]] == [season.soon.pk, season.later.pk]
    assert [item.value["heading"] for item in items] == ["Egen rubrik", "Hållet", "Utlysning"]
    words = items[0].value["content"][0].value.source
    assert "&lt;det&gt;" in words
    assert client.get(response.url).status_code == 200
    facts = items[2].value["content"][0].value["rows"][0]["value"]
    assert facts.replace("\xa0", " ") == "31 maj 2027"
    # What the issue tells of already is proposed no more, to nobody.
    assert "Det finns inget nytt" in client.get(season.address).content.decode()
    again = client.post(season.address, data)
    assert "5 saker hämtades inte" in again.content.decode()
    assert len(season.draft().items) == 4
    draft.get_latest_revision().publish()
    page = client.get(NewsletterPage.objects.get(pk=season.issue.pk).get_url()).content.decode()
    for said in ("På gång", "Snart", "Egen rubrik", "Se hela kalendern", "Läs det som kom fram"):
        assert said in page


def test_two_editors_lose_nothing():
    season = Season()
    first, second = season.draft(), season.draft()
    for issue in (first, second):
        issue.opened_version = NewsletterPage.objects.get(pk=issue.pk).latest_revision_id
    (proposal,) = [p for p in proposals(first, LONG_AGO) if p.page.pk == season.news.pk]
    add_to(first, [item_of(proposal, "Den första", "")], [])
    first.save_revision(clean=False)
    assert [item.value["heading"] for item in season.draft().items] == ["Den första"]
    second.opened_version = -1
    add_to(second, [item_of(proposal, "Den andra", "")], [])
    with pytest.raises(SavedMeanwhileError):
        second.save_revision(clean=False)


def test_what_cannot_be_read_stays_as_it_is_stored():
    season = Season()
    broken = {"type": "item", "value": "no dictionary", "id": "trasigt"}
    NewsletterPage.objects.filter(pk=season.issue.pk).update(items=[broken])
    issue = NewsletterPage.objects.get(pk=season.issue.pk)
    (proposal,) = [p for p in proposals(issue, LONG_AGO) if p.page.pk == season.news.pk]
    add_to(issue, [item_of(proposal, "Nytt", "Ord")], [season.soon])
    issue.save()
    stored = list(NewsletterPage.objects.get(pk=issue.pk).items.raw_data)
    assert stored[0] == broken
    assert [each["type"] for each in stored] == ["item", "events", "item"]


def test_a_new_issue_begins_with_what_is_new(client, redaktor):
    season = Season()
    client.force_login(redaktor)
    address = f"/admin/hamta-innehall/{season.site.newsletters.pk}/"
    assert "Kryssa i det som ska med" in client.post(address, {"x": "1"}).content.decode()
    bad = chosen(("news", season.news), **{f"news-{season.news.pk}-order": "0"})
    assert client.post(address, bad).status_code == 200
    response = client.post(address, chosen(("news", season.news), ("news", season.before)))
    issue = NewsletterPage.objects.order_by("pk").last()
    assert response.url == f"/admin/pages/{issue.pk}/edit/"
    assert (issue.live, issue.year, issue.number) == (False, 2027, 3)
    assert [item.value["heading"] for item in issue.items] == ["Nytt"]
    assert ArticlePage.objects.count() == 2
    edit = client.get(response.url, follow=True).content.decode()
    assert "1 sak hämtades inte" in edit
    assert "1 sak är hämtad" in edit


def test_events_in_an_issue_say_what_they_are_now(client):
    season = Season()
    block = ("events", {"heading": "", "events": [season.later, season.soon]})
    issue = season.site.add_issue(
        2027, 4, items=[block, newsletter_item("", "Sist", "sv", [])], title="Rader"
    )
    season.soon.unpublish()
    EventPage.objects.filter(pk=season.later.pk).update(title="Nytt namn")
    html = client.get(issue.get_url()).content.decode()
    assert "Nytt namn" in html
    assert "Snart" not in html.partition("I det här numret")[2]
