"""Nothing unfinished is published past the form: many at once, copies, approvals."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from activities.models import EventPage
from news.models import ArticlePage, NewsletterPage
from tests.pages import SmallSite, moment
from tests.test_admin_editing import form_of

pytestmark = pytest.mark.one_database


@pytest.fixture
def site(db):
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


def draft(parent, page):
    """Add an unpublished page that has a revision, as the admin saves it."""
    page.live = False
    page = parent.add_child(instance=page)
    page.save_revision()
    return page


def publish_all(client, pages, **data):
    ids = [("id", page.pk) for page in pages]
    query = "&".join(f"{name}={value}" for name, value in ids)
    address = f"/admin/bulk/wagtailcore/page/publish/?{query}&next=/admin/pages/"
    return client.post(address, data, follow=True)


def test_many_pages_are_published_at_once_when_all_are_whole(client, site):
    whole = draft(site.news, ArticlePage(title="Hel", date="2022-05-10"))
    publish_all(client, [whole])
    whole.refresh_from_db()
    assert whole.live


@pytest.mark.parametrize("chosen", ["page", "parent"])
def test_nothing_is_published_at_once_while_one_page_lacks_something(client, site, chosen):
    whole = draft(site.news, ArticlePage(title="Hel", date="2022-05-10"))
    torn = draft(site.news, ArticlePage(title="Halv"))
    if chosen == "page":
        response = publish_all(client, [whole, torn])
    else:
        response = publish_all(client, [site.news], include_descendants="on")
    html = response.content.decode()
    assert "Halv, Nyheter: Ange datum, eller skriv med ord när det var." in html
    assert "Ingenting publicerades." in html
    for page in (whole, torn):
        page.refresh_from_db()
        assert not page.live


def test_pages_of_one_title_are_told_apart_where_something_is_done_with_many(client, site):
    live = [
        site.add_event(
            "Dialogforum", start=moment(2027, month, 6, 17), end=moment(2027, month, 6, 19)
        )
        for month in (5, 9)
    ]
    drafts = [draft(site.activity, EventPage(title="Dialogforum")) for _event in live]
    for event, original in zip(drafts, live, strict=True):
        event.start = original.start  # only in what was saved last
        event.save_revision()
    for action in ("delete", "move", "publish", "unpublish"):
        chosen = drafts if action == "publish" else live
        ids = "&".join(f"id={page.pk}" for page in chosen)
        address = f"/admin/bulk/wagtailcore/page/{action}/?{ids}"
        text = client.get(address).text.replace("\N{NO-BREAK SPACE}", " ")
        for day in ("torsdag 6 maj 2027 kl. 17", "måndag 6 september 2027 kl. 17"):
            assert f"Dialogforum, {day}" in text, action
        assert text.count(f", {site.activity.title}</a>") == 2
    told = publish_all(client, drafts).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Dialogforum, torsdag 6 maj 2027 kl. 17, Lärandelunch: " in told


def test_what_lacks_something_can_still_be_unpublished_with_others(client, site):
    torn = site.add_article("Halv")
    address = f"/admin/bulk/wagtailcore/page/unpublish/?id={torn.pk}&next=/admin/pages/"
    client.post(address)
    torn.refresh_from_db()
    assert not torn.live


def test_two_drafts_with_one_number_are_not_both_published(client, site):
    issues = [
        draft(
            site.newsletters,
            NewsletterPage(title=f"Brev {n}", year=2022, number=1, editorial="<p>Hej</p>"),
        )
        for n in (1, 2)
    ]
    publish_all(client, issues)
    assert NewsletterPage.objects.live().count() == 0
    publish_all(client, issues[:1])
    assert NewsletterPage.objects.live().count() == 1


def test_a_copy_is_a_draft_whatever_is_sent(client, site):
    issue = site.add_issue(year=2022, number=1)
    address = f"/admin/pages/{issue.pk}/copy/"
    html = client.get(address).content.decode()
    assert "publish_copies" not in html
    assert 'name="alias"' not in html
    data = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": site.newsletters.pk}
    client.post(address, data | {"publish_copies": "on", "alias": "on"})
    assert not NewsletterPage.objects.get(slug="kopia").live


def test_publishing_past_the_form_is_refused_to_people_but_not_to_the_clock(site, redaktor):
    page = draft(site.news, ArticlePage(title="Halv"))
    revision = page.get_latest_revision()
    with pytest.raises(PermissionDenied):
        revision.publish(user=redaktor)
    revision.publish()
    page.refresh_from_db()
    assert page.live


def approve(client, page):
    """Approve a page from the list of what awaits approval, which asks for no form."""
    state = page.current_workflow_task_state
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    response = client.post(address, {"comment": ""}, follow=True)
    page.refresh_from_db()
    state.refresh_from_db()
    return response, state.status


def test_who_approves_what_another_has_settled_is_told_and_loses_nothing(
    client, site, redaktor, editor
):
    task = GroupApprovalTask.objects.create(name="Godkännande")
    task.groups.set(redaktor.groups.all())
    workflow = Workflow.objects.create(name="Godkännande")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page = draft(site.news, ArticlePage(title="Hel", date="2022-05-10"))
    workflow.start(page, redaktor)
    edit = f"/admin/pages/{page.pk}/edit/"
    opened = form_of(client, edit, ArticlePage, {"introduction": "Min ändring"})
    page.current_workflow_task_state.approve(user=editor)
    approval = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    response = client.post(edit, opened | approval)
    assert response.status_code == 200
    assert "någon annan har redan avgjort den" in str(response.context["form"].errors)
    assert "Min ändring" in response.text


def test_an_approval_does_not_publish_what_was_torn_after_it_was_sent(client, site, redaktor):
    task = GroupApprovalTask.objects.create(name="Godkännande")
    task.groups.set(redaktor.groups.all())
    workflow = Workflow.objects.create(name="Godkännande")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page = draft(site.news, ArticlePage(title="Hel", date="2022-05-10"))
    workflow.start(page, redaktor)
    page.date = None
    page.save_revision()
    edit = f"/admin/pages/{page.pk}/edit/"
    response, status = approve(client, page)
    assert (response.redirect_chain[-1][0], status) == (edit, "in_progress")
    assert "Hel: Ange datum, eller skriv med ord när det var." in response.content.decode()
    assert not page.live
    # The dialog in which one writes a comment is sent by script.
    state = page.current_workflow_task_state
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    script = {"X-Requested-With": "XMLHttpRequest"}
    answer = client.post(address, {"comment": ""}, headers=script).json()
    assert answer == {"step": "success", "redirect": edit}
    page.date = date(2022, 5, 10)
    page.save_revision()
    response, status = approve(client, page)
    assert (response.redirect_chain[-1][0], status) == (edit, "approved")
    assert page.live
