"""What an event gives to programs: its calendar file, its structured data and its way in."""

from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from .. import ical, schema
from ..entrance import Entrance, entrance, is_web_address, opens_at


class Formats(RoutablePageMixin, models.Model):
    """The addresses below an event, and what keeps its copies in calendars up to date.

    `calendar_sequence` counts the changes that a calendar shows (RFC 5545, 3.8.7.4), and
    `calendar_changed` is the moment of the last one, in UTC.
    """

    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    calendar_changed = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save, counting the change if a calendar shows the event otherwise than before.

        Compares with the database, since a revision brings the number of its own day.  What
        names its fields is bookkeeping, such as noting a draft, and changes nothing shown.
        """
        if kwargs.get("update_fields") is None:
            before = type(self).objects.filter(pk=self.pk).first()
            self.calendar_sequence = before.calendar_sequence if before else 0
            self.calendar_changed = before.calendar_changed if before else timezone.now()
            self._note_what_is_announced(before)
            if before and not ical.look_alike(before, self):
                self.calendar_sequence += 1
                self.calendar_changed = timezone.now()
        super().save(*args, **kwargs)

    def _note_what_is_announced(self, before):
        """Keep the start that visitors have been told, where they are told another one now."""
        self.announced_start = before.announced_start if before else None
        self.former_start = before.former_start if before else None
        if self.live and self.announced_start != self.start:
            self.former_start = self.announced_start or self.former_start
            self.announced_start = self.start

    @property
    def has_entrance(self):
        """Tell whether the site has a link to the meeting, which `anslut/` leads to."""
        return self.is_online and is_web_address(self.join_url)

    @property
    def entrance_is_open(self):
        """Tell whether `anslut/` leads to the meeting now."""
        if not self.is_online:
            return False
        return entrance(self.facts, self.join_url, timezone.now()) is Entrance.OPEN

    @property
    def entrance_url(self):
        """Return the full public address of the way in."""
        return f"{self.full_url}anslut/"

    def structured_data(self, context, image):
        """Return the event for search engines (schema.org); empty without a day.

        `context` is the template's, whose rows are used, and `image` the picture's address.
        """
        return schema.event_data(self, context.get("organisers", ()), image) if self.start else {}

    @path("kalender.ics/", name="calendar_file")
    def calendar_file(self, request):
        """Answer with the event's calendar file (404 while it has no day)."""
        if self.start is None:
            raise Http404
        return ical.calendar_file(request, [self], "", self.full_url, self.slug)

    @path("anslut/", name="entrance")
    def entrance(self, request):
        """Lead on to the meeting while it is open, else explain (404 for what is on site only).

        No answer may be kept, and the host of the meeting does not learn where one came from.
        """
        if not self.is_online:
            raise Http404
        state = entrance(self.facts, self.join_url, timezone.now())
        if state is Entrance.OPEN:
            response = HttpResponseRedirect(self.join_url)
        else:
            opens = self.printed.start if self.all_day else opens_at(self.facts)
            response = self.render(
                request,
                template="activities/event_entrance.html",
                context_overrides={"entrance": state, "opens": opens},
            )
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response
