"""Sökning in the admin: what visitors search for, the chosen hits and the synonyms."""

from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.contrib.search_promotions.wagtail_hooks import SearchPicksMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.faults import Fault

from .models import IndexTask, Synonym
from .reports import ADDRESS, NOTHING, RESULTS_ADDRESS, SearchesReport

MOST_FAULTS = 10


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


@hooks.register("report_faults")
def what_the_index_does_not_hold():
    """Yield what could not be indexed, and how many more there are."""
    part, failed = gettext("Sökning"), IndexTask.objects.failed()
    for task in failed[:MOST_FAULTS]:
        found = task.object()
        if found:
            sentence = gettext(
                "Sökningen kan inte läsa ”%(title)s”, som därför inte hittas eller hittas med sin "
                "gamla text. Den försöker igen av sig själv."
            )
            url = AdminURLFinder().get_edit_url(found) or ""
            yield Fault(part, sentence % {"title": found}, url)
        else:
            yield Fault(part, gettext("Något borttaget går inte att ta bort ur sökningen."))
    more = failed.count() - MOST_FAULTS
    if more > 0:
        sentence = ngettext(
            "Ytterligare %(number)s sida eller fil kan inte läsas av sökningen.",
            "Ytterligare %(number)s sidor eller filer kan inte läsas av sökningen.",
            more,
        )
        yield Fault(part, sentence % {"number": more})
