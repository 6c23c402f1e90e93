"""The choices that an activity hands on to its events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttendanceMode(models.TextChoices):
    """How one takes part (schema.org eventAttendanceMode)."""

    OFFLINE = "offline", _("På plats")
    ONLINE = "online", _("Digitalt")
    MIXED = "mixed", _("På plats och digitalt")
    UNDECIDED = "undecided", _("Avgörs senare")


class Registration(models.TextChoices):
    """How one registers; empty means that it is not decided yet."""

    LINK = "link", _("På en annan webbplats")
    EMAIL = "email", _("Med e-post")
    NONE = "none", _("Ingen anmälan behövs")
    INVITED = "invited", _("Bara för inbjudna")


class Change(models.TextChoices):
    """What has happened to an event since it was announced."""

    CANCELLED = "cancelled", _("Inställt")
    POSTPONED = "postponed", _("Uppskjutet")
    MOVED = "moved", _("Nytt datum")


class Places(models.TextChoices):
    """How many places are left; empty means enough."""

    FEW = "few", _("Få platser kvar")
    FULL = "full", _("Fullbokat")
