"""The addresses that letters to subscribers lead to, and the headers that programs leave by."""

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from .subscriber import CONFIRMED_WITHIN, Subscriber

# What a link to confirm by says is of no use to anything else.
signer = TimestampSigner(salt="news.subscriptions.confirm", sep=".")

# What the address of a subscription may tick, by the field of the subscriber.
TICKED = {"newsletter": "nyhetsbrev", "all_events": "evenemang", "activities": "aktivitet"}


class LinkError(Exception):
    """A link to confirm by that does not hold."""


class ExpiredLinkError(LinkError):
    """Its week is over."""


class UsedLinkError(LinkError):
    """Whoever it was for has left since, or asked anew."""


class ConfirmedLinkError(LinkError):
    """It has done what it was for."""


def absolute(path):
    """Return the whole address of a path on the site."""
    return settings.WAGTAILADMIN_BASE_URL + path


def _mark(subscriber):
    # A number alone may be another's in a database that has been restored.
    return f"{subscriber.pk}-{int(subscriber.created.timestamp() * 1_000_000)}"


def confirm_url(subscriber):
    """Return the absolute address at which a subscriber confirms, within a week from now."""
    return absolute(reverse("confirm_subscription", args=[signer.sign(_mark(subscriber))]))


def subscriber_to_confirm(token):
    """Return the subscriber that a link to confirm by is of.

    Raises one of the errors above, or LinkError itself for what the site never gave out.
    """
    try:
        mark = signer.unsign(token, max_age=CONFIRMED_WITHIN)
    except SignatureExpired as error:
        raise ExpiredLinkError from error
    except BadSignature as error:
        raise LinkError from error
    found = Subscriber.objects.filter(pk=mark.partition("-")[0]).first()
    if found is None or _mark(found) != mark:
        raise UsedLinkError
    if found.confirmed:
        raise ConfirmedLinkError
    return found


def leave_url(subscriber, topics=None):
    """Return the absolute address at which a subscriber changes or ends the subscription.

    `topics`, fields of a subscriber, are ticked there beside what is chosen already.
    """
    given = {TICKED[name]: value for name, value in (topics or {}).items() if value}
    query = f"?{urlencode(given, doseq=True)}" if given else ""
    return absolute(reverse("subscription", args=[subscriber.token]) + query)


def leave_headers(subscriber):
    """Return the headers by which a mail program leaves with one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{leave_url(subscriber)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
