"""Telephone numbers: what people write, as the address that a telephone dials."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# A stroke may part the area code; elsewhere it begins a second number.
_NUMBER = re.compile(r"(?:0\d{1,3}/)?\+?[\d(][\d\s().‐‑‒–—−-]{2,60}", re.ASCII)
_LINK = re.compile(r'(?<= href=")tel:([^"<>]{1,80})(?=")')


def phone_address(written):
    """Return the `tel:` address (RFC 3966) of a Swedish or international number, or «».

    «+46 (0)40-34 10 00» is tel:+4640341000.  Words around a number are passed over; where there
    is a second number, or an extension, nobody knows what to dial.
    """
    written = str(written or "").replace("\u00a0", " ")
    found = _NUMBER.search(written)
    if found is None or re.search(r"\d", written[found.end() :]):
        return ""
    number = re.sub(r"^00", "+", found[0])
    if number.startswith("+"):
        # The nought of the area code, which is dialled within the country alone.
        number = re.sub(r"^\+46\D*0", "+46", number.replace("(0)", ""))
    digits = re.sub(r"[^\d+]", "", number)
    if not re.fullmatch(r"\+?\d{3,15}", digits):
        return ""
    return "tel:" + re.sub(r"^0(?=\d{6})", "+46", digits)


def with_phone_addresses(markup):
    """Return HTML in which the links to telephone numbers lead to what `phone_address` says."""
    return _LINK.sub(lambda link: phone_address(link[1]) or link[0], markup)


def validate_phone(written):
    """Raise ValidationError for what no telephone can dial."""
    if not phone_address(written):
        raise ValidationError(_("Skriv ett telefonnummer, till exempel 040-34 10 00."))
