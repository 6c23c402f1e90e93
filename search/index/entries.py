"""The rows that the search keeps of pages: entries, and counts of words and of keys."""

from collections import Counter
from datetime import datetime, time
from time import monotonic

from django.core.cache import cache
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page

from home.dates import day_of, is_timed
from home.querysets import SitePageQuerySet

from ..language.analyser import LONGEST_WORD, clean, fold, keys, related, tokens, unhyphenated
from ..language.word_lists import STOP_WORDS
from ..models import SearchEntry, SearchKey, SearchWord

ROWS_AT_ONCE = 900  # one statement takes only so many values
MOST_COUNTED = 20_000  # words of one page; the index has no room for more
MOST_FACTS = 20_000  # letters of one page; a hit looks no further
COUNTED = "search-words-counted"
SHARE = 200  # counting takes at most a 200th of the time


def write_entries(pages, counting=True):
    """Write the entries of (page, texts), and the counts of their words if `counting`."""
    pks = [page.pk for page, _texts in pages]
    shown = SitePageQuerySet(Page).visible().filter(pk__in=pks)
    visible = set(shown.values_list("pk", flat=True))
    entries = [
        SearchEntry(
            page_id=page.pk,
            title="\n".join(texts.title)[:255],
            text=texts.running,
            sentence=capfirst(texts.card.sentence if texts.card else ""),
            facts="\n".join(texts.facts)[:MOST_FACTS],
            counted=page.pk in visible,
            **_times(texts.card),
        )
        for page, texts in pages
    ]
    if counting:
        word_counts, key_counts = Counter(), Counter()
        for entry in SearchEntry.objects.filter(pk__in=pks):
            count_entry(entry, word_counts, key_counts, -1)
        for entry in entries:
            count_entry(entry, word_counts, key_counts, 1)
        _add_words(word_counts)
        _add_keys(key_counts)
    fields = [field.attname for field in SearchEntry._meta.fields if not field.primary_key]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["page"], update_fields=fields
    )


def _times(card):
    """Return when a page is, as its card says: the fields of its entry."""
    if card is None:
        return {}
    if not card.start:
        return {"date_text": str(card.date_text)}
    day, until = day_of(card.start), None
    if is_timed(card.start) or card.status:  # what takes place is over at its end, or after its day
        last = card.end or day
        end_of_day = datetime.combine(day_of(last), time.max)
        until = last if is_timed(last) else timezone.make_aware(end_of_day)
    return {"date": day, "year": day.year, "date_text": str(card.date_text), "until": until}


def count_entry(entry, word_counts, key_counts, step):
    """Add one visible page's words and keys to the counts, or take them away (step −1)."""
    if not entry.counted:
        return  # what nobody may read is neither suggested nor told by what is put right
    whole = clean(f"{entry.title}\n{entry.text}")
    written = {}  # {word: the form with the fewest capitals}
    for word, start, end in tokens(whole):
        if len(written) == MOST_COUNTED:
            break
        if end - start <= LONGEST_WORD and len(word) > 1 and len(fold(word)) <= LONGEST_WORD:
            form = whole[start:end]
            written[word] = min(form, written.get(word, form), key=_capitals)
    found = {"": None}
    for word in written:
        if word not in STOP_WORDS:
            found |= dict.fromkeys((keys(word).exact, *related(word)))
    found |= dict.fromkeys(key for word in unhyphenated(whole) for key in keys(word)[:2])
    for key in found:
        key_counts[key] += step
    for word, form in written.items():
        if word not in STOP_WORDS and not word.isdigit():
            word_counts[word, form] += step


def _capitals(form):
    """Return how many capitals a form has: a word that is ever written small is written small."""
    return sum(map(str.isupper, form)), form


def _add_words(counts):
    """Add to the counts of visible words: {(word, as written): pages more or fewer}."""
    totals, forms = Counter(), {}
    for (word, form), step in counts.items():
        totals[word] += step
        if step > 0:
            forms[word] = min(form, forms.get(word, form), key=_capitals)
    for part in _sorted_batches(word for word in totals if totals[word]):
        known = {row.word: row for row in SearchWord.objects.filter(word__in=part)}
        rows = []
        for word in part:
            row = known.get(word) or SearchWord(word=word, folded=fold(word), pages=0)
            row.pk = None
            # A page that has the word no more says nothing of how others write it.
            written = {row.written if row.pages else "", forms.get(word, row.written)} - {""}
            row.written = min(written or {word}, key=_capitals)
            row.pages = max(0, row.pages + totals[word])
            rows.append(row)
        SearchWord.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["word"], update_fields=["written", "pages"]
        )


def _add_keys(counts):
    """Add to the counts of keys: {key: pages more or fewer}."""
    for part in _sorted_batches(key for key in counts if counts[key]):
        known = dict(SearchKey.objects.filter(key__in=part).values_list("key", "pages"))
        rows = [SearchKey(key=key, pages=max(0, known.get(key, 0) + counts[key])) for key in part]
        SearchKey.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=["pages"]
        )


def _sorted_batches(values):
    """Return the values in lists, always in one order, so that no two writers block."""
    ordered = sorted(values)
    return [ordered[n : n + ROWS_AT_ONCE] for n in range(0, len(ordered), ROWS_AT_ONCE)]


def count_hidden_and_shown(pages):
    """Count the words and keys of those of the pages that visitors see no more, or see again.

    What nobody may read is else suggested and put right until the next `recount`.
    """
    entries = SearchEntry.objects.filter(page__in=pages)
    shown = SitePageQuerySet(Page).visible()
    hidden = entries.filter(counted=True).exclude(page__in=shown)
    seen = entries.filter(counted=False, page__in=shown)
    word_counts, key_counts, pks = Counter(), Counter(), {}
    for changed, step in ((hidden, -1), (seen, 1)):
        pks[step] = []
        for entry in changed.iterator(chunk_size=500):
            entry.counted = True
            count_entry(entry, word_counts, key_counts, step)
            pks[step].append(entry.pk)
    for step, changed in pks.items():
        for part in _sorted_batches(changed):
            SearchEntry.objects.filter(pk__in=part).update(counted=step > 0)
    _add_words(word_counts)
    _add_keys(key_counts)


def count_out(entry):
    """Take the words and keys of a page that is deleted away from the counts."""
    word_counts, key_counts = Counter(), Counter()
    count_entry(entry, word_counts, key_counts, -1)
    _add_words(word_counts)
    _add_keys(key_counts)


def recount():
    """Count the words and keys of all pages anew from their entries, and write what differs."""
    word_counts, key_counts = Counter(), Counter()
    shown = SitePageQuerySet(Page).visible()
    SearchEntry.objects.filter(counted=True).exclude(page__in=shown).update(counted=False)
    SearchEntry.objects.filter(counted=False, page__in=shown).update(counted=True)
    for entry in SearchEntry.objects.iterator(chunk_size=500):
        count_entry(entry, word_counts, key_counts, 1)
    for word, written, pages in SearchWord.objects.values_list("word", "written", "pages"):
        word_counts[word, written] -= pages
    key_counts.subtract(dict(SearchKey.objects.values_list("key", "pages")))
    _add_words(word_counts)
    _add_keys(key_counts)
    SearchWord.objects.filter(pages=0).delete()
    SearchKey.objects.filter(pages=0).delete()


def recount_when_due():
    """Recount what differs for any reason: every ten minutes, a big site more seldom."""
    if cache.get(COUNTED):
        return
    begun = monotonic()
    recount()
    cache.set(COUNTED, True, max(600, SHARE * (monotonic() - begun)))
