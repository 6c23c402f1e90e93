"""How a quotation is set: with a dash where a sentence names the speaker, else in quotes."""

from django import template

from home.ranges import EN_DASH, NBSP
from home.typography import QUOTE, is_foreign

register = template.Library()

ENDS = (".", "?", "!", "…")


@register.filter
def quotation(value):
    """Return the whole quotation of a `QuoteBlock` as one line of text.

    «– Arbetet börjar nu, säger de. Och det är bra.» or «”Arbetet börjar nu”» (Svenska
    skrivregler: no comma before the speaker where the quotation asks or exclaims).
    """
    quote = (value.get("quote") or "").strip()
    attribution = (value.get("attribution") or "").strip()
    if not quote:
        return ""
    if not attribution:
        opening = "“" if is_foreign() else QUOTE
        return f"{opening}{quote}{QUOTE}"
    quote = quote.rstrip(".,")
    comma = "" if quote.endswith(ENDS) else ","
    stop = "" if attribution.endswith(ENDS) else "."
    continuation = (value.get("continuation") or "").strip()
    return f"{EN_DASH}{NBSP}{quote}{comma} {attribution}{stop} {continuation}".rstrip()
