"""What the admin says and refuses about pages, pictures and documents."""

import logging
from functools import wraps

from django.forms import Media
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.documents.views import multiple as documents
from wagtail.documents.views.documents import IndexView
from wagtail.images.views import multiple as images
from wagtail.images.views.images import preview
from wagtail.models import Page

from . import (  # noqa: F401 (they register what they do)
    consent_care,
    redirect_form,
    redirect_import,
    spreadsheets,
)
from .at_once import Rows
from .base import last_saved
from .blocks.references import remove_deleted_references
from .bulk_pages import told_apart
from .checks.days import days_in_texts
from .checks.hidden import links_to_hidden
from .checks.pictures import alternative_texts
from .checks.readability import hard_texts
from .checks.words import headings_out_of_order, long_beginnings, typed_capitals, unclear_links
from .choosers import people_chooser
from .clean_picture import PictureError
from .contact_change_view import ContactChangeButton, ContactChangeView
from .dates import period
from .documents import access_sentence, uses_of
from .drafts import admin as _drafts  # noqa: F401 (it registers its view)
from .exposure import hidden_link_sentences
from .faults import Fault
from .hiding import HideButton, HideView
from .inbox.answer import AnswerView
from .jobs import report_jobs
from .links import admin as _links  # noqa: F401 (it registers its report)
from .links import page_check as _page_check  # noqa: F401 (it registers itself)
from .mail.admin import report_letters
from .media import SiteImage
from .page_care import read_through
from .people import PersonPage
from .picture_care import fault_sentence
from .schedule import report_missed_times
from .slugs import reserved_slug_message
from .upload_forms import NOT_STORED, SENTENCES, AvatarForm

logger = logging.getLogger(__name__)

MOST_FAULTS = 10
ADMIN_SCRIPTS = ["admin", "saving", "errors", "checks", "folds"]
# Wagtail's views of uploads.  A file whose form is not whole yet is stored outside the form, and
# read from there later.
UPLOADS = {
    "images/multiple/add/": images.AddView.as_view(),
    "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/": (
        images.CreateFromUploadedImageView.as_view()
    ),
    "images/<int:image_id>/preview/<str:filter_spec>/": preview,
    "documents/multiple/add/": documents.AddView.as_view(),
    "documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": (
        documents.CreateFromUploadedDocumentView.as_view()
    ),
}

# Wagtail has no setting for it.
AvatarSettingsPanel.form_class = AvatarForm

for report in (report_jobs, report_missed_times, report_letters):
    hooks.register("report_faults", report)

PAGE_CHECKS = (
    *(unclear_links, typed_capitals, headings_out_of_order, long_beginnings, alternative_texts),
    *(days_in_texts, links_to_hidden, hard_texts),
)
for check in PAGE_CHECKS:
    hooks.register("page_checks", check)


@hooks.register("register_log_actions")
def register_hiding(actions):
    """Let the history show who hid a picture or a person, and who showed it again."""
    actions.register_action("home.hide", _l("Dölja överallt"), _l("Doldes överallt"))
    actions.register_action("home.show", _l("Visa igen"), _l("Visades igen"))


hooks.register("register_admin_viewset", lambda: people_chooser)


@hooks.register("insert_global_admin_css")
def add_admin_styles():
    return str(Media(css={"all": ["css/admin.css"]}))


@hooks.register("insert_global_admin_js")
def add_admin_scripts():
    return str(Media(js=[f"js/{name}.js" for name in ADMIN_SCRIPTS]))


@hooks.register("before_edit_page")
def tell_of_missed_times(request, page):
    """Tell whoever opens a page that it could not be published or unpublished in time, and why."""
    if request.method == "GET":
        for missed in page.missed_times.all():
            messages.warning(request, str(missed))


@hooks.register("before_edit_page")
def overwrite_nothing_unseen(request, page):
    """Have the form say once that somebody has saved the page since it was opened.

    Wagtail asks so for what is saved by itself; else only a script does, and what the other one
    has written would be replaced without a word.
    """
    latest, sent = page.latest_revision, request.POST
    opened = {"pk": sent.get("loaded_revision_id"), "at": sent.get("loaded_revision_created_at")}
    if by_itself := sent.get("overwrite_revision_id"):
        opened = {"pk": by_itself, "at": None}
    if latest is None or not opened["pk"]:
        return
    page.opened_version = latest.pk
    now = {"pk": str(latest.pk), "at": latest.created_at.isoformat()}
    if any(value and value != now[name] for name, value in opened.items()):
        said = _(
            "%(who)s har sparat sidan sedan du öppnade den (%(when)s). Inget av ditt är sparat än. "
            "Se efter i ”Historik” vad som är nytt, och spara igen om din version ska gälla."
        )
        who = get_user_display_name(latest.user) if latest.user else _("Någon annan")
        page.saved_meanwhile = said % {"who": who, "when": period(latest.created_at)}


@hooks.register("before_edit_page")
def settle_nothing_twice(request, page):
    """Have the form say that somebody else has settled what it approves or sends back.

    Wagtail asks the task that is under way, and fails where there is none any more.
    """
    if "action-workflow-action" in request.POST and not page.current_workflow_task:
        request.POST = request.POST.copy()
        del request.POST["action-workflow-action"]
        page.saved_meanwhile = _(
            "Sidan väntar inte längre på granskning: någon annan har redan avgjort den. Inget av "
            "ditt är sparat än. Spara om dina ändringar ska finnas kvar."
        )


@hooks.register("after_edit_page")
def tell_that_approving_has_published(request, page):
    """Tell whoever approves a page that it is published: Wagtail says only that it is saved."""
    if "action-workflow-action" not in request.POST:
        return
    page.refresh_from_db(fields=["live", "has_unpublished_changes"])
    if page.live and not page.has_unpublished_changes:
        said = _("”%(title)s” är godkänd och publicerad.")
        messages.success(request, said % {"title": page.get_admin_display_title()})


@hooks.register("before_bulk_action")
def refuse_unfinished_pages(request, action_type, pages, action):
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
        latest = last_saved(page)
        for sentence in getattr(latest, "obstacles", list)():
            unfinished = True
            messages.error(request, f"{told_apart(page)}: {sentence}")
        for sentence in hidden_link_sentences(latest):
            messages.warning(request, f"{told_apart(page)}: {sentence}")
    if not unfinished:
        return None
    messages.warning(request, _("Ingenting publicerades. Öppna sidorna och fyll i det som saknas."))
    return redirect(action.next_url)


@hooks.register("before_move_page")
def refuse_reserved_slug(request, page, destination):
    """Say why a page may not be moved where its address would be one that the site itself uses."""
    if message := reserved_slug_message(page.slug, destination):
        messages.error(request, message)
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_copy_page")
def keep_parent_of_copy(request, page):
    """Let the form say that the page to copy to is gone; Wagtail takes it for given."""
    if request.method == "POST":
        wanted = request.POST.get("new_parent_page", "")
        if not (wanted.isdecimal() and Page.objects.filter(pk=wanted).exists()):
            request.POST = request.POST.copy()
            request.POST["new_parent_page"] = str(page.get_parent().pk)


def refusing_in_words(view):
    """Return the view, which answers with a sentence to what it cannot read or store."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PictureError as error:
            sentence = SENTENCES[error.reason]
        except OSError:
            logger.exception("An upload could not be stored")
            sentence = NOT_STORED
        form = format_html('<p class="error-message">{}</p>', sentence)
        return JsonResponse({"success": False, "error_message": str(sentence), "form": form})

    return answer


@hooks.register("report_faults")
def report_pictures():
    """Return the pictures that are not shown as they should be, and how many more there are."""
    broken = SiteImage.objects.with_faults().order_by("pk")

    def say(pictures):
        for picture in pictures[:MOST_FAULTS]:
            url = reverse("wagtailimages:edit", args=[picture.pk])
            yield Fault(_("Bilder"), fault_sentence(picture), url)
        if len(pictures) > MOST_FAULTS:
            more = broken.count() - MOST_FAULTS
            sentence = _("Ytterligare %(number)s bilder visas inte som de ska.")
            yield Fault(_("Bilder"), sentence % {"number": more}, reverse("wagtailimages:index"))

    return Rows(broken, ("pk", "title", "fault"), say, MOST_FAULTS + 1)


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def buttons_of_people(page, user, view_name=None, next_url=None):
    """Yield what can be done with a person, for the menu of each."""
    if issubclass(page.specific_class or object, PersonPage):
        yield ContactChangeButton(page=page, priority=2)
        yield HideButton(page=page, priority=3)


class DocumentList(IndexView):
    """Wagtail's list of documents, with who may open each."""

    @cached_property
    def columns(self):
        column = Column("access_sentence", label=_("Vem kan öppna det?"), width="30%")
        return [*super().columns, column]

    def decorate_paginated_queryset(self, object_list):
        documents = list(super().decorate_paginated_queryset(object_list))
        uses = uses_of(documents)
        for document in documents:
            document.access_sentence = access_sentence(document, uses[document.pk])
        return documents


# Before Wagtail's own, at the same addresses.
@hooks.register("register_admin_urls", order=-1)
def register_views():
    """Put our list of documents and our uploads in the place of Wagtail's."""
    return [
        path("documents/", DocumentList.as_view()),
        path("documents/results/", DocumentList.as_view(results_only=True)),
        path("inkorg/svara/<int:pk>/", AnswerView.as_view(), name="answer_message"),
        path("last-och-stammer/<int:page_id>/", read_through, name="read_through"),
        path("dolj/<str:model>/<int:pk>/", HideView.as_view(), name="hide_everywhere"),
        path(
            "byt-kontaktperson/<int:page_id>/", ContactChangeView.as_view(), name="change_contact"
        ),
        *(path(address, refusing_in_words(view)) for address, view in UPLOADS.items()),
    ]


@hooks.register("before_edit_page")
def warn_of_deleted_references(request, page):
    """Open a page without what has been deleted, and say which blocks are the less for it."""
    # A revision has been read without it; a page with no draft comes as it is published.
    left_out = page.left_out if hasattr(page, "left_out") else remove_deleted_references(page)
    if left_out and request.method == "GET":
        sentence = _("Något som sidan visade har tagits bort. Det är utelämnat här: %(blocks)s.")
        messages.warning(request, sentence % {"blocks": ", ".join(left_out)})
