"""The app of the search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Listens to what changes the names that pages are found by."""

    name = "search"

    def ready(self):
        from . import references  # noqa: F401 (its receivers listen from now on)
