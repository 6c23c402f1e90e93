"""axe-core on every page type, on a phone in light: nothing is found.

In each state, in the dark theme and on a wide screen: `make prove PART=axe`.
"""

import pytest

from activities.status import Status
from tests.browser.axe import VIEWS, on_screen, seen, states_of_one_page
from tests.browser.visits import OF_A_KIND, one_of_each_kind

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db


@pytest.fixture
def tab(chromium):
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def faulty(table):
    """Return the part of a table of findings that has any."""
    return {name: found for name, found in table.items() if any(found.values())}


def test_the_worst_site_has_an_event_in_every_state(worst):
    assert set(worst.states.values()) == {status.value for status in Status}
    assert "rescheduled" in worst.states


def test_axe_finds_nothing_on_any_type_of_page(tab, worst, empty):
    table = seen(tab, on_screen(tab, one_of_each_kind(worst, empty)), VIEWS[:1])
    assert len(table) > 20
    assert table.keys() > OF_A_KIND
    assert faulty(table) == {}


def test_axe_finds_nothing_in_what_one_comes_to_by_doing_something(tab, worst):
    table = seen(tab, states_of_one_page(tab, worst), VIEWS[:1])
    assert len(table) > 5
    assert faulty(table) == {}
