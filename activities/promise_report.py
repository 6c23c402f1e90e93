"""*Löften* in the admin: what was promised and held, year by year, as a table and a file."""

from django.apps import apps
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.pages import PagePermissionPolicy

from .moments import past_years, quiet_since
from .promises import promises_of

URL_NAME, RESULTS_URL_NAME = "promises", "promises_results"
MAY = ("add", "change", "publish")


class VoicesColumn(Column):
    """An event each, held, planned or missing, and the same in words."""

    cell_template_name = "activities/promise_voices.html"


class PromisesReport(ReportView):
    """A row for each activity that promises anything and each year, the latest year first."""

    page_title = _l("Löften")
    verbose_name_plural = _l("löften")
    header_icon = "list-ol"
    permission_policy = PagePermissionPolicy()
    any_permission_required = MAY
    model = apps.get_model("activities.ActivityPage")
    index_url_name, index_results_url_name = URL_NAME, RESULTS_URL_NAME
    is_searchable = False
    list_export = ["year", "title", "held", "planned", "promised", "missing"]
    export_headings = {
        "year": _l("År"),
        "title": _l("Aktivitet"),
        "held": _l("Hållna"),
        "planned": _l("Planerade"),
        "promised": _l("Lovade"),
        "missing": _l("Saknas"),
    }
    columns = [
        Column("year", label=_l("År"), accessor=lambda row: str(row.year)),
        Column("title", label=_l("Aktivitet")),
        VoicesColumn("voices", label=_l("Evenemang")),
        Column("promised", label=_l("Lovade")),
        NumberColumn("missing", label=_l("Saknas")),
    ]

    def get_filtered_queryset(self):
        """Return the rows, which are counted and no table has."""
        years = {timezone.localdate().year, *past_years(quiet_since())}
        return [row for year in sorted(years, reverse=True) for row in promises_of(year)]


class PromisesMenuItem(MenuItem):
    """The report, for whoever may write pages."""

    def is_shown(self, request):
        return PagePermissionPolicy().user_has_any_permission(request.user, MAY)


@hooks.register("register_reports_menu_item")
def register_menu_item():
    return PromisesMenuItem(
        _("Löften"), reverse(URL_NAME), name="promises", icon_name="list-ol", order=640
    )


@hooks.register("register_admin_urls")
def register_urls():
    report, results = PromisesReport.as_view(), PromisesReport.as_view(results_only=True)
    return [
        path("loften/", report, name=URL_NAME),
        path("loften/resultat/", results, name=RESULTS_URL_NAME),
    ]
