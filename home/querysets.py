"""Questions that every kind of page answers."""

from django.apps import apps
from django.db import models
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet


class SitePageQuerySet(PageQuerySet):
    """Pages of one type, asked for by what a visitor may see."""

    def visible(self):
        """Return what an anonymous visitor may see: published and not private."""
        return self.live().public()

    def as_cards(self):
        """Return the pages with all that a list prints of them, in a fixed number of queries."""
        return self.defer_streamfields().prefetch_related("image", "themes")

    def in_editors_order(self):
        """Return the pages in the order in which editors keep them in the page tree."""
        return self.order_by("path")

    def by_title(self):
        """Return the pages in alphabetical order."""
        return self.order_by("title")

    def in_navigation_of(self, home):
        """Return the sections below `home` that its menu shows and the pages of its footer.

        `in_footer` on each tells which are the latter.
        """
        footer = apps.get_model("home.StandardPage").objects.filter(show_in_footer=True)
        section = models.Q(depth=home.depth + 1, show_in_menus=True)
        return (
            self.visible()
            .descendant_of(home)
            .filter(section | models.Q(pk__in=footer.values("pk")))
            .annotate(in_footer=models.Exists(footer.filter(pk=models.OuterRef("pk"))))
            .in_editors_order()
        )

    def trail_to(self, page):
        """Return the published pages above `page`, from the start page down."""
        return self.live().ancestor_of(page).filter(depth__gt=1).in_editors_order()


def mark_visible(pages):
    """Set `is_visible` on each page, with one query for all of them.

    A page chosen in a block may have been unpublished or made private since.
    """
    restricted = PageViewRestriction.objects.values_list("page__path", flat=True)
    paths = tuple(restricted) if pages else ()
    for page in pages:
        page.is_visible = page.live and not page.path.startswith(paths)
    return pages


def is_visible(page):
    """Tell whether an anonymous visitor may see the page; uses `mark_visible` where it was made."""
    if not isinstance(page, Page):
        return False
    if not hasattr(page, "is_visible"):
        mark_visible([page])
    return page.is_visible


class RegisterQuerySet(models.QuerySet):
    """Rows of a register (organisations, themes, categories)."""

    def by_name(self):
        """Return the rows in alphabetical order."""
        return self.order_by("name")
