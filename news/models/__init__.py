"""The page types of news and newsletters, and who subscribes to them."""

from ..sending.sending import Sending
from ..subscriptions import refusals as _refusals  # noqa: F401 (it hears what servers answer)
from ..subscriptions.subscriber import Subscriber
from ..subscriptions.suppression import Suppression
from .article import ArticlePage, end_notices
from .category import Category
from .news_index import NewsIndexPage
from .newsletter import NewsletterIndexPage, NewsletterPage
from .reported_event import ReportedEvent

__all__ = [
    "ArticlePage",
    "Category",
    "NewsIndexPage",
    "NewsletterIndexPage",
    "NewsletterPage",
    "ReportedEvent",
    "Sending",
    "Subscriber",
    "Suppression",
    "end_notices",
]
