"""Reads a pasted text: every fact that the rules find, with where in the text it stands."""

import re

from home.exposure import opens_a_meeting
from home.tracking import without_tracking

from . import days as when
from . import places
from .found import Reading, Told
from .headings import LONGEST_HEADING, clean_heading, heading_in
from .lines import ADDRESS, EMAIL, LABELS, flowing, lines_of
from .people import merged, people_in
from .phones import registration_call
from .prices import is_free_in, prices_in
from .source import plain_source

MOST_LINKS = 40

_REGISTERS = re.compile(
    r"anmäl|boka|biljett|registrer|eventbrite|\bosa\b|o\.s\.a|köps\b"
    r"|säkra\s(?:din|er|en)\splats",
    re.I,
)
_REGISTRATION_HOSTS = re.compile(
    r"//(?:[\w-]+\.)*(?:eventbrite|billetto|simplesignup|lyyti|tickster|magnetevent|trippus|invajo"
    r"|forms\.office|forms\.gle|axaco)\b|docs\.google\.com/forms",
    re.I,
)
# «Hör av dig senast …» asks for an answer, «Hör av dig om du har frågor» for none.
_TELL = re.compile(r"\bhör\sav|\bmeddela\b|\bsäg\still\b|\bm[ae]jla\b|\bskriv\still\b", re.I)
_DIET = re.compile(r"specialkost|allergi|\bmotioner?\b", re.I)
_UNTIL = re.compile(
    r"\b(?:senast|sista\s(?:anmälnings|boknings|svars)?dag\w*|sista\sanmälan|\bosa|stänger|före\sden"
    r"|sista\schansen"
    r"|innan\sden|öppnar)\b",
    re.I,
)
_TO_AND_WITH = re.compile(r"\b(?:till\soch\smed|t\.?\s?o\.?\s?m\b\.?)", re.I)
_ANSWER = re.compile(r"anmäl|\bosa\b|o\.s\.a|boka|svara|biljett|plats", re.I)
_NOT_NEEDED = re.compile(
    r"\b(?:ingen\s(?:för)?anmälan|(?:för)?anmälan\sbehövs\s(?:inte|ej)|utan\s(?:för)?anmälan"
    r"|behöver\sinte\sanmäla|ingen\sföranmälan|anmälan\s?[:?]\s{0,9}(?:nej|(?:behövs|krävs)\s(?:inte|ej)))\b",
    re.I,
)
_DOORS = re.compile(
    r"\b(?:insläpp|dörrarna\söppnar|dörrar|öppet|registrering)\s(?:från\s|klockan\s|kl\.?\s)*"
    r"(\d{1,2})[.:](\d\d)",
    re.I,
)
_PROGRAMME = re.compile(r"\s*(?:kl\.?\s)?\d{1,2}[.:]\d\d\b")


def read(pasted, today):
    """Return the `Reading` of what was pasted on a day."""
    source = plain_source(pasted)
    text = source.text
    reading = Reading(text, today, source.sent, is_cut=source.is_cut)
    lines = lines_of(text)
    reader = _Reader(reading, lines, flowing(text, lines))
    reader.read_heading(source.subject)
    reader.read_links()
    reader.read_when()
    reader.read_where()
    reader.read_prices()
    reader.read_people()
    return reading


class _Reader:
    """The rules, each of which adds to the reading."""

    def __init__(self, reading, lines, flow):
        self.reading, self.lines = reading, lines
        letters = list(flow)
        for line in lines:
            if line.is_noise:
                letters[line.start : line.end] = " " * (line.end - line.start)
        # An address is full of numbers and names that mean nothing.
        self.addresses = list(ADDRESS.finditer(flow))[:MOST_LINKS]
        self.emails = list(EMAIL.finditer("".join(letters)))[:MOST_LINKS]
        for found in [*self.addresses, *self.emails]:
            letters[found.start() : found.end()] = "·" * (found.end() - found.start())
        self.flow = "".join(letters)
        self.add = reading.add

    def of_kind(self, *kinds):
        return [line for line in self.lines if line.kind in kinds and line.said.strip()]

    def line_at(self, place):
        return next(line for line in self.lines if line.start <= place <= line.end)

    def sentence(self, place, before=160, after=160):
        """Return (start, text) of the sentence around a place."""
        start = max(0, place - before)
        parts = re.split(r"(?<=[.!?])\s(?=[A-ZÅÄÖ])|\n", self.flow[start:place])
        opening = place - len(parts[-1])
        end = re.search(r"[.!?](?=\s+[A-ZÅÄÖ])|\n|\Z", self.flow[place : place + after])
        return opening, self.flow[opening : place + end.start()]

    def read_heading(self, subject):
        lines = self.of_kind("subject")
        if lines:
            line = lines[0]
            title = clean_heading(line.said[:LONGEST_HEADING])
            return self.add("title", title, line.value, line.end) if title else None
        heading = heading_in(self.lines, self.flow, subject, self.reading.today)
        return self.add("title", *heading) if heading else None

    def read_links(self):
        registration = []
        for found in self.addresses:
            written = found[0].rstrip(".,;:!?)]}'’*")
            end = found.start() + len(written)
            address = written if written.lower().startswith("http") else f"https://{written}"
            if opens_a_meeting(address):
                if not self.reading.get("join_url"):
                    self.add("join_url", address, found.start(), end)
                self.reading.used.append((found.start(), end))
                continue
            address, _removed = without_tracking(address)
            line = self.line_at(found.start())
            before = self.flow[max(line.start, found.start() - 100) : found.start()]
            registers = line.kind == "registration" or _REGISTRATION_HOSTS.search(address)
            if registers or _REGISTERS.search(before) or self._registers_near(found.start()):
                registration.append((address, found.start(), end))
            else:
                text = clean_heading(before.rpartition(". ")[2].strip(" :–-<("))
                self.add("links", (text, address), found.start(), end)
        for number, (address, start, end) in enumerate(registration):
            if number:
                self.add("links", ("Anmälan", address), start, end)
            else:
                self.add("registration_url", address, start, end)
        for found in self.emails:
            _start, sentence = self.sentence(found.start())
            line = self.line_at(found.start())
            asks = line.kind in ("registration", "deadline") or _REGISTERS.search(sentence)
            answers = _TELL.search(sentence) and _UNTIL.search(sentence)
            registers = (asks and not _DIET.search(sentence)) or answers
            if registers and not self.reading.get("registration_email"):
                self.add("registration_email", found[0], *found.span())
            else:
                self.add("links", ("", f"mailto:{found[0]}"), *found.span())
        self._read_call()
        self._add_way_to_register()

    def _read_call(self):
        """Read the telephone to register by; nothing in it is taken for a day or a clock time."""
        kinds = ("registration", "deadline")
        call = registration_call(self.flow, lambda at: self.line_at(at).kind in kinds)
        for name, found in zip(("registration_phone", "registration_hours"), call, strict=True):
            if found:
                self.add(name, *found)
                blank = "·" * (found.end - found.start)
                self.flow = self.flow[: found.start] + blank + self.flow[found.end :]

    def _add_way_to_register(self):
        found = _NOT_NEEDED.search(self.flow)
        if found and not self.reading.get("registration_url"):
            self.add("registration", "none", *found.span())
            return
        ways = {"registration_url": "link", "registration_email": "email"}
        ways |= {"registration_phone": "phone"}
        for name, way in ways.items():
            fact = next((fact for fact in self.reading.facts if fact.name == name), None)
            if fact:
                self.add("registration", way, fact.start, fact.end)
                return

    def _registers_near(self, place):
        _start, sentence = self.sentence(place, 200, 10)
        return _REGISTERS.search(sentence)

    def read_when(self):
        reading = self.reading
        found = when.days_in(self.flow, reading.sent or reading.today)
        deadlines = [day for day in found if self._is_deadline(day)]
        candidates = [day for day in found if day not in deadlines]
        clocks = self._clocks(deadlines, found)
        day = max(candidates, key=lambda day: self._weight(day, clocks), default=None)
        clock = self._clock_of(day, clocks)
        if doors := _DOORS.search(self.flow):
            self.add("doors", f"{int(doors[1])}.{doors[2]}", *doors.span())
        self._add_moment(day, clock)
        start = day.first if day and day.is_known else None
        for closing in deadlines:
            if self._answers(closing) and not reading.get("registration_closes"):
                self._add_deadline(when.by_then(closing, start))
        others = {d.first for d in candidates if d.is_known and d.first and d != day}
        others -= {start} if start else set()
        if others:
            words = ", ".join(sorted(str(other) for other in others)[:6])
            reading.told.append(Told("start", "more_days", words))

    def _is_deadline(self, day):
        line = self.line_at(day.start)
        if line.kind == "deadline":
            return True
        opening, sentence = self.sentence(day.start, 120, 5)
        before = sentence[: day.start - opening][-60:]
        is_last = _TO_AND_WITH.search(before) and _ANSWER.search(sentence)
        return bool(is_last or _UNTIL.search(before))

    def _answers(self, day):
        if self.line_at(day.start).kind in ("deadline", "registration"):
            return True
        _start, sentence = self.sentence(day.start)
        asks = _ANSWER.search(sentence) or _TELL.search(sentence)
        return bool(asks) and not re.search(r"öppnar|ansökan", sentence, re.I)

    def _clocks(self, deadlines, days):
        """Return [(clock, line)] of all clock times but those of doors and deadlines."""
        doors = [found.span() for found in _DOORS.finditer(self.flow)]
        ends = [day.end for day in deadlines]
        within, clocks = {at for day in days for at in range(day.start, day.end)}, []
        for line in self.lines:
            part = self.flow[line.start : line.end]
            bare = line.kind in ("date", "time") or "|" in line.text
            for clock in when.clocks_in(part, line.start, bare):
                if clock.start in within:
                    continue
                at_door = any(start <= clock.start < end for start, end in doors)
                closes = any(0 <= clock.start - end < 12 for end in ends)
                if not (at_door or closes or line.kind == "deadline"):
                    clocks.append((clock, line))
        return clocks

    def _weight(self, day, clocks):
        line = self.line_at(day.start)
        near = any(-40 <= clock.start - day.end <= 60 for clock, _line in clocks)
        labelled = {"date": 4, "time": 4, "subject": 1}.get(line.kind, 0)
        relative = -3 if day.told == "relative" else 0
        return labelled + 2 * near + bool(day.last) + day.has_weekday + relative, -day.start

    def _clock_of(self, day, clocks):
        def weight(pair):
            clock, line = pair
            near = day is not None and -60 <= clock.start - day.end <= 90
            of_programme = bool(_PROGRAMME.match(line.text)) and not line.kind
            labelled = line.kind in ("time", "date")
            is_beside = day is not None and line.start <= day.start <= line.end
            is_range = clock.ends is not None
            weighed = labelled * 3 + near * 2 + is_range + is_beside - 4 * of_programme
            return weighed, -clock.start

        best = max(clocks, key=weight, default=None)
        if best is None or (day and day.last and weight(best)[0] < 1):
            return None
        return None if weight(best)[0] < -2 else best[0]

    def _add_moment(self, day, clock):
        reading = self.reading
        begins = clock and f"{clock.begins.hour}.{clock.begins.minute:02d}"
        ends = clock and clock.ends and f"{clock.ends.hour}.{clock.ends.minute:02d}"
        if clock:
            self.add("clock", begins, clock.start, clock.end)
        if ends:
            self.add("until", ends, clock.start, clock.end)
        if day is None and clock:
            reading.told.append(Told("start", "no_day", begins))
        if day is None:
            return
        if day.told:
            likely = day.first
            if day.told == "relative":
                likely = when.likely_day(day, reading.sent or reading.today)
            reading.told.append(Told("start", day.told, day.words, likely))
        if not day.is_known:
            self.add("said_day", day.words, day.start, day.end)
            return
        last = day.last or (day.first if ends else None)
        if last == day.first and clock and clock.ends and clock.ends < clock.begins:
            last = day.first + when.timedelta(days=1)
        self.add("start", " ".join(filter(None, [str(day.first), begins])), day.start, day.end)
        if last:
            self.add("end", " ".join(filter(None, [str(last), ends])), day.start, day.end)

    def _add_deadline(self, day):
        if day.told:
            self.reading.told.append(Told("registration_closes", day.told, day.words, day.first))
        if day.is_known:
            self.add("registration_closes", str(day.first), day.start, day.end)

    def read_where(self):
        reading, place = self.reading, places.Place()
        towns = [places.place_in_label(row.said, row.value) for row in self.of_kind("town")]
        for first, last in self._parts("place"):
            said = self.flow[first.value : last.end].replace("\n", ",")
            place = places.place_in_label(said, first.value)
            if not place.address and last != first:
                place = places.place_in_label(self.flow[first.value : first.end], first.value)
            if place.venue or place.address:
                break
        if not (labelled := bool(self.of_kind("place"))):
            place = self._unlabelled_place()
        elif place.venue and not place.address:
            place = places.with_address(place, self.flow)
        town = towns[0].address or towns[0].venue if towns else ""
        address = ", ".join(
            filter(None, [place.address, town if town not in place.address else ""])
        )
        if place.venue:
            self.add("venue", place.venue, place.start, place.end)
        if address:
            self.add("address", address, place.start, place.end)
        service = places.service_in(self.reading.text)
        online = places.online_in(self.flow)
        join = next((fact for fact in reading.facts if fact.name == "join_url"), None)
        if service and (online or join or labelled):
            self.add("online_service", service[2], service[0], service[1])
        is_online = bool(online or join or reading.get("online_service"))
        span = online or (join and (join.start, join.end)) or (service and service[:2])
        if is_online:
            mode = "mixed" if place.venue or place.address else "online"
            self.add("attendance_mode", mode, *span)
        elif place.venue:
            self.add("attendance_mode", "offline", place.start, place.end)

    def _parts(self, kind):
        """Return the first and last of the lines that stand together below each label."""
        parts = []
        for line in self.of_kind(kind):
            if parts and line.is_below and line.start == parts[-1][1].end + 1:
                parts[-1][1] = line
            elif not line.is_noise:
                parts.append([line, line])
        return parts

    def _unlabelled_place(self):
        place = places.place_in_prose(self.flow)
        if place.venue or place.address:
            return place
        start = next(
            (fact for fact in self.reading.facts if fact.name in ("start", "said_day")), None
        )
        if start:
            line_end = self.line_at(start.end).end
            place = places.place_beside_day(self.flow[start.end : line_end], start.end)
        for line in self.lines:
            if place.venue or place.address:
                break
            if not line.is_noise and not line.kind and line.end - line.start < 100:
                place = places.place_of_poster(line.text, line.start)
        return place

    def read_prices(self):
        labelled = [(line.value, line.end) for line in self.of_kind("fee")]
        prices = prices_in(self.flow, labelled)
        for price in prices:
            self.add("prices", price, price.start, price.end)
        free = is_free_in(self.flow, labelled)
        if free and not prices:
            self.add("is_free", True, *free)
        for line in self.of_kind("audience"):
            self.add("audience", line.said.strip(), line.value, line.end)
            break

    def read_people(self):
        people = []
        for line in self.of_kind("people"):
            part = self.flow[line.value : line.end]
            people += people_in(part, line.value, listed=True)
        prose = list(self.flow)
        for line in self.lines:
            if line.kind in LABELS and line.kind != "contact":
                prose[line.start : line.end] = "\n" * (line.end - line.start)
        people += people_in("".join(prose), named=self.reading.get("title", ""))
        for person in merged(people):
            self.add("people", person, person.start, person.end)
