"""Swedish typography for prose: every rule swaps one character for one other, never a word.

Rules: Svenska skrivregler (Språkrådet), DIGG's webbriktlinje R66 and DESIGN.md section 8.
"""

import html
import re

NBSP = "\u00a0"
EN_DASH = "–"
QUOTE = "”"
APOSTROPHE = "’"
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]

_SPACE = f"[ {NBSP}]"
_DASH = f"[-{EN_DASH}]"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_UNIT = (
    r"(?:%|‰|€|§|°C|kr|kronor|kronan?|öre|tkr|mnkr|mdkr|euro|dollar|procent|tusen|miljon(?:er)?"
    r"|miljard(?:er)?|sek|sekund(?:er)?|min|minut(?:er)?|tim|timm(?:e|ar)|h|dag(?:ar)?"
    r"|veck(?:a|or)|månad(?:er)?|år|gånger|personer|platser|km|m|cm|mm|m²|kg|g|kB|MB|GB)"
)
_LABEL = r"(?:\b(?:kl\.?|klockan|nr\.?|nummer|s\.|v\.|kap\.|ca\.?|c:a)|§)"
_IN_ADDRESS = r"[^\s<>\"”“„]"
_PROTECTED = re.compile(
    rf"""
      (?:https?|ftp)://{_IN_ADDRESS}+ | \bwww\.{_IN_ADDRESS}+
    | [\w.+-]+@[\w.-]+
    | \b[\w-]+(?:\.[\w-]+)*\.(?:se|com|org|net|nu|eu|dk|no|fi|de|io|info)\b(?:/{_IN_ADDRESS}*)?
    | (?<!\d)\d{{4}}-\d\d(?:-\d\d(?:T[\d:.+Z-]*)?)?(?!\d)
    | (?P<phone>(?<![\w.,:/-])(?<!\d[ {NBSP}])(?:\+\d|0\d)
        (?:(?:[ {NBSP}()/]|{_DASH})*\d){{5,12}}(?![\w:]))
    """.replace("[ ", r"[\ "),
    re.VERBOSE,
)
# Every group in these is one space where a line must not break.
_GLUE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<=\d)(?::?[ae])?({_SPACE})(?={_MONTH}\b)",
        rf"\b{_MONTH}({_SPACE})(?=\d{{4}}(?!\d))",
        rf"(?<=\d)({_SPACE})(?={_UNIT}(?!\w))",
        rf"(?<!\d)\d{{1,3}}({_SPACE})(?=\d{{3}}(?!\d))",
        rf"{_LABEL}({_SPACE})(?=\d)",
        rf"\b(?:t|bl|m|s|o)\.({_SPACE})(?=(?:ex|a|m|k|d|fl)\.)",
        rf"(?<=\b\d\d\d)({_SPACE})(?=\d\d{_SPACE}[A-ZÅÄÖ])",
        rf"(?<=\d){_SPACE}{_DASH}({_SPACE})(?=\d)",
    )
]
_SPACED_DASH = re.compile(rf"(?<=\S)({_SPACE})({_DASH})(?={_SPACE}\S)")
_TIME = r"[0-2]?\d[.:][0-5]\d"
_DAY_AND_MONTH = r"[0-3]?\d/[01]?\d"
_NUMBER = rf"[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+|[1-9]\d{{0,3}}(?:,\d+)?"
_RANGE = re.compile(
    rf"(?P<clock>\b(?:kl\.?|klockan){_SPACE})?(?<![\w.,:/+{EN_DASH}-])"
    rf"(?P<low>{_TIME}|{_DAY_AND_MONTH}|{_NUMBER}|(?(clock)0\d|(?!)))(?P<dash>{_DASH})"
    rf"(?P<high>{_TIME}|{_DAY_AND_MONTH}|{_NUMBER})(?![\w{EN_DASH}-]|[.,:/]\w)",
    re.IGNORECASE,
)
_TAG = re.compile(r"(<!--.*?-->|</?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^'\">])*>)", re.DOTALL)
_TAG_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_LANG = re.compile(r"\slang=[\"']?([\w-]+)", re.IGNORECASE)
_INLINE = re.compile(
    r"(?:a|abbr|b|bdi|cite|code|data|dfn|em|i|kbd|mark|q|s|samp|small|span|strong|su[bp]|time|u|wbr)$"
)
_VERBATIM = re.compile(r"(?:code|pre|kbd|samp|script|style|textarea)$")
_VOID = re.compile(r"(?:br|hr|img|input|link|meta|source|wbr|embed)$")


def _is_range(low, high):
    """Tell whether two numbers, clock times or dates like 26/8 are the ends of a range."""
    if "/" in low + high:
        return "/" in high and ("/" in low or low.isdigit())
    if re.search("[.:]", low + high):
        return all(
            re.search("[.:]", end) or (end.isdigit() and int(end) <= 24) for end in (low, high)
        )
    low, high = (float(re.sub(_SPACE, "", end).replace(",", ".")) for end in (low, high))
    return low < high


def _straight_quotes(text):
    """Yield (position, Swedish quotation mark); a mark after a digit may mean inches."""
    is_open = False
    for position, mark in enumerate(text):
        if mark in '"“„”':
            after_digit = position > 0 and text[position - 1].isdigit()
            if mark == '"' and after_digit and not is_open:
                continue
            is_open = not is_open
            yield position, QUOTE
        elif mark == "'":
            before, after = text[position - 1 : position], text[position + 1 : position + 2]
            if not before.isdigit() or after.isalpha():
                yield position, APOSTROPHE


def _changes(text):
    """Yield (position, new character) for every rule but protection."""
    for rule in _GLUE:
        for match in rule.finditer(text):
            yield match.start(1), NBSP
    for match in _SPACED_DASH.finditer(text):
        yield match.start(1), NBSP
        yield match.start(2), EN_DASH
    for match in _RANGE.finditer(text):
        if _is_range(match["low"], match["high"]):
            yield match.start("dash"), EN_DASH
    yield from _straight_quotes(text)


def typeset(text):
    """Return plain `text` with Swedish quotes, dashes and non-breaking spaces.

    Addresses, e-mail, phone numbers and ISO dates keep their characters.  The result has the
    same length, and setting it again changes nothing.
    """
    protected, characters = set(), list(text)
    for match in _PROTECTED.finditer(text):
        protected.update(range(*match.span()))
        if match["phone"]:
            for position in range(*match.span()):
                characters[position] = text[position].replace(" ", NBSP)
    for position, character in _changes(text):
        if position not in protected:
            characters[position] = character
    return "".join(characters)


def typeset_html(markup):
    """Return HTML with the rules of `typeset` applied to its text, across inline tags.

    Tags and attributes, code, and elements in another language are left as they are.
    """
    pieces = _TAG.split(markup)
    verbatim, running, spans = [], [], []
    length = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            text = _step(piece, verbatim)
        elif verbatim:
            text = "\ufffc"
        else:
            text = html.unescape(piece)
            spans.append((number, length, text))
        running.append(text)
        length += len(text)
    result = typeset("".join(running))
    for number, start, text in spans:
        new = result[start : start + len(text)]
        if new != text:
            pieces[number] = html.escape(new, quote=False)
    return "".join(pieces)


def _step(tag, verbatim):
    """Enter or leave an element that is left as it is; return what the tag is to the text."""
    match = _TAG_NAME.match(tag)
    if match is None:
        return ""
    name, lang = match[1].lower(), _LANG.search(tag)
    if tag.startswith("</"):
        if verbatim[-1:] == [name]:
            verbatim.pop()
    elif not _VOID.match(name) and (
        verbatim[-1:] == [name] or _VERBATIM.match(name) or (lang and lang[1][:2].lower() != "sv")
    ):
        verbatim.append(name)
    return "" if _INLINE.match(name) else "\n"
