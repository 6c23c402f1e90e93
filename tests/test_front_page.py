"""The first page of the admin: each line comes and goes with its cause, for who may act on it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail import hooks
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.models import Page, PageLogEntry

from activities.models import EventPage
from activities.waiting import coming_events, next_ordinary
from home.at_once import JsonRows
from home.jobs import Job
from home.links.checking import PageLink
from home.mail.letter import Letter
from home.models import Message, User
from home.schedule import MissedTime
from home.waiting import Line, first_lines, waiting_lines
from news.sending.sending import Sending
from search.models import SearchOutcome
from tests.pages import SmallSite, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DAY = timedelta(days=1)


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def stranger():
    """Somebody who may see the admin, and change nothing."""
    user = User.objects.create_user("stranger")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def titles(user):
    return [str(line.title) for line in waiting_lines(user)]


def needs(user):
    """Return {title of a coming event: what it lacks}."""
    rows, _count = coming_events(user)
    return {row.title: [label for label, _url in row.needs] for row in rows}


def test_a_coming_event_says_what_it_lacks_until_it_is_there(site, redaktor, stranger):
    day = timezone.now() + 9 * DAY
    event = site.add_event("Mötet", attendance_mode="online", registration="link", start=day)
    undated = site.add_event("Utan dag", attendance_mode="undecided")
    assert needs(redaktor) == {
        "Mötet": ["Lägg till anmälningslänk", "Lägg till möteslänk"],
        "Utan dag": ["Bestäm datum"],
    }
    (row, _undated), _count = coming_events(redaktor)
    assert row.needs[1][1] == f"/admin/pages/{event.pk}/edit/#field-join_url"
    assert coming_events(stranger) == ([], 0)
    links = {"registration_url": "https://example.org/a", "join_url": "https://zoom.us/j/1"}
    EventPage.objects.filter(pk=event.pk).update(**links)
    assert needs(redaktor)["Mötet"] == []
    EventPage.objects.filter(pk=event.pk).update(places="full")
    assert needs(redaktor)["Mötet"] == ["Skriv om väntelistan"]
    EventPage.objects.filter(pk=event.pk).update(change="cancelled", registration_url="")
    assert needs(redaktor)["Mötet"] == ["Skriv skälet"]
    EventPage.objects.filter(pk=event.pk).update(registration="", change="", places="")
    assert needs(redaktor)["Mötet"] == ["Bestäm anmälan"]
    EventPage.objects.filter(pk=event.pk).update(start=day - 20 * DAY)
    undated.unpublish()
    assert list(needs(redaktor)) == ["Utan dag"]


def test_a_draft_is_judged_by_what_was_written_last(site, redaktor):
    draft = site.add_event("Utkastet", live=False, attendance_mode="offline")
    assert needs(redaktor) == {"Utkastet": ["Bestäm datum", "Fyll i lokal"]}
    draft.start, draft.date_to_be_announced = timezone.now() + 40 * DAY, False
    draft.title = "Nya namnet"
    draft.save_revision()
    assert needs(redaktor) == {"Nya namnet": ["Fyll i lokal"]}
    (row,), _count = coming_events(redaktor)
    assert row.sentence == "Lärandelunch · Utkast"
    draft.venue = "Rådhuset"
    draft.save_revision()
    assert needs(redaktor) == {"Nya namnet": []}


def test_what_cannot_be_read_costs_its_own_line_alone(site, redaktor, caplog):
    day = timezone.now() + 9 * DAY
    site.add_event("Som det ska", start=day, attendance_mode="online", join_url="https://a.se/1")
    for value in ("i vår", "2026-02-30", {"år": 1}, "9999-12-31T23:59:59Z", "2026-05-05"):
        draft = site.add_event(f"Av {value}", live=False, attendance_mode="undecided")
        draft.save_revision()
        content = draft.latest_revision.content | {"start": value, "places": [1], "held": "x"}
        draft.latest_revision.__class__.objects.filter(object_id=draft.pk).update(content=content)
    found = needs(redaktor)
    assert found["Som det ska"] == ["Bestäm anmälan"]
    assert found["Av i vår"] == found["Av 2026-02-30"] == ["Bestäm datum"]
    lengths = first_lines(
        [site.news, site.home], lambda page: 1 // (page.pk - site.home.pk), "", ""
    )
    assert len(list(lengths)) == 1
    assert "failed of" in caplog.text


def test_an_activity_with_a_rhythm_asks_for_its_next_event(site, redaktor, stranger):
    site.activity.interval_weeks = 4
    site.activity.save()
    last = timezone.now() - 10 * DAY
    site.add_event(start=last)
    (row,) = next_ordinary(redaktor)
    assert row.sentence.startswith("Nästa ordinarie datum är ")
    assert row.needs == [("Skapa evenemanget", f"/admin/nasta-tillfalle/{site.activity.pk}/")]
    assert next_ordinary(stranger) == []
    site.add_event(start=last + 28 * DAY)
    assert next_ordinary(redaktor) == []


def test_what_was_held_two_weeks_ago_waits_for_documentation(site, redaktor, stranger):
    now = timezone.now()
    event = site.add_event("Det som hölls", start=now - 16 * DAY)
    site.add_event("Nyss", start=now - 9 * DAY)
    site.add_event("För länge sedan", start=now - 400 * DAY)
    site.add_event("Blev inte av", start=now - 16 * DAY, change="cancelled", change_reason="Snö")
    (line,) = waiting_lines(redaktor)
    assert (line.title, line.url) == (
        "Det som hölls",
        f"/admin/pages/{event.pk}/edit/#field-points_raised",
    )
    assert titles(stranger) == []
    site.add_article(event=event)
    assert titles(redaktor) == []


def test_a_registration_that_has_closed_is_told_until_the_event_begins(site, redaktor, stranger):
    now = timezone.now()
    event = site.add_event(
        "Mötet",
        start=now + DAY,
        registration="email",
        registration_email="a@example.org",
        registration_closes=now - DAY,
    )
    assert titles(redaktor) == ["Anmälan till ”Mötet” har stängt"]
    assert titles(stranger) == []
    EventPage.objects.filter(pk=event.pk).update(registration_closes=now + DAY / 2)
    assert titles(redaktor) == []


def test_drafts_are_told_until_they_are_published(site, redaktor, stranger):
    page = site.add_text_page("Om oss")
    page.title = "Om oss alla"
    revision = page.save_revision()
    (line,) = waiting_lines(redaktor)
    assert line.title == "”Om oss alla”"
    assert line.detail.startswith("Publicerad, med ändringar")
    assert titles(stranger) == []
    revision.publish()
    assert titles(redaktor) == []
    for number in range(5):
        site.add_text_page(f"Utkast {number}", live=False).save_revision()
    *_first, last = waiting_lines(redaktor)
    assert last.title == "Ytterligare 2 utkast"


def test_what_is_published_or_gone_at_a_set_time_is_told(site, redaktor, stranger):
    now = timezone.now()
    page = site.add_text_page("Snart borta", expire_at=now + 5 * DAY)
    site.add_text_page("Länge kvar", expire_at=now + 50 * DAY)
    later = site.add_text_page("Kommer sedan", live=False, go_live_at=now + DAY)
    later.save_revision().publish()
    said = titles(redaktor)
    assert "”Snart borta” försvinner av sig själv" in said
    assert "”Kommer sedan” publiceras av sig själv" in said
    assert "Länge kvar" not in str(said)
    assert titles(stranger) == []
    Page.objects.filter(pk=page.pk).update(expire_at=None)
    Page.objects.get(pk=later.pk).scheduled_revision.delete()
    assert "av sig själv" not in str(titles(redaktor))


def test_messages_and_searches_are_told_to_who_may_answer_them(site, redaktor, stranger):
    message = Message.objects.create(name="A", email="a@example.org", text="Hej")
    query = Query.objects.create(query_string="tolk")
    SearchOutcome.objects.create(query=query, found=0)
    QueryDailyHits.objects.create(query=query, hits=7, date=timezone.localdate())
    assert set(titles(redaktor)) == {"1 meddelande väntar på svar", "”tolk” gav inga träffar"}
    assert titles(stranger) == []
    Group.objects.get(name="Redaktör").permissions.remove(
        *Permission.objects.filter(codename="change_message")
    )
    fresh = User.objects.get(pk=redaktor.pk)
    assert titles(fresh) == ["”tolk” gav inga träffar"]
    message.delete()
    SearchOutcome.objects.update(found=1)
    assert titles(fresh) == []


def test_consents_are_told_to_who_may_hide_those_shown(site, redaktor, stranger, media):
    make_image("Snart", consent_until=timezone.localdate())
    person = site.add_person("Ida Ros", consent_until=timezone.localdate() + 9 * DAY)
    assert len(titles(redaktor)) == 2
    assert titles(stranger) == []
    person.unpublish()
    assert [title.split("”")[1] for title in titles(redaktor)] == ["Snart"]


def test_a_page_that_nobody_has_touched_for_a_year_is_read_through(
    client, site, redaktor, stranger
):
    page = site.add_text_page("Om oss")
    event = site.add_event("Gammalt", start=timezone.now() - 600 * DAY)
    long_ago = timezone.now() - 370 * DAY
    for old in (page, event):
        Page.objects.filter(pk=old.pk).update(last_published_at=long_ago)
    (line,) = waiting_lines(redaktor)
    assert (line.title, line.url) == ("”Om oss”", f"/admin/pages/{page.pk}/edit/")
    address = f"/admin/last-och-stammer/{page.pk}/"
    assert line.confirm_url == address
    client.force_login(stranger)
    client.post(address)
    assert len(titles(redaktor)) == 1
    client.force_login(redaktor)
    assert client.get(address).status_code == 405
    assert address in client.get(f"/admin/pages/{page.pk}/edit/").text
    response = client.post(address, {"next": "https://example.org/"})
    assert response.url == f"/admin/pages/{page.pk}/edit/"
    assert titles(redaktor) == []
    PageLogEntry.objects.filter(page=page).update(timestamp=long_ago)
    assert len(titles(redaktor)) == 1
    page.save_revision()
    assert "Om oss" not in str([line for line in waiting_lines(redaktor) if line.confirm_url])


def test_what_was_handed_in_is_told_to_who_did(client, site, redaktor):
    row = site.site.sitesettings
    row.is_reviewed = True
    row.save()
    page = site.add_text_page("Nytt", live=False)
    page.save_revision()
    state = page.get_workflow().start(page, redaktor)
    assert titles(redaktor) == ["”Nytt” väntar på granskning"]
    state.current_task_state.reject(user=redaktor)
    assert titles(redaktor) == ["”Nytt” kom tillbaka från granskningen"]
    state.refresh_from_db()
    state.cancel(user=redaktor)
    assert titles(redaktor) == ["”Nytt”"]


def test_promises_of_the_year_are_told_as_long_as_there_are_any(client, site, redaktor):
    client.force_login(redaktor)
    assert "Löften" not in client.get("/admin/").content.decode()
    site.activity.least_per_year = 6
    site.activity.save()
    html = client.get("/admin/").content.decode()
    assert f"Löften {timezone.localdate().year}" in html
    assert "0 hållna av minst 6" in html


def test_a_line_or_part_that_fails_costs_itself_alone(client, site, redaktor, caplog, monkeypatch):
    def broken(user):
        raise RuntimeError("no line")

    def broken_part(user):
        raise RuntimeError("no events")

    monkeypatch.setattr("malmoandan.front_page.coming_events", broken_part)
    client.force_login(redaktor)
    with (
        hooks.register_temporarily("waiting_lines", broken),
        hooks.register_temporarily("waiting_lines", lambda user: [Line("Den här syns")]),
    ):
        page = client.get("/admin/")
    assert page.status_code == 200
    assert "Den här syns" in page.text
    assert "Ny person" in page.text
    assert "no line" in caplog.text
    assert "no events" in caplog.text


def test_the_first_page_begins_with_the_day_and_names_its_links(client, site, redaktor):
    site.add_event("Mötet", start=timezone.now() + DAY, registration="link")
    client.force_login(redaktor)
    soup = BeautifulSoup(client.get("/admin/").content, "html5lib")
    (heading,) = soup.select("main h1")
    assert heading.text.split()[0] == "God"
    assert "1 evenemang är på väg, ingenting väntar på er." in soup.main.text
    assert "recent-edits" not in str(soup)
    assert soup.select_one("#coming-section a[href$='#field-registration_url']")
    names = [link.text for link in soup.select("#coming-section .front-ways a")]
    assert names == ["Lägg till anmälningslänk: Mötet", "Lägg till möteslänk: Mötet"]


MOST_QUESTIONS = 15  # of the whole request, as whoever has the page open asks it again


def questions(client, user):
    """Return how many questions the first page asks, at first and again."""
    client.force_login(user)

    def ask():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/").status_code == 200
        return len(queries)

    return ask(), ask()


def test_more_events_and_lines_cost_no_role_more_questions(client, site, redaktor, media):
    users = [User.objects.create_superuser("superuser")]
    for role in ("Redaktör", "Granskare", "Administratör"):
        users.append(User.objects.create_user(role))
        users[-1].groups.add(Group.objects.get(name=role))
    now = timezone.now()

    def fill(number):
        for place in range(number):
            start = now + (place - number // 3) * DAY
            site.add_event(start=start, registration="link", is_free=True).save_revision()

    fill(6)
    for user in users:
        questions(client, user)  # what a process remembers for good
    before = {user: questions(client, user)[1] for user in users}
    fill(12)
    set_up_every_line(site, [redaktor, *users])
    for user in users:
        cache.clear()  # as after a change of the site
        first, at_last = questions(client, user)
        assert at_last <= before[user] <= MOST_QUESTIONS, user
        assert first <= 2 * MOST_QUESTIONS, user
        assert len(titles(user)) > 12, user


def set_up_every_line(site, writers):
    """Have every kind of line and fault wait for somebody."""
    now = timezone.now()
    row = site.site.sitesettings
    row.is_reviewed = True
    row.save()
    for number in range(3):
        draft = site.add_text_page(f"Utkast {number}", live=False)
        draft.save_revision()
        for writer in writers:
            page = site.add_text_page(f"Inlämnad {number} av {writer}", live=False)
            page.save_revision()
            page.get_workflow().start(page, writer)
        site.add_text_page(f"Snart borta {number}", expire_at=now + 5 * DAY)
        old = site.add_text_page(f"Gammal {number}")
        Page.objects.filter(pk=old.pk).update(last_published_at=now - 400 * DAY)
        site.add_event(
            f"Stängt {number}",
            start=now + DAY,
            registration="email",
            registration_email="a@example.org",
            registration_closes=now - DAY,
        )
        site.add_event(f"Hölls {number}", start=now - 20 * DAY)
        page = site.add_text_page(f"Med länk {number}")
        PageLink.objects.create(page=page, address="/a/", text="hit", fault="deleted")
        MissedTime.objects.create(page=page, action="publish", due=now, next_try=now, reason="Nej.")
        Message.objects.create(name="A", email="a@example.org", text="Hej")
        query = Query.objects.create(query_string=f"tolk {number}")
        SearchOutcome.objects.create(query=query, found=0)
        QueryDailyHits.objects.create(query=query, hits=7, date=timezone.localdate())
        issue = site.add_issue(year=2020 + number)
        Sending.objects.create(page=issue, subject=f"Brev {number}", state="paused", starts=now)
        make_image(f"Bild {number}", fault="missing", consent_until=timezone.localdate())
        Letter.objects.create(
            recipient="a@example.org",
            state="failed",
            created=now,
            due=now,
            tried_until=now,
            priority=3,
        )
        Job.objects.create(name=f"job{number}", label="gallra", started=now, failed=now)


def test_lines_are_asked_for_one_by_one_where_they_cannot_be_together(
    site, redaktor, monkeypatch, caplog
):
    site.add_text_page("Om oss", live=False).save_revision()
    together = titles(redaktor)
    monkeypatch.setattr(JsonRows, "as_sqlite", JsonRows.as_sql)
    monkeypatch.setattr(JsonRows, "as_postgresql", JsonRows.as_sql)
    assert titles(redaktor) == together == ["”Om oss”"]
    assert "could not be asked for at once" in caplog.text
