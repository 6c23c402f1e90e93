"""The mail of an issue on narrow screens, with and without the rules for them."""

import re

import pytest

from news.mailing.mail import newsletter_mail
from news.models import NewsletterPage
from tests.filled_site import newsletter_item
from tests.worst_content import LONG, LONG_TOO, LONGEST_TITLE, REGISTRATION, SENTENCE, people

pytestmark = pytest.mark.django_db


def test_no_word_or_address_makes_a_mail_wider_than_the_screen(chromium):
    word = LONG + LONG_TOO.lower()
    link = {"text": word, "url": REGISTRATION}
    content = [
        ("text", f"<h3>{word}</h3><p>{SENTENCE}</p><ul><li>{word}</li></ul>"),
        ("facts", {"heading": word, "rows": [{"kind": "place", "value": REGISTRATION}]}),
        ("dates", {"heading": word, "rows": [{"text": word, "day": "2026-12-03"}]}),
        ("links", {"heading": word, "links": [{**link, "is_registration": True}, link]}),
        ("quote", {"quote": word, "source": word}),
        ("people", {"heading": word, "people": [value for _kind, value in people([word])]}),
        ("embed", {"title": word, "url": REGISTRATION, "summary": word}),
    ]
    items = [newsletter_item(LONG, word, "sv", content), ("quote", {"quote": word})]
    stream = NewsletterPage._meta.get_field("items").stream_block
    issue = NewsletterPage(title=LONGEST_TITLE, year=2026, number=12, introduction=word)
    issue.items, issue.signatories = stream.normalize(items), word
    mail = newsletter_mail(issue)
    assert mail.failed == ()
    page = chromium.new_page()
    wide = []
    # Some programs leave out what is no style of an element.
    for html in (mail.html, re.sub(r"(?s)<style>.*?</style>", "", mail.html)):
        for width in (320, 390, 640):
            page.set_viewport_size({"width": width, "height": 800})
            page.set_content(html)
            if page.evaluate("document.documentElement.scrollWidth") > max(width, 390):
                wide.append((width, html is mail.html))
    page.close()
    assert wide == []
