"""What the page of an event shows beside its own fields."""

from django.utils import timezone

FEW = 3


def others(event):
    """Return a few other coming events of the same activity."""
    events = type(event).objects.of(event.get_parent()).visible().exclude(pk=event.pk)
    return events.as_rows().upcoming(timezone.now())[:FEW]


def reports(event):
    """Return the visible news articles that report from the event, newest first."""
    return event.report_articles.visible().newest_first().as_rows()


def chain(event):
    """Return the visible events that it follows up, nearest first, and those that follow it up."""
    found = list(type(event).objects.visible().as_rows().in_chain_of(event))
    before = [other for other in reversed(found) if other.step < 0]
    return {"follows": before, "follow_ups": [other for other in found if other.step > 0]}


def whom_to_ask(event):
    """Return whom to ask about access: said here, or else the activity's first contact.

    Empty where neither is known; the template then names the site's own contact.
    """
    if event.access_contact:
        return event.access_contact
    if event.shown_activity is None:
        return ""
    pages = [block.value.page for block in event.shown_activity.contacts]
    return next((page.email for page in pages if page and page.email), "")


def surroundings(event):
    """Return the pages around the event, for its template: what came of it once it is over."""
    organisers = [organiser.organisation for organiser in event.organisers.all()]
    around = {"organisers": organisers, "access_contact": event.access_contact}
    if event.pk is None:  # a new event is previewed before it is saved
        return around
    around |= {**chain(event), "others": others(event)}
    if event.status.is_over:
        found = list(reports(event))
        event.has_report = bool(found)  # so that the page says its state as lists do
        return {**around, "reports": found}
    return {**around, "access_contact": whom_to_ask(event)}
