"""The page types of news and newsletters."""

from .article import ArticlePage, Category, NewsIndexPage, ReportedEvent
from .newsletter import NewsletterIndexPage, NewsletterPage

__all__ = [
    "ArticlePage",
    "Category",
    "NewsIndexPage",
    "NewsletterIndexPage",
    "NewsletterPage",
    "ReportedEvent",
]
