"""What both databases do when something is indexed."""

import logging
from functools import partial

from django.db import transaction
from modelsearch.utils import get_content_type_pk
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from ..entries import recount, write_entries
from ..tasks import attempt, put_off, tasks_of
from ..texts import index_columns, texts_of

logger = logging.getLogger(__name__)


class SwedishIndexMixin:
    """Writes keys into Wagtail's index, and the search's own rows for pages."""

    counting = True

    def add_items(self, model, items):
        """Index objects of one model; one that fails is left for later, the others are indexed."""
        items = list(items)
        if not items or not model.get_search_fields():
            return
        if later := put_off():
            later.objects.update({(model, item.pk): True for item in items})
            return
        try:
            if len(items) > 1:
                with transaction.atomic():
                    self.write(model, items)
                    tasks_of(model, [item.pk for item in items]).delete()
                return
        except Exception:
            logger.exception("One of %s %s was not indexed", len(items), model._meta.label)
        for item in items:
            attempt(partial(self.write, model, [item]), model, item.pk)

    def delete_item(self, item):
        """Take an object out of the index; what fails is left for later."""
        attempt(partial(super().delete_item, item), type(item), item.pk)

    def write(self, model, items):
        """Index objects of one model; what is there already is replaced.

        Raises whatever goes wrong.
        """
        texts = [texts_of(item) for item in items]
        content_type = get_content_type_pk(model)
        rows = [
            IndexEntry(
                content_type_id=content_type,
                object_id=str(item.pk),
                **{name: self.column(keys) for name, keys in index_columns(text).items()},
            )
            for item, text in zip(items, texts, strict=True)
        ]
        with transaction.atomic():
            self.entries.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["content_type", "object_id"],
                update_fields=["title", "body", "autocomplete"],
            )
            if issubclass(model, Page):
                pages = zip(items, texts, strict=True)
                write_entries([row for row in pages if not row[0].is_root()], self.counting)

    def column(self, keys):
        """Return a text of keys as the database keeps it."""
        return keys


class Rebuilder:
    """What `update_index` does around the indexing of everything: the words are counted last."""

    def __init__(self, index):
        self.index = index

    def start(self):
        self.index.delete_stale_entries()
        self.index.counting = False
        return self.index

    def finish(self):
        recount()
