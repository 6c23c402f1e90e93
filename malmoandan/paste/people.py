"""The people of a text: «X från Y», «X, roll, Y», «roll X», and lists of them."""

import re
from dataclasses import dataclass, replace

from .words import (
    ABBREVIATED,
    CONNECTORS,
    NO_NAME,
    ORGANISATION_ENDS,
    PARTICLES,
    TITLE_ENDS,
    TITLES,
    TRADE_ENDS,
    VERBS,
)

LONGEST_NAME, LONGEST_ORGANISATION = 4, 9
SHORTEST_TRADE = 8  # Kristen and Karen end as «journalisten» and «forskaren» do
MOST_PEOPLE = 30

_WORD = re.compile(r"[^\s,;:()<>|\t«»”“\"/]+(?:[/:][^\W\d][^\s,;:()<>|]*)?")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_FROM = {"från", "på", "vid", "hos", "i", "för"}
_LEADS = re.compile(
    r"\b(?:leds\sav|modereras\sav|medverkande\sär|gäst\sär|huvudtalare\sär|moderator\sär"
    r"|gästföreläsare\sär|kontakta|av\soch\smed)\s(?=\w)",
    re.I,
)


@dataclass(frozen=True)
class Person:
    """Somebody whom a text names, from `start` to `end`, with role and organisation there."""

    start: int
    end: int
    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    gap: str  # what stands between the word before and this one

    @property
    def is_capital(self):
        return self.text[:1].isupper()


def _words(text, offset):
    words, end = [], 0
    for found in _WORD.finditer(text):
        word, start = found[0], found.start()
        bare = word if word.lower() in ABBREVIATED else word.rstrip(".!?…")
        if bare:
            gap = text[end:start]
            words.append(_Word(start + offset, start + len(bare) + offset, bare, gap))
        end = start + len(bare)
    return words


def _name_at(words, place):
    """Return the place after the name that begins at a place, or None."""
    end, capitals = place, 0
    while end < len(words) and end - place < LONGEST_NAME:
        word = words[end]
        if end > place and word.gap.strip(" "):
            break
        if end == place and _is_title(word.text):
            break
        is_name = word.is_capital and _NAME_WORD.fullmatch(word.text) and len(word.text) < 40
        if (
            is_name
            and not (word.text.isupper() and len(word.text) > 1)
            and word.text not in NO_NAME
        ):
            capitals += 1
        elif not (word.text in PARTICLES and end > place):
            break
        end += 1
    while end > place and words[end - 1].text in PARTICLES:
        end -= 1
    return end if capitals > 1 else None


def _organisation_at(words, place):
    """Return (place after the organisation that begins at a place, its text)."""
    end, last = place, place
    while end < len(words) and end - place < LONGEST_ORGANISATION:
        word, before = words[end], words[end - 1]
        if end > place and word.gap.strip(" "):
            break
        if word.text in VERBS and not (word.text == "ska" and _capital_follows(words, end)):
            break
        if word.text == "för" and _text(words, end + 1) == "att":
            break
        # «från Y och Z W» is Y and another person, «Kommuner och Regioner» one name.
        is_and = word.text == "och" and not before.text.endswith("-")
        if is_and and (_name_at(words, end + 1) or not _capital_follows(words, end)):
            break
        end += 1
        is_kind = word.text.partition("/")[0].endswith(ORGANISATION_ENDS)
        is_kind = is_kind or word.text in ("kommun", "hus", "högskola", "ekonomi")
        if word.is_capital or is_kind or word.text[:1].isdigit():
            last = end
            continue
        is_late = end - place > 2 or last > place
        if is_late and word.text not in CONNECTORS and not _capital_follows(words, end - 1):
            break
    return last, " ".join(" ".join(word.text for word in words[place:last]).split())


def _is_title(word):
    """Tell whether a word says what somebody is, also as the last part of a longer one."""
    said = word.lower()
    is_trade = len(said) > SHORTEST_TRADE and said.endswith(TRADE_ENDS)
    return is_trade or said.endswith(TITLE_ENDS) or said in TITLES


def _is_organisation(word):
    """Tell whether a word may begin an organisation: «Malmö Ideella», «fritidsförvaltningen»."""
    return word.is_capital or word.text.endswith(ORGANISATION_ENDS)


def _ahead(text, place, length):
    return text[place : place + length]


def _text(words, place):
    return words[place].text.lower() if place < len(words) else ""


def _capital_follows(words, place):
    return (
        place + 1 < len(words) and words[place + 1].is_capital and not words[place + 1].gap.strip()
    )


def _after_name(text, offset, words, place, end):
    """Return the person whose name stands from one place to another, with what is said of it."""
    person = Person(
        words[place].start, words[end - 1].end, " ".join(word.text for word in words[place:end])
    )
    if end >= len(words):
        return person, end
    role, gap = [], words[end].gap
    if "(" in gap:
        inside = re.match(r"([^()\n]{2,80})\)", _ahead(text, words[end].start - offset, 90))
        if inside:
            return replace(
                person, organisation=inside[1], end=words[end].start + len(inside[1]) + 1
            ), end
        return person, end
    here = end
    if gap.strip(" ") not in ("", ",", "–", "-"):
        return person, end
    has_comma = bool(gap.strip(" "))
    # The role: a few words in small letters, or one with a capital before «på» or «vid».
    while here < len(words) and here - end < 6:
        word = words[here]
        if here > end and word.gap.strip(" "):
            break
        if word.text in _FROM or word.text in VERBS or word.text in ("samt", "och"):
            break
        begins_role = here == end and has_comma and _text(words, here + 1) in _FROM - {"i"}
        if word.is_capital and not begins_role:
            break
        role.append(word.text)
        here += 1
    if _text(words, here) == "i" and role:
        # «professor i socialt arbete vid Y»: the subject belongs to the role.
        at = next((n for n in range(here + 1, here + 5) if _text(words, n) in ("vid", "på")), None)
        if at and not any(word.gap.strip(" ") or word.is_capital for word in words[here:at]):
            role += [word.text for word in words[here:at]]
            here = at
    following = words[here] if here < len(words) else None
    if following and following.text in _FROM and not following.gap.strip(" "):
        if following.text == "från" or role:
            stop, organisation = _organisation_at(words, here + 1)
            if organisation:
                return _with(text, offset, words, person, role, organisation, stop), stop
    elif following and following.gap.strip(" ") == "," and role and _is_organisation(following):
        stop, organisation = _organisation_at(words, here)
        if organisation and not _name_at(words, here):
            return _with(text, offset, words, person, role, organisation, stop), stop
    if has_comma and not role and here == end and not _name_at(words, here):
        stop, organisation = _organisation_at(words, here)
        after = words[stop].text if stop < len(words) else ""
        if organisation and after not in VERBS:
            return _with(text, offset, words, person, [], organisation, stop), stop
    if role and has_comma:
        return replace(person, role=" ".join(role), end=words[here - 1].end), here
    return person, end


def _with(text, offset, words, person, role, organisation, stop):
    """Return the person with an organisation, and with what stands in brackets after it."""
    end = words[stop - 1].end
    short = re.match(r"\s?\(([A-ZÅÄÖ]{2,8})\)", _ahead(text, end - offset, 14))
    if short:
        organisation, end = f"{organisation} ({short[1]})", end + short.end()
    rest = re.match(r",\s([A-ZÅÄÖ][\w-]{3,40})(?=[.\n]|$)", _ahead(text, end - offset, 50))
    if rest and role:
        organisation, end = f"{organisation}, {rest[1]}", end + rest.end()
    return replace(person, role=" ".join(role), organisation=organisation, end=end)


def people_in(text, offset=0, listed=False, named=""):
    """Return the people of a text; `listed` ones need nothing beside the name to be taken.

    In running text a name alone is any two words with capital letters, so there has to be a role
    or an organisation beside it, or words that lead to a person («samtalet leds av»), or it has to
    begin the heading, `named`.
    """
    words, found, place = _words(text, offset), [], 0
    leads = {lead.end() + offset for lead in _LEADS.finditer(text)}
    while place < len(words) and len(found) < MOST_PEOPLE:
        end = _name_at(words, place)
        if end is None:
            place += 1
            continue
        before = words[place - 1] if place else None
        is_beside = before and not words[place].gap.strip(" ")
        title = before.text if is_beside and _is_title(before.text) else ""
        if is_beside and before.is_capital and not title and words[place].start not in leads:
            # The last words of a longer name of something else.
            place = end
            continue
        person, stop = _after_name(text, offset, words, place, end)
        if title and not person.role:
            person = replace(person, role=title.lower(), start=before.start)
        is_headed = (
            named.startswith(person.name + " ") and named[len(person.name) + 1 :][:1].islower()
        )
        is_told = person.role or person.organisation or words[place].start in leads or is_headed
        if listed or is_told:
            found.append(person)
            place = max(stop, end)
        else:
            place += 1 if end - place > 2 else end - place
    return found


def merged(people):
    """Return each person once, with the longest of what is said of them."""
    by_name = {}
    for person in people:
        known = by_name.get(person.name)
        if known is None:
            by_name[person.name] = person
        else:
            longer = max(known.organisation, person.organisation, key=len)
            by_name[person.name] = replace(
                known, role=known.role or person.role, organisation=longer
            )
    return list(by_name.values())
