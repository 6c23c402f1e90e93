"""One analyser for what is indexed and what is asked: Swedish words become keys.

A word has an exact key (its dictionary form) and a root key, which words of one family share
(samordna, samordnare, samordning); a compound also gives the root keys of its parts.  What is
indexed carries them all, so a page with the very word comes before one with a relative.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

import snowballstemmer
from simplemma.strategies import StreamDictionaryFactory

from .compounds import (
    FIRST_PARTS,
    HEADS,
    NOT_PARTS,
    PLAIN_STOP_WORDS,
    STOP_WORDS,
    SUFFIXES,
    WHOLE,
)

LONGEST_WORD = 40
ROOT = "0"  # ends a root key; numbers, which could be taken for one, have none
STOP = "1"  # ends the key of a stop word

WORD = re.compile(r"[^\W_]+")
HYPHENATED = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)+")
ADDRESS = re.compile(r"(https?://[^\s/]+)\S*")
THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[  .,]\d{3})+(?!\d)")
LETTERS = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


class Keys(NamedTuple):
    """The keys of a word; `parts` are the words of a compound, in the form of the dictionary."""

    exact: str
    root: str
    parts: tuple[str, ...] = ()


class Token(NamedTuple):
    """A word of a text and where it stands."""

    word: str
    start: int
    end: int


@cache
def lexicon():
    """Return form → dictionary form; loaded at the first use (0.5 s, 20 MB)."""
    return StreamDictionaryFactory().get_dictionary("sv")


@cache
def _stemmer():
    return snowballstemmer.stemmer("swedish")


@lru_cache(maxsize=10_000)
def lemma(word):
    """Return the dictionary form of a known word, else None."""
    base = lexicon().get(word)
    # The lexicon takes pris, plan and träff for what one tells somebody to do.
    return word if base == word + "a" else base


def fold(text: str) -> str:
    """Return the text in small letters without å, ä, ö, é and the like."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(LETTERS)


def tokens(text: str) -> list[Token]:
    """Return the words of a text in small letters, with their places in it."""
    return [Token(m.group().casefold(), *m.span()) for m in WORD.finditer(text)]


def clean(text: str) -> str:
    """Return the text as words are read from it: one form of å, whole numbers, short addresses."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u200b", "")
    text = THOUSANDS.sub(lambda m: re.sub(r"\D", "", m.group()), text)
    return ADDRESS.sub(r"\1 ", text)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, stop words included."""
    return [token.word[:LONGEST_WORD] for token in tokens(clean(text))]


def unhyphenated(text: str) -> list[str]:
    """Return the words of a text that have a hyphen without it: epost, pitkäkangas."""
    joined = [re.sub("[-‑]", "", word) for word in HYPHENATED.findall(clean(text))]
    return [word.casefold() for word in joined if len(fold(word)) <= LONGEST_WORD]


@lru_cache(maxsize=10_000)
def keys(word: str) -> Keys:
    """Return the keys of a word in small letters."""
    if word.isdigit():
        return Keys(fold(word), fold(word))
    base = lemma(word)
    if base is None and word.endswith("s") and len(word) > 3:
        base = lemma(word[:-1])
    split = parts(base or word)
    if base is None and split:
        # An unknown compound is bent like its head: lärandeluncherna, lärandelunch.
        head = split[-1]
        front = word[: len(word) - len(head)]
        base = front + (lemma(head) or head)
        return Keys(fold(base), fold(front + _root(lemma(head) or head)) + ROOT, _bases(split))
    if base is None:
        stem = fold(_stemmer().stemWord(word))
        return Keys(stem, stem + ROOT)
    return Keys(fold(base), fold(_root(base)) + ROOT, _bases(split))


def _root(base):
    """Return the stem that a word shares with its family: föreläsa, föreläsare, föreläsning."""
    if base.endswith("barhet"):
        return _root(base.removesuffix("het"))  # the stemmer takes -bar for a plural
    verb = None
    for ending in ("ning", "ing", "re", "n", "lse"):
        front = base.removesuffix(ending)
        if front == base or len(front) < 4:
            continue
        verb = front + "a" if ending in ("ning", "ing", "lse") else front
        if ending == "lse":
            verb = front.removesuffix("e") + "a"
        if verb.endswith("a") and lemma(verb) == verb:
            break
        verb = None
    return _stemmer().stemWord(verb or base)


def _bases(split):
    """Return the parts of a compound in the form of the dictionary, and those of its parts."""
    found = []
    for part in split:
        base = _first_base(part) if part is not split[-1] else lemma(part) or part
        found.append(base)
    return tuple(found)


@lru_cache(maxsize=10_000)
def parts(word: str) -> tuple[str, ...]:
    """Return the parts of a compound as they are written in it, or nothing.

    A word of the dictionary is taken apart only into two of its words; another one also into
    three or more (medborgar|budget|process).
    """
    if len(word) < 6 or not word.isalpha():
        return ()
    known = lemma(word) is not None
    if known and word in WHOLE:
        return ()
    shortest = 6 if known and word.endswith(SUFFIXES) else 4
    best, best_cost = (), 99
    for place in range(len(word) - 2, 2, -1):
        front, head = word[:place], word[place:]
        if not _is_head(head, known, shortest):
            continue
        cost = _front_cost(front)
        if cost is not None and cost <= best_cost and not (known and cost):
            best, best_cost = (front, head), cost
        elif not known and len(front) > 6 and best_cost > 4 and (more := parts(front)):
            best, best_cost = (*more, head), 4
    return best


def _is_head(head, known, shortest):
    """Tell whether a compound may end so; one of the dictionary ends in a dictionary form."""
    base = lemma(head)
    if base is None or head in NOT_PARTS or (known and base != head):
        return False
    return len(head) >= shortest or head in HEADS or base in HEADS


def _front_cost(front):
    """Return how doubtful it is that a compound begins so, or None if it does not."""
    base = _first_base(front)
    if front in NOT_PARTS or base in NOT_PARTS:
        return None
    if front in FIRST_PARTS or base == front:
        return 0 if front in FIRST_PARTS or lemma(front) else None
    # What is left of medborgare or kvinna begins a compound, and lärande; gjutit does not.
    if not (base.startswith(front[:-1]) or front.endswith("nde")):
        return None
    return 0 if front.endswith(("s", "r", "e", "o", "u")) else 1


def _first_base(front):
    """Return the dictionary form of a compound's first part, or the part itself if unknown."""
    if front in FIRST_PARTS:
        return FIRST_PARTS[front]
    if front.endswith("s") and lemma(front[:-1]) == front[:-1]:
        return front[:-1]
    if base := lemma(front):
        return base
    if len(front) > 3:
        for ending in ("e", "a"):
            if lemma(front + ending) == front + ending:
                return front + ending
        if front[-1] in "oue" and lemma(front[:-1] + "a") == front[:-1] + "a":
            return front[:-1] + "a"
        if front[-1] == "e" and lemma(front[:-1]) == front[:-1]:
            return front[:-1]
    return front


@lru_cache(maxsize=10_000)
def related(word: str) -> tuple[str, ...]:
    """Return the keys under which a word is found besides its exact one.

    These are the exact keys of its parts, then the roots of the word and of its parts.
    """
    own = keys(word)
    within = list(own.parts)
    if word.startswith("o") and len(word) > 6 and lemma(word) and lemma(word[1:]):
        within.append(word[1:])  # ojämlik is about jämlik
    if word.endswith("skap") and (base := _first_base(word[:-4])) != word[:-4]:
        within.append(base)  # ledarskap is about ledare
    exact = [keys(part).exact for part in within]
    more = [key for part in within for key in related(part)]
    exact += [key for key in more if not key.endswith(ROOT)]
    roots = [own.root, *(key for key in more if key.endswith(ROOT))]
    return tuple(dict.fromkeys(key for key in [*exact, *roots] if key != own.exact))


def content_words(text: str) -> list[str]:
    """Return the words of what somebody typed, perhaps without å, ä and ö, but no stop words."""
    stops = STOP_WORDS | PLAIN_STOP_WORDS if text.isascii() else STOP_WORDS
    return [word for word in words(text) if word not in stops]


def index_text(text: str, with_stop_words: bool = False) -> str:
    """Return the keys of a text: first the exact ones in order, then the related ones.

    Words with a hyphen are also found as one.  Stop words are kept, last, where the text may
    consist of nothing else (a title).
    """
    found = words(text)
    content = [word for word in found if word not in STOP_WORDS]
    exact = [keys(word).exact for word in content]
    roots = [key for word in content for key in related(word)]
    roots += [key for word in unhyphenated(text) for key in keys(word)[:2]]
    stops = [fold(word) + STOP for word in found if word in STOP_WORDS] if with_stop_words else []
    return " ".join([*exact, *roots, *stops])
