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

# What somebody sends beside a page's address.
ATTACKS = {
    "forwarded host": {"headers": {"x-forwarded-host": "evil.example"}},
    "forwarded port": {"headers": {"x-forwarded-port": "8443"}},
    "forwarded scheme": {"headers": {"x-forwarded-proto": "https"}},
    "forwarded": {"headers": {"forwarded": "host=evil.example;proto=https"}},
    "forwarded for": {"headers": {"x-forwarded-for": "203.0.113.9"}},
    "original address": {"headers": {"x-original-url": "/admin/", "x-rewrite-url": "/admin/"}},
    "real address": {"headers": {"x-real-ip": "203.0.113.9"}},
    "other host": {"headers": {"host": "127.0.0.1"}},
    "host in capitals": {"headers": {"host": "LOCALHOST"}},
    "host with a port": {"headers": {"host": "localhost:99"}},
    "host with a dot": {"headers": {"host": "localhost."}},
    "unknown host": {"headers": {"host": "evil.example"}},
    "port of the server": {"SERVER_PORT": "8443"},
    "part": {"headers": {"range": "bytes=0-10"}},
    "language": {"headers": {"accept-language": "en"}},
    "type": {"headers": {"accept": "application/json"}},
    "by a script": {"headers": {"x-requested-with": "XMLHttpRequest"}},
    "method override": {"headers": {"x-http-method-override": "DELETE"}},
    "head": {"REQUEST_METHOD": "HEAD"},
    "post": {"REQUEST_METHOD": "POST"},
    "options": {"REQUEST_METHOD": "OPTIONS"},
    "foreign cookie": {"headers": {"cookie": "theme=dark; a=b"}},
    "cookie of the form": {"headers": {"cookie": f"csrftoken={'a' * 32}"}},
    "session of nobody": {"headers": {"cookie": "sessionid=abc"}},
    "login": {"headers": {"authorization": "Basic YTpi"}},
    "compressed": {"headers": {"accept-encoding": "br"}},
    "type of the request": {"CONTENT_TYPE": "text/html; charset=utf-7"},
    "a condition": {"headers": {"if-none-match": "*"}},
    "another condition": {"headers": {"if-match": '"a"', "if-modified-since": "now"}},
    "https": {"wsgi.url_scheme": "https"},
    "unknown parameter": {"QUERY_STRING": "utm_source=<script>&q=evil&preview=1"},
    "parameters of a form": {"QUERY_STRING": "csrfmiddlewaretoken=a&next=//evil.example"},
    "many parameters": {"QUERY_STRING": "&".join(f"a{n}=1" for n in range(20_000))},
    "giant parameter": {"QUERY_STRING": f"sida={'1' * 500_000}"},
    "NUL": {"QUERY_STRING": "kategori=%00"},
    "half a letter": {"QUERY_STRING": "a=%C3&b=%ff"},
}


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
    return len(caches["pages"]._cache)
