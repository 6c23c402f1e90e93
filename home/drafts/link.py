"""A link by which somebody without an account reads the draft of one page, for a time."""

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

KEPT = timedelta(days=30)  # that a link which has ended can be explained to who follows it


def new_token():
    """Return what nobody can guess (256 bits)."""
    return token_urlsafe(32)


class DraftLinkQuerySet(models.QuerySet):
    """Links to drafts, asked for by the clock."""

    def of_page(self, page):
        """Return the links to a page that can still be followed, the one that ends last first."""
        links = self.with_page_and_user().filter(page=page, ends__gt=timezone.now())
        return links.order_by("-ends", "-pk")

    def with_page_and_user(self):
        """Return the links with the page and with who made them."""
        return self.select_related("page", "user")

    def long_ended(self):
        """Return the links that ended so long ago that nobody asks for them any more."""
        return self.filter(ends__lt=timezone.now() - KEPT)


class DraftLink(models.Model):
    """Whoever has the token may read the latest version of the page until the link ends.

    It is ended before that by being deleted, or by its maker's right to edit the page.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="draft_links")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made = models.DateTimeField(_("gjord"), auto_now_add=True)
    ends = models.DateTimeField(_("slutar gälla"))

    objects = models.Manager.from_queryset(DraftLinkQuerySet)()

    class Meta:
        verbose_name = _("länk till utkast")
        verbose_name_plural = _("länkar till utkast")
        default_permissions = ()

    def __str__(self):
        return f"{self.page_id}: {self.ends:%Y-%m-%d}"

    @property
    def url(self):
        """Return the path of the link."""
        return reverse("draft", args=[self.token])

    @property
    def holds(self):
        """Tell whether it can be followed: until it ends, while who made it may edit the page."""
        if self.ends <= timezone.now() or self.user is None or not self.user.is_active:
            return False
        return self.page.permissions_for_user(self.user).can_edit()


def delete_ended_draft_links():
    """Delete the links that ended long ago (a job of `manage.py work`)."""
    DraftLink.objects.long_ended().delete()
