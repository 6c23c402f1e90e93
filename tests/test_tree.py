"""The page tree: what may stand where, and at which address."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from activities.models import ActivityPage, CalendarPage, EventPage
from home.models import (
    FollowPage,
    HomePage,
    LandingPage,
    PersonIndexPage,
    PersonPage,
    StandardPage,
)
from news.models import ArticlePage, NewsIndexPage, NewsletterIndexPage, NewsletterPage
from tests.pages import SmallSite, add

pytestmark = pytest.mark.one_database

TREE = {
    HomePage: {
        LandingPage,
        StandardPage,
        PersonIndexPage,
        CalendarPage,
        NewsIndexPage,
        NewsletterIndexPage,
        FollowPage,
    },
    LandingPage: {ActivityPage, StandardPage},
    StandardPage: {StandardPage},
    ActivityPage: {EventPage},
    EventPage: set(),
    CalendarPage: set(),
    NewsIndexPage: {ArticlePage},
    ArticlePage: set(),
    NewsletterIndexPage: {NewsletterPage},
    NewsletterPage: set(),
    PersonIndexPage: {PersonPage},
    PersonPage: set(),
    FollowPage: set(),
}
ONLY_ONE = [
    HomePage,
    CalendarPage,
    NewsIndexPage,
    NewsletterIndexPage,
    PersonIndexPage,
    FollowPage,
]


@pytest.mark.parametrize("parent", TREE, ids=lambda model: model.__name__)
def test_a_page_type_takes_only_what_belongs_below_it(parent):
    assert set(parent.allowed_subpage_models()) == TREE[parent]


def test_only_the_start_page_may_stand_at_the_root():
    ours = [model for model in Page.allowed_subpage_models() if model is not Page]
    assert ours == [HomePage]


@pytest.mark.django_db
@pytest.mark.parametrize("model", ONLY_ONE, ids=lambda model: model.__name__)
def test_there_is_only_one_of_each_list(model):
    site = SmallSite()
    site.add_follow_page()
    parent = site.home if model is not HomePage else site.home.get_parent()
    assert not model.can_create_at(parent)


@pytest.mark.django_db
def test_addresses_are_ascii():
    site = SmallSite()
    page = add(site.home, StandardPage(title="Så går det till på Möllevången"))
    assert page.url == "/sa-gar-det-till-pa-mollevangen/"


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["sok", "admin", "halsa", "meddelande", "en", "documents"])
def test_an_address_that_a_view_owns_is_refused_at_the_field(slug):
    site = SmallSite()
    with pytest.raises(ValidationError) as refusal:
        add(site.home, StandardPage(title="Sida", slug=slug))
    assert "används av webbplatsen själv" in refusal.value.message_dict["slug"][0]


@pytest.mark.django_db
def test_the_same_word_may_be_an_address_further_down():
    site = SmallSite()
    page = add(site.add_text_page(slug="om"), StandardPage(title="Sök", slug="sok"))
    assert page.url == "/om/sok/"


@pytest.mark.django_db
def test_an_article_may_not_take_the_address_of_the_archive():
    site = SmallSite()
    with pytest.raises(ValidationError) as refusal:
        site.add_article(slug="arkiv")
    assert "slug" in refusal.value.message_dict


def test_a_page_that_is_published_keeps_what_was_put_below_it_meanwhile(db):
    site = SmallSite()
    page = site.activity.save_revision().as_object()
    site.add_event()
    site.add_event()
    page.save()
    assert ActivityPage.objects.get(pk=page.pk).numchild == 2
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_page_that_is_published_stays_where_it_was_moved_meanwhile(db):
    site = SmallSite()
    event = site.add_event()
    page = site.activity.save_revision().as_object()
    landing = add(site.home, LandingPage(title="Annat", slug="annat"))
    site.activity.move(landing, pos="last-child")
    page.title = "Ny rubrik"
    page.save()
    page = ActivityPage.objects.get(pk=page.pk)
    assert (page.get_parent().pk, page.url_path) == (landing.pk, "/start/annat/larandelunch/")
    assert EventPage.objects.get(pk=event.pk).get_parent().pk == page.pk
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_part_of_a_page_comes_before_a_page_below_it_as_in_wagtail(client, db):
    site = SmallSite()
    article = site.add_article("Bakom arkivet")
    address = f"{site.news.url}arkiv/"
    # As no form would let an editor.
    Page.objects.filter(pk=article.pk).update(slug="arkiv", url_path=f"/start{address}")
    assert client.get(address).url == site.news.url  # where there is no archive yet
    Page.objects.filter(pk=site.news.pk).update(live=False)
    assert client.get(address).context["page"].pk == article.pk
