"""One analyser for what is indexed and what is asked: Swedish words become keys.

A word has an exact key (its dictionary form) and a root key, which words of one family share
(samordna, samordnare, samordning); a compound also gives the root keys of its parts.  What is
indexed carries them all, so a page with the very word comes before one with a relative.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from .lexicon import compounds, family, lemma, stem
from .word_lists import (
    FIRST_PARTS,
    HEADS,
    HEADS_OF_NAMES,
    NOT_PARTS,
    PARTICLES,
    PLAIN_STOP_WORDS,
    SHORT_FRONTS,
    STOP_WORDS,
    SUFFIXES,
    WHOLE,
)

LONGEST_WORD = 40  # letters that a word is told apart by
LONGEST_KEY = 60
LONGEST_APART = 20  # letters of a word that is tried as any two
ROOM = 800_000  # bytes
ROOT = "0"  # ends a root key; numbers, which could be taken for one, have none
STOP = "1"  # ends the key of a stop word
START = " "  # begins each written piece of a word that was read
WRITTEN = "2"  # ends the key of a word as it is written, where that is not its exact key

WORD = re.compile(r"[^\W_]+")
# From where a word begins only: a long one is not tried again from each of its letters.
HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-‑][^\W\d_]+)+")
DEFINITE = re.compile("(?:[aeo]rna|en|et)s?$")
ADDRESS = re.compile(r"(https?://[^\s/]+)\S*")
THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u2009\u202f.,]\d{3})+(?!\d)")
# Composing takes the square of the time where marks stand in a row, so it is done in pieces.
PIECE = re.compile(r".{1,1000}(?:\s|\Z)|.{1,1000}", re.DOTALL)
OWN_LETTERS = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"})
LETTERS = {"ø": "o", "æ": "a", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}


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
def _fold_letter(letter):
    plain = unicodedata.normalize("NFKD", LETTERS.get(letter, letter)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    # One half is two digits and a stroke.
    return "".join(filter(str.isalnum, plain)) if letter.isalnum() else plain


def fold(text: str) -> str:
    """Return the text in small letters without å, ä, ö, é and the like."""
    small = text.casefold()
    return small if small.isascii() else "".join(map(_fold_letter, small))


def as_key(text: str) -> str:
    """Return a text as a key: letters and figures alone, of a length that every database takes."""
    folded = fold(text)
    plain = folded if folded.isalnum() else "".join(filter(str.isalnum, folded))
    return plain[:LONGEST_KEY] or text  # a mark that stands alone


def as_root(stem: str) -> str:
    """Return the key of a family, where å, ä and ö are letters of their own: vård is no värd."""
    return as_key(stem.translate(OWN_LETTERS)) + ROOT


def tokens(text: str) -> list[Token]:
    """Return the words of a text in small letters, cut where they are too long, and their places.

    A word longer than `LONGEST_WORD` is as long in the text as its places say.
    """
    return [
        Token(m.group()[:LONGEST_WORD].casefold()[:LONGEST_WORD], *m.span())
        for m in WORD.finditer(text)
    ]


def composed(text: str) -> str:
    """Return the text with one form of å, which may be written as a and a ring above."""
    return "".join(unicodedata.normalize("NFC", piece) for piece in PIECE.findall(text))


def clean(text: str) -> str:
    """Return the text as words are read from it: one form of å, whole numbers, short addresses."""
    text = composed(text).replace("\u00ad", "").replace("\u200b", "")
    text = THOUSANDS.sub(lambda m: re.sub(r"\D", "", m.group()), text)
    return ADDRESS.sub(r"\1 ", text)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, stop words included."""
    return [token.word for token in tokens(clean(text))]


class ReadWord(NamedTuple):
    """A word as it stands in a text: in small letters, and by which keys some of it may be found.

    `pieces` are the word and its parts as they are written, folded, each after a `START`.
    """

    word: str
    exact: str
    keys: tuple[str, ...]
    pieces: str


@lru_cache(maxsize=10_000)
def read_word(written: str) -> ReadWord:
    """Return what is known of a word of a text, of which no more than `LONGEST_WORD` is given."""
    word = written.casefold()[:LONGEST_WORD]
    pieces = dict.fromkeys(_with_written_parts(word))
    found = dict.fromkeys(key for piece in pieces for key in keys(piece)[:2])
    return ReadWord(word, keys(word).exact, tuple(found), START.join(["", *map(fold, pieces)]))


def _with_written_parts(word):
    """Yield a word, the parts that it is written of, and theirs."""
    yield word
    for piece in written_parts(word):
        yield from _with_written_parts(piece)


def written_parts(word: str) -> tuple[str, ...]:
    """Return the parts of a compound as they are written in it, or nothing.

    Each is shorter than the word, which may be one of its own parts (fre, dag).
    """
    *fronts, _head = parts(lemma(word) or word) or [""]
    front = "".join(fronts)
    if not front or len(front) >= len(word) or not word.startswith(front):
        return ()
    return (*fronts, word[len(front) :])


def unhyphenated(text: str) -> list[str]:
    """Return the words of a text that have a hyphen without it: epost, pitkäkangas."""
    joined = [re.sub("[-‑]", "", word).casefold() for word in HYPHENATED.findall(clean(text))]
    return [word for word in joined if max(len(word), len(fold(word))) <= LONGEST_WORD]


@lru_cache(maxsize=10_000)
def keys(word: str) -> Keys:
    """Return the keys of a word in small letters, of which no more than `LONGEST_WORD` count."""
    word = word[:LONGEST_WORD]
    if word.isdigit():
        return Keys(as_key(word), as_key(word))
    base = lemma(word)
    if base is None and word.endswith("s") and len(word) > 3:
        base = lemma(word[:-1])
    split = parts(base or word)
    heads = [lemma(head) or head for head in split[-1:]]
    if base:
        exact, root = base, family(base)
    elif split:
        # An unknown compound is bent like its head: lärandeluncherna, lärandelunch.
        front = word.removesuffix(split[-1])
        exact, root = front + heads[0], front + family(heads[0])
    else:
        exact = root = stem(word)
    return Keys(as_key(exact), as_root(root), (*map(_first_base, split[:-1]), *heads))


def written_key(word: str) -> str:
    """Return the key of a word as it is written, or nothing where it says no more than another.

    Only the order of the hits needs it: who types an English word or a plural finds that first,
    and then the Swedish word that it looks like, or the singular.  But seminarierna are no other
    thing than seminarier.
    """
    plain = as_key(word)
    if plain == keys(word).exact or word.isdigit() or _is_definite(word):
        return ""
    return plain + WRITTEN


def _is_definite(word):
    """Tell whether a word is a Swedish noun with its article: föreningen; not möten, of möte."""
    return bool(DEFINITE.search(word)) and is_swedish(word) and word != f"{lemma(word)}n"


def is_swedish(word: str) -> bool:
    """Tell whether a word is in the dictionary, or made of words that are."""
    return lemma(word) is not None or bool(keys(word).parts)


def exact_keys(several: Iterable[str]) -> tuple[str, ...]:
    """Return the exact keys of words, as they stand side by side in the index."""
    return tuple(keys(word).exact for word in several)


def roots(several: Iterable[str]) -> list[str]:
    """Return the root keys of words, each once."""
    return list(dict.fromkeys(keys(word).root for word in several))


@lru_cache(maxsize=2_000)
def parts(word: str) -> tuple[str, ...]:
    """Return the parts of a compound as they are written in it, or nothing.

    A word of the dictionary is taken apart only into two of its words; another one also into
    three or more (medborgar|budget|process).
    """
    if not 6 <= len(word) <= LONGEST_WORD or not word.isalpha():
        return ()
    known = lemma(word) is not None
    if known and word in WHOLE:
        return ()
    shortest = 6 if known and word.endswith(SUFFIXES) else 4
    best, best_cost = (), 99
    for place in range(len(word) - 2, 1, -1):
        front, head = word[:place], word[place:]
        if not is_last_part(head, known, shortest) or (place == 2 and (known or best)):
            continue
        cost = _front_cost(front)
        if place == 2:
            cost = 2 if front in SHORT_FRONTS else None
        if cost is not None and lemma(head) != head:
            cost += 0.5  # kassörs|kurs, rather than showers (skurs) of a cashier
        if cost is not None and cost <= best_cost and not (known and cost):
            best, best_cost = (front, head), cost
        elif not known and len(front) > 6 and best_cost > 4 and (more := parts(front)):
            best, best_cost = (*more, head), 4
        elif not known and len(front) > 3 and best_cost > 5 and lemma(head) in HEADS_OF_NAMES:
            best, best_cost = (front, head), 5
    return best


def is_first_part(front: str) -> bool:
    """Tell whether a compound may well begin so."""
    return _front_cost(front) == 0


def is_last_part(head: str, known: bool = False, shortest: int = 4) -> bool:
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
    if len(base) > len(front) + 2 and front not in FIRST_PARTS:
        return None  # the abbreviation of a word begins no other: fre is fredag
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
    if front.endswith("s") and lemma(front) != front and lemma(front[:-1]) == front[:-1]:
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
    return _related(word[:LONGEST_WORD], frozenset())


def _related(word, above):
    """Return the related keys of a word that is a part of those `above`."""
    own = keys(word)
    within = list(own.parts)
    for front, head in pairwise(own.parts):  # in bordtennisklubb also bordtennis
        if (inner := keys(head).parts) and lemma(front + inner[0]) == front + inner[0]:
            within.append(front + inner[0])
    if word.startswith("o") and len(word) > 6 and lemma(word) and lemma(word[1:]):
        within.append(word[1:])  # ojämlik is about jämlik
    if word.endswith("skap") and (base := _first_base(word[:-4])) != word[:-4]:
        within.append(base)  # ledarskap is about ledare
    above |= {word}  # no word leads back to itself
    more = [key for part in within if part not in above for key in _related(part, above)]
    found = [*exact_keys(within), own.root, *more]
    found.sort(key=lambda key: key.endswith(ROOT))
    return tuple(dict.fromkeys(key for key in found if key != own.exact))


def joins(first: str, second: str) -> list[str]:
    """Return the compounds that two words may be written as: lärande lunch, lärandelunch."""
    if not (first.isalpha() and second.isalpha()):
        return []
    fronts = [first, first + "s"]
    if first[-1] in "ae" and len(first) > 3:
        fronts.append(first[:-1])
    return [front + second for front in fronts]


def apart(word: str) -> list[tuple[str, str]]:
    """Return the two words that one unknown to the language may be written as: repaircafé."""
    if lemma(word) or parts(word) or not word.isalpha() or len(word) > LONGEST_APART:
        return []
    return [(word[:place], word[place:]) for place in range(3, len(word) - 2)]


def particle_verbs(several: list[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Return where a verb has a particle after it, and the words that the two are as one.

    Between them there may be one small word: vi delar inte ut något.
    """
    found = []
    for place, particle in enumerate(several):
        if particle not in PARTICLES:
            continue
        verb = place - 1
        if verb > 0 and several[verb] in STOP_WORDS and several[verb] not in PARTICLES:
            verb -= 1
        if verb < 0 or several[verb] in STOP_WORDS:
            continue
        if joined := compounds(several[verb], particle):
            found.append((verb, joined))
    return found


def content_words(text: str) -> list[str]:
    """Return the words of what somebody typed, perhaps without å, ä and ö, but no stop words."""
    stops = STOP_WORDS | PLAIN_STOP_WORDS if text.isascii() else STOP_WORDS
    return [word for word in words(text) if word not in stops]


def index_text(text: str, with_stop_words: bool = False, room: int = ROOM) -> str:
    """Return the keys of a text: first the exact ones in order, then the related ones.

    Words with a hyphen are also found as one.  Stop words are kept, last, where the text may
    consist of nothing else (a title).  The keys take no more than `room` bytes of a PostgreSQL
    vector, which takes a million in all: what is further on in a longer text is not found.
    """
    found = words(text)
    exact, later, seen = [], [], set()
    joined = {place: roots(several) for place, several in particle_verbs(found)}
    pairs = chain(
        (
            (keys(word).exact, (written_key(word), *related(word), *joined.get(place, ())))
            for place, word in enumerate(found)
            if word not in STOP_WORDS
        ),
        (("", keys(word)[:2]) for word in unhyphenated(text)),
    )
    for first, others in pairs:
        for key in filter(None, (first, *others)):
            # The place takes two bytes; a key met for the first time is itself written too.
            room -= 2 if key in seen else len(key.encode()) + 6
            seen.add(key)
        if room < 0:
            break
        exact.append(first)
        later += others
    stops = [fold(word) + STOP for word in found if word in STOP_WORDS] if with_stop_words else []
    return " ".join(filter(None, [*exact, *later, *stops]))
