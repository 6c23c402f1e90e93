"""The editors' report of what visitors search for, and where they find nothing."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Max, OuterRef, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.permission_policies import ModelPermissionPolicy

NOTHING = "inga"
ADDRESS = "searches_report"
RESULTS_ADDRESS = "searches_report_results"


class SearchesFilterSet(WagtailFilterSet):
    """All searches, or only those that found nothing the last time."""

    traffar = ChoiceFilter(
        label=_("Träffar"),
        empty_label=_("Alla sökningar"),
        choices=[(NOTHING, _("Utan träffar"))],
        method="without_hits",
    )

    class Meta:
        model = Query
        fields = []

    def without_hits(self, queries, name, value):
        """Return the searches that found nothing."""
        return queries.filter(outcome__found=0)


class PromoteColumn(Column):
    """The way to choose which page a search shows first."""

    cell_template_name = "search/promote_cell.html"


def last_found(query):
    """Return how many pages the search found the last time, or nothing where that is unknown."""
    return "" if query.found is None else query.found


def latest_day(query):
    """Return the day when somebody last searched for it, in words."""
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
    index_url_name = ADDRESS
    index_results_url_name = RESULTS_ADDRESS
    columns = [
        Column("query_string", label=_("Sökord"), sort_key="query_string", classname="title"),
        NumberColumn("times", label=_("Antal sökningar"), sort_key="times"),
        NumberColumn("found", label=_("Träffar senast"), accessor=last_found, sort_key="found"),
        Column("latest", label=_("Senast"), accessor=latest_day, sort_key="latest"),
        PromoteColumn("promoted", label=_("Utvald träff"), accessor="promoted"),
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
