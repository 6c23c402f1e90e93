"""A name is found only where it may be read: pages are indexed anew when what they name changes."""

import pytest
from wagtail.models import PageViewRestriction

from search.results import Results
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def person(site):
    """A person who is a guest of the event Träffen."""
    person = site.add_person("Xerxes Ypsilon")
    guest = {"type": "person", "value": {"person": person.pk, "role": "gäst"}}
    site.add_event("Träffen", speakers=[guest])
    return person


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a context that does what waits for the end of the transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(query="xerxes"):
    return sorted(hit.card.title for hit in Results(query).hits)


def test_the_name_of_a_hidden_person_finds_no_page_until_the_person_is_shown_again(
    person, committed
):
    assert found() == ["Träffen", "Xerxes Ypsilon"]
    with committed():
        person.unpublish()
    assert found() == []
    with committed():
        person.save_revision().publish()
    assert found() == ["Träffen", "Xerxes Ypsilon"]


def test_the_name_of_a_private_person_finds_no_page_until_the_restriction_is_gone(
    person, committed
):
    with committed():
        restriction = PageViewRestriction.objects.create(page=person, restriction_type="login")
    assert found() == []
    with committed():
        restriction.delete()
    assert found() == ["Träffen", "Xerxes Ypsilon"]


def test_a_private_section_hides_the_names_of_those_below_it(person, committed):
    with committed():
        PageViewRestriction.objects.create(page=person.get_parent(), restriction_type="login")
    assert found() == []


def test_a_person_is_found_by_a_new_name_where_the_old_one_stood(person, committed):
    with committed():
        person.title = "Xenia Ypsilon"
        person.save_revision().publish()
    assert found("xenia") == ["Träffen", "Xenia Ypsilon"]
    assert found("xerxes") == []


def test_the_name_of_a_deleted_person_finds_no_page(person, committed):
    PageViewRestriction.objects.create(page=person, restriction_type="login")
    with committed():
        person.delete()
    assert found() == []
