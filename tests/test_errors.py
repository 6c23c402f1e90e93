"""What is answered when nothing can be stored or the database is gone: no text is lost."""

import errno
from contextlib import contextmanager

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import OperationalError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from home.base import SavedMeanwhileError
from home.inbox.message import Message
from home.limits import TooManyError
from home.models import SiteSettings, StandardPage
from malmoandan.errors import permission_denied, server_error
from malmoandan.logins import too_many
from tests.contact_form import make_contact_site, send
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TEXT = 'Ett utkast med "citat" & <taggar>\r\noch en rad till'
PAGE = nested_form_data(
    {
        "title": "Ny sida",
        "slug": "ny-sida",
        "introduction": TEXT,
        "body": streamfield([]),
    }
)


@pytest.fixture
def client(client, editor):
    """An editor who is logged in, and sees what a visitor would see of an error."""
    client.raise_request_exception = False
    client.force_login(editor)
    return client


@contextmanager
def refusing(words):
    """Let the database answer every change with an error in these words."""

    def execute(execute, sql, *arguments):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError(words)
        return execute(sql, *arguments)

    with connection.execute_wrapper(execute):
        yield
    # The test goes on in the transaction in which the error was raised.
    transaction.set_rollback(False)


def kept(response):
    """Return (address, fields) of the form on a page for errors, as a browser would send it."""
    form = BeautifulSoup(response.content.decode(), "html5lib").find("form", method="post")
    fields = {field["name"]: field["value"] for field in form.find_all("input")}
    return form["action"], {name: fields[name].replace("\n", "\r\n") for name in fields}


@pytest.mark.parametrize(
    "words", ["database or disk is full", "attempt to write a readonly database"]
)
def test_what_an_editor_wrote_is_kept_when_nothing_can_be_stored_and_saved_by_one_click(
    client, words
):
    site = SmallSite()
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", site.home.pk])
    with refusing(words):
        response = client.post(f"{address}?next=/admin/", PAGE)
    assert response.status_code == 507
    assert "Servern har ingen plats kvar att spara på." in response.text
    assert "no-store" in response["Cache-Control"]
    action, fields = kept(response)
    assert (action, fields) == (f"{address}?next=/admin/", PAGE)
    assert not StandardPage.objects.filter(slug="ny-sida").exists()
    assert client.post(action, fields).status_code == 302
    page = StandardPage.objects.get(slug="ny-sida").get_latest_revision_as_object()
    assert page.introduction.split() == TEXT.split()


def test_a_visitors_message_is_kept_when_it_cannot_be_stored(client):
    make_contact_site()
    with refusing("database or disk is full"):
        response = send(client, {"text": TEXT})
    assert response.status_code == 507
    action, fields = kept(response)
    assert (action, fields["text"]) == ("/meddelande/", TEXT)
    assert client.post(action, fields).status_code == 303
    assert Message.objects.get().text.split() == TEXT.split()


def test_a_site_whose_settings_nobody_has_stored_is_shown_though_nothing_can_be(client):
    SmallSite()
    SiteSettings.objects.all().delete()
    client.logout()
    with refusing("attempt to write a readonly database"):
        assert client.get("/").status_code == 200
        assert client.get("/finns-inte/").status_code == 404


def test_settings_that_nobody_has_stored_are_when_an_editor_saves_them(client):
    site = SmallSite().site
    SiteSettings.objects.all().delete()
    address = f"/admin/settings/home/sitesettings/{site.pk}/"
    form = client.get(address).context["form"]
    assert not SiteSettings.objects.exists()
    data = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, data | {"contact_phone": "040-34 10 00"}).status_code == 302
    assert SiteSettings.objects.get().contact_phone == "040-34 10 00"


def test_no_password_stands_on_a_page_for_errors(client):
    client.logout()
    form = {"username": "admin", "password": "hemligt-och-langt"}
    with refusing("database or disk is full"):
        response = client.post(reverse("wagtailadmin_login"), form)
    assert response.status_code == 507
    assert "hemligt" not in response.text
    assert "<form" not in response.text


def test_whoever_sent_a_file_is_told_to_choose_it_again(rf):
    sent = {"title": TEXT, "file": ContentFile(b"%PDF-1.4", "a.pdf")}
    try:
        raise OSError(errno.ENOSPC, "")
    except OSError:
        response = server_error(rf.post("/admin/", sent))
    assert "Filer som du valde följer inte med." in response.text
    assert kept(response) == ("/admin/", {"title": TEXT})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_without_room_is_told_from_other_faults(rf, number):
    try:
        raise OSError(number, "")
    except OSError:
        assert server_error(rf.get("/")).status_code == 507
    try:
        raise OSError(errno.EIO, "")
    except OSError:
        assert server_error(rf.get("/")).status_code == 500


@pytest.fixture
def no_database(client, editor, settings, django_db_blocker):
    """A site whose database cannot be reached."""
    wrong = settings.DATABASES["default"] | {"HOST": "localhost", "PORT": "1"}
    if connection.vendor == "sqlite":
        wrong |= {"NAME": "/nonexistent/folder/db.sqlite3"}
    unreachable = connection.copy()
    unreachable.settings_dict = connection.settings_dict | wrong
    with django_db_blocker.unblock():
        whole = connections["default"]
        connections["default"] = unreachable
        yield
        connections["default"] = whole


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        type("LockNotAvailable", (OperationalError,), {"sqlstate": "55P03"})(),
        type("DeadlockDetected", (OperationalError,), {"sqlstate": "40P01"})(),
        SavedMeanwhileError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_another_who_saves_has_kept_from_being_saved_is_kept(rf, error):
    try:
        raise error
    except Exception:
        response = server_error(rf.post("/admin/", {"title": TEXT}))
    assert response.status_code == 503
    assert "Någon annan sparar just nu" in response.text
    assert kept(response) == ("/admin/", {"title": TEXT})


def test_who_only_reads_while_another_saves_is_not_told_that_nothing_was_saved(rf):
    try:
        raise OperationalError("database is locked")
    except Exception:
        response = server_error(rf.get("/admin/"))
    assert response.status_code == 503
    assert "Därför gick sidan inte att visa." in response.text


def test_a_page_without_its_database_says_so_and_when_to_come_back(client, no_database):
    for address in ("/", "/nyheter/", "/finns-inte/", "/sok/?q=a", "/admin/"):
        response = client.get(address)
        assert response.status_code == 503, address
        assert response["Retry-After"] == "30"
        assert "Vi når inte vår databas just nu." in response.text


def test_what_else_goes_wrong_meanwhile_is_told_without_the_database(client, no_database, rf):
    client.handler.enforce_csrf_checks = True
    until = TooManyError(timezone.now())
    answers = {
        "Vi kunde inte läsa det": (400, client.get("/?" + "a=&" * 30_001)),
        "Formuläret gäller inte längre": (403, client.post("/_util/login/", {"username": "a"})),
        "Här möttes vi inte": (404, client.get("/media/images/finns-inte.png")),
        "Du kommer inte åt den här sidan": (403, permission_denied(rf.get("/"), Exception())),
        "För många misslyckade försök": (429, too_many(rf.get("/admin/"), until)),
        "Något gick fel hos oss": (500, server_error(rf.get("/"))),
    }
    for words, (status, response) in answers.items():
        assert response.status_code == status, words
        assert words in response.text


def test_what_was_sent_while_the_database_was_gone_can_be_sent_again(client, no_database):
    form = {"name": TEXT, "slug": "a", "csrfmiddlewaretoken": "x"}
    address = "/admin/snippets/home/theme/add/"
    response = client.post(address, form)
    assert response.status_code == 503
    assert kept(response) == (address, form)


def test_a_form_without_its_token_is_refused_in_swedish(client):
    client.handler.enforce_csrf_checks = True
    response = client.post("/_util/login/", {"username": "admin"})
    assert response.status_code == 403
    assert "Formuläret gäller inte längre" in response.text
