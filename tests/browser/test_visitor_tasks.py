"""What visitors come for, done on a phone from the start page: how many taps, and how far down."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from activities.models import ActivityPage, EventPage
from home.blocks.body import BodyBlocks
from tests.content import page as content_page
from tests.shared_sites import whole_content

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PHONE = {"width": 390, "height": 844}
COMING, PAST = "Utveckling av offentliga miljöer", "Vad behöver föreningslivet?"
REPORT = "Rapport från dialogforum"
MENU = ("button", "Meny")
# What a visitor wants: the most taps, on how many screens down the last one lies, and the taps.
TASKS = {
    "the next meeting and how to join": (2, 2, [("link", "Anmäl dig")]),
    "the meeting in one's own calendar": (2, 2, [("link", "Lägg i kalendern")]),
    "the report of a past event": (
        3,
        3,
        [("link", PAST), ("link", "Läs dokumentationen"), ("link", REPORT)],
    ),
    "the telephone of who works with the newsletter": (
        3,
        2,
        [MENU, ("link", "Människor"), ("link", "08-452 74 35")],
    ),
    "to suggest an idea": (2, 2, [("link", "Kontakta oss"), ("link", "Skriv till oss")]),
    "the newsletter of 2022": (
        3,
        1,
        [MENU, ("link", "Nyhetsbrev"), ("link", "Nyhetsbrev nr.1 år")],
    ),
    "directions": (3, 1, [("link", COMING), ("link", "Visa på karta")]),
    "a sheet for the notice board": (2, 3, [("link", COMING), ("button", "Skriv ut affisch")]),
    "to share": (2, 1, [("link", COMING), (".share summary", "Dela")]),
    "what has changed since last month": (
        2,
        1,
        [("link", "Så följer du oss"), ("link", "Nytt den senaste månaden")],
    ),
    "to write to a person in charge": (
        2,
        1,
        [("link", "Kontakta oss"), ("link", "Skriv till Lari")],
    ),
}


@pytest.fixture
def site(transactional_db):
    """The site's own content, with one event to come and one that is documented."""
    whole_content()
    now, day = timezone.now(), timedelta(days=1)
    place = {"attendance_mode": "offline", "venue": "Moriska paviljongen"}
    parents = {page.slug: page for page in ActivityPage.objects.all()}
    coming = parents["larandelunch"].add_child(
        instance=EventPage(
            title=COMING,
            start=now + 7 * day,
            address="Norra Parkgatan 2, Malmö",
            registration="link",
            registration_url="https://anmalan.example/1",
            **place,
        )
    )
    file = ContentFile(b"%PDF-1.4" + b" " * 5000, name="rapport.pdf")
    report = get_document_model().objects.create(title=REPORT, file=file)
    documents = ("documents", {"heading": "Rapport", "documents": [{"document": report}]})
    past = parents["dialogforum"].add_child(
        instance=EventPage(
            title=PAST,
            start=now - 7 * day,
            documentation=BodyBlocks().normalize([documents]),
            **place,
        )
    )
    for event in (coming, past):
        event.save_revision().publish()


@pytest.fixture
def phone(chromium, live_server, turns):
    """A tab of a phone on the start page."""
    context = chromium.new_context(base_url=live_server.url, locale="sv-SE", viewport=PHONE)
    yield context.new_page()
    context.close()


def found(phone, role, name):
    """Return the first thing that a visitor sees of that role whose name begins so."""
    if role.startswith("."):
        return phone.locator(role, has_text=name).first
    names = phone.get_by_role(role, name=re.compile(f"^{re.escape(name)}"))
    return names.filter(visible=True).first


@pytest.mark.searches
def test_what_visitors_come_for_is_few_taps_away_on_a_phone(site, phone):
    too_far = []
    for task, (most, screens, taps) in TASKS.items():
        assert len(taps) <= most, task
        phone.goto("/")
        for role, name in taps[:-1]:
            found(phone, role, name).click()
            phone.wait_for_load_state()
        box = found(phone, *taps[-1]).bounding_box()
        bottom = box["y"] + box["height"] + phone.evaluate("scrollY")
        print(f"{task}: {len(taps)} taps, y {bottom:.0f}")
        if bottom > screens * PHONE["height"]:
            too_far.append(f"{task}: y {bottom:.0f}")
    assert too_far == []
    phone.goto("/")
    found(phone, "link", "Sök").click()
    phone.locator("main [name=q]").click()
    phone.keyboard.type("medborgarbudget")
    phone.keyboard.press("Enter")
    first = phone.locator("#traffar a").first
    first.wait_for()
    assert content_page("medborgarbudget").title in first.inner_text()
    print(f"y {first.bounding_box()['y']:.0f}")
    assert first.bounding_box()["y"] < PHONE["height"]
