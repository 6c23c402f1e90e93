"""Where and until when one registers for an event, and how many places are left."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.blocks.links import host
from home.form_fields import MomentField
from home.phone import validate_phone
from home.typed_dates import day_begins, last_minute

from ..status import Places


class RegistrationFields(models.Model):
    """How and until when one registers; which way is chosen in `Invitation`."""

    registration_url = models.URLField(
        _("adress till anmälan"),
        blank=True,
        max_length=500,
        help_text=_("Hela adressen. Spårning i den, som ”utm_source”, tas bort när du sparar."),
    )
    registration_link_text = models.CharField(
        _("text på länken"),
        max_length=80,
        blank=True,
        help_text=_("Tomt blir ”Anmäl dig” och webbplatsens namn."),
    )
    registration_email = models.EmailField(
        _("e-post för anmälan"), blank=True, help_text=_("Dit man skriver för att anmäla sig.")
    )
    registration_phone = models.CharField(
        _("telefon för anmälan"),
        max_length=40,
        blank=True,
        validators=[validate_phone],
        help_text=_("Det går också att fylla i bredvid en adress eller e-post."),
    )
    registration_hours = models.CharField(
        _("telefontid"),
        max_length=80,
        blank=True,
        help_text=_("Till exempel måndag–torsdag kl. 9–11."),
    )
    registration_opens = MomentField(
        _("anmälan öppnar"),
        null=True,
        blank=True,
        day_alone=day_begins,
        help_text=_("Dag, med klockslag om det behövs. Tomt betyder nu."),
    )
    registration_closes = MomentField(
        _("sista anmälan"),
        null=True,
        blank=True,
        day_alone=last_minute,
        help_text=_(
            "En dag utan klockslag räknas till sitt slut. Sedan försvinner knappen av sig själv."
        ),
    )
    places = models.CharField(
        _("platser"),
        max_length=10,
        choices=Places.choices,
        blank=True,
        help_text=_("Lämna tomt när det finns gott om platser."),
    )
    waiting_list_text = models.TextField(
        _("om väntelistan"), blank=True, help_text=_("Visas när evenemanget är fullbokat.")
    )

    selection = models.CharField(
        _("så fördelas platserna"),
        max_length=300,
        blank=True,
        help_text=_(
            "Till exempel först till kvarn eller lottning, högst två från varje förening, och när "
            "man får besked."
        ),
    )

    class Meta:
        abstract = True

    @property
    def registration_host(self):
        """Return the name of the site where one registers, which is printed beside the link."""
        return host(self.printed.registration_url)
