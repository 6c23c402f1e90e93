"""What an event's fields may not say together, and what publishing needs."""

from django.utils.translation import gettext_lazy as _

from home.exposure import opens_a_meeting

from ..months import LONGEST
from .choices import AttendanceMode, Change, Registration


def contradictions(event):
    """Return {field: message} for facts that cannot all be true, in drafts too."""
    errors = {}
    if event.end and not event.start:
        errors["end"] = _("Ange när evenemanget börjar innan du anger när det slutar.")
    elif event.start and event.end and event.end <= event.start:
        errors["end"] = _("Evenemanget slutar innan det börjar. Ändra någon av tiderna.")
    elif event.start and event.end and event.end - event.start > LONGEST:
        errors["end"] = _("Evenemanget varar i mer än ett år. Ändra någon av dagarna.")
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
    if event.pk and event.pk in type(event).objects.trail_from(event.follows_id):
        errors["follows"] = _(
            "Ett evenemang kan inte följa upp sig självt, inte heller genom ett annat."
        )
    return errors


def gaps(event):
    """Return {field: message} for what must be filled in before publishing."""
    missing = {}
    is_said = event.start or event.date_to_be_announced or event.date_text
    if not is_said and event.change != Change.POSTPONED:
        missing["start"] = _("Ange när evenemanget är, eller kryssa i ”Datum kommer”.")
    if not event.attendance_mode:
        missing["attendance_mode"] = _("Välj hur man deltar, eller ”Avgörs senare”.")
    on_site = event.attendance_mode in (AttendanceMode.OFFLINE, AttendanceMode.MIXED)
    if on_site and not event.venue:
        missing["venue"] = _("Skriv var evenemanget är.")
    if event.registration == Registration.LINK and not event.registration_url:
        missing["registration_url"] = _("Skriv adressen dit man anmäler sig.")
    if event.registration == Registration.EMAIL and not event.registration_email:
        missing["registration_email"] = _("Skriv e-postadressen dit man anmäler sig.")
    if event.change and not event.change_reason:
        missing["change_reason"] = _("Skriv varför, så att den som tänkt komma förstår.")
    if event.change == Change.MOVED and not event.previous_start:
        missing["previous_start"] = _("Ange datumet som gällde före ändringen.")
    return missing
