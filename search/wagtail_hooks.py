"""Sökning in the admin: what visitors search for, the chosen hits and the synonyms."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.contrib.search_promotions.wagtail_hooks import SearchPicksMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Synonym
from .reports import ADDRESS, NOTHING, RESULTS_ADDRESS, SearchesReport


class SynonymViewSet(SnippetViewSet):
    """The register of words that mean the same."""

    model = Synonym
    icon = "copy"
    list_display = ["words"]
    search_fields = ["words"]
    ordering = ["words"]


@register_snippet
class SearchGroup(SnippetViewSetGroup):
    """All that an editor does about search, in one menu."""

    items = (SynonymViewSet,)
    menu_label = _("Sökning")
    menu_icon = "search"
    menu_order = 550

    def get_submenu_items(self):
        report = reverse(ADDRESS)
        nothing = f"{report}?traffar={NOTHING}"
        # Whoever may choose hits may see what is searched for.  The synonyms come at 0.
        return [
            SearchPicksMenuItem(
                _("Sökningar"), report, name="searches", icon_name="search", order=-3
            ),
            SearchPicksMenuItem(
                _("Utan träffar"), nothing, name="nothing-found", icon_name="warning", order=-2
            ),
            SearchPicksMenuItem(
                _("Utvalda träffar"),
                reverse("wagtailsearchpromotions:index"),
                name="chosen-hits",
                icon_name="pick",
                order=-1,
            ),
            *super().get_submenu_items(),
        ]


@hooks.register("register_admin_urls")
def add_the_report():
    """Give the report of searches its addresses."""
    return [
        path("sokningar/", SearchesReport.as_view(), name=ADDRESS),
        path(
            "sokningar/resultat/", SearchesReport.as_view(results_only=True), name=RESULTS_ADDRESS
        ),
    ]


def leave_out(name):
    """Return a hook that takes an item out of a menu where Wagtail puts it."""

    def construct(request, items):
        items[:] = [item for item in items if item.name != name]

    return construct


hooks.register("construct_settings_menu", leave_out("promoted-search-results"))
hooks.register("construct_reports_menu", leave_out("search-terms"))
