"""Helpers of the tests of whole pages that are kept: workers, what is asked, what is kept."""

from datetime import timedelta

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home import generation
from tests.pages import SmallSite

PAGE = "/om-oss/"


class Worker:
    """A client of a process of its own: its memory is its own, the cache is that of all."""

    def __init__(self):
        self.client = Client()
        self.memory = generation.Memory(), generation.NOTHING_SEEN

    def get(self, address):
        generation._kept, generation._seen = self.memory
        response = self.client.get(address)
        self.memory = generation._kept, generation._seen
        return response

    def reads(self, address):
        return self.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def small_site():
    """Return a small site with a page and an event."""
    site = SmallSite()
    site.page = site.add_text_page("Om oss", slug="om-oss")
    site.event = site.add_event("Träff", slug="traff", start=timezone.now() + timedelta(days=40))
    return site


def asked(client, address):
    """Return what an address answers, and the queries that it took."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    return response, [query["sql"] for query in queries]


def generation_query():
    with CaptureQueriesContext(connection) as queries:
        generation.current_token()
    return queries[0]["sql"]


def kept_answers():
    """Return how many answers the cache of pages holds."""
    return sum(generation.CHANGED not in key for key in caches["pages"]._cache)
