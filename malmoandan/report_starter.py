"""*Skriv rapport* in the admin: a draft of an article from an event, with what is known of it."""

from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import RichText

from activities.models import EventPage
from home.base import last_saved
from home.dates import day_of
from news.models import ArticlePage, NewsIndexPage, ReportedEvent

PICTURES = ("picture", "gallery")  # of the documentation's blocks


def report_of(event, title):
    """Return the unsaved draft of an article that reports from an event.

    With its day, picture, people, what was raised and the pictures of its documentation: what a
    writer would look up.
    """
    article = ArticlePage(title=title, live=False, image=event.image, image_alt=event.image_alt)
    article.date = day_of(event.start) if event.start else None
    article.date_text = "" if event.start else event.date_text[:80]
    article.activity = event.activity
    article.reported_events.add(ReportedEvent(event=event))
    block = ArticlePage._meta.get_field("body").stream_block
    article.body = StreamValue(block, body_of(event), is_lazy=True)
    return article


def body_of(event):
    """Return the stored blocks of a report."""
    blocks = [("text", event.points_raised)] if RichText(event.points_raised) else []
    people = [one["value"] for one in event.speakers.raw_data]
    if people:
        items = [{"type": "item", "value": value, "id": str(uuid4())} for value in people]
        fields = {"heading": _("Medverkande"), "people": items, "organisations": []}
        blocks.append(("people", fields))
    shown = [(one["type"], one["value"]) for one in event.documentation.raw_data]
    blocks += [(kind, value) for kind, value in shown if kind in PICTURES and value]
    return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in blocks]


class ReportForm(forms.Form):
    """What the report is called."""

    title = forms.CharField(
        label=_l("Rubrik"),
        max_length=255,
        widget=forms.TextInput(attrs={"autofocus": True}),
        help_text=_l("Dag, bild, medverkande och det som kom fram följer med från evenemanget."),
    )


class ReportView(WagtailAdminTemplateMixin, FormView):
    """Makes a draft of a report below the first list of news where the user may write."""

    form_class = ReportForm
    template_name = "wagtailadmin/generic/form.html"
    page_title = _l("Skriv rapport")
    header_icon = "edit"

    def dispatch(self, request, page_id):
        self.event = get_object_or_404(EventPage, pk=page_id)
        if not self.event.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.parent = parent_for(request.user)
        if self.parent is None:
            raise Http404
        return super().dispatch(request)

    def get_page_subtitle(self):
        return self.event.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.event.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.event.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_initial(self):
        return {"title": (_("Rapport: %s") % self.event.title)[:255]}

    def form_valid(self, form):
        article = report_of(last_saved(self.event), form.cleaned_data["title"])
        try:
            with transaction.atomic():
                # A form may be sent twice; who sends it at this moment waits for the first.
                list(Page.objects.select_for_update(no_key=True).filter(pk=self.parent.pk))
                same = ArticlePage.objects.filter(reported_events__event=self.event)
                if made := same.filter(title=article.title).first():
                    messages.info(self.request, _("Rapporten finns redan. Här är den."))
                    return redirect("wagtailadmin_pages:edit", made.pk)
                article.owner = self.request.user
                self.parent.add_child(instance=article)
                article.save_revision(user=self.request.user, log_action=True, clean=False)
        except ValidationError as error:
            form.add_error("title", error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Här är utkastet. Skriv vad som hände."))
        return redirect("wagtailadmin_pages:edit", article.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "action_url": self.request.path,
            "submit_button_label": _("Skapa utkast"),
            "submit_button_active_label": _("Skapar…"),
            "media": context["form"].media,
        }


def parent_for(user):
    """Return the first list of news below which a user may add an article, or None."""
    lists = NewsIndexPage.objects.in_editors_order()
    return next((page for page in lists if page.permissions_for_user(user).can_add_subpage()), None)


class ReportButton(PageMenuItem):
    """The way there, from an event."""

    label = _l("Skriv rapport")
    icon_name = "edit"
    url_name = "write_report"

    def is_shown(self, user):
        """Tell whether the user may edit the event; costs no query in a list."""
        return self.page.permissions_for_user(user).can_edit()


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def report_button(page, user, view_name=None, next_url=None):
    """Yield the way to a report, for the menu of each event."""
    if issubclass(page.specific_class or object, EventPage):
        yield ReportButton(page=page, priority=2)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("skriv-rapport/<int:page_id>/", ReportView.as_view(), name="write_report")]
