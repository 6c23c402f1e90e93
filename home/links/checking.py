"""The links of all public pages, looked after at night by `manage.py work`."""

import logging
import time
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from ..querysets import SitePageQuerySet, is_visible
from ..redirects import PathResolver, redirect_for
from .addresses import LONGEST, links_of
from .asking import GONE, Asker, RefusedError, UnreachableError

logger = logging.getLogger(__name__)

SLICE = 4  # seconds; the page or address under way then takes some more
MOST = 5000  # addresses looked at in a round, of which each host is asked for one
READ_AGAIN, ASK_AGAIN, ASK_FAILED_AGAIN = timedelta(days=1), timedelta(days=7), timedelta(hours=20)
NIGHT = range(1, 5)  # hours in which servers have little to do
# What is away for a night mostly comes back by itself.
NIGHTS = {"gone": 2, "unreachable": 3}
NOTED = ("asked", "fault", "failed_since", "failures")


class LinkFault(models.TextChoices):
    """Why a visitor gets nowhere by a link."""

    GONE = "gone", _("Adressen finns inte")
    UNREACHABLE = "unreachable", _("Servern svarar inte")
    HIDDEN = "hidden", _("Sidan är inte publicerad, eller inte öppen för alla")
    DELETED = "deleted", _("Sidan finns inte")


class PageLinkQuerySet(models.QuerySet):
    """Links, asked for by what is known of them."""

    def broken(self):
        """Return the links that lead nowhere, and have done so long enough to be told of."""
        lasting = Q(is_outside=False)
        for fault, times in NIGHTS.items():
            lasting |= Q(fault=fault, failures__gte=times)
        return self.exclude(fault="").filter(lasting)

    def faults_of(self, addresses):
        """Return {address: what is wrong} of those addresses that lead nowhere, on any page."""
        found = self.broken().filter(address__in=addresses)
        return {link.address: link.get_fault_display() for link in found}

    def with_pages(self):
        """Return the links with the page that each stands on."""
        return self.select_related("page")

    def has_way_out(self, now):
        """Tell whether any address has answered during the last day."""
        return self.filter(answered__gt=now - timedelta(days=1)).exists()

    def to_ask(self, now):
        """Return the addresses whose turn it is: new ones, and the others at night."""
        due = Q(asked=None)
        if timezone.localtime(now).hour in NIGHT:
            due |= Q(asked__lt=now - ASK_AGAIN) | Q(
                failures__gt=0, asked__lt=now - ASK_FAILED_AGAIN
            )
        return self.filter(due, is_outside=True).order_by(F("asked").asc(nulls_first=True), "pk")


class PageLink(models.Model):
    """A link of a public page, to a page of the site or to an address."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("länktext"), max_length=255, blank=True)
    address = models.CharField(_("adress"), max_length=LONGEST, blank=True)
    # No foreign key: that a page is gone is what is looked for.
    target = models.PositiveBigIntegerField(_("sida"), null=True)
    is_outside = models.BooleanField(_("annan webbplats"), default=False)
    fault = models.CharField(_("fel"), max_length=20, choices=LinkFault, blank=True)
    asked = models.DateTimeField(_("prövad"), null=True)
    answered = models.DateTimeField(_("svarade"), null=True)
    failed_since = models.DateTimeField(_("sedan"), null=True)
    failures = models.PositiveIntegerField(_("gånger"), default=0)

    objects = models.Manager.from_queryset(PageLinkQuerySet)()

    class Meta:
        verbose_name = _("länk")
        verbose_name_plural = _("länkar")
        default_permissions = ()

    def __str__(self):
        return self.leads_to

    @property
    def leads_to(self):
        """Return the address, or the title of the page, that the link leads to."""
        if self.address:
            return self.address
        page = Page.objects.filter(pk=self.target).first()
        return page.get_admin_display_title() if page else gettext("En sida som är borttagen")


class LinkReading(models.Model):
    """When the links of a page were last read."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="link_reading")
    read = models.DateTimeField()

    class Meta:
        verbose_name = _("läsning av länkar")
        verbose_name_plural = _("läsningar av länkar")
        default_permissions = ()

    def __str__(self):
        return str(self.page_id)


def check_links():
    """Read the links of pages that have changed, and ask for the addresses whose turn it is."""
    public = SitePageQuerySet(Page).visible()
    PageLink.objects.exclude(page__in=public.values("pk")).delete()
    stop = time.monotonic() + SLICE
    read_links(public, stop)
    if settings.LINK_CHECK:
        ask_addresses(Asker(f"Malmoandan (+{settings.WAGTAILADMIN_BASE_URL})"), stop)


def read_links(public, stop):
    """Read the links of the pages that have changed or were read a day ago, until `stop`."""
    now = timezone.now()
    changed = Q(link_reading=None) | Q(link_reading__read__lt=F("last_published_at"))
    due = public.filter(changed | Q(link_reading__read__lt=now - READ_AGAIN))
    for key in due.order_by("link_reading__read", "pk").values_list("pk", flat=True).iterator():
        if time.monotonic() > stop:
            return
        try:
            page = Page.objects.get(pk=key).specific
            note_links(page, links_of(page), now)
        except Exception:
            logger.exception("The links of page %s could not be read", key)
        if Page.objects.filter(pk=key).exists():
            LinkReading.objects.update_or_create(page_id=key, defaults={"read": now})


def note_links(page, links, now):
    """Write down the links of a page, and at once where they lead within the site."""
    known = {row.target or row.address: row for row in PageLink.objects.filter(page=page)}
    pages = Page.objects.in_bulk({link.page for link in links if link.page})
    sites = {site.hostname: site for site in Site.objects.select_related("root_page")}
    own, new, changed = page.get_site(), [], []
    for link in links:
        row = known.pop(link.page or link.address, None) or PageLink(page=page)
        before = row.text, row.is_outside, row.fault
        row.text, row.address, row.target = link.text[:255], link.address, link.page
        site = None if link.page else site_at(link.address, sites, own)
        row.is_outside = not (link.page or site)
        if link.page:
            note(row, page_fault(pages.get(link.page)), now)
        elif site:
            note(row, "" if leads_somewhere(link.address, site) else LinkFault.DELETED, now)
        if row.pk is None:
            new.append(row)
        elif before != (row.text, row.is_outside, row.fault):
            changed.append(row)
    # What takes time has been asked by now: whoever edits waits for what is written alone.
    with transaction.atomic():
        for row in changed:
            row.save()
        PageLink.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
        PageLink.objects.bulk_create(new)


def page_fault(page):
    """Return why a visitor does not get to a page (None where it is gone); empty where one does."""
    if page is None:
        return LinkFault.DELETED
    return "" if is_visible(page) else LinkFault.HIDDEN


def site_at(address, sites, own):
    """Return the site of ours that an address lies on, or None."""
    return own if address.startswith("/") else sites.get(host_of(address))


def host_of(address):
    """Return the host of an address; empty for what is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def leads_somewhere(address, site):
    """Tell whether an address of a site of ours has a page, or leads on to one.

    What is no page (files, the search) is taken for granted.
    """
    request = HttpRequest()
    request.method = "GET"
    request.META = {"HTTP_HOST": site.hostname, "SERVER_PORT": str(site.port)}
    try:
        parts = urlsplit(address)
        request.path = request.path_info = unquote(parts.path) or "/"
        request.META["QUERY_STRING"] = parts.query
        is_page = resolve(request.path).url_name == "wagtail_serve"
        return not is_page or bool(
            PathResolver(request, site).has_page(request.path) or redirect_for(request)
        )
    except (ValueError, Resolver404):
        return False


def note(row, fault, now):
    """Note what was found of a link; the first failure is remembered until it works again."""
    row.failed_since = (row.failed_since or now) if fault else None
    row.failures = row.failures + 1 if fault else 0
    row.asked, row.fault = now, fault


def ask_addresses(asker, stop):
    """Ask for the addresses whose turn it is, each host once a round, until `stop`.

    Where no other site answers either, it is this server that has no way out.
    """
    hosts = set()
    for address in PageLink.objects.to_ask(timezone.now()).values_list("address", flat=True)[:MOST]:
        if time.monotonic() > stop:
            return
        host = host_of(address)
        if host in hosts:
            continue
        hosts.add(host)
        now = timezone.now()
        same = PageLink.objects.filter(address=address)
        # Noted first: an address that ends whoever asks is not asked for again at once.
        same.update(asked=now)
        try:
            status = asker.ask(address)
        except RefusedError:
            continue  # nobody can tell from here
        except UnreachableError:
            if not PageLink.objects.has_way_out(now):
                continue
            fault = LinkFault.UNREACHABLE
        else:
            same.update(answered=now)
            fault = fault_of(status)
        for link in same:
            note(link, fault, now)
            # Whoever has read the page anew meanwhile may have deleted it.
            same.filter(pk=link.pk).update(**{name: getattr(link, name) for name in NOTED})


def fault_of(status):
    """Return what is wrong with an address that answers so; empty where nothing is.

    Who refuses may well answer somebody else: a login, a guard against robots (LinkedIn: 999).
    """
    if status in GONE:
        return LinkFault.GONE
    return LinkFault.UNREACHABLE if 500 <= status < 600 else ""
