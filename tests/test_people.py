"""People: who answers questions, about what, and how each is reached."""

import pytest
from wagtail.models import PageViewRestriction

from home.models import SiteSettings
from tests.pages import SmallSite, person
from tests.reading import get, text_of
from tests.test_queries import queries_of

pytestmark = pytest.mark.django_db
FORM = ("contact_form", {"heading": "Skriv till oss", "text": ""})


@pytest.fixture
def site():
    site = SmallSite()
    site.contact = site.add_text_page("Kontakt", body=[FORM])
    return site


def guests(*people):
    """Return a stream with one block of people, as it stands in a text."""
    chosen = [person(page)[1] for page in people]
    return [("people", {"heading": "Med", "people": chosen, "organisations": []})]


def answering(client, page):
    """Return the text of each person who answers questions on a page."""
    return [text_of(row).strip() for row in get(client, page).select(".answering li .person")]


def test_the_contacts_of_what_is_published_answer_questions_about_it(client, site):
    maria, sven = site.add_person("Maria Ek"), site.add_person("Sven Al", phone="040-34 10 00")
    site.add_activity("Dialogforum", contacts=[person(maria)])
    site.add_issue(title="Vårbrevet", editors=[person(maria)])
    site.add_article("Ny webbtidning", body=guests(sven))
    rows = answering(client, site.people)
    assert rows == [
        "ME Maria Ek Frågor om Dialogforum och Vårbrevet",
        "SA Sven Al Frågor om ”Ny webbtidning” 040-34 10 00",
    ]
    assert answering(client, site.contact) == rows


@pytest.mark.one_database
def test_a_guest_without_telephone_and_address_answers_no_questions(client, site):
    site.add_event("Panel", body=guests(site.add_person("Ida Ros")))
    site.add_event("Panel igen", speakers=[person(site.add_person("Per As", phone="040-34 10 00"))])
    assert answering(client, site.people) == []
    assert "Svarar på frågor" not in text_of(get(client, site.people))


@pytest.mark.one_database
def test_who_stands_beside_the_form_comes_first_and_is_written_to_by_it(client, site):
    site.add_activity(contacts=[person(site.add_person("Ada Berg", email="ada@example.org"))])
    site.contact.body = [FORM, *guests(site.add_person("Örjan Ek"))]
    site.contact.save()
    first, second = get(client, site.people).select(".answering .people > li")
    assert text_of(first).split(" Frågor om ")[1].strip() == "Malmöandan Skriv till Örjan"
    assert first.select_one(".contact-links a")["href"] == "/kontakt/#skriv"
    assert second.select_one(".contact-links a")["href"] == "mailto:ada@example.org"
    assert get(client, site.contact).select_one("#skriv form")


def test_nobody_is_a_contact_on_a_page_that_visitors_do_not_see(client, site):
    site.add_activity("Utkast", live=False, contacts=[person(site.add_person("Ada Berg"))])
    private = site.add_activity("Privat", contacts=[person(site.add_person("Bo Berg"))])
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert answering(client, site.people) == []


@pytest.mark.one_database
@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_who_has_no_public_page_is_not_reached_from_anywhere(client, site, hide):
    hidden = site.add_person("Ada Berg", email="ada@example.org", phone="040-34 10 00")
    site.add_activity("Dialogforum", contacts=[person(hidden)])
    if hide == "unpublish":
        hidden.unpublish()
    else:
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    for page in (site.people, site.contact):
        html = str(get(client, page))
        assert "ada@example.org" not in html
        assert "34 10 00" not in html


@pytest.mark.one_database
def test_telephone_and_address_stand_in_every_row_of_those_who_have_them(client, site):
    site.add_person("Ada Berg", email="ada@example.org", phone="040-34 10 00")
    site.add_person("Bo Berg")
    ada, bo = get(client, site.people).select(".people > li")
    links = [link["href"] for link in ada.select(".contact-links a")]
    assert links == ["tel:+4640341000", "mailto:ada@example.org"]
    assert not bo.select(".contact-links")


@pytest.mark.one_database
def test_the_contact_page_says_how_the_site_itself_is_reached(client, site):
    settings = SiteSettings.for_site(site.site)
    settings.contact_phone, settings.contact_address = "040-34 10 00", "Gatan 1\n211 22 Malmö"
    settings.save()
    head = get(client, site.contact).select_one(".page-head")
    assert text_of(head.select_one(".contact-links")).split() == [
        *("040-34", "10", "00", "Gatan", "1211", "22", "Malmö")
    ]
    assert head.select_one(".button")["href"] == "#skriv"


@pytest.mark.one_database
def test_a_person_is_reached_before_anything_else_is_said(client, site):
    ada = site.add_person(
        "Ada Berg", email="ada@example.org", phone="040-34 10 00", introduction="Hej."
    )
    soup = get(client, ada)
    texts = [text_of(part).strip() for part in soup.select("main :is(h1, .button, .lead)")]
    assert texts == ["Ada Berg", "Ring 040-34 10 00", "ada@example.org", "Hej."]
    phone, mail = soup.select("main .button")
    assert (phone["href"], mail["href"]) == ("tel:+4640341000", "mailto:ada@example.org")
    assert "button-secondary" in mail["class"]


@pytest.mark.one_database
def test_the_address_is_the_first_button_where_there_is_no_number_to_dial(client, site):
    unclear = site.add_person(email="ada@example.org", phone="040-34 10 00 eller 040-34 10 01")
    for page in (site.add_person(email="ada@example.org"), unclear):
        (button,) = get(client, page).select("main .button")
        assert button["class"] == ["button"]
    assert "Telefon: 040-34 10 00 eller" in text_of(get(client, unclear))
    assert not get(client, site.add_person()).select(".reach")


@pytest.mark.one_database
@pytest.mark.usefixtures("uncached")
def test_the_queries_are_as_many_with_more_contacts(client, site):
    counts = []
    client.get("/")  # makes the row of settings
    for number in (1, 5):
        for _index in range(number):
            site.add_activity(contacts=[person(site.add_person(phone="040-34 10 00"))])
        counts.append([len(queries_of(client, page.url)) for page in (site.people, site.contact)])
    assert counts[0] == counts[1]
