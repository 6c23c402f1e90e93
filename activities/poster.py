"""What a coming event says on the notice board, where nobody can press anything."""

from datetime import time

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from home.blocks.text import STOPS
from home.dates import day_of, day_words, is_timed, local, period_parts, text_of

from .status import Status

LAST_MINUTE = time(23, 59)
# Letters: of what stands before the address, and of any other row.
SHORT, LONGEST = 60, 120


def poster_facts(event):
    """Return rows of (term, text, whether the page's address ends the text), the last to go first.

    What does not fit on the sheet is left out from the end (event_poster.css).
    """
    printed, status = event.printed, event.status
    audience = event.audience or (_("Öppet för alla.") if event.open_to_all else "")
    costs = [*printed.costs, *filter(None, [event.price_conditions])]
    about = [
        (_("För vem"), audience, False),
        (_("Kostnad"), " ".join(f"{capfirst(cost.rstrip('.'))}." for cost in costs), False),
    ]
    if status.is_called_off:
        rows = [_changed(printed), _more("")]
    elif event.change:
        rows = [_changed(printed), _joining(event, status), *about]
    else:
        rows = [*about, _joining(event, status)]
    rows.append((_("Bra att veta"), event.access_info, False))
    return [
        (term, Truncator(text).chars(LONGEST), with_address)
        for term, text, with_address in rows
        if text or with_address
    ]


def _changed(printed):
    return _("Ändring"), printed.change_text, False


def _joining(event, status):
    printed = event.printed
    if status.is_open:
        closes = printed.registration_closes
        parts = [_("Senast %s") % _moment(closes)] if closes else []
        email = printed.registration_email
        parts.append(_("till %s") % email if _is_short(email) else _("med koden"))
        few = _("Få platser kvar. ") if status == Status.FEW else ""
        return _("Anmäl dig"), few + capfirst(_("%s eller på") % ", ".join(parts)), True
    if status == Status.NOT_OPEN:
        return _("Anmälan"), _("Öppnar %s på") % _moment(printed.registration_opens), True
    if status == Status.FULL:
        text = printed.waiting_list_text
        return _more(text if _is_short(text) else _("Alla platser är tagna."))
    if status == Status.CLOSED:
        return _more(_("Anmälan är stängd."))
    return _more(str(printed.registration_sentence))


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
