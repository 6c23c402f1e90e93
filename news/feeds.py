"""Atom feeds of the news and the newsletter (RFC 4287)."""

from datetime import UTC, datetime, time

from home.feeds import PageFeed

FEED_LENGTH = 20


class NewsFeed(PageFeed):
    """The newest articles, with their introduction as summary."""

    content_template = "news/article_entry.html"

    def title(self, of):
        about = f": {of.about}" if getattr(of, "about", "") else ""
        return f"{of.page.title}{about} – Malmöandan"

    def pages(self, of):
        return of.articles.as_entries()[:FEED_LENGTH]

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


class NewsletterFeed(NewsFeed):
    """The newest issues of the newsletter."""

    content_template = "news/issue_entry.html"
    stream = "items"
    texts = ("introduction", "editorial", "signatories")

    def pages(self, of):
        return of.page.issues()[:FEED_LENGTH]
