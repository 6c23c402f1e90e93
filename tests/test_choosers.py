"""An organisation or a person who is not in the register is added where one chooses."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.signals import page_published

from home.models import PersonPage
from home.organisations import Organisation
from tests.filled_site import make_document
from tests.pages import SmallSite, make_category, make_image, make_organisation

pytestmark = pytest.mark.one_database
PEOPLE = "person_chooser"
ORGANISATIONS = "wagtailsnippetchoosers_home_organisation"


@pytest.fixture
def site(db):
    return SmallSite()


def added(client, chooser, many=False, **data):
    """Add something in the window, and return what it answers."""
    address = reverse(f"{chooser}:create") + ("?multiple=1" if many else "")
    response = client.post(address, data)
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("chooser", [PEOPLE, ORGANISATIONS, "event_chooser"])
def test_the_form_of_a_window_shares_no_id_with_the_form_behind_it(site, client, redaktor, chooser):
    client.force_login(redaktor)
    site.add_person("Malin Ek")
    behind = BeautifulSoup(
        client.get(reverse("wagtailadmin_pages:edit", args=[site.activity.pk])).content,
        "html.parser",
    )
    taken = {element["id"] for element in behind.select("[id]")}
    assert "id_title" in taken
    window = client.get(reverse(f"{chooser}:choose")).json()["html"]
    for html in (window, added(client, chooser)["htmlFragment"]):
        soup = BeautifulSoup(html, "html.parser")
        labels = soup.select("form label[for^=id_new]")
        assert labels
        assert all(soup.find(id=label["for"]) for label in labels)
        fields = soup.select("form[method=post i] [id^=id_]")
        assert fields
        assert not taken & {field["id"] for field in fields}


@pytest.mark.searches
def test_a_person_is_added_with_a_role_published_and_chosen(site, client, redaktor):
    client.force_login(redaktor)
    organisation = make_organisation("Ibn Rushd")
    window = client.get(reverse(f"{PEOPLE}:choose")).json()["html"]
    assert "Ny person" in window
    data = {"title": " Malin   Ek ", "job_title": "samordnare", "organisation": organisation.pk}
    answer = added(client, PEOPLE, **data, is_published="on")
    person = PersonPage.objects.get()
    assert answer["step"] == "chosen"
    assert (answer["result"]["id"], answer["result"]["title"]) == (str(person.pk), "Malin Ek")
    assert (person.slug, person.owner, person.live) == ("malin-ek", redaktor, True)
    html = client.get(person.get_url()).content.decode()
    assert "Samordnare" in html
    assert "Ibn Rushd" in html

    # The window finds her by half a name, and the form shows that she is chosen.
    results = client.get(reverse(f"{PEOPLE}:choose_results"), {"q": "mali"}).content.decode()
    assert "Malin Ek" in results
    chosen = client.get(reverse(f"{PEOPLE}:chosen", args=[person.pk])).json()
    assert chosen["result"]["title"] == "Malin Ek"


def test_who_has_the_name_of_another_is_asked_about_once(site, client, redaktor):
    client.force_login(redaktor)
    site.add_person("Malin Ek")
    answer = added(client, PEOPLE, title="malin ek")
    assert "Det finns redan en person med det namnet" in answer["htmlFragment"]
    assert "inte vara tomt" not in answer["htmlFragment"]
    added(client, PEOPLE, title="Malin Ek", is_another="on")
    assert sorted(PersonPage.objects.values_list("slug", "live")) == [
        ("malin-ek", True),
        ("malin-ek-2", False),
    ]


def test_a_person_who_cannot_be_published_is_not_left_half_made(site, client, redaktor):
    def fail(**kwargs):
        raise RuntimeError

    client.force_login(redaktor)
    client.raise_request_exception = False
    page_published.connect(fail)
    try:
        data = {"title": "Malin Ek", "is_published": "on"}
        assert client.post(reverse(f"{PEOPLE}:create"), data).status_code == 500
    finally:
        page_published.disconnect(fail)
    assert not PersonPage.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "å" * 3000, "\x00"])
def test_what_is_no_name_adds_nobody(site, client, redaktor, name):
    client.force_login(redaktor)
    assert added(client, PEOPLE, title=name, organisation="no")["step"] == "reshow_creation_form"
    assert added(client, ORGANISATIONS, name=name)["step"] == "reshow_creation_form"
    assert not PersonPage.objects.exists()


@pytest.mark.parametrize("name", ["محمد", "<script>alert(1)</script>", "–"])
def test_any_name_is_one(site, client, redaktor, name):
    client.force_login(redaktor)
    assert added(client, PEOPLE, title=name, is_published="on")["result"]["title"] == name
    assert client.get(PersonPage.objects.get().get_url()).status_code == 200


def test_whoever_may_not_publish_adds_a_draft(site, client, redaktor):
    site.site.sitesettings.is_reviewed = True
    site.site.sitesettings.save()
    client.force_login(redaktor)
    assert "is_published" not in client.get(reverse(f"{PEOPLE}:choose")).json()["html"]
    added(client, PEOPLE, title="Malin Ek", is_published="on")
    person = PersonPage.objects.get()
    assert not person.live
    assert person.latest_revision.user == redaktor


def test_whoever_may_add_neither_is_offered_neither(site, client, django_user_model):
    user = django_user_model.objects.create_user("reader")
    reading = Group.objects.create(name="Läser")
    reading.permissions.add(
        *Group.objects.get(name="Redaktör").permissions.filter(codename="access_admin")
    )
    user.groups.add(reading)
    client.force_login(user)
    script = {"x-requested-with": "XMLHttpRequest"}
    for chooser, tab in ((PEOPLE, "Ny person"), (ORGANISATIONS, "Ny organisation")):
        assert tab not in client.get(reverse(f"{chooser}:choose")).json()["html"]
        response = client.post(
            reverse(f"{chooser}:create"), {"title": "A", "name": "A"}, headers=script
        )
        assert response.status_code == 403
    assert not PersonPage.objects.exists()
    assert not Organisation.objects.exists()


def test_an_organisation_is_added_once_and_stands_in_the_history(site, client, redaktor):
    client.force_login(redaktor)
    answer = added(client, ORGANISATIONS, many=True, name="Ibn Rushd", place="Malmö")
    organisation = Organisation.objects.get()
    assert [(row["id"], row["string"]) for row in answer["result"]] == [
        (str(organisation.pk), "Ibn Rushd")
    ]
    assert organisation.slug == "ibn-rushd"
    assert ModelLogEntry.objects.get(action="wagtail.create").user == redaktor
    assert added(client, ORGANISATIONS, name="Ibn Rushd")["step"] == "reshow_creation_form"


def test_a_site_without_a_list_of_people_offers_no_new_one(site, client, redaktor):
    site.people.delete()
    client.force_login(redaktor)
    assert "Ny person" not in client.get(reverse(f"{PEOPLE}:choose")).json()["html"]


def chooser_addresses(site):
    """Return the lists of all windows in which something is chosen."""
    return [
        reverse("wagtailadmin_choose_page_child", args=[site.activity.pk]),
        reverse("wagtailadmin_choose_page_child", args=[site.people.pk]),
        reverse("wagtailadmin_choose_page_child", args=[site.news.pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=dialogforum",
        reverse("wagtailadmin_choose_page_search") + "?q=malin&page_type=home.personpage",
        *(reverse(f"{name}:choose") for name in (PEOPLE, ORGANISATIONS, "event_chooser")),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs_chooser:choose"),
    ]


@pytest.mark.searches
def test_more_rows_cost_no_window_more_questions(site, client, redaktor, media):
    def fill(start, end):
        for number in range(start, end):
            site.add_event("Dialogforum", start=timezone.now() + timedelta(days=number))
            draft = site.add_event(f"Dialogforum {number}", live=False)
            draft.save_revision()
            site.add_person(f"Malin Ek {number}", organisation=make_organisation(f"Ek {number}"))
            site.add_article(category=make_category(f"Slag {number}"))
            make_image(f"Bild {number}")
            make_document(f"Protokoll {number}")

    def questions(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    client.force_login(redaktor)
    addresses = chooser_addresses(site)
    fill(1, 3)
    before = {address: questions(address) for address in addresses}
    fill(3, 8)
    after = {address: questions(address) for address in addresses}
    assert after == before
    assert max(after.values()) <= 22


@pytest.mark.searches
def test_two_events_of_one_title_are_told_apart_by_their_day(site, client, redaktor):
    for month in (3, 4):
        site.add_event("Dialogforum", start=datetime(2031, month, 5, 17, tzinfo=UTC))
    undated = site.add_event("Dialogforum", date_text="Våren 2032")
    client.force_login(redaktor)
    for address in chooser_addresses(site)[0], chooser_addresses(site)[3]:
        answer = client.get(address)
        html = answer.json()["html"] if "json" in answer["Content-Type"] else answer.text
        rows = BeautifulSoup(html, "html.parser").select("a.choose-page")
        titles = [" ".join(row.text.split()) for row in rows]
        found = [title for title in titles if title.startswith("Dialogforum,")]
        assert len(set(found)) == 3
        assert any("5 mars 2031" in title for title in found)
        assert "Dialogforum, Våren 2032" in found
        # What is put into the text is the title alone.
        row = next(row for row in rows if row["data-id"] == str(undated.pk))
        assert row["data-title"] == "Dialogforum"
        assert row["data-parent-id"] == str(site.activity.pk)
