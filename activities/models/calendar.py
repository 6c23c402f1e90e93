"""The calendar: what is coming, what has no day yet, what has been."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from home.base import BasePage

from ..feeds import EventFeed
from ..filters import EventFilter, name_choices, with_todays_name
from ..ical import calendar_file
from ..months import YEARS, Group, Month, by_month, by_week
from .activity import ActivityPage
from .event import EventPage

FEW = 5
MANY = 20


class CalendarPage(RoutablePageMixin, BasePage):
    """All events of all activities, by month, by year and by what a visitor chooses to see."""

    page_description = _("Kalendern över alla evenemang. Finns bara en.")
    page_size = 50
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    content_panels = BasePage.content_panels + [BasePage.appearance_panel]

    class Meta:
        verbose_name = _("Kalender")
        verbose_name_plural = _("Kalendrar")

    def choices(self):
        """Return the themes and the activities that the calendar can be limited to."""
        rows = ActivityPage.objects.visible().in_editors_order().as_rows()
        events = EventPage.objects.visible()
        activities = list(events.annotated_activities(rows))
        name_choices(activities)
        return list(events.annotated_themes()), activities

    def asked(self, request):
        """Return the `EventFilter` of the request and the visible events that it lets through.

        Raises UnknownChoice (a 404) for a choice that does not exist.
        """
        themes, activities = self.choices()
        asked = with_todays_name(request.GET, activities)
        chosen = EventFilter.of(asked, themes, activities)
        groups = chosen.groups(
            [theme for theme in themes if theme.has_events or theme == chosen.theme],
            [page for page in activities if page.has_events or page == chosen.activity],
        )
        return chosen, groups, chosen.apply(EventPage.objects.visible())

    def show(self, request, chosen, **more):
        """Render a part of the calendar, `part` by name and at `path`; both empty for the whole."""
        part = more.setdefault("part", "")
        listed = more.setdefault("listed", None)
        number = listed.number if listed else 1
        names = [name for name in (part, str(chosen)) if name]
        if number > 1:
            names.append(gettext("sida %(number)s") % {"number": number})
        address, query = self.get_url(request), chosen.query
        subscription = (self.get_full_url(request) or "").partition(":")[2]
        sentence = gettext("Evenemang i Malmöandans kalender: %s.") % ", ".join(names)
        context = {
            "chosen": chosen,
            "address": address,
            "here": address + more.pop("path", ""),
            "names": names,
            "share_title": " – ".join([*names, self.title]),
            "share_description": sentence if names else "",
            "subscription_url": f"webcal:{subscription}kalender.ics{query}",
            "file_url": f"{address}kalender.ics{query}",
            "feed_url": f"{address}flode.xml{query}",
            # Combinations are for people; a search engine has the whole list.
            "unlisted": len(chosen.parameters) > 1 or not more["groups"],
            **more,
        }
        return self.render(request, context_overrides=context)

    @path("")
    def coming(self, request):
        """Show what is coming by month, what has no day, and the way to what has been."""
        now = timezone.now()
        chosen, choices, events = self.asked(request)
        rows = events.as_rows()
        ahead = list(rows.upcoming_dated(now)[: self.page_size + 1])
        shown, rest = ahead[: self.page_size], ahead[self.page_size :]
        waiting = list(rows.upcoming_undated()[: MANY + 1])
        groups = by_month(shown, Month.of(now), Month.of(shown[-1].start) if rest else None)
        if waiting:
            note = gettext("Meddelas här.")
            groups.append(Group(gettext("Utan datum"), note, waiting[:MANY], "utan-datum/"))
        return self.show(
            request,
            chosen,
            groups=groups,
            choices=choices,
            is_coming=True,
            further=Month.of(rest[0].start) if rest else None,
            more_undated=len(waiting) > MANY,
            past=rows.past_dated(now)[:FEW],
            years=events.past_years(now),
            some_day=events.past_undated().exists(),
        )

    def page_of(self, request, events):
        """Return the asked page of events; one beyond the last is the last."""
        return Paginator(events, self.page_size).get_page(request.GET.get("sida"))

    @path("utan-datum/")
    def undated(self, request):
        """Show everything that has no day yet."""
        chosen, choices, events = self.asked(request)
        listed = self.page_of(request, events.as_rows().upcoming_undated())
        name = gettext("Utan datum")
        groups = [Group(name, "", list(listed))] if listed else []
        return self.show(
            request,
            chosen,
            part=name,
            groups=groups,
            choices=choices,
            listed=listed,
            path="utan-datum/",
        )

    @re_path(r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$")
    def month(self, request, year, month):
        """Show one month by week (404 for what is no month that a calendar can have)."""
        if int(year) not in YEARS or not 1 <= int(month) <= 12:
            raise Http404
        month = Month(int(year), int(month))
        chosen, choices, events = self.asked(request)
        rows = events.as_rows()
        listed = self.page_of(request, rows.between(month.first, month.after))
        before, after = rows.last_before(month.first), rows.first_from(month.after)
        return self.show(
            request,
            chosen,
            part=str(month).capitalize(),
            path=month.path,
            groups=by_week(listed, month),
            choices=choices,
            listed=listed,
            month=month,
            before=before,
            after=after,
            earlier=month.previous_of(before, listed),
            later=month.next_of(after, listed),
        )

    @path("arkiv/")
    def archive(self, request):
        """Lead to the latest year that has anything, or to what was held some day."""
        chosen, _choices, events = self.asked(request)
        years = events.past_years(timezone.now()) or [timezone.localdate().year]
        return redirect(f"{self.get_url(request)}arkiv/{years[0]}/{chosen.query}")

    @re_path(r"^(?P<year>[0-9]{4})/$")
    def some_year(self, request, year):
        """Lead on from a year alone: to its archive, to what is coming, or to its first month."""
        year, this_year = int(year), timezone.localdate().year
        if year not in YEARS:
            raise Http404
        chosen, _choices, events = self.asked(request)
        if year == this_year:
            part = ""
        elif year < this_year:
            part = f"arkiv/{year}/"
        else:
            month = Month(year, 1)
            first = events.first_from(month.first)
            found = Month.of(first.start) if first else month
            part = found.path if found.year == year else month.path
        return redirect(f"{self.get_url(request)}{part}{chosen.query}")

    @re_path(r"^arkiv/(?P<year>[0-9]{4})/$")
    def year(self, request, year):
        """Show what has been in one year, latest first (404 for a year that lies ahead)."""
        year, now = int(year), timezone.now()
        if year not in YEARS or year > timezone.localdate(now).year:
            raise Http404
        chosen, choices, events = self.asked(request)
        first, last = Month(year, 1), Month(year, 12)
        past = events.as_rows().between(first.first, last.after).past_dated(now)
        listed = self.page_of(request, past)
        years = events.past_years(now)
        later, earlier = [y for y in years if y > year], [y for y in years if y < year]
        return self.show(
            request,
            chosen,
            part=gettext("Tidigare evenemang %(year)s") % {"year": year},
            path=f"arkiv/{year}/",
            groups=by_month(listed, first, last, latest_first=True),
            choices=choices,
            listed=listed,
            year=year,
            years=years,
            nearest_years=[*later[-1:], *earlier[:1]],
            some_day=events.past_undated().exists(),
        )

    @path("arkiv/okand-dag/")
    def some_day(self, request):
        """Show what has been held on a day that nobody knows any more."""
        chosen, choices, events = self.asked(request)
        listed = self.page_of(request, events.as_rows().past_undated())
        name = gettext("Okänd dag")
        return self.show(
            request,
            chosen,
            part=gettext("Tidigare evenemang, okänd dag"),
            path="arkiv/okand-dag/",
            groups=[Group(name, "", list(listed))] if listed else [],
            choices=choices,
            listed=listed,
            is_some_day=True,
            years=events.past_years(timezone.now()),
            some_day=bool(listed),
        )

    @path("kalender.ics/")
    def file(self, request):
        """Answer with the calendar file of what the filter lets through."""
        chosen, _choices, events = self.asked(request)
        name = " – ".join(["Malmöandan", *filter(None, [str(chosen)])])
        url = f"{self.full_url}{chosen.query}"
        return calendar_file(request, events.for_calendar_files(), name, url, self.slug)

    @path("flode.xml/")
    def feed(self, request):
        """Answer with the Atom feed of what the filter lets through."""
        chosen, _choices, events = self.asked(request)
        return EventFeed()(
            request, page=self, events=events.for_feeds(), query=chosen.query, chosen=str(chosen)
        )
