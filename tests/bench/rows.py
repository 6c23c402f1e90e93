"""Write many events at once, as rows of their tables: what saving them one by one would give."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from wagtail.models import Locale, Page

from activities.models import EventPage

BATCH = 500


def insert(events, themes=()):
    """Write (activity, event) pairs as live pages; six of seven have one of the themes."""
    kind = ContentType.objects.get_for_model(EventPage)
    locale = Locale.get_default()
    key = Page.objects.aggregate(last=Max("pk"))["last"]
    steps = {}
    for number, (activity, event) in enumerate(events, start=key + 1):
        if activity.pk not in steps:
            activity.refresh_from_db()
            steps[activity.pk] = activity.numchild
        steps[activity.pk] += 1
        event.id = event.page_ptr_id = number
        event.depth, event.numchild = activity.depth + 1, 0
        event.path = Page._get_path(activity.path, event.depth, steps[activity.pk])
        event.url_path = f"{activity.url_path}{event.slug}/"
        event.activity_key = activity.pk
        event.content_type, event.locale, event.draft_title = kind, locale, event.title
    pages = [event for _, event in events]
    for first in range(0, len(pages), BATCH):
        batch = pages[first : first + BATCH]
        for model in (Page, EventPage):
            fields = [field for field in model._meta.local_concrete_fields if not field.generated]
            model._base_manager._insert(batch, fields=fields, using="default", raw=True)
    link = EventPage.themes.through
    link.objects.bulk_create(
        link(eventpage_id=page.pk, theme=themes[page.pk // 2 % 7 % len(themes)])
        for page in pages
        if themes and page.pk // 2 % 7 != 6
    )
    for activity, number in steps.items():
        Page.objects.filter(pk=activity).update(numchild=number)
