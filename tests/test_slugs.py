"""Addresses that nobody has chosen: free ones are made, and a taken one is told at its field."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page

from activities.models import EventPage
from home.models import HomePage, Organisation, StandardPage, Theme
from home.slugs import slug_of
from news.models import ArticlePage, Category
from tests.pages import SmallSite, add, make_organisation, make_theme
from tests.test_admin_editing import add_address, save, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


REGISTERS = {
    Organisation: {"kind": "", "place": "", "url": "", "logo": ""},
    Theme: {"word": "knowledge", "sort_order": "0"},
    Category: {},
}


def add_to_register(client, model, **fields):
    app, name = model._meta.label_lower.split(".")
    data = REGISTERS[model] | {"slug": ""} | fields
    return client.post(f"/admin/snippets/{app}/{name}/add/", data)


@pytest.mark.parametrize("model", REGISTERS, ids=lambda model: model.__name__)
def test_a_register_makes_the_slug_of_the_name_and_keeps_it_when_the_name_changes(client, model):
    assert add_to_register(client, model, name="Åsas öl & ”äpplen”").status_code == 302
    row = model.objects.get(name="Åsas öl & ”äpplen”")
    assert row.slug == "asas-ol-applen"
    add_to_register(client, model, name="Åsas öl – äpplen!")
    assert model.objects.get(name="Åsas öl – äpplen!").slug == "asas-ol-applen-2"

    app, name = model._meta.label_lower.split(".")
    edit = f"/admin/snippets/{app}/{name}/edit/{row.pk}/"
    client.post(edit, REGISTERS[model] | {"name": "Något annat", "slug": row.slug})
    row.refresh_from_db()
    assert (row.name, row.slug) == ("Något annat", "asas-ol-applen")
    client.post(edit, REGISTERS[model] | {"name": "Något annat", "slug": ""})
    row.refresh_from_db()
    assert row.slug == "nagot-annat"


@pytest.mark.parametrize("name", ["☀️", "***", "日本語", "مالمو", "a" * 60])
def test_every_name_gives_an_address_that_its_field_takes(name):
    theme, other = make_theme(name=name, slug=""), make_theme(name=f"{name[:58]}!", slug="")
    for row in (theme, other):
        row.full_clean()
        assert 0 < len(row.slug) <= 60
    assert theme.slug != other.slug


def test_a_slug_that_somebody_chose_and_that_is_taken_is_told_at_its_field(client):
    make_organisation("Ett namn", slug="namnet")
    response = add_to_register(client, Organisation, name="Ett annat", slug="namnet")
    assert set(response.context["form"].errors) == {"slug"}


def test_slugs_follow_the_rule_of_pages(site):
    title = "Åtta ärliga ödlor: Édith & 2 till"
    assert site.add_article(title).slug == slug_of(title) == "atta-arliga-odlor-edith-2-till"


def copied(client, page, **changes):
    """Copy a page as the form proposes, with changes; return the answer and what was proposed."""
    address = f"/admin/pages/{page.pk}/copy/"
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("main form")
    shown = {
        field["name"]: field.get("value", "on")
        for field in form.select("input[name]")
        if field["type"] != "checkbox" or field.has_attr("checked")
    }
    return client.post(address, shown | changes), shown["new_slug"]


def test_a_copy_is_proposed_an_address_that_is_free(client, site):
    article = site.add_article("Träff i Malmö", slug="traff-i-malmo")
    for wanted in ("traff-i-malmo-2", "traff-i-malmo-3"):
        response, proposed = copied(client, article)
        assert (response.status_code, proposed) == (302, wanted)
    _response, proposed = copied(client, ArticlePage.objects.get(slug="traff-i-malmo-2"))
    assert proposed == "traff-i-malmo-4"


@pytest.mark.parametrize("name", ["new_title", "new_slug"])
def test_a_copy_is_refused_a_longer_title_or_address_than_a_page_has(client, site, name):
    article = site.add_article("Träff i Malmö")
    response, _proposed = copied(client, article, **{name: "x" * 256})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]


def test_a_copy_takes_its_whole_subtree_along(client, site):
    event = site.add_event("Medborgarbudget")
    response, proposed = copied(client, site.activity)
    assert (response.status_code, proposed) == (302, "larandelunch-2")
    twins = EventPage.objects.filter(slug=event.slug)
    assert sorted(twin.get_parent().slug for twin in twins) == ["larandelunch", "larandelunch-2"]


@pytest.mark.parametrize(
    ("slug", "message"), [("kontakt", "används redan"), ("sok", "används av webbplatsen själv")]
)
def test_an_address_that_a_copy_cannot_have_is_told_at_its_field(client, site, slug, message):
    site.add_text_page("Kontakt", slug="kontakt")
    page = site.add_text_page("Om oss")
    response, _proposed = copied(client, page, new_slug=slug)
    assert set(response.context["form"].errors) == {"new_slug"}
    assert message in response.context["form"].errors["new_slug"][0]
    assert not StandardPage.objects.filter(title="Om oss").exclude(pk=page.pk).exists()


@pytest.mark.parametrize("parent", ["", "0", "987654321", "x"])
def test_a_copy_below_a_page_that_is_gone_is_told_at_its_field(client, site, parent):
    response, _proposed = copied(client, site.add_article("Träff"), new_parent_page=parent)
    assert set(response.context["form"].errors) == {"new_parent_page"}


def test_two_pages_may_have_the_same_title(client, site):
    for _time in range(3):
        address = add_address(site, ArticlePage)
        assert save(client, address, ArticlePage, {"title": "Träff", "slug": "traff"}).url
    drafts = ArticlePage.objects.filter(title="Träff").order_by("path")
    assert [page.slug for page in drafts] == ["traff", "traff-2", "traff-3"]
    # The page that is open in the browser still says «traff», and saves again and again.
    for _time in range(2):
        edit = f"/admin/pages/{drafts[2].pk}/edit/"
        assert save(client, edit, ArticlePage, {"slug": "traff"}).status_code == 302
    assert drafts[2].get_latest_revision_as_object().slug == "traff-3"


@pytest.mark.parametrize("action", [None, "publish"])
@pytest.mark.parametrize("slug", ["", "  "])
def test_a_page_without_an_address_gets_a_free_one_of_its_title(client, site, slug, action):
    site.add_text_page("Träff", slug="traff", parent=site.news)
    whole = {"title": "Träff", "slug": slug, "date": "2022-05-10"}
    assert save(client, add_address(site, ArticlePage), ArticlePage, whole, action).url
    page = ArticlePage.objects.get(slug="traff-2")
    edit = f"/admin/pages/{page.pk}/edit/"
    changes = {"title": "Möte", "slug": slug}
    assert save(client, edit, ArticlePage, changes, action).status_code == 302
    latest = ArticlePage.objects.get().get_latest_revision_as_object()
    assert (latest.title, latest.slug, latest.live) == ("Möte", "mote", action == "publish")


def test_a_page_without_title_and_address_is_told_of_the_title_alone(client, site):
    address = add_address(site, ArticlePage)
    response = save(client, address, ArticlePage, {"title": "", "slug": ""})
    assert set(response.context["form"].errors) == {"title"}


def test_a_copy_without_an_address_gets_a_free_one_of_its_title(client, site):
    article = site.add_article("Träff", slug="traff")
    response, _proposed = copied(client, article, new_slug="")
    assert response.status_code == 302
    assert ArticlePage.objects.get(slug="traff-2").title == "Träff"


def test_a_title_that_the_site_has_as_an_address_gets_another(client, site):
    address = add_address(site, StandardPage)
    assert save(client, address, StandardPage, {"title": "Sök", "slug": "sok"}).status_code == 302
    assert StandardPage.objects.get().slug == "sok-2"


def test_an_address_that_somebody_has_chosen_is_not_changed_without_a_word(client, site):
    site.add_article("Något", slug="traff")
    address = add_address(site, ArticlePage)
    response = save(client, address, ArticlePage, {"title": "Annat", "slug": "traff"})
    assert "används redan" in told(response, "slug")


def test_the_address_of_a_published_page_stays_when_another_takes_its_title(client, site):
    page = site.add_article("Träff", slug="traff", date="2022-05-10")
    edit = f"/admin/pages/{page.pk}/edit/"
    assert save(client, edit, ArticlePage, {"title": "Nytt"}, "publish").status_code == 302
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Nytt", "traff")


def test_a_page_is_not_moved_to_an_address_that_is_taken_or_the_sites_own(client, site):
    first, second = site.add_text_page("Om oss"), site.add_text_page("Kontakt")
    below = site.add_text_page("Kontakt", parent=first)
    own = site.add_text_page("Sök", slug="sok", parent=first)
    for page, message in (
        (below, "Där finns redan en sida vars webbadress slutar på ”kontakt”."),
        (own, "”sok” används av webbplatsen själv"),
    ):
        address = f"/admin/pages/{page.pk}/move/{site.home.pk}/confirm/"
        for send in (client.get, client.post):
            assert message in send(address, follow=True).content.decode()
        page.refresh_from_db()
        assert page.get_parent().pk == first.pk
    assert HomePage.objects.get().get_children().filter(slug=second.slug).count() == 1
    many = f"/admin/bulk/wagtailcore/page/move/?id={below.pk}&id={own.pk}"
    response = client.post(many, {"chooser": site.home.pk})
    assert "kan inte flyttas dit, eftersom en annan sida där" in response.content.decode()
    for page in (below, own):
        page.refresh_from_db()
        assert page.get_parent().pk == first.pk


def test_two_who_create_the_same_page_at_once_get_an_address_each(client, site, monkeypatch):
    """What the other one has stored between the check of the form and the storing of the page."""
    add_child = Page.add_child

    def add_after_another(parent, **kwargs):
        monkeypatch.setattr(Page, "add_child", add_child)
        add(site.home, StandardPage(title="Samma", slug="samma"))
        parent.refresh_from_db()
        return parent.add_child(**kwargs)

    monkeypatch.setattr(Page, "add_child", add_after_another)
    response = save(client, add_address(site, StandardPage), StandardPage, {"title": "Samma"})
    assert response.status_code == 302
    assert {page.slug for page in StandardPage.objects.filter(title="Samma")} == {
        "samma",
        "samma-2",
    }
