"""The site, who runs it and the people on it as structured data (schema.org)."""

import json

import pytest
from bs4 import BeautifulSoup

from home.models import SiteSettings
from home.schema import postal_address
from tests.pages import SmallSite, make_image, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ORIGIN = "http://localhost"


@pytest.fixture
def site():
    return SmallSite()


def data(client, page):
    """Return the last of the page's structured data: what stands before it is the breadcrumb."""
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    found = json.loads(soup.find_all("script", type="application/ld+json")[-1].string)
    assert found.pop("@context") == "https://schema.org"
    return found


def test_the_start_page_says_whose_site_it_is_and_where_it_is_searched(site, client):
    settings = SiteSettings.for_site(site.site)
    settings.contact_email, settings.contact_phone = "vi@example.org", "040-34 10 00"
    settings.contact_address = "Gatan 1\n211 22 Malmö"
    settings.facebook_url = "https://www.facebook.com/malmoandan"
    settings.save()
    website, organisation = data(client, site.home)["@graph"]
    target = website["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{ORIGIN}/sok/?q={{search_term_string}}"
    assert (website["@type"], website["url"]) == ("WebSite", f"{ORIGIN}/")
    assert client.get(organisation.pop("logo").removeprefix(ORIGIN)).status_code in (200, 404)
    assert organisation == {
        "@type": "Organization",
        "name": "Malmöandan",
        "url": f"{ORIGIN}/",
        "email": "vi@example.org",
        "telephone": "+4640341000",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Gatan 1",
            "postalCode": "211 22",
            "addressLocality": "Malmö",
        },
        "sameAs": ["https://www.facebook.com/malmoandan"],
    }


def test_what_nobody_has_filled_in_is_not_said(site, client):
    _website, organisation = data(client, site.home)["@graph"]
    assert set(organisation) == {"@type", "name", "url", "logo"}


def test_the_page_with_the_form_says_to_whom_one_writes(site, client):
    form = ("contact_form", {"heading": "Skriv till oss", "text": ""})
    found = data(client, site.add_text_page("Kontakt", body=[form]))
    assert (found["@type"], found["mainEntity"]["name"]) == ("ContactPage", "Malmöandan")
    assert data(client, site.add_text_page("Om"))["@type"] == "BreadcrumbList"


def test_a_person_says_for_whom_they_work_and_how_they_are_reached(site, client):
    ada = site.add_person(
        "Ada Berg",
        job_title="samordnare",
        organisation=make_organisation("Föreningen", url="https://example.org/"),
        email="ada@example.org",
        phone="040-34 10 00",
    )
    organisation = {"@type": "Organization", "name": "Föreningen", "url": "https://example.org/"}
    assert data(client, ada) == {
        "@type": "Person",
        "name": "Ada Berg",
        "url": ORIGIN + ada.url,
        "jobTitle": "samordnare",
        "worksFor": organisation,
        "email": "ada@example.org",
        "telephone": "+4640341000",
    }


def test_only_a_photograph_is_a_picture_of_a_person(site, client):
    assert "image" not in data(client, site.add_person())
    assert "/media/" in data(client, site.add_person(image=make_image()))["image"]


@pytest.mark.parametrize(
    ("written", "street", "code", "town"),
    [
        ("August Palms plats 1", "August Palms plats 1", None, None),
        ("Gatan 1, Malmö", "Gatan 1", None, "Malmö"),
        ("Malmö stad\r\nGatan 1\r\n205 80 Malmö", "Malmö stad, Gatan 1", "205 80", "Malmö"),
        ("SE-20580 Malmö", None, "20580", "Malmö"),
        ("Norra Parkgatan 2, ingång 4", "Norra Parkgatan 2, ingång 4", None, None),
    ],
)
def test_an_address_is_taken_apart_as_far_as_it_says_itself(written, street, code, town):
    parts = {"streetAddress": street, "postalCode": code, "addressLocality": town}
    known = {name: part for name, part in parts.items() if part}
    assert postal_address(written) == {"@type": "PostalAddress", **known}


@pytest.mark.parametrize("written", ["", " ", "\n"])
def test_no_address_is_none(written):
    assert postal_address(written) is None
