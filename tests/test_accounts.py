"""Nobody gives away, or takes over, more than they hold: tried by sending Wagtail's own forms."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from home.models import User
from malmoandan.account_rights import groups_to_give
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ROLES = ["Administratör", "Granskare", "Redaktör"]
PASSWORD = "en-lang-och-hemlig-fras"


def account(name, *groups):
    user = User.objects.create_user(name, f"{name}@example.org", first_name="A", last_name="B")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def administrator():
    return account("administrator", "Administratör")


def names(groups):
    return sorted(group.name for group in groups)


def new_account(**fields):
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    person = {"username": "ny", "email": "ny@example.org", "first_name": "N", "last_name": "Y"}
    return person | passwords | fields


def change(client, user, **fields):
    """Send the form of an account as it is, but for these fields."""
    person = ("username", "email", "first_name", "last_name")
    form = {name: getattr(user, name) for name in person} | {"is_active": "on"}
    response = client.post(f"/admin/users/edit/{user.pk}/", form | fields)
    return response, User.objects.get(pk=user.pk)


def test_an_administrator_makes_accounts_and_no_superuser(client, administrator):
    client.force_login(administrator)
    group = Group.objects.get(name="Redaktör")
    form = client.get("/admin/users/new/")
    assert 'name="is_superuser"' not in form.text
    assert 'name="groups"' in form.text
    client.post("/admin/users/new/", new_account(is_superuser="on", groups=[group.pk]))
    made = User.objects.get(username="ny")
    assert not made.is_superuser
    assert names(made.groups.all()) == ["Redaktör"]
    response, changed = change(client, made, is_superuser="on", groups=[group.pk], last_name="Ö")
    assert response.status_code == 302
    assert (changed.last_name, changed.is_superuser) == ("Ö", False)
    _response, changed = change(client, administrator, is_superuser="on")
    assert not changed.is_superuser


def test_a_password_of_nothing_but_figures_is_refused(client, administrator):
    client.force_login(administrator)
    figures = dict.fromkeys(("password1", "password2"), "123456789012")
    answer = client.post("/admin/users/new/", new_account(**figures))
    assert "Lösenordet består av bara siffror." in answer.text
    assert not User.objects.filter(username="ny").exists()


def test_an_administrator_neither_opens_changes_nor_deletes_a_superuser(
    client, administrator, editor
):
    client.force_login(administrator)
    address = f"/admin/users/edit/{editor.pk}/"
    assert client.get(address).status_code == 302
    assert address not in client.get("/admin/users/").text
    response, changed = change(
        client, editor, password1=PASSWORD, password2=PASSWORD, email="min@example.org"
    )
    assert response.status_code == 302
    assert changed.email != "min@example.org"
    assert not changed.check_password(PASSWORD)
    client.post(f"/admin/users/delete/{editor.pk}/")
    many = "/admin/bulk/home/user/{}/?id=" + str(editor.pk)
    client.post(many.format("delete"))
    client.post(many.format("set_active_state"), {"mark_as_active": "False"})
    client.post(many.format("assign_role"), {"role": Group.objects.get(name="Redaktör").pk})
    changed = User.objects.get(pk=editor.pk)
    assert changed.is_active
    assert not changed.groups.exists()


@pytest.mark.parametrize("where", ["everywhere", "pages", "files", "alone"])
def test_what_an_administrator_lacks_can_be_neither_given_nor_taken_over(
    client, administrator, where
):
    site = SmallSite()
    if where != "everywhere":
        # One who holds publishing and files for a part of the site only.
        administrator.groups.first().page_permissions.update(page=site.news)
    stronger, group = account("starkare"), Group.objects.create(name="Starka")
    further = Permission.objects.get(codename="change_workflow")
    if where == "everywhere":
        group.permissions.add(further)
    elif where == "pages":
        publish = Permission.objects.get(
            codename="publish_page", content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.create(group=group, page=site.home, permission=publish)
    elif where == "files":
        remove = Permission.objects.get(codename="delete_image", content_type__model="image")
        root = administrator.groups.first().collection_permissions.first().collection
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=remove)
    if where == "alone":
        stronger.user_permissions.add(further)
    else:
        stronger.groups.add(group)
    client.force_login(administrator)
    response, changed = change(client, stronger, password1=PASSWORD, password2=PASSWORD)
    assert response.status_code == 302
    assert not changed.check_password(PASSWORD)
    weaker = account("svagare", "Administratör")
    if where != "alone":
        response, changed = change(client, weaker, groups=[group.pk])
        assert response.status_code == 200
        client.post(f"/admin/bulk/home/user/assign_role/?id={weaker.pk}", {"role": group.pk})
        assert names(changed.groups.all()) == ["Administratör"]
        client.post("/admin/users/new/", new_account(groups=[group.pk]))
        assert not User.objects.filter(username="ny").exists()


def test_groups_are_made_and_changed_by_superusers_alone(client, administrator):
    administrator.groups.first().permissions.add(
        *Permission.objects.filter(content_type__model="group")
    )
    client.force_login(administrator)
    group = administrator.groups.first()
    before = group.permissions.count()
    every = list(Permission.objects.values_list("pk", flat=True))
    for address in ("new", f"edit/{group.pk}", f"delete/{group.pk}"):
        response = client.post(f"/admin/groups/{address}/", {"name": "X", "permissions": every})
        assert response.status_code == 302
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("Administratör", before)
    assert names(Group.objects.all()) == ROLES


def test_what_gives_everything_has_a_name_that_no_role_has(client, editor):
    client.force_login(editor)
    for address in ("new", f"edit/{account('annan').pk}"):
        form = client.get(f"/admin/users/{address}/").text
        said = re.findall(r"<label[^>]*>\s*(?:<input[^>]*>)?\s*([^<]*\w)", form)
        assert {"Får göra allt", *ROLES} <= {*said}, said
        assert said.count("Administratör") == 1


def test_a_superuser_gives_everything(client, editor):
    client.force_login(editor)
    form = client.get("/admin/users/new/").text
    assert 'name="is_superuser"' in form
    client.post("/admin/users/new/", new_account(is_superuser="on"))
    assert User.objects.get(username="ny").is_superuser


def test_an_administrator_can_give_every_role(administrator):
    # What a migration gives a Redaktör it has to give an Administratör as well.
    assert names(groups_to_give(administrator)) == ROLES
    assert names(groups_to_give(account("r", "Redaktör"))) == ["Granskare", "Redaktör"]
