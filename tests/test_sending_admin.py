"""*Utskick* in the admin: confirmed once, followed, paused, stopped, corrected."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from home.mail.delivery import deliver_letters
from home.mail.letter import Letter
from home.models import SiteSettings, User
from news.models import NewsletterPage, Sending, Subscriber
from news.sending.forms import SendingForm
from news.sending.numbers import in_words
from news.sending.sending import State
from news.sending.work import run_sendings
from tests.sending import TRANSPORT, add_issue, address, order, subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = "/admin/utskick/"
# What is not allowed is then said by a status, and not by a redirect.
BY_SCRIPT = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.MAIL_TRANSPORT, settings.BULK_MAIL_RATE = TRANSPORT, 0


def deliver(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    deliver_letters()
    settings.MAIL_TRANSPORT = TRANSPORT


def new(page):
    return f"{LIST}nytt/{page.pk}/"


def at(sending, what=""):
    return f"{LIST}{sending.pk}/{what}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "noll"),
        (1, "en"),
        (21, "tjugoen"),
        (100, "etthundra"),
        (312, "trehundratolv"),
        (1001, "ettusenen"),
        (5000, "femtusen"),
        (21_340, "tjugoettusentrehundrafyrtio"),
        (101_101, "etthundraettusenetthundraen"),
        (999_999, "niohundranittioniotusenniohundranittionio"),
        (1_000_000, "1000000"),
    ],
)
def test_how_many_there_are_is_said_in_words(number, words):
    assert in_words(number) == words


def test_an_issue_is_confirmed_with_the_number_of_receivers_and_sent_once(client, redaktor):
    client.force_login(redaktor)
    subscribe(1, 2, 3)
    page = add_issue()
    edit = f"/admin/pages/{page.pk}/edit/"
    assert new(page) in client.get(edit).text
    asked = client.get(new(page)).text
    assert "Brevet går till <strong>tre prenumeranter</strong> (3)." in asked
    assert not Sending.objects.exists()
    # The example of the form is a time that it takes.
    (example,) = re.findall("Till exempel ”(.*?)”", unescape(asked))
    assert SendingForm({"starts": example}).is_valid()
    assert "Tiden har varit" in client.post(new(page), {"starts": "1 maj 2024 kl. 9"}).text
    answers = [client.post(new(page), follow=True) for _ in range(2)]
    assert "Utskicket är beställt." in answers[0].text
    assert "Det skickas bara en gång." in answers[1].text
    sending = Sending.objects.get()
    assert (sending.page.pk, sending.user, sending.state) == (page.pk, redaktor, State.SCHEDULED)
    assert client.get(new(page)).url == at(sending)
    run_sendings()
    assert "Numret skickas sedan" in client.get(edit).text
    assert page.title in client.get(LIST).text
    assert "Utskick: beställt" in client.get(f"/admin/pages/{page.pk}/history/").text


def test_an_issue_that_is_hidden_or_has_no_receivers_is_not_sent(client, redaktor):
    client.force_login(redaktor)
    page = add_issue(live=False)
    for sentence in ("Publicera det först.", "Det finns inga prenumeranter än."):
        for answer in (client.get(new(page)), client.post(new(page))):
            assert sentence in answer.text
    assert not Sending.objects.exists()


def test_what_brevkollen_finds_stops_a_sending_or_is_to_be_read_first(client, redaktor):
    client.force_login(redaktor)
    subscribe(1)
    page = add_issue(number=7)
    assert "Det här är nr 7" in client.get(new(page)).text
    client.post(new(page))
    assert not Sending.objects.exists()
    NewsletterPage.objects.update(editorial="")
    assert "Numret går inte att skicka än." in client.get(new(page)).text
    client.post(new(page), {"has_read": "on"})
    assert not Sending.objects.exists()
    NewsletterPage.objects.update(editorial="<p>Hej.</p>")
    client.post(new(page), {"has_read": "on"})
    sending = Sending.objects.get()
    NewsletterPage.objects.update(editorial="")
    run_sendings()
    assert "Brevkollen hittar fel i numret." in client.get(at(sending)).text


def test_a_sending_is_followed_and_tells_what_became_of_each_letter(client, editor, settings):
    client.force_login(editor)
    subscribe(*range(5))
    sending = order(add_issue())
    page = client.get(at(sending)).text
    assert "data-moves" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    run_sendings()
    settings.BULK_MAIL_RATE = 2
    assert "Ungefär 3 minuter kvar" in client.get(at(sending)).text
    deliver(settings)
    Letter.objects.filter(recipient=address(2)).update(state="failed", error="550 nej")
    Letter.objects.filter(recipient=address(3)).update(state="doubtful")
    page = client.get(at(sending)).text
    assert "4 av 5 brev" in page
    Letter.objects.filter(state="queued").update(error="Servern svarar inte. b@example.org")
    assert "Senaste felet: Servern svarar inte. …" in client.get(at(sending)).text
    for state, there in {"failed": [2], "doubtful": [3]}.items():
        shown = f"/admin/utgaende-epost/?utskick={sending.pk}&amp;state__exact={state}"
        assert shown in page
        listed = client.get(shown.replace("&amp;", "&")).text
        assert [n for n in range(5) if address(n) in listed] == there
    assert "Alla har inte fått ”Vårens brev”" in client.get("/admin/").text


def test_a_sending_is_paused_gone_on_with_and_stopped_by_who_means_it(client, redaktor):
    client.force_login(redaktor)
    subscribe(1)
    sending = order(add_issue())
    run_sendings()
    for name, state in {"pausa": "paused", "fortsatt": "running", "stoppa": "stopped"}.items():
        assert at(sending, f"{name}/") in client.get(at(sending)).text
        before = Sending.objects.get().state
        assert client.get(at(sending, f"{name}/")).status_code == 200
        assert Sending.objects.get().state == before
        client.post(at(sending, f"{name}/"))
        assert Sending.objects.get().state == state
        again = client.post(at(sending, f"{name}/"), follow=True).text
        assert "inte längre i det läget" in again
    assert not Letter.objects.filter(state="queued").exists()
    waits = order(add_issue(title="Nästa", number=2), starts=timezone.now() + timedelta(days=1))
    client.post(at(waits, "stoppa/"))
    assert Sending.objects.get() == sending


def test_a_correction_is_written_once_the_issue_has_gone_and_ordered_once(
    client, redaktor, settings
):
    client.force_login(redaktor)
    subscribe(1, 2)
    sending = order(add_issue())
    run_sendings()
    assert client.get(at(sending, "rattelse/")).status_code == 302
    deliver(settings)
    run_sendings()
    asked = client.get(at(sending, "rattelse/")).text
    assert "<strong>två</strong> (2)" in asked
    assert "Rättelse: Vårens brev" in asked
    written = {"subject": "Fel dag\r\nBcc: x@example.org", "text": "Se https://a.example/"}
    client.post(at(sending, "rattelse/"), {"subject": "", "text": ""})
    assert not sending.corrections.exists()
    for _twice in range(2):
        client.post(at(sending, "rattelse/"), written)
    correction = sending.corrections.get()
    assert correction.subject == "Fel dag Bcc: x@example.org"
    assert 'href="https://a.example/"' in correction.html
    run_sendings()
    deliver(settings)
    assert correction.counts() == {"sent": 2}
    assert correction.subject in client.get(at(sending)).text
    assert client.get(at(correction, "rattelse/")).status_code == 302


def test_the_letters_that_failed_are_sent_again_once_and_to_who_subscribes_still(
    client, redaktor, settings
):
    client.force_login(redaktor)
    subscribe(*range(6))
    sending = order(add_issue())
    again = at(sending, "skicka-igen/")
    run_sendings()
    assert client.get(again).url == at(sending)
    deliver(settings)
    run_sendings()
    assert again not in client.get(at(sending)).text
    refused = "Servern tar inte emot brevet: 451 4.2.2 <{}> full"
    for number, state in {1: "failed", 2: "failed", 3: "failed", 4: "doubtful"}.items():
        error = refused.format(address(number)) if state == "failed" else ""
        Letter.objects.filter(recipient=address(number)).update(state=state, error=error)
    Subscriber.objects.with_email(address(3)).get().leave()
    assert again in client.get(at(sending)).text
    asked = client.get(again)
    for words in (
        "<strong>två prenumeranter</strong> (2)",
        "1 till har avslutat",
        "<td>Servern tar inte emot brevet: 451 4.2.2 … full</td><td>2</td>",
        "Skicka också det osäkra brevet.",
    ):
        assert words in asked.text
    assert "Numret har en rättelse" not in asked.text
    form = {"ended": asked.context["form"]["ended"].value()}
    answers = [client.post(again, form, follow=True).text for _twice in range(2)]
    assert "2 brev skickas igen." in answers[0]
    assert "inga brev att skicka igen" in answers[1]
    assert sending.counts() == {"sent": 2, "queued": 2, "failed": 1, "doubtful": 1}
    before = len(mail.outbox)
    deliver(settings)
    run_sendings()
    assert {letter.to[0] for letter in mail.outbox[before:]} == {address(1), address(2)}
    # The page of before, in another tab: what has come to another end is not sent by it.
    assert "inga brev att skicka igen" in client.post(again, form, follow=True).text
    form = {"ended": client.get(again).context["form"]["ended"].value()}
    assert "inga brev att skicka igen" in client.post(again, form, follow=True).text
    assert (
        "1 brev skickas igen." in client.post(again, form | {"with_doubtful": 1}, follow=True).text
    )
    deliver(settings)
    run_sendings()
    assert sending.counts() == {"sent": 5, "failed": 1}
    assert client.get(again).url == at(sending)


def test_no_letter_of_a_deleted_issue_is_offered_to_be_sent_again(client, redaktor):
    client.force_login(redaktor)
    subscribe(1)
    sending = order(page := add_issue())
    again = at(sending, "skicka-igen/")
    run_sendings()
    Letter.objects.update(state="failed")
    run_sendings()
    assert again in client.get(at(sending)).text
    page.delete()
    assert again not in client.get(at(sending)).text
    assert client.get(again).url == at(sending)


def test_who_may_not_publish_follows_a_sending_and_sends_none(client, redaktor):
    reviewer = User.objects.create_user("granskare")
    reviewer.groups.add(Group.objects.get(name="Granskare"))
    subscribe(1)
    page, sent = add_issue(), order(add_issue(title="Förra", number=2))
    addresses = [new(page), at(sent, "pausa/"), at(sent, "stoppa/"), at(sent, "rattelse/")]
    addresses.append(at(sent, "skicka-igen/"))
    settings_of_site = SiteSettings.objects.get()
    for is_reviewed in (True, False):
        settings_of_site.is_reviewed = is_reviewed
        settings_of_site.save()
        for user, may in {redaktor: not is_reviewed, reviewer: True}.items():
            client.force_login(user)
            assert (at(sent, "pausa/") in client.get(at(sent)).text) == may
            for address_ in addresses:
                status = client.get(address_, headers=BY_SCRIPT).status_code
                assert (status != 403) == may, (address_, user, is_reviewed)
    client.logout()
    assert client.get(at(sent)).status_code == 302
