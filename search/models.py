"""What the search knows of the site: words, synonyms, a row for every page, texts of documents."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search import index

from home.documents import SiteDocument, not_in_private_collection
from home.form_fields import OpenedForm
from home.querysets import not_private
from home.sort_key import CodePointField


class SearchWord(models.Model):
    """A word that visible pages contain: what suggestions and repairs are made of."""

    word = models.CharField(max_length=64, unique=True)  # small letters
    folded = CodePointField(max_length=64, db_index=True)  # without å, ä, ö and é
    written = models.CharField(max_length=64)  # as the site writes it: Malmöandan, budget
    pages = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("ord på webbplatsen")
        verbose_name_plural = _("ord på webbplatsen")

    def __str__(self):
        return self.written


class SearchKey(models.Model):
    """How many visible pages a key is on; the empty key counts all pages, + all their keys."""

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
    `documents` are those that the page shows to whoever sees it.
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
    documents = models.ManyToManyField(SiteDocument, related_name="search_entries")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sida i sökningen")
        verbose_name_plural = _("sidor i sökningen")


class TitleKey(models.Model):
    """What a half-typed word is compared with: a key of a page's title, or the title itself."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="title_keys")
    key = CodePointField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("titelord")
        verbose_name_plural = _("titelord")
        # Of pages with the same word the newest come first.
        indexes = [models.Index(fields=["key", "-entry"], name="search_titlekey_newest")]

    def __str__(self):
        return self.key


class Abbreviation(models.Model):
    """An abbreviation that a page spells out: who searches for one of the two finds the other."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="abbreviations")
    short = models.CharField(max_length=32, db_index=True)  # small letters without å, ä and ö
    spelled_out = models.CharField(max_length=120)
    keys = models.CharField(max_length=255, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("förkortning")
        verbose_name_plural = _("förkortningar")

    def __str__(self):
        return f"{self.short}: {self.spelled_out}"


def with_open_pages(rows, prefix=""):
    """Return what belongs to texts of documents that everybody may open, once for each page.

    That is a page that visitors see and that shows the document.  `prefix` leads from a row to its
    text, which is that of the document's file as it is now.
    """
    entry = f"{prefix}document__search_entries"
    public = {
        f"{prefix}state__in": DocumentText.SEARCHED,
        f"{prefix}file": F(f"{prefix}document__file"),
        f"{entry}__page__live": True,
    }
    shown = rows.filter(**public).annotate(
        page_path=F(f"{entry}__page__path"), year=F(f"{entry}__year")
    )
    collection = f"{prefix}document__collection__path"
    return shown.filter(not_private("page_path"), not_in_private_collection(collection))


class DocumentTextQuerySet(models.QuerySet):
    """Texts of documents, asked for by what is to be done with them."""

    def due(self, now):
        """Return those that are to be read now, first what should have been read first."""
        waiting = self.filter(state=DocumentText.State.WAITING, due__lte=now)
        return waiting.order_by("due", "pk").select_related("document")

    def failed(self):
        """Return those that could not be read for a reason that may pass."""
        return self.filter(failures__gt=0).order_by("-failures", "pk")

    def searched(self):
        """Return those that visitors find."""
        return self.filter(pk__in=with_open_pages(DocumentText.objects.all()).values("pk"))


class DocumentText(models.Model):
    """What is known of a document's text: `manage.py work` reads it, when it is due.

    `file` and `title` are those that the passages were made of: where the file is another, nothing
    of them is found.  `counted`: its words are among the words of the site.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("väntar på att läsas")
        READ = "read", _("läst")
        CUT = "cut", _("delvis läst")
        EMPTY = "empty", _("utan text")
        LOCKED = "locked", _("låst med lösenord")
        BROKEN = "broken", _("går inte att läsa")
        HEAVY = "heavy", _("för tung att läsa")
        OTHER = "other", _("läses inte")

    SEARCHED = (State.READ, State.CUT)

    document = models.OneToOneField(
        SiteDocument, primary_key=True, on_delete=models.CASCADE, related_name="search_text"
    )
    file = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due = models.DateTimeField(default=timezone.now, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)
    counted = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(DocumentTextQuerySet)()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text i ett dokument")
        verbose_name_plural = _("texter i dokument")

    @property
    def text(self):
        return "\n".join(self.passages.values_list("text", flat=True))


class DocumentPassage(index.Indexed, models.Model):
    """About a page of a document's text: what is searched, and what a hit quotes."""

    source = models.ForeignKey(DocumentText, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    text = models.TextField()

    search_fields = [index.SearchField("title"), index.SearchField("text")]
    search_auto_update = False  # all those of a document at once, by whoever writes them
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("textavsnitt i ett dokument")
        verbose_name_plural = _("textavsnitt i dokument")
        ordering = ["source", "number"]

    @classmethod
    def get_indexed_objects(cls):
        return super().get_indexed_objects().select_related("source")

    @property
    def title(self):
        return self.source.title


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
