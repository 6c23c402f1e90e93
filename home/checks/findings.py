"""The checks of a page, one by one: one that fails costs its own lines alone.

A check is a function registered with `@hooks.register("page_checks")`, which takes a `Content` and
yields a `Finding` for each thing that an editor may want to look at.
"""

import logging
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail import hooks

from ..content_paths import errors_at
from .content import Content, Finding

logger = logging.getLogger(__name__)

MOST = 20  # lines of one check: more would be read by nobody
AGAIN = "{} {}"


class Findings:
    """What all checks find in a page, in the order of its form, and how many checks failed."""

    def __init__(self, page):
        self.content, self.failed, found = Content(page), 0, []
        for check in hooks.get_hooks("page_checks"):
            try:
                with transaction.atomic():  # a question that fails must not spoil those after it
                    found = [*found, *islice(check(self.content), MOST)]
            except Exception:
                logger.exception("%s.%s failed", check.__module__, check.__name__)
                self.failed += 1
        order = [field.name for field in page._meta.fields]
        self.found = sorted(dict.fromkeys(found), key=lambda each: order.index(each.place.field))

    def warnings(self, published=None):
        """Return {field name: ValidationError} of what to ask about once before publishing.

        What the page as it is `published` says already was asked about then.
        """
        known = set()
        if published and any(not finding.always for finding in self.found):
            known = {finding.known_by for finding in Findings(published).found}
        asked = [each for each in self.found if each.always or each.known_by not in known]
        return errors_at((each.place, _asked(each)) for each in asked)


def _asked(finding):
    if finding.always:  # which says so itself
        return finding.sentence
    return AGAIN.format(finding.sentence, _("Publicera igen om det ska vara så."))


__all__ = ["Finding", "Findings"]
