"""Inkorg: the messages in the admin, their export, and their last day."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import nested_form_data

from home.inbox.message import Message, purge_old_messages
from home.models import SiteSettings
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database

INBOX = "/admin/inkorg/"


def add_message(name="Anna Öst", days_ago=0, **fields):
    fields = {"email": "anna@example.org", "text": "Kan vi vara med?", **fields}
    message = Message.objects.create(name=name, **fields)
    received = timezone.now() - timedelta(days=days_ago)
    Message.objects.filter(pk=message.pk).update(received=received)
    return message


@pytest.fixture
def client(client, redaktor):
    """A browser in which a Redaktör has logged in."""
    client.force_login(redaktor)
    return client


def names(response):
    return [message.name for message in response.context["object_list"]]


def test_the_inbox_lists_the_newest_message_first_with_its_fate(client):
    add_message("Första", days_ago=2, mailed=timezone.now())
    add_message("Andra", mail_error="ConnectionRefusedError: nej")
    response = client.get(INBOX)
    assert names(response) == ["Andra", "Första"]
    html = response.content.decode()
    assert "Nej. ConnectionRefusedError: nej" in html
    assert "Besvarat" in html


def test_messages_are_found_by_name_address_text_and_note(client):
    add_message("Första", text="Om lokaler")
    add_message("Andra", email="bo@example.org", note="Ring tillbaka")
    assert names(client.get(INBOX, {"q": "lokaler"})) == ["Första"]
    assert names(client.get(INBOX, {"q": "bo@"})) == ["Andra"]
    assert names(client.get(INBOX, {"q": "ring"})) == ["Andra"]


def test_answered_messages_can_be_left_out(client):
    add_message("Första", state="answered")
    add_message("Andra")
    assert names(client.get(INBOX, {"state__exact": "new"})) == ["Andra"]


@pytest.mark.parametrize(
    "query", ["foo=bar", "state__exact=x", "received__gt=x", "p=x", "o=99", "q=%00", "export=pdf"]
)
def test_a_mistyped_address_is_no_fault_of_the_server(client, query):
    add_message()
    assert client.get(f"{INBOX}?{query}").status_code in (200, 302, 404)


def test_the_menu_counts_what_is_new(client):
    assert '"label": "Inkorg"' in client.get("/admin/").content.decode()
    add_message()
    add_message(state="answered")
    assert '"label": "Inkorg (1)"' in client.get("/admin/").content.decode()


def test_a_message_is_read_with_all_that_it_says(client):
    message = add_message(text="Kan vi\n<b>vara</b> med?")
    html = client.get(f"{INBOX}inspect/{message.pk}/").content.decode()
    lines = "Kan vi<br>&lt;b&gt;vara&lt;/b&gt; med?"
    for words in ("Anna Öst", "anna@example.org", lines, "Nytt"):
        assert words in html


def test_a_message_that_is_about_no_page_does_not_say_so_in_english(client):
    html = client.get(f"{INBOX}edit/{add_message().pk}/").content.decode()
    assert "anna@example.org" in html
    assert ">None<" not in "".join(html.split())


def test_the_words_of_a_message_stand_first_where_it_is_opened(client):
    form = client.get(f"{INBOX}edit/{add_message(text='Är dörren bred?').pk}/").text
    assert form.index("Är dörren bred?") < form.index("id_state") < form.index("anna@example.org")


def test_only_state_and_note_of_a_message_can_be_changed(client):
    message = add_message()
    data = nested_form_data({"state": "answered", "note": "Svarade i dag", "text": "Annat"})
    client.post(f"{INBOX}edit/{message.pk}/", data)
    message.refresh_from_db()
    assert (message.state, message.note) == ("answered", "Svarade i dag")
    assert message.text == "Kan vi vara med?"


def test_a_message_can_be_deleted(client):
    message = add_message()
    client.post(f"{INBOX}delete/{message.pk}/")
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["redaktor", "editor"])
def test_nobody_writes_messages_in_the_inbox(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert f"{INBOX}create/" not in client.get(INBOX).content.decode()
    assert client.get(f"{INBOX}create/").status_code == 302


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nobody_exports_without_that_permission(client, redaktor, form):
    redaktor.groups.get().permissions.remove(Permission.objects.get(codename="export_message"))
    add_message()
    response = client.get(INBOX, {"export": form})
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert f"export={form}" not in client.get(INBOX).content.decode()
    assert not ModelLogEntry.objects.exists()


FORMULAS = ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x0b=1", "＝1"]


def export(client, form):
    """Return the exported rows as texts, the headings first."""
    response = client.get(INBOX, {"export": form})
    content = b"".join(response.streaming_content)
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_spreadsheet_takes_a_message_for_a_formula(client, form, formula):
    add_message(name=formula, text=formula, note=formula)
    headings, row = export(client, form)
    assert headings == [
        "Kom in",
        "Namn",
        "E-post",
        "Gäller",
        "Meddelande",
        "Läge",
        "Anteckning",
    ]
    for cell in (row[1], row[4], row[6]):
        # A workbook writes a carriage return as an escape.
        assert cell.startswith("'")


def test_a_swedish_spreadsheet_opens_the_file_with_its_letters_and_columns(client):
    add_message(name="Åsa Öst; Malmö", text='Hej "du"\n1,5 timmar')
    content = b"".join(client.get(INBOX, {"export": "csv"}).streaming_content)
    assert content.startswith(b"\xef\xbb\xbfKom in;Namn;E-post;")
    assert content.count(b"\xef\xbb\xbf") == 1
    row = export(client, "csv")[1]
    assert row[1] == "Åsa Öst; Malmö"
    assert row[4] == 'Hej "du"\n1,5 timmar'


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_says_swedish_time_and_what_the_message_is_about(client, form):
    site = SmallSite()
    message = add_message(about=site.activity)
    Message.objects.update(received="2026-07-01T10:15:00Z")
    row = export(client, form)[1]
    assert str(row[0]).removesuffix(":00") == "2026-07-01 12:15"
    assert row[3] == "Lärandelunch"
    assert row[5] == message.get_state_display() == "Nytt"


def test_every_export_stands_in_the_site_history(client, redaktor):
    add_message()
    export(client, "csv")
    entry = ModelLogEntry.objects.get(action="home.export_messages")
    assert (entry.user, entry.data) == (redaktor, {"format": "csv"})


def test_messages_are_erased_when_their_time_is_over(db, caplog):
    SmallSite()
    SiteSettings.objects.update(message_retention_days=30)
    add_message("Gammal", days_ago=31, state="new")
    add_message("Ung", days_ago=29, state="answered")
    with caplog.at_level("INFO"):
        call_command("work")
    assert [message.name for message in Message.objects.all()] == ["Ung"]
    assert "Purged 1 messages" in caplog.text
    assert "Gammal" not in caplog.text


def test_nothing_is_erased_where_no_time_is_set(db):
    site = SmallSite()
    add_message(days_ago=4000)
    SiteSettings.objects.update(message_retention_days=0)
    assert purge_old_messages(timezone.now()) == 0
    site.site.delete()
    assert purge_old_messages(timezone.now()) == 0
    assert Message.objects.exists()
