"""Text in other languages: left as it is written, and read from the right where it has to be."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.filled_site import newsletter_item, person_value
from tests.pages import SmallSite
from tests.reading import text_of
from tests.worst_content import LONG

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ENGLISH = 'He said "hello" on pages 2016-2022 - it\'s 5 kr'
SWEDISH = "”Hej” 2016–2022"
ARABIC, ARABIC_TOO = "لقاء في مالمو", "مقدمة باللغة العربية"


def content():
    """Return a block of every kind that prints prose, in English."""
    rows = [{"kind": "other", "own_label": ENGLISH, "value": ENGLISH}]
    link = {"text": ENGLISH, "url": "https://example.org/", "description": ENGLISH}
    film = {"kind": "film", "title": ENGLISH, "url": "https://example.org/", "summary": ENGLISH}
    speaker = {**person_value(None, ENGLISH), "name": "Guest", "organisation": ENGLISH}
    return [
        ("text", f"<h3>{LONG}</h3><p>{ENGLISH}</p>"),
        ("facts", {"heading": ENGLISH, "rows": rows}),
        ("links", {"heading": ENGLISH, "links": [link]}),
        ("quote", {"quote": ENGLISH, "source": ENGLISH}),
        ("people", {"heading": ENGLISH, "people": [speaker], "organisations": []}),
        ("embed", film),
    ]


def test_an_item_in_english_is_left_as_it_is_written_in_every_block(client):
    site = SmallSite()
    items = [
        newsletter_item('SKR "sa"', ENGLISH, "en", content()),
        newsletter_item("SKR", '"Hej" 2016-2022', "sv", [("text", '<p>"Hej" 2016-2022</p>')]),
    ]
    issue = site.add_issue(2022, 1, items=items)
    soup = BeautifulSoup(client.get(issue.url).content, "html.parser")
    english, swedish = soup.select("article.newsletter-item")
    # Heading and text, fact (twice) and its heading, link (thrice), quotation, people, film.
    assert text_of(english).count(ENGLISH) == 16
    assert f"“{ENGLISH}”" in english.blockquote.get_text()
    assert LONG in english.h3.get_text()
    assert "SKR ”sa”: He said" in text_of(english.h2)
    assert text_of(swedish).count(SWEDISH) == 2
    contents = soup.select_one("nav.newsletter-contents")
    assert ENGLISH in text_of(contents)
    assert SWEDISH in text_of(contents)


@pytest.mark.searches
def test_a_title_and_an_introduction_in_arabic_read_from_the_right_wherever_they_stand(client):
    site = SmallSite()
    shown = {"introduction": ARABIC_TOO, "slug": "pa-arabiska"}
    day = {"start": timezone.now() + timedelta(days=2)}
    article = site.add_article(ARABIC, date=timezone.localdate(), **shown)
    activity = site.add_activity(ARABIC, **shown)
    event = site.add_event(ARABIC, activity=activity, **day, **shown)
    issue = site.add_issue(2022, 1, title=ARABIC, **shown)
    text_page = site.add_text_page(ARABIC, show_in_menus=True, **shown)
    person = site.add_person(ARABIC, **shown)
    site.home.body = [
        ("coming_events", {"heading": "På gång", "how_many": 4}),
        ("latest_news", {"heading": "Nyheter", "how_many": 4}),
        ("activities", {"heading": "Vad", "chosen": [], "extra_lines": []}),
    ]
    site.home.save()
    pages = [article, activity, event, issue, text_page, person, site.home, site.newsletters]
    lists = [site.news, site.calendar, site.people]
    addresses = [page.get_url() for page in [*pages, *lists]]
    seen = 0
    for address in [
        *addresses,
        f"/sok/?q={ARABIC.split()[0]}",
        "/finns-inte/",
        f"{event.url}anslut/",
    ]:
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        for text in soup.body.find_all(string=lambda s: ARABIC in s or ARABIC_TOO in s):
            if text.parent.name == "script":
                continue
            marked = [e for e in text.parents if e.get("dir") == "auto" or e.name == "bdi"]
            assert marked, (address, text.parent)
            # What stands before it in the element would decide the direction.
            assert marked[0].get_text().strip().startswith(("ل", "م")), (address, marked[0])
            seen += 1
    assert seen > 40
    hits = client.get(f"/sok/?q={ARABIC.split()[0]}").content.decode()
    assert hits.count('<h3 dir="auto"><a') == 6
