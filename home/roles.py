"""The roles of people as they are stored: which one somebody had on a day, and who has had one."""

import logging
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from .blocks.roles import affiliation, period_of
from .generation import once_a_generation
from .periods import Period
from .querysets import rows_by_key

logger = logging.getLogger(__name__)

MOST_PEOPLE = 20_000  # whose roles are compared, once a generation, in some tenths of a second


class Role(NamedTuple):
    """A role, with the primary key of its organisation."""

    title: str
    unit: str
    organisation: int | None
    period: Period


class ShownRole(NamedTuple):
    """What is printed of a role beside a name, and whether the person has it today."""

    title: str
    affiliation: str
    is_current: bool


def roles_in(stream):
    """Return the roles of a stream, in its order."""
    values = [item["value"] for item in stream.raw_data]
    return [
        Role(v.get("title") or "", v.get("unit") or "", v.get("organisation"), period_of(v))
        for v in values
    ]


def role_on(roles, day):
    """Return the first of the roles that holds on a day, or None."""
    return next((role for role in roles if role.period.holds(day)), None)


def show_roles_on(people, day):
    """Have people say what they did on a day instead of today; costs one query at most."""
    today = timezone.localdate()
    having_roles = [(person, roles) for person in people if (roles := roles_in(person.roles))]
    shown = [(person, role_on(roles, day)) for person, roles in having_roles]
    named = {person.organisation_id: person.organisation for person in people}
    missing = {role.organisation for _person, role in shown if role} - {None, *named}
    named |= rows_by_key(apps.get_model("home.Organisation"), missing) if missing else {}
    for person, role in shown:
        person.shown_role = ShownRole("", "", False)
        if role:
            beside = affiliation(role.unit, named.get(role.organisation))
            person.shown_role = ShownRole(role.title, beside, role.period.holds(today))


def follow_changed_roles():
    """Save the people of whom a role has begun or ended, so that all pages say what holds now.

    One who cannot be saved keeps nobody else waiting; the first such error is raised at the end.
    """
    model, errors = apps.get_model("home.PersonPage"), []
    due = model.objects.with_roles_to_follow(timezone.localdate())
    for key in due.values_list("pk", flat=True):
        try:
            with transaction.atomic():
                Page.objects.select_for_update(no_key=True).get(pk=key)
                # Nobody has typed anything: what an editor would have to mend is no obstacle.
                model.objects.get(pk=key).save(clean=False)
        except ObjectDoesNotExist:
            continue  # deleted meanwhile
        except Exception as error:
            logger.exception("The roles of person %s are not those of today", key)
            errors.append(error)
    if errors:
        raise errors[0]


class Holder(NamedTuple):
    """Somebody who has or has had a role, and when."""

    person: Page
    period: Period


class HeldRole(NamedTuple):
    """A role that several have had: its title, for whom, and who, the latest first."""

    title: str
    affiliation: str
    holders: list[Holder]


@once_a_generation
def _shared_roles():
    """Return [(title, key of the organisation, [(period, key of the person)])] of shared roles."""
    people = apps.get_model("home.PersonPage").objects.visible()
    by_role = defaultdict(list)
    for key, stream in people.order_by("pk").values_list("pk", "roles")[:MOST_PEOPLE].iterator():
        for role in roles_in(stream):
            if role.title:
                by_role[role.title.casefold(), role.organisation].append((role, key))
    shared = [rows for rows in by_role.values() if len({key for _role, key in rows}) > 1]
    return [
        (
            rows[0][0].title,
            rows[0][0].organisation,
            [(role.period, key) for role, key in sorted(rows, key=_latest_first)],
        )
        for rows in sorted(shared, key=lambda rows: rows[0][0].title.casefold())
    ]


def _latest_first(row):
    """Return what is less the later somebody has had a role; who has it still comes first."""
    period = row[0].period
    end = period.end.toordinal() if period.end else 0 if period.is_over else date.max.toordinal()
    return -end, -(period.start.toordinal() if period.start else 0)


def held_roles():
    """Return the roles that more than one of the visible people have had, in order of their titles.

    The same role has the same title and the same organisation.
    """
    shared = _shared_roles()
    keys = {key for _title, _organisation, holders in shared for _period, key in holders}
    people = apps.get_model("home.PersonPage").objects.rows_of(sorted(keys)) if keys else []
    people = {person.pk: person for person in people}
    keys = {organisation for _title, organisation, _holders in shared if organisation}
    organisations = rows_by_key(apps.get_model("home.Organisation"), keys) if keys else {}
    return [
        HeldRole(
            title,
            affiliation("", organisations.get(organisation)),
            [Holder(people[key], period) for period, key in holders if key in people],
        )
        for title, organisation, holders in shared
    ]
