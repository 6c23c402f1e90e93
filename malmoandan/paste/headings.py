"""The heading of a pasted text: what a line says without the symbols and prefixes around it."""

import re

from .days import clocks_in, days_in, month_numbers, weekday_numbers
from .lines import ADDRESS, EMAIL

LONGEST_HEADING, LONGEST_TITLE, FEWEST_LETTERS = 300, 90, 3
# Lines with these labels, or that a mail has made, are no heading.
NO_HEADING = ("date", "time", "place", "town", "fee", "deadline", "header", "people")
LETTERHEAD = 8  # lines in which an authority names itself and its case
MOST_LINES = 100  # what has not said by then what it is about has no heading

GREETING = re.compile(
    r"(?:hej|hejsan|god\s\w+|bästa|kära|till\s+(?:alla|dig|er|samtliga)|vb|hälsningar|med\svänlig|mvh|tack)\b.{0,40}$"
    # What any invitation is called says nothing.
    r"|(?:inbjudan|välkomna|välkommen|påminnelse|kallelse|save\sthe\sdate|information)[.!:]*$",
    re.I,
)
_PREFIX = re.compile(
    r"(?:(?:vb|fw|fwd|sv|re|tr)\s?:\s*|(?:hej|hejsan|hallå)(?:\s[^\W\d_]+){0,3}\s?[!,.]\s*|save\sthe\sdate\s?[!:–-]+\s*|spara\sdatumet\s?[!:–-]+\s*)+",
    re.I,
)
_SYMBOL = re.compile(r"^[^\w«»”“\"’'(§]+|[^\w.!?…»”“\"’')&]+$")


_CASE = re.compile(r"\b(?:dnr|diarienummer|diarienr|ärendenummer)\b", re.I)
# «Vi vill gärna bjuda in er till en kväll …»: what comes after it is what it is called.
_INVITES = re.compile(
    r"(?:härmed\s)?(?:nu\s)?(?:vi|jag)?\s?(?:vill\s)?(?:gärna\s|härmed\s|nu\s)*"
    r"(?:bjud(?:er|a)|hälsar|välkomnar)\s(?:\w+\s){0,3}?till\s(?=\S.{8})",
    re.I,
)
# What many texts are called: the line below it says more.
_ANY = re.compile(
    r"(?:INBJUDAN|KALLELSE|VÄLKOMMEN)\s(?:TILL\s)?\w+\W*"
    r"|(?i:(?:(?:öppe[nt]|offentligt?|digitalt?)\s)?"
    r"(?:föreläsning|seminarium|webbinarium|workshop|kurs|konferens|samtal|\w*möte)\W*)"
)
# «”Vem bestämmer?” går av stapeln …»: whatever stands above it, this is what it is called.
_NAMED = re.compile(
    r"(?m)^\W{0,3}[”“\"»]([^”“\"«»\n]{4,120})[”“\"«]\s"
    r"(?:går\sav\sstapeln|äger\srum|hålls|arrangeras|ges)\b"
)
_PATH = re.compile(r"[^>»/|]{2,40}(?:\s[>»/|]\s[^>»/|]{2,60}){2,}|dela\s(?:sidan|denna sida)", re.I)


def heading_in(lines, flow, subject, today):
    """Return (heading, start, end) as the first line that says what it is about, or None."""
    if not subject and (named := _NAMED.search(flow)):
        return named[1], *named.span(1)
    head = _letterhead(lines)
    for at, line in enumerate(lines[:MOST_LINES]):
        words = clean_heading(line.text[:LONGEST_HEADING])
        has_sense = _letters(words) >= FEWEST_LETTERS
        if not has_sense or line.is_noise or line.kind in NO_HEADING or GREETING.match(words):
            continue
        if line.end <= head or ADDRESS.match(words) or EMAIL.match(words):
            continue
        if _is_only_moment(words, today) or _PATH.fullmatch(words):
            continue
        if _says_little(words, line) and _goes_on(lines, at):
            continue
        if subject and len(words) > 100:
            break
        is_prose = len(words) > 80 and re.search(r"[.!?]\s+[A-ZÅÄÖ]", words)
        if flow[line.end : line.end + 1] == " " or is_prose or len(words) > 200:
            asked = re.match(r".{8,200}?[.!?](?=\s+[A-ZÅÄÖ])", words)
            words = asked[0] if asked else words[:120].rsplit(" ", 1)[0]
            words = _before_moment(words, today)
        if invites := _INVITES.match(words):
            words = words[invites.end()].upper() + words[invites.end() + 1 :]
        start = line.start + max(0, line.text.find(words[1:20]) - 1)
        title = in_sentence_case(clean_heading(subject) or words)
        return title, start, start + len(words)
    return (clean_heading(subject), 0, 0) if subject else None


def _letters(words):
    return len(re.findall(r"[^\W\d_]", words))


def _letterhead(lines):
    """Return where the letterhead of an authority ends, which has the number of its case."""
    return max((line.end for line in lines[:LETTERHEAD] if _CASE.search(line.text)), default=-1)


def _moments(words, today):
    return [*days_in(words, today), *clocks_in(words, bare=True)]


def _is_only_moment(words, today):
    """Tell whether a line says when and nothing else: «LÖR 13 FEB KL. 14–17», «mars 24»."""
    left = list(words)
    for moment in _moments(words, today):
        left[moment.start : moment.end] = " " * (moment.end - moment.start)
    names = month_numbers().keys() | weekday_numbers().keys() | {"kl", "klockan", "den", "cet"}
    kept = [word for word in re.findall(r"[^\W\d_]+", "".join(left)) if word.lower() not in names]
    return not kept


def _says_little(words, line):
    """Tell whether a line is what many texts are called, or leads to what comes next."""
    return _ANY.fullmatch(words) or line.text.rstrip().endswith(":")


def _goes_on(lines, at):
    """Tell whether a heading follows a line that only says that this invites to something."""
    following = next((line for line in lines[at + 1 :] if line.text.strip()), None)
    return following is not None and not following.kind and len(following.text) < LONGEST_TITLE


def _before_moment(words, today):
    """Return what a sentence says before the day that it names, where that is something."""
    first = min((moment.start for moment in _moments(words, today)), default=len(words))
    said = re.sub(r"(?:\s(?:den|på|kl|klockan))+\W*$", "", words[:first], flags=re.I)
    return said.rstrip(" ,–-") if len(said.split()) > 2 and first < len(words) else words


def clean_heading(words):
    """Return a heading without the symbols, prefixes and marks around it."""
    words = _SYMBOL.sub("", words.strip())
    return _SYMBOL.sub("", _PREFIX.sub("", words)) if _PREFIX.match(words) else words


def in_sentence_case(words):
    """Return a heading that is typed in capitals in small letters."""
    return words.capitalize() if words.isupper() and len(words) > 5 else words
