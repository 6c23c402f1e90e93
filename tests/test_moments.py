"""What is kept of the lists of events between two moments is what would be asked for now."""

from datetime import timedelta

import pytest

from activities import moments
from activities.models import EventPage
from activities.status import CLOSING_SOON
from home import generation
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = moment(2031, 5, 26, 12)
TICK, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)
BY_LINK = {"registration": "link", "registration_url": "https://a.se"}


@pytest.fixture
def site():
    """Return a site in which something begins, ends, opens and closes, and the day turns."""
    site = SmallSite()
    site.add_event("Utan slut", start=NOW)
    site.add_event("Med slut", start=NOW + HOUR, end=NOW + 3 * HOUR)
    opening = {"registration_opens": NOW + 2 * HOUR, "registration_closes": NOW + 4 * HOUR}
    site.add_event("Öppnar", start=NOW + DAY, **BY_LINK, **opening)
    closes = NOW + CLOSING_SOON + HOUR / 2
    site.add_event("Stänger", start=NOW + 30 * DAY, registration_closes=closes, **BY_LINK)
    site.add_event("Odaterat")
    return site


def test_lists_hold_from_one_moment_to_the_next(site):
    whole = [NOW + HOUR * half / 2 for half in range(-1, 10)]
    midnight = moment(2031, 5, 27)
    for turn in (*whole, midnight, midnight + HOUR, NOW + DAY, NOW + 30 * DAY):
        for now in (turn - TICK, turn, turn + TICK):
            kept = moments.quiet_since(now)
            assert kept <= now
            for asked in (
                lambda when: sorted(moments.keys_for_start(when, 1)),
                lambda when: moments.keys_of_activity(site.activity.pk, when, 2),
                lambda when: list(EventPage.objects.closing_soon(when).values_list("pk")),
                moments.past_years,
            ):
                assert asked(kept) == asked(now), now


def test_pages_follow_the_clock_without_a_change(site, client, time_machine):
    site.home.body = [("coming_events", {"heading": "Nästa evenemang", "how_many": 4})]
    site.home.save()
    activity, calendar = site.activity.url, site.calendar.url
    time_machine.move_to(NOW + 3 * HOUR - TICK, tick=False)
    before = [client.get(url).content.decode() for url in ("/", activity, calendar)]
    token = generation.current_token()
    time_machine.move_to(NOW + 3 * HOUR, tick=False)
    after = [client.get(url).content.decode() for url in ("/", activity, calendar)]
    assert generation.current_token() == token
    for was, now in zip(before, after, strict=True):
        assert was.index("Med slut") < was.index("Öppnar")
        assert now.index("Med slut") > now.index("Öppnar")


def test_a_full_memory_begins_anew(site, client, monkeypatch):
    monkeypatch.setattr(generation, "MOST_KEPT", 2)
    for _time in range(2):
        assert "Odaterat" in client.get(site.activity.url).content.decode()
    assert len(generation._kept.answers) <= 2
