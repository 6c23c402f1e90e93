"""The people of a text: «X från Y», «X, roll, Y», «roll X», and lists of them."""

import re
from dataclasses import dataclass, replace

LONGEST_NAME, LONGEST_ORGANISATION = 4, 9
MOST_PEOPLE = 30

_WORD = re.compile(r"[^\s,;:()<>|\t«»”“\"/]+(?:/[^\W\d][^\s,;:()<>|]*)?")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PARTICLES = {"von", "af", "de", "van", "der", "den", "al", "el", "bin", "da", "del"}
# Words with a capital letter that begin no name of a person.
_NO_NAME = set(
    "Region Regionen Länsstyrelsen Länsstyrelse Föreningen Förening Nätverket Nätverk Malmö "
    "Göteborg Göteborgs Stockholm Stockholms Lund Lunds Helsingborg Helsingborgs Skåne Skånes "
    "Sverige Sveriges Sveriges Stiftelsen Institutet Kommunen Kommun Staden Stads Stad Stora Lilla "
    "Norra Södra Östra Västra Centrum Folkets Kulturhuset Biblioteket Microsoft Google Zoom Teams "
    "Vill Var När Hur Vad Vem Kom Välkommen Välkomna Anmälan Anmäl Plats Tid Datum Program Läs Mer "
    "Save Sista Agenda Nationell Nationella Lokal Lokala Social Sociala Ideell Öppen Öppet Röda "
    "Hela Rädda Den Det De En Ett Vi Du I På Till Från Med Och Men För Som Inbjudan Tema Projekt "
    "Universitet Högskola Högskolan Rådet Forum Museet Teatern Park Live Hamnen Unga Ungas "
    "Måndag Tisdag Onsdag Torsdag Fredag Lördag Söndag Januari Februari Mars April Maj Juni Juli "
    "Augusti September Oktober November December Idéburen Idéburna Civila Svenska Nordiska "
    "Statens Kommande Kontakta Ring Mejla Hälsningar Citizen Participatory Mayor South Council Have County Stadsområde Länk Dublin".split()
)
_CONNECTORS = set("och i på för av ska & de den det vid till hos med".split())
_VERBS = set(
    "berättar berättade deltar deltog visar visade leder ledde pratar pratade talar talade kommer "
    "kom håller höll presenterar presenterade inleder inledde modererar medverkar medverkade är "
    "var har hade ger gav introducerar föreläser föreläste samtalar delar delade besöker gästar "
    "diskuterar svarar reflekterar som att när där om samt ser säger arbetar jobbar vill kan ska "
    "Telefon Tel Mobil E-post Mejl".split()
)
_TITLES = set(
    "docent professor professorn författaren författare forskaren forskare föreläsaren "
    "konstnären journalisten artisten politikern kommunalrådet projektledaren projektledare "
    "ordföranden ordförande moderatorn moderator gästen gäst talaren dr doktor doktorand "
    "doktoranden advokat advokaten arkitekten arkitekt musikern poeten regissören "
    "verksamhetschef verksamhetschefen processledare processledaren utredaren utredare "
    "samordnaren samordnare rektor rektorn generalsekreterare generalsekreteraren minister "
    "ministern riksdagsledamoten borgmästaren kommunikatör kommunikatören värd".split()
)
_ABBREVIATED = {"jur.", "kand.", "fil.", "dr", "dr.", "mag.", "tekn.", "med.", "prof."}
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
        bare = word if word.lower() in _ABBREVIATED else word.rstrip(".!?…")
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
        if end == place and word.text.lower() in _TITLES:
            break
        is_name = word.is_capital and _NAME_WORD.fullmatch(word.text) and len(word.text) < 40
        if is_name and not (word.text.isupper() and len(word.text) > 1) and word.text not in _NO_NAME:
            capitals += 1
        elif not (word.text in _PARTICLES and end > place):
            break
        end += 1
    while end > place and words[end - 1].text in _PARTICLES:
        end -= 1
    return end if capitals > 1 else None


def _organisation_at(words, place):
    """Return (place after the organisation that begins at a place, its text)."""
    end, last = place, place
    while end < len(words) and end - place < LONGEST_ORGANISATION:
        word, before = words[end], words[end - 1]
        if end > place and word.gap.strip(" "):
            break
        if word.text in _VERBS and not (word.text == "ska" and _capital_follows(words, end)):
            break
        if word.text == "för" and _text(words, end + 1) == "att":
            break
        if word.text == "och" and not before.text.endswith("-"):
            # «från Y och Z W» is Y and another person, «Kommuner och Regioner» one name.
            if _name_at(words, end + 1) or not _capital_follows(words, end):
                break
        end += 1
        kinds = ("kontoret", "nämnden", "universitet", "föreningen", "stad", "förvaltning")
        is_kind = word.text.partition("/")[0].endswith(kinds)
        is_kind = is_kind or word.text in ("kommun", "hus", "högskola", "ekonomi")
        if word.is_capital or is_kind or word.text[:1].isdigit():
            last = end
        elif word.text not in _CONNECTORS and end - place > 2 and not _capital_follows(words, end - 1):
            break
        elif word.text not in _CONNECTORS and last > place and not _capital_follows(words, end - 1):
            break
    return last, " ".join(" ".join(word.text for word in words[place:last]).split())


def _ahead(text, place, length):
    return text[place : place + length]


def _text(words, place):
    return words[place].text.lower() if place < len(words) else ""


def _capital_follows(words, place):
    return place + 1 < len(words) and words[place + 1].is_capital and not words[place + 1].gap.strip()


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
        if word.text in _FROM or word.text in _VERBS or word.text in ("samt", "och"):
            break
        begins_role = here == end and has_comma and _text(words, here + 1) in _FROM - {"i"}
        if word.is_capital and not begins_role:
            break
        role.append(word.text)
        here += 1
    following = words[here] if here < len(words) else None
    if following and following.text in _FROM and not following.gap.strip(" "):
        if following.text == "från" or role:
            stop, organisation = _organisation_at(words, here + 1)
            if organisation:
                return _with(text, offset, words, person, role, organisation, stop), stop
    elif following and following.gap.strip(" ") == "," and (has_comma or role):
        if following.is_capital and not _name_at(words, here):
            stop, organisation = _organisation_at(words, here)
            if organisation and role:
                return _with(text, offset, words, person, role, organisation, stop), stop
    if has_comma and not role and here == end and not _name_at(words, here):
        stop, organisation = _organisation_at(words, here)
        after = words[stop].text if stop < len(words) else ""
        if organisation and after not in _VERBS:
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
        title = before.text if is_beside and before.text.lower() in _TITLES else ""
        if is_beside and before.is_capital and not title and words[place].start not in leads:
            # The last words of a longer name of something else.
            place = end
            continue
        person, stop = _after_name(text, offset, words, place, end)
        if title and not person.role:
            person = replace(person, role=title.lower(), start=before.start)
        is_headed = named.startswith(person.name + " ") and named[len(person.name) + 1 :][:1].islower()
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
