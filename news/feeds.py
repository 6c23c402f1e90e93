"""Atom feeds of the news (RFC 4287)."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

FEED_LENGTH = 20


class NewsFeed(Feed):
    """The newest articles, with their introduction as summary."""

    feed_type = Atom1Feed

    def get_object(self, request, index):
        return index

    def title(self, index):
        """Return the title of the feed."""
        return f"{index.title} – Malmöandan"

    def link(self, index):
        """Return the address of the list."""
        return index.full_url

    def feed_url(self, index):
        """Return the address of the feed itself."""
        return index.full_url + "flode.xml"

    def subtitle(self, index):
        """Return what the feed holds."""
        return index.introduction

    def items(self, index):
        """Return the newest visible articles."""
        return index.articles().as_rows()[:FEED_LENGTH]

    def item_title(self, article):
        """Return the article's title."""
        return article.title

    def item_link(self, article):
        """Return the article's address."""
        return article.full_url

    def item_guid(self, article):
        """Return a name that stays when the address changes."""
        return f"urn:uuid:{article.translation_key}"

    def item_description(self, article):
        """Return the article's introduction."""
        return article.introduction

    def item_updateddate(self, article):
        """Return when the page was last changed."""
        return article.last_published_at or article.latest_revision_created_at
