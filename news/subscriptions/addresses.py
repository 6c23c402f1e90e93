"""The addresses that letters to subscribers lead to, and the headers that programs leave by."""

from django.conf import settings


def absolute(path):
    """Return the whole address of a path on the site."""
    return settings.WAGTAILADMIN_BASE_URL + path


def leave_url(subscriber):
    """Return the absolute address at which a subscriber changes or ends the subscription."""
    return absolute(f"/nyhetsbrev/prenumeration/{subscriber.token}/")


def leave_headers(subscriber):
    """Return the headers by which a mail program leaves with one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{leave_url(subscriber)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
