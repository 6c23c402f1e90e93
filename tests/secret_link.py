"""A site with a secret link to an online meeting, and all of it that a visitor can reach."""

import re
from html import unescape

from tests.pages import moment

START, END = moment(2026, 5, 20, 12, 15), moment(2026, 5, 20, 12, 55)
OWN_HOSTS = r"localhost|testserver|127\.0\.0\.1"
JOIN = "https://zoom.example/j/9496?pwd=hemlig"


def make(site, **fields):
    """Add an online event with a secret link."""
    usual = {"start": START, "end": END, "join_url": JOIN, "registration": "none"}
    return site.add_event("Mötet", **{"online_service": "Zoom", **usual, **fields})


def show_everywhere(site):
    """Add the event to a site whose every list and text that can name it does, and return it."""
    event = make(site, introduction="Välkommen till Mötet.")
    event.save_revision().publish()
    site.add_article("Rapport", date_text="2026", event=event)
    sections = [("coming_events", {"heading": "På gång", "how_many": 12})]
    for page in (site.home, site.landing):
        page.refresh_from_db()
        page.body = sections
        page.save()
    return event


def inside(address):
    """Return the path of an address of our own, without the fragment; None for others."""
    address = re.sub(
        r"^(?:https?|webcal)://(?:localhost|testserver|127\.0\.0\.1)(?=/)", "", address
    )
    return address.partition("#")[0] if re.match(r"/(?!/)", address) else None


def found_in(response):
    """Return the addresses that an answer links to, in HTML or XML."""
    text = response.content.decode()
    return map(unescape, re.findall(r"<loc>(.*?)</loc>", text) + re.findall(r'href="(.*?)"', text))


def crawl(client, start, choices):
    """Return {address: answer} of all that can be reached from these addresses on our own site.

    Links with more than so many `choices` are not followed. The filter of the calendar makes 37
    addresses without any 79 with one, and 704 with several together.
    """
    waiting, answers = list(start), {}
    while waiting:
        address = waiting.pop()
        if address in answers or address.startswith(("/static/", "/admin/", "/media/")):
            continue
        answers[address] = response = client.get(address)
        found = []
        if response.status_code in (301, 302):
            found = [inside(response["Location"])]
        elif response["Content-Type"].startswith(("text/", "application/")):
            found = map(inside, found_in(response))
        waiting += [link for link in found if link and link.count("=") <= choices]
    return answers


def known_addresses(event, activity):
    """Return what is not linked to but asked for by machines, and what a curious visitor tries."""
    guesses = ("zoom", "hemlig", "9496", "pwd", "example", "Mötet")
    return [
        "/",
        "/sitemap.xml",
        "/robots.txt",
        "/.well-known/security.txt",
        "/kalender/kalender.ics",
        "/kalender/flode.xml",
        "/kalender/2026/05/",
        f"{event.url}kalender.ics",
        f"{activity.url}kalender.ics",
        f"{activity.url}flode.xml",
        f"{event.url}anslut/",
        f"{event.url}?join_url=1",
        "/finns-inte/",
        *(f"/sok/?q={guess}" for guess in guesses),
        *(f"/sok/forslag/?q={guess}" for guess in guesses),
    ]


def showing_it(answers):
    """Return where the secret link is told, but by the way in, or no answer could be made."""
    shown = []
    for address, response in answers.items():
        unfolded = response.content.decode(errors="replace").replace("\r\n ", "")
        told = [unfolded] + [
            value
            for name, value in response.headers.items()
            if "/anslut/" not in address or name != "Location"
        ]
        if response.status_code >= 500 or "pwd=" in unfolded or "zoom.example" in "\n".join(told):
            shown.append(address)
    return shown
