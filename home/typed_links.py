"""Links in running text: what was typed becomes one, and none tells who sent the reader."""

import html
import logging
import re

from django.utils.html import MAX_URL_LENGTH, Urlizer, escape, smart_urlquote

from .phone import phone_address
from .ranges import DASH, NBSP, SPACE
from .tracking import without_tracking

logger = logging.getLogger(__name__)
_TAG = re.compile(r"(<[!/a-zA-Z][^<>]*>)")
# In these nothing becomes a link.
_CLOSED = re.compile(r"<(/?)(?:a|button|code|pre|script|style|summary|textarea)\b", re.IGNORECASE)
# On paper an address is not said twice.
_TYPED = re.compile(r'<a href="https?:[^"]*"')
_ADDRESS = re.compile(r'(?<= href=")[^"<>]*\?[^"<>]*(?=")')
# As telephone numbers are written in Sweden: an area code apart from the rest, groups of two or
# three; a mobile number may stand in one.
_PHONE = re.compile(
    rf"(?<![\w.,:/+–-])(?<!\d{SPACE})(?:(?:07|\+467)\d{{8}}"
    rf"|(?:\+\d{{1,3}}{SPACE}?(?:\(0\))?{SPACE}?\d{{1,3}}|0\d{{1,3}})"
    rf"(?:{SPACE}?{DASH}{SPACE}?|{SPACE})\d{{2,3}}(?:{SPACE}?\d{{2,3}}){{1,3}})(?![\w:/–-])"
)
_LONG_AREA_CODE = re.compile(r"0\d{3}")
# How addresses are made of names, which is nobody's address: «fornamn.efternamn@malmo.se».
_PATTERN = re.compile(r"f(?:[öo]r)?n(?:amn)?[._-]e(?:fter)?n(?:amn)?@", re.IGNORECASE)
# As authorities number their cases: «STK-2026-871», «KS 2026/00123», «2026-0457». A line that
# ended at its hyphen would make two of it, and with another hyphen nobody would find it by copying.
_CASE = re.compile(
    rf"(?<![\w.,:/=?&;#%-])(?:[A-ZÅÄÖ]{{1,8}}[-{NBSP} ](?:19|20)\d\d[-/:]\d{{1,6}}"
    r"|(?:19|20)\d\d[-/:]0\d{2,5})(?![\w/@-]|[.:]\d)"
)


class TypedLinks(Urlizer):
    """Django's `urlize` for text in HTML, with the addresses that people here write."""

    simple_url_2_re = re.compile(
        r"[Ww]ww\.\w|[\w-]+(?:\.[\w-]+)*\.(?:se|nu|com|org|net|eu|dk|no|fi|info)(?:[/?#]|$)"
    )
    word_split_re = re.compile(r"""([\s<>"'”“„’»«…]+)""")

    def trim_punctuation(self, word):
        """Return (before, address, after) of a word, without losing a letter of it.

        Django's forgets the stop in «(a.se/?b=1&amp;c=2).».
        """
        lead, middle, trail = super().trim_punctuation(word)
        if word.startswith(lead + middle):
            trail = word[len(lead) + len(middle) :]
        return lead, middle, trail

    def handle_word(self, word, **options):
        lead, middle, trail = self.trim_punctuation(word)
        # The address is read as well, so what tells who sent the reader is not printed either.
        plain, removed = without_tracking(html.unescape(middle))
        if removed:
            middle = escape(plain)
            word = f"{lead}{middle}{trail}"
        if _PATTERN.match(middle):
            return word
        if len(middle) > MAX_URL_LENGTH or not self.simple_url_2_re.match(middle):
            return super().handle_word(word, **options)
        address = smart_urlquote(f"https://{html.unescape(middle)}")
        return f'{lead}<a href="{escape(address)}">{middle}</a>{trail}'


_with_addresses = TypedLinks()


def with_typed_links(markup):
    """Return HTML in which typed addresses and telephone numbers are links, case numbers whole."""
    try:
        return _with_typed_links(markup)
    except Exception:
        logger.exception("A text of %s letters goes without links", len(markup))
        return markup


def without_tracking_links(markup):
    """Return HTML whose links have no tracking parameters (`tracking.py`)."""
    return _ADDRESS.sub(_clean, markup)


def _clean(found):
    address, removed = without_tracking(html.unescape(found[0]))
    return escape(address) if removed else found[0]


def _with_typed_links(markup):
    pieces, closed = _TAG.split(markup), 0
    for number, piece in enumerate(pieces):
        if number % 2:
            if found := _CLOSED.match(piece):
                closed = max(0, closed + (-1 if found[1] else 1))
        elif not closed:
            whole = _CASE.sub(r'<span class="nobr">\g<0></span>', piece)
            linked = _TYPED.sub(r'\g<0> class="typed"', _with_addresses(whole))
            pieces[number] = _PHONE.sub(_phone_link, linked)
    return "".join(pieces)


def _phone_link(found):
    # Fewer digits may be anything: «0800-1200» are hours.
    fewest = 9 if _LONG_AREA_CODE.match(found[0]) else 8
    address = phone_address(found[0])
    if sum(map(str.isdigit, found[0])) < fewest or not address:
        return found[0]
    # A line that ended at its hyphen would make two of it.
    return f'<a class="nobr" href="{address}">{found[0]}</a>'
