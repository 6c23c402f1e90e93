"""What the admin says and refuses when pages are opened, published, moved and copied."""

from django.forms import Media
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from . import media_hooks  # noqa: F401 (it registers what the admin tells)
from .base import reserved_slug_message
from .exposure import unseen_sentences
from .jobs import report_jobs
from .mail.admin import report_letters
from .schedule import report_missed_times

for report in (report_jobs, report_missed_times, report_letters):
    hooks.register("report_faults", report)


@hooks.register("insert_global_admin_css")
def style_lists_on_a_phone():
    """Load our few rules of style for the admin."""
    return str(Media(css={"all": ["css/admin.css"]}))


@hooks.register("insert_global_admin_js")
def keep_what_is_typed():
    """Load our scripts for the admin."""
    return str(Media(js=["js/admin.js", "js/saving.js", "js/errors.js"]))


@hooks.register("before_edit_page")
def tell_what_could_not_be_done_in_time(request, page):
    """Tell whoever opens a page that it could not be published or unpublished in time, and why."""
    if request.method == "GET":
        for missed in page.missed_times.all():
            messages.warning(request, str(missed))


@hooks.register("before_bulk_action")
def publish_nothing_unfinished(request, action_type, pages, action):
    """Stop publishing many pages at once where one of them lacks something, and say what."""
    if action_type != "publish" or request.method != "POST":
        return None
    chosen = Page.objects.filter(pk__in=[page.pk for page in pages])
    if request.POST.get("include_descendants"):
        below = Page.objects.none()
        for page in chosen:
            below |= page.get_descendants().not_live()
        chosen |= below
    unfinished = False
    for page in chosen.specific():
        latest = page.get_latest_revision_as_object()
        for sentence in getattr(latest, "obstacles", list)():
            unfinished = True
            messages.error(request, f"{latest.get_admin_display_title()}: {sentence}")
        for sentence in unseen_sentences(latest):
            messages.warning(request, f"{latest.get_admin_display_title()}: {sentence}")
    if not unfinished:
        return None
    messages.warning(request, _("Ingenting publicerades. Öppna sidorna och fyll i det som saknas."))
    return redirect(action.next_url)


@hooks.register("before_move_page")
def move_to_no_address_of_the_site(request, page, destination):
    """Say why a page may not be moved where its address would be one that the site itself uses."""
    if message := reserved_slug_message(page.slug, destination):
        messages.error(request, message)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_copy_page")
def copy_below_a_page_that_is_there(request, page):
    """Let the form say that the page to copy to is gone; Wagtail takes it for given."""
    if request.method == "POST":
        wanted = request.POST.get("new_parent_page", "")
        if not (wanted.isdecimal() and Page.objects.filter(pk=wanted).exists()):
            request.POST = request.POST.copy()
            request.POST["new_parent_page"] = str(page.get_parent().pk)
