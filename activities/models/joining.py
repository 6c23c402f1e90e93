"""How one takes part in an event: registration, places, price, access."""

from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from home.form_fields import MomentField
from home.templatetags.lists import host
from home.typed_dates import day_begins, last_minute

from ..blocks import PriceBlock
from ..tracking import without_tracking
from .choices import Places, Registration


class Joining(models.Model):
    """The fields of an event that say how to take part and what it costs."""

    # The names of the tracking parameters that the last check took from the address.
    tracking_removed = ()

    registration = models.CharField(
        _("anmälan"),
        max_length=20,
        choices=Registration.choices,
        blank=True,
        help_text=_("Lämna tomt så länge det inte går att anmäla sig: då visas ”Spara datumet”."),
    )
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
    registration_text = models.TextField(
        _("om anmälan"), blank=True, help_text=_("Vad den som anmäler sig behöver veta.")
    )
    # What the activity lent that says something only beside a choice of its own (`printed.py`).
    lent = models.JSONField(default=dict, editable=False)
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
    is_free = models.BooleanField(
        _("gratis"), default=False, help_text=_("Kryssa i om det inte kostar något att delta.")
    )
    prices = StreamField(
        [("price", PriceBlock())],
        verbose_name=_("priser"),
        blank=True,
        help_text=_("En rad för varje pris, till exempel på plats och via länk."),
    )
    price_text = models.CharField(
        _("pris med ord"),
        max_length=160,
        blank=True,
        help_text=_("När priset inte går att säga i raderna ovanför. Får vara tomt."),
    )
    price_conditions = models.TextField(
        _("villkor"), blank=True, help_text=_("Till exempel vad som gäller om man uteblir.")
    )
    access_info = models.TextField(
        _("tillgänglighet"),
        blank=True,
        help_text=_("Hörslinga, teckenspråk, rullstol, texttolkning."),
    )
    access_contact = models.CharField(
        _("fråga om anpassning"),
        max_length=160,
        blank=True,
        help_text=_("Vem hör man av sig till, och hur?"),
    )

    class Meta:
        abstract = True

    def clean(self):
        """Take tracking parameters from the address of the registration, noting their names."""
        self.registration_url, self.tracking_removed = without_tracking(self.registration_url)
        super().clean()

    def borrowed_streams(self):
        """Return the contacts of the activity where they answer questions about access."""
        asked = self.pk and not self.access_contact and not self.status.is_over
        return [self.shown_activity.contacts] if asked and self.shown_activity else []

    @property
    def is_registered_for(self):
        """Tell whether one registers for it, by a link or by e-mail."""
        return self.registration in (Registration.LINK, Registration.EMAIL)

    @property
    def registration_host(self):
        """Return the name of the site where one registers, which is printed beside the link."""
        return host(self.printed.registration_url)

    @property
    def registration_address(self):
        """Return where a button to register leads: an address, or a letter with its subject."""
        if self.registration == Registration.EMAIL and self.registration_email:
            receiver = quote(self.registration_email, safe="@")
            return f"mailto:{receiver}?subject={quote(self.title, safe='')}"
        return self.registration_url if self.registration == Registration.LINK else ""
