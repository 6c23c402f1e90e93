"""A Redaktör at work: drafts with gaps, what publishing misses, every page type's whole life."""

import json

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from wagtail import hooks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import (
    _querydict_from_form,
    nested_form_data,
    rich_text,
    streamfield,
)

from activities.models import ActivityPage, EventPage
from home.models import LandingPage, PersonPage, StandardPage
from news.models import ArticlePage, NewsletterPage
from tests.pages import SmallSite, moment

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("clock")]
TODAY = moment(2027, 5, 4, 9)

ITEM = {"label": "", "heading": "Ny mötesplats", "language": "sv", "content": streamfield([])}
ITEMS = streamfield([("item", ITEM)])
# Page type → (where it is put, what publishing misses in an empty one, what makes it whole).
LIVES = {
    LandingPage: ("home", {}, {}),
    StandardPage: ("home", {}, {}),
    PersonPage: ("people", {}, {"email": "ada@example.org"}),
    ActivityPage: (
        "landing",
        {"introduction": "Skriv en ingress innan du publicerar."},
        {"introduction": "Vi möts."},
    ),
    EventPage: (
        "activity",
        {
            "start": "Ange när evenemanget är, eller kryssa i ”Datum inte bestämt”.",
            "attendance_mode": "Välj hur man deltar, eller ”Avgörs senare”.",
        },
        {
            "start": "2027-05-26 12:15",
            "end": "2027-05-26 12:55",
            "attendance_mode": "offline",
            "venue": "Rådhuset",
        },
    ),
    ArticlePage: (
        "news",
        {"date": "Ange datum, eller skriv med ord när det var."},
        {"date": "2022-05-10"},
    ),
    NewsletterPage: (
        "newsletters",
        {"items": "Lägg till minst ett inslag, eller skriv en ledare."},
        {"items": ITEMS},
    ),
}


@pytest.fixture
def site(db):
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


def add_address(site, page_type):
    parent = getattr(site, LIVES[page_type][0])
    return f"/admin/pages/add/{page_type._meta.label_lower.replace('.', '/')}/{parent.pk}/"


def sent_by(html):
    """Return what a browser would send of the form of a page; nothing else of it is looked at."""
    _before, found, form = html.partition('id="page-edit-form"')
    assert found
    controls = SoupStrainer(["input", "textarea", "select"])
    form = form.partition("</form>")[0]
    return _querydict_from_form(BeautifulSoup(form, "html.parser", parse_only=controls))


def form_of(client, address, page_type, changes):
    """Return the form as the browser shows it at `address`, with the changes filled in."""
    return filled_in(client.get(address), page_type, changes)


def filled_in(response, page_type, changes):
    """Return the form of a page that has been fetched, with the changes filled in.

    What stands in StreamFields is drawn by script and starts empty here.
    """
    shown = sent_by(response.content.decode())
    drawn = {
        field.name: streamfield([])
        for field in page_type._meta.get_fields()
        if isinstance(field, StreamField)
    }
    return shown.dict() | nested_form_data(drawn | changes)


def save(client, address, page_type, changes, action=None):
    data = form_of(client, address, page_type, changes)
    return client.post(address, data | ({f"action-{action}": "1"} if action else {}))


def told(response, field):
    """Return what the form says at a field, with all that lies inside its blocks."""
    error = response.context["form"].errors.as_data()[field][0]
    return (
        json.dumps(error.as_json_data(), ensure_ascii=False)
        if hasattr(error, "as_json_data")
        else " ".join(error.messages)
    )


@pytest.mark.parametrize("page_type", LIVES, ids=lambda page_type: page_type.__name__)
def test_a_redaktor_leads_a_page_through_its_whole_life(client, site, page_type):
    _parent, gaps, whole = LIVES[page_type]
    address = add_address(site, page_type)

    # A draft may have gaps.
    save(client, address, page_type, {"title": "Första titeln", "slug": "en-sida"})
    page = page_type.objects.get(slug="en-sida")
    edit = f"/admin/pages/{page.pk}/edit/"
    assert not page.live

    # Publishing says at each field what is missing.
    response = save(client, edit, page_type, {}, "publish")
    if gaps:
        assert set(response.context["form"].errors) == set(gaps)
        for field, message in gaps.items():
            assert message in told(response, field)
        page.refresh_from_db()
        assert not page.live

    # The preview shows what has been filled in and not saved.
    data = form_of(client, edit, page_type, whole | {"title": "Titel i förhandsvisning"})
    answer = client.post(f"{edit}preview/", data).json()
    assert answer["is_valid"]
    preview = client.get(f"{edit}preview/", {"mode": page.default_preview_mode})
    assert "Titel i förhandsvisning" in preview.content.decode()

    client.post(edit, data | {"title": "Första titeln", "action-publish": "1"})
    page.refresh_from_db()
    assert page.live
    assert "Första titeln" in client.get(page.url).content.decode()
    first = page.live_revision_id

    save(client, edit, page_type, whole | {"title": "Andra titeln"}, "publish")
    assert "Andra titeln" in client.get(page.url).content.decode()

    client.post(f"/admin/pages/{page.pk}/unpublish/")
    assert client.get(page.url).status_code == 404

    revert = f"/admin/pages/{page.pk}/revisions/{first}/revert/"
    client.post(edit, form_of(client, revert, page_type, whole) | {"action-publish": "1"})
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Första titeln")
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize("name", ["home", "calendar", "news", "newsletters", "people"])
def test_a_redaktor_edits_and_previews_the_pages_that_there_is_one_of(client, site, name):
    page = getattr(site, name)
    edit = f"/admin/pages/{page.pk}/edit/"
    data = form_of(client, edit, type(page), {"introduction": "En ny ingress."})
    assert client.post(f"{edit}preview/", data).json()["is_valid"]
    assert "En ny ingress." in client.get(f"{edit}preview/", {"mode": ""}).content.decode()
    # The panel beside the form is checked for what an editor should mend; nothing public is.
    panel = client.get(f"{edit}preview/", {"mode": "", "in_preview_panel": "true"})
    assert "<wagtail-userbar>" in panel.content.decode()
    assert "<wagtail-userbar>" not in client.get(page.url).content.decode()
    client.post(edit, data | {"action-publish": "1"})
    assert "En ny ingress." in client.get(page.url).content.decode()


def links(**link):
    empty = dict.fromkeys(("text", "page", "document", "url", "email", "phone", "description"), "")
    rows = {
        "count": "1",
        "0": {"deleted": "", "order": "0", "value": empty | link},
    }
    return streamfield([("links", {"heading": "", "links": rows})])


EVENT = LIVES[EventPage][2]


@pytest.mark.parametrize(
    ("page_type", "changes", "field", "message"),
    [
        (EventPage, EVENT | {"end": "2027-05-26 12:00"}, "end", "slutar innan det börjar"),
        (EventPage, {"end": "2027-05-26 12:00"}, "end", "Ange när evenemanget börjar"),
        (
            EventPage,
            EVENT | {"registration_closes": "2027-05-27 12:00"},
            "registration_closes",
            "Sista anmälan är efter att evenemanget har börjat.",
        ),
        (
            EventPage,
            EVENT
            | {"registration_opens": "2027-05-02 12:00", "registration_closes": "2027-05-01 12:00"},
            "registration_closes",
            "Anmälan stänger innan den öppnar.",
        ),
        (
            ArticlePage,
            {"date": "2022-05-10", "date_text": "våren 2022"},
            "date_text",
            "artikeln har ett datum",
        ),
        (
            NewsletterPage,
            {"year": "2022", "number": "1"},
            "number",
            "Nummer 1 finns redan för 2022",
        ),
        (StandardPage, {"slug": "sok"}, "slug", "”sok” används av webbplatsen själv"),
        (LandingPage, {"slug": "Admin"}, "slug", "”Admin” används av webbplatsen själv"),
        (
            ActivityPage,
            {"usual_start": "13:00", "usual_end": "12:00"},
            "usual_end",
            "efter starttiden",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_at_the_field_also_in_a_draft(
    client, site, page_type, changes, field, message
):
    site.add_issue(year=2022, number=1)
    before = Page.objects.count()
    address = add_address(site, page_type)
    response = save(client, address, page_type, {"title": "Ny", "slug": "ny"} | changes)
    assert set(response.context["form"].errors) == {field}
    assert message in told(response, field)
    assert Page.objects.count() == before


def test_a_link_with_both_page_and_address_is_refused_at_the_field(client, site):
    body = links(page=str(site.people.pk), url="https://example.org")
    response = save(
        client,
        add_address(site, ArticlePage),
        ArticlePage,
        {"title": "Ny", "slug": "ny", "body": body},
    )
    message = told(response, "body")
    assert "Välj ett mål: sida, dokument, adress, e-post eller telefon." in message
    assert '"url"' in message
    assert not ArticlePage.objects.exists()


def test_an_untouched_text_counts_as_empty(client, site):
    changes = EVENT | {"title": "Ett möte", "slug": "ett-mote"}
    save(client, add_address(site, EventPage), EventPage, changes, "publish")
    event = EventPage.objects.get(slug="ett-mote")
    assert event.points_raised == ""
    assert not event.has_documentation


def test_a_new_event_starts_with_what_its_activity_usually_says(client, site):
    site.activity.audience = "Alla som är nyfikna."
    site.activity.save()
    html = client.get(add_address(site, EventPage)).content.decode()
    assert "Alla som är nyfikna." in html


def test_a_new_issue_suggests_the_next_number(client, site):
    site.add_issue(year=2026, number=3)
    html = client.get(add_address(site, NewsletterPage)).content.decode()
    form = sent_by(html)
    assert form["number"] in ("1", "4")
    assert form["year"].isdigit()


def test_rich_text_is_saved_as_it_was_written(client, site):
    text = rich_text("<p>Vi <b>möts</b>.</p>", features=["bold"])
    changes = {"title": "Brev", "slug": "brev", "editorial": text}
    save(client, add_address(site, NewsletterPage), NewsletterPage, changes, "publish")
    assert "<b>möts</b>" in NewsletterPage.objects.get(slug="brev").editorial


def test_what_somebody_has_saved_meanwhile_is_overwritten_only_by_who_insists(
    client, site, redaktor, editor
):
    def saved():
        return Page.objects.get(pk=page.pk).get_latest_revision_as_object()

    page = site.activity
    page.save_revision()
    client.force_login(redaktor)
    address = f"/admin/pages/{page.pk}/edit/"
    opened = form_of(client, address, type(page), {"introduction": "Min text"})
    other = saved()
    other.introduction = "Annas text"
    other.save_revision(user=editor)

    response = client.post(address, opened)
    assert "admin har sparat sidan sedan du öppnade den" in str(response.context["form"].errors)
    assert "Min text" in response.text
    assert saved().introduction == "Annas text"
    # The preview is of what is typed, and whoever saves the form that came back means it.
    assert client.post(f"{address}preview/", opened).json()["is_valid"]
    came_back = sent_by(response.text)
    names = ("loaded_revision_id", "loaded_revision_created_at")
    again = opened | {name: came_back[name] for name in names}
    assert client.post(address, again).status_code == 302
    assert saved().introduction == "Min text"


def test_of_two_who_save_at_the_same_moment_one_is_told_and_loses_nothing(
    client, site, redaktor, editor
):
    page = site.activity
    page.save_revision()
    client.force_login(redaktor)
    address = f"/admin/pages/{page.pk}/edit/"
    opened = form_of(client, address, type(page), {"introduction": "Min text"})

    def save_as_another(request, page):
        other = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
        other.introduction = "Annas text"
        other.save_revision(user=editor)

    client.raise_request_exception = False
    with hooks.register_temporarily("before_edit_page", save_as_another, order=1):
        response = client.post(address, opened | {"action-publish": "1"})
    assert response.status_code == 503
    assert "Någon annan sparar just nu" in response.text
    assert "Min text" in response.text
    assert ActivityPage.objects.get(pk=page.pk).introduction != "Min text"
    response = client.post(address, opened)
    assert "admin har sparat sidan sedan du öppnade den" in str(response.context["form"].errors)
