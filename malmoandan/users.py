"""Accounts and groups in the admin: their list, searched as everything else is, and their forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import GroupForm, UserCreationForm, UserEditForm
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from home.form_fields import OpenedAs
from search.language.analyser import as_key, words
from search.language.editors_query import alike
from search.language.typed import truncated

from .account_rights import SuperusersOnly, groups_to_give

MOST_COMPARED = 5000  # users


def users_found(users, text):
    """Return the primary keys of users whose names or addresses have words that begin so.

    A word that nobody's name begins with is taken for those that differ from it by a letter or two.
    """
    fields = ("pk", "first_name", "last_name", "username", "email")
    names = {
        pk: {as_key(word) for name in said for word in words(name)}
        for pk, *said in users.values_list(*fields)[:MOST_COMPARED]
    }
    everybody = set().union(*names.values())
    typed = [as_key(word) for word in words(truncated(text))]
    meant = [(word, *alike(word, in_sight=everybody)) for word in typed]
    return [
        pk
        for pk, known in names.items()
        if typed and all(any(key.startswith(one) for key in known) for one in meant)
    ]


class SiteUserIndexView(IndexView):
    """The list of users, who are also found without å, ä and ö, and misspelt."""

    def search_queryset(self, queryset):
        as_wagtail_finds = super().search_queryset(queryset)
        if not self.is_searching:
            return as_wagtail_finds
        found = users_found(queryset.order_by(), self.search_query)
        return as_wagtail_finds | queryset.filter(pk__in=found)

    def get_edit_url(self, instance):
        if instance.is_superuser and not self.request.user.is_superuser:
            return None
        return super().get_edit_url(instance)


class GuardedForm:
    """A form of an account that offers nothing beyond what its user (`acting`) holds."""

    def __init__(self, *args, acting, **kwargs):
        super().__init__(*args, **kwargs)
        if not acting.is_superuser:
            self.fields.pop("is_superuser", None)
        elif everything := self.fields.get("is_superuser"):
            # Wagtail calls it «Administratör», as one of the roles below it is called.
            everything.label = _("Får göra allt")
            everything.help_text = _("Mer än en administratör. För den som sköter driften.")
        roles = self.fields["groups"]
        roles.label, roles.help_text = _("Roller"), _("Vad personen ska få göra.")
        roles.queryset = groups_to_give(acting)


class SiteUserCreationForm(GuardedForm, UserCreationForm):
    """The form of a new account."""


class SiteUserEditForm(OpenedAs, GuardedForm, UserEditForm):
    """The form of an account that is there."""


class GuardedView:
    """A view that tells its form who is at it."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"acting": self.request.user}


class SiteUserCreateView(GuardedView, CreateView):
    """The page of a new account."""


class SiteUserEditView(GuardedView, EditView):
    """The page of an account."""


class SiteUserViewSet(UserViewSet):
    """Wagtail's users with our list and forms of them."""

    index_view_class = SiteUserIndexView
    add_view_class = SiteUserCreateView
    edit_view_class = SiteUserEditView
    # Nobody begins an account with a copy, which Wagtail would make without our guard.
    copy_view_enabled = False
    # Wagtail's own for new ones expects the flag of superusers to be there.
    create_template_name = "wagtailusers/users/edit.html"

    def get_form_class(self, for_update=False):
        return SiteUserEditForm if for_update else SiteUserCreationForm


class GroupEditForm(OpenedAs, GroupForm):
    """The form of a group that is there, with what it may do with pages, files and sites."""

    def more_stored(self):
        kinds = ("page_permissions", "collection_permissions", "site_permissions")
        return [
            sorted(getattr(self.instance, kind).values_list("permission", kind.split("_")[0]))
            for kind in kinds
        ]


class SiteGroupViewSet(GroupViewSet):
    """Wagtail's groups, for superusers."""

    def get_form_class(self, for_update=False):
        return GroupEditForm if for_update else super().get_form_class(for_update)

    @property
    def permission_policy(self):
        return SuperusersOnly(self.model)
