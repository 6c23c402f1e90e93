"""An issue and who subscribes, for tests of sending."""

from django.utils import timezone

from news.models import NewsletterIndexPage, NewsletterPage, Sending, Subscriber
from tests.pages import SmallSite, add

TRANSPORT = "home.mail.smtp.EmailBackend"


def subscribe(*numbers):
    """Let so many people subscribe to the newsletter, by their numbers."""
    now = timezone.now()
    Subscriber.objects.bulk_create(
        Subscriber(email=address(n), confirmed=now, newsletter=True, consent_text="Ja")
        for n in numbers
    )


def address(number):
    return f"person{number}@example.org"


def add_issue(**fields):
    """Add an issue that can be sent."""
    if not NewsletterIndexPage.objects.exists():
        SmallSite()
    kept = {
        "title": "Vårens brev",
        "year": timezone.localdate().year,
        "number": 1,
        "editorial": "<p>Hej alla.</p>",
    }
    return add(NewsletterIndexPage.objects.get(), NewsletterPage(**kept | fields))


def order(page, **fields):
    """Return the sending of an issue, which has not begun."""
    return Sending.objects.order(page=page, subject=page.title, **fields)[0]
