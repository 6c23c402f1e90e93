"""Header, footer and breadcrumb: what they link to, and at what cost."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from home.generation import GenerationMiddleware
from home.models import HomePage, LandingPage, StandardPage
from malmoandan.templatetags.navigation import breadcrumb, navigation
from news.models import NewsIndexPage

pytestmark = pytest.mark.one_database


@pytest.fixture
def home(db):
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Malmöandan", slug="start"))
    Site.objects.update_or_create(
        hostname="testserver", defaults={"root_page": home, "is_default_site": True}
    )
    home.add_child(instance=LandingPage(title="Vad vi gör", show_in_menus=True))
    home.add_child(instance=NewsIndexPage(title="Nyheter", show_in_menus=True))
    home.add_child(instance=StandardPage(title="Dold"))
    home.add_child(instance=StandardPage(title="Tillgänglighet", show_in_footer=True))
    return home


def context_of(page=None, path="/"):
    request = RequestFactory().get(path)
    return Context({"request": request, "page": page})


def titles(links):
    return [link.title for link in links]


def child(home, slug):
    return home.get_children().get(slug=slug)


def test_the_menu_has_the_sections_in_the_order_of_the_tree(home):
    child(home, "nyheter").move(home, pos="first-child")
    assert titles(navigation(context_of(home)).menu) == ["Nyheter", "Vad vi gör"]


def test_the_footer_has_the_legal_pages_from_anywhere_in_the_tree(home):
    parent = child(home, "dold")
    parent.add_child(instance=StandardPage(title="Personuppgifter", show_in_footer=True))
    legal = titles(navigation(context_of(home)).legal)
    assert legal == ["Personuppgifter", "Tillgänglighet"]


def test_drafts_and_private_pages_are_in_neither_menu_nor_footer(home):
    child(home, "vad-vi-gor").unpublish()
    for slug in ("nyheter", "tillganglighet"):
        PageViewRestriction.objects.create(
            page=child(home, slug), restriction_type=PageViewRestriction.LOGIN
        )
    result = navigation(context_of(home))
    assert (result.menu, result.legal, result.feed_url) == ([], [], "")


def test_the_current_page_and_its_section_are_marked(home):
    section = child(home, "vad-vi-gor")
    below = section.add_child(instance=StandardPage(title="Samordning"))
    assert [link.current for link in navigation(context_of(section)).menu] == ["page", ""]
    assert [link.current for link in navigation(context_of(below)).menu] == ["true", ""]
    assert [link.current for link in navigation(context_of()).menu] == ["", ""]


def test_the_feed_of_the_news_is_announced(home):
    assert navigation(context_of(home)).feed_url == "/nyheter/flode.xml"


def test_the_breadcrumb_leads_from_the_start_page_to_the_parent(home):
    section = child(home, "vad-vi-gor")
    below = section.add_child(instance=StandardPage(title="Samordning"))
    trail = breadcrumb(context_of(below))
    assert [(link.title, link.url) for link in trail] == [
        ("Malmöandan", "/"),
        ("Vad vi gör", "/vad-vi-gor/"),
    ]
    assert breadcrumb(context_of(home)) == []
    assert breadcrumb(context_of()) == []


def test_menu_footer_and_breadcrumb_are_asked_once_a_generation(home, django_assert_num_queries):
    page = child(home, "tillganglighet")

    def ask(request):
        context = context_of(page)
        navigation(context)
        return breadcrumb(context)

    request = GenerationMiddleware(ask)
    assert request(None)
    with django_assert_num_queries(1):  # which generation it is
        request(None)


def test_without_a_request_or_a_site_there_is_nothing_to_link_to(db):
    Site.objects.all().delete()
    assert navigation(Context()).menu == []
    assert navigation(context_of()).home_url == "/"


@pytest.mark.parametrize("status", [404, 500])
def test_error_pages_say_in_swedish_what_happened(home, status):
    source = Template(f'{{% include "{status}.html" %}}')
    html = source.render(context_of() if status == 404 else Context())
    assert {404: "Här möttes vi inte", 500: "Något gick fel hos oss"}[status] in html
    assert "style=" not in html


def test_a_missing_address_shows_the_styled_page_with_menu(home, client):
    response = client.get("/finns-inte/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Här möttes vi inte" in html
    assert 'href="/vad-vi-gor/"' in html
    assert "Cookie" not in response.get("Vary", "")
