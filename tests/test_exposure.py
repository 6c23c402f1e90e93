"""What publishing would show that it should not, or hide that its editor linked to."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from activities.models import EventPage
from home.exposure import opens_a_meeting
from home.models import Organisation, Theme
from home.site import SiteSettings
from news.models import ArticlePage, Category, NewsletterPage
from tests.filled_site import make_document
from tests.pages import SmallSite, make_image
from tests.test_admin_editing import EVENT, add_address, form_of, links, save, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRET = "Hemlig möteslänk"
SHORT_ROOM = "https://zoom.us/j/85312345678"
ROOM = "https://us02web.zoom.us/j/85312345678?pwd=abc"
ARTICLE = {"title": "Ny", "slug": "ny", "date": "2022-05-10"}


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


@pytest.mark.parametrize(
    "text",
    [
        ROOM,
        "Kom med på zoom.us/j/123456789!",
        "https://malmo.zoom.us/my/rummet",
        "HTTPS://TEAMS.MICROSOFT.COM/L/MEETUP-JOIN/19%3ameeting",
        "https://teams.live.com/meet/94321",
        '<a href="https://meet.google.com/abc-defg-hij">här</a>',
        "https://malmo.webex.com/meet/anna",
        "https://whereby.com/malmoandan",
        "https://meet.jit.si/Malmo",
        "https://meet.goto.com/123456789",
        "https://join.skype.com/abc",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com"
        "%2Fl%2Fmeetup-join%2F19",
        "Mötes-ID: 853 1234 5678",
        "Meeting ID: 85312345678, Passcode: 123",
    ],
)
def test_what_opens_a_meeting_is_known_in_any_text(text):
    assert opens_a_meeting(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vi ses i Zoom.",
        "https://zoom.us/about",
        "https://us02web.zoom.us/meeting/register/tZ1",
        "https://zoom.us/webinar/register/WN_1",
        "https://www.microsoft.com/sv-se/microsoft-teams",
        "https://whereby.com/pricing",
        "https://meet.google.com/",
        "https://notzoom.us/j/1",
        "Mötes-ID får du i bekräftelsen. Ring 040-34 10 00.",
        "a-" * 20_000,
    ],
)
def test_what_only_tells_of_a_service_is_let_through(text):
    assert not opens_a_meeting(text)


FIELDS = {
    "introduction": ROOM,
    "registration_text": ROOM,
    "directions": ROOM,
    "waiting_list_text": ROOM,
    "price_conditions": ROOM,
    "access_info": ROOM,
    "title": f"Möte {ROOM}",
    "points_raised": rich_text(f'<p><a href="{ROOM}">möte</a></p>', features=["link"]),
    "body": links(text="Mötet", url=ROOM),
}


def test_a_meeting_is_never_published_in_a_text_but_a_draft_of_it_is_saved(client, site):
    address = add_address(site, EventPage)
    changes = EVENT | {"slug": "ett-mote"} | FIELDS
    response = save(client, address, EventPage, changes, "publish")
    assert set(response.context["form"].errors) == set(FIELDS)
    for field in FIELDS:
        assert "Hemlig möteslänk" in told(response, field), field
    assert not EventPage.objects.exists()
    assert save(client, address, EventPage, changes).status_code == 302
    obstacles = " ".join(EventPage.objects.get().obstacles())
    for field in FIELDS:
        assert f"”{EventPage._meta.get_field(field).verbose_name}” leder" in obstacles, field


def test_the_secret_link_itself_may_stand_in_no_text_whatever_the_service(client, site):
    address = add_address(site, EventPage)
    secret = {"join_url": "https://motesrum.example/lunch", "title": "Möte", "slug": "mote"}
    exposed = secret | {"introduction": "Kom: https://motesrum.example/lunch"}
    response = save(client, address, EventPage, EVENT | exposed, "publish")
    assert set(response.context["form"].errors) == {"introduction"}
    assert save(client, address, EventPage, EVENT | secret, "publish").status_code == 302
    assert EventPage.objects.get().live


def test_a_meeting_is_refused_inside_an_item_of_a_newsletter_at_its_place(client, site):
    text = rich_text(f"<p>Kom med: {ROOM}</p>", features=["link"])
    content = streamfield([("text", text)])
    item = {"label": "", "heading": "Möte", "language": "sv", "content": content}
    changes = {"title": "Nr 1", "slug": "nr-1", "items": streamfield([("item", item)])}
    address = add_address(site, NewsletterPage)
    response = save(client, address, NewsletterPage, changes, "publish")
    message = told(response, "items")
    assert '"content"' in message
    assert "Hemlig möteslänk" in message


def test_the_notice_of_the_site_tells_no_meeting(client, editor, site):
    client.force_login(editor)
    address = f"/admin/settings/home/sitesettings/{site.site.pk}/"
    numbers = {"message_retention_days": "365", "news_in_category": "20"}
    response = client.post(address, {"notice_text": ROOM} | numbers)
    assert set(response.context["form"].errors) == {"notice_text"}
    assert not SiteSettings.objects.filter(notice_text=ROOM).exists()


def test_a_notice_that_would_end_before_it_begins_is_refused(client, editor, site):
    client.force_login(editor)
    form = {"notice_text": "Stängt", "message_retention_days": "365", "news_in_category": "20"}
    days = {"notice_starts": "10 januari 2027", "notice_ends": "1 januari 2027"}
    address = f"/admin/settings/home/sitesettings/{site.site.pk}/"
    assert set(client.post(address, form | days).context["form"].errors) == {"notice_ends"}
    same_day = dict.fromkeys(days, "10 januari 2027")
    assert client.post(address, form | same_day).status_code == 302


def hide(page, how):
    """Hide a page from visitors."""
    if how == "unpublished":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.mark.parametrize("how", ["unpublished", "private"])
def test_a_link_to_what_is_not_seen_is_told_once_at_its_place_before_publishing(client, site, how):
    target = site.add_text_page("Planen")
    hide(target, how)
    body = {"body": links(page=str(target.pk))}
    address = add_address(site, ArticlePage)
    response = save(client, address, ArticlePage, ARTICLE | body, "publish")
    assert "”Planen”" in told(response, "body")
    assert '"page"' in told(response, "body")
    assert not ArticlePage.objects.exists()

    # The form now knows that the editor has been told.
    known = response.context["form"]["known_warnings"].value()
    assert f'value="{known}"' in response.content.decode()
    data = form_of(client, address, ArticlePage, ARTICLE | body) | {"known_warnings": known}
    assert client.post(address, data | {"action-publish": "1"}).status_code == 302
    assert ArticlePage.objects.get().live


def test_another_link_to_what_is_not_seen_is_told_again(client, site):
    pages = [site.add_text_page(title) for title in ("Planen", "Budgeten")]
    for page in pages:
        page.unpublish()
    address = add_address(site, ArticlePage)
    first, second = ({"body": links(page=str(page.pk))} for page in pages)
    response = save(client, address, ArticlePage, ARTICLE | first, "publish")
    known = {"known_warnings": response.context["form"]["known_warnings"].value()}
    response = save(client, address, ArticlePage, ARTICLE | second | known, "publish")
    assert "”Budgeten”" in told(response, "body")


@pytest.mark.parametrize("state", ["unpublished", "deleted"])
def test_links_in_running_text_and_chosen_pages_are_told_too(client, site, state):
    event = site.add_event("Dolt", start="2022-05-10 12:00+02:00")
    text = rich_text(f'<p><a linktype="page" id="{event.pk}">Dit</a></p>', features=["link"])
    changes = {"title": "Nr 1", "slug": "nr-1", "editorial": text}
    if state == "deleted":
        event.delete()
    else:
        event.unpublish()
        response = save(
            client,
            add_address(site, ArticlePage),
            ArticlePage,
            ARTICLE | {"reported_events": inline_formset([{"event": str(event.pk)}])},
            "publish",
        )
        assert "”Dolt”" in str(response.context["form"].non_field_errors())
    response = save(client, add_address(site, NewsletterPage), NewsletterPage, changes, "publish")
    assert set(response.context["form"].errors) == {"editorial"}


@pytest.mark.parametrize("where", ["block", "text"])
def test_a_document_that_visitors_cannot_open_is_told_at_its_place(
    client, site, settings, tmp_path, where
):
    settings.MEDIA_ROOT = tmp_path
    private = Collection.get_first_root_node().add_child(name="Styrelsen")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = make_document()
    if where == "block":
        page_type, field = ArticlePage, "body"
        changes = ARTICLE | {"body": links(document=str(document.pk), text="Rapport")}
    else:
        page_type, field = NewsletterPage, "editorial"
        link = f'<p><a linktype="document" id="{document.pk}">Dit</a></p>'
        text = rich_text(link, features=["document-link"])
        changes = {"title": "Nr 1", "slug": "nr-1", "editorial": text}
    address = add_address(site, page_type)
    for collection in (private.add_child(name="Protokoll"), private):
        document.collection = collection
        document.save()
        response = save(client, address, page_type, changes, "publish")
        assert set(response.context["form"].errors) == {field}
        assert "”Rapport från dagen” ligger i en samling" in told(response, field)
    document.collection = Collection.get_first_root_node()
    document.save()
    assert save(client, address, page_type, changes, "publish").status_code == 302


def test_a_draft_and_what_visitors_see_are_saved_without_a_word(client, site):
    hidden, seen = site.add_text_page("Planen"), site.add_text_page("Budgeten")
    hidden.unpublish()
    address = add_address(site, ArticlePage)
    draft = ARTICLE | {"body": links(page=str(hidden.pk))}
    assert save(client, address, ArticlePage, draft).status_code == 302
    public = ARTICLE | {"title": "Två", "slug": "tva", "body": links(page=str(seen.pk))}
    assert save(client, address, ArticlePage, public, "publish").status_code == 302


def test_no_entry_of_a_register_leads_into_a_meeting(client):
    for model in (Organisation, Theme, Category):
        address = reverse(model.snippet_viewset.get_url_name("add"))
        names = {field.name for field in model._meta.fields} & {"name", "place", "url"}
        for name in names:
            response = client.post(address, {"name": "Namnet", "slug": "", name: SHORT_ROOM})
            assert SECRET in response.context["form"].errors[name][0], (model, name)


@pytest.mark.parametrize("field", ["title", "description", "photographer"])
def test_a_picture_leads_into_no_meeting(client, settings, tmp_path, field):
    settings.MEDIA_ROOT = tmp_path
    address = reverse("wagtailimages:edit", args=[make_image().pk])
    response = client.post(address, {"title": "Torget", field: f"Vi ses {SHORT_ROOM}"})
    assert SECRET in response.context["form"].errors[field][0]


def test_a_document_leads_into_no_meeting(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    address = reverse("wagtaildocs:edit", args=[make_document().pk])
    response = client.post(address, {"title": SHORT_ROOM})
    assert SECRET in response.context["form"].errors["title"][0]


def test_who_publishes_many_pages_at_once_is_told_of_links_that_are_not_seen(client, site):
    hidden = site.add_text_page("Planen")
    address = add_address(site, ArticlePage)
    save(client, address, ArticlePage, ARTICLE | {"body": links(page=str(hidden.pk))})
    hidden.unpublish()
    page = ArticlePage.objects.get()
    many = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/pages/"
    html = client.post(many, follow=True).content.decode()
    assert ": I fältet ”text” finns en länk till något som besökare inte ser." in html
    page.refresh_from_db()
    assert page.live
