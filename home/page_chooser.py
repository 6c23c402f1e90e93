"""The windows in which a page is chosen: pages of one title are told apart, in a few queries."""

from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.models import Page

from .bulk_pages import when_of


def remember_parents(pages):
    """Fetch the page above each of some pages at once, for what asks each of them."""
    paths = {page: page._get_parent_path_from_path(page.path) for page in pages if page.depth > 1}
    above = {page.path: page for page in Page.objects.filter(path__in=set(paths.values()))}
    for page, its_path in paths.items():
        page._cached_parent_obj = above[its_path]


class TitleColumn(chooser.PageTitleColumn):
    """The title with the day, since many bear one title."""

    def get_value(self, page):
        return ", ".join(filter(None, [super().get_value(page), when_of(page)]))

    def get_cell_context_data(self, instance, parent_context):
        if not hasattr(instance, "_cached_parent_obj"):
            remember_parents(parent_context["table"].data)
        return super().get_cell_context_data(instance, parent_context)


class ToldApart:
    """A list whose titles are told apart."""

    @property
    def columns(self):
        many = self.is_multiple_choice
        return [
            TitleColumn("title", label=column.label, is_multiple_choice=many)
            if column.name == "title"
            else column
            for column in super().columns
        ]


class BrowseView(ToldApart, chooser.BrowseView):
    """The pages below one."""


class SearchView(ToldApart, chooser.SearchView):
    """The pages that are found."""


@hooks.register("construct_page_chooser_queryset")
def with_status(pages, request):
    """Fetch what the state of each page is made of, which the list asks each of them otherwise."""
    return (
        pages.defer_streamfields()
        .specific()
        .annotate_approved_schedule()
        .prefetch_workflow_states()
    )


browse, search = (
    never_cache(require_admin_access(view.as_view())) for view in (BrowseView, SearchView)
)
