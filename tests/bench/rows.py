"""Write many pages at once, as rows of their tables: what saving them one by one would give."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection
from django.db.models import F, IntegerField, Max
from django.db.models.functions import Cast
from wagtail.models import Locale, Page, get_page_models
from wagtail.search.models import IndexEntry

from activities.models import EventPage
from search.models import SearchEntry, SearchKey, SearchWord, TitleKey

BATCH = 500


def write(model, rows):
    """Write rows of one model, a batch a statement, with what each field computes for itself."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    for first in range(0, len(rows), BATCH):
        model._base_manager._insert(rows[first : first + BATCH], fields=fields, using="default")


def insert_pages(pairs):
    """Write (parent, page) pairs as live pages of any types."""
    kinds = ContentType.objects.get_for_models(*{type(page) for _, page in pairs})
    locale = Locale.get_default()
    key = Page.objects.aggregate(last=Max("pk"))["last"]
    steps, by_model = {}, defaultdict(list)
    for number, (parent, page) in enumerate(pairs, start=key + 1):
        if parent.pk not in steps:
            parent.refresh_from_db()
            steps[parent.pk] = parent.numchild
        steps[parent.pk] += 1
        page.id = page.page_ptr_id = number
        page.depth, page.numchild = parent.depth + 1, 0
        page.path = Page._get_path(parent.path, page.depth, steps[parent.pk])
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.content_type, page.locale, page.draft_title = kinds[type(page)], locale, page.title
        by_model[type(page)].append(page)
    write(Page, [page for _, page in pairs])
    for model, pages in by_model.items():
        write(model, pages)
    for parent, number in steps.items():
        Page.objects.filter(pk=parent).update(numchild=number)
    # The next page that is saved by itself gets the number after these.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Page]):
            cursor.execute(statement)


def insert(events, themes=()):
    """Write (activity, event) pairs as live pages; six of seven have one of the themes."""
    for activity, event in events:
        event.activity_key = activity.pk
    insert_pages(events)
    link = EventPage.themes.through
    link.objects.bulk_create(
        link(eventpage_id=page.pk, theme=themes[page.pk // 2 % 7 % len(themes)])
        for _, page in events
        if themes and page.pk // 2 % 7 != 6
    )


def copy_index(pairs, factor):
    """Give each page the rows of the search that another one has; count words so much more often.

    `pairs` are the primary keys of a page and of the one that says the same.
    """
    new, old = "CAST(copy.new AS varchar(50))", "CAST(copy.old AS varchar(50))"
    pages = ContentType.objects.get_for_models(*get_page_models()).values()
    kinds = ", ".join(str(kind.pk) for kind in pages)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS copy (new integer, old integer)")
        cursor.execute("DELETE FROM copy")
        cursor.executemany("INSERT INTO copy VALUES (%s, %s)", pairs)
        where = f"own.object_id = {old} AND own.content_type_id IN ({kinds})"
        for model, key, value, joined in (
            (IndexEntry, "object_id", new, where),
            (SearchEntry, "page_id", "copy.new", "own.page_id = copy.old"),
            (TitleKey, "entry_id", "copy.new", "own.entry_id = copy.old"),
        ):
            fields = [field for field in model._meta.concrete_fields if field.name != "id"]
            names = [field.column for field in fields]
            values = [value if name == key else f"own.{name}" for name in names]
            table = model._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608 (our own names)
                f"SELECT {', '.join(values)} FROM copy JOIN {table} own ON {joined}"
            )
        shown = SearchEntry.documents.through._meta.db_table
        cursor.execute(
            f"INSERT INTO {shown} (searchentry_id, sitedocument_id) "  # noqa: S608
            f"SELECT new, sitedocument_id FROM copy JOIN {shown} ON searchentry_id = old"
        )
    for model in (SearchWord, SearchKey):
        model.objects.update(pages=Cast(F("pages") * factor, IntegerField()))
