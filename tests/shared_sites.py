"""Sites that several tests look at, each made once in a process and then rolled back.

A test asks for one by a fixture of tests/conftest.py (`fresh_database`, `content`, `filled`). What
it changes is undone by its own savepoint, and the whole site by `SharedSites` when the next test
wants another. The tests of one site follow each other in the same worker.
"""

from contextlib import ExitStack
from copy import copy

from django.db import transaction
from wagtail.models import Page

from tests.content import load
from tests.filled_site import FilledSite
from tests.pages import wagtails_first_page


def whole_content():
    """Put all of content/ in the place of the small site."""
    wagtails_first_page()
    load()


MAKERS = {
    "fresh_site": wagtails_first_page,
    "content_site": whole_content,
    "filled_site": FilledSite,
}
NO_SITE = "the small site"


def site_of(item) -> str:
    """Return the name of the shared site that a test asks for, directly or by a fixture."""
    return next((name for name in MAKERS if name in item.fixturenames), NO_SITE)


def fresh_copy(site):
    """Return a site of its own for one test, whose pages are as the database has them."""
    mine = copy(site)
    for name, page in vars(site).items():
        if isinstance(page, Page):
            setattr(mine, name, type(page).objects.get(pk=page.pk))
    return mine


class SharedSites:
    """The shared site that stands in the database of this process, in a transaction."""

    def __init__(self, blocker):
        self.blocker, self.now, self.made, self.undo = blocker, NO_SITE, None, ExitStack()

    def show(self, name):
        """Let the site of that name stand in the database, and return what its maker returned."""
        if name != self.now:
            self.leave()
            with self.blocker.unblock():
                self.undo.enter_context(transaction.atomic())
                self.made, self.now = MAKERS[name](), name
        return self.made

    def leave(self):
        """Let the small site stand again."""
        if self.now != NO_SITE:
            with self.blocker.unblock():
                transaction.set_rollback(True)
                self.undo.close()
            self.made, self.now = None, NO_SITE
