"""What an event's page shows beside its own fields: other events, reports, whom to ask."""

from ..documentation import Documentation
from ..moments import keys_of_activity, quiet_since

OTHERS = 3


def access_contact(event):
    """Return whom to ask about access: said here, or else the activity's first contact.

    Empty where neither is known; the template then names the site's own contact.
    """
    people = (block.value for stream in event.borrowed_streams() for block in stream)
    return event.access_contact or next((p.shown_email for p in people if p.shown_email), "")


def page_context(event):
    """Return what the event's page shows beside its own fields, for the template.

    The events that it follows up, nearest first, and those that follow it up; a few other coming
    ones of its activity; once it is over, the news articles that report from it, newest first.
    """
    if not event.pk:  # A new event is previewed before it is saved.
        return {"documented": Documentation(event)} if event.status.is_over else {}
    events = type(event).objects
    chain = events.in_chain_of(event)
    ahead, _over = keys_of_activity(event.activity.pk, quiet_since(), OTHERS + 1)
    around = {
        "follows": [other for other in reversed(chain) if other.step < 0],
        "follow_ups": [other for other in chain if other.step > 0],
        "others": events.rows_of([key for key in ahead if key != event.pk][:OTHERS]),
    }
    if event.status.is_over:
        reports = event.reports.model._meta.get_field("article").related_model.objects
        articles = reports.rows_of_reports(event.pk)
        event.has_report = bool(articles)  # so that the page says its state as lists do
        around["documented"] = Documentation(event, articles)
    return around
