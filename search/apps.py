"""The app of the search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Listens to what changes the names that pages are found by."""

    name = "search"

    def ready(self):
        from .index.signals import listen
        from .index.tasks import delete_entries_apart

        delete_entries_apart()
        listen()
