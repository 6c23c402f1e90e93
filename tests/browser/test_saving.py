"""A Redaktör loses the session, the server or the network, and not a word of the text."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from home.models import Organisation, User
from news.models import ArticlePage
from tests.pages import SmallSite, make_organisation

# The group and the root page come from migrations and have to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE = 20_000


@pytest.fixture
def site(admin):
    return SmallSite()


def log_in(page, name):
    """Log in on a tab that shows the login page."""
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill("hemligt-och-langt")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Du är inloggad igen")


def dialog(page, part):
    """Return the part of the dialog that is shown."""
    return page.locator(f"#saving-dialog[open] [data-state={part}]:visible")


def test_what_a_page_has_saved_by_itself_is_not_taken_for_another_editors(admin, site):
    article = site.add_article("Före")
    article.save_revision()
    admin.goto(f"/admin/pages/{article.pk}/edit/")
    for text in ("Först.", "Sedan."):
        with admin.expect_response(f"**/admin/pages/{article.pk}/edit/"):
            admin.locator("#id_introduction").fill(text)
    admin.get_by_role("button", name="Spara utkast").click()
    expect(admin.locator(".messages .success")).to_contain_text("Före")
    saved = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert saved.introduction == "Sedan."


def test_what_is_asked_before_a_page_saves_by_itself_and_answered_after_is_no_other_version(
    admin, site
):
    article = site.add_article("Före")
    article.save_revision()
    asked = []
    admin.route("**/editing-sessions/ping/**", lambda route: asked.append(route))
    admin.goto(f"/admin/pages/{article.pk}/edit/")
    with admin.expect_response(f"**/admin/pages/{article.pk}/edit/"):
        admin.locator("#id_introduction").fill("Sparat av sig självt.")
    expect(admin.locator(".w-autosave-indicator__state--saved")).to_be_visible()
    with admin.expect_response("**/editing-sessions/ping/**"):
        asked[0].continue_()
    admin.get_by_role("button", name="Spara utkast").click()
    expect(admin.locator(".messages .success")).to_contain_text("Före")


def test_a_page_is_saved_after_the_session_was_lost_in_the_middle_of_it(admin, site):
    article = site.add_article("Före", introduction="Före.")
    admin.goto(f"/admin/pages/{article.pk}/edit/")
    introduction = admin.locator("#id_introduction")
    Session.objects.all().delete()
    introduction.fill("Skrivet när sessionen var borta.")

    # Told at once, with the focus on the way back, which the keyboard alone can go.
    told = dialog(admin, "out")
    expect(told).to_contain_text("Du är utloggad")
    expect(told.get_by_role("link", name="Logga in i en ny flik")).to_be_focused()
    with admin.context.expect_page() as tab:
        admin.keyboard.press("Enter")
    log_in(tab.value, "redaktor")
    tab.value.close()

    expect(admin.locator("#saving-dialog")).to_be_hidden()
    expect(admin.locator(".messages")).to_contain_text("Nu går det att spara igen")
    expect(introduction).to_have_value("Skrivet när sessionen var borta.")
    # Autosave has what was typed, with the token of the new session.
    expect(admin.locator(".w-autosave-indicator__state--saved")).to_be_visible()
    saved = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert saved.introduction == "Skrivet när sessionen var borta."
    admin.locator("#id_title").fill("Efter")
    admin.get_by_role("button", name="Spara utkast").click()
    expect(admin.locator(".messages .success")).to_contain_text("Efter")
    assert "Skrivet" not in admin.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_a_register_keeps_its_text_whatever_happens_to_session_server_and_network(admin, site):
    organisation = make_organisation("Före")
    anna = User.objects.create_user("anna", password="hemligt-och-langt")
    anna.groups.add(Group.objects.get(name="Redaktör"))
    edit = f"/admin/snippets/home/organisation/edit/{organisation.pk}/"
    admin.goto(edit)
    name, button = admin.locator("#id_name"), admin.get_by_role("button", name="Spara")
    name.fill("Efter")

    def press_and_close(part):
        button.click()
        expect(dialog(admin, part)).to_be_visible()
        expect(name).to_have_value("Efter")
        admin.keyboard.press("Escape")
        expect(admin.locator("#saving-dialog")).to_be_hidden()
        expect(button).to_be_enabled()

    admin.context.clear_cookies(name="sessionid")
    press_and_close("out")

    # Another person logs in: the text is not saved in that name without a question.
    tab = admin.context.new_page()
    tab.goto("/admin/login/?next=/admin/inloggad/")
    log_in(tab, "anna")
    press_and_close("other")
    assert "anna" in admin.locator("#saving-dialog").text_content()
    tab.locator("#wagtail-sidebar button", has_text="anna").click()
    tab.get_by_role("button", name="Logga ut").click()
    tab.wait_for_url("**/admin/login/")
    tab.goto("/admin/login/?next=/admin/inloggad/")
    log_in(tab, "redaktor")

    admin.route(f"**{edit}", lambda route: route.fulfill(status=500, body="<h1>500</h1>"))
    press_and_close("failed")
    admin.route(f"**{edit}", lambda route: route.abort())
    press_and_close("away")
    admin.unroute_all()
    admin.route("**/inloggad/vem/", lambda route: route.abort())
    press_and_close("away")
    # Nobody leaves by mistake either: the button was pressed, but nothing is saved.
    with admin.expect_event("dialog") as leaving:
        admin.evaluate("setTimeout(() => location.assign('/admin/'))")
    assert leaving.value.type == "beforeunload"
    leaving.value.dismiss()
    admin.unroute_all()

    admin.context.clear_cookies(name="csrftoken")
    button.click()
    expect(admin.locator(".messages .success")).to_contain_text("Efter")
    assert Organisation.objects.get(pk=organisation.pk).name == "Efter"


def test_whoever_goes_back_finds_no_form_of_before(admin, site):
    rows = "/admin/snippets/home/organisation/"
    name, button = admin.locator("#id_name"), admin.get_by_role("button", name="Spara")
    admin.goto(rows)
    admin.goto(f"{rows}add/")
    name.fill("En gång")
    button.click()
    expect(admin.locator(".messages .success")).to_contain_text("En gång")
    admin.go_back()
    expect(admin.locator("h1")).to_be_visible()
    assert admin.url.endswith(rows)

    # What somebody else has saved is not replaced by what was typed before it.
    organisation = Organisation.objects.get(name="En gång")
    admin.on("dialog", lambda dialog: dialog.accept())  # leaves without saving
    admin.goto(f"{rows}edit/{organisation.pk}/")
    name.fill("Mitt")
    admin.goto(rows)
    Organisation.objects.filter(pk=organisation.pk).update(name="Annas")
    admin.go_back()
    expect(name).to_have_value("Annas")
    # A new one is still there.
    admin.goto(f"{rows}add/")
    name.fill("Halv")
    admin.goto(rows)
    admin.go_back()
    expect(name).to_have_value("Halv")


def test_what_is_typed_in_a_dialog_waits_for_the_session_too(admin, site):
    article = site.add_article("Före")
    admin.goto(f"/admin/pages/{article.pk}/edit/")
    admin.get_by_role("heading", name="Bild och teman").click()
    admin.locator("[data-contentpath=image] [data-chooser-action-choose]").first.click()
    admin.get_by_role("tab", name="Ladda upp").click()
    title = admin.locator("#id_image-chooser-upload-title")
    title.fill("En bild")
    admin.context.clear_cookies(name="sessionid")
    admin.locator(".modal.in form [type=submit]:visible").click()
    expect(dialog(admin, "out").get_by_role("link")).to_be_focused()
    tab = admin.context.new_page()
    tab.goto("/admin/login/?next=/admin/inloggad/")
    log_in(tab, "redaktor")
    expect(admin.locator("#saving-dialog")).to_be_hidden()
    expect(title).to_have_value("En bild")
    admin.locator(".modal.in form [type=submit]:visible").click()
    expect(admin.locator(".modal.in .error-message")).to_be_visible()
    expect(admin.locator("#id_image-chooser-upload-title")).to_have_value("En bild")


def test_a_new_page_that_saves_itself_while_the_button_is_pressed_is_there_once(admin, site):
    add = f"/admin/pages/add/news/articlepage/{site.news.pk}/"
    admin.goto(add)
    held, sent = [], []

    def hold_the_first(route):
        sent.append(route.request)
        if len(sent) == 1:
            held.append(route)
        else:
            route.continue_()

    admin.route(f"**{add}", hold_the_first)
    with admin.expect_request(f"**{add}", timeout=PATIENCE):
        admin.locator("#id_title").fill("En enda")
        admin.keyboard.press("Tab")
    with admin.expect_response("**/inloggad/vem/"):
        admin.get_by_role("button", name="Spara utkast").click()
    held[0].continue_()
    expect(admin.locator(".messages .success")).to_contain_text("En enda")
    # What the button sends goes to the page that is there by then.
    assert len(sent) == 1
    assert ArticlePage.objects.filter(title="En enda").count() == 1
