"""Whatever a visitor can read on a page finds the page, and what nobody can read does not."""

import re
from datetime import time, timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.fields import StreamField

from activities.models import EventPage
from home.dates import period
from home.following import FollowPage
from home.media import SiteImage
from home.models import StandardPage
from news.models import ArticlePage, NewsletterPage
from search.index.texts import index_columns, texts_of
from search.language.analyser import keys, words
from search.language.word_lists import STOP_WORDS
from search.page.results import Results
from tests.every_field import PAGE_TYPES, Filling, chosen_objects, parent_of
from tests.pages import SmallSite, moment, person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOUR = timedelta(hours=1)
TODAY = moment(2026, 3, 1, 12)


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
    tells_of_events = page_type in (ArticlePage, NewsletterPage, StandardPage)
    chosen = chosen_objects(site, say, tells_of_events) if has_streams else {}
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
        {**ahead, "change": "moved"},
        {**ahead, "start": now - 9 * HOUR, "end": now - 8 * HOUR},
        {**ahead, "start": None, "end": None, "date_text": "zqdatex"},
    ]


def main_of(client, page):
    """Return the main part of a page."""
    return BeautifulSoup(client.get(page.get_url()).content, "html5lib").find("main")


# What visitors use rather than read, and what the notice board is told again.
TOOLS = "script, template, form, nav, button, .button, .arrow-link, .share, .portrait, .poster"
# What lists that fill themselves have around them: it is what they list that is found.  So are the
# events of an issue, and those that rows of dates follow, whose titles are compared all the same.
LISTS = (
    ".chips, .calendar-more, .calendar-subscription, .split-head, .calendar-item, .three-words, "
    ".newsletter-item .rows"
)
# What templates say on every page of a kind, whatever stands there, by word for word.
OURS = {
    *("Fakta", "Delta", "Bra att veta", "Uppföljning av", "Följs upp av", "Läs också", "Ledare"),
    *(
        "Foto:",
        "Källa:",
        "Telefon:",
        "Språk:",
        "Skribent",
        "Redaktör",
        "Redaktion",
        "I det här numret",
    ),
    *("Nyhet", "Nyhetsbrev", "Kontakt", "Kontakter", "Kommande", "Tidigare", "Svarar på frågor"),
    *("Visa på karta", "Res hit med buss", "Innehållet i text", "Så används resultatet"),
    *("Anslut från 30 minuter före start.", "Vi skriver här när datumet är bestämt."),
    *("Kunskap", "Delaktighet", "Samverkan", "Kunskap ·", "Delaktighet ·", "Samverkan ·"),
    *("Var tar det som sägs på mötena vägen?", "Vi lär av varandra."),
    *("Just nu är inga evenemang inplanerade.", "Inga nyheter än.", "Det finns inga nyheter än."),
    *("Dokumentation finns", "Öppet för anmälan", "Frågor om Malmöandan", "Datum meddelas"),
    "Ingen aktivitet har lovat ett antal.",
    *("Syfte", "Inga tidigare evenemang finns här.", "Ingen person har en egen sida än."),
}
OUR_BEGINNINGS = ("Finns på ", "Länken går till ", "Hit. Här finns ")
OUR_LABELS = re.compile(r"\b(Foto|Språk|Telefon|Källa): |, \d+ kB\b")
# A tile has three letters of the month, which find it; but «jan» is a name and «jul» Christmas.
LEFT_OUT = {*STOP_WORDS, "jan", "jul"}
# States that follow the clock, by the hour, and what is counted.
BY_THE_CLOCK = re.compile(
    r"Anmälan (är )?stängd\.?|Pågår nu|Klart|Kommer|\d+ (bilder|länkar|kB)|Genomfört"
)


def unfound_words(main, keys_here):
    """Return {text: its words that do not find the page} of what is read in the main part."""
    for tool in main.select(f"{TOOLS}, {LISTS}"):
        tool.extract()
    for facts_of_event in main.select(".facts dd > a[href^='/'] + .meta-row"):
        facts_of_event.parent.parent.extract()
    unfound = {}
    for leaf in main.find_all(string=True):
        text = " ".join(leaf.split())
        if text in OURS or text.startswith(OUR_BEGINNINGS) or BY_THE_CLOCK.fullmatch(text):
            continue
        missed = [word for word in words(OUR_LABELS.sub("", text)) if word not in LEFT_OUT]
        missed = [word for word in missed if keys_here.isdisjoint(keys(word)[:2])]
        if missed:
            unfound[text[:80]] = missed
    return unfound


def found(page):
    """Return the keys that a page is found by."""
    columns = index_columns(texts_of(page))
    return {*columns["title"].split(), *columns["body"].split()}


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_is_found_by_every_field_that_it_shows_and_by_no_other(client, page_type):
    say = Marks()
    page = filled(SmallSite(), page_type, say)
    say.names["zqdatex"] = "date_text"
    ever_shown, ever_found, missed, unfound = set(), set(), set(), {}
    for fields in states(timezone.now()) if page_type is EventPage else [{}]:
        if fields:
            page_type.objects.filter(pk=page.pk).update(**fields)
        main, keys_here = main_of(client, page), found(page_type.objects.get(pk=page.pk))
        here = main.get_text(" ").casefold()
        seen = {name for word, name in say.names.items() if word in here}
        hits = {name for word, name in say.names.items() if keys(word).exact in keys_here}
        missed |= seen - hits
        unfound |= unfound_words(main, keys_here)
        ever_shown |= seen
        ever_found |= hits
    assert missed == set()
    # How to follow what happens is explained to whoever has found the page.
    assert unfound == {} or page_type is FollowPage
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
    for typed in (
        *("matsvinn", "överlåtas", "väntelista", "no show", "Avgift vid no show."),
        *("925 kronor exklusive moms", "via länk", "per deltagare", "hörslinga", "pernilla"),
        *("eventbrite.example", "boka plats", "projektledare kansliet", "kl. 12.15 inledning"),
        *(period(event.start, event.end), "kl. 11.45"),
    ):
        assert event.title in [hit.card.title for hit in Results(typed).hits], typed
    for typed in ("hemligtrum", "zoom.example"):
        assert Results(typed, exact=True).hits == []


def test_how_to_follow_what_happens_is_found_by_its_names():
    site = SmallSite()
    page = site.home.add_child(instance=FollowPage(title="Så följer du oss"))
    for typed in ("prenumerera", "rss", "nyhetsflöde", "kalendern i min egen kalender"):
        assert page.title in [hit.card.title for hit in Results(typed).hits], typed


def test_days_times_prices_and_how_one_is_reached_are_found_as_people_type_them():
    site = SmallSite()
    site.add_person("Anna Berg", phone="040-34 10 00", email="anna.berg@malmo.example")
    price = {"label": "", "amount": 1150, "vat": "", "note": ""}
    day = moment(2021, 5, 26, 12, 15)
    event = site.add_event("Samtalet", start=day, end=day + HOUR, prices=[("price", price)])
    wanted = {
        event.title: (
            *("26/5", "26/5 2021", "26 maj", "2021-05-26", "onsdag", "onsdag 26 maj", "maj 2021"),
            *("12.15", "12:15", "kl 12", "kl. 12.15", "klockan 12.15", "12.15-13.15"),
            *("1150 kr", "1 150 kr", "1150 kronor", "1.150 kr"),
        ),
        "Anna Berg": (
            *("040-34 10 00", "040341000", "040-341000", "040 34 10 00", "040/34 10 00"),
            *("+4640341000", "+46 40 34 10 00", "+46 (0)40-34 10 00", "0046 40 341000"),
            *("anna.berg@malmo.example", "berg@malmo.example"),
        ),
    }
    missed = [
        typed
        for title, spellings in wanted.items()
        for typed in spellings
        if title not in [hit.card.title for hit in Results(typed, exact=True).hits]
    ]
    assert missed == []
    assert Results("27/5", exact=True).hits == []


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        ({"is_free": True}, "gratis"),
        ({"attendance_mode": "online", "online_service": "Zoom"}, "digitalt via zoom"),
        ({"registration": "none"}, "ingen anmälan behövs"),
        ({"registration": "invited"}, "inbjuden"),
        ({"change": "cancelled"}, "inställt"),
        ({"change": "postponed"}, "uppskjutet"),
        ({"change": "moved", "attendance_mode": "online"}, "blir digitalt"),
        ({"attendance_mode": "online", "link_sent": "Länken mejlas"}, "länken mejlas"),
        ({"change": "postponed", "start": None}, "nytt datum meddelas"),
        ({"places": "full"}, "fullbokat"),
        ({"places": "few"}, "få platser kvar"),
        ({"open_to_all": True}, "öppet för alla"),
        ({"registration_closes": moment(2026, 5, 2, 9)}, "anmälan stänger"),
        ({"registration_closes": moment(2026, 5, 2, 9)}, "sista anmälan 2 maj"),
        ({"registration_opens": moment(2026, 4, 2, 9)}, "anmälan öppnar"),
        ({"access_info": "Hörslinga."}, "tillgänglighet"),
    ],
)
def test_what_an_event_says_by_its_choices_finds_it(fields, typed, clock):
    usual = {"registration": "link", "registration_url": "https://anmalan.example/"}
    usual |= {"start": moment(2026, 5, 26, 12, 15)}
    event = SmallSite().add_event("Samtalet", **usual | fields)
    assert [hit.card.title for hit in Results(typed, exact=True).hits][:1] == [event.title]


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
