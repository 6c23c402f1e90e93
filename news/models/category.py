"""The kinds of news."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.exposure import ReadByVisitors
from home.form_fields import OpenedForm
from home.querysets import RegisterQuerySet
from home.slugs import NamedSlugField
from home.sort_key import SortKeyField


class Category(ReadByVisitors):
    """What kind of news an article is."""

    name = models.CharField(
        _("namn"), max_length=60, unique=True, help_text=_("Till exempel ”Rapport”.")
    )
    slug = NamedSlugField(
        _("slutet av webbadressen"),
        max_length=60,
        help_text=_(
            "Används i adresser: små bokstäver a–z, siffror och bindestreck. Tomt: görs av namnet."
        ),
    )

    sort_key = SortKeyField(of="name")

    objects = models.Manager.from_queryset(RegisterQuerySet)()

    base_form_class = OpenedForm
    panels = ["name", "slug"]

    class Meta:
        verbose_name = _("nyhetskategori")
        verbose_name_plural = _("nyhetskategorier")
        ordering = ["sort_key", "name"]

    def __str__(self):
        return self.name
