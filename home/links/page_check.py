"""The links of a page that were found to lead nowhere, told to whoever edits it."""

from django.utils.translation import gettext as _
from wagtail import hooks

from ..checks.content import Finding
from .addresses import ADDRESS, LONGEST, MOST
from .checking import PageLink


@hooks.register("page_checks")
def dead_links(content):
    """Yield the links to addresses that have not answered; nothing is asked for here."""
    places = {}
    for place, text, address in _addresses(content):
        if len(places) < MOST:
            places.setdefault(address, []).append((place, text))
    for address, fault in PageLink.objects.faults_of([*places]).items():
        for place, text in places[address]:
            said = _("Länken ”%(text)s” leder ingenstans: %(fault)s.")
            yield Finding(place, said % {"text": text, "fault": fault[:1].lower() + fault[1:]})


def _addresses(content):
    """Yield (place, what the link is called, address) of all links to addresses."""
    for text in content.texts:
        for link in text.read.links:
            address = link.attributes.get("href", "").strip()
            if len(address) <= LONGEST and ADDRESS.fullmatch(address):
                yield text.place, link.text or address, address
    for place, _block, value in content.values:
        if isinstance(value, str) and len(value) <= LONGEST and ADDRESS.fullmatch(value):
            yield place, value, value
