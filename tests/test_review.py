"""Two steps to publishing: one setting takes publishing from a Redaktör, and gives it back."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Workflow

from home.models import SiteSettings, StandardPage, User
from home.waiting import waiting_lines
from tests.pages import SmallSite
from tests.test_admin_editing import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def reviewer():
    user = User.objects.create_user("granskare", "granskare@example.org")
    user.groups.add(Group.objects.get(name="Granskare"))
    return user


def switch(is_on):
    row = SiteSettings.objects.get()
    row.is_reviewed = is_on
    row.save()


def may_publish(user, page):
    fresh = User.objects.get(pk=user.pk)
    return page.permissions_for_user(fresh).can_publish()


def test_a_redaktor_hands_in_and_a_granskare_publishes(client, site, redaktor, reviewer):
    draft = site.add_text_page("Ny sida", live=False)
    draft.save_revision()
    switch(True)
    assert not may_publish(redaktor, draft)
    assert may_publish(reviewer, draft)
    client.force_login(redaktor)
    form = client.get(f"/admin/pages/{draft.pk}/edit/").text
    assert "action-publish" not in form
    assert "Lämna in till granskning" in form
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}")
    draft.get_workflow().start(draft, redaktor)
    draft.refresh_from_db()
    assert not draft.live
    state = draft.current_workflow_task_state
    address = f"/admin/pages/workflow/action/{draft.pk}/approve/{state.pk}/"
    client.post(address, {"comment": ""})
    draft.refresh_from_db()
    assert not draft.live
    client.force_login(reviewer)
    title, address_of_form = "”Ny sida” väntar på att du granskar", f"/admin/pages/{draft.pk}/edit/"
    found = {str(line.title): line for line in waiting_lines(reviewer)}
    assert found[title].url == address_of_form
    assert found[title].detail.endswith(" · redaktor")
    assert title not in [str(line.title) for line in waiting_lines(redaktor)]
    client.post(address, {"comment": ""})
    draft.refresh_from_db()
    assert draft.live
    assert title not in [str(line.title) for line in waiting_lines(reviewer)]


def test_switched_off_all_is_as_it_was_and_what_waits_is_a_draft(site, redaktor):
    before = Group.objects.get(name="Redaktör").page_permissions.count()
    for _round in range(2):
        switch(True)
        switch(True)
        draft = site.add_text_page(live=False)
        draft.save_revision()
        draft.get_workflow().start(draft, redaktor)
        switch(False)
        draft.refresh_from_db()
        assert not draft.workflow_in_progress
        assert not draft.has_workflow
        assert may_publish(redaktor, draft)
    assert Group.objects.get(name="Redaktör").page_permissions.count() == before
    assert Workflow.objects.count() == 1


def test_saving_the_settings_leaves_what_somebody_has_made_of_the_roles(site, redaktor):
    publishing = Group.objects.get(name="Redaktör").page_permissions.filter(
        permission__codename="publish_page"
    )
    publishing.update(page=site.news)
    switch(False)
    assert publishing.get().page.pk == site.news.pk
    Group.objects.filter(name="Redaktör").delete()
    switch(True)
    switch(False)


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_whoever_approves_in_the_form_reads_that_the_page_is_published(
    client, site, redaktor, reviewer, action
):
    draft = site.add_text_page("Ny sida", live=False)
    draft.save_revision()
    switch(True)
    draft.get_workflow().start(draft, redaktor)
    client.force_login(reviewer)
    sent = {"action-workflow-action": "true", "workflow-action-name": action}
    address = f"/admin/pages/{draft.pk}/edit/"
    sent |= form_of(client, address, StandardPage, {})
    answer = client.post(address, sent, follow=True).text
    assert ("”Ny sida” är godkänd och publicerad." in answer) == (action == "approve")
