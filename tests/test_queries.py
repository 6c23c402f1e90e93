"""Queries: few on every page, and no more of them when there is more to show."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from search.index.tasks import each_indexed_once
from tests.pages import (
    SmallSite,
    make_category,
    make_image,
    make_organisation,
    make_theme,
)

pytestmark = [pytest.mark.usefixtures("uncached"), pytest.mark.one_database]

MOST = 8
LISTS = ["/nyheter/flode.xml", "/nyhetsbrev/flode.xml", "/sitemap.xml", "/sok/?q=text"]
EVENT_LISTS = [
    "/kalender/?satt=digitalt&oppet=1",
    f"/kalender/{timezone.localdate():%Y/%m}/",
    f"/kalender/arkiv/{timezone.localdate().year}/",
    "/kalender/kalender.ics",
    "/kalender/flode.xml",
    "/vad-vi-gor/larandelunch/kalender.ics",
    "/vad-vi-gor/larandelunch/flode.xml",
]


def person_values(people):
    return [{"person": p, "name": "", "role": "gäst", "organisation": ""} for p in people]


def picture(image):
    return {"image": {"image": image, "alt_text": "En bild", "decorative": False}, "caption": "Ja"}


def body_of(number, people, pages, images):
    """Return a text with `number` of every block that asks the database for something."""
    blocks = [("text", "<p>Text</p>")]
    for index in range(number):
        person, page, image = people[index], pages[index], images[index]
        links = [{"text": "Länk", "page": page}]
        blocks += [
            ("picture", picture(image)),
            ("gallery", {"heading": "Bilder", "pictures": [picture(image)] * 2}),
            ("people", {"heading": "Med", "people": person_values([person]), "organisations": []}),
            ("links", {"heading": "Mer", "links": links}),
            ("call_to_action", {"heading": "Kom med", "text": "", "link": links[0]}),
        ]
    return blocks


class FullSite(SmallSite):
    """A site with `number` of everything, each with a picture, a theme and people of its own."""

    def __init__(self, number):
        super().__init__()
        images = [make_image() for _ in range(number)]
        organisations = [make_organisation(logo=image) for image in images]
        theme, category = make_theme(), make_category()
        people = [
            self.add_person(image=image, organisation=organisation)
            for image, organisation in zip(images, organisations, strict=True)
        ]
        texts = [self.add_text_page(show_in_menus=True, show_in_footer=True) for _ in images]
        body = body_of(number, people, texts, images)
        now = timezone.now()
        speakers = [("person", value) for value in person_values(people)]
        for index, image in enumerate(images):
            self.activity_page = self.add_activity(image=image, body=body, contacts=speakers)
            self.event = self.add_event(
                image=image,
                start=now + timedelta(days=index - 1),
                body=body,
                documentation=body,
                speakers=speakers,
            )
            self.add_event(image=image)
            day = date(2016, 5, 1) + timedelta(days=index)
            self.article = self.add_article(
                image=image, date=day, category=category, body=body, event=self.event
            )
            item = {"label": "SKR", "heading": "Inslag", "language": "sv", "content": body[1:2]}
            self.issue = self.add_issue(
                2022, index + 1, image=image, items=[("item", item)] * number
            )
        self.past_event = self.add_event(
            start=now - timedelta(days=30), body=body, documentation=body, speakers=speakers
        )
        self.add_article(event=self.past_event, date_text="2016")
        self.person, self.text = people[0], texts[0]
        pages = [self.activity_page, self.event, self.article, self.issue, self.person, self.text]
        for page in pages:
            page.themes.set([theme])
            page.save()
        self.text.body = body
        self.text.save()
        words = {"text": "Ord", "pages": texts}
        sections = [
            *body,
            (
                "three_words",
                {
                    "heading": "Ord",
                    "knowledge": words,
                    "participation": words,
                    "collaboration": words,
                },
            ),
            ("activities", {"heading": "Vad", "text": "", "chosen": [], "extra_lines": []}),
            ("coming_events", {"heading": "På gång", "how_many": 12}),
            ("people", {"heading": "Människor", "people": [], "organisations": []}),
            ("latest_news", {"heading": "Nyheter", "how_many": 12}),
        ]
        self.follow = self.add_follow_page(image=images[0])
        news = self.event, self.past_event, self.article, self.issue
        new = {"first_published_at": now, "last_published_at": now}
        Page.objects.filter(pk__in=[page.pk for page in news]).update(**new)
        for page in (self.home, self.landing):
            page.refresh_from_db()
            page.body = sections
            page.save()

    def addresses(self):
        """Return one address of every page type."""
        pages = [
            self.home,
            self.landing,
            self.activity_page,
            self.event,
            self.calendar,
            self.news,
            self.article,
            self.newsletters,
            self.issue,
            self.people,
            self.person,
            self.text,
            self.follow,
        ]
        named = {type(page).__name__: page.url for page in pages}
        return {**named, "past EventPage": self.past_event.url}


def queries_of(client, address):
    """Return the queries of one request, after one that has warmed what outlives a request."""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    # Each page asks at least which generation it is: one that is kept whole would prove nothing.
    assert captured.captured_queries, "a kept page: use the fixture `uncached`"
    return captured.captured_queries


def wagtails_own_queries(client, address):
    """Return the queries of a page at this address that renders nothing: routing and privacy."""

    def render_nothing(serve_next):
        return lambda page, request, args, kwargs: HttpResponse()

    with hooks.register_temporarily("on_serve_page", render_nothing, order=1000):
        return queries_of(client, address)


def repeated(queries):
    """Return the queries as text, for the failure message."""
    return "\n".join(sorted(query["sql"][:160] for query in queries))


def all_queries(client, site):
    addresses = {**site.addresses(), **{url: url for url in LISTS + EVENT_LISTS}}
    return {name: queries_of(client, url) for name, url in addresses.items()}


@pytest.mark.searches
def test_queries_are_few_and_do_not_grow_with_what_there_is_to_show(db, client):
    with each_indexed_once():
        site = FullSite(2)
    few = all_queries(client, site)
    extra = {
        name: len(few[name]) - len(wagtails_own_queries(client, url))
        for name, url in site.addresses().items()
    }
    assert {name: number for name, number in extra.items() if number > MOST} == {}
    with each_indexed_once():
        site = FullSite(3)
    many = all_queries(client, site)
    grown = {n: (len(few[n]), len(many[n])) for n in few if len(many[n]) > len(few[n])}
    assert grown == {}, "\n\n".join(repeated(many[name]) for name in grown)
