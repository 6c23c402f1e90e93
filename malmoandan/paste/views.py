"""The admin's view *Klistra in*: a text goes in, and a draft comes out that the editor approved."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from activities.models import ActivityPage
from news.models import NewsIndexPage, NewsletterIndexPage, NewsletterPage

from .forms import ArticleForm, EventForm, ItemForm
from .reading import read
from .shown import marks_of, rows_of
from .source import LONGEST_PASTE

NEWEST_ISSUES = 5
FORMS = {form.kind: form for form in (EventForm, ArticleForm, ItemForm)}


def targets_of(user):
    """Return [(heading, [(kind, page, label)])] of what a user may make, and where."""
    activities = where_one_may_add(ActivityPage, user)
    lists = where_one_may_add(NewsIndexPage, user)
    archives = where_one_may_add(NewsletterIndexPage, user)
    issues = [
        issue
        for issue in NewsletterPage.objects.newest_first().defer_streamfields()[:NEWEST_ISSUES]
        if _may_be_edited(issue, user)
    ]
    items = [("item", issue, issue.get_admin_display_title()) for issue in issues]
    items += [("item", archive, _("Ett nytt nummer")) for archive in archives]
    groups = [
        (_("Ett evenemang i"), [("event", page, page.title) for page in activities]),
        (_("En artikel i"), [("article", page, page.title) for page in lists]),
        (_("Ett inslag i nyhetsbrevet"), items),
    ]
    return [group for group in groups if group[1]]


def where_one_may_add(model, user):
    """Return the pages of a type below which a user may add others, in their order."""
    pages = model.objects.in_editors_order().defer_streamfields()
    return [page for page in pages if page.permissions_for_user(user).can_add_subpage()]


def _may_be_edited(page, user):
    rights = page.permissions_for_user(user)
    return rights.can_edit() and not rights.page_locked()


class PastedText(forms.Textarea):
    """A text area in which what is pasted keeps the addresses behind its words."""

    class Media:
        js = ["js/paste.js"]


class PasteForm(forms.Form):
    """What is pasted, and what shall become of it."""

    target = forms.ChoiceField(label=gettext_lazy("Vad ska det bli?"))
    pasted = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_PASTE,
        widget=PastedText(attrs={"rows": 16, "data-paste": True}),
        help_text=gettext_lazy(
            "En inbjudan, ett mejl eller ett inslag i taget. Inget sparas förrän du har godkänt "
            "uppgifterna."
        ),
        error_messages={
            "required": gettext_lazy("Klistra in en text."),
            "max_length": gettext_lazy("Texten är för lång. Klistra in en inbjudan i taget."),
        },
    )

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.pages = {
            f"{kind}-{page.pk}": (kind, page)
            for _heading, group in targets
            for kind, page, _l in group
        }
        self.fields["target"].choices = [("", _("Välj"))] + [
            (heading, [(f"{kind}-{page.pk}", label) for kind, page, label in group])
            for heading, group in targets
        ]
        self.fields["target"].widget.attrs["autofocus"] = not self.is_bound


class PasteView(WagtailAdminTemplateMixin, TemplateView):
    """Reads what was pasted, shows what was found, and stores the draft that was approved."""

    template_name = "malmoandan/paste.html"
    page_title = gettext_lazy("Klistra in")
    header_icon = "clipboard-list"

    def dispatch(self, request):
        if not self.targets:
            raise PermissionDenied
        return super().dispatch(request)

    @cached_property
    def targets(self):
        return targets_of(self.request.user)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request):
        return self.render_to_response(self.get_context_data(paste_form=self.paste_form()))

    def paste_form(self, data=None):
        return PasteForm(data, targets=self.targets)

    def post(self, request):
        is_approved = request.POST.get("action") == "make"
        paste_form = self.paste_form(request.POST)
        paste_form.fields["pasted"].required = not is_approved  # the fields have it by then
        if not paste_form.is_valid():
            return self.render_to_response(self.get_context_data(paste_form=paste_form))
        kind, place = paste_form.pages[paste_form.cleaned_data["target"]]
        today = timezone.localdate()
        reading = read(paste_form.cleaned_data["pasted"], today)
        if is_approved and request.POST.get("kind") != kind:
            said = _("Du ändrade vad det ska bli. Texten är därför läst igen.")
            messages.warning(request, said)
            is_approved = False
        form = FORMS[kind](
            request.POST if is_approved else None,
            place=place.specific,
            reading=reading,
            user=request.user,
        )
        if is_approved and form.is_valid() and (response := self.made(form)):
            return response
        context = self.get_context_data(paste_form=paste_form, form=form, reading=reading)
        return self.render_to_response(context)

    def made(self, form):
        """Store the draft and lead to it; what the page refuses stands above the form."""
        try:
            page = form.make(self.request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return None
        messages.success(
            self.request,
            _("Här är utkastet. Inget är publicerat. Läs igenom det och fyll i det som saknas."),
        )
        return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form, reading = context.get("form"), context.get("reading")
        return {
            **context,
            "action_url": self.request.path,
            "media": context["paste_form"].media + (form.media if form else forms.Media()),
            **(self.found(form, reading) if form else {}),
        }

    def found(self, form, reading):
        """Return what the template shows of the reading."""
        labels = {field.name: capfirst(field.label) for field in form.visible_fields()}
        text, by_field = marks_of(reading, form.kind, labels)
        return {
            "text": text,
            "rows": rows_of(form, reading, by_field),
            "has_meeting": form.kind != "event" and reading.get("join_url"),
        }


class PasteMenuItem(MenuItem):
    """The way to *Klistra in*, for who may add pages."""

    def is_shown(self, request):
        return page_permission_policy.user_has_permission(request.user, "add")
