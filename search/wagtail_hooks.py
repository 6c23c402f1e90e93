"""Sökning in the admin: what visitors search for, the chosen hits and the synonyms."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Max, OuterRef, Sum
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.contrib.search_promotions.wagtail_hooks import SearchPicksMenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from home.at_once import Rows
from home.faults import Fault
from home.waiting import Line, lines_of

from . import tip_form  # noqa: F401 (it registers its view)
from .models import DocumentText, IndexTask, Synonym
from .page.searches import POPULAR_DAYS, POPULAR_TIMES
from .synonym_admin import WORD, SynonymViewSet

WITHOUT_HITS = "inga"
REPORT_URL_NAME = "searches_report"
REPORT_RESULTS_URL_NAME = "searches_report_results"
MOST_FAULTS = 10


class SearchesFilterSet(WagtailFilterSet):
    """All searches, or only those that found nothing the last time."""

    traffar = ChoiceFilter(
        label=_("Träffar"),
        empty_label=_("Alla sökningar"),
        choices=[(WITHOUT_HITS, _("Utan träffar"))],
        method="without_hits",
    )

    class Meta:
        model = Query
        fields = []

    def without_hits(self, queries, name, value):
        return queries.filter(outcome__found=0)


class SearchColumn(Column):
    """A search, and what an editor can do about it: choose what it shows first, add a synonym."""

    cell_template_name = "search/search_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        if ModelPermissionPolicy(Synonym).user_has_permission(context["request"].user, "add"):
            add = reverse(SynonymViewSet().get_url_name("add"))
            context["add_synonym_url"] = f"{add}?{urlencode({WORD: instance.query_string})}"
        return context


def last_found(query):
    return "" if query.found is None else query.found


def latest_day(query):
    return date_format(query.latest, "j F Y")


class SearchesReport(ReportView):
    """What visitors have searched for lately, the most frequent first."""

    page_title = _("Sökningar")
    verbose_name_plural = _("sökningar")
    header_icon = "search"
    permission_policy = ModelPermissionPolicy(SearchPromotion)
    any_permission_required = ["add", "change", "delete"]
    is_searchable = True
    search_fields = ["query_string"]
    filterset_class = SearchesFilterSet
    default_ordering = "-times"
    index_url_name = REPORT_URL_NAME
    index_results_url_name = REPORT_RESULTS_URL_NAME
    columns = [
        SearchColumn("query_string", label=_("Sökord"), sort_key="query_string"),
        NumberColumn("times", label=_("Antal sökningar"), sort_key="times"),
        NumberColumn("found", label=_("Träffar senast"), accessor=last_found, sort_key="found"),
        Column("latest", label=_("Senast"), accessor=latest_day, sort_key="latest"),
    ]

    def get_filterset_kwargs(self):
        return super().get_filterset_kwargs() | {"queryset": self.get_base_queryset()}

    def get_base_queryset(self):
        picks = SearchPromotion.objects.filter(query=OuterRef("pk"))
        return Query.objects.filter(daily_hits__isnull=False).annotate(
            times=Sum("daily_hits__hits"),
            latest=Max("daily_hits__date"),
            found=F("outcome__found"),
            promoted=ExpressionWrapper(Exists(picks), output_field=BooleanField()),
        )


@hooks.register("waiting_lines", order=100)
def searches_without_hits(user):
    """Return what several have searched for lately and not found, the most frequent first."""
    if not ModelPermissionPolicy(SearchPromotion).user_has_permission(user, "add"):
        return ()
    since = timezone.localdate() - timedelta(days=POPULAR_DAYS)
    queries = (
        Query.objects.filter(daily_hits__date__gte=since, outcome__found=0)
        .annotate(times=Sum("daily_hits__hits"))
        .filter(times__gte=POPULAR_TIMES)
        .order_by("-times", "query_string")
    )
    report = f"{reverse(REPORT_URL_NAME)}?traffar={WITHOUT_HITS}"

    def line(query):
        words = {"q": query.query_string}
        return Line(
            gettext("”%s” gav inga träffar") % query.query_string,
            gettext("%s sökningar den senaste månaden") % query.times,
            f"{report}&{urlencode(words)}",
            gettext("Hjälp dem hitta"),
            "search",
        )

    more = gettext("Ytterligare %s sökningar utan träffar")
    return lines_of(queries, ("pk", "query_string", "times"), line, more, report)


@register_snippet
class SearchGroup(SnippetViewSetGroup):
    """All that an editor does about search, in one menu."""

    items = (SynonymViewSet,)
    menu_label = _("Sökning")
    menu_icon = "search"
    menu_order = 550

    def get_submenu_items(self):
        report = reverse(REPORT_URL_NAME)
        nothing = f"{report}?traffar={WITHOUT_HITS}"
        picks = reverse("wagtailsearchpromotions:index")
        items = [
            ("searches", _("Sökningar"), report, "search"),
            ("nothing-found", _("Utan träffar"), nothing, "warning"),
            ("chosen-hits", _("Söktips"), picks, "pick"),
        ]
        # Whoever may choose hits may see what is searched for.  The synonyms come at 0.
        return [
            SearchPicksMenuItem(label, url, name=name, icon_name=icon, order=order)
            for order, (name, label, url, icon) in enumerate(items, -3)
        ] + super().get_submenu_items()


@hooks.register("register_admin_urls")
def register_report_urls():
    report, results = SearchesReport.as_view(), SearchesReport.as_view(results_only=True)
    return [
        path("sokningar/", report, name=REPORT_URL_NAME),
        path("sokningar/resultat/", results, name=REPORT_RESULTS_URL_NAME),
    ]


def remove_menu_item(name):
    """Return a hook that takes an item out of a menu where Wagtail puts it."""

    def construct(request, items):
        items[:] = [item for item in items if item.name != name]

    return construct


hooks.register("construct_settings_menu", remove_menu_item("promoted-search-results"))
hooks.register("construct_reports_menu", remove_menu_item("search-terms"))


@hooks.register("report_faults")
def index_faults():
    """Return what could not be indexed, and how many more there are."""
    part, failed = gettext("Sökning"), IndexTask.objects.failed()

    def say(tasks):
        for task in tasks[:MOST_FAULTS]:
            found = task.object()
            if found:
                sentence = gettext(
                    "Sökningen kan inte läsa ”%(title)s”, som därför inte hittas eller hittas med "
                    "sin gamla text. Den försöker igen av sig själv."
                )
                url = AdminURLFinder().get_edit_url(found) or ""
                yield Fault(part, sentence % {"title": found}, url)
            else:
                yield Fault(part, gettext("Något borttaget går inte att ta bort ur sökningen."))
        if len(tasks) > MOST_FAULTS:
            more = failed.count() - MOST_FAULTS
            sentence = ngettext(
                "Ytterligare %(number)s sida eller fil kan inte läsas av sökningen.",
                "Ytterligare %(number)s sidor eller filer kan inte läsas av sökningen.",
                more,
            )
            yield Fault(part, sentence % {"number": more})

    return Rows(failed, ("pk", "content_type_id", "object_id"), say, MOST_FAULTS + 1)


@hooks.register("report_faults")
def document_faults():
    """Return the documents whose text could not be taken in, for a reason that may pass."""

    def say(texts):
        for text in texts:
            sentence = gettext(
                "Texten i dokumentet ”%(title)s” gick inte att hämta eller läsa, så den går inte "
                "att söka. Det görs ett nytt försök av sig självt."
            )
            url = reverse("wagtaildocs:edit", args=[text.pk])
            yield Fault(gettext("Sökning"), sentence % {"title": text.document.title}, url)

    names = ("pk", "document__pk", "document__title")
    return Rows(DocumentText.objects.failed(), names, say, MOST_FAULTS)
