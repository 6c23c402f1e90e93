"""What an event offers those who come, and what holds there: food, recording, languages, age."""

import re

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel

from home.documents import LANGUAGES
from home.panels import FOLDED

CONDITIONS = [
    *("food", "food_contact", "recording", "recording_text"),
    *("language", "interpretation", "is_sign_interpreted", "age", "least"),
    *("capacity", "capacity_unit"),
]


BETWEEN_LANGUAGES = {"till", "och", "samt", "eller"}


class Recording(models.TextChoices):
    """Whether an event is recorded, where that is said."""

    RECORDED = "recorded", gettext_lazy("Spelas in")
    NOT_RECORDED = "not_recorded", gettext_lazy("Spelas inte in")


class Conditions(models.Model):
    """What an event offers; what is left empty is not spoken of."""

    food = models.CharField(
        gettext_lazy("mat och fika"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("Det som bjuds eller säljs, till exempel lunch eller fika."),
    )
    food_contact = models.CharField(
        gettext_lazy("allergier och specialkost"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("Var man säger till, till exempel ”i anmälan, senast 3 maj”."),
    )
    recording = models.CharField(
        gettext_lazy("inspelning"),
        max_length=12,
        choices=Recording.choices,
        blank=True,
        help_text=gettext_lazy("Lämna tomt om det inte är bestämt."),
    )
    recording_text = models.CharField(
        gettext_lazy("om inspelning och bilder"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Var och när den går att se, och om ni tar bilder."),
    )
    language = models.CharField(
        gettext_lazy("språk"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("Det som talas, till exempel ”svenska” eller ”engelska”."),
    )
    interpretation = models.CharField(
        gettext_lazy("tolkning"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("Till exempel ”till arabiska och somaliska”."),
    )
    is_sign_interpreted = models.BooleanField(
        gettext_lazy("teckenspråkstolkas"),
        default=False,
        help_text=gettext_lazy("Kryssa i om det finns tolk till svenskt teckenspråk."),
    )
    age = models.CharField(
        gettext_lazy("ålder"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("Till exempel ”13–25 år” eller ”från 18 år”."),
    )
    capacity = models.PositiveIntegerField(
        gettext_lazy("antal platser"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("Så många som får plats i allt."),
    )
    capacity_unit = models.CharField(
        gettext_lazy("räknat i"),
        max_length=40,
        blank=True,
        help_text=gettext_lazy("Tomt betyder personer. Till exempel ”familjer” eller ”per tur”."),
    )
    least = models.PositiveIntegerField(
        gettext_lazy("minsta antal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("Så många som måste anmäla sig för att det ska bli av."),
    )
    reservation = models.CharField(
        gettext_lazy("förbehåll"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("Till exempel ”Programmet kan ändras.” Står under programmet."),
    )
    part = models.CharField(
        gettext_lazy("del av en serie"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("Till exempel ”del 2 av 3” eller ”femte träffen”."),
    )

    class Meta:
        abstract = True

    @property
    def condition_rows(self):
        """Return (what it is about, the sentences) of what is said; nothing where it is off."""
        if self.status.is_called_off:
            return []
        rows = [
            (_("Mat"), [self.food, self.food_contact and _("Allergier: %s") % self.food_contact]),
            (_("Inspelning och bilder"), [self._recorded(), self.recording_text]),
            (_("Språk"), [self.language, self._interpreted()]),
            (_("Ålder"), [self.age]),
            (_("Antal platser"), [self._capacity(), self._least()]),
        ]
        rows = [(term, [capfirst(text) for text in texts if text]) for term, texts in rows]
        return [(term, texts) for term, texts in rows if texts]

    @property
    def condition_lines(self):
        """Return the same as programs print it, a line each, and which part of a series it is."""
        lines = [capfirst(self.part)] if self.part else []
        for term, texts in self.condition_rows:
            lines.append(f"{term}: {'. '.join(text.rstrip('.') for text in texts)}")
        return lines

    def _capacity(self):
        return f"{self.capacity} {self.capacity_unit}".rstrip() if self.capacity else ""

    def _least(self):
        if not self.least or self.status.is_over:
            return ""
        return _("Blir av om minst %s anmäler sig") % self.least

    def _recorded(self):
        if not self.recording:
            return ""
        is_recorded = self.recording == Recording.RECORDED
        if self.status.is_over:
            return _("Evenemanget spelades in.") if is_recorded else _("Det spelades inte in.")
        return _("Evenemanget spelas in.") if is_recorded else _("Det spelas inte in.")

    def _interpreted(self):
        signs = _("Tolkas till teckenspråk") if self.is_sign_interpreted else ""
        return ". ".join(filter(None, [_spoken(self.interpretation.strip(" .")), signs]))


def arrival_lines(printed):
    """Return when the doors open, the way in and what makes it easier to take part."""
    rows = [
        (_("Dörrarna öppnar kl. %s"), printed.doors and time_format(printed.doors, "G.i")),
        (_("Hitta dit: %s"), printed.directions),
        (_("Tillgänglighet: %s"), printed.event.access_info),
        (_("Fråga om anpassning: %s"), printed.event.access_contact),
    ]
    return [line % text for line, text in rows if text]


def _spoken(typed):
    """Return to what it is interpreted: a sentence of languages, or else what is typed."""
    words = re.findall(r"\w+", typed.lower())
    known = {"teckenspråk", *(str(name).lower() for _code, name in LANGUAGES)}
    languages = [word for word in words if word not in BETWEEN_LANGUAGES]
    if languages and all(word in known or word.endswith("ska") for word in languages):
        return (_("Tolkas %s") if words[0] == "till" else _("Tolkas till %s")) % typed
    says_so = not words or "tolk" in words[0]
    return typed if says_so else _("Tolkning: %s") % typed


CONDITION_PANEL = MultiFieldPanel(
    [
        FieldRowPanel(["food", "food_contact"]),
        FieldRowPanel(["recording", "recording_text"]),
        FieldRowPanel(["language", "interpretation"]),
        "is_sign_interpreted",
        "age",
        FieldRowPanel(["least", "capacity", "capacity_unit"]),
        FieldRowPanel(["part", "reservation"]),
    ],
    heading=gettext_lazy("Vad som erbjuds"),
    classname=FOLDED,
)
