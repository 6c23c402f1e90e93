"""Atom feeds of the news (RFC 4287)."""

from datetime import UTC, datetime, time

from django.contrib.syndication.views import Feed

from home.feeds import AtomFeed

FEED_LENGTH = 20


class NewsFeed(Feed):
    """The newest articles, with their introduction as summary."""

    feed_type = AtomFeed
    author_name = "Malmöandan"

    def get_object(self, request, index):
        return index

    def title(self, index):
        return f"{index.title} – Malmöandan"

    def link(self, index):
        return index.full_url

    def feed_url(self, index):
        return index.full_url + "flode.xml"

    def subtitle(self, index):
        return index.introduction

    def items(self, index):
        return index.articles().as_rows()[:FEED_LENGTH]

    def item_title(self, article):
        return article.title

    def item_link(self, article):
        return article.full_url

    def item_guid(self, article):
        """Return a name that stays when the address changes."""
        return f"urn:uuid:{article.translation_key}"

    def item_description(self, article):
        return article.introduction

    def item_updateddate(self, article):
        """Return when the article was last changed, or else the day it belongs to.

        Atom demands a moment (RFC 4287, 4.2.15); where neither is known it is when the
        article was written into the site.
        """
        if article.last_published_at or not article.date:
            return article.last_published_at or article.latest_revision_created_at
        return datetime.combine(article.date, time(12), tzinfo=UTC)

    def item_pubdate(self, article):
        """Return the day that the article belongs to, where it is known."""
        return datetime.combine(article.date, time(12), tzinfo=UTC) if article.date else None
