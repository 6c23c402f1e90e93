"""«Hittade du det du sökte?»: asked below text pages, answered without a cookie, for editors."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.inbox.message import purge_old_messages
from home.models import Erasure, Feedback, SiteSettings
from tests.contact_form import make_contact_site

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESS = "/meddelande/om-sidan/"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def site():
    site = make_contact_site()
    site.page = site.add_text_page("Tillgänglighet", slug="tillganglighet")
    return site


def form_on(client, page):
    soup = BeautifulSoup(client.get(page.url).content, "html5lib")
    return soup.find("form", action=ADDRESS)


def answer(client, site, **changes):
    data = {"page": site.page.pk, "found": "nej", "text": "Öppettider", "website": ""}
    return client.post(ADDRESS, data | changes, headers=OWN)


def test_an_answer_is_kept_with_its_page_and_thanked_for(client, site):
    response = answer(client, site)
    assert response.status_code == 303
    thanks = client.get(response.url).content.decode()
    assert "Tack för ditt svar" in thanks
    assert f'href="{site.page.url}"' in thanks
    feedback = Feedback.objects.get()
    assert (feedback.page.pk, feedback.found, feedback.text) == (site.page.pk, False, "Öppettider")
    assert answer(client, site, found="ja", text="").status_code == 303
    assert Feedback.objects.filter(found=True).count() == 1


def test_text_pages_ask_and_say_what_becomes_of_the_answer(client, site):
    form = form_on(client, site.page)
    words = " ".join(form.get_text().split())
    assert "Hittade du det du sökte?" in words
    assert "allmän handling" in words
    assert "efter 90 dagar" in words
    assert form_on(client, site.contact) is None
    assert form_on(client, site.activity) is None


def test_the_form_is_the_same_for_everybody_and_sets_no_cookie(client, site):
    first, second = client.get(site.page.url), client.get(site.page.url)
    assert first.content == second.content
    assert not first.cookies
    assert not answer(client, site).cookies


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"found": ""}, "Välj ja eller nej."),
        ({"found": "kanske"}, "Välj ja eller nej."),
        ({"text": "å" * 301}, "Texten är för lång: högst 300 tecken, och du har skrivit 301."),
        ({"website": "https://a.se"}, "Vi kunde inte ta emot svaret. Försök igen."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written_is_lost(client, site, changes, words):
    response = answer(client, site, **changes)
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html5lib")
    assert "Tillgänglighet" in soup.h1.get_text()
    assert words in soup.find(role="alert").get_text()
    form = soup.find("form", action=ADDRESS)
    assert form.find("input", id="feedback-text")["value"] == changes.get("text", "Öppettider")
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("page", ["", "x", "0", "9" * 30, "-1", "activity", "private"])
def test_a_page_that_nobody_can_be_asked_about_is_not_found(client, site, page):
    if page == "private":
        PageViewRestriction.objects.create(page=site.page, restriction_type="login")
        page = site.page.pk
    elif page == "activity":
        page = site.activity.pk
    assert answer(client, site, page=page).status_code == 404
    thanks = client.get(f"{ADDRESS}tack/", {"sida": page})
    assert thanks.status_code == 200
    assert "Tillbaka till" not in thanks.content.decode()


def test_a_page_that_only_some_may_read_does_not_ask(admin_client, site):
    PageViewRestriction.objects.create(page=site.page, restriction_type="login")
    assert form_on(admin_client, site.page) is None


def test_another_site_cannot_answer_and_one_household_not_without_end(client, site):
    data = {"page": site.page.pk, "found": "ja"}
    foreign = client.post(ADDRESS, data, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert [answer(client, site).status_code for _time in range(20)] == [303] * 20
    late = answer(client, site)
    assert late.status_code == 429
    assert "Öppettider" in late.content.decode()
    assert Feedback.objects.count() == 20


def test_whoever_loads_the_address_alone_is_led_on(client, site):
    assert client.get(ADDRESS).url == "/"


def test_editors_read_answers_by_page_and_delete_them(client, site, redaktor):
    other = site.add_text_page("Om oss", slug="om-oss")
    for page, found in ((site.page, True), (site.page, False), (other, False)):
        Feedback.objects.create(page=page, found=found, text=f"Om {page.slug}")
    client.force_login(redaktor)
    listed = client.get("/admin/svar-om-sidor/").content.decode()
    assert "Tillgänglighet (1 av 2 hittade)" in listed
    answers = BeautifulSoup(listed, "html5lib").select(".field-answer")
    assert [cell.get_text(strip=True) for cell in answers] == ["Nej", "Nej", "Ja"]
    chosen = client.get("/admin/svar-om-sidor/", {"sida": other.pk})
    assert [row.text for row in chosen.context["object_list"]] == ["Om om-oss"]
    assert client.get("/admin/svar-om-sidor/", {"sida": "9" * 30}).status_code in (200, 404)
    row = Feedback.objects.first()
    deleted = client.post(f"/admin/svar-om-sidor/delete/{row.pk}/")
    assert deleted.status_code == 302
    assert not Feedback.objects.filter(pk=row.pk).exists()
    assert Erasure.objects.exists()
    assert '"label": "Svar om sidor"' in client.get("/admin/").content.decode()


def test_answers_are_erased_when_messages_are(site):
    SiteSettings.objects.update(message_retention_days=30)
    new, old = (Feedback.objects.create(page=site.page, found=True) for _time in range(2))
    Feedback.objects.filter(pk=old.pk).update(received=timezone.now() - timedelta(days=31))
    purge_old_messages()
    assert Feedback.objects.get() == new
