"""The start page beside its events: people, a voice, news without pictures."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from activities.models import ActivityPage
from home import motif
from home.models import LandingPage
from tests.pages import SmallSite, add, make_image, person
from tests.reading import get, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = timedelta(days=1)
PEOPLE = ("people", {"heading": "Människor", "people": [], "organisations": []})
NEWS = ("latest_news", {"heading": "Nyheter", "how_many": 5})


@pytest.fixture
def site():
    return SmallSite()


def home(site, client, *body):
    site.home.refresh_from_db()
    site.home.body = body
    site.home.save()
    return get(client, site.home).main


def names(soup):
    return [text_of(name) for name in soup.select(".standing .person-name")]


def test_six_who_took_part_last_stand_on_one_rule_those_with_a_photograph_first(site, client):
    now, people = timezone.now(), [site.add_person(f"Person {n}") for n in "ABCDEFG"]
    pictured = site.add_person("Person H", image=make_image(), job_title="samordnare")
    for days, guest in enumerate([people[6], pictured, people[2]], 1):
        site.add_event(start=now - days * DAY, speakers=[person(guest), person(None, name="Gäst")])
    unknown = {"date_text": "våren 2016", "held": True}
    site.add_event(speakers=[person(people[3])], **unknown)
    site.add_event(start=now + DAY, speakers=[person(people[5])])
    site.add_event(start=now - DAY, change="cancelled", speakers=[person(people[5])])
    soup = home(site, client, PEOPLE)
    assert names(soup) == [f"Person {letter}" for letter in "HGCDAB"]
    first = soup.select_one(".standing > li")
    assert first.select_one(".portrait img")
    assert text_of(first.select_one(".meta")) == "Samordnare"
    assert first.a["href"] == pictured.url


def test_nobody_stands_there_whom_visitors_may_not_see(site, client):
    hidden, draft = site.add_person("Hemlig"), site.add_person("Utkast", live=False)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    site.add_event(start=timezone.now() - DAY, speakers=[person(hidden), person(draft)])
    soup = home(site, client, PEOPLE)
    assert not soup.select(".standing")
    assert "Människor" not in text_of(soup)
    site.add_person("Ensam")
    assert names(home(site, client, PEOPLE)) == ["Ensam"]


def test_chosen_people_stand_in_the_place_of_those_who_took_part(site, client):
    chosen, other = site.add_person("Vald", email="vald@example.org"), site.add_person("Annan")
    chosen_block = {**PEOPLE[1], "people": [person(chosen)[1]]}
    soup = home(site, client, ("people", chosen_block))
    assert not soup.select(".standing")
    assert chosen.title in text_of(soup)
    assert other.title not in text_of(soup)


def test_a_way_to_all_people_is_there_where_the_menu_has_one(site, client):
    site.add_person()
    assert not home(site, client, PEOPLE).select(f"a[href='{site.people.url}']")
    site.people.refresh_from_db()
    site.people.show_in_menus = True
    site.people.save()
    assert home(site, client, PEOPLE).select_one(f"a[href='{site.people.url}']")


@pytest.mark.parametrize(
    ("quote", "is_short"),
    [("Arbetet börjar nu", True), ("a" * 40, True), ("a" * 41, False)],
)
def test_a_short_voice_is_set_larger(site, client, quote, is_short):
    value = {"quote": quote, "attribution": "", "continuation": "", "source": "Kommunen"}
    figure = home(site, client, ("quote", value)).figure
    assert ("quote-short" in figure["class"]) is is_short


def test_news_without_pictures_has_no_two_neighbours_with_the_same_art(site, client):
    for _ in range(5):
        site.add_article(date_text="datum saknas")
    site.add_article(date=date(2016, 5, 10))
    soup = home(site, client, NEWS)
    art = [frame.svg for frame in soup.select(".latest-news .frame")]
    assert len(art) == 5
    drawn = [[path["d"] for path in svg.select("path")] for svg in art]
    assert len({tuple(paths) for paths in drawn}) == 5


def test_art_in_turn_is_whole_first_and_then_close_up_from_alternating_sides():
    for key in map(str, range(200)):
        large = motif.meeting_in_turn(key, 0, 300, 200)
        assert [voice.size for voice in large.voices] != [244, 244]
        squares = [motif.meeting_in_turn(key, turn, 300, 200).voices for turn in range(1, 14)]
        assert all(first != second for first, second in pairwise(squares))
        assert len(set(squares[:4])) == 4
        assert all(voice.size in (244, 248) for pair in squares for voice in pair)


def test_news_on_an_unknown_day_has_no_line_about_it(site, client):
    site.add_article("Nyast", date=date(2016, 5, 10))
    site.add_article("Med ord", date_text="våren 2016")
    site.add_article("Okänt", date_text="datum saknas")
    soup = home(site, client, NEWS)
    metas = [text_of(meta).split() for meta in soup.select(".latest-news .meta")]
    assert metas == [["Nyhet", "10", "maj", "2016"], ["Nyhet", "Våren", "2016"]]


def test_a_home_page_with_nothing_at_all_is_whole(site, client):
    site.activity.delete()
    events = ("coming_events", {"heading": "Nästa evenemang", "how_many": 4})
    soup = home(site, client, events, PEOPLE, NEWS)
    headings = [text_of(heading) for heading in soup.select("h2")]
    assert headings == ["Nästa evenemang", "Nyheter"]
    assert "None" not in text_of(soup)


def test_the_sections_find_nothing_twice_and_fetch_all_pictures_at_once(
    uncached, site, client, django_assert_max_num_queries
):
    image = make_image()
    for number in range(6):
        guest = site.add_person(image=image)
        site.add_event(start=timezone.now() + number * DAY, image=image)
        site.add_event(start=timezone.now() - number * DAY, speakers=[person(guest)])
        site.add_article(image=image, date_text="2016")
    events = ("coming_events", {"heading": "Nästa evenemang", "how_many": 4})
    activities = ("activities", {"heading": "Vad", "chosen": [], "extra_lines": []})
    home(site, client, events, PEOPLE, NEWS, activities)
    client.get("/")  # makes the row of settings
    # Generation, routing 2, events, speakers, people, news, activities, pictures 2.
    with django_assert_max_num_queries(10):
        client.get("/")


COMING = ("coming_events", {"heading": "På gång", "how_many": 4})


@pytest.mark.parametrize(
    "often", ["två gånger per år.", "två gånger per år", "två gånger per år! "]
)
def test_how_often_is_a_sentence_with_one_stop_however_it_was_written(site, client, often):
    site.activity.frequency = often
    site.activity.save()
    assert text_of(home(site, client, COMING).select_one(".next-event .lead")) == (
        "Två gånger per år."
    )
    site.activity.usual_start = "12:15"
    site.activity.save()
    words = text_of(home(site, client, COMING).select_one(".next-event .lead"))
    assert words.replace("\xa0", " ") == "Två gånger per år, kl. 12.15."


def test_what_is_suggested_is_for_the_activity_that_is_shown_though_another_has_its_slug(
    site, client
):
    landing = add(site.home, LandingPage(title="Mer", slug="mer"))
    fields = {"slug": site.activity.slug, "introduction": "Vi äter.", "interval_weeks": 1}
    shown = add(landing, ActivityPage(title="Kvällslunch", **fields))
    form = ("contact_form", {"heading": "Skriv", "text": ""})
    site.add_text_page("Kontakt", slug="kontakt", body=[form])
    link = home(site, client, COMING).find("a", string="Föreslå ett ämne")
    answer = client.get(link["href"], follow=True)
    chosen = BeautifulSoup(answer.content, "html.parser").select("#message-about [selected]")
    assert [option["value"] for option in chosen] == [str(shown.pk)]
