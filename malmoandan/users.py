"""The admin's list of users, searched as everything else is."""

from wagtail.users.views.users import IndexView, UserViewSet

from search.language.analyser import as_key, truncated, words
from search.language.editors_query import alike

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


class SiteUserViewSet(UserViewSet):
    """Wagtail's users with our list of them."""

    index_view_class = SiteUserIndexView
