"""What a text looks like to whoever reads or hears it: links, capitals, headings, lengths."""

import re

from django.utils.translation import gettext as _

from ..abbreviations import abbreviations_in
from .content import Finding

LONG_TITLE, LONG_INTRODUCTION = 90, 350  # letters
UNCLEAR = re.compile(
    r"(?:(?:klicka|tryck|se|läs|titta|gå|följ|kolla)\s+)?(?:här|hit|in|vidare|länken)"
    r"|(?:via\s+|på\s+)?(?:den\s+här\s+|denna\s+|den\s+|följande\s+)?(?:länk|länken|sidan|webbplatsen)"
    r"|(?:läs|se|visa|få|ta\s+reda\s+på|veta)?\s*(?:lite\s+)?mer(?:\s+(?:här|info|information|om\s+detta))?"
    r"|(?:här\s+)?(?:hittar|kan|finns)\s+(?:du|man|det)?\s*(?:läsa\s+)?(?:mer|mera)?"
    r"|(?:mer\s+)?(?:info|information)|klicka|länk(?:en)?|webb(?:en)?|dokument(?:et)?|pdf(?:en)?"
    r"|(?:click\s+)?here|(?:read|learn|find\s+out)\s+more|more|link|this\s+(?:page|link)"
)
WORD = re.compile(r"[^\W\d_]+")
FEW, LOUD = 4, 7  # letters of a word in a row of capitals, and of one that stands alone
ROW = 10
GAP = re.compile(r"[\s,;:!?.–—-]{1,3}")


def unclear_links(content):
    """Yield the links whose text does not say where they lead."""
    for place, text in content.links:
        said = " ".join(text[:80].split()).strip(" .,:;!?…»«”\"'→›>-–()[]").casefold()
        if said and len(text) <= 80 and UNCLEAR.fullmatch(said):
            sentence = _(
                "Länktexten ”%(text)s” säger inte vart länken leder. Skriv vad man kommer till, "
                "till exempel ”Anmäl dig till dialogforum”."
            )
            yield Finding(place, sentence % {"text": text.strip()})


def typed_capitals(content):
    """Yield the texts in which words are typed in capitals, which are hard to read."""
    for text in content.texts:
        if loud := next(filter(None, map(_loud, text.lines)), None):
            said = _("”%(words)s” är skrivet med stora bokstäver. Små är lättare att läsa.")
            yield Finding(text.place, said % {"words": _short(loud)})


def _loud(line):
    """Return the first words of a line that are typed in capitals, abbreviations left out."""
    if not any(map(str.isupper, line)):
        return None
    row, last = [], 0
    for found in WORD.finditer(line):
        goes_on = found[0].isupper() and bool(GAP.fullmatch(line, last, found.start()))
        if row and not goes_on:
            if said := _said_loudly(line, row):
                return said
            row = []
        if found[0].isupper():
            row.append(found)
        last = found.end()
    return _said_loudly(line, row)


def _said_loudly(line, row):
    if not row:
        return None
    said = line[row[0].start() : row[-1].end()]
    lengths = [len(word[0]) for word in row]
    is_loud = max(lengths) >= LOUD or (len(row) > 1 and max(lengths) > FEW and sum(lengths) >= ROW)
    return said if is_loud and not abbreviations_in(said) else None


def headings_out_of_order(content):
    """Yield the headings that skip a level, and those that are empty."""
    field, level = None, 1
    for text in content.texts:
        if text.place.field != field:
            field, level = text.place.field, 1
        if text.place.steps and text.place.steps[-1].key == "heading":
            level = 2
        for own, words in text.read.headings:
            said = " ".join(words.split())
            if not said:
                yield Finding(
                    text.place, _("En rubrik är tom. Ta bort den, eller skriv något i den.")
                )
                continue
            if own > level + 1:
                sentence = _(
                    "Rubriken ”%(heading)s” är av nivå %(own)s, men ovanför den finns ingen av "
                    "nivå %(missing)s. Byt till rubrik %(missing)s."
                )
                values = {"heading": _short(said), "own": own, "missing": level + 1}
                yield Finding(text.place, sentence % values)
            level = own


def long_beginnings(content):
    """Yield a title or introduction that is longer than lists and search engines show."""
    page, limits = content.page, {"title": LONG_TITLE, "introduction": LONG_INTRODUCTION}
    for name, most in limits.items():
        letters = len(getattr(page, name, "") or "")
        if letters > most:
            said = _("%(letters)s tecken är långt. Försök med högst %(most)s, så läser fler det.")
            yield Finding(content.place(name), said % {"letters": letters, "most": most})


def _short(text, most=60):
    return text if len(text) <= most else f"{text[: most - 1]}…"
