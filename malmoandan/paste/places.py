"""Where something is: a hall with its address, a town, or a service on the web."""

import re
from dataclasses import dataclass, replace

_WORD = r"(?<!\w)[A-ZÅÄÖÉ][\w’'-]{0,40}"
_STREETS = (
    r"(?:gatan|vägen|torget|platsen|gränden|allén|stigen|backen|kajen|esplanaden|gången|parken)"
)
_STREET = re.compile(
    rf"(?:(?:{_WORD}\s){{0,3}}(?:(?<!\w)[A-ZÅÄÖ][\w-]{{1,30}}{_STREETS}|{_WORD}\s(?:gata|väg|plats|torg|allé|gränd))"
    r"(?:\s\d{1,4}(?:\s?[A-H](?!\w))?(?:[-–]\d{1,3})?)"
    r"|(?:Stortorget|Lilla torg|Gustav Adolfs torg|Möllevångstorget|(?:Stora|Lilla) torget)\b)"
)
TOWNS = (
    "Malmö|Lund|Helsingborg|Kristianstad|Landskrona|Trelleborg|Ystad|Eslöv|Hässleholm|Ängelholm"
    "|Höganäs|Svedala|Burlöv|Vellinge|Staffanstorp|Kävlinge|Göteborg|Stockholm|Uppsala|Örebro"
    "|Linköping|Norrköping|Västerås|Jönköping|Umeå|Luleå|Gävle|Borås|Södertälje|Eskilstuna"
    "|Halmstad|Växjö|Karlstad|Sundsvall|Östersund|Falun|Kalmar|Karlskrona|Visby|Skövde|Köpenhamn"
)
_TOWN = re.compile(rf"\b(?:{TOWNS})\b", re.I)
_WITH_CODE = re.compile(rf"(?:\b\d{{3}}\s?\d\d\s)?{_TOWN.pattern}", re.I)
_SERVICES = {
    "Zoom": r"zoom\b",
    "Microsoft Teams": r"microsoft\steams|ms\steams",
    "Teams": r"teams\b",
    "Google Meet": r"google\smeet",
    "Jitsi": r"jitsi",
    "Webex": r"webex",
    "Skype": r"skype",
    "Whereby": r"whereby",
}
_SERVICE = re.compile(
    "|".join(f"(?P<{k.replace(' ', '_')}>\\b{p})" for k, p in _SERVICES.items()), re.I
)
_ONLINE = re.compile(
    r"\b(?:digitalt?|digital\s\w+|webbinari\w+|webinar\w*|online|på nätet|via länk|via video"
    r"|sändning\w*|livesänd\w*|strömm\w+)\b|\b(?:via|på|i)\s(?:zoom|teams)\b",
    re.I,
)
# «… eller digitalt via Zoom» behind the name of a place.
_BY_LINK = re.compile(
    r"[,(]?\s?(?:eller|och|samt|men även)?\s?(?:genomförs\s)?(?:helt\s)?"
    r"\b(?:digitalt?|online|via\s(?:länk|zoom|teams|webben)|på\s(?:zoom|teams|nätet)"
    r"|(?:microsoft\s)?teams(?:-möte)?|zoom(?:-möte)?|google\smeet)\b.*",
    re.I,
)
_KINDS = (
    r"(?:bibliotek(?:et)?|huset|salen|kyrkan|parken|lokal(?:en)?|skolan|museet|teatern|centret"
    r"|caféet|gården|paviljongen|kulturhus(?:et)?|scenen|hallen|torget|aulan)"
)
_HALL = re.compile(
    rf"\b(?:på|i|till|hos|vid)\s((?:[a-zåäö]{{3,20}}s\s)?(?:{_WORD}s\s)?[\wåäö-]{{0,20}}{_KINDS}"
    rf"(?:\si\s{_WORD})?)\b"
)
_MEETS = re.compile(
    r"\b(?:hålls|hölls|arrangera\w{0,3}|äger\srum|ägde\srum|träffas|ses|möts|samlas|[Vv]i\sär|in\still)\b"
    rf"[^.\n]{{0,60}}?\b(?:på|hos)\s({_WORD}(?:\s{_WORD}){{0,3}}(?:\s{_KINDS}\b)?)"
)
_BEFORE_STREET = re.compile(
    r"(?:.*\b(?:på|i|hos|till|vid)\s(?!(?:\d|kl))|^|.*[,;:|]\s)([^,;:|\d][^,;:|]{1,70}?)(?:,|\s\(([^()]{2,40})\),|\spå)?\s?$"
)
_ROOM = re.compile(rf"^({_WORD}(?:\s{_WORD}){{0,4}})(?:\s?[,.!]|$)")


@dataclass(frozen=True)
class Place:
    """The name of a place and its address, each with where in the text it was found."""

    venue: str = ""
    address: str = ""
    start: int = 0
    end: int = 0


def service_in(text):
    """Return (start, end, name) of the first service for meetings on the web, or None."""
    found = _SERVICE.search(text)
    return (found.start(), found.end(), found.lastgroup.replace("_", " ")) if found else None


def online_in(text):
    """Return (start, end) of the first words that say that one takes part from afar, or None."""
    found = _ONLINE.search(text)
    return found.span() if found else None


def place_in_label(text, offset):
    """Return the `Place` that stands behind a label such as «Plats:»."""
    said = _BY_LINK.sub("", text).strip(" .,;()!·")  # the dots stand for an address
    if not said:
        return Place()
    start = offset + max(0, text.find(said))
    street = _STREET.search(said)
    if street and street.start():
        venue, address = said[: street.start()], said[street.start() :]
        town = _WITH_CODE.search(address, street.end() - street.start())
        rest = town.end() if town else street.end() - street.start()
        address = _with_town(street[0], town)
        return Place(_tidy(venue), address, start, start + street.start() + rest)
    if street:
        return Place("", said, start, start + len(said))
    venue, _comma, rest = said.partition(",")
    if rest and _TOWN.fullmatch(rest.strip()):
        return Place(_tidy(venue), _tidy(rest), start, start + len(said))
    if _TOWN.fullmatch(said):
        return Place("", said, start, start + len(said))
    return Place(said, "", start, start + len(said))


def with_address(place, text):
    """Return a place with the address that stands beside its name elsewhere in the text."""
    for street in _STREET.finditer(text):
        found = place_in_prose(text[max(0, street.start() - 120) : street.end() + 40])
        if found.address and found.venue.casefold() == place.venue.casefold():
            return replace(place, address=found.address)
    return place


def place_in_prose(text):
    """Return the `Place` that running text tells of, found by its address or by how it is said."""
    street = _STREET.search(text)
    if street:
        opening = max(0, street.start() - 120)
        before = re.split(r"[.!?\n]\s?", text[opening : street.start()])[-1]
        named = _BEFORE_STREET.match(before)
        town = re.match(rf",?\s(?:i\s)?({TOWNS})\b", text[street.end() : street.end() + 30])
        end = street.end() + (town.end() if town else 0)
        venue = _tidy(named[1]) if named else ""
        start = text.find(venue, opening) if venue else street.start()
        return Place(venue, _with_town(street[0], town and re.search(TOWNS, town[0])), start, end)
    if meets := _MEETS.search(text):
        near = text[max(0, meets.start(1) - 30) : meets.end() + 30]
        town = _TOWN.search(near)
        return Place(meets[1], town[0] if town and town[0] not in meets[1] else "", *meets.span(1))
    if hall := _HALL.search(text):
        town = re.match(rf",\s({TOWNS})\b", text[hall.end() : hall.end() + 30])
        return Place(hall[1], town[1] if town else "", *hall.span(1))
    return Place()


def place_beside_day(text, offset):
    """Return the `Place` that follows a day on its line: «15–16 april 2027, Malmö Live»."""
    said = text.lstrip(" ,.|·–-")
    start = offset + len(text) - len(said)
    room = _ROOM.match(said)
    if not room:
        return Place()
    if _TOWN.fullmatch(room[1]):
        return Place("", room[1], start, start + len(room[1]))
    return Place(room[1], "", start, start + len(room[1]))


def place_of_poster(text, offset):
    """Return the `Place` that is a line of its own: «FOLKETS PARK, MALMÖ»."""
    venue, comma, town = text.strip().rpartition(", ")
    if not comma or not _TOWN.fullmatch(town.strip(" .!")) or len(venue.split()) > 6:
        return Place()
    if re.search(r"\d{3}", venue) or venue.count(",") > 2:
        return Place()
    if text.isupper():
        venue, town = venue.title(), town.title()
    start = offset + len(text) - len(text.lstrip())
    return Place(venue, town.strip(" .!"), start, start + len(text.strip()))


def _with_town(street, town):
    return f"{street}, {town[0]}" if town else street


def _tidy(words):
    return re.sub(r"\s*\([^()]*\)?\s*$", "", words.strip(" ,.;:–-")).strip()
