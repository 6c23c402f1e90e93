"""When and where an event takes place, and what has changed since it was announced."""

from datetime import timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.dates import day_of
from home.form_fields import MomentField
from home.typed_dates import day_begins, day_is_over

from .choices import AttendanceMode, Change
from .printed import Printed

# Anything but http and ftp is refused by the field itself.
only_web = RegexValidator(
    r"^ftps?:", _("Länken ska börja med https:// eller http://."), "not_web", inverse_match=True
)


class Occasion(models.Model):
    """The fields of an event that say when and where it is.

    An event of whole days lasts from the first midnight to the one after its last day, both in
    Europe/Stockholm, so that lists ask for it as for any other.
    """

    start = MomentField(
        _("börjar"),
        null=True,
        blank=True,
        day_alone=day_begins,
        if_ticked="all_day",
        help_text=_("Dag och klockslag, till exempel 2027-05-26 12.15 eller 26 maj 2027 kl. 12."),
    )
    end = MomentField(
        _("slutar"),
        null=True,
        blank=True,
        day_alone=day_is_over,
        if_ticked="all_day",
        help_text=_("Får vara tomt. Då räknas evenemanget som pågående dagen ut."),
    )
    all_day = models.BooleanField(
        _("heldag"),
        default=False,
        help_text=_(
            "Kryssa i om evenemanget varar hela dagen eller flera hela dagar. Skriv då bara första "
            "dagen i ”Börjar” och sista dagen i ”Slutar”, utan klockslag."
        ),
    )
    doors = models.TimeField(
        _("dörrarna öppnar"), null=True, blank=True, help_text=_("Om man kan komma tidigare.")
    )
    date_to_be_announced = models.BooleanField(
        _("datum kommer"), default=False, help_text=_("Kryssa i om dagen inte är bestämd än.")
    )
    date_text = models.CharField(
        _("när, med ord"),
        max_length=80,
        blank=True,
        help_text=_("Bara när dagen inte är känd, till exempel ”våren 2021”."),
    )
    held = models.BooleanField(
        _("har hållits"),
        default=False,
        help_text=_("Kryssa i om evenemanget har hållits men dagen inte är känd."),
    )
    attendance_mode = models.CharField(
        _("sätt att delta"),
        max_length=20,
        choices=AttendanceMode.choices,
        blank=True,
        help_text=_("På plats, digitalt eller både och."),
    )
    venue = models.CharField(
        _("lokal"), max_length=160, blank=True, help_text=_("Platsens namn, och rum om det behövs.")
    )
    address = models.CharField(
        _("adress"), max_length=200, blank=True, help_text=_("Gata och ort.")
    )
    directions = models.TextField(
        _("hitta dit"), blank=True, help_text=_("Hållplats, ingång, våning.")
    )
    online_service = models.CharField(
        _("digital tjänst"), max_length=160, blank=True, help_text=_("Till exempel Zoom.")
    )
    join_url = models.URLField(
        _("hemlig möteslänk"),
        blank=True,
        max_length=500,
        validators=[only_web],
        help_text=_(
            "Visas aldrig på webbplatsen, i kalenderfiler eller i sökningen. Knappen Anslut leder "
            "hit från 30 minuter före start till slutet."
        ),
    )
    change = models.CharField(
        _("ändring"),
        max_length=12,
        choices=Change.choices,
        blank=True,
        help_text=_(
            "Inställt: det blir inte av. Uppskjutet: ett nytt datum är inte bestämt. Nytt datum: "
            "skriv det i ”Börjar”. Sidan ligger kvar, med ändringen och skälet överst."
        ),
    )
    change_reason = models.TextField(
        _("skäl"), blank=True, help_text=_("Varför, och vad händer i stället?")
    )
    previous_start = MomentField(
        _("tidigare datum"),
        null=True,
        blank=True,
        day_alone=day_begins,
        help_text=_("Datumet som gällde före ändringen. Tomt: det som senast var publicerat."),
    )
    # The start that visitors were told last, and the other one that they were told before it.
    announced_start = models.DateTimeField(null=True, editable=False)
    former_start = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def clean(self):
        """Let whole days begin and end at midnight."""
        if self.all_day and self.start:
            first = last = day_of(self.start)
            if self.end:
                last = day_of(self.end - timedelta(microseconds=1))
            self.start, self.end = day_begins(first), day_is_over(last)
        super().clean()

    @property
    def printed(self):
        """Return the event's fields as they are printed (`printed.py`)."""
        return Printed(self)

    @property
    def has_clock(self):
        """Tell whether it begins at a time of day on a day that holds."""
        return bool(self.start) and not self.all_day and self.change != Change.POSTPONED

    @property
    def is_on_site(self):
        """Tell whether one can take part where it is held."""
        return self.attendance_mode in (AttendanceMode.OFFLINE, AttendanceMode.MIXED)

    @property
    def is_online(self):
        """Tell whether one can take part from afar."""
        return self.attendance_mode in (AttendanceMode.ONLINE, AttendanceMode.MIXED)

    @property
    def place(self):
        """Return where it takes place in a few words, as lists print it."""
        digital = (
            _("Digitalt via %s") % self.online_service if self.online_service else _("Digitalt")
        )
        match self.attendance_mode:
            case AttendanceMode.ONLINE:
                return digital
            case AttendanceMode.MIXED:
                venue, service = self.venue or _("På plats"), self.online_service
                if not service:
                    return _("%(venue)s och digitalt") % {"venue": venue}
                return _("%(venue)s och digitalt via %(service)s") % {
                    "venue": venue,
                    "service": service,
                }
            case AttendanceMode.UNDECIDED:
                return _("Platsen meddelas")
            case _mode:
                return self.venue
