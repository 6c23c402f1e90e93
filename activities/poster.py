"""What a coming event says on the notice board, where nobody can press anything."""

from datetime import time

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from home.blocks.text import STOPS
from home.dates import day_of, day_words, is_timed, local, period_parts, text_of

from .status import Status

LAST_MINUTE = time(23, 59)
# Letters: of what stands before the address, and of any other row, which mostly takes three lines.
SHORT, LONGEST = 60, 96


def poster_facts(event):
    """Return rows of (term, text, whether the page's address ends the text), the last to go first.

    What does not fit on the sheet is left out from the end (event_poster.css), and a row that would
    be longer than its lines leads on to the page.
    """
    printed, status = event.printed, event.status
    audience = event.audience or (_("Öppet för alla.") if event.open_to_all else "")
    costs = [*printed.costs, *filter(None, [event.price_conditions])]
    about = [
        (_("För vem"), _in_room([audience]), False),
        (_("Kostnad"), _in_room([f"{capfirst(cost.rstrip('.'))}." for cost in costs]), False),
    ]
    if status.is_called_off:
        rows = [_changed(printed), _more("")]
    elif event.change:
        rows = [_changed(printed), _joining(event, status), *about]
    else:
        rows = [*about, _joining(event, status)]
    if printed.dial_in and not status.is_called_off:
        rows.append((_("Ring in"), _in_room([printed.dial_in]), False))
    rows.append((_("Bra att veta"), _in_room([event.access_info]), False))
    return [row for row in rows if row[1] or row[2]]


def _in_room(sentences):
    """Return the sentences on one line; of too many as many as have room, and where the rest is."""
    whole = " ".join(sentences)
    if len(whole) <= LONGEST:
        return whole
    rest = _("Mer på webbplatsen.")
    room = LONGEST - len(rest) - 1
    said = ""
    for sentence in sentences:
        if len(said) + len(sentence) > room:
            break
        said = f"{said}{sentence} "
    return f"{said or f'{Truncator(whole).chars(room)} '}{rest}"


def _changed(printed):
    return _("Ändring"), _in_room([printed.change_text]), False


def _joining(event, status):
    printed, by_phone = event.printed, _by_phone(event.printed)
    if status.is_open:
        closes = printed.registration_closes
        parts = [_("Senast %s") % _moment(closes)] if closes else []
        email = printed.registration_email
        few = _("Få platser kvar. ") if status == Status.FEW else ""
        if by_phone:
            _term, text, _goes_on = _more(capfirst(", ".join([*parts, by_phone])))
            return _("Anmäl dig"), few + text, True
        parts.append(_("till %s") % email if _is_short(email) else _("med koden"))
        return _("Anmäl dig"), few + capfirst(_("%s eller på") % ", ".join(parts)), True
    if status == Status.NOT_OPEN and by_phone:
        opens = _("Öppnar %s") % _moment(printed.registration_opens)
        return _more(f"{opens}, {by_phone}")
    if status == Status.NOT_OPEN:
        return _("Anmälan"), _("Öppnar %s på") % _moment(printed.registration_opens), True
    if status == Status.FULL:
        text = printed.waiting_list_text
        return _more(text if _is_short(text) else _("Alla platser är tagna."))
    if status == Status.CLOSED:
        return _more(_("Anmälan är stängd."))
    return _more(str(printed.registration_sentence))


def _by_phone(printed):
    """Return where and when one calls, where one registers by telephone alone."""
    if not printed.registration_address.startswith("tel:"):
        return ""
    words = printed.call_words
    return _("på telefon %s") % (words if _is_short(words) else printed.registration_phone)


def _more(sentence):
    if not sentence:
        return _("Läs mer"), "", True
    stop = "" if sentence.endswith(STOPS) else "."
    return _("Anmälan"), _("%s Läs mer på") % f"{sentence}{stop}", True


def _is_short(text):
    return text and len(text) <= SHORT


def _moment(moment):
    """Return a day in words; with the time where it is neither the day's first nor its last."""
    clock = local(moment).time().replace(second=0, microsecond=0) if is_timed(moment) else time.min
    if clock in (time.min, LAST_MINUTE):
        return day_words(day_of(moment), weekday=True, year=False)
    return text_of(period_parts(moment, year=False))
