"""Consents that end: somebody is told in time, in the admin and by mail."""

from collections import defaultdict
from copy import copy
from datetime import timedelta
from itertools import chain, groupby
from operator import attrgetter

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.mail import send_mail
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.permissions import page_permission_policy

from .dates import day_words
from .generation import once_a_generation
from .mail.letter import letter_options
from .media import SiteImage
from .people import PersonPage
from .waiting import Line, first_lines, may_change

# Shorter than letters are kept: one whose key is there already is not written again.
TOLD_BEFORE = timedelta(days=28)
MOST_NAMED = 50  # in a letter


@once_a_generation
def ending_consents(day):
    """Return what people see of somebody whose consent ends by a day, or has ended."""
    people = PersonPage.objects.visible().filter(consent_until__lte=day)
    pictures = SiteImage.objects.filter(consent_until__lte=day, hidden=False)
    pictures = pictures.select_related("collection")  # says who may change them
    rows = chain(people.defer_streamfields(), pictures)
    return sorted(rows, key=lambda row: (row.consent_until, row.pk))


def sentence_of(row):
    """Return in a sentence until when somebody may be shown."""
    said = (
        _("Samtycket för ”%(title)s” gäller till %(day)s.")
        if row.consent_until >= timezone.localdate()
        else _("Samtycket för ”%(title)s” gick ut %(day)s.")
    )
    return said % {"title": row.title, "day": day_words(row.consent_until)}


def hide_address(row):
    """Return the address in the admin where somebody is hidden everywhere."""
    return reverse("hide_everywhere", args=[row._meta.model_name, row.pk])


@hooks.register("waiting_lines", order=80)
def consents(user):
    """Yield each consent that ends soon or has ended, of those whom the user may hide."""
    rows = map(copy, ending_consents(timezone.localdate() + TOLD_BEFORE))
    rows = [row for row in rows if may_look_after(user, row)]

    def line(row):
        return Line(sentence_of(row), "", hide_address(row), _("Dölj eller förläng"), "user")

    index = reverse("wagtailimages:index")
    return first_lines(rows, line, _("Ytterligare %s samtycken går ut"), index)


def may_look_after(user, row):
    """Tell whether a user may change a picture or a person."""
    if isinstance(row, SiteImage):
        return image_policy.user_has_permission_for_instance(user, "change", row)
    return may_change(user, row)


def recipients_of(row):
    """Return the users to tell: who put it there, or else all who may change it."""
    if hasattr(row, "uploaded_by_user"):
        users = [row.uploaded_by_user]
        everybody = image_policy.users_with_permission_for_instance("change", row)
    else:
        users = [row.owner]
        everybody = page_permission_policy.users_with_permission_for_instance("publish", row)
    users = [user for user in users if user and user.is_active and user.email]
    return users or [user for user in everybody if user.is_active and user.email]


def remind_of_consents():
    """Write, once, to those who look after pictures and people whose consent ends on a day soon.

    Hundreds of pictures are often uploaded together, and make one letter.
    """
    today = timezone.localdate()
    # What has ended already the first page of the admin still says.
    ending = [row for row in ending_consents(today + TOLD_BEFORE) if row.consent_until >= today]
    for day, rows in groupby(ending, key=attrgetter("consent_until")):
        theirs = defaultdict(list)
        for row in rows:
            for user in recipients_of(row):
                theirs[user.email].append(row)
        for address, found in theirs.items():
            _write_of(day, found, address)


def _write_of(day, rows, address):
    """Write a letter about what all ends on a day."""
    said = ngettext(
        "%(number)s samtycke gäller till %(day)s.",
        "%(number)s samtycken gäller till %(day)s.",
        len(rows),
    )
    sentence = said % {"number": len(rows), "day": day_words(day)}
    if len(rows) == 1:
        # A title that was pasted may have a line break, which no subject can hold.
        sentence = " ".join(sentence_of(rows[0]).splitlines())
    context = {
        "sentence": sentence,
        "rows": [
            (row.title, settings.WAGTAILADMIN_BASE_URL + hide_address(row))
            for row in rows[:MOST_NAMED]
        ],
        "more": max(0, len(rows) - MOST_NAMED),
    }
    with letter_options(key=f"consent:{day}"):
        send_mail(sentence, render_to_string("email/consent.txt", context), [address])
