"""*Trasiga länkar* in the admin: what leads nowhere, page by page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.pages import PagePermissionPolicy

from ..dates import day_of, in_swedish
from ..page_reports import PageReport, register_page_report
from ..waiting import Line, edit_address, lines_of, pages_to_change
from .checking import PageLink

URL_NAME, RESULTS_URL_NAME = "broken_links", "broken_links_results"


class PageColumn(Column):
    """The page that a link stands on, and the way to its form."""

    cell_template_name = "home/broken_link_page.html"


class BrokenLinksReport(PageReport):
    """The links that lead nowhere, of the pages that somebody may see in the admin."""

    page_title = _l("Trasiga länkar")
    verbose_name_plural = _l("trasiga länkar")
    header_icon = "link"
    model = PageLink
    index_url_name, index_results_url_name = URL_NAME, RESULTS_URL_NAME
    default_ordering = "failed_since"
    list_export = ["page.title", "text", "leads_to", "get_fault_display", "failed_since"]
    export_headings = {
        "page.title": _l("Sida"),
        "text": _l("Länktext"),
        "leads_to": _l("Leder till"),
        "get_fault_display": _l("Vad är fel"),
        "failed_since": _l("Sedan"),
    }
    columns = [
        PageColumn("page", label=_l("Sida")),
        Column("text", label=_l("Länktext"), accessor=lambda link: link.text or "–"),
        Column("leads_to", label=_l("Leder till")),
        Column("fault", label=_l("Vad är fel"), accessor="get_fault_display"),
        Column("failed_since", label=_l("Sedan"), accessor=lambda link: day_said(link)),
    ]

    def get_base_queryset(self):
        mine = PagePermissionPolicy().explorable_instances(self.request.user)
        return PageLink.objects.broken().filter(page__in=mine.values("pk")).with_pages()


def day_said(link):
    return in_swedish(day_of(link.failed_since), "j F Y")


@hooks.register("waiting_lines", order=90)
def broken_links(user):
    """Return the pages that a link leads nowhere from, the latest first."""
    links = PageLink.objects.broken().filter(page__in=pages_to_change(user)).with_pages()

    def line(link):
        detail = f"{link.get_fault_display()}: {link.text or link.leads_to}"
        title = _("En länk på ”%s” leder fel") % link.page.get_admin_display_title()
        return Line(title, detail, edit_address(link.page), _("Rätta länken"), "link")

    more = _("Ytterligare %s länkar leder fel")
    links = links.order_by("-failed_since", "pk")
    names = ("pk", "fault", "text", "address", "target")
    names += ("page__pk", "page__title", "page__draft_title")
    return lines_of(links, names, line, more, reverse(URL_NAME))


register_page_report(BrokenLinksReport, "lankar", 650)
