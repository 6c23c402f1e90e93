"""The app of the search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Listens to what changes the names that pages are found by."""

    name = "search"

    def ready(self):
        from .documents import signals  # noqa: F401 (it listens)
        from .index.signals import connect_signals
        from .index.tasks import detach_index_entries

        detach_index_entries()
        connect_signals()
