"""The contact form as a block."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..form_fields import LinesBlock


class ContactFormBlock(blocks.StructBlock):
    """The contact form, wherever an editor wants it."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Till exempel ”Skriv till oss”.")
    )
    text = LinesBlock(
        label=_("Text"), required=False, max_length=600, help_text=_("Står före formuläret.")
    )

    def get_context(self, value, parent_context=None):
        from .form import MessageForm

        context = super().get_context(value, parent_context)
        # What the visitor has written and sent comes back with its errors.
        request = context.get("request")
        activity = request.GET.get("aktivitet", "") if request else ""
        context["form"] = context.get("message_form") or MessageForm(
            page=context.get("page"), activity=activity
        )
        return context

    class Meta:
        icon = "mail"
        label = _("Kontaktformulär")
        description = _("Ett formulär som skickar ett meddelande till inkorgen.")
        template = "blocks/contact_form.html"
        preview_value = {"heading": "Skriv till oss", "text": "Vi svarar så snart vi kan."}
