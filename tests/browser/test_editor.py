"""A Redaktör in the real admin: creates, previews, publishes, unpublishes and restores."""

import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Page

from tests.pages import SmallSite, make_image

# The group and the root page come from migrations and have to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE = 20_000


@pytest.fixture
def site(transactional_db, django_user_model):
    site = SmallSite()
    user = django_user_model.objects.create_user("redaktor", password="hemligt-och-langt")
    user.groups.add(Group.objects.get(name="Redaktör"))
    return site


@pytest.fixture
def admin(page, site):
    """A tab in which the Redaktör has logged in."""
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto("/admin/")
    page.locator("input[name=username]").fill("redaktor")
    page.locator("input[name=password]").fill("hemligt-och-langt")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="På väg")).to_be_visible()
    return page


def fill_event(page):
    year = timezone.localtime().year + 1
    for typed in ("i morgon", f"26 maj {year} kl. 12.15"):
        page.locator("#id_start").fill(typed)
        page.locator("#id_start").press("Tab")
        expect(page.locator("#id_start")).to_have_value(typed)
    page.locator("#id_attendance_mode").select_option("offline")
    page.locator("#id_venue").fill("Rådhuset")
    # Its blocks were sent with the text alone.
    expect(page.locator("[data-contentpath=documentation] .c-sf-add-button")).to_be_attached()


def fill_article(page):
    page.locator("#id_date").fill("2022-05-10")
    page.locator("#id_date").press("Escape")


def fill_issue(page):
    page.locator("[data-contentpath=editorial] [role=textbox]").click()
    page.keyboard.type("Välkommen till ett nytt nummer.")
    expect(page.locator("input[name=editorial]")).to_have_value(re.compile("nytt nummer"))


def fill_person(page):
    page.locator("[data-contentpath=roles] .c-sf-add-button").first.click()
    page.locator("[name=roles-0-value-title]").fill("Samordnare")


def publish(page):
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("footer button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_contain_text(re.compile("publicerad", re.I))


def create_preview_and_publish(page, task, fill, shown):
    """Follow a task of the first page to a published page, and return that."""
    page.get_by_role("link", name=task).click()
    page.locator("#id_title").fill("Första titeln")
    fill(page)

    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("iframe[id^=w-preview-iframe]").first
    expect(preview.locator("main")).to_contain_text(re.compile(shown.replace(" ", r"\s")))
    page.locator("[data-side-panel-toggle=preview]").click()

    page.get_by_role("button", name="Spara utkast").click()
    expect(page.locator(".messages .success")).to_be_visible()
    publish(page)
    made = Page.objects.get(title="Första titeln")
    assert page.goto(made.url).status == 200
    expect(page.locator("h1")).to_have_text("Första titeln")
    return made


@pytest.mark.parametrize(
    ("task", "fill", "shown"),
    [
        ("Nytt evenemang", fill_event, "Rådhuset"),
        ("Nytt nyhetsbrev", fill_issue, "Välkommen till ett nytt nummer."),
        ("Ny person", fill_person, "Samordnare"),
    ],
)
def test_a_redaktor_creates_previews_and_publishes(admin, site, task, fill, shown):
    create_preview_and_publish(admin, task, fill, shown)


def test_a_redaktor_creates_news_changes_unpublishes_and_restores_them(admin, site):
    page = create_preview_and_publish(admin, "Ny nyhet", fill_article, "10 maj 2022")
    admin.goto(f"/admin/pages/{page.pk}/edit/")
    admin.locator("#id_title").fill("Andra titeln")
    publish(admin)

    admin.goto(f"/admin/pages/{page.pk}/unpublish/")
    admin.get_by_role("button", name=re.compile("avpublicera", re.I)).click()
    expect(admin.locator(".messages .success")).to_be_visible()
    assert admin.goto(page.url).status == 404

    admin.goto(f"/admin/pages/{page.pk}/history/")
    admin.locator("td .w-dropdown__toggle").last.click()
    admin.get_by_role("link", name="Granska denna version").click()
    publish(admin)
    admin.goto(page.url)
    expect(admin.locator("h1")).to_have_text("Första titeln")


def test_several_pictures_of_a_gallery_are_chosen_at_once(admin, site, media):
    for title in ("Ett", "Två", "Tre"):
        make_image(title)
    admin.goto(f"/admin/pages/add/home/standardpage/{site.landing.pk}/")
    admin.locator("[data-contentpath=body] .c-sf-add-button").first.click()
    admin.get_by_role("option").filter(has_text="Bildgalleri").click()
    admin.get_by_role("button", name="Välj flera bilder").click()
    for title in ("Ett", "Tre"):
        admin.locator(".modal-content li").filter(has_text=title).get_by_role("checkbox").check()
    admin.get_by_role("button", name=re.compile("Bekräfta")).click()
    rows = admin.locator("[data-contentpath=pictures]")
    # The row that a new gallery begins with has gone.
    chosen = rows.locator(".chooser__title").filter(visible=True)
    expect(chosen).to_have_count(2)
    assert set(chosen.all_text_contents()) == {"Ett", "Tre"}


def test_the_link_to_a_draft_is_copied_by_a_button_that_says_so(site, admin):
    admin.context.grant_permissions(["clipboard-write"])
    admin.goto(f"/admin/dela-utkast/{site.home.pk}/")
    admin.get_by_role("button", name="Gör en länk").click()
    admin.get_by_role("button", name="Kopiera länk 1").click()
    expect(admin.get_by_role("status").get_by_text("Länken är kopierad.")).to_be_visible()
