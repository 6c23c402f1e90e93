"""An event as structured data for search engines (schema.org/Event)."""

from datetime import datetime

from django.utils.translation import get_language

from home.dates import STOCKHOLM, day_of
from home.organisations import PageOrganisation
from home.schema import (
    documents,
    iso_datetime,
    organisation_data,
    people,
    postal_address,
    site_organization,
    without_empty,
)

from .status import ON_SITE, AttendanceMode, Change, Status

STATUSES = {
    "": "EventScheduled",
    Change.CANCELLED: "EventCancelled",
    Change.POSTPONED: "EventPostponed",
    Change.RESCHEDULED: "EventRescheduled",
    Change.MOVED: "EventScheduled",
}
MODES = {
    AttendanceMode.OFFLINE: "OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    AttendanceMode.MIXED: "MixedEventAttendanceMode",
}
AVAILABILITY = {
    Status.FULL: "SoldOut",
    Status.FEW: "LimitedAvailability",
    Status.OPEN: "InStock",
    Status.NO_REGISTRATION: "InStock",
}


def event_data(event, involved, image):
    """Return a dated event by schema.org/Event, as Google reads it; times have their offset.

    `involved` are its organisations (`by_part`) and `image` is the address of its picture.  No
    link but the public ones is in it; what is not known is left out.
    """
    status, url, printed = event.status, event.full_url, event.printed
    parts = {
        group.part: [organisation_data(organisation) for organisation, _ in group.organisations]
        for group in involved
    }
    is_rescheduled = event.change == Change.RESCHEDULED
    is_moved_online = event.change == Change.MOVED and event.is_online
    known = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.search_description or event.introduction,
        "url": url,
        "image": image and [image],
        "inLanguage": get_language(),
        "startDate": iso_datetime(printed.start),
        "endDate": iso_datetime(printed.end),
        "doorTime": _doors(event),
        "previousStartDate": iso_datetime(printed.previous_start) if is_rescheduled else None,
        "eventStatus": _term("EventMovedOnline" if is_moved_online else STATUSES[event.change]),
        "eventAttendanceMode": _term(MODES.get(event.attendance_mode)),
        "location": _location(event),
        "maximumAttendeeCapacity": None if event.capacity_unit else event.capacity,
        "typicalAgeRange": event.age,
        "isAccessibleForFree": True if event.is_free else None,
        "offers": _offers(event, status),
        "performer": people([*event.speakers, *_of_programme(event)]),
        "organizer": parts.get(PageOrganisation.Part.ORGANISER) or site_organization(event),
        "contributor": parts.get(PageOrganisation.Part.PARTNER),
        "funder": parts.get(PageOrganisation.Part.FUNDER),
        "subjectOf": documents(event.documentation, event) if status.is_over else None,
        "superEvent": event.shown_activity and _series(event.shown_activity),
    }
    return without_empty(known)


def _of_programme(event):
    values = (block.value for block in event.programme)
    points = (value.get("people") for value in values if not value.get("is_cancelled"))
    return [person for people in points for person in people.bound_blocks]


def _doors(event):
    doors = event.printed.doors
    if doors is None:
        return None
    return datetime.combine(day_of(event.start), doors, tzinfo=STOCKHOLM).isoformat()


def _term(name):
    return name and f"https://schema.org/{name}"


def _location(event):
    places = []
    if event.attendance_mode in ON_SITE and event.venue:
        address = postal_address(event.address) or event.venue
        places.append({"@type": "Place", "name": event.venue, "address": address})
    if event.is_online:
        places.append({"@type": "VirtualLocation", "url": event.full_url})
    return places[0] if len(places) == 1 else places


def _offers(event, status):
    shared = {
        "@type": "Offer",
        "url": _register_at(event, status),
        "availability": _term(AVAILABILITY.get(status)),
        "validFrom": iso_datetime(event.printed.registration_opens),
        "validThrough": iso_datetime(event.printed.registration_closes),
    }
    prices = [block.value for block in event.printed.prices or () if not block.value.is_over]
    offers = [
        {
            "name": price.get("label"),
            "priceValidUntil": iso_datetime(price.get("until")),
            **_price(price),
        }
        for price in prices
    ]
    if event.is_free and not offers:
        offers = [{"price": "0", "priceCurrency": "SEK"}]
    return [without_empty({**shared, **offer}) for offer in offers]


def _register_at(event, status):
    return (status.is_open and event.printed.registration_url) or event.full_url


def _price(price):
    amount = {"price": str(price["amount"]), "priceCurrency": "SEK"}
    if not price.get("vat"):
        return amount
    with_vat = {"valueAddedTaxIncluded": price["vat"] == "included"}
    return {**amount, "priceSpecification": {"@type": "PriceSpecification", **amount, **with_vat}}


def _series(activity):
    known = {"@type": "EventSeries", "name": activity.title, "url": activity.full_url}
    return known | ({"eventSchedule": _schedule(activity)} if activity.interval_weeks else {})


def _schedule(activity):
    times = (activity.usual_start, activity.usual_end)
    starts, ends = (clock and clock.isoformat() for clock in times)
    schedule = {
        "@type": "Schedule",
        "repeatFrequency": f"P{activity.interval_weeks}W",
        "startTime": starts,
        "endTime": ends,
        "scheduleTimezone": STOCKHOLM.key,
    }
    return without_empty(schedule)
