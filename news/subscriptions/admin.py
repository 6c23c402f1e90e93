"""Prenumeranter in the admin: seen, searched, exported, taken away, and taken in from a list."""

from django import forms
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail_modeladmin.views import DeleteView

from home.form_fields import LinesField
from home.mail.admin import ExportedIndexView, ReceivedAdmin

from .importing import MOST, read, take_in, text_of_file
from .subscriber import Subscriber
from .workbook import WorkbookError

EXPORTED = {
    "email": gettext_lazy("E-post"),
    "chosen": gettext_lazy("Vill ha"),
    "created": gettext_lazy("Kom"),
    "confirmed": gettext_lazy("Bekräftade"),
    "get_source_display": gettext_lazy("Källa"),
    "consent_text": gettext_lazy("Samtycke"),
    "consent_version": gettext_lazy("Version"),
    "consented": gettext_lazy("Samtyckte"),
}
LARGEST_FILE = 2_000_000  # bytes


class ConfirmedFilter(SimpleListFilter):
    """Who has confirmed, and who is still to."""

    title = gettext_lazy("läge")
    parameter_name = "bekraftad"

    def lookups(self, request, model_admin):
        return [("ja", _("Bekräftad")), ("nej", _("Väntar på bekräftelse"))]

    def queryset(self, request, queryset):
        is_waiting = {"ja": False, "nej": True}.get(self.value())
        return queryset if is_waiting is None else queryset.filter(confirmed__isnull=is_waiting)


class SubscriberIndexView(ExportedIndexView):
    """The list of subscribers, and its export."""

    export_headings = EXPORTED
    export_permission = "news.export_subscriber"
    export_action = "news.export_subscribers"

    def get_queryset(self, request=None):
        return super().get_queryset(request).with_topics()


class SubscriberDeleteView(DeleteView):
    """Takes somebody away as if they had left: no import of an old list brings them back."""

    def delete_instance(self):
        self.instance.leave()


class SubscriberAdmin(ReceivedAdmin):
    """The list of subscribers: nobody adds or changes one by hand."""

    model = Subscriber
    base_url_path = "prenumeranter"
    menu_label = gettext_lazy("Prenumeranter")
    menu_icon = "group"
    menu_order = 160
    index_view_class = SubscriberIndexView
    delete_view_class = SubscriberDeleteView
    index_template_name = "news/subscriber_index.html"
    list_display = ("email", "chosen", "confirmed", "created", "source")
    list_filter = (ConfirmedFilter, "newsletter", "all_events", "source")
    search_fields = ("email",)
    list_export = tuple(EXPORTED)
    export_filename = "prenumeranter"
    empty_value_display = "–"
    inspect_view_enabled = True
    inspect_view_fields = [
        *("email", "chosen", "confirmed", "created", "source"),
        *("consent_text", "consent_version", "consented"),
    ]

    def get_list_export(self, request):
        return self.list_export if request.user.has_perm("news.export_subscriber") else ()


class ImportForm(forms.Form):
    """A list of addresses, by what right, and what they are to get."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        required=False,
        help_text=gettext_lazy(
            "Excel (.xlsx), CSV eller text, högst 2 MB. Adresserna får stå i vilken kolumn som "
            "helst. I Excel läses det första bladet."
        ),
    )
    addresses = LinesField(
        label=gettext_lazy("Adresser"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Eller klistra in dem här, till exempel en kolumn ur Excel."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Hur och när har de sagt ja?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Skriv hur och när de har sagt ja.")},
        help_text=gettext_lazy(
            "Sparas hos var och en. Till exempel ”Anmälde sig på Malmö stads webbplats 2019–2025, "
            "enligt listan från kommunikationsavdelningen”."
        ),
    )
    newsletter = forms.BooleanField(
        label=gettext_lazy("Nyhetsbrevet"), required=False, initial=True
    )
    all_events = forms.BooleanField(label=gettext_lazy("Alla nya evenemang"), required=False)
    tried = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Filen är för stor: högst 2 MB."))
        return file

    def clean(self):
        data = super().clean()
        text = data.get("addresses") or ""
        if file := data.get("file"):
            try:
                text = f"{text_of_file(file.read())}\n{text}"
            except WorkbookError as error:
                self.add_error("file", str(error))
        if not (data.get("newsletter") or data.get("all_events")):
            self.add_error("newsletter", _("Välj vad de ska få."))
        if text.count("@") > MOST:
            self.add_error("addresses", _("Listan är för lång: högst 20 000 adresser åt gången."))
        elif "@" not in text and "file" not in self.errors:
            self.add_error("addresses", _("Välj en fil, eller klistra in adresser."))
        return {**data, "text": text}


def mark(reading):
    """Return what tells that just this was tried before it is taken in."""
    return salted_hmac("news.import", "\n".join(reading.new)).hexdigest()


class ImportView(WagtailAdminTemplateMixin, FormView):
    """Try a list, tell what it holds, and take it in when that is sent as well."""

    template_name = "news/import_subscribers.html"
    page_title = gettext_lazy("Importera prenumeranter")
    header_icon = "group"
    form_class = ImportForm

    def get_breadcrumbs_items(self):
        list_url = reverse("prenumeranter_modeladmin_index")
        return [
            *super().get_breadcrumbs_items(),
            {"url": list_url, "label": SubscriberAdmin.menu_label},
            {"url": "", "label": self.page_title},
        ]

    def dispatch(self, request):
        if not request.user.has_perm("news.import_subscriber"):
            raise PermissionDenied
        return super().dispatch(request)

    def form_valid(self, form):
        data = form.cleaned_data
        reading = read(data["text"])
        if constant_time_compare(data["tried"], mark(reading)):
            return self.take_in(reading, data)
        # What was in the file is in the field from now on, and is sent from there.
        addresses = "\n".join([*reading.new, *reading.known, *reading.suppressed])
        form.data = {**form.data.dict(), "addresses": addresses, "tried": mark(reading)}
        return self.render_to_response(self.get_context_data(form=form, reading=reading))

    def take_in(self, reading, data):
        """Store what is new, and note who has done so and by what right."""
        topics = {name: data[name] for name in ("newsletter", "all_events")}
        with transaction.atomic():
            count = take_in(reading.new, data["basis"], **topics)
            said = {"count": count, "basis": data["basis"]}
            log(self.request.user, "news.import_subscribers", data=said)
        done = ngettext("%d prenumerant är importerad.", "%d prenumeranter är importerade.", count)
        messages.success(self.request, done % count)
        return redirect(reverse("prenumeranter_modeladmin_index"))
