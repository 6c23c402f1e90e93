"""E-mail addresses in one spelling, so that each has one row."""

import unicodedata

from django.utils.encoding import punycode

LONGEST = 254  # letters, by RFC 5321


def without_unseen(email: str) -> str:
    """Return an address without signs that nobody sees, such as those that contact lists put round.

    Whoever pastes them would be refused an address that looks right.
    """
    return "".join(letter for letter in email if unicodedata.category(letter) != "Cf")


def normalised(email: str) -> str:
    """Return an address as all its spellings are kept: small letters, the domain as DNS has it."""
    email = unicodedata.normalize("NFKC", without_unseen(email).strip()).casefold()
    name, at, domain = email.rpartition("@")
    try:
        return f"{name}{at}{punycode(domain)}"
    except UnicodeError:  # no domain at all, which the form refuses
        return email
