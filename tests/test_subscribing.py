"""Subscribing on the site: the whole life of a subscription, and what others make of its forms."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from home.models import Letter
from news.models import Subscriber, Suppression
from news.subscriptions import consent
from news.subscriptions.subscriber import delete_unconfirmed, suppress
from news.subscriptions.suppression import Reason, is_suppressed
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database
OPENED, SENT = "2026-11-21 12:00:00+01:00", "2026-11-21 12:01:00+01:00"
FORM, LINK = "/nyhetsbrev/prenumerera/", "/nyhetsbrev/prenumeration/"
ANNA = "anna@exempel.se"
YES = {"ja": "1"}  # what the button of who confirms says
DATABASE = "django.db.backends"  # what it is asked is written nowhere outside of tests


@pytest.fixture
def site(db):
    return SmallSite()


def soup(response):
    return BeautifulSoup(response.content.decode(), "html5lib")


def fields(response, action=FORM):
    """Return what a browser would send of a form as it stands on the page."""
    form = soup(response).find("main").find("form", action=action)
    data = {}
    for box in form.find_all("input"):
        if box.get("type") != "checkbox":
            data[box["name"]] = box.get("value", "")
        elif box.has_attr("checked"):
            data.setdefault(box["name"], []).append(box.get("value", "on"))
    return data


def ask(client, address=FORM, **changes):
    """Open the page, wait a minute, fill in the form and send it."""
    action = address.partition("?")[0]
    headers = changes.pop("headers", {})
    remote = changes.pop("remote", "127.0.0.1")
    with time_machine.travel(OPENED, tick=False):
        data = fields(client.get(address), action)
    written = {"email": ANNA} | ({"consent": "on"} if action == FORM else {})
    with time_machine.travel(SENT, tick=False):
        data = {key: value for key, value in (data | written | changes).items() if value}
        return client.post(action, data, REMOTE_ADDR=remote, headers=headers)


def link_of(letter):
    """Return the path of the one link in a letter."""
    (address,) = re.findall(r"http://localhost(/\S+)", letter.body)
    return address


def confirmed(client, **changes):
    ask(client, **changes)
    with time_machine.travel(SENT, tick=False):
        client.post(link_of(mail.outbox[-1]), YES)
    return Subscriber.objects.get()


def text(response):
    return " ".join(soup(response).find("main").text.split())


def test_the_whole_life_of_a_subscription(client, site):
    with time_machine.travel(SENT, tick=False):
        response = ask(client)
        assert (response.status_code, response.url) == (303, f"{FORM}tack/")
        assert "Kolla din e-post" in text(client.get(response.url))
        subscriber = Subscriber.objects.get()
        assert (subscriber.email, subscriber.confirmed) == (ANNA, None)
        assert (subscriber.newsletter, subscriber.all_events) == (True, False)
        (letter,) = mail.outbox
        assert letter.to == [ANNA]
        assert "Nyhetsbrevet" in letter.body
        # Who opens the link has confirmed nothing, and nor has whoever looks for viruses.
        address = link_of(letter)
        for ask_for in (client.get, client.head, client.options):
            ask_for(address)
        assert not Subscriber.objects.confirmed().exists()
        page = client.get(address)
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert ANNA in text(page)
        # A program that looks for viruses may post as well, and has nothing to say.
        assert "Bekräfta din prenumeration" in text(client.post(address))
        subscriber.refresh_from_db()
        assert not subscriber.confirmed
        response = client.post(address, YES)
        subscriber.refresh_from_db()
        assert subscriber.confirmed
        assert response.url == f"{LINK}{subscriber.token}/?klart=bekraftad"
        assert "Nu prenumererar du" in text(client.get(response.url))
        # Whoever presses twice sees the second answer.
        assert "Du har redan bekräftat" in text(client.post(address, YES))

        own = f"{LINK}{subscriber.token}/"
        form = fields(client.get(own), own)
        assert form == {"newsletter": ["on"]}
        response = client.post(own, {"activities": [site.activity.pk], "all_events": "on"})
        assert response.status_code == 303
        subscriber.refresh_from_db()
        assert (subscriber.newsletter, subscriber.all_events) == (False, True)
        assert list(subscriber.activities.all()) == [site.activity]
        response = client.post(own, {})
        assert response.status_code == 422
        assert "Välj minst en sak att få" in text(response)

        # The link is lost: another is mailed.
        response = ask(client, LINK, email="Anna@EXEMPEL.se ")
        assert response.url == f"{LINK}tack/"
        assert link_of(mail.outbox[-1]) == own
        for ask_for in (client.get, client.head):
            ask_for(own)
        assert Subscriber.objects.exists()
        assert "prenumererar inte längre" in text(client.post(own, {"avsluta": "1"}))
        assert not Subscriber.objects.exists()
        assert is_suppressed(ANNA)
        assert not Letter.objects.filter(recipient=ANNA).exists()
        # Once more, by any way, the answer is the same.
        assert "prenumererar inte längre" in text(client.get(own))
        assert "gäller inte längre" in text(client.get(address))

        # And back again, with a consent of its own.
        confirmed(client)
        assert not is_suppressed(ANNA)
        assert not Suppression.objects.exists()
        assert "prenumererar inte längre" in text(client.get(own))


def test_mail_programs_leave_with_one_click(client, site):
    subscriber = confirmed(client)
    own = f"{LINK}{subscriber.token}/"
    program = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        response = program.post(own, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
    assert not Subscriber.objects.exists()
    assert not response.cookies


def test_the_answer_is_the_same_for_every_address(client, site):
    confirmed(client)
    suppress("bort@exempel.se", Reason.BLOCKED)
    suppress("studsar@exempel.se", Reason.REFUSED)
    suppress("slutat@exempel.se", Reason.LEFT)
    addresses = [ANNA, "ny@exempel.se", "bort@exempel.se", "studsar@exempel.se"]
    addresses.append("slutat@exempel.se")
    for form in (FORM, LINK):
        mail.outbox.clear()
        answers = {
            (response.status_code, response.url, response.content)
            for response in (ask(client, form, email=email) for email in addresses)
        }
        assert len(answers) == 1
        got = [letter.to[0] for letter in mail.outbox]
        assert got == ([ANNA, "ny@exempel.se", "slutat@exempel.se"] if form == FORM else [ANNA])


def test_who_asks_again_finds_what_is_new_ticked_and_nothing_changed(client, site):
    subscriber = confirmed(client)
    ask(client, f"{FORM}?aktivitet={site.activity.pk}")
    address = link_of(mail.outbox[-1])
    assert "prenumererar redan" in mail.outbox[-1].body
    assert not subscriber.activities.exists()
    own = f"{LINK}{subscriber.token}/"
    with time_machine.travel(SENT, tick=False):
        form = fields(client.get(address), own)
    assert form == {"newsletter": ["on"], "activities": [str(site.activity.pk)]}


def test_an_activity_leads_to_the_form_with_itself_chosen(client, site):
    link = soup(client.get(site.activity.url)).find("a", string=re.compile("Meddela mig"))
    asked = client.get(link["href"])
    form = fields(asked)
    # A form is no use on paper, so that says where it is, and of no page that is somebody's own.
    assert soup(asked).select_one(".on-paper strong").get_text() == f"testserver{FORM}"
    assert form["activities"] == [str(site.activity.pk)]
    assert "newsletter" not in form
    for wanted in ("0", "x", "9" * 40, "%00", "1&aktivitet=2"):
        assert client.get(f"{FORM}?aktivitet={wanted}").status_code in (200, 400)


def test_a_field_on_any_page_leads_to_the_form_with_the_address_in_it(client, site):
    field = soup(client.get("/")).find("footer").find("form")
    assert (field["action"], field["method"]) == (FORM, "post")
    response = client.post(FORM, {"email": 'anna"><b>@exempel.se'})
    assert fields(response)["email"] == 'anna"><b>@exempel.se'
    assert not response.cookies
    assert not Subscriber.objects.exists()
    assert "Kryssa i att vi får spara" in text(ask(client, consent=""))


def test_links_that_do_not_hold_say_why(client, site):
    subscriber = confirmed(client)
    ask(client, email="sen@exempel.se")
    address = link_of(mail.outbox[-1])
    confirm = "/nyhetsbrev/bekrafta/"
    with time_machine.travel("2026-11-28 12:00:00+01:00", tick=False):
        assert "Bekräfta din prenumeration" in text(client.get(address))
    with time_machine.travel("2026-11-28 12:02:00+01:00", tick=False):
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code == 410
            assert "gäller inte längre" in text(response)
        delete_unconfirmed()
        assert "gäller inte längre" in text(client.get(address))
    assert Subscriber.objects.get() == subscriber
    foreign = [
        confirm + subscriber.token,  # another link of one's own
        LINK + address.removeprefix(confirm).strip("/"),
        address.strip("/").replace("-", "-1"),  # somebody else's number
        f"{confirm}x",
        f"{LINK}x",
        f"{confirm}{'x' * 3000}",
        f"{LINK}{'å' * 3000}",
    ]
    for path in foreign:
        for method in (client.get, client.post):
            response = method(f"/{path.strip('/')}/", {})
            assert response.status_code == 404, path
            assert "känner vi inte igen" in text(response), path
    assert "känner vi inte igen" in text(client.get(confirm))
    for path in (f"{confirm}%00/", f"{LINK}%00/"):
        assert client.get(path).status_code in (400, 404)


def test_a_link_from_before_the_key_was_changed_still_leaves(client, site, settings):
    subscriber = confirmed(client)
    settings.SECRET_KEY = "en annan nyckel"
    assert "Din prenumeration" in text(client.get(f"{LINK}{subscriber.token}/"))


def test_nobody_floods_a_mailbox_or_the_site(client, site, caplog):
    caplog.set_level("DEBUG")
    with time_machine.travel(OPENED, tick=False):
        form = fields(client.get(FORM)) | {"consent": "on"}

    def post(email, remote):
        with time_machine.travel(SENT, tick=False):
            return client.post(FORM, form | {"email": email}, REMOTE_ADDR=remote)

    # Many within a minute for one address, from as many networks.
    statuses = {post(ANNA, f"198.51.{number}.7").status_code for number in range(12)}
    assert statuses == {303}
    assert len(mail.outbox) == 3
    # More addresses from one network than it may have.
    for number in range(50):
        response = post(f"nr{number}@exempel.se", f"2001:db8::{number}")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Försök igen om en timme" in text(response)
    assert len(mail.outbox) == 43
    assert post("annan@exempel.se", "198.51.100.7").status_code == 303
    headers = {name for letter in mail.outbox for name, _said in letter.message().items()}
    assert headers.isdisjoint({"Bcc", "Cc"})
    said = [record.getMessage() for record in caplog.records if record.name != DATABASE]
    assert "exempel.se" not in " ".join(said)


HOSTILE = [
    "",
    "anna",
    "anna@exempel.se\nBcc: alla@exempel.se",
    "anna@exempel.se\r\nSubject: x",
    "anna@exempel.se, eva@exempel.se",
    "Anna <anna@exempel.se>",
    "anna@exempel.se%0aBcc:x@exempel.se",
    "a" * 3000 + "@exempel.se",
    "анна@exempel.se",
    "\0@exempel.se",
    "x" * 500_000,
    f"anna@{'.'.join(['å' * 20] * 11)}.se",  # too long only as DNS has it
    "anna@¨.se",  # a space, as it is kept
    "anna@℀.se",  # a/c
]


def test_the_title_of_a_page_with_a_fault_says_so_once(client, site):
    assert soup(ask(client, consent="")).title.text == "Fel: Prenumerera – Malmöandan"
    response = client.post(LINK, {"email": "anna"})
    assert soup(response).title.text == "Fel: Ändra eller avsluta din prenumeration – Malmöandan"


def test_what_is_no_address_is_refused_and_no_header_is_added(client, site):
    for email in HOSTILE:
        response = ask(client, email=email)
        assert response.status_code in (400, 422), email[:80]
    assert not Subscriber.objects.exists()
    assert not mail.outbox
    ask(client, email="anna@åäö.se")
    ask(client, email='"o\'hara,a"@exempel.se', remote="192.0.2.9")
    assert [letter.message().get_all("To") for letter in mail.outbox] == [
        ["anna@xn--4cab6c.se"],
        ['"o\'hara,a"@exempel.se'],
    ]


def test_machines_and_other_sites_subscribe_nobody(client, site):
    for changes, status in (
        ({"website": "x"}, 422),
        ({"shown": "x"}, 422),
        ({"activities": ["1000000000000000000000000"]}, 422),
        ({"newsletter": ""}, 422),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"headers": {"Origin": "https://example.com"}}, 403),
    ):
        assert ask(client, **changes).status_code == status, changes
    with time_machine.travel(OPENED, tick=False):
        data = fields(client.get(FORM)) | {"email": ANNA, "consent": "on"}
        assert client.post(FORM, data).status_code == 422
    assert not Subscriber.objects.exists()
    assert ask(Client(enforce_csrf_checks=True)).status_code == 303


def test_what_was_agreed_to_is_kept_with_its_version(client, site):
    subscriber = confirmed(client)
    assert (subscriber.consent_text, subscriber.consent_version) == (str(consent.TEXT), "1")
    assert subscriber.consented.isoformat() == "2026-11-21T11:01:00+00:00"
    # A new text is a new version: change both.
    assert (consent.VERSION, consent.TEXT) == (
        "1",
        "Ja, spara min e-postadress så att ni kan skicka det jag har valt. "
        "Jag kan sluta när jag vill.",
    )


def test_no_log_says_who_subscribes(client, site, caplog):
    caplog.set_level("DEBUG")
    subscriber = confirmed(client)
    ask(client, LINK)
    client.post(f"{LINK}{subscriber.token}/", {"avsluta": "1"})
    for line in caplog.messages:
        assert "anna" not in line.lower() or "SELECT" in line or "INSERT" in line, line
