"""What a Redaktör may do, and what not; how the group comes to be."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.admin.menu import admin_menu
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowTask,
)

from home.models import Organisation, Theme
from news.models import Category
from search.models import Synonym
from tests.pages import SmallSite, make_image

pytestmark = pytest.mark.one_database

migration = import_module("home.migrations.0003_redaktor")


@pytest.fixture
def site(db):
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/pages/",
        "/admin/evenemang/",
        "/admin/inkorg/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/snippets/home/organisation/",
        "/admin/snippets/home/theme/",
        "/admin/snippets/news/category/",
        "/admin/snippets/search/synonym/",
        "/admin/sokningar/",
        "/admin/redirects/",
        "/admin/searchpicks/",
        "/admin/reports/aging-pages/",
    ],
)
def test_a_redaktor_reaches_everything_about_content(client, site, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/admin/settings/home/sitesettings/",
        "/admin/users/",
        "/admin/users/new/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/collections/",
        "/admin/workflows/list/",
        "/admin/locales/",
    ],
)
def test_a_redaktor_does_not_reach_settings_or_users(client, site, address):
    if address == "/admin/settings/home/sitesettings/":
        address += f"{site.site.pk}/"
    response = client.get(address)
    assert response.status_code in (302, 404)
    menu = client.get("/admin/").content.decode()
    assert address not in menu


def test_the_menu_is_swedish_and_in_the_order_of_the_work(client, site):
    request = client.get("/admin/").wsgi_request
    items = sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)
    assert [str(item.label) for item in items] == [
        "Sidor",
        "Klistra in",
        "Evenemang",
        "Inkorg",
        "Utskick",
        "Prenumeranter",
        "Bilder",
        "Dokument",
        "Register",
        "Sökning",
        "Rapporter",
        "Inställningar",
        "Hjälp",
    ]


def test_the_admins_first_page_leads_to_the_common_tasks(client, site):
    html = client.get("/admin/").content.decode()
    for model, parent in (
        ("activities/eventpage", site.activity),
        ("news/articlepage", site.news),
        ("news/newsletterpage", site.newsletters),
        ("home/personpage", site.people),
    ):
        address = f"/admin/pages/add/{model}/{parent.pk}/"
        assert address in html
        assert client.get(address).status_code == 200


def test_the_admin_fetches_nothing_from_elsewhere_and_helps_in_swedish(client, site):
    html = client.get("/admin/").content.decode()
    assert not re.search(r"""(?:src|<link[^>]+href)=["']?https?://""", html)
    assert "whats-new-in-wagtail" not in html
    assert "På väg" in html


def test_the_login_names_the_site(client):
    client.logout()
    html = client.get("/admin/login/").content.decode()
    assert "Logga in på Malmöandan" in html
    assert "Lösenord" in html
    assert "Password" not in html


def test_the_admin_bears_our_own_symbol_and_nobody_elses(client, site):
    for address in ("/admin/", "/admin/login/"):
        html = client.get(address).content.decode()
        assert html.count('class="symbol"') == 1
        assert "icons/favicon.svg" in html
        assert "<title>" in html
        assert "Wagtail</title>" not in html
        assert "icon-wagtail" not in html
        client.logout()


@pytest.mark.searches
@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Organisation, {"name": "Hela Malmö", "slug": "hela-malmo", "logo": ""}),
        (Theme, {"name": "Demokrati", "slug": "demokrati", "word": "knowledge", "sort_order": "0"}),
        (Category, {"name": "Rapport", "slug": "rapport"}),
        (Synonym, {"words": "pengar, bidrag"}),
    ],
)
def test_a_redaktor_keeps_the_registers(client, site, model, fields):
    base = f"/admin/snippets/{model._meta.app_label}/{model._meta.model_name}"
    client.post(f"{base}/add/", fields)
    row = model.objects.get()
    name, *_others = fields
    client.post(f"{base}/edit/{row.pk}/", fields | {name: "Nytt, annat"})
    assert "Nytt, annat" in client.get(f"{base}/").content.decode()
    assert "Nytt, annat" in client.get(f"{base}/", {"q": "nytt"}).content.decode()
    client.post(f"{base}/delete/{row.pk}/")
    assert not model.objects.exists()


def test_a_redaktor_may_choose_add_and_change_pictures_and_documents(client, redaktor):
    picture = make_image()
    assert client.get(f"/admin/images/{picture.pk}/").status_code == 200
    for address in ("images", "images/add", "images/chooser", "documents/add"):
        assert client.get(f"/admin/{address}/").status_code == 200


@pytest.mark.searches
def test_the_events_of_the_admin_say_the_state_that_visitors_see(client, site):
    site.add_event("Ett möte utan dag")
    site.add_event("Ett inställt möte", change="cancelled", change_reason="Sjukdom")
    html = client.get("/admin/evenemang/").content.decode()
    assert "Datum meddelas" in html
    assert "Inställt" in html
    html = client.get("/admin/evenemang/", {"q": "inställt"}).content.decode()
    assert "Ett inställt möte" in html
    assert "Ett möte utan dag" not in html


def test_the_group_has_no_permission_that_does_not_exist_twice(db):
    group = Group.objects.get(name="Redaktör")
    before = group.permissions.count(), GroupPagePermission.objects.count()
    migration.make_group(apps, None)
    assert (group.permissions.count(), GroupPagePermission.objects.count()) == before
    for content_type in ContentType.objects.all():
        codenames = list(content_type.permission_set.values_list("codename", flat=True))
        assert len(codenames) == len(set(codenames))


def test_the_group_is_made_on_an_empty_database_and_can_be_taken_away(db):
    Group.objects.exclude(name=migration.NAME).delete()
    migration.remove_group(apps, None)
    assert not Group.objects.exists()
    Permission.objects.all().delete()
    migration.make_group(apps, None)
    group = Group.objects.get(name="Redaktör")
    codenames = set(group.permissions.values_list("codename", flat=True))
    assert {"access_admin", "change_organisation", "view_message", "export_message"} <= codenames
    assert not {"add_message", "change_sitesettings"} & codenames
    assert (
        group.collection_permissions.filter(collection=Collection.get_first_root_node()).count()
        == 6
    )


def stock_groups():
    """Make what Wagtail makes on an empty database."""
    editors = Group.objects.create(name="Editors")
    moderators = Group.objects.create(name="Moderators")
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.workflow_pages.create(page=Page.get_first_root_node())
    return editors, task


def test_wagtails_english_groups_are_gone_on_a_new_site(db):
    ours = {"Redaktör", "Granskare", "Administratör"}
    assert {*Group.objects.values_list("name", flat=True)} == ours
    stock_groups()
    migration.remove_stock_groups(apps, None)
    assert {*Group.objects.values_list("name", flat=True)} == ours
    assert not Workflow.objects.exists()
    assert not GroupApprovalTask.objects.exists()


def test_english_groups_with_people_in_them_stay(redaktor):
    editors, _task = stock_groups()
    redaktor.groups.add(editors)
    migration.remove_stock_groups(apps, None)
    assert Group.objects.filter(name__in=migration.STOCK).count() == 2
    assert Workflow.objects.exists()


def test_an_approval_by_another_group_stays(db):
    _editors, task = stock_groups()
    task.groups.set(Group.objects.filter(name="Redaktör"))
    migration.remove_stock_groups(apps, None)
    assert GroupApprovalTask.objects.exists()
