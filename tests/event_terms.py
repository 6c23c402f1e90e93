"""The terms of schema.org that an event may use, as a JSON schema.

From https://schema.org/Event and what Google requires of structured data for events.
"""

from datetime import datetime

from jsonschema import Draft202012Validator, FormatChecker

ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://[^ ]+$"}
MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$",
    "format": "moment",
}
NAME = {"type": "string", "minLength": 1}


def one_of(*names):
    """Return the schema of an enumeration of schema.org."""
    return {"enum": [f"https://schema.org/{name}" for name in names]}


def thing(kind, required=(), **properties):
    """Return the schema of a type of schema.org with these properties and no others."""
    return {
        "type": "object",
        "properties": {"@type": {"const": kind}, **properties},
        "required": ["@type", *required],
        "additionalProperties": False,
    }


AFFILIATION = thing("Organization", ["name"], name=NAME)
ORGANISATION = thing("Organization", ["name"], name=NAME, url=ADDRESS)
PERSON = thing("Person", ["name"], name=NAME, url=ADDRESS, affiliation=AFFILIATION)
POSTAL = thing("PostalAddress", streetAddress=NAME, postalCode=NAME, addressLocality=NAME)
PLACE = thing("Place", ["name", "address"], name=NAME, address={"anyOf": [NAME, POSTAL]})
VIRTUAL = thing("VirtualLocation", ["url"], url=ADDRESS)
AMOUNT = {
    "price": {"type": "string", "pattern": r"^\d+(\.\d\d?)?$"},
    "priceCurrency": {"const": "SEK"},
}
SPECIFICATION = thing(
    "PriceSpecification",
    ["price", "priceCurrency", "valueAddedTaxIncluded"],
    valueAddedTaxIncluded={"type": "boolean"},
    **AMOUNT,
)
OFFER = thing(
    "Offer",
    ["price", "priceCurrency", "url"],
    name=NAME,
    url=ADDRESS,
    availability=one_of("InStock", "SoldOut", "LimitedAvailability"),
    validFrom=MOMENT,
    validThrough=MOMENT,
    priceValidUntil={"type": "string", "format": "date"},
    priceSpecification=SPECIFICATION,
    **AMOUNT,
)
SCHEDULE = thing(
    "Schedule",
    ["repeatFrequency"],
    repeatFrequency={"type": "string", "pattern": r"^P\d+W$"},
    startTime=NAME,
    endTime=NAME,
    scheduleTimezone={"const": "Europe/Stockholm"},
)
# Required are also the three that Google asks of an event: name, startDate, location.
EVENT = thing(
    "Event",
    ["@context", "name", "startDate", "location", "url", "eventStatus", "organizer", "superEvent"],
    **{"@context": {"const": "https://schema.org"}},
    name=NAME,
    description=NAME,
    url=ADDRESS,
    image={"type": "array", "items": ADDRESS, "minItems": 1},
    inLanguage={"const": "sv"},
    startDate=MOMENT,
    endDate=MOMENT,
    doorTime=MOMENT,
    previousStartDate=MOMENT,
    eventStatus=one_of(
        *("EventScheduled", "EventCancelled", "EventPostponed"),
        *("EventRescheduled", "EventMovedOnline"),
    ),
    eventAttendanceMode=one_of(
        "OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"
    ),
    location={
        "anyOf": [PLACE, VIRTUAL, {"type": "array", "prefixItems": [PLACE, VIRTUAL], "minItems": 2}]
    },
    isAccessibleForFree={"type": "boolean"},
    offers={"type": "array", "items": OFFER, "minItems": 1},
    performer={"type": "array", "items": PERSON, "minItems": 1},
    organizer={"anyOf": [ORGANISATION, {"type": "array", "items": ORGANISATION, "minItems": 1}]},
    superEvent=thing(
        "EventSeries", ["name", "url"], name=NAME, url=ADDRESS, eventSchedule=SCHEDULE
    ),
)
CHECKER = FormatChecker()


@CHECKER.checks("moment", raises=ValueError)
def is_moment(value):
    return datetime.fromisoformat(value).utcoffset() is not None


def faults(found):
    """Return what is wrong with the structured data of an event, in words."""
    validator = Draft202012Validator(EVENT, format_checker=CHECKER)
    return [error.message for error in validator.iter_errors(found)]
