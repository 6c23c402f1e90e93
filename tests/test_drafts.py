"""A draft is read by whoever has its link, as long as the link holds, and by nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from home.drafts.link import DraftLink, delete_ended_draft_links
from home.models import User
from tests.documents import in_block, make_document
from tests.pages import SmallSite, moment

pytestmark = pytest.mark.one_database
DAY = timedelta(days=1)
ROOM = "https://moten.example.org/rum/7"


@pytest.fixture
def site(db):
    return SmallSite()


def link_to(page, days=7):
    """Return a link to a page, made by an administrator."""
    maker, _made = User.objects.get_or_create(username="ada", is_superuser=True)
    return DraftLink.objects.create(page=page, user=maker, ends=timezone.now() + days * DAY)


def draft_of(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def test_the_link_shows_the_latest_version_and_the_public_page_stays_as_it_was(site, client):
    page = draft_of(site.add_text_page("Publicerat"), title="Utkastets rubrik")
    link = link_to(page)
    public = client.get(page.get_url()).content.decode()
    for _time in range(2):
        answer = client.get(link.url)
        assert "Utkastets rubrik" in answer.content.decode()
        assert "Det här är ett utkast" in answer.content.decode()
        assert client.get(page.get_url()).content.decode() == public
    assert "Utkastets rubrik" not in public
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    page.title = "Nyare rubrik"
    page.save_revision()
    assert "Nyare rubrik" in client.get(link.url).content.decode()


def test_every_type_of_page_can_be_read_as_a_draft(site, client):
    pages = [site.home, site.landing, site.activity, site.calendar, site.news, site.people]
    pages += [site.add_event(), site.add_article(), site.add_issue(), site.add_person()]
    pages += [site.newsletters, site.add_follow_page()]
    for page in pages:
        page.unpublish()
        assert client.get(link_to(page).url).status_code == 200, page


def test_the_draft_of_a_list_lists_what_the_page_will(site, client):
    listed = {site.news: site.add_article("Nyheten"), site.newsletters: site.add_issue()}
    for page, item in listed.items():
        page.save_revision()
        assert item.title in client.get(link_to(page).url).content.decode()


def test_a_draft_leads_into_no_meeting(site, client, time_machine):
    time_machine.move_to(moment(2026, 2, 3, 12, 0))
    event = site.add_event(start=moment(2026, 2, 3, 12, 0), join_url=ROOM, registration="none")
    assert "anslut/" in client.get(event.get_url()).content.decode()
    html = client.get(link_to(event).url).content.decode()
    assert "anslut/" not in html
    assert ROOM not in html


def test_only_the_documents_of_the_draft_are_served_by_its_link(site, client, media):
    shown, other = make_document(b"a", "planen.txt"), make_document(b"b", "annat.txt")
    page = draft_of(site.add_text_page("Sidan"), body=in_block(shown))
    link = link_to(page)
    assert client.get(shown.url).status_code == 404
    address = f"{link.url}{shown.url[1:]}"
    assert address in client.get(link.url).content.decode()
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"{link.url}{other.url[1:]}").status_code == 404
    DraftLink.objects.update(ends=timezone.now())
    assert client.get(address).status_code == 404


def test_a_link_that_has_ended_says_so_and_one_that_never_was_is_not_there(site, client):
    link = link_to(site.add_text_page("Hemlig rubrik"), days=-1)
    answer = client.get(link.url)
    assert answer.status_code == 410
    assert "Länken gäller inte längre" in answer.content.decode()
    assert "Hemlig rubrik" not in answer.content.decode()
    for token in ("a", "å" * 200, link.token[:-1], link.token.swapcase(), "%00"):
        assert client.get(f"/utkast/{token}/").status_code == 404
    assert client.post(link.url).status_code == 405
    link.ends = timezone.now() - 40 * DAY
    link.save()
    delete_ended_draft_links()
    assert client.get(link.url).status_code == 404


def test_an_editor_makes_a_link_and_ends_it(site, client, redaktor):
    page = draft_of(site.add_text_page("Sidan"), title="Utkastets rubrik")
    address = reverse("draft_links", args=[page.pk])
    client.force_login(redaktor)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert address in form
    client.post(address, {"days": "14"})
    link = DraftLink.objects.get()
    assert link.user == redaktor
    assert timedelta(days=13) < link.ends - timezone.now() < timedelta(days=14)
    assert link.url in client.get(address).content.decode()
    for end in (str(link.pk), str(link.pk), "x", "9" * 30):
        assert client.post(address, {"end": end}).status_code == 302
    client.logout()
    assert client.get(link.url).status_code == 404


def test_who_may_not_edit_the_page_makes_no_link(site, client, django_user_model):
    address = reverse("draft_links", args=[site.home.pk])
    assert client.post(address, {"days": "7"}).status_code == 403
    client.force_login(django_user_model.objects.create_user("nobody"))
    client.post(address, {"days": "7"})
    assert not DraftLink.objects.exists()


@pytest.mark.parametrize("days", ["", "1", "3650", "x", "7" * 400])
def test_a_time_that_is_not_offered_is_refused_in_words(site, admin_client, days):
    address = reverse("draft_links", args=[site.home.pk])
    answer = admin_client.post(address, {"days": days})
    assert answer.status_code == 200
    assert "error-message" in answer.content.decode()
    assert not DraftLink.objects.exists()


def test_a_link_ends_when_who_made_it_may_not_edit_the_page_any_more(site, client, redaktor):
    page = draft_of(site.add_text_page(), title="Utkastets rubrik")
    group, link = redaktor.groups.get(), link_to(page)
    link.user = redaktor
    link.save()

    def follow():
        return client.get(link.url).status_code

    assert follow() == 200
    redaktor.groups.clear()
    assert follow() == 410
    redaktor.groups.add(group)
    assert follow() == 200
    page.refresh_from_db()
    page.unpublish()
    page.move(site.news, "last-child")
    assert follow() == 200
    User.objects.filter(pk=redaktor.pk).update(is_active=False)
    assert follow() == 410
    client.force_login(link_to(page).user)
    listed = client.get(reverse("draft_links", args=[page.pk])).content.decode()
    assert listed.count("den som gjorde länken får inte ändra sidan") == 1
    redaktor.delete()
    assert follow() == 410


@pytest.mark.parametrize("stored", [{}, [], "x", {"pk": 1}, {"body": 3}])
def test_a_version_that_cannot_be_read_costs_no_view_of_it(
    site, admin_client, client, media, stored
):
    page = draft_of(site.add_text_page("Som det var"), title="Utkastets rubrik")
    event = draft_of(site.add_event("Mötet"), title="Mötet i vår")
    Revision.objects.update(content=stored)
    shown = client.get(link_to(page).url)
    assert shown.status_code == 200
    if "pk" not in stored:
        assert "Som det var" in shown.content.decode()
    document = make_document(b"a", "planen.txt")
    addresses = [
        reverse("wagtaildocs:delete", args=[document.pk]),
        reverse("next_event", args=[event.pk]),
        reverse("write_report", args=[event.pk]),
        reverse("draft_links", args=[page.pk]),
    ]
    for address in addresses:
        assert admin_client.get(address).status_code == 200, address
    assert admin_client.post(addresses[2], {"title": "Så var det"}).status_code == 302


def test_a_page_that_is_gone_takes_its_links_along(site, client):
    page = site.add_text_page()
    link = link_to(page)
    page.delete()
    assert client.get(link.url).status_code == 404
