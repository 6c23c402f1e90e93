"""Private pages and documents, the whole way in: password, login, group."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TITLE, TEXT = "Styrelsens anteckningar", "Det vi sa på mötet."
PASSWORD = "kaffe och bullar"


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def page(site):
    """A page that only some may see, once it is restricted."""
    return site.add_text_page(TITLE, slug="anteckningar", introduction=TEXT)


@pytest.fixture
def browser():
    """A visitor whose forms are checked for their token, as on the real site."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def member(django_user_model):
    """Somebody with an account that opens nothing in the admin."""
    return django_user_model.objects.create_user("medlem", password="ett-langt-losenord")


def restrict(page, kind, **fields):
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


def form_on(response, **typed):
    """Return (address, fields) of the only form that is posted, filled in."""
    forms = BeautifulSoup(response.content.decode(), "html5lib").select("main form[method=post i]")
    (form,) = forms
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    assert set(typed) <= set(fields)
    return form["action"], fields | typed


def assert_private(response):
    directives = {part.strip() for part in response["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= directives


def test_the_right_password_opens_the_page_and_what_is_below_it(browser, page, site):
    restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)
    below = site.add_text_page("Bilaga", parent=page)
    asked = browser.get(below.url)
    assert asked.status_code == 200
    assert "Skriv lösenordet" in asked.text
    for response in (asked, browser.post(*form_on(asked, password="te"))):
        assert_private(response)
        assert TITLE not in response.text
        assert "Bilaga" not in response.text
        assert TEXT not in response.text
    wrong = browser.post(*form_on(asked, password="te"))
    assert wrong.status_code == 200
    assert "Lösenordet du angav är inte korrekt" in wrong.text
    assert "<title>Fel: Lösenord" in wrong.text
    assert "<title>Lösenord" in asked.text
    right = browser.post(*form_on(wrong, password=PASSWORD), follow=True)
    assert right.redirect_chain == [(below.url, 302)]
    assert_private(right)
    opened = browser.get(page.url)
    assert TEXT in opened.text
    assert_private(opened)
    assert browser.get("/").status_code == 200


def test_the_password_page_needs_its_token_and_works_without_scripts(browser, page):
    restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)
    address, fields = form_on(browser.get(page.url), password=PASSWORD)
    del fields["csrfmiddlewaretoken"]
    assert browser.post(address, fields).status_code == 403


def test_whoever_reloads_the_address_of_the_password_is_led_to_the_page(client, page, site):
    restriction = restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)
    start = "/_util/authenticate_with_password"
    assert client.get(f"{start}/{restriction.pk}/{page.pk}/").url == page.url
    assert client.get(f"{start}/{restriction.pk}/{site.news.pk}/").status_code == 404
    page.unpublish()
    assert client.get(f"{start}/{restriction.pk}/{page.pk}/").status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x"])
def test_a_password_leads_to_no_other_site(client, page, elsewhere):
    restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)
    address, fields = form_on(client.get(page.url), password=PASSWORD, return_url=elsewhere)
    assert client.post(address, fields).url == "/"


def test_the_fifth_wrong_password_is_refused_and_the_right_one_waits(client, page):
    restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)
    address, fields = form_on(client.get(page.url), password="te")
    answers = [client.post(address, fields) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429, 429]
    assert "Du kan försöka igen om 15 minuter." in answers[-1].text
    back = BeautifulSoup(answers[-1].content, "html5lib").find("a", class_="button")
    assert back["href"] == page.url
    fields["password"] = PASSWORD
    assert client.post(address, fields).status_code == 429
    assert client.post(address, fields, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_page_for_those_who_are_logged_in_opens_after_the_login(browser, page, member):
    restrict(page, PageViewRestriction.LOGIN)
    asked = browser.get(f"{page.url}?sida=2", follow=True)
    assert asked.redirect_chain == [(f"/_util/login/?next={page.url}%3Fsida%3D2", 302)]
    assert asked.status_code == 200
    assert TITLE not in asked.text
    wrong = browser.post(*form_on(asked, username="medlem", password="fel"))
    assert wrong.status_code == 200
    assert "användarnamn och lösenord" in wrong.text
    good = form_on(wrong, username="medlem", password="ett-langt-losenord")
    opened = browser.post(*good, follow=True)
    assert opened.redirect_chain == [(f"{page.url}?sida=2", 302)]
    assert TEXT in opened.text
    assert_private(opened)


def test_a_page_for_a_group_opens_for_its_members_and_tells_others(client, page, member):
    board = Group.objects.create(name="Styrelsen")
    restrict(page, PageViewRestriction.GROUPS).groups.add(board)
    client.force_login(member)
    refused = client.get(page.url, follow=True)
    assert "Ditt konto kommer inte åt sidan." in refused.text
    member.groups.add(board)
    assert TEXT in client.get(page.url).text


@pytest.fixture
def document(site):
    """A document in a private collection."""
    collection = Collection.get_first_root_node().add_child(name="Styrelsen")
    file = ContentFile(b"%PDF-1.4", name="protokoll.pdf")
    return get_document_model().objects.create(
        title="Protokoll", file=file, collection=collection, released=True
    )


def test_the_right_password_opens_a_private_document(browser, document):
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="password", password=PASSWORD
    )
    asked = browser.get(document.url)
    assert "Dokumentet är öppet för dem som har fått ett lösenord." in asked.text
    assert_private(asked)
    address, fields = form_on(asked, password="te")
    assert [browser.post(address, fields).status_code for _ in range(2)] == [200, 200]
    fields["password"] = PASSWORD
    opened = browser.post(address, fields, follow=True)
    assert opened.getvalue() == b"%PDF-1.4"
    assert_private(opened)
    fields["password"] = "te"
    answers = [browser.post(address, fields).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_a_document_for_those_who_are_logged_in_opens_after_the_login(browser, document, member):
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    asked = browser.get(document.url, follow=True)
    good = form_on(asked, username="medlem", password="ett-langt-losenord")
    opened = browser.post(*good, follow=True)
    assert opened.getvalue() == b"%PDF-1.4"
    assert_private(opened)


def test_the_pages_for_passwords_keep_to_the_policy_of_public_pages(client, page):
    restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)
    for response in (client.get(page.url), client.get("/_util/login/")):
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
        assert "form-action 'self'" in response["Content-Security-Policy"]
        soup = BeautifulSoup(response.content, "html5lib")
        assert soup.find("meta", attrs={"name": "robots", "content": "noindex"})
        assert not soup.find_all(style=True)
        assert all(field.get("id") for field in soup.main.find_all("input", type="password"))
