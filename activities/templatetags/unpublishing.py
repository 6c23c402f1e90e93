"""What an editor has to know before an activity is unpublished."""

from django import template

from activities.models import ActivityPage, EventPage

register = template.Library()


@register.simple_tag
def events_left_by(page):
    """Return how many published events an activity leaves behind; 0 for pages of other types."""
    is_activity = page.specific_class is ActivityPage
    return EventPage.objects.of_activity(page).visible().count() if is_activity else 0
