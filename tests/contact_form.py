"""The contact form for tests: a site that has one, and a visitor who fills it in."""

import time_machine
from bs4 import BeautifulSoup

from home.models import SiteSettings
from tests.pages import SmallSite

OPENED = "2026-11-21 12:00:00+01:00"
SENT = "2026-11-21 12:01:00+01:00"
FORM = [("contact_form", {"heading": "Skriv till oss", "text": ""})]
WRITTEN = {"name": "Anna Öst", "email": "anna@example.org", "text": "Hej!\n\nKan vi vara med?"}


def make_contact_site():
    """Return a small site with the page `contact`, whose form mails to hej@example.org."""
    site = SmallSite()
    site.contact = site.add_text_page("Kontakt", slug="kontakt", body=FORM)
    site.add_text_page(
        "Så behandlar vi personuppgifter", slug="personuppgifter", show_in_footer=True
    )
    SiteSettings.objects.update(contact_email="hej@example.org", message_retention_days=90)
    return site


def soup(response):
    """Return the page as a parsed document."""
    return BeautifulSoup(response.content.decode(), "html5lib")


def fields(response):
    """Return what a browser would send of the form as it stands on the page."""
    form = soup(response).find("form", action="/meddelande/")
    found = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    chosen = form.find("option", selected=True)
    return found | {
        "about": chosen["value"] if chosen else "",
        "text": form.textarea.text.removeprefix("\n"),
    }


def send(client, changes=None, path="/kontakt/", **headers):
    """Open the page, wait a minute, fill in the form and send it."""
    with time_machine.travel(OPENED, tick=False):
        data = fields(client.get(path))
    with time_machine.travel(SENT, tick=False):
        return client.post("/meddelande/", data | WRITTEN | (changes or {}), **headers)
