"""Questions that every kind of page answers."""

from copy import copy
from functools import reduce
from operator import and_

from django.apps import apps
from django.db import models
from django.db.models import Prefetch
from django.db.models.functions import Cast, Left, Length
from wagtail.models import Page, PageViewRestriction, WorkflowState
from wagtail.query import PageQuerySet

from .generation import each_once_a_generation, once_a_generation

# As many private parts of the site as one question names; a database counts the depth of it.
MOST_NAMED = 50


class SitePageQuerySet(PageQuerySet):
    """Pages of one type, asked for by what a visitor may see."""

    def visible(self):
        """Return what an anonymous visitor may see: published and not private."""
        return self.live().public()

    def public(self):
        """Return what is not private; in a request it costs no query of its own."""
        return self.filter(not_private())

    def with_translation_key(self, key):
        """Return the pages with this translation key, a UUID: one a language."""
        return self.filter(translation_key=key)

    def as_rows(self):
        """Return the pages with what a list prints of them, but for pictures."""
        return self.defer_streamfields()

    def with_status(self):
        """Return the pages with what their state in a list of the admin is made of."""
        active = WorkflowState.objects.active().select_related("current_task_state__task")
        states = Prefetch("_specific_workflow_states", active, to_attr="_current_workflow_states")
        return self.annotate_approved_schedule().prefetch_related(states)

    def rows_of(self, keys):
        """Return a list of what visitors may see of these primary keys, in that order, as rows.

        Each is fetched once a generation; the caller has copies of its own.
        """
        found = _rows(self.model, keys)
        return [copy(found[key]) for key in keys if key in found]

    def parent_of(self, page):
        """Return the page above another, published or not; None where it is of another type.

        It is fetched once a generation, whole.
        """
        path = (page.path or "")[: -page.steplen]
        return copy(_at(self.model, [path]).get(path))

    def cards_of(self, keys):
        """Return what `rows_of` does, with the pictures."""
        rows = self.rows_of(keys)
        pictures = apps.get_model("home.SiteImage").objects
        found = pictures.with_renditions({row.image_id for row in rows if row.image_id})
        for row in rows:
            row.image = found.get(row.image_id)
        return rows

    def rows_in_editors_order(self):
        """Return all pages of a type of which there are few, as `rows_of` does."""
        return self.rows_of(_keys_in_editors_order(self.model))

    def in_editors_order(self):
        """Return the pages in the order in which editors keep them in the page tree."""
        return self.order_by("path")

    def first_published_since(self, moment):
        """Return what was published for the first time at a moment or later, latest first."""
        return self.filter(first_published_at__gte=moment).order_by("-first_published_at", "-pk")

    def by_title(self):
        """Return the pages in alphabetical order, the Swedish one."""
        return self.order_by("sort_key", "title")

    def as_appearances(self):
        """Return the pages as a person's page lists them: the newest first where they have days."""
        return self.by_title()

    def with_contact_form(self):
        """Return the pages, of one type with a body, that hold the contact form, in their order."""
        return self.in_editors_order().with_stored_text('"contact_form"')

    def with_stored_text(self, text):
        """Return the pages, of one type with a body, whose body holds a text as it is stored."""
        pages = self.annotate(blocks=Cast("body", models.TextField()))
        return pages.filter(blocks__contains=text)

    def in_navigation_of(self, home):
        """Return what header and footer of the site of `home` link to, in no order.

        That is the sections below `home` that its menu shows, and the pages of its footer
        (`in_footer` tells which; *Så följer du oss*).
        """
        footer = apps.get_model("home.StandardPage").objects.filter(show_in_footer=True)
        follow = apps.get_model("home.FollowPage").objects.values("pk")
        section = models.Q(depth=home.depth + 1, show_in_menus=True)
        named = models.Q(pk__in=footer.values("pk")) | models.Q(pk__in=follow)
        return (
            self.visible()
            .filter(section | named, path__startswith=home.path)
            .annotate(in_footer=models.Exists(footer.filter(pk=models.OuterRef("pk"))))
        )

    def parents_from(self, home):
        """Return the pages from `home` down that have others below them: few, beside the rest."""
        return self.live().filter(path__startswith=home.path, numchild__gt=0)


def ancestor_paths(home, page):
    """Return the tree paths of the pages above `page`, from `home` down."""
    if page is None:
        return []
    ends = range(len(home.path), len(page.path), Page.steplen)
    return [page.path[:end] for end in ends]


@each_once_a_generation
def _rows(model, keys):
    return model.objects.visible().as_rows().in_bulk(keys)


@each_once_a_generation
def _at(model, paths):
    return {page.path: page for page in model.objects.filter(path__in=paths)}


@once_a_generation
def _keys_in_editors_order(model):
    return [*model.objects.visible().in_editors_order().values_list("pk", flat=True)]


@each_once_a_generation
def rows_by_key(model, keys):
    """Return {primary key: row} of any model, fetched once a generation: copy what you change."""
    return model.objects.in_bulk(keys)


@once_a_generation
def private_paths():
    """Return the tree paths of what editors have made private, with aliases; not those below."""
    keys = set(PageViewRestriction.objects.values_list("page_id", flat=True))
    found, paths = set(), set()
    while keys:
        found |= keys
        paths |= set(Page.objects.filter(pk__in=keys).values_list("path", flat=True))
        keys = set(Page.objects.filter(alias_of__in=keys).values_list("pk", flat=True)) - found
    return tuple(sorted(paths))


def is_private(page):
    """Tell whether a page is private or stands below one that is."""
    return page.path.startswith(private_paths())


def not_private(path="path"):
    """Return the condition of a page that is not private, by the field or annotation of its path.

    It names what is private; where that is much, each page is asked for its restrictions.
    """
    paths = private_paths()
    if len(paths) > MOST_NAMED:
        return ~models.Exists(restrictions_on_page(path))
    return reduce(and_, (~models.Q(**{f"{path}__startswith": one}) for one in paths), models.Q())


def restrictions_on_page(outer_path="path"):
    """Return the view restrictions that hold for the page of the outer query, for Exists().

    A restriction holds for its page and for all below it, whose paths begin with the page's.
    """
    # A subquery and not a join: SQLite would begin the join with all pages, for every page.
    path = models.Subquery(Page.objects.filter(pk=models.OuterRef("page_id")).values("path"))
    beginning = Left(models.OuterRef(outer_path), Length("path"))
    return PageViewRestriction.objects.annotate(path=path).filter(path=beginning)


def with_visibility(pages):
    """Return the queryset with `is_visible` on each page: published and not private."""
    return pages.annotate(is_visible=models.Q(live=True) & not_private())


def is_visible(page):
    """Tell whether an anonymous visitor may see the page; uses `with_visibility` where it is."""
    if not isinstance(page, Page):
        return False
    if hasattr(page, "is_visible"):
        return page.is_visible
    return SitePageQuerySet(Page).visible().filter(pk=page.pk).exists()


class RegisterQuerySet(models.QuerySet):
    """Rows of a register (organisations, themes, categories)."""

    def by_name(self):
        """Return the rows in alphabetical order, the Swedish one."""
        return self.order_by("sort_key", "name")
