"""Sendings in trouble and links that lead nowhere on the admin's first page, until they are not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from home.links.checking import check_links
from home.mail.letter import Letter
from home.models import User
from home.waiting import waiting_lines
from news.sending.work import run_sendings
from tests.pages import SmallSite
from tests.sending import TRANSPORT, add_issue, order, subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.MAIL_TRANSPORT, settings.BULK_MAIL_RATE = TRANSPORT, 0


@pytest.fixture
def stranger():
    """Somebody who may see the admin, and change nothing."""
    user = User.objects.create_user("stranger")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def told(user):
    """Return [title, detail, address] of the lines on sendings and links."""
    actions = ("Visa utskicket", "Rätta länken", "Visa alla")
    lines = [line for line in waiting_lines(user) if str(line.action) in actions]
    return [[str(line.title), str(line.detail), line.url] for line in lines]


def test_a_sending_is_told_while_it_is_paused_stands_still_or_has_letters_that_did_not_go(
    redaktor, stranger
):
    subscribe(1, 2)
    sending = order(add_issue())
    run_sendings()
    address = f"/admin/utskick/{sending.pk}/"
    assert told(redaktor) == []

    sending.refresh_from_db()
    sending.pause("Servern avvisade många brev i rad.")
    line = ["Utskicket av ”Vårens brev” är pausat", "Servern avvisade många brev i rad.", address]
    assert told(redaktor) == [line]
    assert told(stranger) == []
    sending.go_on()
    assert told(redaktor) == []

    sending.letters.update(attempts=1, error="535 fel lösenord för anna@example.org")
    type(sending).objects.update(going_since=timezone.now() - timedelta(days=1))
    line = ["Utskicket av ”Vårens brev” står still", "535 fel lösenord för …", address]
    assert told(redaktor) == [line]
    sending.letters.update(attempts=0, error="", state=Letter.State.SENT, settled=timezone.now())
    assert told(redaktor) == []

    failed = sending.letters.first()
    failed.set_state(Letter.State.FAILED, "550")
    line = ["Alla har inte fått ”Vårens brev”", "Brev gick inte fram, eller är osäkra", address]
    assert told(redaktor) == [line]
    assert told(stranger) == []
    # It is no news for ever.
    type(sending).objects.update(state="done", ended=timezone.now() - timedelta(days=60))
    assert told(redaktor) == []


def test_a_link_that_leads_nowhere_is_told_until_it_is_mended_or_its_page_is_hidden(
    redaktor, stranger
):
    site = SmallSite()
    markup = '<p><a href="/finns-inte/">förra årets rapport</a></p>'
    pages = [site.add_text_page(f"Sida {n}", body=[("text", markup)]) for n in range(5)]
    check_links()
    lines = told(redaktor)
    # The first ones alone, and how many there are beside them.
    assert len(lines) == 4
    title, detail, url = lines[0]
    key = int(url.split("/")[3])
    assert title == f"En länk på ”{next(p.title for p in pages if p.pk == key)}” leder fel"
    assert detail == "Sidan finns inte: förra årets rapport"
    assert url == f"/admin/pages/{key}/edit/"
    assert lines[3][0] == "Ytterligare 2 länkar leder fel"
    assert told(stranger) == []

    for page in pages[1:]:
        page.unpublish()
    check_links()
    assert [line[0] for line in told(redaktor)] == ["En länk på ”Sida 0” leder fel"]
    pages[0].body = []
    pages[0].save_revision().publish()
    check_links()
    assert told(redaktor) == []
