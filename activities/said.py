"""What the pages of events and activities say by choices and labels, which search finds too.

Nobody wrote «gratis», «på plats och digitalt» or «sista anmälan» in a text, but visitors read it.
"""

from django.utils.translation import gettext as _

from home.dates import period

from .status import Change, Places, Registration


def said_by_event(event):
    """Return the lines of an event's page that its choices make, as far as the clock lets them."""
    printed, status = event.printed, event.status
    is_ahead = not (status.is_over or status.is_called_off)
    lines = [
        _("Var: %s") % printed.place if printed.place else "",
        _("Kostnad: %s") % "; ".join(printed.costs) if printed.costs else "",
        _("För vem: Öppet för alla") if event.open_to_all and not event.audience else "",
        printed.rhythm,
        _("Dörrarna öppnar") if printed.doors else "",
        _("Hitta dit") if printed.directions else "",
        _("Tillgänglighet") if event.access_info or event.access_contact or is_ahead else "",
        _("Fråga om anpassning") if event.access_contact else "",
        _("Medverkande") if event.speakers else "",
        _("Program") if event.programme else "",
        *_parts_of(event.organisers.all()),
        *event.condition_lines,
        _("Anslut till mötet") if is_ahead and printed.has_join_link else "",
        _("Ring in i stället") if is_ahead and printed.has_dial_in_page else "",
        _("Ring in") if is_ahead and printed.dial_in else "",
        *_change_lines(event, printed),
        *(_registration_lines(event, printed) if is_ahead else ()),
    ]
    if status.is_called_off and printed.has_registration_facts:
        lines += [_("Anmälan: Det går inte att anmäla sig")]
    if status.is_over:
        lines += [_("Anmälan är stängd") if printed.is_registered_for else ""]
        documented = event.documentation_parts
        lines += [_("Dokumentation: %s") % printed.documented_with] if documented else []
    return [str(line) for line in lines if line]


def _change_lines(event, printed):
    """Return what has happened to an event since it was announced."""
    if not event.change:
        return []
    lines = [Change(event.change).label, printed.change_heading, printed.before_text]
    if event.change == Change.POSTPONED:
        lines += [_("Nytt datum meddelas")]
        if printed.start:
            lines += [_("Tidigare datum: %s") % period(printed.start, printed.end)]
    return lines


def _registration_lines(event, printed):
    """Return how and when one registers for an event that is ahead."""
    lines = [Places(event.places).label] if event.places else []
    if event.registration in (Registration.NONE, Registration.INVITED):
        return [*lines, str(printed.registration_sentence).rstrip(".")]
    if printed.is_registered_for:
        lines += [_("Anmälan: Anmäl dig")]
        lines += [_("Ring och anmäl dig")] * bool(printed.registration_phone)
        lines += [_("Ställ dig i kö, väntelista")] * (event.places == Places.FULL)
        lines += [_("Anmälan öppnar")] * bool(printed.registration_opens)
        lines += [_("Sista anmälan, anmälan stänger")] * bool(printed.registration_closes)
    return lines


def said_by_activity(activity):
    """Return the lines of an activity's page that its choices make."""
    least, most = activity.least_per_year, activity.most_per_year
    often = ""
    if not activity.frequency and least:
        times = {"least": least, "most": most}
        often = (
            _("%(least)s–%(most)s gånger per år") if most else _("Minst %(least)s gånger per år")
        ) % times
    rows = [
        (_("För vem"), _("Öppet för alla") if activity.open_to_all else activity.audience),
        (_("Hur ofta"), activity.frequency or often or activity.interval),
        (_("Tid"), activity.usual_time),
        (_("Var"), activity.usual_place_in_words),
        (_("Kostnad"), "; ".join(activity.price_words)),
        (_("Anmälan"), activity.registration_terms or activity.get_registration_display()),
    ]
    return [f"{label}: {value}" for label, value in rows if value] + _parts_of(
        activity.partners.all()
    )


def _parts_of(organisations):
    """Return what organisations do on a page, and in which years."""
    return [f"{row.get_part_display()} {row.period.words}".strip() for row in organisations]
