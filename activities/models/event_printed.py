"""What of an event is printed, and what its place, change, registration and price are in words.

Page, lists, calendar files, feeds, structured data and search ask here.  What belongs to a choice
is printed only where that choice stands; nothing is taken out of the form, so an editor who changes
the choice back finds all that was written.
"""

from datetime import time, timedelta
from urllib.parse import quote

from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.base import Card
from home.dates import date_parts, day_of, known_date_text, local, period
from home.phone import phone_address
from home.streams import only_read
from home.typed_dates import last_minute

from ..documentation import DOCUMENTATION_PARTS
from ..join_link import JoinState, is_web_address, join_state
from ..programme import days, programme_lines
from ..status import (
    CALLED_OFF,
    ON_SITE,
    ONLINE,
    REGISTERED_FOR,
    AttendanceMode,
    Change,
    Places,
    Registration,
    Status,
)
from .event_conditions import arrival_lines
from .event_rules import is_out_of_place, price_words

# Where one is shown the way to an address; nothing of them is fetched before somebody follows it.
MAP = "https://www.openstreetmap.org/search?query="
JOURNEY = "https://www.skanetrafiken.se/sok-resa/?to="
# The changes beside which the day before is struck out.
REDATED = (Change.RESCHEDULED, Change.MOVED)
# Field → whether the event's choices let it be printed.  Other fields always are.
PRINTED_IF = {
    "date_text": lambda event: not event.start,
    "doors": lambda event: event.start and not event.all_day and event.change != Change.POSTPONED,
    "venue": lambda event: event.attendance_mode in ("", *ON_SITE),
    "address": lambda event: event.attendance_mode in ON_SITE,
    "directions": lambda event: event.attendance_mode in ON_SITE,
    "online_service": lambda event: event.attendance_mode in ONLINE,
    # As secret as the link is, which it leads around.
    "dial_in": lambda event: event.attendance_mode in ONLINE and not event.join_url,
    "link_sent": lambda event: event.attendance_mode in ONLINE,
    "registration_url": lambda event: event.registration == Registration.LINK,
    "registration_link_text": lambda event: event.registration in REGISTERED_FOR,
    "registration_email": lambda event: event.registration == Registration.EMAIL,
    "registration_phone": lambda event: event.registration in REGISTERED_FOR,
    "registration_hours": lambda event: event.registration in REGISTERED_FOR,
    "registration_opens": lambda event: event.registration in REGISTERED_FOR,
    "registration_closes": lambda event: event.registration in REGISTERED_FOR,
    "selection": lambda event: event.registration in REGISTERED_FOR,
    "waiting_list_text": lambda event: event.places == Places.FULL,
    "capacity_unit": lambda event: event.capacity is not None,
    "prices": lambda event: not event.is_free,
    "change_reason": lambda event: bool(event.change),
    "previous_start": lambda event: event.change in (*REDATED, Change.POSTPONED),
    "before": lambda event: event.change in REDATED,
}
CHANGES = {
    Change.CANCELLED: gettext_lazy("Evenemanget är inställt."),
    Change.POSTPONED: gettext_lazy("Evenemanget är uppskjutet. Nytt datum meddelas."),
    Change.RESCHEDULED: gettext_lazy("Evenemanget har fått ett nytt datum."),
    Change.MOVED: gettext_lazy("Evenemanget har fått en ny plats."),
}
REGISTRATIONS = {
    Registration.NONE: gettext_lazy("Ingen anmälan behövs."),
    Registration.INVITED: gettext_lazy("Bara för den som är inbjuden."),
}


class Printed:
    """An event's fields as they are printed; one that does not fit its choices is empty."""

    def __init__(self, event):
        self.event = event

    def __getattr__(self, name):
        value = getattr(self.event, name)
        if self.prints(name):
            return value
        return "" if isinstance(value, str) else None

    def prints(self, name):
        """Tell whether a field is printed as the choices stand."""
        fits = PRINTED_IF.get(name)
        return (fits is None or fits(self.event)) and not is_out_of_place(self.event, name)

    @property
    def start(self):
        """Return the start: a date where the event lasts whole days."""
        event = self.event
        return day_of(event.start) if event.all_day and event.start else event.start

    @property
    def end(self):
        """Return the end: the last date where the event lasts whole days."""
        event = self.event
        is_dated = event.all_day and event.end
        return day_of(event.end - timedelta(microseconds=1)) if is_dated else event.end

    @property
    def previous_start(self):
        """Return the day before the change: a date where no clock time belongs to it."""
        event = self.event
        if not self.prints("previous_start") or not event.previous_start:
            return None
        is_date = event.all_day or local(event.previous_start).time() == time.min
        return day_of(event.previous_start) if is_date else event.previous_start

    @property
    def registration_opens(self):
        """Return when one can begin to register: a date where that is as the day begins."""
        opens = self.event.registration_opens
        if not self.prints("registration_opens") or not opens:
            return None
        return day_of(opens) if local(opens).time() == time.min else opens

    @property
    def registration_closes(self):
        """Return when one can register last: of calls a date where no clock time was said."""
        closes = self.event.registration_closes
        if not self.prints("registration_closes") or not closes:
            return None
        is_called = self.event.registration == Registration.PHONE
        return day_of(closes) if is_called and closes == last_minute(day_of(closes)) else closes

    @property
    def place(self):
        """Return where it takes place in a few words, as lists print it."""
        venue, service = self.event.venue, self.event.online_service
        match self.event.attendance_mode:
            case AttendanceMode.ONLINE:
                return _("Digitalt via %s") % service if service else _("Digitalt")
            case AttendanceMode.MIXED:
                return _and_online(venue or _("På plats"), service)
            case AttendanceMode.UNDECIDED:
                return _("Platsen meddelas")
            case _mode:
                return venue

    @property
    def location(self):
        """Return where it takes place with the address, as calendar files print it."""
        there = ", ".join(filter(None, [self.venue, self.address]))
        if not there or self.event.attendance_mode not in ON_SITE:
            return self.place
        return _and_online(f"{there},", self.online_service) if self.event.is_online else there

    @property
    def map_url(self):
        """Return where the address is shown on a map."""
        return MAP + quote(self.address, safe="")

    @property
    def journey_url(self):
        """Return where one finds the bus or train to the address."""
        return JOURNEY + quote(self.address, safe="")

    @property
    def is_today(self):
        """Tell whether it goes on now, and on this day alone."""
        is_one_day = self.start and len(date_parts(self.start, self.end)) == 1
        return bool(is_one_day) and self.event.status == Status.ONGOING

    @property
    def rhythm(self):
        """Return how often its kind comes back: «Återkommer varannan vecka.».

        Nothing of one that lasts for days or begins at another time of day than usual.
        """
        activity, status = self.event.shown_activity, self.event.status
        if not activity or not self.start or status.is_over or status.is_called_off:
            return ""
        is_usual = activity.usual_start in (None, local(self.event.start).time())
        is_usual = is_usual and len(date_parts(self.start, self.end)) == 1
        often = activity.interval if is_usual else ""
        return _("Återkommer %s.") % f"{often[0].lower()}{often[1:]}" if often else ""

    @property
    def change_sentence(self):
        """Return what has happened to it since it was announced; empty where nothing has."""
        if self.event.change == Change.MOVED and self.event.attendance_mode in ONLINE:
            is_mixed = self.event.attendance_mode == AttendanceMode.MIXED
            return (
                _("Evenemanget blir också digitalt.")
                if is_mixed
                else _("Evenemanget blir digitalt.")
            )
        return CHANGES.get(self.event.change, "")

    @property
    def change_heading(self):
        """Return the same without what it leads to, and without a full stop."""
        return str(self.change_sentence).partition(".")[0]

    @property
    def change_text(self):
        """Return what has happened with the day before and the reason, as programs print it."""
        sentences = [self.change_sentence, self.change_reason]
        if self.event.change == Change.RESCHEDULED and not self.previous_start:
            return ""
        if self.event.change in REDATED and self.previous_start:
            sentences.insert(1, _("Tidigare datum: %s.") % period(self.previous_start))
        sentences.append(self.before_text)
        return " ".join(str(sentence) for sentence in sentences if sentence)

    @property
    def before_text(self):
        """Return what held before the change, its day set aside: «Tidigare: Rådhuset.»."""
        return _("Tidigare: %s.") % self.before.rstrip(".") if self.before else ""

    @property
    def price_words(self):
        """Return what it costs as far as words say it, one price each."""
        return price_words(self.event.is_free, self.price_text)

    @property
    def costs(self):
        """Return what it costs now, a price in words each; what it cost where nothing is left."""
        prices = [block.value for block in self.prices or ()]
        holding = [price for price in prices if not price.is_over]
        return [*(price.text for price in holding or prices), *self.price_words]

    @property
    def programme(self):
        """Return the programme by day and time (`programme.Day`)."""
        return days(self.event.programme)

    @property
    def programme_lines(self):
        """Return the programme as programs print it, a line a point; nothing where it is off.

        Files of many events do without: they do not fetch it.
        """
        is_left_out = "programme" in self.event.get_deferred_fields()
        if is_left_out or self.event.change in CALLED_OFF:
            return []
        return programme_lines(only_read(self.event.programme))

    @property
    def price_lines(self):
        """Return what it costs and on what terms, as programs print it."""
        lines = [_("Kostnad: %s") % "; ".join(self.costs)] if self.costs else []
        return [*lines, *filter(None, [self.event.price_conditions])]

    @property
    def registration_sentence(self):
        """Return what is said in place of how one registers; empty where one does."""
        return REGISTRATIONS.get(self.event.registration, "")

    @property
    def is_registered_for(self):
        """Tell whether one registers for it, by a link, by e-mail or by telephone."""
        return self.event.registration in REGISTERED_FOR

    @property
    def registration_address(self):
        """Return where a button to register leads: an address, a letter or a telephone."""
        if self.registration_email:
            receiver = quote(self.registration_email, safe="@")
            return f"mailto:{receiver}?subject={quote(self.event.title, safe='')}"
        is_called = self.event.registration == Registration.PHONE
        return phone_address(self.registration_phone) if is_called else self.registration_url

    @property
    def call_words(self):
        """Return which number one calls to register, and when: «040-34 10 00, tisdag kl. 9–11»."""
        return ", ".join(filter(None, [self.registration_phone, self.registration_hours]))

    @property
    def has_registration_facts(self):
        """Tell whether there is anything to say of registration beside the button."""
        event, status = self.event, self.event.status
        if status == Status.FULL:
            has_queue = event.waiting_list_text and self.registration_email
            told = self.registration_text or self.selection or self.registration_closes
            return bool(told or has_queue)
        is_invited = event.registration == Registration.INVITED and not status.is_over
        may_register = self.is_registered_for and status != Status.ONGOING
        return bool(self.registration_text or self.selection or is_invited or may_register)

    @property
    def registration_lines(self):
        """Return how one registers and when, as programs print it."""
        lines = []
        if self.registration_sentence:
            lines.append(str(self.registration_sentence))
        elif self.event.places == Places.FULL:
            lines.append(_("Evenemanget är fullbokat."))
        elif self.event.registration:
            if self.registration_opens:
                lines.append(_("Anmälan öppnar: %s") % period(self.registration_opens))
            address = self.registration_url.replace("'", "%27")  # there programs end a link
            ways = [address or self.registration_email, self.call_words]
            lines.append(_("Anmälan: %s") % _(" eller ").join(filter(None, ways)))
            if self.registration_closes:
                lines.append(_("Sista anmälan: %s") % period(self.registration_closes))
        return [*lines, *filter(None, [self.registration_text, capfirst(self.selection)])]

    @property
    def fact_lines(self):
        """Return price, registration and where one joins, as programs print them."""
        if self.event.change in CALLED_OFF:
            return self.price_lines
        lines = [*arrival_lines(self), *self.event.condition_lines, *self.price_lines]
        lines += self.registration_lines
        lines += [_("Ring in: %s") % self.dial_in] if self.dial_in else []
        lines += filter(None, [self.link_sent])
        if self.has_join_link:
            opens = _("när dagen börjar") if self.event.all_day else _("30 minuter före start")
            values = {"when": opens, "address": f"{self.event.full_url}anslut/"}
            lines.append(_("Anslut (öppnar %(when)s): %(address)s") % values)
            if self.has_dial_in_page:
                lines.append(_("Ring in: %(address)stelefon/") % values)
        return lines

    @property
    def has_join_link(self):
        """Tell whether the site has a link to the meeting, which `anslut/` leads to."""
        return self.event.is_online and is_web_address(self.event.join_url)

    @property
    def has_dial_in_page(self):
        """Tell whether one can join by telephone, with a number told while the meeting is open."""
        return self.has_join_link and bool(self.event.dial_in)

    @property
    def can_join_now(self):
        """Tell whether `anslut/` leads to the meeting now."""
        return self.event.is_online and join_state(self.event, timezone.now()) is JoinState.OPEN

    @property
    def can_register_now(self):
        """Tell whether one can register now, at an address that is there."""
        return self.event.status.is_open and bool(self.registration_address)

    @property
    def documented_with(self):
        """Return what the documentation holds, as in «Rapport, synpunkter och film»."""
        parts = {*self.event.documentation_parts}
        if getattr(self.event, "has_report", False):
            parts.add("article")
        names = [str(name) for part, name in DOCUMENTATION_PARTS.items() if part in parts]
        return capfirst(get_text_list(names, _("och")))


def _and_online(place, service):
    if not service:
        return _("%(place)s och digitalt") % {"place": place}
    return _("%(place)s och digitalt via %(service)s") % {"place": place, "service": service}


def event_card(event):
    """Return the event as a row: when, where and in which state."""
    status = event.status
    return Card(
        page=event,
        kind=getattr(event, "activity_title", None) or event._meta.verbose_name,
        sentence=event.introduction,
        place=event.printed.place,
        status=status,
        rescheduled=event.change == Change.RESCHEDULED and not status.is_over,
        **days_of(event),
    )


def days_of(event):
    """Return when the event is, as its card says it."""
    start = None if event.change == Change.POSTPONED else event.printed.start
    words = known_date_text(event.printed.date_text)
    return {"start": start, "end": event.printed.end, "date_text": words}


def share_lines(event):
    """Return when the event is and the activity that it belongs to, for the picture to share."""
    printed = event.printed
    if event.change == Change.POSTPONED:
        when = _("Uppskjutet")
    elif printed.start:
        when = period(printed.start, printed.end)
        when = _("Inställt: %s") % when if event.change == Change.CANCELLED else capfirst(when)
    else:
        when = capfirst(printed.date_text) or ("" if event.held else _("Datum meddelas"))
    return [when, event.shown_activity and event.shown_activity.title]
