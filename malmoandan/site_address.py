"""The address of the site: Wagtail builds links from a row, which follows the setting BASE_URL."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Site

from home.models import SiteSettings

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
    site, known = sites[0], SiteSettings.for_site(sites[0])
    if site.hostname != NOT_GIVEN and known.given_address != f"{site.hostname}:{site.port}":
        return
    if (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()
    if known.given_address != f"{hostname}:{port}":
        known.given_address = f"{hostname}:{port}"
        known.save()
