"""What the whole site knows about itself, in the editors' hands."""

from copy import copy

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath, get_site_for_hostname

from .exposure import ReadByVisitors
from .form_fields import MomentField, OpenedForm
from .generation import once_a_generation
from .typed_dates import day_begins, last_minute


def site_of(request):
    """Return the site of a request, as Wagtail does, or None; with its own start page."""
    if not hasattr(request, "_wagtail_site"):
        # A host may have any port: what is not kept is asked for, as Wagtail does.
        site = copy(_site_at(request._get_raw_host(), request.get_port()))
        if site:
            site.root_page = copy(site.root_page)
        request._wagtail_site = site
        request._wagtail_cached_site_root_paths = site_root_paths()
    return request._wagtail_site


@once_a_generation
def _site_at(host, port):
    hostname = split_domain_port(host)[0]
    try:
        return get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None


@once_a_generation
def site_root_paths():
    """Return where the start page of each site stands, for the addresses of pages."""
    # As Wagtail's own, which keeps them in the cache for an hour: there an `update()` is not heard
    # of, and who reads between a change and its commit puts back what was.
    sites = Site.objects.select_related("root_page__locale")
    return [
        SiteRootPath(
            site.pk, site.root_page.url_path, site.root_url, site.root_page.locale.language_code
        )
        for site in sites.order_by("-root_page__url_path", "-is_default_site", "hostname")
    ]


@once_a_generation
def _settings_of(site):
    # Wagtail would store a row for whoever asks first, which a visitor's request is not to do.
    return SiteSettings.base_queryset().filter(site=site).first() or SiteSettings(site=site)


def notice_turns_after(now):
    """Return the next moment at which the notice of a site appears or goes, or None."""
    return min((moment for moment in _notice_turns() if moment > now), default=None)


@once_a_generation
def _notice_turns():
    moments = SiteSettings.objects.exclude(notice_text="").values_list(
        "notice_starts", "notice_ends"
    )
    return [moment for both in moments for moment in both if moment]


@register_setting(icon="cog")
class SiteSettings(ReadByVisitors, BaseSiteSetting):
    """Contact details, social links and the notice bar of one site."""

    coordination_text = models.CharField(
        _("vem som samordnar"),
        max_length=255,
        blank=True,
        help_text=_("Står längst ner på varje sida. En mening räcker."),
    )
    contact_email = models.EmailField(
        _("e-post"),
        blank=True,
        help_text=_("Visas på webbplatsen och tar emot meddelanden från kontaktformuläret."),
    )
    contact_phone = models.CharField(
        _("telefon"), max_length=40, blank=True, help_text=_("Till exempel 040-34 10 00.")
    )
    contact_address = models.TextField(
        _("postadress"), blank=True, help_text=_("Skriv en rad per adressrad.")
    )
    facebook_url = models.URLField(
        "Facebook", blank=True, help_text=_("Hela adressen. Tomt fält visas inte.")
    )
    instagram_url = models.URLField(
        "Instagram", blank=True, help_text=_("Hela adressen. Tomt fält visas inte.")
    )
    linkedin_url = models.URLField(
        "Linkedin", blank=True, help_text=_("Hela adressen. Tomt fält visas inte.")
    )
    notice_text = models.TextField(
        _("meddelande"),
        max_length=300,
        blank=True,
        help_text=_("Visas överst på alla sidor så länge tiden nedan gäller."),
    )
    notice_starts = MomentField(
        _("visas från"),
        null=True,
        blank=True,
        day_alone=day_begins,
        help_text=_("Dag, med klockslag om det behövs. Tomt betyder från nu."),
    )
    notice_ends = MomentField(
        _("visas till"),
        null=True,
        blank=True,
        day_alone=last_minute,
        help_text=_("En dag utan klockslag räknas till sitt slut. Tomt: tills texten tas bort."),
    )
    message_retention_days = models.PositiveSmallIntegerField(
        _("meddelanden sparas (dagar)"),
        default=365,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Så länge ligger meddelanden kvar i inkorgen innan de gallras. "
            "Följ ert gallringsbeslut."
        ),
    )
    imprint = models.TextField(
        _("redaktionsruta i nyhetsbrev"),
        blank=True,
        help_text=_("Står sist i varje nyhetsbrev som inte har en egen redaktionsruta."),
    )

    news_in_category = models.PositiveSmallIntegerField(
        _("nyheter av varje kategori i listan"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_("Äldre nyheter finns i arkivet, år för år, och går att söka fram."),
    )
    is_reviewed = models.BooleanField(
        _("granska innan publicering"),
        default=False,
        help_text=_(
            "Redaktörer skriver och skickar in, granskare publicerar. När du kryssar ur det kan "
            "redaktörer publicera igen, och det som väntar på granskning blir utkast."
        ),
    )

    # Host and port that the site was last given by the setting BASE_URL.
    given_address = models.CharField(max_length=255, blank=True, editable=False)

    base_form_class = OpenedForm
    panels = [
        MultiFieldPanel(
            ["coordination_text", "contact_email", "contact_phone", "contact_address"],
            heading=_("Kontakt"),
        ),
        MultiFieldPanel(
            ["facebook_url", "instagram_url", "linkedin_url"], heading=_("Sociala medier")
        ),
        MultiFieldPanel(
            ["notice_text", "notice_starts", "notice_ends"],
            heading=_("Meddelande överst på alla sidor"),
        ),
        MultiFieldPanel(["message_retention_days", "imprint"], heading=_("Inkorg och nyhetsbrev")),
        MultiFieldPanel(["news_in_category"], heading=_("Nyheter")),
        MultiFieldPanel(["is_reviewed"], heading=_("Två steg till publicering")),
    ]

    class Meta:
        verbose_name = _("webbplatsens uppgifter")
        verbose_name_plural = _("webbplatsens uppgifter")

    @classmethod
    def for_site(cls, site):
        """Return the settings of a site; where there are none, new ones that are not stored."""
        if site is None:
            raise cls.DoesNotExist
        return copy(_settings_of(site))

    def clean(self):
        """Refuse a notice that would never be shown, without a word."""
        super().clean()
        if self.notice_starts and self.notice_ends and self.notice_ends <= self.notice_starts:
            said = _("Meddelandet slutar innan det börjar. Ändra någon av tiderna.")
            raise ValidationError({"notice_ends": said})

    def notice(self, now=None):
        """Return the notice that applies now, or an empty text."""
        now = now or timezone.now()
        started = self.notice_starts is None or self.notice_starts <= now
        ended = self.notice_ends is not None and self.notice_ends <= now
        return self.notice_text if started and not ended else ""
