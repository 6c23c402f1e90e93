"""The rows that the search keeps of pages: entries, and counts of words and of keys."""

from collections import Counter
from datetime import datetime
from time import monotonic

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from ..language.analyser import LONGEST_WORD, clean, fold, keys, related, tokens, unhyphenated
from ..language.compounds import STOP_WORDS
from ..models import SearchEntry, SearchKey, SearchWord

ROWS_AT_ONCE = 900  # one statement takes only so many values
MOST_COUNTED = 20_000  # words of one page; the index has no room for more
COUNTED = "search-words-counted"
SHARE = 200  # counting takes at most a 200th of the time


def times_of(page) -> dict:
    """Return when a page is, as its card says: the fields of its entry."""
    card = page.card() if hasattr(page, "card") else None
    start, day, until = getattr(card, "start", None), None, None
    if isinstance(start, datetime):
        day = timezone.localtime(start).date()
        until = card.end or timezone.make_aware(datetime.combine(day, datetime.max.time()))
    elif start:
        day = start
        if card.status:  # an event of whole days
            until = timezone.make_aware(datetime.combine(card.end or day, datetime.max.time()))
    return {
        "date": day,
        "year": day.year if day else None,
        "date_text": str(getattr(card, "date_text", "")),
        "until": until,
    }


class PageRecords:
    """Writes entries, words and keys of pages that are being indexed."""

    def __init__(self, counting=True):
        self.counting = counting
        self.words, self.keys = Counter(), Counter()

    @transaction.atomic
    def write(self, pages):
        """Write the entries of (page, texts, times), and the counts where these are kept."""
        pages = list(pages)
        numbers = [page.pk for page, _texts, _times in pages]
        visible = visible_numbers(numbers)
        entries = [
            SearchEntry(
                page_id=page.pk,
                title="\n".join(texts.title)[:255],
                text=texts.running,
                counted=page.pk in visible,
                **times,
            )
            for page, texts, times in pages
        ]
        if self.counting:
            for entry in SearchEntry.objects.filter(pk__in=numbers):
                count_entry(entry, self.words, self.keys, -1)
            for entry in entries:
                count_entry(entry, self.words, self.keys, 1)
            add_words(self.words)
            add_keys(self.keys)
        fields = [field.attname for field in SearchEntry._meta.fields if not field.primary_key]
        SearchEntry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["page"], update_fields=fields
        )


def visible_numbers(numbers):
    """Return the primary keys of those of the pages that everybody may see."""
    pages = Page.objects.filter(pk__in=numbers).live().public()
    return set(pages.values_list("pk", flat=True))


def count_entry(entry, word_counts, key_counts, step):
    """Add one page's words and keys to the counts, or take them away (step −1)."""
    whole = clean(f"{entry.title}\n{entry.text}")
    written = {}
    for word, start, end in tokens(whole):
        if len(written) == MOST_COUNTED:
            break
        if end - start <= LONGEST_WORD and len(word) > 1 and len(fold(word)) <= LONGEST_WORD:
            form = whole[start:end]
            written[word] = min(form, written.get(word, form), key=_loudness)
    found = {"": None}
    for word in written:
        if word not in STOP_WORDS:
            found[keys(word).exact] = None
            found |= dict.fromkeys(related(word))
    found |= dict.fromkeys(key for word in unhyphenated(whole) for key in keys(word)[:2])
    for key in found:
        key_counts[key] += step
    if entry.counted:
        for word, form in written.items():
            if word not in STOP_WORDS and not word.isdigit():
                word_counts[word, form] += step


def _loudness(form):
    """Return how many capitals a form has: a word that is ever written small is written small."""
    return sum(map(str.isupper, form)), form


def add_words(counts):
    """Add to the counts of visible words: {(word, as written): pages more or fewer}."""
    totals, forms = Counter(), {}
    for (word, form), step in counts.items():
        totals[word] += step
        if step > 0:
            forms[word] = min(form, forms.get(word, form), key=_loudness)
    for part in batched([word for word in totals if totals[word]], ROWS_AT_ONCE):
        known = {row.word: row for row in SearchWord.objects.filter(word__in=part)}
        rows = []
        for word in part:
            row = known.get(word) or SearchWord(word=word, folded=fold(word), pages=0)
            row.written = min(filter(None, [row.written, forms.get(word, word)]), key=_loudness)
            row.pages = max(0, row.pages + totals[word])
            rows.append(row)
        _write(SearchWord, "word", ["written", "pages"], rows)


def add_keys(counts):
    """Add to the counts of keys: {key: pages more or fewer}."""
    for part in batched([key for key in counts if counts[key]], ROWS_AT_ONCE):
        known = dict(SearchKey.objects.filter(key__in=part).values_list("key", "pages"))
        rows = [SearchKey(key=key, pages=max(0, known.get(key, 0) + counts[key])) for key in part]
        _write(SearchKey, "key", ["pages"], rows)


def batched(values, size):
    """Return the values in sorted lists: always in one order, so that no two writers block."""
    ordered = sorted(values)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def _write(model, name, fields, rows):
    for row in rows:
        row.pk = None
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=[name], update_fields=fields
    )


def recount():
    """Count the words and keys of all pages anew from their entries, and write what differs."""
    word_counts, key_counts = Counter(), Counter()
    shown = Page.objects.live().public()
    SearchEntry.objects.filter(counted=True).exclude(page__in=shown).update(counted=False)
    SearchEntry.objects.filter(counted=False, page__in=shown).update(counted=True)
    for entry in SearchEntry.objects.iterator(chunk_size=500):
        count_entry(entry, word_counts, key_counts, 1)
    for word, written, pages in SearchWord.objects.values_list("word", "written", "pages"):
        word_counts[word, written] -= pages
    key_counts.subtract(dict(SearchKey.objects.values_list("key", "pages")))
    add_words(word_counts)
    add_keys(key_counts)
    SearchWord.objects.filter(pages=0).delete()
    SearchKey.objects.filter(pages=0).delete()


def recount_when_due():
    """Count anew what was deleted or hidden: every ten minutes, a big site more seldom."""
    if cache.get(COUNTED):
        return
    begun = monotonic()
    recount()
    cache.set(COUNTED, True, max(600, SHARE * (monotonic() - begun)))
