"""*Byt kontaktperson* in the admin: where somebody is the contact, and who takes over."""

from time import monotonic

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from .contact_change import change_contact, places_of
from .people import PersonPage
from .querysets import is_visible

SLICE = 20  # seconds of changes that one waits for; what is left is listed again


def label_of(place):
    """Return what a page is called in the list, and what is changed there."""
    page = place.page
    what = _("publicerad")
    if place.is_draft:
        what = _("publicerad, och utkastet") if place.is_published else _("utkastet")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    title, kind = page.get_admin_display_title(), page.specific_class._meta.verbose_name
    return format_html('<a href="{}">{}</a>&nbsp;({}: {})', url, title, kind, what)


class ContactChangeForm(forms.Form):
    """Who takes over, and on which pages."""

    successor = forms.ModelChoiceField(
        PersonPage.objects.all(),
        label=gettext_lazy("Ny kontaktperson"),
        widget=AdminPageChooser(target_models=[PersonPage]),
        error_messages={"required": gettext_lazy("Välj vem som tar över.")},
    )
    pages = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sidor"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Det publicerade ändras med en gång. Ett utkast får ändringen men publiceras inte."
        ),
        error_messages={"required": gettext_lazy("Kryssa i minst en sida.")},
    )

    def __init__(self, *args, person, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["pages"].choices = [(place.page.pk, label_of(place)) for place in places]
        self.fields["pages"].initial = [place.page.pk for place in places]

    def clean_successor(self):
        successor = self.cleaned_data["successor"]
        if successor == self.person:
            raise ValidationError(_("Välj någon annan än den som slutar."))
        if not is_visible(successor):
            raise ValidationError(_("Personens sida är inte publicerad. Publicera den först."))
        return successor


class ContactChangeView(WagtailAdminTemplateMixin, FormView):
    """Asks who takes over, says what is changed and what is not, and does it."""

    form_class = ContactChangeForm
    template_name = "home/contact_change.html"
    page_title = gettext_lazy("Byt kontaktperson")
    header_icon = "user"

    def dispatch(self, request, page_id):
        self.person = get_object_or_404(PersonPage, pk=page_id)
        if not self.person.permissions_for_user(request.user).can_edit():
            raise Http404
        return super().dispatch(request)

    @cached_property
    def places(self):
        return places_of(self.person, self.request.user)

    def get_page_subtitle(self):
        return self.person.get_admin_display_title()

    def get_breadcrumbs_items(self):
        explorer = reverse("wagtailadmin_explore", args=[self.person.get_parent().pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": explorer, "label": self.person.get_parent().get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self):
        changed = [place for place in self.places if not (place.by_hand or place.is_history)]
        return {**super().get_form_kwargs(), "person": self.person, "places": changed}

    def form_valid(self, form):
        successor, done, stop = form.cleaned_data["successor"], 0, monotonic() + SLICE
        for place, key in enumerate(form.cleaned_data["pages"]):
            if place and monotonic() > stop:
                messages.warning(self.request, _("Alla sidor hanns inte med. Byt igen för resten."))
                break
            if fault := change_contact(key, self.person, successor, self.request.user):
                page = next(place.page for place in self.places if place.page.pk == key)
                messages.error(self.request, f"{page.get_admin_display_title()}: {fault}")
            else:
                done += 1
        said = ngettext(
            "%(name)s är nu kontaktperson på %(done)s sida.",
            "%(name)s är nu kontaktperson på %(done)s sidor.",
            done,
        )
        if done:
            messages.success(self.request, said % {"name": successor.title, "done": done})
        return redirect("change_contact", self.person.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        current = [place for place in self.places if not place.is_history]
        return {
            **context,
            "by_hand": [(label_of(p), p.by_hand) for p in current if p.by_hand],
            "left_alone": len(self.places) - len(current),
            "can_be_changed": any(not place.by_hand for place in current),
            "action_url": self.request.path,
            "submit_button_label": self.page_title,
            "submit_button_active_label": _("Byter…"),
            "media": context["form"].media,
        }


class ContactChangeButton(PageMenuItem):
    """The way to it, from a person."""

    label = gettext_lazy("Byt kontaktperson")
    icon_name = "user"
    url_name = "change_contact"

    def is_shown(self, user):
        """Tell whether the user may change the person; costs no query in a list."""
        rights = self.page.permissions_for_user(user)
        return user.is_superuser or "change" in rights.permissions
