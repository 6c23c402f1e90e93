"""Fill a prepared site with events, and tell one address of each type of page and its queries.

`python -m tests.bench.site` prints {name: {"url": address, "queries": number, "wagtail": of which
Wagtail's own, "kept": queries of one that is kept}} as JSON.
"""

import json
import os
from datetime import timedelta

import django

COMING, PAST = 13, 24
SIZE = (1600, 1067)  # of pictures


def photograph(number):
    """Return a picture that weighs what photographs do: soft forms, with the grain of a lens."""
    from random import Random

    from PIL import Image

    forms = Image.frombytes("RGB", (48, 32), Random(number).randbytes(48 * 32 * 3))
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    return Image.blend(forms.resize(SIZE, Image.Resampling.BICUBIC), grain, 0.2)


def make_image(number):
    """Return a saved picture; `number` chooses which."""
    from io import BytesIO

    from django.core.files.images import ImageFile

    from home.models import SiteImage

    file = BytesIO()
    photograph(number).save(file, "JPEG")
    file.seek(0)
    return SiteImage.objects.create(
        title=f"Samtal {number}", description="Samtal", file=ImageFile(file, f"samtal-{number}.jpg")
    )


def add_events():
    """Add coming and past events of all activities, some with a picture, a guest, a report."""
    from django.utils import timezone

    from activities.models import ActivityPage, EventPage
    from home.blocks.body import BodyBlocks
    from home.models import PersonPage
    from news.models import ArticlePage

    now, images = timezone.now(), [make_image(number) for number in range(6)]
    activities, people = list(ActivityPage.objects.order_by("pk")), list(PersonPage.objects.all())
    for number in range(-PAST, COMING):
        start = now + timedelta(days=7 * number + 2, hours=number % 5)
        person = people[number % len(people)]
        guest = {"person": person, "name": "", "role": "gäst", "organisation": ""}
        value = {"image": images[number % 6], "alt_text": "Samtal", "decorative": False}
        picture = {"image": value, "caption": "Samtal vid borden."}
        documentation = [
            ("quote", {"quote": "Vi har ont om nycklar.", "source": "Deltagare"}),
            ("gallery", {"heading": "Bilder", "pictures": [picture] * 3}),
        ]
        event = EventPage(
            title=f"Samtal om staden, nummer {number + PAST + 1}",
            introduction="Föreningar, förvaltningar och nämnder samtalar om lokaler och tillit.",
            start=start,
            end=start + timedelta(hours=2),
            attendance_mode=("offline", "online", "mixed")[number % 3],
            venue="Moriska paviljongen" if number % 3 != 1 else "",
            address="Norra Parkgatan 2, Malmö" if number % 3 != 1 else "",
            online_service="Zoom" if number % 3 else "",
            registration="link",
            registration_url="https://www.eventbrite.se/e/1500",
            registration_closes=start - timedelta(days=1),
            is_free=True,
            image=images[number % 6] if number % 2 else None,
            speakers=[("person", guest)],
            documentation=BodyBlocks().normalize(documentation) if number < 0 else [],
        )
        activity = activities[number % len(activities)]
        activity.refresh_from_db()
        activity.add_child(instance=event)
    for image, article in zip(images, ArticlePage.objects.newest_first(), strict=False):
        article.image = image
        article.save()


def addresses():
    """Return {name: address} of each type of page; the one with most to print of its type."""
    from django.db.models import F, TextField
    from django.db.models.functions import Cast, Length
    from django.utils import timezone
    from wagtail.models import Page, get_page_models

    from activities.models import CalendarPage, EventPage

    found = {}
    for model in (model for model in get_page_models() if model is not Page):
        pages = model.objects.live().public().filter(depth__gt=1)
        if model is EventPage or not any(field.name == "body" for field in model._meta.fields):
            pages = pages.order_by("pk")
        else:
            length = Length(Cast("body", TextField()))
            pages = pages.annotate(length=length).order_by(F("length").desc(), "pk")
        if page := pages.first():
            found[model.__name__] = page.get_url()
    events = EventPage.objects.visible()
    calendar, today = CalendarPage.objects.get().get_url(), timezone.localdate()
    return found | {
        "EventPage": events.upcoming_dated().first().get_url(),
        "EventPage, past": events.documented().past_dated().first().get_url(),
        "CalendarPage, month": f"{calendar}{today:%Y/%m}/",
        "CalendarPage, archive": f"{calendar}arkiv/",
        "search": "/sok/?q=medborgarbudget",
        "search, many hits": "/sok/?q=dialog",
    }


def queries(address, backend="django.core.cache.backends.dummy.DummyCache"):
    """Return how many queries an address costs once what outlives a request is warm."""
    from django.conf import settings
    from django.test import Client, override_settings

    from tests.bench.sql import asked

    pages = {"BACKEND": backend}
    with override_settings(CACHES=settings.CACHES | {"pages": pages}):
        return len(asked(Client(headers={"host": "localhost"}), address))


def wagtails_own(address):
    """Return how many of them an empty page at this address would cost: way and privacy."""
    from django.http import HttpResponse
    from wagtail import hooks

    def render_nothing(serve_next):
        return lambda page, request, args, kwargs: HttpResponse()

    with hooks.register_temporarily("on_serve_page", render_nothing, order=1000):
        return queries(address)


def main():
    django.setup()
    add_events()
    pages = {
        name: {
            "url": url,
            "queries": queries(url),
            "wagtail": wagtails_own(url),
            "kept": queries(url, "malmoandan.cache.MemoryCache"),
        }
        for name, url in addresses().items()
    }
    print(json.dumps(pages))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malmoandan.settings.production")
    from malmoandan.settings import read_env_file

    read_env_file()
    main()
