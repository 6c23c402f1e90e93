"""Who may look after which accounts: nobody gives away, or takes over, more than they hold.

Wagtail asks only whether somebody may change accounts, and lets them make a superuser of any.
"""

from collections import defaultdict
from typing import NamedTuple

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from wagtail import hooks
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import User


class Grant(NamedTuple):
    """A permission: on everything, or on a place of a tree (by its path) and all below it."""

    permission: int
    tree: str = ""
    path: str = ""


def grants_by_group():
    """Return {primary key of a group: the set of what it grants}."""
    grants = defaultdict(set)
    everywhere = Group.permissions.through.objects.values_list("group_id", "permission_id")
    on_pages = GroupPagePermission.objects.values_list("group_id", "permission_id", "page__path")
    on_files = GroupCollectionPermission.objects.values_list(
        "group_id", "permission_id", "collection__path"
    )
    on_sites = GroupSitePermission.objects.values_list("group_id", "permission_id", "site_id")
    for group, permission in everywhere:
        grants[group].add(Grant(permission))
    for tree, rows in (("pages", on_pages), ("files", on_files)):
        for group, permission, path in rows:
            grants[group].add(Grant(permission, tree, path))
    for group, permission, site in on_sites:
        grants[group].add(Grant(permission, f"site {site}"))
    return grants


def grants_of(user, by_group):
    """Return the set of what somebody who is no superuser holds, by groups and alone."""
    alone = Permission.objects.filter(user=user).values_list("pk", flat=True)
    groups = user.groups.values_list("pk", flat=True)
    return {Grant(pk) for pk in alone}.union(*(by_group[pk] for pk in groups))


def is_covered(wanted, held):
    """Tell whether each grant is held for the same place or one above it."""
    paths = defaultdict(tuple)
    for grant in held:
        paths[grant.permission, grant.tree] += (grant.path,)
    return all(one.path.startswith(paths[one.permission, one.tree]) for one in wanted)


def groups_to_give(user):
    """Return the groups that somebody may put accounts in: none grants more than they hold."""
    if user.is_superuser:
        return Group.objects.all()
    by_group = grants_by_group()
    held = grants_of(user, by_group)
    pks = Group.objects.values_list("pk", flat=True)
    return Group.objects.filter(pk__in=[pk for pk in pks if is_covered(by_group[pk], held)])


def refuse_to_look_after(user, accounts):
    """Raise PermissionDenied where one of the accounts holds more than the user does."""
    if user.is_superuser:
        return
    if any(account.is_superuser for account in accounts):
        raise PermissionDenied
    by_group = grants_by_group()
    held = grants_of(user, by_group)
    if not all(is_covered(grants_of(account, by_group), held) for account in accounts):
        raise PermissionDenied


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def guard_account(request, account):
    """Let nobody change or delete an account that holds more than they do."""
    refuse_to_look_after(request.user, [account])


@hooks.register("before_bulk_action")
def guard_accounts(request, action_type, objects, action):
    """Hold many accounts at once to the same rules, and the group that is given to them."""
    if action.model is User:
        refuse_to_look_after(request.user, objects)
        group = action.cleaned_form.cleaned_data.get("role")
        if group and not groups_to_give(request.user).filter(pk=group.pk).exists():
            raise PermissionDenied


class SuperusersOnly(ModelPermissionPolicy):
    """What only a superuser does: whoever made groups could give themselves any permission."""

    def user_has_permission(self, user, action):
        return user.is_active and user.is_superuser

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, None)
