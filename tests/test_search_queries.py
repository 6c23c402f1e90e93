"""How many questions the search page asks the database: eight of its own at most."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query

from search.documents.reading import read_waiting_documents
from search.models import Synonym
from tests.documents import docx, make_document, paragraph, show
from tests.pages import SmallSite, make_image, make_organisation, moment

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8
# Nobody has made the search before: its words and its outcome are written as well.
QUERIES_TO_REGISTER = 2
# Header and footer ask for the site, its settings and its menu on every page.
QUERIES_OF_EVERY_PAGE = 3
# Every kind of search page, each at its most expensive.
KINDS_OF_PAGE = {
    "empty": "",
    "hits of every type": "q=mangold",
    "facets chosen": "q=mangold&typ=nyhet&typ=evenemang&ar=2016",
    "a choice that leaves nothing": "q=mangold&typ=nyhet&ar=1999",
    "page two": "q=mangold&sida=2",
    "chosen hits": "q=rabarber",
    "a quotation": "q=%22mangold+och+rabarber%22",
    "typed without dots, a synonym": "q=horvjaxt+gronska",
    "joined words": "q=hyllie+parken",
    "filled up": "q=mangold+rabarber",
    "filled up, facets chosen": "q=mangold+rabarber&typ=evenemang",
    "only some of the words": "q=medborgarbudget+pumpa",
    "half typed": "q=mango",
    "put right": "q=hillieparken",
    "put right, filled up, chosen hits": "q=hillieparken+rabarbr",
    "put right, typed without dots, filled up": "q=hillieparken+horvjaxt+mangold",
    "three words put right": "q=hillieparken+medborgarbugdet+rabarbr",
    "three words put right, filled up": "q=hillieparken+medborgarbugdet+rabarbr+mangold",
    "put right and nothing found": "q=%22hillieparken+medborgarbugdet%22",
    "insisted": "q=hillieparken&exakt=1",
    "insisted, filled up": "q=hillieparken+mangold&exakt=1",
    "nothing": "q=xyzzy",
    "nothing of three words": "q=xyzzy+plugh+quuxlig",
    "nothing of many words": "q=" + "+".join(f"quuxlig{letter}" for letter in "bcdfghjklmnp"),
    "nothing, facets chosen": "q=xyzzy&typ=evenemang&ar=2016",
    "only stop words": "q=vad+hur",
}


@pytest.fixture
def own_queries(client):
    def count(parameters):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/sok/?{parameters}").status_code == 200
        return len(captured) - QUERIES_OF_EVERY_PAGE

    return count


def test_no_kind_of_search_page_asks_many_questions(own_queries, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    site = SmallSite()
    for number in range(3):
        site.add_event("Mangold", start=timezone.now() + timedelta(days=number))
        site.add_article("Mangold", date=moment(2016, 5, 1).date(), image=make_image())
        site.add_issue(title="Mangold")
        site.add_person("Mangold", organisation=make_organisation())
        site.add_text_page("Mangold")
        site.add_activity("Mangold")
    site.add_text_page("Mangold och rabarber, hörväxt och grönska i Hyllieparken")
    site.add_event("Rabarber i Hyllieparken", start=timezone.now(), introduction="Hörvjäxt.")
    site.add_text_page("Medborgarbudget")
    text = "Mangold och rabarber, hörväxt, grönska, pumpa och medborgarbudget i Hyllieparken."
    show(site, make_document(docx(paragraph(text)), "skorden.docx"), "Skörden")
    read_waiting_documents()
    Synonym.objects.create(words="grönska, lummighet")
    for words in ("rabarber", "hyllieparken rabarber"):
        Query.get(words).editors_picks.create(page=site.home)
    own_queries("q=mangold")  # what every process fetches once
    first = {kind: own_queries(address) for kind, address in KINDS_OF_PAGE.items()}
    again = {kind: own_queries(address) for kind, address in KINDS_OF_PAGE.items()}
    assert {kind: n for kind, n in again.items() if n > MOST_QUERIES} == {}
    most = MOST_QUERIES + QUERIES_TO_REGISTER
    assert {kind: n for kind, n in first.items() if n > most} == {}
