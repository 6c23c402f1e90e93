"""The address of the site, from the setting BASE_URL to what Wagtail builds links from."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Site

from ..models import LoadedContent

# An entry of the ledger for each address that the site has been given here.
KEY = "site/{hostname}:{port}"
NOT_GIVEN = "localhost"  # as in Wagtail's first migration


def base_address():
    """Return (host name, port) of the setting BASE_URL; port 443 makes Wagtail write https.

    Raises ImproperlyConfigured when it is no address.
    """
    try:
        parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        usual = {"http": 80, "https": 443}[parts.scheme]
        if parts.hostname:
            return parts.hostname, parts.port or usual
    except (KeyError, ValueError):
        pass
    raise ImproperlyConfigured(
        f"BASE_URL is to be written as https://example.org, not {settings.WAGTAILADMIN_BASE_URL!r}."
    )


def follow_base_url():
    """Give the only site the address in BASE_URL, unless an editor has given it another.

    Raises ImproperlyConfigured when BASE_URL is no address.
    """
    hostname, port = base_address()
    sites = list(Site.objects.all()[:2])
    if len(sites) != 1:
        return
    site = sites[0]
    known = LoadedContent.objects.filter(key=KEY.format(hostname=site.hostname, port=site.port))
    if site.hostname != NOT_GIVEN and not known.exists():
        return
    LoadedContent.objects.get_or_create(key=KEY.format(hostname=hostname, port=port))
    if (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()
