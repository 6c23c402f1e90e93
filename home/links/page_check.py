"""The links of a page that were found to lead nowhere, told to whoever edits it."""

import re
from html import unescape

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail import hooks

from ..checks.content import Finding
from ..typed_links import with_typed_links
from .addresses import ADDRESS, LONGEST, MOST
from .checking import PageLink

TARGET = re.compile(r'href="([^"]*)"')


@hooks.register("page_checks")
def dead_links(content):
    """Yield the links to addresses that have not answered; nothing is asked for here."""
    places = {}
    for place, text, address in _addresses(content):
        if len(places) < MOST:
            places.setdefault(address, []).append((place, text))
    for address, fault in PageLink.objects.faults_of([*places]).items():
        for place, text in dict.fromkeys(places[address]):
            said = _("Länken ”%(text)s” leder ingenstans: %(fault)s.")
            yield Finding(place, said % {"text": text, "fault": fault[:1].lower() + fault[1:]})


def _addresses(content):
    """Yield (place, what the link is called, address) of all links to addresses."""
    for text in content.texts:
        for link in text.read.links:
            address = link.attributes.get("href", "").strip()
            if len(address) <= LONGEST and ADDRESS.fullmatch(address):
                yield text.place, link.text or address, address
        if text.is_rich:
            # What is typed becomes a link where it is shown.
            shown = with_typed_links(escape("\n".join(text.lines)))
            for address in map(unescape, TARGET.findall(shown)):
                if len(address) <= LONGEST and ADDRESS.fullmatch(address):
                    yield text.place, address, address
    for place, _block, value in content.values:
        if isinstance(value, str) and len(value) <= LONGEST and ADDRESS.fullmatch(value):
            yield place, value, value
