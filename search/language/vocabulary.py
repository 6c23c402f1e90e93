"""What the site knows of the words of a query, asked for in two statements at most."""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import reduce
from itertools import chain
from math import log
from operator import or_

from django.db import connection
from django.db.models import Q, Value
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from home.abbreviations import KnownAbbreviation
from home.generation import once_a_generation

from ..models import SearchWord, Synonym
from .abbreviations import phrase_keys
from .analyser import as_key, content_words, fold, keys, tokens
from .guesses import compounds_meant
from .lexicon import is_derived, lemma, relatives, with_dots
from .synonyms import LONGEST_PHRASE, Phrase, Thesaurus, parts_of, sense, thesaurus

logger = logging.getLogger(__name__)

ONE_EDIT_FROM, TWO_EDITS_FROM = 4, 7  # letters that a word must have to be repaired so far
# A long word may be in another form than the site's.
ENDING = re.compile("(?<=.{4})(?:(?:a|e|o)rna|ens|ets|en|et|er|ar|or|na|n|s)$")
DOUBLED = re.compile(r"(.)\1")
LONGEST_ENDING, SHORTEST_STEM, DOUBLED_FROM = 4, 6, 5
ALL_KEYS = "+"  # the name of all keys of all pages
BEGINNING = "*"  # ends the name of all keys that begin so
MOST_MEANINGS = 3  # of one abbreviation
# What a row of an answer is about, and the statements that find such rows.  They are written out,
# since Django takes four times as long to put them together as a database to answer them.
KEY, FORM, SHORT, NEAR = "key", "form", "short", "near"
KEYS = "SELECT 'key', key, '', '', pages FROM search_searchkey WHERE key IN ({})"
BEGUN = (
    "SELECT 'key', %s, '', '', MAX(pages) FROM search_searchkey "
    "WHERE key LIKE %s ESCAPE '\\' AND key >= %s"
)
FORMS = (
    "SELECT 'form', word, folded, '', 0 FROM search_searchword WHERE folded IN ({}) AND pages > 0"
)
# What visible pages write for any abbreviation or any phrase, and on how many.
MEANINGS = (
    "SELECT 'short', short, keys, MIN(spelled_out), COUNT(*) FROM search_abbreviation "
    "INNER JOIN search_searchentry ON entry_id = page_id "
    "WHERE (short IN ({}) OR keys IN ({})) AND counted GROUP BY short, keys"
)


@once_a_generation
def register():
    """Return the register of synonyms, ready to be looked up."""
    return with_abbreviations(Synonym.objects.values_list("words", "also"))


def with_abbreviations(rows: Iterable[tuple[str, str]]) -> Thesaurus:
    """Return rows of the register ready to be looked up, with the editors' abbreviations."""
    known = KnownAbbreviation.objects.values_list("name", "meaning")
    short = [(f"{name}, {meaning.replace(',', ' ')}", "") for name, meaning in known]
    return thesaurus(tuple(sorted([*rows, *short])))


class Vocabulary:
    """What the site knows of words; what is known already is not asked for again.

    `pages` says how many pages a key is on (for a beginning the most of any key), `forms` how the
    site writes words that the language does not know: {folded: words}.  The `thesaurus` has the
    register of synonyms, and of the words that were learnt of the abbreviations that visible pages
    spell out.  With `repairing`, `nearest` has the site's word for each one that neither language
    nor site knows, or None.
    """

    def __init__(self, repairing=False):
        self.repairing = repairing
        self.pages, self.forms, self.nearest = {}, {}, {}
        self.thesaurus = None
        self.plain = False
        self.spelled_out = set()  # phrases of which the abbreviations are known

    def learn(self, words, joined, beginning, plain=False):
        """Learn of words, of what they may be joined to, and of what a half-typed word begins.

        They may be typed `plain`, without å, ä and ö.

        What cannot be learnt is searched for as if nobody wrote it.
        """
        self.plain = plain
        try:
            if self.thesaurus is None:
                self.thesaurus = register()
            # The second time for what the answers to the first lead to.
            for _time in range(2):
                unknown = self._misspellings(words, beginning)
                statements = self._unanswered(words, joined, beginning, unknown)
                if not statements:
                    return
                self._read(_answer(statements), unknown)
        except Exception:
            logger.exception("What the site knows of the words of a search is not known")
            self.thesaurus = self.thesaurus or Thesaurus()

    def all_forms(self, word):
        """Return the word and how else it is written: manad, månad; not rad as råd as well."""
        forms = self.forms.get(fold(word), ())
        if word in forms and lemma(word):
            return [word]
        if not forms and self.plain:
            forms = with_dots(word)
        return list(dict.fromkeys([word, *forms]))

    def repaired(self, text):
        """Return the text that was learnt of with its misspelt words put right, or None."""
        right = text
        for token in reversed(tokens(text)):
            if better := self.nearest.get(token.word):
                right = right[: token.start] + better + right[token.end :]
        return right if right != text else None

    def _unanswered(self, words, joined, beginning, misspellings):
        """Return the statements for what is not known yet; from now on it counts as known."""
        statements = []
        if misspellings:
            statements.append(_alike(misspellings))
        if new := self._keys_for(words, joined) - self.pages.keys():
            self.pages |= dict.fromkeys(new, 0)
            statements.append(_statement(KEYS, new))
        if beginning and (name := beginning + BEGINNING) not in self.pages:
            self.pages[name] = 0
            pattern = connection.ops.prep_for_like_query(beginning) + "%"
            statements.append((BEGUN, [name, pattern, beginning]))
        asked = {fold(word) for word in words if self.plain or lemma(word) is None}
        if new := asked - self.forms.keys():
            self.forms |= {folded: [] for folded in new}
            statements.append(_statement(FORMS, new))
        if new := set(_phrases(words)) - self.spelled_out:
            self.spelled_out |= new
            statements.append(_statement(MEANINGS, set(map(fold, words)), new))
        return statements

    def _keys_for(self, words, joined):
        """Return the keys by which words, and what means the same, may be found."""
        wanted = [*joined, *(form for word in words for form in self.all_forms(word))]
        wanted += self.thesaurus.others_of(words) + self._further(words)
        for word in filter(self._is_missing, words if self.repairing else ()):
            wanted += compounds_meant(word)
            wanted += self.thesaurus.others_of([self.thesaurus.nearest(word) or word])
        wanted += [part for word in wanted for part in parts_of(word)]
        wanted += [one for word in words for part in parts_of(word) for one in relatives(part)]
        return {"", ALL_KEYS, *(key for word in wanted for key in keys(word)[:2])}

    def _further(self, words):
        """Return the words that the others lead to, where it is known that the site has none."""
        found = []
        for place in range(len(words)):
            count, others = self.thesaurus.at(words[place:])
            typed = words[place : place + count]
            if others and not any(map(self._may_have, (typed, *others))):
                found += chain.from_iterable(self.thesaurus.further(typed, others))
        return found

    def _may_have(self, words):
        """Tell whether the site has all of some words, or has not been asked."""
        return all(self.pages.get(sense(word), 1) for word in words)

    def _misspellings(self, words, beginning):
        """Return those words that nobody writes, once that is known and unless it was asked."""
        if not self.repairing:
            return []
        begins = bool(self.pages.get(beginning + BEGINNING))
        found = []
        for word in dict.fromkeys(words):
            half_typed = begins and as_key(word) == beginning
            if word not in self.nearest and not half_typed and self._may_be_wrong(word):
                parts = [self.pages.get(keys(part).root) for part in keys(word).parts]
                found.append(Misspelling(word, only_one=bool(parts) and all(parts)))
        return found

    def _is_missing(self, word):
        """Tell whether neither language nor site knows a word, once the site has been asked."""
        asked = keys(word).root in self.pages
        return asked and not self._is_written(word) and self._is_unknown(word)

    def _is_written(self, word):
        """Tell whether the site has a word, in another form or with its å, ä and ö."""
        found = any(self.pages.get(keys(form).root) for form in self.all_forms(word))
        return found or bool(self.forms.get(fold(word)))

    @staticmethod
    def _is_unknown(word):
        """Tell whether the language does not know a word that could be repaired."""
        known = lemma(word) is not None or is_derived(word)
        return len(word) >= ONE_EDIT_FROM and word.isalpha() and not known

    def _meant(self, word):
        """Return the compound or the word of the register that leads to pages, or None."""
        found = {
            guess: min(self.pages.get(keys(part).root, 0) for part in keys(guess).parts)
            for guess in compounds_meant(word)
            if keys(guess).parts
        }
        if any(found.values()):
            return max(found, key=found.get)
        near = self.thesaurus.nearest(word)
        others = self.thesaurus.others_of([near]) if near else ()
        return near if any(self.pages.get(sense(other)) for other in others) else None

    def _may_be_wrong(self, word):
        """Tell whether a word that could be repaired is unknown to language, site and register."""
        root = keys(word).root
        if not self._is_unknown(word):
            return False
        if root not in self.pages:
            return False  # that has not been asked yet
        return not (self._is_written(word) or self.thesaurus.at([word])[0])

    def _read(self, rows, misspellings):
        """Take in the answer to one statement."""
        short_forms = []
        for kind, text, folded, written, pages in rows:
            if kind == KEY:
                self.pages[text] = pages or 0
            elif kind == FORM:
                self.forms[folded].append(text)
            elif kind == SHORT:
                short_forms.append((-pages, text, written))
            else:
                for one in misspellings:
                    one.compare(text, folded, written, pages)
        for one in misspellings:
            self.nearest[one.word] = one.nearest or self._meant(one.word)
            if one.best:
                # How else the site writes the nearest word.
                folded = one.best[-1]
                self.forms[folded] = one.forms[folded]
        if short_forms:
            self.thesaurus = Thesaurus(_pairs(short_forms), beside=self.thesaurus)


class Misspelling:
    """A word that nobody writes, and the words of the site that differ least from it."""

    def __init__(self, word, only_one):
        self.word, self.folded, self.stem = word, fold(word), _without_ending(fold(word))
        self.most = 2 if len(self.folded) >= TWO_EDITS_FROM and not only_one else 1
        self.shortest = len(self.stem) - self.most
        self.longest = len(self.folded) + self.most
        self.best, self.nearest, self.forms = None, None, defaultdict(list)

    @property
    def candidates(self):
        """Return the condition on words of the site that are worth comparing."""
        alike = Q(letters__range=(self.shortest, self.longest))
        if len(self.folded) < DOUBLED_FROM:
            return alike
        longer = (self.longest + 1, self.longest + LONGEST_ENDING)
        return alike | Q(letters__range=longer, folded__startswith=self.folded[0])

    def compare(self, word, folded, written, pages):
        """Keep a word of the site if none is nearer; the most frequent of several."""
        edits, same_start = self._edits(self.folded, folded), folded[0] == self.folded[0]
        # What people mistake most is whether a letter is doubled: kasör, for one of kassörer.
        doubled = _undoubled(self.folded) in map(_undoubled, (folded, _without_ending(folded)))
        may_be_form = doubled or len(self.stem) >= SHORTEST_STEM
        other_form = edits > self.most and same_start and may_be_form
        if other_form:
            stem = _without_ending(folded)
            pairs = [(self.stem, stem), (self.stem, folded), (self.folded, stem)]
            edits = min(self._edits(*pair) for pair in pairs)
        if edits > self.most or (edits > 1 and not same_start):
            return  # nobody mistakes the first letter and another: gambling is no samling
        self.forms[folded].append(word)
        rank = (edits + 0.5 * other_form - 0.75 * doubled, not same_start, -pages, folded)
        if self.best is None or rank < self.best:
            self.best, self.nearest = rank, written

    def _edits(self, one, other):
        return OSA.distance(one, other, score_cutoff=self.most)


def _phrases(words):
    """Yield the keys of all words side by side that an abbreviation may stand for."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
            yield phrase_keys(words[start:end])


def _pairs(short_forms):
    """Yield abbreviations and what they mean, both ways; of each the most frequent ones."""
    taken = Counter()
    for _pages, short, long in sorted(short_forms):
        meaning = content_words(long)
        known = phrase_keys(meaning)
        if max(taken[short], taken[known]) < MOST_MEANINGS:
            taken.update((short, known))
            yield Phrase([short]), [meaning]
            yield Phrase(meaning), [[short]]


def rarity(on, total):
    """Return how much it says that a page has what so many of all have: the rarer, the more."""
    on = min(on, total)
    return log(1 + (total - on + 0.5) / (on + 0.5))


def _undoubled(folded):
    return DOUBLED.sub(r"\1", folded)


def _without_ending(folded):
    """Return a word without its ending: a rough stem, for comparing only."""
    return ENDING.sub("", folded)


def _alike(misspellings):
    """Return the statement for the words of the site that misspelt ones are compared with."""
    written = SearchWord.objects.alias(letters=Length("folded")).filter(pages__gt=0)
    written = written.filter(reduce(or_, (one.candidates for one in misspellings)))
    rows = written.order_by().values_list(Value(NEAR), "word", "folded", "written", "pages")
    return rows.query.sql_with_params()


def _statement(sql, *lists):
    """Return a statement and its parameters: lists, each of which has one {}."""
    holes = (", ".join(["%s"] * len(several)) for several in lists)
    return sql.format(*holes), [one for several in lists for one in several]


def _answer(statements):
    """Yield the rows that several statements find, asked for in one."""
    sql = " UNION ALL ".join(sql for sql, _parameters in statements)
    with connection.cursor() as cursor:
        cursor.execute(sql, [one for _sql, parameters in statements for one in parameters])
        yield from cursor
