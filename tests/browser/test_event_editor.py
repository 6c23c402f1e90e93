"""A Redaktör with nothing but a keyboard: the next lärandelunch from the last one, then cancelled.

Every key is pressed as a person would press it; going to an address stands for typing it.
"""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from activities.models import EventPage
from tests.pages import SmallSite, moment

# The group and the root page come from migrations and have to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE = 20_000
FOCUS = """() => {
    const here = document.activeElement;
    const label = here.labels?.[0]?.innerText ?? here.getAttribute("aria-label");
    const panel = here.matches("[data-panel-toggle]") && here.getAttribute("aria-describedby");
    const heading = panel ? document.getElementById(panel.split(" ")[0]).innerText : "";
    return `${here.id} ${here.name ?? ""} ${label ?? here.innerText} ${heading}`;
}"""


@pytest.fixture
def site(transactional_db, django_user_model):
    site = SmallSite()
    user = django_user_model.objects.create_user("redaktor", password="hemligt-och-langt")
    user.groups.add(Group.objects.get(name="Redaktör"))
    site.activity.interval_weeks = 2
    site.activity.save()
    site.add_event(
        "Utveckling av offentliga miljöer",
        start=moment(2021, 5, 12, 12, 15),
        end=moment(2021, 5, 12, 12, 55),
        registration="none",
        online_service="Zoom",
    )
    return site


def tab_to(page, words, key="Tab"):
    """Press the key until the focus is on what has these words as id, name or label."""
    passed = []
    for _press in range(250):
        page.keyboard.press(key)
        passed.append(page.evaluate(FOCUS))
        if words in passed[-1]:
            return
    raise AssertionError(f"the keyboard never reaches {words!r}, only {passed[:60]}")


def publish(page, key):
    """Go to the menu at the foot of the editor and publish."""
    # No person is so quick as to meet the menu before its script has come.
    page.wait_for_load_state()
    tab_to(page, "Fler åtgärder", key)
    page.keyboard.press("Enter")
    expect(page.locator("button[name=action-publish]")).to_be_visible()
    tab_to(page, "action-publish")
    page.keyboard.press("Enter")
    expect(page.locator(".messages .success")).to_contain_text("publicerad")


@pytest.fixture
def admin(page, site):
    """A tab in which the Redaktör has logged in."""
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto("/admin/login/?next=/admin/evenemang/")
    tab_to(page, "username")
    page.keyboard.type("redaktor")
    page.keyboard.press("Tab")
    page.keyboard.type("hemligt-och-langt")
    page.keyboard.press("Enter")
    expect(page.locator("table.listing")).to_be_visible()
    return page


def test_the_next_event_is_made_and_cancelled_with_the_keyboard_alone(admin, site):
    tab_to(admin, "Utveckling av offentliga miljöer")
    tab_to(admin, "alternativ")
    admin.keyboard.press("Enter")
    tab_to(admin, "Nästa tillfälle")
    admin.keyboard.press("Enter")
    admin.wait_for_url("**/nasta-tillfalle/*/")
    expect(admin.locator("#id_title")).to_be_focused()
    admin.keyboard.press("Control+a")
    admin.keyboard.type("Lokal ekonomisk analys")
    admin.keyboard.press("Enter")
    expect(admin.locator(".messages .success")).to_contain_text("utkastet till nästa tillfälle")
    # What is filled in is right, so the foot of the form is one step back.
    publish(admin, "Shift+Tab")

    event = EventPage.objects.get(title="Lokal ekonomisk analys")
    start = timezone.localtime(event.start)
    assert (start.weekday(), start.hour, start.minute) == (2, 12, 15)
    assert start > timezone.localtime()
    assert admin.goto(event.url).status == 200
    expect(admin.locator(".page-head .state")).to_contain_text("Ingen anmälan behövs")

    admin.goto(f"/admin/pages/{event.pk}/edit/")
    tab_to(admin, "id_change ")
    admin.keyboard.type("Inst")
    tab_to(admin, "id_change_reason")
    admin.keyboard.type("Gästen är sjuk.")
    publish(admin, "Tab")

    admin.goto(event.url)
    expect(admin.locator(".message-error")).to_contain_text("Gästen är sjuk.")
    expect(admin.locator(".page-head .state")).to_contain_text("Inställt")
    admin.goto(site.activity.url)
    expect(admin.locator("#kommande .state")).to_contain_text("Inställt")
    for address in (event.url, site.calendar.url, site.activity.url):
        file = admin.request.get(f"{address}kalender.ics").text()
        assert "SUMMARY:INSTÄLLT: Lokal ekonomisk analys" in file, address
        assert "STATUS:CANCELLED" in file, address
