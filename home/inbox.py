"""The inbox: messages from the contact form."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class MessageQuerySet(models.QuerySet):
    """Messages, asked for by what is left to do with them."""

    def older_than(self, moment):
        """Return the messages received before `moment` (aware)."""
        return self.filter(received__lt=moment)


class Message(models.Model):
    """What somebody wrote in the contact form; a public document once it is received."""

    class State(models.TextChoices):
        """What has been done with a message."""

        NEW = "new", _("Nytt")
        ANSWERED = "answered", _("Besvarat")

    received = models.DateTimeField(_("kom in"), auto_now_add=True, db_index=True)
    name = models.CharField(_("namn"), max_length=120)
    email = models.EmailField(_("e-post"))
    text = models.TextField(_("meddelande"), max_length=5000)
    about = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("gäller"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(
        _("läge"), max_length=10, choices=State.choices, default=State.NEW, db_index=True
    )
    note = models.TextField(_("anteckning"), blank=True)
    mailed = models.DateTimeField(_("skickat vidare"), null=True, blank=True, editable=False)
    mail_error = models.CharField(_("fel vid utskick"), max_length=255, blank=True, editable=False)

    objects = models.Manager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        ordering = ["-received"]
        permissions = [("export_message", _("Får exportera meddelanden"))]

    def __str__(self):
        return f"{self.name}, {self.received:%Y-%m-%d}"


class ContactFormBlock(blocks.StructBlock):
    """The contact form, wherever an editor wants it."""

    heading = blocks.CharBlock(
        label=_("Rubrik"), max_length=120, help_text=_("Till exempel ”Skriv till oss”.")
    )
    text = blocks.TextBlock(
        label=_("Text"), required=False, max_length=600, help_text=_("Står före formuläret.")
    )

    class Meta:
        icon = "mail"
        label = _("Kontaktformulär")
        description = _("Ett formulär som skickar ett meddelande till inkorgen.")
        template = "blocks/contact_form.html"
        preview_value = {"heading": "Skriv till oss", "text": "Vi svarar så snart vi kan."}
