"""Events that follow each other up: shown both ways with dates, and never in a ring."""

import pytest
from django.core.exceptions import ValidationError

from activities.models import EventPage
from tests.pages import SmallSite, moment
from tests.reading import get, text_of

pytestmark = pytest.mark.django_db


def dated_links(soup, term):
    """Return the words of a row in the box of facts, one for each event."""
    (found,) = [dt for dt in soup.find_all("dt") if dt.get_text() == term]
    return [text_of(dd).strip() for dd in found.parent.find_all("dd")]


def test_a_chain_of_follow_ups_is_shown_both_ways_with_dates(client):
    site = SmallSite()
    first = site.add_event("Första", start=moment(2019, 5, 8, 9))
    second = site.add_event("Andra", start=moment(2020, 5, 6, 9), follows=first)
    third = site.add_event("Tredje", start=moment(2021, 5, 5, 9), follows=second)
    fourth = site.add_event("Fjärde", follows=third)
    soup = get(client, third)
    assert dated_links(soup, "Uppföljning av") == ["Andra 6 maj 2020", "Första 8 maj 2019"]
    assert dated_links(soup, "Följs upp av") == ["Fjärde Datum meddelas"]
    assert dated_links(get(client, first), "Följs upp av") == [
        "Andra 6 maj 2020",
        "Tredje 5 maj 2021",
        "Fjärde Datum meddelas",
    ]
    assert dated_links(get(client, fourth), "Uppföljning av")[0] == "Tredje 5 maj 2021"


def test_a_chain_leaves_out_what_a_visitor_may_not_see_and_goes_on_past_it(client):
    site = SmallSite()
    first = site.add_event("Första", start=moment(2019, 5, 8, 9))
    second = site.add_event("Andra", start=moment(2020, 5, 6, 9), follows=first)
    third = site.add_event("Tredje", start=moment(2021, 5, 5, 9), follows=second)
    second.unpublish()
    assert dated_links(get(client, third), "Uppföljning av") == ["Första 8 maj 2019"]
    assert dated_links(get(client, first), "Följs upp av") == ["Tredje 5 maj 2021"]


def test_a_chain_that_has_become_a_loop_ends(client):
    site = SmallSite()
    first = site.add_event("Första", start=moment(2019, 5, 8, 9))
    second = site.add_event("Andra", start=moment(2020, 5, 6, 9), follows=first)
    EventPage.objects.filter(pk=first.pk).update(follows=second)
    assert "Andra" in text_of(get(client, first))


def test_an_event_cannot_follow_up_itself_not_even_through_another():
    site = SmallSite()
    first = site.add_event("Första", start=moment(2019, 5, 8, 9))
    second = site.add_event("Andra", start=moment(2020, 5, 6, 9), follows=first)
    third = site.add_event("Tredje", start=moment(2021, 5, 5, 9), follows=second)
    for follower in (first, second, third):
        first.follows = follower
        with pytest.raises(ValidationError) as refused:
            first.clean()
        assert set(refused.value.error_dict) == {"follows"}
