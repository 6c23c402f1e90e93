"""Links of a page to what its visitors cannot see."""

from ..exposure import hidden_links
from .content import Finding


def links_to_hidden(content):
    """Yield the links to pages, documents and the like that visitors cannot see."""
    for place, sentence in hidden_links(content.page):
        yield Finding(place, sentence, always=True)
