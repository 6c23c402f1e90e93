"""Byt kontaktperson: one takes over from another, everywhere that is about now."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowTask

from home.contact_change import change_contact, places_of
from home.models import PersonPage, SiteSettings, StandardPage
from tests.pages import SmallSite, moment, person
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site(admin_user):
    site = SmallSite()
    site.user = admin_user
    site.old, site.new = site.add_person("Anna Alm"), site.add_person("Bo Berg")
    return site


def stands_there(page, *, draft=False):
    """Return the names of the people in a page's streams, as it is published or drafted."""
    stored = Page.objects.get(pk=page.pk).specific
    shown = stored.get_latest_revision_as_object() if draft else stored
    raw = str([list(getattr(shown, name).raw_data) for name in shown.get_streamfield_names()])
    people = Page.objects.filter(title__in=["Anna Alm", "Bo Berg"])
    return [each.title for each in people if f"'person': {each.pk}" in raw]


def change(site, *pages):
    return [change_contact(page.pk, site.old, site.new, site.user) for page in pages]


def beside(*people):
    values = [person(each)[1] for each in people]
    return [("people", {"heading": "Kontakt", "people": values, "organisations": []})]


def test_what_is_current_is_changed_and_history_is_left_alone(site):
    current = [
        site.add_activity(contacts=[person(site.old)]),
        site.add_text_page(body=beside(site.old)),
        site.add_event(start=timezone.now() + timedelta(days=9), body=beside(site.old)),
    ]
    history = [
        site.add_event(start=moment(2021, 5, 5, 12), body=beside(site.old)),
        site.add_article(body=beside(site.old)),
        site.add_issue(editors=[person(site.old)]),
    ]
    places = {place.page.pk: place for place in places_of(site.old, site.user)}
    assert {key for key, place in places.items() if place.is_history} == {p.pk for p in history}
    assert change(site, *current, *history) == [""] * 6
    assert [stands_there(page) for page in current] == [["Bo Berg"]] * 3
    assert [stands_there(page) for page in history] == [["Anna Alm"]] * 3
    latest = Page.objects.get(pk=current[0].pk)
    assert (latest.live_revision, latest.has_unpublished_changes) == (latest.latest_revision, False)
    assert latest.latest_revision.user == site.user


def test_a_draft_gets_the_change_and_stays_a_draft(site):
    page = site.add_text_page("Om oss", body=beside(site.old))
    draft = StandardPage.objects.get(pk=page.pk)
    draft.title, draft.introduction = "Om oss på nytt", "Inte färdigt."
    draft.save_revision()
    (place,) = places_of(site.old, site.user)
    assert (place.is_published, place.is_draft, place.by_hand) == (True, True, "")
    assert change(site, page) == [""]
    now = StandardPage.objects.get(pk=page.pk)
    assert (now.title, now.introduction, now.has_unpublished_changes) == ("Om oss", "", True)
    assert (now.draft_title, now.live) == ("Om oss på nytt", True)
    drafted = now.get_latest_revision_as_object()
    assert (drafted.title, drafted.introduction) == ("Om oss på nytt", "Inte färdigt.")
    assert (stands_there(page), stands_there(page, draft=True)) == (["Bo Berg"], ["Bo Berg"])


def test_who_stands_in_a_draft_alone_is_changed_there_alone(site):
    page = site.add_text_page("Om oss")
    draft = StandardPage.objects.get(pk=page.pk)
    draft.body = beside(site.old)
    draft.save_revision()
    coming = site.add_text_page("Ny", live=False, body=beside(site.old))
    coming.save_revision()
    places = {place.page.pk: place for place in places_of(site.old, site.user)}
    assert [(p.is_published, p.is_draft) for p in places.values()] == [(False, True)] * 2
    before = Page.objects.get(pk=page.pk).live_revision
    assert change(site, page, coming) == ["", ""]
    assert (stands_there(page), stands_there(page, draft=True)) == ([], ["Bo Berg"])
    assert stands_there(coming, draft=True) == ["Bo Berg"]
    assert Page.objects.get(pk=page.pk).live_revision == before
    assert not Page.objects.get(pk=coming.pk).live


def test_a_draft_without_the_person_stays_the_latest_version(site):
    page = site.add_text_page("Om oss", body=beside(site.old))
    draft = StandardPage.objects.get(pk=page.pk)
    draft.body, draft.introduction = [], "Utan kontakt."
    draft.save_revision()
    assert change(site, page) == [""]
    assert (stands_there(page), stands_there(page, draft=True)) == (["Bo Berg"], [])
    latest = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    assert latest.introduction == "Utan kontakt."


def test_what_waits_for_a_time_for_approval_or_is_locked_is_done_by_hand(site):
    waiting = site.add_text_page("Väntar", body=beside(site.old))
    draft = StandardPage.objects.get(pk=waiting.pk)
    draft.go_live_at = timezone.now() + timedelta(days=2)
    draft.save_revision(approved_go_live_at=draft.go_live_at)
    locked = site.add_text_page("Låst", body=beside(site.old), locked=True)
    asked = site.add_text_page("Granskas", body=beside(site.old))
    asked.save_revision()
    workflow, task = Workflow.objects.create(name="G"), GroupApprovalTask.objects.create(name="G")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    task.groups.add(Group.objects.first())
    state = workflow.start(asked, site.user)
    reasons = {place.page.title: place.by_hand for place in places_of(site.old, site.user)}
    assert reasons == {
        "Väntar": "Ett utkast ska publiceras på utsatt tid.",
        "Låst": "Sidan är låst.",
        "Granskas": "Sidan väntar på granskning.",
    }
    assert change(site, waiting, locked, asked) == [
        *map(reasons.get, ("Väntar", "Låst", "Granskas"))
    ]
    assert [stands_there(page) for page in (waiting, locked, asked)] == [["Anna Alm"]] * 3
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def test_who_may_not_publish_is_told_so(site, redaktor):
    SiteSettings.objects.update(is_reviewed=True)
    SiteSettings.objects.get().save()
    site.add_text_page("Om oss", body=beside(site.old))
    (place,) = places_of(site.old, redaktor)
    assert place.by_hand == "Du får inte publicera sidan."


def test_what_cannot_be_published_is_said_and_nothing_of_it_is_changed(site):
    page = site.add_activity(introduction="", contacts=[person(site.old)])
    assert change(site, page) == ["Skriv en ingress innan du publicerar."]
    assert stands_there(page) == ["Anna Alm"]
    assert not Page.objects.get(pk=page.pk).revisions.exists()


def test_who_takes_over_and_goes_meanwhile_is_named_nowhere(site):
    raw = [{"type": "people", "value": {"people": [{"type": "item", "value": None}]}}]
    page = site.add_activity(contacts=[person(site.old)])
    odd = site.add_text_page(body=beside(site.old))
    StandardPage.objects.filter(pk=odd.pk).update(body=json.dumps(raw))
    assert change(site, odd) == [""]
    site.new.unpublish()
    assert change(site, page) == ["”Bo Berg” är inte publicerad längre."]
    PersonPage.objects.get(pk=site.new.pk).delete()
    assert change(site, page) == ["”Bo Berg” är inte publicerad längre."]
    assert stands_there(page) == ["Anna Alm"]


def test_who_is_beside_already_is_not_named_twice_and_an_old_organisation_goes(site):
    both = site.add_activity(contacts=[person(site.old), person(site.new, role="värd")])
    text = site.add_text_page(body=beside(site.old))
    text.body = [
        ("people", {"people": [person(site.old, role="ordförande", organisation="SKL")[1]]})
    ]
    text.save()
    change(site, both, text)
    contacts = Page.objects.get(pk=both.pk).specific.contacts
    assert [(b.value["person"].title, b.value["role"]) for b in contacts] == [("Bo Berg", "värd")]
    (value,) = Page.objects.get(pk=text.pk).specific.body[0].value["people"]
    assert (value["role"], value["organisation"]) == ("ordförande", "")


def test_an_editor_sees_where_before_and_what_was_done_after(site, admin_client):
    page = site.add_activity("Dialogforum", contacts=[person(site.old)])
    other = site.add_text_page("Om oss", body=beside(site.old))
    site.add_article(body=beside(site.old))
    address = f"/admin/byt-kontaktperson/{site.old.pk}/"
    assert address in admin_client.get(f"/admin/pages/{site.old.pk}/edit/").text
    shown = text_of(BeautifulSoup(admin_client.get(address).content, "html.parser"))
    assert "Dialogforum (Aktivitet: publicerad)" in shown
    assert "1 sida om det som har varit ändras inte" in shown
    refused = admin_client.post(address, {"successor": site.old.pk, "pages": [page.pk]})
    assert "Välj någon annan än den som slutar." in refused.text
    done = admin_client.post(address, {"successor": site.new.pk, "pages": [page.pk]}, follow=True)
    assert "Bo Berg är nu kontaktperson på 1 sida." in done.text
    assert (stands_there(page), stands_there(other)) == (["Bo Berg"], ["Anna Alm"])


def test_what_takes_too_long_is_left_for_the_next_time(site, admin_client, monkeypatch):
    monkeypatch.setattr("home.contact_change_view.SLICE", -1)
    pages = [site.add_activity(contacts=[person(site.old)]) for _number in range(2)]
    address = f"/admin/byt-kontaktperson/{site.old.pk}/"
    sent = {"successor": site.new.pk, "pages": [page.pk for page in pages]}
    for named in (1, 2):
        said = admin_client.post(address, sent, follow=True).text
        assert ("Alla sidor hanns inte med." in said) is (named == 1)
        assert sum(stands_there(page) == ["Bo Berg"] for page in pages) == named
        sent["pages"] = [page.pk for page in pages if stands_there(page) == ["Anna Alm"]]


def test_nobody_changes_a_page_that_they_may_not_edit(site, client, django_user_model):
    page = site.add_activity("Dialogforum", contacts=[person(site.old)])
    user = django_user_model.objects.create_user("ed", "ed@example.org", "x", is_staff=True)
    group = Group.objects.create(name="Bara Människor")
    group.permissions.add(*Group.objects.get(name="Redaktör").permissions.all())
    for permission in GroupPagePermission.objects.filter(group__name="Redaktör"):
        permission.pk, permission.group, permission.page = None, group, site.people
        permission.save()
    user.groups.add(group)
    client.force_login(user)
    shown = client.get(f"/admin/byt-kontaktperson/{site.old.pk}/").text
    assert "Du får inte ändra sidan." in shown
    sent = {"successor": site.new.pk, "pages": [page.pk]}
    client.post(f"/admin/byt-kontaktperson/{site.old.pk}/", sent)
    assert stands_there(page) == ["Anna Alm"]
    assert client.get(f"/admin/byt-kontaktperson/{page.pk}/").status_code == 404
