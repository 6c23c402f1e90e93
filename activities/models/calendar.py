"""The calendar: what is coming, what has no day yet, what has been."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from home.base import BasePage
from home.feeds import webcal_address
from home.generation import once_a_generation
from home.paging import ListPaginator, Question, count_of

from ..feeds import EventFeed
from ..filters import EventFilter
from ..ical import calendar_file
from ..moments import filter_choices, keys_for_calendar, past_years, quiet_since
from ..months import YEARS, EventGroup, Month, by_month, by_week
from .event import EventPage

PAST_SHOWN, UNDATED_SHOWN = 5, 20


@once_a_generation
def _past_years_of(question, moment):
    return question.pages.past_years(moment)


def years_of(event_filter, events, now):
    """Return the years of what is over of a selection, asked for once a generation."""
    moment = quiet_since(now)
    if event_filter.parameters:
        return _past_years_of(Question.of(events), moment)
    return past_years(moment)


class CalendarPage(RoutablePageMixin, BasePage):
    """All events of all activities, by month, by year and by what a visitor selects."""

    page_description = _("Kalendern över alla evenemang. Det kan bara finnas en.")
    page_size = 50
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Kalender")
        verbose_name_plural = _("Kalendrar")

    def filtered(self, request):
        """Return the `EventFilter` of the request and the visible events that it lets through.

        Raises UnknownFilterValue (a 404) for a value that does not exist.
        """
        events = EventPage.objects.visible()
        event_filter = EventFilter.from_query(request.GET, *filter_choices())
        return event_filter, event_filter.apply(events)

    def page_of(self, request, events):
        """Return the page of events that is asked for; one beyond the last is the last."""
        pages = ListPaginator(events, self.page_size, EventPage.objects.rows_of)
        return pages.get_page(request.GET.get("sida"))

    def show(self, request, event_filter, groups, *, part="", path="", listed=None, **more):
        """Render a part of the calendar, `part` by name and at `path`; both empty for the whole.

        `groups` are its events under their headings, and `listed` the paginator's page of them.
        """
        ahead = event_filter.ahead
        names = [name for name in (part, str(event_filter)) if name]
        if listed and listed.number > 1:
            names.append(gettext("sida %(number)s") % {"number": listed.number})
        address, query = self.get_url(request), ahead.query
        sentence = gettext("Evenemang i Malmöandans kalender: %s.") % ", ".join(names)
        context = {
            "event_filter": event_filter,
            "ahead": ahead,
            "groups": groups,
            "heading": part,
            "listed": listed,
            "total": None if listed is None else listed.paginator.count,
            "address": address,
            "here": address + path,
            "names": names,
            "share_title": " – ".join([*names, self.title]),
            "share_description": sentence if names else "",
            "subscription_url": webcal_address(self.get_full_url(request) or "", query),
            "file_url": f"{address}kalender.ics{query}",
            "feed_url": f"{address}flode.xml{query}",
            # Combinations are for people; a search engine has the whole list.
            "unlisted": len(event_filter.parameters) > 1 or not groups,
            **more,
        }
        return self.render(request, context_overrides=context)

    @path("")
    def coming(self, request):
        """Show what is coming by month, what has no day, and the way to what has been.

        What has documentation has been, and stands in the archive.
        """
        now = quiet_since()
        event_filter, events = self.filtered(request)
        if event_filter.documented.is_selected:
            return redirect(f"{self.get_url(request)}arkiv/{event_filter.query}")
        limits = (self.page_size + 1, UNDATED_SHOWN + 1, PAST_SHOWN)
        if event_filter:
            # First which ones: PostgreSQL would put all of them in order with all that they print.
            parts = [
                EventPage.objects.rows_of([*part.values_list("pk", flat=True)])
                for part in events.calendar_parts(limits, now)
            ]
        else:
            whole = keys_for_calendar(quiet_since(now), limits)
            parts = [EventPage.objects.rows_of(keys) for keys in whole]
        upcoming, undated, past = parts
        shown, rest = upcoming[: self.page_size], upcoming[self.page_size :]
        is_whole = not rest and len(undated) <= UNDATED_SHOWN
        groups = by_month(shown, Month.of(now))
        if undated:
            note = gettext("Vi skriver här när datumet är bestämt.")
            listed = undated[:UNDATED_SHOWN]
            groups.append(EventGroup(gettext("Utan datum"), note, listed, "utan-datum/"))
        return self.show(
            request,
            event_filter,
            groups,
            is_coming=True,
            total=len(shown) + len(undated) if is_whole else count_of(events.upcoming(now)),
            further=Month.of(rest[0].start) if rest else None,
            more_undated=len(undated) > UNDATED_SHOWN,
            past=past,
            years=years_of(event_filter, events, now),
        )

    @path("utan-datum/")
    def undated(self, request):
        """Show everything that has no day yet."""
        event_filter, events = self.filtered(request)
        listed = self.page_of(request, events.upcoming_undated())
        part = gettext("Utan datum")
        groups = [EventGroup(part, "", list(listed))] if listed else []
        return self.show(
            request, event_filter, groups, part=part, path="utan-datum/", listed=listed
        )

    @re_path(r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$")
    def month(self, request, year, month):
        """Show one month by week (404 for what is no month that a calendar can have)."""
        if int(year) not in YEARS or not 1 <= int(month) <= 12:
            raise Http404
        month = Month(int(year), int(month))
        event_filter, events = self.filtered(request)
        listed = self.page_of(request, events.between(month.first, month.after))
        dated = events.only("title", "path", "depth", "url_path", "start", "end", "valid_start")
        before, after = dated.last_before(month.first), dated.first_from(month.after)
        return self.show(
            request,
            event_filter,
            by_week(listed, month),
            part=str(month).capitalize(),
            path=month.path,
            listed=listed,
            month=month,
            is_past=month.first < timezone.now(),
            before=before,
            after=after,
            earlier=month.nearest_before(before, listed),
            later=month.nearest_after(after, listed),
        )

    @path("arkiv/")
    def archive(self, request):
        """Show what has been, latest first."""
        return self.show_past(request, gettext("Tidigare evenemang"), heading="")

    @re_path(r"^(?P<year>[0-9]{4})/$")
    def some_year(self, request, year):
        """Lead on from a year alone: to its archive, to what is coming, or to its first month."""
        year, this_year = int(year), timezone.localdate().year
        if year not in YEARS:
            raise Http404
        event_filter, events = self.filtered(request)
        if year == this_year:
            path = ""
        elif year < this_year:
            path = f"arkiv/{year}/"
        else:
            month = Month(year, 1)
            first = events.first_from(month.first)
            found = Month.of(first.start) if first else month
            path = found.path if found.year == year else month.path
        return redirect(f"{self.get_url(request)}{path}{event_filter.query}")

    @re_path(r"^arkiv/(?P<year>[0-9]{4})/$")
    def year(self, request, year):
        """Show what has been in one year, latest first (404 for a year that lies ahead)."""
        year = int(year)
        if year not in YEARS or year > timezone.localdate().year:
            raise Http404
        part = gettext("Tidigare evenemang %(year)s") % {"year": year}
        return self.show_past(request, part, year)

    def show_past(self, request, part, year=None, **more):
        """Render what has been, of one year or of all."""
        now = quiet_since()
        event_filter, events = self.filtered(request)
        years, past = years_of(event_filter, events, now), events
        if year:
            past = past.between(Month(year, 1).first, Month(year, 12).after)
            later, earlier = [y for y in years if y > year], [y for y in years if y < year]
            more |= {"year": year, "nearest_years": [*later[-1:], *earlier[:1]]}
        listed = self.page_of(request, past.past_dated(now))
        first = [Month(year, 1)] if year else []
        return self.show(
            request,
            event_filter,
            by_month(listed, *first, latest_first=True),
            part=part,
            path=f"arkiv/{year}/" if year else "arkiv/",
            listed=listed,
            is_archive=True,
            is_past=True,
            years=years,
            has_past_undated=events.past_undated().exists(),
            **more,
        )

    @path("arkiv/okand-dag/")
    def past_undated(self, request):
        """Show what has been held on a day that nobody knows any more."""
        event_filter, events = self.filtered(request)
        listed = self.page_of(request, events.past_undated())
        groups = [EventGroup(gettext("Utan datum"), "", list(listed))] if listed else []
        return self.show(
            request,
            event_filter,
            groups,
            part=gettext("Tidigare evenemang utan datum"),
            path="arkiv/okand-dag/",
            listed=listed,
            is_archive=True,
            is_past=True,
            is_past_undated=True,
            years=years_of(event_filter, events, quiet_since()),
            has_past_undated=bool(listed),
        )

    @path("kalender.ics/")
    def file(self, request):
        """Answer with the calendar file of what the filter lets through."""
        event_filter, events = self.filtered(request)
        name = " – ".join(["Malmöandan", *filter(None, [str(event_filter)])])
        url = f"{self.full_url}{event_filter.query}"
        return calendar_file(request, events.for_calendar_files(), name, url, self.slug)

    @path("flode.xml/")
    def feed(self, request):
        """Answer with the Atom feed of what the filter lets through."""
        event_filter, events = self.filtered(request)
        return EventFeed()(request, page=self, events=events.for_feeds(), event_filter=event_filter)
