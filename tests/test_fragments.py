"""What templates print once a generation is what they would print now, for whoever asks."""

import pickle
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from activities.models import EventPage
from home import generation
from home.fragments import LONGEST
from home.models import SiteImage
from home.typography import written_in
from tests.pages import SmallSite, make_image, moment
from tests.test_generation import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = moment(2031, 5, 26, 12)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def site():
    site = SmallSite()
    site.home.body = [
        ("coming_events", {"heading": "Nästa evenemang", "how_many": 4}),
        ("latest_news", {"heading": "Nyheter", "how_many": 4}),
        ("activities", {"heading": "Mötesplatser", "chosen": [], "extra_lines": []}),
    ]
    site.home.save()
    return site


@pytest.fixture
def in_a_request():
    """Have what the test does stand in one request, after the token has been read."""
    before = generation._request.set({})
    generation._memory()
    yield
    generation._request.reset(before)


def test_a_row_follows_its_event_activity_report_and_registration_on_every_worker(
    site, time_machine
):
    time_machine.move_to(NOW, tick=False)
    first = site.add_event("Först", start=NOW + HOUR)
    event = site.add_event("Samtal om staden", start=NOW + DAY)
    past = site.add_event("Det som var", start=NOW - DAY)
    workers = Worker(), Worker()

    def everywhere(words):
        return all(words in worker.reads("/") for worker in workers)

    assert everywhere("Samtal om staden")
    Page.objects.filter(pk=event.pk).update(title="Samtal om parken")
    assert everywhere("Samtal om parken")
    Page.objects.filter(pk=site.activity.pk).update(title="Kvällssamtal")
    assert everywhere("Kvällssamtal</span>")
    assert not everywhere('class="documented"')
    site.add_article("Så var det", event=past)
    assert everywhere('class="documented"')
    EventPage.objects.filter(pk=event.pk).update(places="full")
    assert everywhere("Fullbokat")
    first.unpublish()
    assert not any("Först" in worker.reads("/") for worker in workers)


def test_a_row_follows_the_clock_without_a_change(site, client, time_machine):
    by_link = {"registration": "link", "registration_url": "https://a.se"}
    site.add_event("Först", start=NOW + HOUR)
    site.add_event(
        "Anmälan behövs",
        start=NOW + 3 * DAY,
        end=NOW + 3 * DAY + HOUR,
        registration_opens=NOW + HOUR / 2,
        registration_closes=NOW + 2 * DAY,
        **by_link,
    )
    said = {
        NOW: "Anmälan öppnar 26",
        NOW + HOUR / 2: "Öppet för anmälan",
        NOW + 2 * DAY: "Anmälan stängd",
        NOW + 3 * DAY: "Pågår nu",
    }
    for now, words in said.items():
        time_machine.move_to(now, tick=False)
        for _time in range(2):
            row = client.get("/kalender/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
            assert words in row, (now, words)


def test_a_picture_that_is_chosen_or_cut_anew_is_printed_anew(site, client):
    article = site.add_article("Med bild", image=make_image())
    assert client.get("/").content.decode().count("<picture>") == 1
    renditions = article.image.renditions.all()
    renditions.update(file="images/annan.fill-720x480.jpg")
    assert "annan.fill" in client.get("/").content.decode()
    renditions.all().delete()
    assert "<picture>" not in client.get("/").content.decode()


def test_a_picture_that_stands_on_a_page_can_be_kept_in_a_cache(site):
    image = make_image()
    (picture,) = SiteImage.objects.with_renditions([image.pk]).values()
    rendition = picture.prefetched_renditions[0]
    assert pickle.dumps(rendition)


def test_links_of_running_text_follow_the_pages_that_they_lead_to(site, client):
    goal = site.add_text_page("Målet", slug="malet")
    text = f'<p>Läs <a linktype="page" id="{goal.pk}">mer</a></p>'
    page = site.add_text_page("Om", body=[("text", text)])
    assert 'href="/malet/"' in client.get(page.url).content.decode()
    goal.slug = "nya-malet"
    goal.save()
    assert 'href="/nya-malet/"' in client.get(page.url).content.decode()


def test_the_same_text_is_typeset_in_swedish_alone(in_a_request):
    fragments = caches["template_fragments"]
    fragments.set("text", "kl. 12")
    with written_in("en"):
        assert fragments.get("text") is None
    assert fragments.get("text") == "kl. 12"


def test_what_is_long_is_not_kept_and_a_full_memory_begins_anew(in_a_request, monkeypatch):
    fragments = caches["template_fragments"]
    fragments.set("long", "a" * (LONGEST + 1))
    assert fragments.get("long") is None
    monkeypatch.setattr(generation, "MOST_FRAGMENTS", 2)
    for name in "abc":
        fragments.set(name, name)
    assert fragments.get("c") == "c"
    assert len(generation._memory().fragments) <= 2


def test_nothing_is_kept_outside_a_request():
    fragments = caches["template_fragments"]
    fragments.set("name", "words")
    assert fragments.get("name") is None


def test_what_was_read_before_the_token_is_not_kept(site, rf):
    """A change between the two would leave old words under the new token."""

    def view(request):
        title = Page.objects.get(pk=site.activity.pk).title
        caches["template_fragments"].set("name", title)
        return caches["template_fragments"].get("name")

    assert generation.GenerationMiddleware(view)(rf.get("/")) is None


def test_a_row_that_is_known_is_not_fetched_and_one_that_is_not_there_is_not_asked_for_again(
    site, in_a_request
):
    keys = [site.add_event(f"Evenemang {number}").pk for number in range(3)]
    generation._memory()
    EventPage.objects.rows_of(keys[:2])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [row.pk for row in EventPage.objects.rows_of([keys[2], keys[0], 10**6])] == [
            keys[2],
            keys[0],
        ]
        assert len(EventPage.objects.rows_of([*keys, 10**6])) == 3
    assert len(asked) == 1


def test_what_one_request_notes_on_a_row_is_not_seen_by_another(site, in_a_request):
    event = site.add_event("Samtal")
    EventPage.objects.rows_of([event.pk])[0].title = "Något annat"
    assert EventPage.objects.rows_of([event.pk])[0].title == "Samtal"


def test_a_restored_site_can_empty_every_cache():
    for name in caches.settings:
        caches[name].clear()
