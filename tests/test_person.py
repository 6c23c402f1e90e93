"""`manage.py person`: all that belongs to an address is told, erased, and stays so."""

import json
from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.log_actions import log

from home.erasure import erase_again
from home.models import Erasure, Feedback, Letter, Message, StandardPage
from malmoandan.person import Person
from news.models import Subscriber
from news.subscriptions.suppression import is_suppressed
from tests.pages import SmallSite
from tests.sending import TRANSPORT

pytestmark = pytest.mark.django_db
ANNA, OTHER = "anna@exempel.se", "anders@exempel.se"


def run(*arguments):
    out = StringIO()
    call_command("person", *arguments, stdout=out)
    return out.getvalue()


def fill(site):
    """Leave traces of two people, one of whom is named in texts."""
    for email, name in ((ANNA.title(), "Anna Öst"), (OTHER, "Anders Väst")):
        message = Message.objects.create(name=name, email=email, text="Hej")
        message.answers.create(text="Svar")
        log(message, "wagtail.delete")
        EmailMessage("Hej", "Hej", to=[f"{name} <{email}>"]).send()
        EmailMessage("Från", f"Från {email}", to=["vi@exempel.se"]).send()
        one = Subscriber.objects.create(email=email, newsletter=True, confirmed=timezone.now())
        one.activities.set([site.activity])
    Letter.objects.update(state=Letter.State.FAILED)


def test_everything_is_told_erased_and_listed_where_texts_name_the_person(settings):
    settings.MAIL_TRANSPORT = TRANSPORT  # letters wait, with what they say
    site = SmallSite()
    fill(site)
    site.add_text_page("Kontakt", slug="kontakt", body=[("text", "<p>Ring Anna Öst.</p>")])
    site.add_person("Någon", email=ANNA)
    draft = site.add_text_page("Skiss")
    draft.introduction = "Anna Öst berättar"
    draft.save_revision()
    told = json.loads(run("--export", " ANNA@exempel.se"))
    assert [row["text"] for row in told["messages"]] == ["Hej"]
    assert [row["text"] for row in told["messages"][0]["answers"]] == ["Svar"]
    assert told["subscriptions"][0]["topics"] == ["Nyhetsbrevet", "Nya evenemang i Lärandelunch"]
    assert len(told["letters"]) == 2  # to her, and about her
    assert {line.partition(":")[0] for line in told["named in"]} == {"Kontakt", "Någon", "Skiss"}
    assert Subscriber.objects.get(email=ANNA).token not in str(told)
    said = run("--erase", ANNA)
    assert "subscriptions: 1 erased, 0 left" in said
    assert "messages: 1 erased, 0 left" in said
    assert "log entries: 1 erased, 0 left" in said
    for line in said.splitlines()[:6]:
        assert line.endswith(" 0 left")
    for title in ("Kontakt", "Någon", "Skiss"):
        assert f"  {title}: /admin/pages/" in said
    assert StandardPage.objects.filter(slug="kontakt").exists()
    assert set(Person(ANNA, ["Anna Öst"]).counts().values()) == {0}
    assert is_suppressed(ANNA)
    # Of the other nothing is gone.
    counts = Person(OTHER).counts()
    assert (counts["subscriptions"], counts["messages"], counts["log entries"]) == (1, 1, 1)
    assert run("--erase", "okand@exempel.se").count(" 0 erased, 0 left") == 6


def test_who_was_erased_stays_so_in_a_database_of_before():
    site = SmallSite()
    fill(site)
    before = {model: list(model.objects.all()) for model in (Message, Letter, Subscriber)}
    received = dict(Message.objects.values_list("pk", "received"))
    run("--erase", ANNA)
    register = set(Erasure.objects.values_list("digest", flat=True))
    Erasure.objects.all().delete()
    for model, rows in before.items():
        model.objects.all().delete()
        model.objects.bulk_create(rows)
    for key, moment in received.items():  # which `bulk_create` sets to now
        Message.objects.filter(pk=key).update(received=moment)
    erase_again(register)
    assert not Person(ANNA).subscribers().exists()
    assert not Person(ANNA).messages().exists()
    assert not Letter.objects.filter(recipient__icontains=ANNA).exists()
    assert Person(OTHER).messages().exists()
    assert is_suppressed(ANNA)


def test_what_is_no_address_erases_nothing():
    with pytest.raises(CommandError):
        run("--erase", "anna")


def test_an_address_is_found_in_texts_as_it_is_written_there():
    Feedback.objects.create(found=False, text="Skriv till Anna@åäö.se")
    assert Person("Anna@Åäö.se").feedback().count() == 1


def test_an_address_is_blocked_and_let_in_again():
    Subscriber.objects.create(email=ANNA, newsletter=True)
    run("--block", ANNA)
    assert not Subscriber.objects.exists()
    assert is_suppressed(ANNA)
    run("--unblock", ANNA)
    assert not is_suppressed(ANNA)
