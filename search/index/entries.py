"""The rows that the search keeps: entries of pages, and counts of words and of keys."""

import re
from collections import Counter
from datetime import datetime, time
from time import monotonic

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page

from home.dates import day_of, is_timed
from home.documents import SiteDocument, documents_shown
from home.querysets import SitePageQuerySet

from ..language.abbreviations import spelled_out
from ..language.analyser import (
    LONGEST_WORD,
    clean,
    fold,
    keys,
    particle_verbs,
    related,
    roots,
    tokens,
    unhyphenated,
)
from ..language.vocabulary import ALL_KEYS
from ..language.word_lists import STOP_WORDS
from ..models import Abbreviation, DocumentText, SearchEntry, SearchKey, SearchWord, TitleKey
from .texts import title_keys

ROWS_AT_ONCE = 900  # one statement takes only so many values
MOST_COUNTED = 20_000  # words of one page; the index has no room for more
MOST_FACTS = 20_000  # letters of one page; a hit looks no further
COUNTED_AT_ONCE = 50  # passages of a document whose words are counted while somebody waits
YEAR = re.compile(r"\b(?:19|20)\d{2}\b", re.ASCII)
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
    _write_abbreviations(entries)
    _write_title_keys(page for page, _texts in pages)
    if write_shown_documents([page for page, _texts in pages]) and counting:
        count_documents(COUNTED_AT_ONCE)


def write_shown_documents(pages):
    """Write which documents pages with entries show; return whether there are any, or were."""
    named = {page.pk: documents_shown(page) for page in pages}
    there = SiteDocument.objects.filter(pk__in=set().union(*named.values()))
    there = set(there.values_list("pk", flat=True)) if any(named.values()) else set()
    shown = {(page, document) for page, keys in named.items() for document in keys & there}
    rows = SearchEntry.documents.through.objects
    written = {
        (row.searchentry_id, row.sitedocument_id): row for row in rows.filter(searchentry__in=named)
    }
    if gone := [row.pk for key, row in written.items() if key not in shown]:
        rows.filter(pk__in=gone).delete()
    new = [
        rows.model(searchentry_id=page, sitedocument_id=document)
        for page, document in sorted(shown - written.keys())
    ]
    rows.bulk_create(new, ignore_conflicts=True)
    return bool(written or shown)


def _write_abbreviations(entries):
    """Write what pages spell out in the place of what they did before."""
    Abbreviation.objects.filter(entry__in=[entry.pk for entry in entries]).delete()
    Abbreviation.objects.bulk_create(
        Abbreviation(entry=entry, short=one.short, spelled_out=one.long, keys=one.keys)
        for entry in entries
        for one in spelled_out(f"{entry.title}\n{entry.text}")
    )


def _write_title_keys(pages):
    """Write the keys of published titles in the place of what they were before."""
    keys_of = {page.pk: title_keys(page.title) for page in pages}
    TitleKey.objects.filter(entry__in=keys_of).delete()
    TitleKey.objects.bulk_create(
        TitleKey(entry_id=page, key=key) for page, found in keys_of.items() for key in found
    )


def _times(card):
    """Return when a page is, as its card says: the fields of its entry."""
    if card is None:
        return {}
    if not card.start:
        text = str(card.date_text)
        year = YEAR.search(text)  # of an issue: nr 1 2022
        return {"date_text": text, "year": int(year.group()) if year else None}
    day, until = day_of(card.start), None
    if is_timed(card.start) or card.status:  # what takes place is over at its end, or after its day
        last = card.end or day
        end_of_day = datetime.combine(day_of(last), time.max)
        until = last if is_timed(last) else timezone.make_aware(end_of_day)
    return {"date": day, "year": day.year, "date_text": str(card.date_text), "until": until}


def count_entry(entry, word_counts, key_counts, step):
    """Add what visitors find of a page or document to the counts, or take it away (step −1)."""
    if not entry.counted:
        return  # what nobody may read is neither suggested nor told by what is put right
    whole = clean(f"{entry.title}\n{entry.text}")
    written = {}  # {word: the form with the fewest capitals}
    read = tokens(whole)
    for word, start, end in read:
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
    for _place, joined in particle_verbs([token.word for token in read]):
        found |= dict.fromkeys(roots(joined))
    for key in found:
        key_counts[key] += step
    key_counts[ALL_KEYS] += step * len(found)
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


def count_documents(longest=None):
    """Count the words of documents that visitors find no more, or find now.

    Those that have more than `longest` passages are left to `manage.py work`.
    """
    texts = DocumentText.objects.all()
    if longest:
        texts = texts.alias(length=Count("passages")).filter(length__lte=longest)
    searched = DocumentText.objects.searched()
    for text in texts.filter(counted=True).exclude(pk__in=searched):
        count_document(text, -1)
    for text in texts.filter(counted=False, pk__in=searched):
        count_document(text, 1)


def count_document(text, step):
    """Add the words of a document to the counts, or take them away, if nobody else has."""
    word_counts, key_counts = Counter(), Counter()
    text.counted = True
    count_entry(text, word_counts, key_counts, step)  # before anybody has to wait to write
    with transaction.atomic():
        if DocumentText.objects.filter(pk=text.pk, counted=step < 0).update(counted=step > 0):
            _add_words(word_counts)
            _add_keys(key_counts)
    text.counted = step > 0


def recount():
    """Count the words and keys of all pages and documents anew, and write what differs."""
    word_counts, key_counts = Counter(), Counter()
    shown = SitePageQuerySet(Page).visible()
    SearchEntry.objects.filter(counted=True).exclude(page__in=shown).update(counted=False)
    SearchEntry.objects.filter(counted=False, page__in=shown).update(counted=True)
    for entry in SearchEntry.objects.iterator(chunk_size=500):
        count_entry(entry, word_counts, key_counts, 1)
    searched = set(DocumentText.objects.searched().values_list("pk", flat=True))
    for text in DocumentText.objects.iterator(chunk_size=500):
        if text.counted != (text.pk in searched):
            text.counted = text.pk in searched
            text.save(update_fields=["counted"])
        if text.counted:
            count_entry(text, word_counts, key_counts, 1)
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
