"""E-mail addresses in one spelling, so that each has one row."""

import unicodedata

from django.utils.encoding import punycode

LONGEST = 254  # letters, by RFC 5321


def normalised(email: str) -> str:
    """Return an address as all its spellings are kept: small letters, the domain as DNS has it."""
    email = unicodedata.normalize("NFKC", email.strip()).casefold()
    name, at, domain = email.rpartition("@")
    try:
        return f"{name}{at}{punycode(domain)}"
    except UnicodeError:  # no domain at all, which the form refuses
        return email
