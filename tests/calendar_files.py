"""Calendar files in tests: an event to put in them, and reading them as two programs do."""

import icalendar
import vobject

from tests.pages import moment

NOW = moment(2026, 5, 4, 9)
START, END = moment(2026, 5, 20, 12, 15), moment(2026, 5, 20, 12, 55)
JOIN = "https://zoom.example/j/9496?pwd=hemlig"


def make(site, **fields):
    """Add an ordinary event online."""
    usual = {
        "start": START,
        "end": END,
        "online_service": "Zoom",
        "registration": "none",
        "introduction": "Hur utvecklas en stad?",
    }
    return site.add_event("Offentliga miljöer", slug="miljoer", **{**usual, **fields})


def read(client, address):
    """Return the calendar at an address, after checking the answer and letting vobject read it."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in response.headers
    for line in response.content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
    vobject.readOne(response.text).validate(raiseException=True)
    found = icalendar.Calendar.from_ical(response.content)
    for component in found.walk():
        assert component.errors == []
    assert {str(found[name]) for name in ("VERSION", "METHOD")} == {"2.0", "PUBLISH"}
    return found


def entry(client, event):
    """Return the one VEVENT of an event's own file."""
    (found,) = read(client, f"{event.url}kalender.ics").events
    return found


def entries(client, address):
    """Return {summary: VEVENT} of a list."""
    return {str(found["SUMMARY"]): found for found in read(client, address).events}
