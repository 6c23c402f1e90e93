"""What a page links to: pages of the site, and addresses as a visitor would follow them."""

import re
from html import unescape
from typing import NamedTuple

from bs4 import BeautifulSoup
from django.db import models
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from ..blocks.references import references
from ..exposure import opens_a_meeting
from ..typed_links import with_typed_links

MOST = 500  # links of a page that are looked after
LONGEST = 2000  # letters of an address
ADDRESS = re.compile(r"(?:https?://|/(?!/))\S+", re.IGNORECASE)
MARKUP = re.compile(r"<[a-z]", re.IGNORECASE)


class Link(NamedTuple):
    """A link of a page: the key of a page of the site, or else an address."""

    text: str
    address: str = ""
    page: int | None = None


def links_of(page):
    """Return the links of a page, each target once, in the order in which they stand.

    What leads into a meeting is none: it is secret, or was never to stand there.
    """
    found = {}
    for link in _links_of(page):
        if len(found) == MOST:
            break
        if len(link.address) <= LONGEST:
            found.setdefault(link.page or link.address, link)
    return list(found.values())


def _links_of(page):
    secret = getattr(page, "secret_fields", ())
    hidden = {value for name in secret if (value := getattr(page, name))}
    for field in page._meta.get_fields():
        if not getattr(field, "editable", False) or field.name in secret:
            continue
        for link in _links_in(page, field):
            if link.address not in hidden and not opens_a_meeting(link.address):
                yield link


def _links_in(page, field):
    if isinstance(field, StreamField):
        stream = getattr(page, field.name)
        raw = list(stream.raw_data)
        for block, key in references(stream.stream_block, raw):
            if issubclass(block.model_class, Page):
                yield Link("", page=key)
        for text in _texts(raw):
            yield from _links_in_text(text)
    elif isinstance(field, RichTextField | models.URLField):
        yield from _links_in_text(getattr(page, field.name) or "")


def _texts(raw):
    """Yield every text in stored data, however deep."""
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            values = value.values() if isinstance(value, dict) else value
            waiting.extend(reversed([*values]))


def _links_in_text(text):
    if not MARKUP.search(text):
        if ADDRESS.fullmatch(text):
            yield Link("", text)
        return
    for link in BeautifulSoup(with_typed_links(text), "html.parser").find_all("a"):
        said, kind, key = link.get_text(" ", strip=True), link.get("linktype"), link.get("id") or ""
        if kind == "page" and key.isdecimal() and len(key) < 10:
            yield Link(said, page=int(key))
        elif not kind and ADDRESS.fullmatch(address := unescape(link.get("href") or "").strip()):
            yield Link(said, address)
