"""Reports on pages under *Rapporter*, for whoever may write pages."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.pages import PagePermissionPolicy

MAY = ("add", "change", "publish")


class PageReport(ReportView):
    """A report on pages; `index_url_name` and `index_results_url_name` are its addresses' names."""

    permission_policy = PagePermissionPolicy()
    any_permission_required = MAY


class PageReportMenuItem(MenuItem):
    """The way to a report on pages."""

    def is_shown(self, request):
        return PagePermissionPolicy().user_has_any_permission(request.user, MAY)


def register_page_report(report, address, order):
    """Give a report its addresses, below `address` in the admin, and its place in the menu."""
    name, results_name = report.index_url_name, report.index_results_url_name

    @hooks.register("register_reports_menu_item")
    def menu_item():
        return PageReportMenuItem(
            report.page_title, reverse(name), name=name, icon_name=report.header_icon, order=order
        )

    @hooks.register("register_admin_urls")
    def urls():
        return [
            path(f"{address}/", report.as_view(), name=name),
            path(f"{address}/resultat/", report.as_view(results_only=True), name=results_name),
        ]
