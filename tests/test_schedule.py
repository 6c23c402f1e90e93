"""Pages with a set time: what cannot be published then keeps its time, and editors are told."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import DraftStateMixin, Page

from home.faults import current_faults
from home.models import StandardPage
from home.schedule import MissedTime
from news.models import ArticlePage, NewsletterPage
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TAKEN = "Nummer 3 finns redan för 2022. Välj ett annat."


@pytest.fixture
def site():
    return SmallSite()


def schedule(parent, page, user=None, minutes=1):
    """Add a page that is to be published so many minutes ago, as the admin does, and return it."""
    before = timezone.now() - timedelta(hours=1)
    with time_machine.travel(before, tick=False):
        page.live, page.go_live_at = False, before + timedelta(minutes=60 - minutes)
        page = parent.add_child(instance=page)
        page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    assert not page.live
    return page


def schedule_issue(site, user=None, title="Nytt nummer", **fields):
    issue = NewsletterPage(title=title, year=2022, number=3, editorial="<p>Hej</p>")
    return schedule(site.newsletters, issue, user, **fields)


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def test_a_page_whose_number_is_taken_keeps_its_time_and_goes_out_when_the_number_is_free(site):
    issue = schedule_issue(site)
    other = site.add_issue(2022, 3)
    for _ in range(2):
        call_command("work")
        assert not is_live(issue)
        assert issue.revisions.get().approved_go_live_at
        assert MissedTime.objects.get().reason == TAKEN
    other.number = 4
    other.save()
    call_command("work")
    assert is_live(issue)
    assert not MissedTime.objects.exists()
    assert issue.revisions.get().approved_go_live_at is None


def test_wagtails_own_command_keeps_the_time_as_well(site):
    issue, _other = schedule_issue(site), site.add_issue(2022, 3)
    said = StringIO()
    call_command("publish_scheduled", dryrun=True, stdout=said)
    assert "Nytt nummer" in said.getvalue()
    assert not MissedTime.objects.exists()
    call_command("publish_scheduled")
    assert issue.revisions.get().approved_go_live_at


def test_a_page_that_cannot_be_published_takes_no_other_along(site, monkeypatch):
    schedule_issue(site, minutes=3)
    site.add_issue(2022, 3)
    broken = schedule(site.home, StandardPage(title="Trasig"), minutes=2)
    gone = site.add_text_page("Ska bort", expire_at=timezone.now() - MINUTE)
    article = schedule(site.news, ArticlePage(title="Nyhet", date_text="2022"), minutes=1)
    save = StandardPage.save

    def fail(page, *args, **kwargs):
        if page.pk == broken.pk:
            raise OSError("the disk is full")
        save(page, *args, **kwargs)

    monkeypatch.setattr(StandardPage, "save", fail)
    call_command("work")
    assert is_live(article)
    assert not is_live(gone)
    assert not is_live(broken)
    assert broken.revisions.get().approved_go_live_at
    assert MissedTime.objects.count() == 2


def test_an_error_that_nobody_foresaw_is_tried_again_after_a_while_that_grows(site, monkeypatch):
    page = schedule(site.home, StandardPage(title="Trasig"))
    tries = []

    def fail(page, *args, **kwargs):
        tries.append(1)
        raise RuntimeError("no")

    now = timezone.now()
    with monkeypatch.context() as broken:
        broken.setattr(StandardPage, "save", fail)
        for minutes in range(10):
            with time_machine.travel(now + timedelta(minutes=minutes, seconds=minutes), tick=False):
                call_command("work")
        assert len(tries) == 4
        assert "RuntimeError" in MissedTime.objects.get().reason
        assert len(mail.outbox) == 0
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        call_command("work")
    assert is_live(page)


def test_a_page_that_cannot_be_unpublished_is_told_and_tried_again(site, monkeypatch, editor):
    editor.email = "chef@example.org"
    editor.save()
    page = site.add_text_page("Ska bort", expire_at=timezone.now() - MINUTE)
    with monkeypatch.context() as broken:
        broken.setattr(UnpublishPageAction, "execute", lambda *args, **kwargs: 1 / 0)
        call_command("work")
    assert is_live(page)
    (sentence,) = [fault.sentence for fault in current_faults() if fault.part == "Sidor"]
    assert sentence.startswith("”Ska bort” skulle ha avpublicerats ")
    assert [message.to for message in mail.outbox] == [["chef@example.org"]]
    with time_machine.travel(timezone.now() + 2 * MINUTE, tick=False):
        call_command("work")
    assert not is_live(page)


def test_what_a_page_lacks_when_its_time_comes_is_told_and_not_published(site):
    page = schedule(site.news, ArticlePage(title="Nyhet", date_text="2022"))
    revision = page.revisions.get()
    revision.content["date_text"] = ""
    revision.save()
    call_command("work")
    assert not is_live(page)
    assert MissedTime.objects.get().reason == "Ange datum, eller skriv med ord när det var."


def test_an_address_that_is_taken_meanwhile_is_told_too(site):
    page = schedule(site.home, StandardPage(title="Om oss", slug="om-oss"))
    Page.objects.filter(pk=page.pk).update(slug="annat")
    site.add_text_page("Om oss", slug="om-oss")
    call_command("work")
    assert not is_live(page)
    assert "om-oss" in MissedTime.objects.get().reason


@pytest.mark.one_database
def test_whoever_set_the_time_is_written_to_once(site, redaktor, editor):
    for user, email in ((redaktor, "red@example.org"), (editor, "chef@example.org")):
        user.email = email
        user.save()
    issue, _other = schedule_issue(site, redaktor), site.add_issue(2022, 3)
    # As it may be pasted; no subject can hold a line break.
    Page.objects.filter(pk=issue.pk).update(draft_title="Nytt\r\nnummer")
    for _ in range(3):
        call_command("work")
    (letter,) = mail.outbox
    assert letter.to == ["red@example.org"]
    assert letter.subject == "Sidan ”Nytt nummer” kunde inte publiceras i tid"
    assert TAKEN in letter.body
    assert f"http://localhost/admin/pages/{issue.pk}/edit/" in letter.body
    assert letter.message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.one_database
def test_where_nobody_set_the_time_all_who_may_publish_are_written_to(
    site, redaktor, editor, django_user_model
):
    outsider = django_user_model.objects.create_user("annan")
    for user in (redaktor, editor, outsider):
        user.email = f"{user.username}@example.org"
        user.save()
    schedule_issue(site)
    site.add_issue(2022, 3)
    call_command("work")
    assert {message.to[0] for message in mail.outbox} == {
        "admin@example.org",
        "redaktor@example.org",
    }


def test_mail_that_cannot_be_queued_is_written_in_a_later_round(site, editor, monkeypatch):
    editor.email = "chef@example.org"
    editor.save()
    schedule_issue(site)
    site.add_issue(2022, 3)
    with monkeypatch.context() as broken:
        broken.setattr("home.mail.letter.Letter.store", lambda letter: 1 / 0)
        call_command("work")
    assert MissedTime.objects.get().told is None
    call_command("work")
    call_command("work")
    assert len(mail.outbox) == 1


def page_of(client, address):
    return BeautifulSoup(client.get(address).content, "html5lib")


@pytest.mark.one_database
def test_editors_see_it_on_their_first_page_and_on_the_page_itself(client, site, redaktor):
    client.force_login(redaktor)
    issue, _other = schedule_issue(site), site.add_issue(2022, 3)
    assert "skulle ha publicerats" not in client.get("/admin/").text
    call_command("work")
    panel = page_of(client, "/admin/").find(id="waiting-section")
    link = panel.find("a", href=f"/admin/pages/{issue.pk}/edit/")
    said = link.find_parent("li").strong.text
    assert said.startswith("”Nytt nummer” skulle ha publicerats ")
    assert said.endswith(TAKEN)
    assert TAKEN in page_of(client, f"/admin/pages/{issue.pk}/edit/").text


@pytest.mark.one_database
def test_a_page_that_is_no_longer_to_be_published_is_no_fault(client, site, redaktor):
    client.force_login(redaktor)
    issue, _other = schedule_issue(site), site.add_issue(2022, 3)
    call_command("work")
    revision = issue.revisions.get()
    client.post(f"/admin/pages/{issue.pk}/revisions/{revision.pk}/unschedule/")
    call_command("work")
    assert not MissedTime.objects.exists()


@pytest.mark.one_database
def test_a_new_time_is_told_anew(site, editor):
    editor.email = "chef@example.org"
    editor.save()
    issue, _other = schedule_issue(site), site.add_issue(2022, 3)
    call_command("work")
    revision = issue.revisions.get()
    revision.approved_go_live_at += timedelta(seconds=1)
    revision.save()
    call_command("work")
    assert len(mail.outbox) == 2


def test_a_page_that_is_deleted_takes_its_missed_time_along(site):
    issue, _other = schedule_issue(site), site.add_issue(2022, 3)
    call_command("work")
    NewsletterPage.objects.get(pk=issue.pk).delete()
    assert not MissedTime.objects.exists()
    call_command("work")


def test_only_pages_have_drafts_so_no_schedule_of_anything_else_is_forgotten():
    others = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    assert [model for model in others if not issubclass(model, Page)] == []
