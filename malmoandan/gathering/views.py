"""*Hämta innehåll* in the admin, for an issue and for a new one."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from news.models import NewsletterIndexPage, NewsletterPage

from ..paste.forms import stored_draft
from .proposals import add_to, item_of, last_issue_before, proposals

GROUPS = {
    "event": _l("På gång"),
    "documentation": _l("Ny dokumentation"),
    "news": _l("Nya nyheter"),
    "page": _l("Nya sidor"),
    "call": _l("Sista dagen kommer"),
}
LAST = 1000  # the place of what has none


class ProposalForm(forms.Form):
    """Whether something is told of, where, and in which words; events say theirs themselves."""

    chosen = forms.BooleanField(label=_l("Ta med"), required=False)
    order = forms.IntegerField(
        label=_l("Ordning"), required=False, min_value=1, max_value=LAST, widget=forms.NumberInput
    )
    heading = forms.CharField(label=_l("Rubrik"), max_length=255, required=False)
    text = forms.CharField(
        label=_l("Text"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data, proposal):
        said = {"heading": proposal.page.title, "text": proposal.text}
        initial = {"chosen": proposal.is_chosen, **said}
        super().__init__(data, prefix=proposal.key, initial=initial)
        self.proposal = proposal
        if proposal.kind == "event":
            del self.fields["heading"], self.fields["text"]

    @property
    def place(self):
        return self.cleaned_data.get("order") or LAST

    def item(self):
        """Return the item that the words make."""
        heading = self.cleaned_data["heading"] or self.proposal.page.title
        return item_of(self.proposal, heading, self.cleaned_data["text"])


class GatherView(WagtailAdminTemplateMixin, TemplateView):
    """Proposes what is new, and puts what is chosen last in an issue, or into a new one."""

    template_name = "malmoandan/gathering.html"
    page_title = _l("Hämta innehåll")
    header_icon = "download"

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(Page, pk=page_id).specific
        rights = self.page.permissions_for_user(request.user)
        if isinstance(self.page, NewsletterIndexPage):
            self.issue, may = None, rights.can_add_subpage()
        elif isinstance(self.page, NewsletterPage):
            self.issue, may = self.page, rights.can_edit() and not rights.page_locked()
        else:
            raise Http404
        if not may:
            raise PermissionDenied
        return super().dispatch(request)

    @cached_property
    def latest(self):
        """Return the issue as it was last saved, which nobody's saving meanwhile is lost by."""
        if self.issue is None:
            return None
        issue = self.issue.get_latest_revision_as_object()
        issue.opened_version = self.issue.latest_revision_id
        return issue

    @cached_property
    def since(self):
        return last_issue_before(self.issue)

    @cached_property
    def rows(self):
        """Return the forms of all that is proposed."""
        found = proposals(self.latest, self.since)
        return [ProposalForm(self.request.POST or None, each) for each in found]

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        name = "wagtailadmin_pages:edit" if self.issue else "wagtailadmin_explore"
        url = reverse(name, args=[self.page.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": url, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request, *args, **kwargs):
        if not all(row.is_valid() for row in self.rows):
            return self.render_to_response(self.get_context_data())
        chosen = [row for row in self.rows if row.cleaned_data["chosen"]]
        self.tell_of_gone()
        if not chosen:
            messages.warning(request, _("Kryssa i det som ska med."))
            return self.render_to_response(self.get_context_data())
        try:
            issue = self.store(sorted(chosen, key=lambda row: row.place))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.render_to_response(self.get_context_data())
        said = ngettext(
            "%d sak är hämtad och står sist i utkastet. Inget är publicerat.",
            "%d saker är hämtade och står sist i utkastet. Inget är publicerat.",
            len(chosen),
        )
        messages.success(request, said % len(chosen))
        return redirect("wagtailadmin_pages:edit", issue.pk)

    @transaction.atomic
    def store(self, chosen):
        """Return the draft that what is chosen was put into."""
        items = [row.item() for row in chosen if row.proposal.kind != "event"]
        events = [row.proposal.page for row in chosen if row.proposal.kind == "event"]
        user = self.request.user
        if self.latest is not None:
            add_to(self.latest, items, events)
            self.latest.save_revision(user=user, log_action=True, clean=False)
            return self.latest
        year = timezone.localdate().year
        issue = NewsletterPage(title=_("Nytt nyhetsbrev"), year=year, owner=user)
        issue.number = NewsletterPage.objects.child_of(self.page).next_number(year)
        add_to(issue, items, events)
        return stored_draft(issue, self.page, user)

    def tell_of_gone(self):
        """Say how much of what was ticked is proposed no more: somebody else may have taken it."""
        ticked = {name for name in self.request.POST if name.endswith("-chosen")}
        if gone := len(ticked - {row.add_prefix("chosen") for row in self.rows}):
            said = ngettext(
                "%d sak hämtades inte: den finns redan i numret, eller är inte publicerad.",
                "%d saker hämtades inte: de finns redan i numret, eller är inte publicerade.",
                gone,
            )
            messages.warning(self.request, said % gone)

    def get_context_data(self, **kwargs):
        rows = {name: [r for r in self.rows if r.proposal.kind == name] for name in GROUPS}
        return {
            **super().get_context_data(**kwargs),
            "groups": [(GROUPS[name], found) for name, found in rows.items() if found],
            "since": self.since,
        }


class GatherButton(PageMenuItem):
    """The way there, from an issue, and from the list of issues for a new one."""

    icon_name = "download"
    url_name = "gather_content"

    @property
    def label(self):
        is_list = issubclass(self.page.specific_class, NewsletterIndexPage)
        return _("Nyhetsbrev av det som är nytt") if is_list else _("Hämta innehåll")

    def is_shown(self, user):
        """Tell whether the user may fill an issue; costs no query in a list."""
        rights = self.page.permissions_for_user(user)
        is_list = issubclass(self.page.specific_class, NewsletterIndexPage)
        return rights.can_add_subpage() if is_list else rights.can_edit()


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def gather_button(page, user, view_name=None, next_url=None):
    """Yield the way to what is new, for an issue and for the list of them."""
    if issubclass(page.specific_class or object, NewsletterPage | NewsletterIndexPage):
        yield GatherButton(page=page, priority=1)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("hamta-innehall/<int:page_id>/", GatherView.as_view(), name="gather_content")]
