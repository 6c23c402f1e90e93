"""*Löften* in the admin: what was promised and held, year by year, as a table and a file."""

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l
from wagtail.admin.ui.tables import Column, NumberColumn

from home.page_reports import PageReport, register_page_report

from .moments import past_years, quiet_since
from .promises import promises_of

URL_NAME, RESULTS_URL_NAME = "promises", "promises_results"


class VoicesColumn(Column):
    """An event each, held, planned or missing, and the same in words."""

    cell_template_name = "activities/promise_voices.html"


class PromisesReport(PageReport):
    """A row for each activity that promises anything and each year, the latest year first."""

    page_title = _l("Löften")
    verbose_name_plural = _l("löften")
    header_icon = "list-ol"
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


register_page_report(PromisesReport, "loften", 640)
