"""The mail of an issue: all that its page says, for every program that reads mail."""

import re
from datetime import date, time, timedelta
from io import BytesIO
from time import process_time

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.utils import timezone
from PIL import Image

from home.blocks.fact_labels import FACT_KINDS
from home.blocks.media import EmbedBlock
from home.mail.letter import Letter
from news.mailing.band import band_png
from news.mailing.mail import LEAVE, newsletter_mail
from news.mailing.plain_text import plain_text
from news.mailing.proof import PROOFS
from news.models import NewsletterPage
from news.subscriptions.subscriber import Subscriber
from tests.filled_site import (
    PHONE,
    PHOTOGRAPHER,
    REGISTRATION,
    REPORT,
    make_document,
    newsletter_item,
    people_value,
    person_value,
    picture,
)
from tests.pages import SmallSite, make_image, make_organisation
from tests.reading import get
from tests.test_classes import ATTRIBUTE
from tests.test_seeds import Reading, plain

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEMPLATES = "blocks/*.html", "newsletter*.html"
# What the page says of itself, and no mail: its contents, its buttons, other issues.
OF_THE_PAGE = ".newsletter-contents, [aria-labelledby=other-issues], .wrap.flow > .picture"
OF_A_FILM = ".embed .button, .embed .meta:not(.meta-row), .embed summary"
LINES = ["p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "figcaption", "blockquote"]


def mail_blocks(block):
    """Yield the blocks of a stream of an issue, down to those in its items."""
    for child in block.child_blocks.values():
        yield child
        if hasattr(child, "child_blocks") and "content" in child.child_blocks:
            yield from mail_blocks(child.child_blocks["content"])


def issue_blocks():
    return [*mail_blocks(NewsletterPage._meta.get_field("items").stream_block)]


def lines_of_page(soup):
    """Return what the page of an issue says, line by line, and where its links lead."""
    main = soup.main
    links = {link["href"] for link in main.select(".embed a[href]")}
    for part in main.select(f".visually-hidden, [aria-hidden=true], svg, {OF_THE_PAGE}"):
        part.decompose()
    for part in main.select(f".share, .page-foot, .feedback, .breadcrumb, {OF_A_FILM}"):
        part.decompose()
    for part in main.select(".event-row .meta-row > :has(time)"):
        part.decompose()  # a mail that is read next year says the year too
    for part in main.select(".meta-row > *"):
        part.name = "p"  # each is a fact of its own
    for source in main.select(".link-list-source"):
        if "." in source.text and not re.search(r"[@\s]", source.text.strip()):
            source.decompose()  # a host, which the address of the link says in plain text
    innermost = [line for line in main.find_all(LINES) if not line.find(LINES)]
    lines = {plain(line.get_text(" ", strip=True)) for line in innermost}
    lines = {line.removeprefix("nyhetsbrev nr") for line in lines}
    links |= {link["href"] for link in main.find_all("a", href=True)}
    return lines - {""}, {link for link in links if not link.startswith("#")}


def without_space(text):
    return re.sub(r"[\s:()]", "", plain(text))


def not_said(client, issue):
    """Return the lines and links of the page that its mail lacks, in HTML or in plain text."""
    mail = newsletter_mail(issue)
    soup = get(client, issue)
    days = {time["datetime"] for time in soup.select(".newsletter-item time")}
    lines, links = lines_of_page(soup)
    html = BeautifulSoup(mail.html, "html.parser")
    lacking = sorted(days - {time["datetime"] for time in html.find_all("time")})
    for said in (html.body.get_text(" "), re.sub(r" \(https?://[^)]*\)", "", mail.text)):
        there = without_space(said)
        lacking += [line for line in lines if without_space(line) not in there]
    there = {link["href"] for link in html.find_all("a", href=True)}
    full = {f"http://localhost{link}" if link.startswith("/") else link for link in links}
    lacking += sorted(full - there)
    text = mail.text.replace("-", "").replace("\xa0", "").replace(" ", "")
    for link in full:
        scheme, _colon, rest = link.partition(":")
        wanted = rest.removeprefix("+46") if scheme == "tel" else rest
        if wanted.strip("/").replace("-", "") not in text:
            lacking.append(f"{link} in plain text")
    return lacking


def test_every_word_and_link_of_the_source_newsletters_stands_in_page_mail_and_text(
    content, client
):
    issues = NewsletterPage.objects.live()
    assert len(issues) == 2
    assert [line for issue in issues for line in not_said(client, issue)] == []
    for issue in issues:
        mail = newsletter_mail(issue)
        assert len(mail.html.encode()) < 100_000
        assert mail.failed == ()
        read = Reading(mail.html)
        assert read.has(plain(issue.title))


def test_an_issue_with_every_block_says_in_its_mail_what_its_page_says(filled, client):
    assert not_said(client, filled.issue) == []


def every_block(filled):
    """Return the items of an issue in which every block stands, with every field filled in."""
    soon = timezone.localtime() + timedelta(days=2)
    fields = {
        "start": soon,
        "attendance_mode": "mixed",
        "venue": "Moriska",
        "activity": filled.full_activity,
    }
    events = [
        filled.add_event(title, **fields | own)
        for title, own in {
            "Som vanligt": {"registration": "link", "registration_url": REGISTRATION},
            "Stänger snart": {
                "start": soon + timedelta(days=20),
                "registration": "link",
                "registration_url": REGISTRATION,
                "registration_closes": soon,
            },
            "Inställt möte": {"change": "cancelled", "change_reason": "Gästen är sjuk."},
            "Flyttat möte": {"change": "rescheduled", "previous_start": soon - timedelta(days=9)},
            "Uppskjutet möte": {"change": "postponed", "start": None, "previous_start": soon},
            "Utan dag": {"start": None},
            "Till våren": {"start": None, "date_text": "våren 2031"},
        }.items()
    ] + [filled.event]
    image = make_image(photographer=PHOTOGRAPHER)
    row = {"text": "Konferens", "day": date(2026, 3, 2), "begins": time(9), "ends": time(16)}
    row |= {"place": "Luleå", "url": "https://example.org/konferens", "number": 4120}
    kinds = [{"kind": kind, "value": f"Värdet av {kind}"} for kind in FACT_KINDS if kind != "other"]
    facts = [*kinds, {"kind": "contact", "value": "Åsa\nasa@example.org\n040-34 10 00"}]
    facts += [{"kind": "other", "own_label": "Eget", "value": "https://example.org/eget"}]
    document = make_document(**REPORT)
    links = [
        {
            "text": "Anmäl dig",
            "url": REGISTRATION,
            "is_registration": True,
            "description": "Snart.",
        },
        {"page": filled.calendar, "description": "Mer om det."},
        {"document": document, "text": "Rapporten"},
        {"email": "a@example.org", "text": "Skriv"},
        {"phone": PHONE, "text": "Ring", "is_registration": True},
    ]
    contact = {
        "name": "Åsa",
        "email": "asa@example.org",
        "phone": PHONE,
        "hours": "tisdag kl. 9–11",
    }
    contact |= {"role": "värd", "organisation": "ABF", "start": date(2024, 1, 1)}
    organisation = {
        "organisation": make_organisation("ABF", url="https://example.org/abf", place="Malmö"),
        "role": "finansiär",
        "start": date(2024, 1, 1),
        "end": date(2025, 12, 31),
    }
    said = {"quote": "Arbetet börjar nu", "attribution": "säger kommunen", "continuation": "Ja."}
    film = EmbedBlock._meta_class.preview_value | {"summary": "Det sägs att.\n\nOch mer."}
    content = [
        ("text", "<h3>Under</h3><p>Text <b>fet</b><sup>2</sup></p><ul><li>ett</li></ul>"),
        ("facts", {"heading": "Fakta", "rows": facts}),
        ("dates", {"heading": "Datum", "rows": [row, {"event": events[2]}, {"event": events[0]}]}),
        ("links", {"heading": "Länkar", "links": links}),
        ("quote", {**said, "source": "Kommunen"}),
        ("picture", picture(image)),
        ("people", people_value("Med", [contact, person_value(filled.person)], [organisation])),
        ("embed", film | {"length": "12 minuter", "is_captioned": True}),
    ]
    items = [
        newsletter_item("SKR", "På svenska", "sv", content),
        newsletter_item("Irland", "In English", "en", content),
        ("events", {"heading": "Kom", "events": events}),
        ("quote", {**said, "source": "Kommunen"}),
    ]
    stream = NewsletterPage._meta.get_field("items").stream_block
    used = {kind for kind, _value in items} | {kind for kind, _value in content}
    assert used == {block.name for block in issue_blocks()}
    return stream.normalize(items)


def test_every_block_and_field_of_an_issue_says_the_same_in_page_mail_and_text(filled, client):
    filled.issue.items = every_block(filled)
    filled.issue.save()
    assert newsletter_mail(NewsletterPage.objects.get(pk=filled.issue.pk)).failed == ()
    assert not_said(client, filled.issue) == []


def test_the_mail_keeps_to_what_mail_programs_can_show(filled):
    mail = newsletter_mail(filled.issue)
    soup = BeautifulSoup(mail.html, "html.parser")
    assert mail.html.startswith("<!DOCTYPE html>")
    assert soup.html["lang"] == "sv"
    assert not soup.find(["script", "svg", "form", "link", "iframe", "source"])
    assert {table.get("role") for table in soup.find_all("table")} == {"presentation"}
    addresses = [tag.get("href") or tag.get("src") for tag in soup.find_all(["a", "img"])]
    assert [a for a in addresses if not re.match(r"https?://|mailto:|tel:", a)] == []
    assert [image for image in soup.find_all("img") if image.get("alt") is None] == []
    assert "@media (prefers-color-scheme: dark)" in soup.style.string
    assert not re.search(r"(?m)^\.\w", soup.style.string.partition("@media")[0])
    assert soup.h2["style"]
    # No address is anybody's own but the one to leave by, so that nobody is followed.
    assert mail.html.count(LEAVE) == mail.text.count(LEAVE) == 1
    assert [image["src"] for image in soup.find_all("img") if "?" in image["src"]] == []
    assert soup.select_one(".preheader").get_text().strip()


def test_every_block_of_an_issue_has_a_template_for_the_mail():
    blocks = issue_blocks()
    assert len(blocks) > 7
    assert [block for block in blocks if not get_template(block.meta.mail_template)] == []


def test_the_templates_and_the_style_sheet_of_the_mail_know_the_same_classes(settings):
    folder = settings.BASE_DIR / "templates/email"
    text = "".join(p.read_text() for pattern in TEMPLATES for p in folder.glob(pattern))
    css = re.sub(r"/\*.*?\*/", "", (folder / "newsletter.css").read_text(), flags=re.DOTALL)
    values = [re.sub(r"{%.*?%}", " ", value) for value in ATTRIBUTE.findall(text)]
    used = {name for value in values for name in re.sub(r"{{.*?}}", "*", value).split()}
    styled = {
        name
        for part in re.findall(r"([^{};]+){", css)
        for name in re.findall(r"\.([a-z][\w-]*)", part)
    }
    starts = tuple(name.removesuffix("*") for name in used if name.endswith("*"))
    assert {name for name in styled if name not in used and not name.startswith(starts)} == set()
    assert {name for name in used if "*" not in name and name not in styled} == set()


def test_a_message_says_in_its_headers_how_to_leave(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://malmoandan.example"
    site = SmallSite()
    site.site.sitesettings.contact_email = "vi@example.org"
    site.site.sitesettings.save()
    mail = newsletter_mail(site.add_issue(title="Våren\n2022", editorial="<p>Hej &amp; hå</p>"))
    subscriber = Subscriber(email="anna@example.org", token="hemligt")
    leave = "https://malmoandan.example/nyhetsbrev/prenumeration/hemligt/"
    message = mail.to(subscriber)
    headers = message.message()
    assert headers["List-Unsubscribe"] == f"<{leave}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "Nyhetsbrev <nyhetsbrev.malmoandan.example>"
    assert headers["Reply-To"] == "vi@example.org"
    assert (message.to, message.subject) == (["anna@example.org"], "Våren 2022")
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert html.count(leave) == message.body.count(leave) == 1
    assert LEAVE not in html + message.body
    assert "Hej & hå" in message.body


STORED_WRONG = [
    {"type": "gone", "value": "?", "id": "1"},
    {"type": "item", "value": "no dictionary", "id": "2"},
    {"type": "item", "id": "3"},
    {
        "type": "item",
        "id": "4",
        "value": {
            "heading": "Läsbart inslag",
            "language": "sv",
            "content": [
                {"type": "facts", "value": {"rows": 7}, "id": "5"},
                {"type": "picture", "value": {"image": {"image": 999999}}, "id": "6"},
                {"type": "text", "value": "<p>Kvar " + "<b>" * 3000 + "ö" * 3000, "id": "7"},
                {"type": "text", "value": None, "id": "8"},
                {"type": "links", "value": {"links": [{"url": "http://[x"}]}, "id": "9"},
                {"type": "quote", "value": {"quote": "<script>مرحبا</script>"}, "id": "10"},
            ],
        },
    },
    {"type": "item", "id": "11", "value": {"heading": "Sist", "content": "no list"}},
]


def test_what_cannot_be_read_costs_the_mail_that_part_alone():
    issue = SmallSite().add_issue(introduction="Först", items=STORED_WRONG)
    issue = NewsletterPage.objects.get(pk=issue.pk)
    mail = newsletter_mail(issue)
    for said in ("Läsbart inslag", "Kvar", "مرحبا", "Avsluta prenumerationen"):
        assert said in mail.text
    assert "<script>" not in mail.html
    assert {"items.2", "items.3", "items.4.content.5", "items.11.content"} <= {*mail.failed}


def test_a_megabyte_of_text_becomes_a_mail():
    issue = NewsletterPage(title="Långt", editorial="<p>Å &lt; " + "ord " * 250_000 + "</p>")
    begun = process_time()
    assert newsletter_mail(issue).text.count("ord") > 240_000
    assert process_time() - begun < 5


def test_plain_text_reads_well_aloud():
    html = """<html><head><style>p {}</style></head><body><div aria-hidden="true">Dolt<p>x</p></div>
    <h2>Rubrik</h2><p>En <a href="https://a.se/x?a=1&amp;b=2">länk</a>, <a href="https://a.se">a.se</a>
    och\u00ad&nbsp;<a href="mailto:a@b.se">a@b.se</a>.<br>Ny rad</p>
    <ul><li>ett</li><li>två<ul><li>inre</li></ul></li></ul><ol><li>först</li></ol>
    <p><a href="https://a.se/anmal">Anmäl dig</a></p><p><a href="tel:+46313679061">031-367 90 61</a>
    <a href="tel:+46313679061">Ring</a> <abbr title="Sveriges kommuner">SKR</abbr></p></body>"""
    assert plain_text(html).splitlines() == [
        "Rubrik",
        "En länk (https://a.se/x?a=1&b=2), a.se och\xa0a@b.se.",
        "Ny rad",
        "",
        "– ett",
        "– två",
        "– inre",
        "",
        "1. först",
        "",
        "Anmäl dig: https://a.se/anmal",
        "",
        "031-367 90 61 Ring (+46313679061) SKR (Sveriges kommuner)",
    ]


def test_the_band_is_a_small_picture_that_other_sites_may_show(client, media):
    issue = SmallSite().add_issue()
    address = f"/delningsbild/{issue.translation_key}-brev.png"
    assert f"http://localhost{address}" in newsletter_mail(issue).html
    response = client.get(address)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    picture = Image.open(BytesIO(response.content))
    assert (picture.size, picture.format) == ((1200, 260), "PNG")
    assert picture.convert("RGBA").getpixel((600, 0))[3] == 0
    assert (
        client.get("/delningsbild/00000000-0000-0000-0000-000000000000-brev.png").status_code == 404
    )
    assert [n for n in range(3) if len(band_png(n)) > 8192] == []


def test_the_preview_shows_the_mail_light_dark_and_as_text():
    issue = SmallSite().add_issue(editorial="<p>Hej</p>")
    light, dark, text, page = (
        issue.make_preview_request(preview_mode=mode)
        for mode in ("mail", "mail-dark", "mail-text", "")
    )
    assert "@media not all" in light.content.decode()
    assert "@media all" in dark.content.decode()
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "Hej" in text.content.decode()
    for mail in (light, dark):
        assert "style-src 'self' 'unsafe-inline'" in mail["Content-Security-Policy"]
        assert "script-src 'self';" in mail["Content-Security-Policy"] + ";"
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert "unsafe-inline" not in issue.make_preview_request(preview_mode="checks").get(
        "Content-Security-Policy", ""
    )


def test_a_proof_goes_to_who_asks_for_it_and_nobody_else(client, redaktor, mailoutbox):
    issue = SmallSite().add_issue(title="Våren", editorial="<p>Hej</p>")
    address = f"/admin/provbrev/{issue.pk}/"
    client.force_login(redaktor)
    assert "ingen e-postadress" in client.post(address).content.decode()
    redaktor.email = "red@example.org"
    redaktor.save()
    assert "red@example.org" in client.get(address).content.decode()
    assert not Letter.objects.exists()
    issue.title = "Sommaren"
    issue.save_revision()
    client.post(address, {"address": "someone@example.org"})
    letter = Letter.objects.get()
    assert (letter.recipient, letter.subject) == ("red@example.org", "Prov: Sommaren")
    assert mailoutbox[0].message()["List-Unsubscribe"] is None
    assert LEAVE not in mailoutbox[0].body
    for _time in range(29):
        PROOFS.enter(str(redaktor.pk), "127.0.0.1")
    response = client.post(address)
    assert "Du har skickat många provbrev" in response.content.decode()
    assert Letter.objects.count() == 1
