"""axe-core on every page type in each of its states, on a phone in light: nothing is found.

In the dark theme and on a wide screen: `make prove PART=axe`.
"""

import pytest

from activities.status import Status
from tests.browser.axe import VIEWS, pages_of, seen, states_of_one_page

# The site is another process's, but a copy of the test database is where it begins.
pytestmark = pytest.mark.django_db
# As many tests, so that the workers of pytest-xdist share the longest work of the suite.
PARTS = 2


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


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page(tab, worst, empty, part):
    table = seen(tab, pages_of(tab, (worst, empty), part, PARTS), VIEWS[:1])
    assert len(table) > 50 / PARTS
    assert faulty(table) == {}


def test_axe_finds_nothing_in_what_one_comes_to_by_doing_something(tab, worst):
    table = seen(tab, states_of_one_page(tab, worst), VIEWS[:1])
    assert len(table) > 5
    assert faulty(table) == {}
