"""Whatever a visitor can read on a page finds the page, and what nobody can read does not."""

from datetime import time, timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.fields import StreamField

from activities.models import EventPage
from home.dates import period
from home.media import SiteImage
from news.models import ArticlePage
from search.index.texts import index_columns, texts_of
from search.language.analyser import keys
from search.page.results import Results
from tests.every_field import PAGE_TYPES, Filling, chosen_objects, parent_of
from tests.pages import SmallSite, moment, person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Marks:
    """Says a word of its own in every field: {word: name of the field}."""

    def __init__(self):
        self.names = {}
        self.words = ("zq" + "".join(letters) + "x" for letters in product("bcdfghjkmp", repeat=3))

    def __call__(self, name, most):
        word = next(self.words)
        self.names[word] = name
        return word


def filled(site, page_type, say):
    """Return a saved page of a type that says a word in every field, and in every block."""
    has_streams = any(isinstance(field, StreamField) for field in page_type._meta.get_fields())
    chosen = chosen_objects(site, say) if has_streams else {}
    page = (page_type.max_count and page_type.objects.first()) or page_type(title=say("title", 255))
    Filling(say, chosen).fill(page)
    page.image = chosen.get(SiteImage)
    if page_type is EventPage:
        page.date_text, page.start = "", timezone.now()
    if page.pk:
        page.save()
        return page
    return parent_of(site, page_type).add_child(instance=page)


def states(now):
    """Return the fields of an event in each state that shows one thing or another."""
    ahead = {
        "start": now + 99 * HOUR,
        "end": now + 100 * HOUR,
        "date_text": "",
        "attendance_mode": "mixed",
        "registration": "link",
        "change": "",
        "places": "",
    }
    return [
        ahead,
        {**ahead, "registration_link_text": ""},
        {**ahead, "registration": "email", "attendance_mode": "online"},
        {**ahead, "registration": "email", "places": "full"},
        {**ahead, "registration": "none", "attendance_mode": "offline"},
        {**ahead, "change": "cancelled"},
        {**ahead, "change": "postponed"},
        {**ahead, "start": now - 9 * HOUR, "end": now - 8 * HOUR},
        {**ahead, "start": None, "end": None, "date_text": "zqdatex"},
    ]


def shown(client, page):
    """Return the words that the main part of a page shows."""
    main = BeautifulSoup(client.get(page.get_url()).content, "html5lib").find("main")
    return main.get_text(" ").casefold()


def found(page):
    """Return the keys that a page is found by."""
    columns = index_columns(texts_of(page))
    return {*columns["title"].split(), *columns["body"].split()}


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_is_found_by_every_field_that_it_shows_and_by_no_other(client, page_type):
    say = Marks()
    page = filled(SmallSite(), page_type, say)
    say.names["zqdatex"] = "date_text"
    ever_shown, ever_found, missed = set(), set(), set()
    for fields in states(timezone.now()) if page_type is EventPage else [{}]:
        if fields:
            page_type.objects.filter(pk=page.pk).update(**fields)
        here, keys_here = shown(client, page), found(page_type.objects.get(pk=page.pk))
        seen = {name for word, name in say.names.items() if word in here}
        hits = {name for word, name in say.names.items() if keys(word).exact in keys_here}
        missed |= seen - hits
        ever_shown |= seen
        ever_found |= hits
    assert missed == set()
    assert ever_found - ever_shown == set()
    assert "join_url" not in ever_found
    assert "title" in ever_shown or page_type.max_count


def test_prices_terms_times_and_where_to_register_find_the_event():
    site = SmallSite()
    now = timezone.localtime()
    maria = site.add_person("Maria Lagneby", job_title="projektledare", unit="Kansliet")
    price = {"label": "via länk", "amount": 925, "vat": "excluded", "note": "per deltagare"}
    event = site.add_event(
        "Mat för alla",
        start=now + 30 * HOUR,
        end=now + 31 * HOUR,
        doors=time(11, 45),
        attendance_mode="mixed",
        venue="Stadshuset",
        join_url="https://zoom.example/j/hemligtrum",
        places="full",
        waiting_list_text="Skriv dig på väntelistan. Vi serverar mat som minskar matsvinnet.",
        registration="link",
        registration_url="https://www.eventbrite.example/e/matsvinn-1500",
        registration_link_text="Boka plats",
        prices=[("price", price)],
        price_conditions="Biljetten kan överlåtas. Avgift vid no show.",
        access_info="Hörslinga finns.",
        access_contact="Fråga Pernilla i receptionen",
        speakers=[person(maria)],
        programme=[("item", {"start": time(12, 15), "title": "Inledning", "text": ""})],
    )
    for words in (
        *("matsvinn", "överlåtas", "väntelista", "no show", "Avgift vid no show."),
        *("925 kronor exklusive moms", "via länk", "per deltagare", "hörslinga", "pernilla"),
        *("eventbrite.example", "boka plats", "projektledare kansliet", "kl. 12.15 inledning"),
        *(period(event.start, event.end), "kl. 11.45"),
    ):
        assert event.title in [hit.card.title for hit in Results(words).hits], words
    for words in ("hemligtrum", "zoom.example"):
        assert Results(words, exact=True).hits == []


def test_what_came_of_an_event_is_found_once_it_is_over():
    site, now = SmallSite(), timezone.now()
    event = site.add_event(start=now + HOUR, end=now + 2 * HOUR, points_raised="<p>Fler bänkar</p>")
    assert Results("bänkar", exact=True).hits == []
    event.start, event.end = moment(2021, 5, 26, 12, 15), moment(2021, 5, 26, 12, 55)
    event.save()
    assert [hit.card.title for hit in Results("bänkar").hits] == [event.title]


def test_of_a_page_that_is_hidden_no_title_finds_the_pages_that_name_it():
    site = SmallSite()
    before = site.add_event("Mangoldträffen", date_text="2020")
    site.add_event("Uppföljningen", follows=before)
    site.add_article("Rapporten", date=moment(2021, 5, 1).date(), event=before)
    found_by = [hit.card.title for hit in Results("mangoldträffen").hits]
    assert sorted(found_by) == ["Mangoldträffen", "Rapporten", "Uppföljningen"]
    before.unpublish()
    for page in (EventPage.objects.get(title="Uppföljningen"), ArticlePage.objects.get()):
        page.save()
    assert Results("mangoldträffen", exact=True).hits == []
