"""Fields of several lines for what a draft has many of: people, prices, links, a row each."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from activities.blocks import VAT, kronor
from home.tracking import without_tracking

from .prices import prices_in

LONGEST_ROW, MOST_ROWS = 2_200, 40
_VAT_WORDS = re.compile(r",?\s*(?:exkl|inkl)\w*\.?\s+moms", re.IGNORECASE)


class RowsField(forms.CharField):
    """One thing on each line; `read_row` makes the value of a line, or raises ValidationError."""

    widget = AdminAutoHeightTextInput

    def to_python(self, value):
        rows = [row.strip() for row in super().to_python(value).splitlines() if row.strip()]
        if len(rows) > MOST_ROWS:
            raise ValidationError(_("Högst %s rader.") % MOST_ROWS)
        if any(len(row) > LONGEST_ROW for row in rows):
            raise ValidationError(_("En rad är för lång."))
        return [self.read_row(row) for row in rows]

    def prepare_value(self, value):
        return "\n".join(map(self.row_of, value)) if isinstance(value, list) else value


class PeopleField(RowsField):
    """«Namn, roll från organisation» on each line."""

    def row_of(self, person):
        """Return a person that was found as a line."""
        said = ", ".join(filter(None, [person.name, person.role]))
        return f"{said} från {person.organisation}" if person.organisation else said

    def read_row(self, row):
        """Return the value of a PersonBlock."""
        said, _from, organisation = row.partition(" från ")
        name, _comma, role = map(str.strip, said.partition(","))
        for words, most in ((name, 120), (role, 160), (organisation, 160)):
            if len(words) > most:
                raise ValidationError(_("”%s…” är för långt.") % words[:40])
        if not name:
            raise ValidationError(_("Skriv namnet först på raden: ”%s”.") % row[:60])
        return {"name": name, "role": role, "organisation": organisation.strip()}


class PricesField(RowsField):
    """«250 kronor för medlemmar, exklusive moms» on each line."""

    def row_of(self, price):
        """Return a price that was found as a line."""
        said = kronor(price.amount) + (f" för {price.label}" if price.label else "")
        vat = dict(VAT).get(price.vat)
        return f"{said}, {vat}" if vat else said

    def read_row(self, row):
        """Return the value of a PriceBlock."""
        prices = prices_in(row, [(0, len(row))])
        if len(prices) != 1:
            said = _("Skriv ett pris på varje rad, till exempel ”250 kronor för medlemmar”: ”%s”.")
            raise ValidationError(said % row[:60])
        price = prices[0]
        if price.amount >= Decimal(10) ** 7:
            raise ValidationError(_("Priset är för högt: ”%s”.") % row[:60])
        # What is written beside the amount is kept, whether the rules know it or not.
        rest = _VAT_WORDS.sub("", f"{row[: price.start]} {row[price.end :]}")
        rest = re.sub(r"^[\s,–-]*för\s+", "", rest.strip(" ,.;()–-")).strip(" ,.;()–-")
        return {"label": rest[:160], "amount": price.amount, "vat": price.vat, "note": ""}


class LinksField(RowsField):
    """«Länktext: https://…» on each line, or an e-mail address."""

    check_address, check_email = URLValidator(["http", "https"]), EmailValidator()

    def row_of(self, link):
        """Return a link that was found, (text, address), as a line."""
        text, address = link
        address = address.removeprefix("mailto:")
        return f"{text}: {address}" if text else address

    def read_row(self, row):
        """Return the value of a LinkBlock."""
        words, _space, address = row.rpartition(" ")
        address = address.strip("<>").removeprefix("mailto:")
        text = words.strip(" :–-<")[:160]
        try:
            if "@" in address and "/" not in address:
                self.check_email(address)
                return {"text": text, "email": address}
            address = address if "://" in address else f"https://{address}"
            self.check_address(address)
        except ValidationError:
            said = _("Skriv adressen sist på raden, med https://: ”%s”.")
            raise ValidationError(said % row[:60]) from None
        return {"text": text, "url": without_tracking(address)[0]}
