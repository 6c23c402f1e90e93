"""The heading of a pasted text: what a line says without the symbols and prefixes around it."""

import re

GREETING = re.compile(
    r"(?:hej|hejsan|god\s\w+|bästa|kära|till\s+alla|vb|hälsningar|med\svänlig|mvh|tack)\b.{0,40}$"
    # What any invitation is called says nothing.
    r"|(?:inbjudan|välkomna|välkommen|påminnelse|kallelse|save\sthe\sdate|information)[.!:]*$",
    re.I,
)
_PREFIX = re.compile(
    r"(?:(?:vb|fw|fwd|sv|re|tr)\s?:\s*|(?:hej|hejsan|hallå)\s?[!,.]\s*|save\sthe\sdate\s?[!:–-]+\s*|spara\sdatumet\s?[!:–-]+\s*)+",
    re.I,
)
_SYMBOL = re.compile(r"^[^\w«»”“\"’'(]+|[^\w.!?…»”“\"’')&]+$")


def clean_heading(words):
    """Return a heading without the symbols, prefixes and marks around it."""
    words = _SYMBOL.sub("", words.strip())
    return _SYMBOL.sub("", _PREFIX.sub("", words)) if _PREFIX.match(words) else words


def in_sentence_case(words):
    """Return a heading that is typed in capitals in small letters."""
    return words.capitalize() if words.isupper() and len(words) > 5 else words
