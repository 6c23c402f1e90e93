"""Subscribers: who is written to, who no longer is, and what is kept of an address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.email_address import normalised
from home.erasure import ErasureKey, digest, erase_again, erasure_key
from home.models import Erasure
from news.models import Subscriber, Suppression
from news.subscriptions.addresses import leave_headers, leave_url
from news.subscriptions.subscriber import CONFIRMED_WITHIN, delete_unconfirmed, suppress
from news.subscriptions.suppression import Reason, is_suppressed, lift
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db


def subscriber(email, confirmed=True, **fields):
    if confirmed:
        fields["confirmed"] = timezone.now()
    return Subscriber.objects.create(email=email, consent_text="Ja", **fields)


def test_an_address_is_one_row_in_whatever_spelling():
    assert normalised(" Anna.Ek@EXEMPEL.se ") == "anna.ek@exempel.se"
    assert normalised("anna@Åäö.se") == normalised("anna@xn--4cab6c.se") == "anna@xn--4cab6c.se"
    assert normalised("\u202aan\u200bna@exem\u00adpel.se\u202c") == "anna@exempel.se"
    assert normalised("ingen adress") == "ingen adress"
    assert normalised("@" + "x" * 300) == "@" + "x" * 300
    found = subscriber("Anna@Exempel.se")
    assert list(Subscriber.objects.with_email("ANNA@exempel.se")) == [found]


def test_only_who_has_confirmed_and_asked_for_it_is_written_to():
    site = SmallSite()
    lunch, forum = site.activity, site.add_activity("Dialogforum")
    letter = subscriber("brev@exempel.se", newsletter=True)
    every = subscriber("alla@exempel.se", all_events=True)
    one = subscriber("en@exempel.se", newsletter=True)
    one.activities.set([lunch, forum])
    for kind in ("newsletter", "all_events"):
        subscriber(f"{kind}@exempel.se", confirmed=False, **{kind: True})
    subscribers = Subscriber.objects
    assert set(subscribers.confirmed()) == {letter, every, one}
    assert set(subscribers.to_newsletter()) == {letter, one}
    assert set(subscribers.to_new_events()) == {every, one}
    assert subscribers.to_new_events().count() == 2
    assert set(subscribers.to_new_events(forum)) == {every, one}
    one.activities.set([lunch])
    assert set(subscribers.to_new_events(forum)) == {every}


def test_what_nobody_confirms_and_what_has_no_topic_left_goes_after_its_time():
    site, now = SmallSite(), timezone.now()
    early = timedelta(seconds=5)
    subscriber(
        "sen@exempel.se", confirmed=False, newsletter=True, consented=now - CONFIRMED_WITHIN - early
    )
    subscriber(
        "strax@exempel.se",
        confirmed=False,
        newsletter=True,
        consented=now - CONFIRMED_WITHIN + timedelta(minutes=5),
    )
    subscriber("gammal@exempel.se", newsletter=True, consented=now - timedelta(days=900))
    subscriber("aktivitet@exempel.se").activities.set([site.activity])
    delete_unconfirmed()
    assert Subscriber.objects.count() == 3
    site.activity.delete()
    delete_unconfirmed()
    kept = set(Subscriber.objects.values_list("email", flat=True))
    assert kept == {"strax@exempel.se", "gammal@exempel.se"}
    assert not Suppression.objects.exists()


def test_who_leaves_is_forgotten_and_known_by_a_hash_whatever_key_the_site_has(settings):
    one = subscriber("anna@exempel.se", newsletter=True)
    assert not is_suppressed("anna@exempel.se")
    one.leave()
    one.leave()  # who clicks twice
    assert not Subscriber.objects.exists()
    settings.SECRET_KEY = "en annan nyckel"
    assert is_suppressed("Anna@exempel.se")
    assert not is_suppressed("anders@exempel.se")
    row = Suppression.objects.of("ANNA@exempel.se").get()
    assert row.reason == Reason.LEFT
    assert "anna" not in str(vars(row))
    assert list(Suppression.objects.left_since(timezone.now() - timedelta(hours=1))) == [row]
    lift("anna@exempel.se")
    assert not is_suppressed("anna@exempel.se")
    suppress("anna@exempel.se", Reason.BLOCKED)
    suppress("anna@exempel.se", Reason.ERASED)
    assert Suppression.objects.of("anna@exempel.se").final().count() == 1


def test_what_happens_at_the_same_moment_brings_nobody_back_and_undoes_nothing():
    one = subscriber("anna@exempel.se", newsletter=True)
    form = Subscriber.objects.get()
    one.leave()
    assert not form.choose(newsletter=True, all_events=True, activities=[])
    assert not form.confirm()
    assert not Subscriber.objects.exists()
    waits = subscriber("bo@exempel.se", confirmed=False)
    form = Subscriber.objects.get()
    assert waits.confirm()
    assert form.choose(newsletter=True, all_events=False, activities=[])
    assert Subscriber.objects.get().confirmed


def test_who_has_left_is_no_subscriber_again_in_a_database_of_before():
    one = subscriber("anna@exempel.se", newsletter=True)
    token, key = one.token, erasure_key()
    one.leave()
    register = set(Erasure.objects.values_list("digest", flat=True))
    # The database as it was before, and beside it the register of now.
    Erasure.objects.all().delete()
    Suppression.objects.all().delete()
    subscriber("anna@exempel.se", newsletter=True, token=token)
    other = subscriber("anders@exempel.se", newsletter=True)
    assert ErasureKey.objects.get().key == key
    assert digest(other, key) not in register
    assert erase_again(register) == 1
    assert list(Subscriber.objects.all()) == [other]
    assert is_suppressed("anna@exempel.se")


def test_every_letter_says_where_one_leaves():
    one = subscriber("anna@exempel.se", newsletter=True)
    assert leave_url(one) == f"http://localhost/nyhetsbrev/prenumeration/{one.token}/"
    assert leave_headers(one) == {
        "List-Unsubscribe": f"<{leave_url(one)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert "anna" not in str(one)
