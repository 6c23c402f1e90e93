"""Alphabetical order in Swedish, the same on every database: a key that is stored with the name.

What a database makes of «Åsa» depends on which collations it was built with, so the order is put
into the letters themselves: å, ä and ö come last, ü is sorted as y, é as e (Svenska skrivregler).
"""

import re
import unicodedata

from django.db import models

# These three follow z in ASCII, and come before every letter of another alphabet.
_LETTERS = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "ß": "ss", "œ": "oe"}
    | {"ð": "d", "đ": "d", "ł": "l", "þ": "th", "ı": "i"}
)
_DIGITS = 10
LENGTH = 255
LAST = "\U0010ffff"  # comes after every letter


def sort_key(name):
    """Return the text by which a name is put in order, letter by letter as its code points."""
    folded = unicodedata.normalize("NFC", name.casefold()).translate(_LETTERS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded)
        if not unicodedata.combining(letter)
    )
    # Quotation marks, hyphens and the like part words and are no letters.
    words = re.sub(r"[^\w{|}]+|_", " ", plain).strip()
    return re.sub(r"\d+", lambda number: number[0].zfill(_DIGITS), words)[:LENGTH]


def beginning_as(name, beginning):
    """Return the condition that a field of code points begins as a text does."""
    return models.Q(**{f"{name}__gte": beginning, f"{name}__lt": beginning + LAST})


def in_swedish_order(queryset, name):
    """Return the rows by their sort key where they are ordered by the field `name` first."""
    first, *_others = [*map(str, queryset.query.order_by), ""]
    if first.removeprefix("-") != name:
        return queryset
    sign = first.removesuffix(name)
    return queryset.order_by(f"{sign}sort_key", first)


class CodePointField(models.CharField):
    """A short text that every database puts in order letter by letter, as its code points.

    So what begins as something does stands side by side, and an index finds it.
    """

    def db_parameters(self, connection):
        # SQLite compares code points by itself and knows no collation of this name.
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}


class SortKeyField(CodePointField):
    """The sort key of the field that is named `of`, written anew at every save of the row.

    Order by it, and by the name itself where two keys are alike.
    """

    def __init__(self, *args, of, **kwargs):
        self.of = of
        own = {"max_length": LENGTH, "blank": True, "default": "", "editable": False}
        super().__init__(*args, **kwargs, **own)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for own in ("max_length", "blank", "default", "editable"):
            del kwargs[own]
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance, add):
        key = sort_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key
