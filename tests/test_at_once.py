"""Rows of several querysets come in one statement as they would one by one, on both databases."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from activities.models import EventPage
from home.at_once import Failure, Reports, Rows
from home.mail.letter import Letter
from home.schedule import SAID, MissedTime
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db


def as_said(queryset, names, most=50):
    """Return the fields of a queryset's rows that come together with others, and of those alone."""

    def say(rows):
        return [{name: valued(row, name) for name in names} for row in rows]

    asked = Rows(queryset, names, say, most)
    with hooks.register_temporarily("asked", lambda: asked):
        ((_report, together),) = Reports(asked=[]).said("asked")
    return together, list(queryset.values(*names)[:most])


def valued(row, name):
    for part in name.split("__"):
        row = row and getattr(row, part)
    return row


def test_rows_are_those_that_the_queryset_has():
    site, now = SmallSite(), timezone.now()
    late = site.add_event("Sent ”idag”", start=now + timedelta(days=2), is_free=True)
    site.add_event("Utan dag")
    names = ("pk", "title", "live", "start", "first_published_at", "activity_title", "has_report")
    events = EventPage.objects.as_rows().order_by("-title")
    together, alone = as_said(events, names)
    assert together == alone
    assert [row["title"] for row in together] == ["Utan dag", "Sent ”idag”"]
    assert as_said(events, names, most=1)[0] == alone[:1]
    assert as_said(events.none(), names) == ([], [])

    MissedTime.objects.create(page=late, action="publish", due=now, next_try=now, reason="Nej.")
    together, alone = as_said(MissedTime.objects.in_order(), SAID)
    assert together == alone
    names = ("pk", "owner__pk", "owner__username")
    together, alone = as_said(Page.objects.filter(pk=late.pk), names)
    assert together == alone == [{"pk": late.pk, "owner__pk": None, "owner__username": None}]
    for state in ("failed", "failed", "doubtful"):
        times = dict.fromkeys(("created", "due", "tried_until"), now)
        Letter.objects.create(recipient="a@example.org", state=state, priority=3, **times)
    states = Letter.objects.problem_counts(now).order_by("state")
    together, alone = as_said(states, ("state", "number"))
    assert together == alone
    assert [row["number"] for row in together] == [1, 2]


def test_many_are_asked_for_in_one_query_and_one_that_fails_costs_no_other(
    django_assert_num_queries,
):
    site = SmallSite()

    def of(say):
        rows = Rows(Page.objects.filter(pk=site.news.pk), ("pk", "title"), say, 9)
        return lambda: rows

    with (
        hooks.register_temporarily("asked", of(lambda rows: [row.title for row in rows])),
        hooks.register_temporarily("asked", of(lambda rows: 1 // 0)),
        hooks.register_temporarily("asked", lambda: ["av sig själv"]),
        hooks.register_temporarily("asked", of(lambda rows: [rows[0].pk])),
    ):
        reports = Reports(asked=[])
        assert connection.features.has_json_object_function  # which SQLite is asked once
        with django_assert_num_queries(1):
            answers = [answer for _report, answer in reports.said("asked")]
    assert isinstance(answers.pop(1), Failure)
    assert answers == [[site.news.title], ["av sig själv"], [site.news.pk]]
