"""What lists need: the numbers of a pagination, and what of an editor's choice may be shown."""

from django import template

from home.blocks.links import host

register = template.Library()
register.filter(host)


@register.filter
def page_numbers(page):
    """Return the page numbers to print around the current one, with the paginator's ellipsis."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag(takes_context=True)
def list_query(context, names=""):
    """Return what of the address's query chooses what a list shows.

    That is `kategori` and the names given, divided by spaces; nothing else is repeated in links.
    """
    query = context["request"].GET.copy()
    for name in set(query) - {"kategori", *names.split()}:
        del query[name]
    return query


@register.filter
def visible_values(values):
    """Return those people or links, of a stream or a list, that a visitor may still see."""
    found = [getattr(item, "value", item) for item in values or []]
    return [
        value for value in found if getattr(value, "display_name", "") or getattr(value, "href", "")
    ]
