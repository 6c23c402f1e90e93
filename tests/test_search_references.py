"""A page is found by the names that it shows as they are now, and by none that is hidden or old."""

import pytest
from django.core import serializers
from django.db import transaction
from wagtail.models import PageViewRestriction

from activities.models.activity import ActivityPartner
from activities.models.event import EventOrganiser
from search.index.tasks import MOST_AT_ONCE, index_due_objects
from search.models import IndexTask
from search.page.results import Results
from tests.filled_site import make_document
from tests.pages import (
    SmallSite,
    make_category,
    make_image,
    make_organisation,
    make_theme,
)
from tests.pages import person as person_block

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


def renamed(site, committed, thing):
    """Return what is found by Xylofon once a thing of this kind is called so, which was Mangold."""
    match thing:
        case "activity":
            activity = site.add_activity("Mangold")
            site.add_event("Träffen", activity=activity)
            changed, name = activity, "title"
        case "organisation" | "place":
            changed = make_organisation("Mangold" if thing == "organisation" else "Föreningen")
            changed.place = "Mangold" if thing == "place" else ""
            changed.save()
            name = "name" if thing == "organisation" else "place"
            guest = site.add_person("Maria", organisation=changed)
            block = ("people", {"heading": "", "people": [], "organisations": [changed]})
            site.add_text_page("Sidan", body=[block])
            activity = site.add_activity("Aktiviteten")
            activity.partners = [ActivityPartner(organisation=changed)]
            activity.save()
            event = site.add_event("Träffen", speakers=[person_block(guest)])
            event.organisers = [EventOrganiser(organisation=changed)]
            event.save()
        case "theme":
            changed, name = make_theme(name="Mangold"), "name"
            page = site.add_text_page("Sidan")
            page.themes = [changed]
            page.save()
        case "category":
            changed, name = make_category("Mangold"), "name"
            site.add_article("Artikeln", category=changed)
        case "document":
            changed, name = make_document(), "title"
            changed.title = "Mangold"
            changed.save()
            listed = {"heading": "", "documents": [{"document": changed, "description": ""}]}
            site.add_text_page("Sidan", body=[("documents", listed)])
        case "photographer":
            changed, name = make_image(photographer="Mangold"), "photographer"
            site.add_text_page("Sidan", image=changed)
        case "page":
            changed, name = site.add_text_page("Mangold"), "title"
            link = {"page": changed}
            site.add_text_page("Sidan", body=[("links", {"heading": "", "links": [link]})])
            site.add_event("Träffen", follows=site.add_event("Förra"))
    assert found("mangold")
    with committed():
        setattr(changed, name, "Xylofon")
        changed.save()
    assert found("mangold") == [], thing
    return found("xylofon")


def test_a_page_is_found_by_the_new_name_of_all_that_it_names_and_not_by_the_old(site, committed):
    shown = {
        "activity": ["Träffen", "Xylofon"],
        "organisation": ["Aktiviteten", "Maria", "Sidan", "Träffen"],
        "theme": ["Sidan"],
        "category": ["Artikeln"],
        "document": ["Sidan"],
        "photographer": ["Sidan"],
        "page": ["Sidan", "Xylofon"],
        "place": ["Aktiviteten", "Maria", "Sidan", "Träffen"],
    }
    for thing, expected in shown.items():
        with transaction.atomic():
            assert renamed(site, committed, thing) == expected, thing
            transaction.set_rollback(True)


def test_a_published_new_name_of_an_activity_finds_its_events(site, committed):
    event = site.add_event("Träffen")
    assert "Träffen" in found("lärandelunch")
    with committed():
        site.activity.title = "Xylofon"
        site.activity.save_revision().publish()
    assert found("xylofon") == ["Träffen", "Xylofon"]
    assert found("lärandelunch") == []
    other = site.add_activity("Mangold")
    with committed():
        event.move(other, pos="last-child")
    assert found("mangold") == ["Mangold", "Träffen"]
    assert found("xylofon") == ["Xylofon"]


def test_the_name_of_what_is_deleted_finds_no_page(site, committed):
    theme, organisation = make_theme(name="Mangold"), make_organisation("Xylofon")
    page = site.add_text_page("Sidan")
    page.themes = [theme]
    page.save()
    site.add_person("Maria", organisation=organisation)
    assert found("mangold") == ["Sidan"]
    assert found("xylofon") == ["Maria"]
    with committed():
        theme.delete()
        organisation.delete()
    assert found("mangold") == found("xylofon") == []


def test_more_pages_than_somebody_would_wait_for_are_indexed_by_the_work(site, committed):
    titles = [site.add_event(f"Träff {n}").title for n in range(MOST_AT_ONCE + 1)]
    with committed():
        site.activity.title = "Xylofon"
        site.activity.save()
    assert IndexTask.objects.count() == len(titles)
    assert Results("xylofon").total == 1
    for _round in titles:  # each takes a slice of time, which a busy machine fills with few
        index_due_objects()
    assert Results("xylofon").total == 1 + len(titles)
    assert not IndexTask.objects.exists()


def test_a_row_that_is_loaded_as_it_is_asks_for_nothing_to_be_indexed(
    site, caplog, django_capture_on_commit_callbacks
):
    rows = serializers.serialize("json", [site.home, make_organisation()])
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for row in serializers.deserialize("json", rows):
            row.save()
    assert callbacks == []
    assert caplog.records == []
