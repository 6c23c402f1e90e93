"""An issue on its way to many: each gets it once, whatever happens, and nobody who has left."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.mail.delivery import deliver_letters, settle_letters
from home.mail.letter import IN_DOUBT_AFTER, KEPT_DAYS, Letter, Priority, letter_options
from home.models import SiteSettings
from malmoandan.backup.restore import purge
from news.models import NewsletterPage, Sending, Subscriber
from news.sending import sending as module
from news.sending.correction import correction_mail
from news.sending.sending import LEFT_WITHIN, State
from news.sending.work import REFUSED_IN_A_ROW, run_sendings
from news.subscriptions.subscriber import suppress
from news.subscriptions.suppression import Reason, is_suppressed
from tests.mail_server import mail_server, use
from tests.sending import TRANSPORT, add_issue, address, order, subscribe

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.MAIL_TRANSPORT = TRANSPORT
    settings.BULK_MAIL_RATE = 0


@pytest.fixture
def deliver(settings):
    """The work that delivers what is due into `mail.outbox`; returns to whom it was."""

    def deliver():
        settings.MAIL_TRANSPORT, before = LOCMEM, len(mail.outbox)
        deliver_letters()
        settings.MAIL_TRANSPORT = TRANSPORT
        return [letter.to[0] for letter in mail.outbox[before:]]

    return deliver


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def state_of(sending):
    sending.refresh_from_db()
    return sending.state


def test_each_subscriber_gets_the_issue_once_with_a_way_out_of_its_own(deliver):
    subscribe(1, 2, 3)
    Subscriber.objects.create(email="nyfiken@example.org", newsletter=True, consent_text="Ja")
    SiteSettings.objects.update(contact_email="vi@example.org")
    sending = order(add_issue())
    run_sendings()
    run_sendings()
    assert not Letter.objects.exclude(content="").exists()
    assert sorted(deliver()) == [address(1), address(2), address(3)]
    assert deliver() == []
    ways = {message.extra_headers["List-Unsubscribe"] for message in mail.outbox}
    tokens = Subscriber.objects.exclude(confirmed=None).values_list("token", flat=True)
    for message, token in zip(mail.outbox, tokens.order_by("pk"), strict=True):
        text, (html, _kind) = message.body, message.alternatives[0]
        assert token in text
        assert token in html
        assert "Hej alla." in text
        assert "avsluta.invalid" not in text + html
    assert len(ways) == len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 3
    run_sendings()
    assert state_of(sending) == State.DONE
    assert sending.counts() == {"sent": 3}


def test_what_changes_on_the_page_once_it_has_begun_changes_no_letter(deliver):
    subscribe(1)
    page = add_issue()
    order(page)
    NewsletterPage.objects.update(editorial="<p>Rättat i tid.</p>")
    run_sendings()
    NewsletterPage.objects.update(editorial="<p>För sent.</p>")
    deliver()
    assert "Rättat i tid." in mail.outbox[0].body


def test_letters_are_written_some_at_a_time_and_go_on_where_a_worker_was_killed(monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 3)
    subscribe(*range(7))
    sending = order(add_issue())
    run_sendings()  # all three times
    assert Letter.objects.count() == 7
    # As a worker leaves it that is killed after its second time, and whose row was not written.
    Letter.objects.filter(recipient=address(6)).delete()
    Sending.objects.update(last_addressed=0, is_addressed=False)
    assert sending.write_letters()
    assert Letter.objects.count() == 6
    run_sendings()
    assert sorted(Letter.objects.values_list("recipient", flat=True)) == [*map(address, range(7))]
    subscribe(8)  # who comes later gets the next one
    run_sendings()
    assert Letter.objects.count() == 7


def test_who_leaves_or_is_erased_while_the_letter_waits_gets_none(deliver):
    subscribe(1, 2, 3)
    sending = order(add_issue())
    run_sendings()
    Subscriber.objects.with_email(address(1)).get().leave()
    suppress(address(2), Reason.ERASED)
    assert deliver() == [address(3)]
    assert sending.counts() == {"discarded": 2, "sent": 1}


def test_what_somebody_waits_for_goes_before_any_letter_to_many(deliver):
    subscribe(1, 2)
    order(add_issue())
    run_sendings()
    with letter_options(priority=Priority.OTHER):
        EmailMessage("Bekräfta", "…", "vi@example.org", ["ny@example.org"]).send()
    assert deliver()[0] == "ny@example.org"


def test_no_more_letters_to_many_go_in_a_minute_than_the_setting_says(deliver, settings):
    settings.BULK_MAIL_RATE = 2
    subscribe(1, 2, 3, 4, 5)
    order(add_issue())
    run_sendings()
    assert (len(deliver()), len(deliver())) == (2, 0)
    EmailMessage("Bekräfta", "…", "vi@example.org", ["ny@example.org"]).send()
    assert deliver() == ["ny@example.org"]
    with later(seconds=61):
        assert len(deliver()) == 2


def test_a_paused_sending_sends_nothing_until_somebody_goes_on(deliver):
    subscribe(1, 2)
    sending = order(add_issue())
    run_sendings()
    assert sending.pause()
    assert not sending.pause()
    assert deliver() == []
    with later(days=30):
        settle_letters()
        run_sendings()
        assert state_of(sending) == State.PAUSED
        assert sending.go_on()
        settle_letters()
        assert len(deliver()) == 2


def test_a_stopped_sending_ends_for_those_who_have_not_got_it(deliver, settings):
    settings.BULK_MAIL_RATE = 1
    subscribe(1, 2, 3)
    sending = order(add_issue())
    run_sendings()
    deliver()
    at_server = Letter.objects.filter(state="queued").order_by("pk").first()
    Letter.objects.filter(pk=at_server.pk).update(state="sending", claimed=timezone.now())
    assert sending.stop()
    assert not sending.stop()
    assert sending.counts() == {"sent": 1, "sending": 1, "discarded": 1}
    Letter.objects.filter(pk=at_server.pk).update(state="queued")  # comes back, with 451
    with later(hours=1):
        assert deliver() == []
        run_sendings()
    assert sending.counts() == {"sent": 1, "discarded": 2}
    waiting = order(add_issue(title="Nästa", number=2), starts=timezone.now() + DAY)
    assert waiting.stop()
    assert not Sending.objects.filter(pk=waiting.pk).exists()


def test_an_issue_waits_for_its_time_and_begins_only_if_visitors_see_it(deliver):
    subscribe(1)
    page = add_issue()
    sending = order(page, starts=timezone.now() + DAY)
    run_sendings()
    assert state_of(sending) == State.SCHEDULED
    page.unpublish()
    with later(days=1, minutes=1):
        run_sendings()
        assert state_of(sending) == State.PAUSED
        assert "syns inte" in sending.reason
        page.refresh_from_db()
        page.save_revision().publish()
        sending.go_on()
        run_sendings()
        assert deliver() == [address(1)]


def test_an_issue_that_is_made_private_or_deleted_before_its_time_is_not_sent(deliver):
    subscribe(1)
    private, gone = add_issue(), add_issue(title="Nästa", number=2)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    sendings = [order(private), order(gone)]
    gone.delete()
    for said in ("syns inte", "raderat"):
        run_sendings()
        assert sending_states(*sendings) == [State.PAUSED, State.PAUSED]
        assert said in sendings[said == "raderat"].reason
        for sending in sendings:
            sending.go_on()
    assert deliver() == []
    assert sendings[1].stop()


def test_a_sending_waits_while_its_issue_is_hidden_and_its_correction_does_not(deliver):
    subscribe(1, 2, 3)
    page = add_issue()
    sending = order(page)
    run_sendings()
    Letter.objects.filter(recipient=address(1)).update(state="sent")
    page.unpublish()
    run_sendings()
    assert (state_of(sending), deliver()) == (State.PAUSED, [])
    assert "syns inte" in sending.reason
    Sending.objects.order(page=page, corrects=sending, subject="Rättelse", text="Fel", html="Fel")
    run_sendings()
    assert deliver() == [address(1)]
    page.refresh_from_db()
    page.save_revision().publish()
    sending.go_on()
    run_sendings()
    assert sorted(deliver()) == [address(2), address(3)]
    page.unpublish()
    run_sendings()
    assert state_of(sending) == State.DONE


def test_a_sending_of_a_deleted_issue_waits_to_be_stopped_and_its_correction_goes(deliver):
    subscribe(1, 2)
    sending = order(page := add_issue())
    run_sendings()
    Letter.objects.filter(recipient=address(1)).update(state="sent")
    correction, _ = Sending.objects.order(page=page, corrects=sending, subject="Rättelse")
    page.delete()
    run_sendings()
    assert (state_of(sending), deliver()) == (State.PAUSED, [address(1)])
    assert "raderat" in sending.reason
    run_sendings()
    assert state_of(correction) == State.DONE


def test_a_sending_that_a_server_takes_nothing_of_says_so_and_why(deliver):
    subscribe(1, 2)
    sending = order(add_issue())
    run_sendings()
    refused = "E-postservern godtar inte inloggningen."
    Letter.objects.filter(recipient=address(1)).update(attempts=3, error=f"{refused} a@b.se")
    assert sending.latest_error() == f"{refused} …"
    for minutes, is_still in {10: False, 20: True}.items():
        with later(minutes=minutes):
            found = Sending.objects.in_trouble(timezone.now())
            assert [one.is_still for one in found] == [True] * is_still
    with later(minutes=20):
        # One of two has come through since it began: the other's mailbox is full.
        sent = Letter.objects.filter(recipient=address(2))
        sent.update(state="sent", settled=timezone.now() - timedelta(minutes=18))
        assert not Sending.objects.in_trouble(timezone.now())


def test_an_issue_has_one_sending_whoever_asks():
    page = add_issue()
    first, is_new = Sending.objects.order(page=page, subject="A")
    again, is_new_again = Sending.objects.order(page=page, subject="B")
    assert (first, is_new, is_new_again) == (again, True, False)
    correction = {"page": page, "corrects": first, "subject": "Rättelse"}
    assert Sending.objects.order(**correction) == (Sending.objects.latest("pk"), True)
    assert not Sending.objects.order(**correction)[1]


def test_a_correction_goes_to_those_who_got_the_issue_or_may_have(deliver):
    subscribe(1, 2, 3, 4)
    sending = order(add_issue())
    run_sendings()
    deliver()
    for number, state in {1: "failed", 2: "doubtful"}.items():
        Letter.objects.filter(recipient=address(number)).update(state=state)
    Subscriber.objects.with_email(address(3)).get().leave()
    run_sendings()
    written = {"subject": "Fel dag", "text": "Det är <tisdag>.\n\nInte onsdag."}
    kept = correction_mail(written, sending)
    fields = {name: getattr(kept, name) for name in ("subject", "html", "text")}
    Sending.objects.order(page=sending.page, corrects=sending, **fields)
    run_sendings()
    assert sorted(deliver()) == [address(2), address(4)]
    message = mail.outbox[-1]
    assert message.subject == "Fel dag"
    assert "Det är <tisdag>.\n\nInte onsdag." in message.body
    assert "Det är &lt;tisdag&gt;." in message.alternatives[0][0]


def test_three_refusals_for_good_on_different_days_suppress_an_address(settings):
    subscribe(1, 2)
    with mail_server(answers={address(1): "550 5.1.1 unknown"}) as server:
        use(settings, server.port)
        for number in range(1, 4):
            # Twice a day is once; the rules of the server («5.7.1») are nobody's address.
            for title in ("A", "B"):
                order(add_issue(title=f"{title}{number}", number=None))
                run_sendings()
                deliver_letters()
            assert is_suppressed(address(1)) == (number == 3)
            Subscriber.objects.update(refused=timezone.now() - DAY)
    assert [s.email for s in Subscriber.objects.all()] == [address(2)]


def test_a_server_that_refuses_by_its_rules_or_now_and_then_suppresses_nobody(settings):
    subscribe(1)
    for number, answer in enumerate(["550 5.1.1 no", "550 5.1.1 no", None, "550 5.1.1 no"]):
        with mail_server(answers={address(1): answer} if answer else {}) as server:
            use(settings, server.port)
            order(add_issue(title=f"A{number}", number=None))
            run_sendings()
            deliver_letters()
            Subscriber.objects.update(refused=timezone.now() - DAY)
    with mail_server(answers={"RCPT": "554 5.7.1 relay access denied"}) as server:
        use(settings, server.port)
        order(add_issue(title="B", number=None))
        run_sendings()
        deliver_letters()
    assert Subscriber.objects.get().refusals == 1


def test_a_sending_of_which_everything_is_refused_is_paused_before_it_is_lost(deliver):
    subscribe(*range(REFUSED_IN_A_ROW + 2))
    sending = order(add_issue())
    run_sendings()
    first = list(Letter.objects.values_list("pk", flat=True)[:REFUSED_IN_A_ROW])
    Letter.objects.filter(pk__in=first).update(state="failed", settled=timezone.now())
    run_sendings()
    assert state_of(sending) == State.PAUSED
    assert "avvisade" in sending.reason
    with later(minutes=5):
        sending.go_on()
        run_sendings()
        assert state_of(sending) == State.RUNNING
        assert len(deliver()) == 2


def test_the_receivers_are_forgotten_and_the_figures_stay(deliver):
    subscribe(1, 2)
    sending = order(add_issue())
    run_sendings()
    deliver()
    run_sendings()
    Subscriber.objects.with_email(address(1)).get().leave()
    with later(days=KEPT_DAYS - 1):
        settle_letters()
        run_sendings()
        assert Letter.objects.count() == 2
    with later(days=KEPT_DAYS + 1):
        run_sendings()
        assert Letter.objects.count() == 0
        sending.refresh_from_db()
        assert sending.counts() == {"sent": 2}
        assert sending.left() == 1
    with later(days=LEFT_WITHIN.days + 1):
        Subscriber.objects.with_email(address(2)).get().leave()
        assert sending.left() == 1


def test_a_letter_cut_off_in_the_middle_is_doubtful_and_the_sending_ends():
    subscribe(1)
    sending = order(add_issue())
    run_sendings()
    Letter.objects.claim(timezone.now())
    run_sendings()
    assert state_of(sending) == State.RUNNING
    with time_machine.travel(timezone.now() + IN_DOUBT_AFTER + DAY, tick=False):
        settle_letters()
        run_sendings()
    assert state_of(sending) == State.DONE
    assert sending.counts() == {"doubtful": 1}


def test_nothing_of_a_sending_is_sent_by_itself_after_a_backup_is_restored(deliver):
    subscribe(1)
    begun, waits = (
        order(add_issue()),
        order(add_issue(title="Nästa", number=2), starts=timezone.now() + DAY),
    )
    run_sendings()
    purge()
    assert sending_states(begun, waits) == [State.PAUSED, State.PAUSED]
    assert begun.counts() == {"doubtful": 1}
    with later(days=2):
        run_sendings()
        assert deliver() == []


def sending_states(*sendings):
    return [*map(state_of, sendings)]
