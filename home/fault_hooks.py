"""What the admin says about what does not work: to administrators everything, to editors pages."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from malmoandan.health import report_health

from .faults import current_faults
from .jobs import report_jobs
from .mail.admin import report_letters
from .schedule import report_missed_times

for report in (report_jobs, report_missed_times, report_letters, report_health):
    hooks.register("report_faults", report)


class FaultsPanel(Component):
    """A list of what does not work just now: first where there is any, else last."""

    name = "faults"
    template_name = "home/faults_panel.html"

    def __init__(self, heading, faults):
        self.heading, self.faults = heading, list(faults)
        self.order = 10 if self.faults else 1000

    def get_context_data(self, parent_context):
        icon = "warning" if self.faults else "check"
        return {"heading": self.heading, "faults": self.faults, "icon": icon}


@hooks.register("construct_homepage_panels")
def show_what_does_not_work(request, panels):
    """Show administrators all faults, and an editor the pages that could not be published."""
    if request.user.has_perm("home.view_faults"):
        panels.append(FaultsPanel(_("Driftläge"), current_faults()))
        return
    missed = FaultsPanel(_("Gick inte i tid"), report_missed_times(request.user))
    if missed.faults:
        panels.append(missed)


@hooks.register("register_permissions")
def let_a_group_see_the_faults():
    """Offer the permission to see what does not work, for groups that look after the site."""
    return Permission.objects.filter(content_type__app_label="home", codename="view_faults")


@hooks.register("before_edit_page")
def tell_what_could_not_be_done_in_time(request, page):
    """Tell whoever opens a page that it could not be published or unpublished in time, and why."""
    if request.method == "GET":
        for missed in page.missed_times.all():
            messages.warning(request, str(missed))
