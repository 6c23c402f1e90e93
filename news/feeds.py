"""Atom feeds of the news (RFC 4287)."""

from datetime import UTC, datetime, time

from home.feeds import PageFeed

FEED_LENGTH = 20


class NewsFeed(PageFeed):
    """The newest articles, with their introduction as summary."""

    def title(self, of):
        return f"{of.page.title} – Malmöandan"

    def items(self, of):
        return of.page.articles().as_rows()[:FEED_LENGTH]

    def item_description(self, article):
        return article.introduction

    def item_updateddate(self, article):
        """Return when the article was last changed, or else the day it belongs to.

        Atom demands a moment (RFC 4287, 4.2.15); where neither is known it is when the
        article was written into the site.
        """
        if article.last_published_at or not article.date:
            return article.last_published_at or article.latest_revision_created_at
        return self.item_pubdate(article)

    def item_pubdate(self, article):
        """Return the day that the article belongs to, where it is known."""
        return datetime.combine(article.date, time(12), tzinfo=UTC) if article.date else None
