"""The search backend of tests that search nothing: it keeps nothing; who asks it fails the test.

To index what they save cost a fifth of the time of the suite.
"""

import pytest
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

SETTING = {"default": {"BACKEND": "tests.unindexed", "AUTO_UPDATE": False}}


class NoIndex(BaseIndex):
    """Takes what it is given, and keeps none of it."""

    def write(self, model, items):
        """Keep nothing."""

    add_items = write

    def delete_item(self, item):
        """Nothing is there to delete."""


class SearchBackend(BaseSearchBackend):
    """Knows nothing."""

    index_class = NoIndex

    def search(self, *arguments, **options):
        # No Exception, which the site would catch: a broken search costs the search alone.
        pytest.fail("This test searches: mark it, or its file, with `searches`.")

    autocomplete = search
