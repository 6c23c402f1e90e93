"""What the page of an event shows beside its own fields."""

from django.utils import timezone

from home.querysets import is_visible

FEW = 3


def others(event):
    """Return a few other coming events of the same activity."""
    events = type(event).objects.of(event.get_parent()).visible().exclude(pk=event.pk)
    return events.as_rows().upcoming(timezone.now())[:FEW]


def reports(event):
    """Return the visible news articles that report from the event, newest first."""
    return event.report_articles.visible().newest_first().as_rows()


def surroundings(event):
    """Return the pages around the event, for its template: what came of it once it is over."""
    around = {
        "organisers": event.organisers.all(),
        "follows": event.follows if is_visible(event.follows) else None,
    }
    if not event.status.is_over:
        return {**around, "others": others(event)}
    if event.pk is None:  # a new event is previewed before it is saved
        return around
    return {**around, "follow_ups": event.follow_ups.visible(), "reports": reports(event)}
