"""Old addresses: everything at and below a page that has moved leads on, for ever and safely."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from home.models import LandingPage
from tests.pages import SmallSite, add

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    site = SmallSite()
    site.event = site.add_event(
        "Träff", slug="traff", start=timezone.now() + timedelta(days=2), attendance_mode="online"
    )
    site.old, site.old_event = site.activity.url, site.event.url
    return site


def rename(page, slug):
    """Publish a page with another slug, as an editor does."""
    page = type(page).objects.get(pk=page.pk)
    page.slug = slug
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def move(page, parent):
    """Put a page below another one, as an editor does."""
    page = type(page).objects.get(pk=page.pk)
    page.move(type(parent).objects.get(pk=parent.pk), pos="last-child")
    return type(page).objects.get(pk=page.pk)


def led(client, address):
    """Return where an address leads, in one step that holds for ever, or its status."""
    response = client.get(address)
    if response.status_code != 301:
        return response.status_code
    assert client.get(response["Location"]).status_code in (200, 302), response["Location"]
    return response["Location"]


BELOW = ["", "kalender.ics", "flode.xml", "?sida=2&a=%C3%A5", "kalender.ics?x=1"]


def test_all_that_is_below_a_renamed_activity_leads_on_with_its_query(client, site):
    new = rename(site.activity, "lunch").url
    for rest in BELOW:
        assert led(client, site.old + rest) == new + rest
    for rest in ("", "kalender.ics", "anslut/"):
        assert led(client, site.old_event + rest) == f"{new}traff/{rest}"
    assert led(client, f"{site.old}finns-inte/") == 404
    assert led(client, f"{site.old}kalender.ics/x/") == 404


def test_months_years_and_feeds_of_lists_lead_on(client, site):
    site.add_article("Nyhet", slug="nyhet", date=timezone.localdate())
    year = timezone.localdate().year
    calendar, news = rename(site.calendar, "pa-gang"), rename(site.news, "aktuellt")
    for rest in ("", "2021/05/", "arkiv/", "arkiv/2021/", "utan-datum/", "kalender.ics?gratis=1"):
        assert led(client, f"/kalender/{rest}") == calendar.url + rest
    for rest in ("", "flode.xml", f"arkiv/{year}/", "nyhet/", "?kategori=x"):
        assert client.get(f"/nyheter/{rest}")["Location"] == news.url + rest


def test_a_page_that_has_moved_again_and_again_is_one_step_away(client, site):
    other = add(site.home, LandingPage(title="Annat", slug="annat"))
    activity = rename(site.activity, "a")
    event = rename(site.event, "b")
    activity = rename(activity, "c")
    activity = move(activity, other)
    activity = rename(activity, "d")
    rename(other, "annat-nu")
    event = rename(event, "e")
    activity.refresh_from_db()
    event.refresh_from_db()
    assert activity.url == "/annat-nu/d/"
    for old in ("/vad-vi-gor/larandelunch/", "/vad-vi-gor/a/", "/vad-vi-gor/c/", "/annat/c/"):
        assert led(client, f"{old}flode.xml") == "/annat-nu/d/flode.xml"
    olds = ("/vad-vi-gor/larandelunch/traff/", "/vad-vi-gor/a/b/", "/annat/d/b/", "/annat-nu/d/b/")
    for old in olds:
        assert led(client, f"{old}kalender.ics") == f"{event.url}kalender.ics"


def test_a_page_that_was_not_published_when_its_parent_moved_leads_on_once_it_is(client, site):
    site.event.unpublish()
    Redirect.objects.all().delete()
    activity = rename(site.activity, "lunch")
    event = rename(site.event, "annan-traff")
    Redirect.objects.filter(old_path=site.old_event.rstrip("/")).delete()
    event.save_revision().publish()
    assert led(client, site.old_event) == f"{activity.url}annan-traff/"


def test_a_live_page_at_an_old_address_wins_and_swapped_names_never_go_round(client, site):
    twin = site.add_activity("Dialogforum", slug="dialogforum")
    site.add_event("Möte", slug="mote", activity=twin, start=timezone.now())
    first = rename(site.activity, "tillfallig")
    second = rename(twin, "larandelunch")
    first = rename(first, "dialogforum")
    assert (first.url, second.url) == ("/vad-vi-gor/dialogforum/", "/vad-vi-gor/larandelunch/")
    for page in (first, second):
        for rest in ("", "flode.xml", "kalender.ics"):
            assert client.get(page.url + rest).status_code == 200
    # What only the other one has is found there.
    assert led(client, "/vad-vi-gor/larandelunch/traff/") == "/vad-vi-gor/dialogforum/traff/"
    assert led(client, "/vad-vi-gor/dialogforum/mote/") == "/vad-vi-gor/larandelunch/mote/"
    calendar, news = rename(site.calendar, "x"), rename(site.newsletters, "kalender")
    rename(calendar, "nyhetsbrev")
    assert led(client, "/kalender/2021/05/") == "/nyhetsbrev/2021/05/"
    assert client.get(news.url).status_code == 200
    # The page itself says that there is nothing: nobody is sent round and round.
    assert led(client, "/nyhetsbrev/2021/13/") == 404
    assert led(client, "/nyhetsbrev/?tema=finns-inte") == 404


def test_an_old_address_is_understood_however_it_is_written(client, site):
    new = rename(site.activity, "lunch").url
    for written in (
        "/vad-vi-gor/larandelunch",
        "/vad-vi-gor//larandelunch/",
        "/Vad-vi-gor/LARANDELUNCH/",
        "/v%61d-vi-gor/l%61randelunch/",
        "/VAD-VI-GOR/larandelunch",
    ):
        assert client.get(written, follow=True).redirect_chain[-1][0] == new, written
    assert led(client, "/VAD-VI-GOR/Larandelunch/Kalender.ICS") in (f"{new}kalender.ics", 404)
    # A page that has never moved is found in capitals, too.
    assert led(client, "/Kalender/2021/05/?gratis=1") == "/kalender/2021/05/?gratis=1"


OLD_ADDRESSES = [
    ("/vad-vi-gör", "/vad-vi-gor/"),
    ("/vad-vi-g%C3%B6r/", "/vad-vi-gor/"),
    ("/vad-vi-go%CC%88r", "/vad-vi-gor/"),  # a letter and a mark (NFD)
    ("/vad-vi-g%F6r", "/vad-vi-gor/"),  # Latin-1
    ("/vad-vi-g%25C3%25B6r", "/vad-vi-gor/"),  # encoded twice
    ("/VAD-VI-G%C3%96R", "/vad-vi-gor/"),
    ("/Vad-Vi-G%D6r/", "/vad-vi-gor/"),
    ("/vad%20vi%20g%C3%B6r", "/vad-vi-gor/"),
    ("/vad-vi-gör).", "/vad-vi-gor/"),
    ("/vad-vi-gör%E2%80%9D,", "/vad-vi-gor/"),
    ("/vad-vi-gör&nbsp;mer", "/vad-vi-gor/"),
    ("/vad-vi-gör%20", "/vad-vi-gor/"),
    ("/vad-vi-gör/index.html", "/vad-vi-gor/"),
    ("/vad-vi-gör.html", "/vad-vi-gor/"),
    ("/vad-vi-gör?lang=en", "/vad-vi-gor/?lang=en"),
    ("/vad-vi-gör/lärandelunch/kalender.ics", "/vad-vi-gor/larandelunch/kalender.ics"),
    ("/på-gång", "/kalender/"),
    ("/p%E5-g%E5ng/", "/kalender/"),
    ("/pa%CC%8A-ga%CC%8Ang", "/kalender/"),
    ("/kopia-på-vad-vi-gör", "/vad-vi-gor/"),
    ("/kopia-p%E5-vad-vi-g%F6r-1", "/vad-vi-gor/"),
    ("/Kopia-P%C3%A5-Kopia-På-På-Gång", "/kalender/"),
    ("/kopia-av-lärandelunch-2/", "/vad-vi-gor/larandelunch/"),
    ("/lärandelunch", "/vad-vi-gor/larandelunch/"),
    ("/other-languages", "/"),
]


def test_the_addresses_of_the_site_before_this_one_lead_on(client, site):
    found = {written: led(client, written) for written, _now in OLD_ADDRESSES}
    assert found == dict(OLD_ADDRESSES)


def test_an_address_of_the_former_site_leads_to_where_the_page_is_today(client, site):
    calendar = rename(site.calendar, "evenemang")
    activity = rename(site.activity, "lunch")
    assert led(client, "/på-gång") == calendar.url
    assert led(client, "/kopia-på-lunch") == led(client, "/lunch") == activity.url
    site.add_event("Annan", slug="lunch", start=timezone.now())
    assert led(client, "/lunch/") == 404  # which of the two, nobody can tell
    assert led(client, "/kopia-på-finns-inte-1/") == 404
    page = site.add_text_page("På gång", slug="pa-gang")
    assert led(client, "/på-gång") == page.url


def test_an_address_of_the_former_site_leads_to_nothing_that_is_not_public(client, site):
    for page in (site.activity, site.calendar):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    site.event.unpublish()
    for written in ("lärandelunch", "kopia-på-lärandelunch", "på-gång", "traff", "träff", "%E5"):
        assert led(client, f"/{written}/") == 404


@pytest.mark.parametrize("junk", ["%", "%zz", "%F6%C3", "ö" * 3000, "%FF" * 900, "kopia-pa-" * 99])
def test_what_only_looks_like_an_old_address_costs_an_answer_and_no_more(client, site, junk):
    for address in (f"/{junk}", f"/kopia-på-{junk}", f"/{junk}/" * 12, f"/vad-vi-gör/{junk}"):
        assert client.get(address).status_code in (301, 404, 400), address


def test_no_redirect_tells_of_a_page_that_is_not_public(client, site):
    activity = rename(site.activity, "hemligt-namn")
    assert led(client, site.old) == activity.url
    restriction = PageViewRestriction.objects.create(page=activity, restriction_type="login")
    addresses = (site.old, f"{site.old}kalender.ics", site.old_event, f"{site.old_event}anslut/")
    for address in addresses:
        assert led(client, address) == 404
    restriction.delete()
    activity.unpublish()
    for address in addresses[:2]:
        assert led(client, address) == 404
    assert led(client, addresses[2]) == "/vad-vi-gor/hemligt-namn/traff/"
    site.add_activity("Utkast", slug="utkast", live=False)
    assert led(client, "/vad-vi-gor/utkast/") == 404


def test_a_draft_of_a_new_address_leads_nobody_anywhere(client, site):
    site.activity.slug = "kommer-snart"
    site.activity.save_revision()
    assert client.get(site.old).status_code == 200
    assert client.get("/vad-vi-gor/kommer-snart/").status_code == 404
    assert not Redirect.objects.exists()


def test_what_an_editor_has_written_comes_first_and_leads_where_they_say(client, site):
    new = rename(site.activity, "lunch").url
    Redirect.objects.filter(old_path=site.old.rstrip("/")).delete()
    Redirect.add_redirect(site.old, redirect_to="https://example.org/", is_permanent=False)
    Redirect.add_redirect("/?p=12", redirect_to=site.news)
    Redirect.add_redirect("/möten", redirect_to=site.calendar)
    Redirect.add_redirect("/gammalt", redirect_to=site.event)
    answer = client.get(site.old)
    assert (answer.status_code, answer["Location"]) == (302, "https://example.org/")
    assert led(client, "/m%C3%B6ten/?a=1") == "/kalender/?a=1"
    assert led(client, "/gammalt/?p=12") == f"{new}traff/?p=12"
    site.event.refresh_from_db()
    site.event.unpublish()
    assert led(client, "/gammalt/") == 404
    # A page that takes the address and leaves it takes no redirect from the editor.
    page = rename(site.add_text_page("Gammalt", slug="gammalt"), "nyare")
    assert led(client, "/gammalt/") == page.url
    site.event.refresh_from_db()
    site.event.save_revision().publish()
    assert led(client, "/gammalt/") == f"{new}traff/"


def test_a_redirect_of_an_editor_leads_somewhere(client, site, editor):
    client.force_login(editor)
    add, sent = "/admin/redirects/add/", {"old_path": "/affisch", "redirect_link": ""}
    answer = client.post(add, sent)
    assert "annars leder omdirigeringen ingenstans" in answer.text
    assert client.post(add, sent | {"redirect_link": "https://example.org/"}).status_code == 302
    made = Redirect.objects.get(old_path="/affisch")
    answer = client.post(f"/admin/redirects/{made.pk}/", sent)
    assert "annars leder omdirigeringen ingenstans" in answer.text
    assert client.get("/affisch")["Location"] == "https://example.org/"


@pytest.mark.parametrize(
    ("old", "is_page"), [("/nyheter", True), ("http://testserver/nyheter/", True), ("/ny", False)]
)
def test_an_editor_is_told_that_a_page_goes_before_a_redirect(client, site, editor, old, is_page):
    client.force_login(editor)
    sent = {"old_path": old, "redirect_link": "https://example.org/"}
    answer = client.post("/admin/redirects/add/", sent, follow=True)
    assert ("finns en sida, som visas i stället" in answer.text) == is_page


@pytest.mark.parametrize("old", ["/trygghet på Möllan/", "http://testserver/trygghet på Möllan"])
def test_an_old_address_with_a_space_leads_on(client, site, editor, old):
    client.force_login(editor)
    sent = {"old_path": old, "redirect_link": "https://example.org/"}
    assert client.post("/admin/redirects/add/", sent).status_code == 302
    assert client.get("/trygghet%20p%C3%A5%20M%C3%B6llan")["Location"] == "https://example.org/"


def test_an_old_address_that_cannot_be_taken_apart_is_refused_at_its_field(client, site, editor):
    client.force_login(editor)
    sent = {"old_path": "http://[", "redirect_link": "https://example.org/"}
    answer = client.post("/admin/redirects/add/", sent)
    assert answer.context["form"].errors.keys() == {"old_path"}


def test_what_editors_have_written_never_leads_round(client, site):
    def written(old, new):
        Redirect.add_redirect(old, redirect_to=new)

    written("/sig-sjalv", "/sig-sjalv/")
    written("/a", "/b/?x=1")
    written("/b", "http://testserver/c/#har")
    written("/c", f"http://{site.site.hostname}/A/")
    written("/in", "/c")
    written("/fraga", "?x=2")
    written("/punkt", f"http://{site.site.hostname}./punkt/")
    for number in range(30):
        written(f"/lang-{number}", f"/lang-{number + 1}")
    for path in ("/sig-sjalv/", "/a/", "/b/", "/c/", "/in/", "/fraga/", "/punkt/", "/lang-0/"):
        assert client.get(path).status_code == 404, path
    # What only passes by another one goes on, and so does what leads to a page or away.
    written("/lang-30", site.calendar)
    written("/ut", "/ut-2")
    written("/ut-2", "https://example.org/ut/")
    assert client.get("/lang-29/")["Location"] == "/lang-30"
    assert client.get("/ut/")["Location"] == "/ut-2"
    assert client.get("/ut-2/")["Location"] == "https://example.org/ut/"
    # A page that has stood there is found all the same.
    written("/vad-vi-gor/larandelunch", "/vad-vi-gor/larandelunch/")
    assert client.get(site.old).status_code == 200
    new = rename(site.activity, "lunch").url
    assert led(client, site.old) == new


def test_only_this_site_is_led_to_and_only_readers_are_led(client, site):
    rename(site.activity, "lunch")
    rename(site.home, "hem")
    for junk in (
        f"{site.old}//example.org/",
        f"{site.old}%2F%2Fexample.org/",
        "//example.org/vad-vi-gor/larandelunch/",
        "/\\example.org/",
        f"{site.old}%0d%0aSet-Cookie:%20x=1/",
        f"{site.old}%00/",
        f"{site.old}{'x/' * 500}",
        f"{site.old}{'x' * 5000}/",
        f"/{'a/' * 11}",
        "/%C3%28/",
        "/%ED%A0%80/",
    ):
        response = client.get(junk)
        assert response.status_code in (404, 400) or response["Location"].startswith("/vad-vi-gor/")
    assert client.post(site.old).status_code in (404, 405)
    assert client.head(site.old).status_code == 301


def test_the_calendar_knows_an_activity_by_its_old_name(client, site):
    rename(site.activity, "lunch")
    for path in ("", "kalender.ics", "flode.xml"):
        text = client.get(f"/kalender/{path}?aktivitet=larandelunch").content.decode()
        assert "Träff" in text
    assert '?aktivitet=lunch"' in client.get("/kalender/?aktivitet=larandelunch").content.decode()
    assert led(client, "/kalender/?aktivitet=nagot-annat") == 404


def test_an_address_too_long_for_a_redirect_hinders_no_renaming(client, site):
    longest = site.add_event("Lång", slug="l" * 250, start=timezone.now())
    below = longest.url
    new = rename(site.activity, "lunch").url
    assert led(client, below) == f"{new}{'l' * 250}/"
    longest = rename(longest, "kort")
    assert client.get(longest.url).status_code == 200


def test_a_redirect_that_cannot_be_noted_costs_the_redirect_alone(
    client, site, caplog, monkeypatch
):
    monkeypatch.setattr(Redirect.objects, "bulk_create", None)
    activity = rename(site.activity, "lunch")
    assert client.get(activity.url).status_code == 200
    assert "were not noted" in caplog.text


def test_what_is_not_there_costs_few_questions(client, site, django_assert_max_num_queries):
    rename(site.activity, "lunch")
    client.get("/finns-inte/")
    with django_assert_max_num_queries(14):
        client.get("/vad-vi-gor/finns/inte/alls/")
