"""What the search knows of the site: its words, synonyms, and a row for every page."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.form_fields import OpenedForm


class SearchWord(models.Model):
    """A word that visible pages contain: what suggestions and repairs are made of."""

    word = models.CharField(max_length=64, unique=True)  # small letters
    folded = models.CharField(max_length=64, db_index=True)  # without å, ä, ö and é
    written = models.CharField(max_length=64)  # as the site writes it: Malmöandan, budget
    pages = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("ord på webbplatsen")
        verbose_name_plural = _("ord på webbplatsen")

    def __str__(self):
        return self.written


class SearchKey(models.Model):
    """How many visible pages a key of the index is on; the empty key counts all of them."""

    key = models.CharField(max_length=64, unique=True)
    pages = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("söknyckel")
        verbose_name_plural = _("söknycklar")


class SearchEntry(models.Model):
    """What search results need to know of a page, written whenever the page is indexed.

    `date` is the day of the page's card in Swedish time, `date_text` the card's words where the
    day is unknown, `until` the moment when an event is over; all are empty for pages without a
    day.  `title` and `text` are what was indexed, as people read it; an excerpt is `sentence`, that
    of the card, or sentences of the text, and names one of the `facts` that alone was found.
    """

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    date = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    date_text = models.CharField(max_length=255, blank=True)
    until = models.DateTimeField(null=True)
    title = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    sentence = models.TextField(blank=True)
    facts = models.TextField(blank=True)
    counted = models.BooleanField(
        default=False
    )  # its words and keys are among those of visible pages
    indexed = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sida i sökningen")
        verbose_name_plural = _("sidor i sökningen")


class IndexTaskQuerySet(models.QuerySet):
    """What is still to be indexed."""

    def due(self, now):
        """Return the tasks whose time has come, first what should have been done first."""
        return self.filter(due__lte=now).order_by("due", "pk").select_related("content_type")

    def failed(self):
        """Return the tasks of objects that could not be indexed, first what failed most often."""
        return self.filter(failures__gt=0).order_by("-failures", "pk")


class IndexTask(models.Model):
    """An object that the index does not hold as it is: `manage.py work` sees to it when due.

    It is one of too many for a request, or failed: so many times in a row, last with `error`.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=50)
    due = models.DateTimeField(default=timezone.now, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=120, blank=True)

    objects = models.Manager.from_queryset(IndexTaskQuerySet)()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("väntande indexering")
        verbose_name_plural = _("väntande indexeringar")
        unique_together = [("content_type", "object_id")]

    def object(self):
        """Return what is to be indexed, or None if it is gone."""
        model = self.content_type.model_class()
        return model and model._default_manager.filter(pk=self.object_id).first()


class Synonym(models.Model):
    """Words that mean the same: who searches for one of them finds the others too.

    What they `also` find goes one way: coffee finds food, and food no coffee.
    """

    words = models.CharField(
        _("ord"),
        max_length=255,
        help_text=_("Ord som betyder samma sak, med komma mellan: pengar, bidrag, ekonomi."),
    )
    also = models.CharField(
        _("hittar också"),
        max_length=255,
        blank=True,
        help_text=_(
            "Valfritt, med komma mellan. Den som söker efter ett ord ovan hittar också det här, "
            "men inte tvärtom: fika hittar också mat."
        ),
    )

    base_form_class = OpenedForm

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonymer")
        ordering = ["words"]

    def __str__(self):
        return f"{self.words} → {self.also}" if self.also else self.words

    def clean(self):
        """Refuse a synonym of nothing (ValidationError at `words`)."""
        super().clean()
        words = [word for word in self.words.split(",") if word.strip()]
        if len(words) < 2 and not (words and self.also.strip(" ,")):
            message = _("Skriv minst två ord, med komma mellan, eller fyll i ”Hittar också”.")
            raise ValidationError({"words": message})


class SearchOutcome(models.Model):
    """How many pages a search found the last time that somebody made it."""

    query = models.OneToOneField(
        "wagtailsearchpromotions.Query",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="outcome",
    )
    found = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("sökstatistik")
        verbose_name_plural = _("sökstatistik")
