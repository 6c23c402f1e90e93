"""A report begins as a draft with what is known of its event."""

import pytest
from django.urls import reverse

from news.models import ArticlePage
from tests.pages import SmallSite, make_image, moment, person

pytestmark = pytest.mark.one_database


@pytest.fixture
def site(db):
    return SmallSite()


def start(client, event, title="Så var det"):
    return client.post(reverse("write_report", args=[event.pk]), {"title": title})


def test_the_report_takes_along_day_picture_people_and_what_was_raised(
    site, client, redaktor, media
):
    image = make_image()
    gallery = ("gallery", {"heading": "", "pictures": []})
    event = site.add_event(
        "Offentliga miljöer",
        start=moment(2026, 2, 3, 23, 30),
        image=image,
        speakers=[person(site.add_person("Malin Svanberg"), role="gäst")],
        points_raised="<ul><li>Fler bänkar.</li></ul>",
        documentation=[("quote", {"quote": "Ja!", "source": "Alla"}), gallery],
    )
    client.force_login(redaktor)
    assert (
        "Rapport: Offentliga miljöer"
        in client.get(reverse("write_report", args=[event.pk])).content.decode()
    )
    response = start(client, event)
    article = ArticlePage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert client.get(response.url).status_code == 200
    assert not article.live
    assert (article.title, article.date.isoformat()) == ("Så var det", "2026-02-03")
    assert (article.image, article.activity.pk) == (image, site.activity.pk)
    assert [row.event.pk for row in article.reported_events.all()] == [event.pk]
    assert [block.block_type for block in article.body] == ["text", "people", "gallery"]
    assert article.body[1].value["people"][0].display_name == "Malin Svanberg"
    article.get_latest_revision().publish()
    html = client.get(article.get_url()).content.decode()
    assert "Fler bänkar" in html
    assert "Malin Svanberg" in html


def test_an_event_of_which_nothing_is_known_gives_an_empty_report(site, admin_client):
    event = site.add_event(date_text="våren 2016")
    start(admin_client, event)
    article = ArticlePage.objects.get()
    assert (article.date, article.date_text, len(article.body)) == (None, "våren 2016", 0)


@pytest.mark.parametrize("title", ["", " ", "ö" * 256, "\0"])
def test_a_title_that_cannot_be_is_refused_in_words(site, admin_client, title):
    answer = start(admin_client, site.add_event(), title)
    assert answer.status_code == 200
    assert "error-message" in answer.content.decode()
    assert not ArticlePage.objects.exists()


def test_who_may_not_edit_the_event_starts_no_report(site, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody"))
    start(client, site.add_event())
    assert not ArticlePage.objects.exists()


def test_a_report_that_is_sent_twice_is_made_once(site, admin_client):
    event = site.add_event()
    first, again = start(admin_client, event), start(admin_client, event)
    assert ArticlePage.objects.count() == 1
    assert first.url == again.url
    start(admin_client, event, title="En annan rapport")
    assert ArticlePage.objects.count() == 2
