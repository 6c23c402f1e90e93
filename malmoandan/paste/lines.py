"""The lines of a pasted text: which have a label («Plats: …»), which are only the mail's own."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

# {what a label is about: how people write it}
LABELS = {
    "date": "datum|dag|tidpunkt|datum och tid|dag och tid|tid och datum|startdatum|när|start|date"
    "|when",
    "time": "tid|tider|klockslag|klockan|kl|time",
    "place": "plats|lokal|var|sätt|adress|möteslokal|samlingsplats|lokal och adress|where|location",
    "town": "ort|stad",
    "audience": "målgrupp|för vem|vem kan delta|vem är välkommen|för vilka",
    "fee": "avgift|kostnad|pris|priser|kursavgift|deltagaravgift|hur mycket|entré|inträde|årsavgift"
    "|biljettpris|vad kostar det|anmälningsavgift|konferensavgift",
    "deadline": "sista anmälningsdag|sista anmälan|sista dag för anmälan|sista bokningsdag"
    "|sista anmälningsdatum|anmälan senast|anmäl dig senast|senaste anmälan|anmälan stänger"
    "|svara senast|osa|o.s.a|o.s.a.|o. s. a.|sista svarsdag|sista dag att anmäla sig",
    "registration": "anmälan|anmälningslänk|anmäl dig|anmäl dig här|bokas via|boka|bokning"
    "|biljetter|registrering|länk till anmälan|anmälan görs|anmälan via|hur anmäler jag mig|biljett"
    "|länk eventbrite|länk till eventbrite|anmälan på telefon|anmälan per telefon|telefonanmälan",
    "people": "medverkande|medverkar|talare|talarna|föreläsare|kursledare|gäst|gäster|panel"
    "|föredragande|föredragshållare"
    "|i panelen|moderator|moderatorer|samtalsledare|vem|värd|värdar|inledare|med"
    "|processledare|gästföreläsare|inledning",
    "subject": "ämne|rubrik|titel|subject",
    "header": "från|from|till|to|skickat|sent|kopia|cc|svar till|reply-to|mötes-id|meeting id"
    "|lösenord|lösenkod|passcode|obligatorisk|valfri|prioritet",
    "contact": "frågor|kontakt|kontaktperson|upplysningar|vid frågor|har du frågor|information"
    "|mer information|läs mer|mer info|program",
    "link": "länk till sändningen|länk|möteslänk|zoomlänk|länk till mötet|anslut|webb|hemsida",
}
# What poems of symbols in social media stand for.
SYMBOLS = {
    "date": "📅🗓📆",
    "time": "⏰🕒🕐🕑🕓🕔🕕🕖🕗🕘🕙🕚🕛⌚🕰",
    "place": "📍🏠🏢🗺",
    "fee": "💰💸💳🎟",
    "people": "🎤👤🗣",
}
_BY_WORDS = {words: kind for kind, said in LABELS.items() for words in said.split("|")}
_BY_SYMBOL = {symbol: kind for kind, symbols in SYMBOLS.items() for symbol in symbols}
_LABEL = re.compile(r"[\s•*·\-–>]{0,6}([^\W\d_][^:?\t\n]{0,40}?)\s?(?:[:?][ \t]?|\t)\s*")
# A label on a line of its own, without a colon, as a heading over what it is about.
_HEADINGS = ("date", "time", "place", "fee", "deadline", "people")
# One more of those whom a label names, on a line of its own: «Anna Ek, ordförande, Föreningen».
_ONE_MORE = re.compile(r"[A-ZÅÄÖÉ][\w’-]+(?:\s[A-ZÅÄÖÉ][\w’-]+){1,3}(?:,\s[a-zåäö]|\sfrån\s)")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"»«”]{3,2000}", re.I)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?![\w-])")
_FORWARDED = re.compile(
    r"^(?:-{3,}.{0,60}(?:-{3,})?|_{5,}|begin forwarded message:?|[>|]\s*)$", re.I
)
_MEETING_CARD = re.compile(
    r"microsoft teams.{0,30}hjälp|anslut till (?:mötet|zoom)|join (?:zoom|the meeting|on your)"
    r"|klicka här för att (?:ansluta|delta)|mötesalternativ|meeting options|ring in"
    r"|(?:mötes|meeting)[- ]?id|lösen(?:ord|kod)\s?:|passcode|download teams|hämta teams"
    r"|find your local number|one tap mobile",
    re.I,
)
# A longer line may go on in the next where lines are broken: mail programs do it at some width.
LONGEST_LINE, LONGEST_BROKEN = 60, 110


@dataclass(frozen=True)
class Line:
    """A line from `start` to `end` in the text; `kind` is what its label is about, or empty.

    The value begins at `value`; `is_noise` is what the mail or the meeting service has added, and
    `is_below` is what has its kind from the label above.
    """

    start: int
    end: int
    text: str
    kind: str = ""
    value: int = 0
    is_noise: bool = False
    is_below: bool = False

    @property
    def said(self):
        """Return what stands behind the label."""
        return self.text[self.value - self.start :]


def lines_of(text):
    """Return the lines of a text; one that follows a label without a value has its kind."""
    lines, start, open_kind = [], 0, ""
    rows = text.split("\n")
    for words, following in zip(rows, [*rows[1:], ""], strict=True):
        end = start + len(words)
        line = _labelled(words, start, end)
        heading = _BY_WORDS.get(words.strip().lower())
        if not words.strip():
            open_kind = ""
        elif heading in _HEADINGS and following.strip() and not line.kind:
            line, open_kind = Line(start, end, words, heading, end), heading
        elif line.kind and not line.said.strip():
            open_kind = line.kind
        elif open_kind and not line.kind:
            line = Line(start, end, words, open_kind, start, line.is_noise, is_below=True)
        elif lines and lines[-1].kind == "people" and not line.kind and _ONE_MORE.match(words):
            line = Line(start, end, words, "people", start, line.is_noise, is_below=True)
        else:
            open_kind = ""
        lines.append(line)
        start = end + 1
    return [_in_head(line, lines[max(0, at - 1) : at + 2]) for at, line in enumerate(lines)]


def _in_head(line, around):
    """Return a line; one that says when a mail was sent is the mail's own."""
    is_sent = line.kind == "date" and any(beside.kind == "header" for beside in around)
    return replace(line, kind="header", is_noise=True) if is_sent else line


def _labelled(words, start, end):
    stripped = words.strip()
    is_noise = bool(_FORWARDED.match(stripped) or _MEETING_CARD.match(stripped))
    kind = _BY_SYMBOL.get(stripped[:1])
    if kind:
        value = start + words.index(stripped[0]) + 1
        return Line(start, end, words, kind, value, is_noise)
    label = _LABEL.match(words)
    kind = _BY_WORDS.get(" ".join(label[1].lower().split()), "") if label else ""
    if kind == "header":
        return Line(start, end, words, kind, start + label.end(), True)
    return Line(start, end, words, kind, start + label.end() if kind else start, is_noise)


def flowing(text, lines):
    """Return the text with a space for each line break inside a sentence; places stay the same."""
    if any(line.end - line.start > LONGEST_BROKEN for line in lines if not line.is_noise):
        return text
    letters = list(text)
    for line, following in pairwise(lines):
        goes_on = line.end - line.start > LONGEST_LINE or line.text.rstrip().endswith(",")
        is_plain = following.text.strip() and not following.kind and not following.is_noise
        if goes_on and is_plain and not line.is_noise and following.text.lstrip()[:1] not in "•*-–":
            letters[line.end] = " "
    return "".join(letters)
