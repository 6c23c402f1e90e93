"""What a new event copies, what its fields may not say together, and what publishing needs."""

import re
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.dates import STOCKHOLM, day_of, day_words, last_day
from home.exposure import opens_a_meeting
from home.form_fields import MomentField
from home.streams import only_read
from home.tracking import without_tracking
from home.typed_dates import day_begins, day_is_over, validate_year

from ..months import LONGEST
from ..status import ON_SITE, ONLINE, AttendanceMode, Change, Registration


class Invitation(models.Model):
    """Who may come, how and at what price: an activity says it once, a new event copies it."""

    attendance_mode = models.CharField(
        _("sätt att delta"),
        max_length=20,
        choices=AttendanceMode.choices,
        blank=True,
        help_text=_("På plats, digitalt eller både och."),
    )
    audience = models.TextField(
        _("för vem"), blank=True, help_text=_("Vilka är välkomna, och behövs någon förkunskap?")
    )
    open_to_all = models.BooleanField(
        _("öppet för alla"), default=False, help_text=_("Kryssa i om vem som helst får delta.")
    )
    registration = models.CharField(
        _("anmälan"),
        max_length=20,
        choices=Registration.choices,
        blank=True,
        help_text=_("Lämna tomt så länge det inte går att anmäla sig: då visas ”Spara datumet”."),
    )
    registration_text = models.TextField(
        _("om anmälan"), blank=True, help_text=_("Vad den som anmäler sig behöver veta.")
    )
    is_free = models.BooleanField(
        _("gratis"), default=False, help_text=_("Kryssa i om det inte kostar något att delta.")
    )
    price_text = models.CharField(
        _("pris med ord"),
        max_length=160,
        blank=True,
        help_text=_("Valfritt. När priset inte går att säga i raderna ovanför."),
    )

    class Meta:
        abstract = True

    @property
    def is_online(self):
        """Tell whether one can take part from afar."""
        return self.attendance_mode in ONLINE


def price_words(is_free, text):
    """Return what it costs as far as words say it, one price each; «gratis» is said once."""
    if not is_free:
        return [text] if text else []
    if SAYS_FREE.match(text):
        return [text[0].lower() + text[1:]]
    return [gettext("gratis"), *filter(None, [text])]


INVITATION = [field.name for field in Invitation._meta.fields]
# Where an event is held, and how one joins it from afar.
WHERE = ("venue", "address", "directions", "online_service", "dial_in", "link_sent")
# Texts that are copied with a choice: they say nothing true beside another choice.
COPIED_WITH = {"registration_text": "registration", "price_text": "is_free"}
SAYS_FREE = re.compile(r"gratis\b", re.IGNORECASE)
# Anything but http and ftp is refused by the field itself.
only_web = RegexValidator(
    r"^ftps?:", _("Länken ska börja med https:// eller http://."), "not_web", inverse_match=True
)


def refuse_other_years(event):
    """Raise ValidationError, at the fields, for years that no form takes."""
    errors = {}
    for field in event._meta.fields:
        moment = getattr(event, field.name) if isinstance(field, MomentField) else None
        if isinstance(moment, datetime):
            try:
                validate_year(moment)
            except ValidationError as error:
                errors[field.name] = error
    if errors:
        raise ValidationError(errors)


def normalise(event):
    """Let whole days begin and end at midnight, and take tracking from the address to register."""
    if event.all_day and event.start:
        first = last = day_of(event.start)
        if event.end:
            last = day_of(event.end - timedelta(microseconds=1))
        event.start, event.end = day_begins(first), day_is_over(last)
    event.registration_url, event.tracking_removed = without_tracking(event.registration_url)


def days_outside(event):
    """Return the days of the programme on which the event does not take place."""
    first, last = day_of(event.start), last_day(event.start, event.end)
    values = [block.value for block in only_read(event.programme)]
    days = [value.get(name) for value in values for name in ("day", "last_day")]
    return [day for day in days if day and not first <= day <= last]


def refuse_contradictions(event):
    """Raise ValidationError, at the fields, for what cannot all be true, in drafts too."""
    errors = {}
    if event.end and not event.start:
        errors["end"] = _("Ange när evenemanget börjar innan du anger när det slutar.")
    elif event.start and event.end and event.end <= event.start:
        errors["end"] = _("Evenemanget slutar innan det börjar. Ändra någon av tiderna.")
    elif event.start and event.end and event.end - event.start > LONGEST:
        errors["end"] = _("Evenemanget varar i mer än ett år. Ändra någon av dagarna.")
    if event.start and (stray := days_outside(event)):
        said = gettext("%s är utanför evenemanget. Ändra punktens dag, eller när det slutar.")
        errors["programme"] = said % capfirst(day_words(stray[0], weekday=True))
    if event.start and event.date_to_be_announced:
        errors["date_to_be_announced"] = _("Ta bort krysset: evenemanget har en dag.")
    if event.start and event.held:
        errors["held"] = _("Ta bort krysset: det behövs bara när dagen inte är känd.")
    if event.start and event.date_text:
        errors["date_text"] = _("Ta bort texten: evenemanget har en dag.")
    opens, closes = event.registration_opens, event.registration_closes
    if closes and event.start and closes > event.start:
        errors["registration_closes"] = _(
            "Sista anmälan är efter att evenemanget har börjat. En dag utan klockslag räknas till "
            "sitt slut: skriv klockslaget om det är samma dag."
        )
    elif opens and closes and closes <= opens:
        errors["registration_closes"] = _("Anmälan stänger innan den öppnar.")
    if opens and event.start and opens > event.start:
        errors["registration_opens"] = _("Anmälan öppnar efter att evenemanget har börjat.")
    address = event.registration_url
    if address and (address == event.join_url or opens_a_meeting(address)):
        errors["registration_url"] = _(
            "Det här är en länk till själva mötet, och den får inte synas på sidan. "
            "Skriv den i ”Hemlig möteslänk”."
        )
    if event.previous_start and event.previous_start == event.start:
        errors["previous_start"] = _("Det tidigare datumet är detsamma som det nya.")
    if event.pk and event.pk in type(event).objects.followed_from(event.follows_id):
        errors["follows"] = _(
            "Ett evenemang kan inte följa upp sig självt, inte heller genom ett annat."
        )
    if errors:
        raise ValidationError(errors)


def missing_for_publishing(event):
    """Return {field: message} for what must be filled in before publishing."""
    missing = {}
    is_said = event.start or event.date_to_be_announced or event.date_text
    if not is_said and event.change != Change.POSTPONED:
        missing["start"] = _("Ange när evenemanget är, eller kryssa i ”Datum inte bestämt”.")
    if not event.attendance_mode:
        missing["attendance_mode"] = _("Välj hur man deltar, eller ”Avgörs senare”.")
    if event.attendance_mode in ON_SITE and not event.venue:
        missing["venue"] = _("Skriv var evenemanget är.")
    if event.registration == Registration.LINK and not event.registration_url:
        missing["registration_url"] = _(
            "Skriv adressen dit man anmäler sig, eller lämna ”Anmälan” tomt tills den finns."
        )
    if event.registration == Registration.EMAIL and not event.registration_email:
        missing["registration_email"] = _(
            "Skriv e-postadressen dit man anmäler sig, eller lämna ”Anmälan” tomt tills den finns."
        )
    if event.registration == Registration.PHONE and not event.registration_phone:
        missing["registration_phone"] = _(
            "Skriv numret dit man ringer, eller lämna ”Anmälan” tomt tills det finns."
        )
    if event.change and not event.change_reason:
        missing["change_reason"] = _("Skriv varför, så att den som tänkt komma förstår.")
    if event.change == Change.RESCHEDULED and not event.previous_start:
        missing["previous_start"] = _("Ange datumet som gällde före ändringen.")
    return missing


def hidden_prices(event):
    """Return {field: message} where free hides the prices; a new event is as free as its activity.

    It reads a stream, which rows of a list come without.
    """
    if event.is_free and any(block.value.get("amount") for block in only_read(event.prices)):
        return {"is_free": _("Ta bort krysset: det finns priser, och de visas inte annars.")}
    return {}


def copy_defaults(event, activity):
    """Copy what the activity usually says into a new event; it is the event's own from then."""
    for field in INVITATION:
        setattr(event, field, getattr(activity, field) or getattr(event, field))
    event.copied_texts = texts_copied_from(activity, event)
    online = event.attendance_mode == AttendanceMode.ONLINE
    setattr(event, "online_service" if online else "venue", activity.usual_place)
    event.themes.set(activity.themes.all())
    day = type(event).objects.of_activity(activity).next_day(activity.interval_weeks)
    if day and activity.usual_start:
        set_times(event, day, activity.usual_start, activity.usual_end)


def set_times(event, day, begins, ends=None, nights=0):
    """Set when an event is: from a day and time of day to a time as many nights later.

    The times are in Europe/Stockholm, so that summer time moves neither.  Where no night is said to
    lie between, an end that is not after the beginning is the next day's.
    """
    event.start = datetime.combine(day, begins, tzinfo=STOCKHOLM)
    if ends is not None:
        last = day + timedelta(days=nights or ends <= begins)
        event.end = datetime.combine(last, ends, tzinfo=STOCKHOLM)


def texts_copied_from(activity, event):
    """Return the texts that an event has from its activity, and the choices copied with them."""
    copied = {}
    for text, choice in COPIED_WITH.items():
        if getattr(event, text) and getattr(event, text) == getattr(activity, text):
            copied |= {text: getattr(activity, text), choice: getattr(activity, choice)}
    return copied


def is_out_of_place(event, field):
    """Tell whether a text is the one that was copied, but its choice no longer is."""
    choice = COPIED_WITH.get(field)
    copied = event.copied_texts.get(field) if choice else ""
    # A browser sends back other line breaks than it was given.
    if not copied or getattr(event, field).split() != copied.split():
        return False
    if field == "registration_text" and event.registration == Registration.NONE:
        return True
    if field == "price_text" and event.prices and not event.is_free:
        return True
    return event.copied_texts.get(choice) not in ("", getattr(event, choice))


def keep_announced_start(event, before):
    """Keep on the event the start that visitors were told before, where they are told another.

    `before` is the event as the database has it, or None.
    """
    event.announced_start = before.announced_start if before else None
    event.former_start = before.former_start if before else None
    if event.live and event.announced_start != event.start:
        event.former_start = event.announced_start or event.former_start
        event.announced_start = event.start


def note_documentation(event, before):
    """Note the moment when an event that visitors can read gets its first documentation.

    `before` is the event as the database has it, or None.
    """
    event.documented_at = before.documented_at if before else None
    is_first = event.has_documentation and before and not before.has_documentation
    if is_first and event.live and before.live:
        event.documented_at = timezone.now()
