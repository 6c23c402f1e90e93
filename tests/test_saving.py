"""Saving in the admin loses nothing: who is logged in, and what becomes of a form not taken."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query
from wagtail.models import Collection

from home.inbox.message import Message
from home.models import Organisation, SiteSettings, Theme, User
from home.themes import Word
from news.models import Category
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STATE = "/admin/inloggad/vem/"
ADD = "/admin/snippets/home/organisation/add/"
TYPED = {"name": "Malmö «Ideella»", "slug": "malmo-ideella", "kind": "", "place": "Två\nrader"}
SCRIPT = {"X-Stay-On-Page": "1"}
OURS = {"Sec-Fetch-Site": "same-origin"}
# Of any field of text.
MINE, ANNAS = "https://example.org/mitt", "https://example.org/annas"


@pytest.fixture
def strict(redaktor):
    """A client whose forms need a CSRF token, logged in as the Redaktör."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(redaktor)
    return client


def held(response):
    """Return what a form holds that has been given back."""
    inputs = BeautifulSoup(response.content, "html.parser").select("main form input")
    return {field["name"]: field.get("value", "") for field in inputs}


def test_the_page_learns_who_is_logged_in_and_the_token_that_holds(strict, redaktor):
    response = strict.get(STATE)
    state = response.json()
    assert (state["user"], state["name"]) == (str(redaktor.pk), "redaktor")
    assert "no-store" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    token = {"csrfmiddlewaretoken": state["token"]}
    assert strict.post(ADD, TYPED | token, headers=SCRIPT).status_code == 204
    assert Organisation.objects.get(slug="malmo-ideella").name == TYPED["name"]


def test_a_page_of_the_admin_knows_whose_it_is(strict, redaktor):
    dialog = BeautifulSoup(strict.get(ADD).content, "html.parser").select_one("#saving-dialog")
    assert dialog["data-user"] == str(redaktor.pk)
    assert dialog["data-url"] == STATE
    assert "saving-dialog" not in Client().get("/admin/login/").content.decode()


def test_nobody_is_told_more_than_that_they_are_logged_out(client):
    response = client.get(STATE, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.status_code == 403
    assert "token" not in response.content.decode()


def test_a_script_is_told_where_a_saved_form_leads(strict):
    token = strict.get(STATE).json()["token"]
    answer = strict.post(ADD, TYPED | {"csrfmiddlewaretoken": token}, headers=SCRIPT)
    assert (answer.status_code, answer["Location"]) == (204, "/admin/snippets/home/organisation/")
    assert "Malmö" in strict.get(answer["Location"]).content.decode()


def test_a_script_is_told_of_what_is_not_saved(client, redaktor, django_user_model):
    assert client.post(ADD, TYPED, headers=SCRIPT).status_code == 403
    client.force_login(redaktor)
    assert client.post(ADD, TYPED | {"name": ""}, headers=SCRIPT).status_code == 200
    someone = django_user_model.objects.create_user("someone")
    address = f"/admin/users/edit/{someone.pk}/"
    assert client.post(address, {"username": "x"}, headers=SCRIPT).status_code == 403
    assert not Organisation.objects.exists()


def test_a_form_sent_without_the_script_comes_back_when_the_session_is_lost(strict, redaktor):
    token = {"csrfmiddlewaretoken": strict.get(STATE).json()["token"]}
    del strict.cookies["sessionid"]
    response = strict.post(ADD, TYPED | token, headers=OURS)
    assert response.status_code == 403
    assert "Du är utloggad" in response.content.decode()
    again = held(response)
    assert {name: again[name] for name in TYPED} == TYPED

    # Logging in changes the token, so the form comes back once more, with the new one.
    strict.force_login(redaktor)
    del strict.cookies["csrftoken"]
    response = strict.post(ADD, again, headers=OURS)
    assert response.status_code == 403
    response = strict.post(ADD, held(response), headers=OURS)
    assert response.status_code == 302
    assert Organisation.objects.get().place.splitlines() == ["Två", "rader"]


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}, {}]
)
def test_what_another_site_has_made_up_is_not_given_back(strict, headers):
    response = strict.post(ADD, TYPED, headers=headers)
    assert response.status_code == 403
    assert b"ideella" not in response.content


def test_passwords_are_not_given_back(strict):
    typed = {"username": "anna", "password1": "hemligt-och-langt"}
    response = strict.post("/admin/users/add/", typed, headers=OURS)
    assert response.status_code == 403
    assert b"hemligt" not in response.content


def test_a_script_never_gets_the_login_page_for_an_answer(client):
    by_script, by_person = ({"Sec-Fetch-Dest": kind} for kind in ("empty", "document"))
    assert client.get(ADD, headers=by_script).status_code == 403
    assert client.get(ADD, headers=by_person).url.startswith("/admin/login/")


def test_logging_out_leads_where_it_used_to(strict):
    token = {"csrfmiddlewaretoken": strict.get(STATE).json()["token"]}
    assert strict.post("/admin/logout/", token, headers=SCRIPT)["Location"] == "/admin/login/"


def test_a_visitor_meets_none_of_it(client):
    response = client.get("/")
    assert "sessionid" not in client.cookies
    assert "saving" not in response.content.decode()


def fields_of(page):
    """Return what the browser sends of the form on a page of the admin, unchanged."""
    sent, opened_as = {}, BeautifulSoup(page.content, "html.parser").select_one("[name=opened_as]")
    for field in opened_as.find_parent("form").select("[name]"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        sent[field["name"]] = chosen["value"] if chosen else field.get("value", field.text.strip())
    return sent


def test_what_has_no_revisions_is_not_overwritten_without_a_word(client, editor):
    client.force_login(editor)
    site = SmallSite().site
    rows = {
        Organisation.objects.create(name="Ett", slug="ett"): ("place", snippet_address),
        Theme.objects.create(name="Två", slug="tva", word=Word.COLLABORATION): (
            "name",
            snippet_address,
        ),
        Category.objects.create(name="Tre", slug="tre"): ("name", snippet_address),
        Message.objects.create(name="Anna", email="a@example.org", text="Hej"): (
            "note",
            lambda row: f"/admin/inkorg/edit/{row.pk}/",
        ),
        SiteSettings.for_site(site): (
            "contact_address",
            lambda row: f"/admin/settings/home/sitesettings/{site.pk}/",
        ),
        User.objects.create_user("anna", "a@example.org", first_name="A", last_name="B"): (
            "last_name",
            lambda row: f"/admin/users/edit/{row.pk}/",
        ),
        Redirect.objects.create(old_path="/affisch", redirect_link="/kalender/"): (
            "redirect_link",
            lambda row: f"/admin/redirects/{row.pk}/",
        ),
        Group.objects.create(name="Läsare"): ("name", lambda row: f"/admin/groups/edit/{row.pk}/"),
        Collection.get_first_root_node().add_child(name="Affischer"): (
            "name",
            lambda row: f"/admin/collections/{row.pk}/",
        ),
    }
    for row, (name, address_of) in rows.items():
        address, stored = address_of(row), type(row).objects.filter(pk=row.pk)
        opened = fields_of(client.get(address)) | {name: MINE}
        stored.update(**{name: ANNAS})

        response = client.post(address, opened)
        assert "Någon har ändrat det här sedan du öppnade det." in response.text, row
        assert stored.get(**{name: ANNAS})
        again = fields_of(response)
        assert again[name] == MINE
        assert client.post(address, again).status_code == 302
        assert stored.get(**{name: MINE})


def test_a_role_that_somebody_has_given_meanwhile_is_not_taken_away_without_a_word(client, editor):
    client.force_login(editor)
    anna = User.objects.create_user("anna", "a@example.org", first_name="A", last_name="B")
    address, group = f"/admin/users/edit/{anna.pk}/", Group.objects.get(name="Redaktör")
    opened = fields_of(client.get(address))
    opened.pop("groups")
    anna.groups.add(group)

    response = client.post(address, opened)
    assert "Någon har ändrat det här sedan du öppnade det." in response.text
    assert anna.groups.get() == group


def test_a_tip_that_somebody_has_changed_or_taken_away_meanwhile_is_not_put_back(client, editor):
    client.force_login(editor)
    site, query = SmallSite(), Query.get("bygglov")
    pages = (site.home, site.news)
    tip, other = (query.editors_picks.create(page=page, description="Först") for page in pages)
    address = f"/admin/searchpicks/{query.pk}/"
    opened = fields_of(client.get(address)) | {"editors_picks-0-description": MINE}
    query.editors_picks.filter(pk=tip.pk).update(description=ANNAS)

    response = client.post(address, opened)
    assert "Någon har ändrat det här sedan du öppnade det." in response.text
    assert query.editors_picks.get(pk=tip.pk).description == ANNAS
    again = fields_of(response)
    assert again["editors_picks-0-description"] == MINE
    other.delete()
    response = client.post(address, again)
    assert "Någon har ändrat det här sedan du öppnade det." in response.text
    assert query.editors_picks.get().description == ANNAS
    assert client.post(address, fields_of(client.get(address))).status_code == 302


def test_what_a_group_may_do_is_not_put_back_without_a_word(client, editor):
    client.force_login(editor)
    site, group = SmallSite(), Group.objects.get(name="Redaktör")
    address = f"/admin/groups/edit/{group.pk}/"
    opened = fields_of(client.get(address))
    permission = Permission.objects.get(codename="unlock_page")
    group.page_permissions.get_or_create(page=site.news, permission=permission)
    response = client.post(address, opened)
    assert "Någon har ändrat det här sedan du öppnade det." in response.text
    assert group.page_permissions.filter(page=site.news).exists()


def snippet_address(row):
    return f"/admin/snippets/{row._meta.app_label}/{row._meta.model_name}/edit/{row.pk}/"
