"""What the lexicon knows of a word: its dictionary form, and the family that it belongs to."""

import re
import sys
import threading
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec
from itertools import product

from simplemma.strategies import StreamDictionaryFactory
from simplemma.strategies.dictionaries import stream_dictionary_factory

from .word_lists import (
    DICTIONARY_FORMS,
    MOSTLY_VERBS,
    NO_NOUNS,
    NOT_OF_THE_NOUN,
    NOT_OF_THE_VERB,
    OWN_FAMILIES,
)

# The package would read its stemmers of thirty languages, 5 MB of each worker.
sys.modules.setdefault("snowballstemmer", module_from_spec(find_spec("snowballstemmer")))
from snowballstemmer.swedish_stemmer import SwedishStemmer  # noqa: E402

# Words between two that it keeps to begin from: twice as many as it has by itself are 4 MB less.
stream_dictionary_factory._BLOCK_SIZE = 64

VOWELS = "aeiouyåäö"
# A word in -el, -er or -en that may have other forms without that e: nyckel, fönster, vatten.
VOWEL_DROPPED = re.compile(f"[^{VOWELS}]e[lrn]$")
# How nouns end, with the ending of the verb that they come from and the letters before it.
NOUN_ENDINGS = (
    ("ning", "a", 3),
    ("ing", "a", 3),
    ("ation", "era", 3),
    ("ande", "a", 2),
    ("else", "a", 3),
    ("ende", "", 2),
    ("nad", "a", 3),
    ("re", "", 3),
    ("n", "", 4),
)

# Letters, and which they may be where somebody types without å, ä and ö.
DOTTED = {"a": "aåä", "o": "oö"}
MOST_DOTTED = 4  # of them in a word, which may then be 81 words
SHORTEST_OF_QUALITY = 5  # letters of what an adjective in -ig is a family with

_reading = threading.Lock()
_of_thread = threading.local()


@cache
def _read_lexicon():
    return StreamDictionaryFactory().get_dictionary("sv")


def lexicon():
    """Return form → dictionary form; loaded at the first use (0.5 s, 8 MB)."""
    with _reading:  # by one thread, while others wait
        return _read_lexicon()


def stem(word: str) -> str:
    """Return a word without its ending; each thread has a stemmer, which works in itself."""
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = SwedishStemmer()
    return _of_thread.stemmer.stemWord(word)


@lru_cache(maxsize=2_000)
def lemma(word: str) -> str | None:
    """Return the dictionary form of a known word, else None."""
    if word in DICTIONARY_FORMS:
        return DICTIONARY_FORMS[word]
    base = lexicon().get(word)
    if base and "+" in base:
        verb, particle = base.split("+", 1)  # as in ställa+in
        base = particle + verb
    if base and base.endswith("r") and lexicon().get(base) in (base[:-1], base[:-2]):
        base = lexicon()[base]  # stadgarnas is of stadgar, and that of stadga
    if base and word == base + "r" and (noun := _rather_noun(word)):
        return noun
    if base == word + "e" and word.endswith("ar") and lexicon().get(word[:-1]) == word[:-1]:
        return word[:-1]  # tolkar is what tolkare do
    if base and base.endswith("en") and (noun := _noun_of_participle(word, base[:-2])):
        return noun
    # The lexicon takes pris, plan and träff for what one tells somebody to do.
    return word if base == word + "a" or _is_own_base(word, base) else base


def _is_own_base(word, base):
    """Tell whether the lexicon knows a word as a form of another, but its own forms as well.

    It takes kurs for one of kur and uppdrag for one of uppdra, yet has kursen and uppdraget.
    """
    if base in (None, word) or word == base + "r" or word.endswith(("en", "an", "nde")):
        return False
    if word.endswith("a"):
        return base.endswith("a") and lexicon().get(word + "r") == word  # handla, of handlägga
    if word.endswith("e") and not word.endswith("are") and word not in NO_NOUNS:
        return lexicon().get(word + "n") == word  # granne, of grann; kasse, of kassa
    if not word.startswith(base.rstrip(VOWELS)):
        return False  # såg is rather what somebody saw
    forms = [word + "en", word + "et"]
    if word.endswith(("l", "r")):
        forms.append(word + "n")  # dator, växel
    if VOWEL_DROPPED.search(word):
        forms.append(word[:-2] + word[-1] + "en")
    return word in map(lexicon().get, forms)


def _rather_noun(word):
    """Return the noun of which a word in -ar is several rather than what one does, or nothing."""
    if not word.endswith("ar") or word in MOSTLY_VERBS:
        return ""
    noun, several = word[:-2], lexicon().get(word + "na", "")
    if lexicon().get(noun + "en") == noun and several in (noun, word):
        return noun  # bussar
    if VOWEL_DROPPED.search(several) and several[:-2] + several[-1] == noun:
        return several  # cyklar
    return ""


def _noun_of_participle(word, noun):
    """Return the noun that a word is a form of rather than of a participle, or nothing.

    The lexicon takes beslutet for what is besluten, but has what somebody decides: beslut.
    """
    # Asked first, so that the noun is shorter than the word, and none leads back to itself.
    if word not in (noun + ending for ending in ("en", "ens", "et", "ets")):
        return ""
    return noun if lemma(noun) == noun != lexicon().get(noun + "t") else ""  # visst is viss


def _is_verb(word):
    """Tell whether a word is what one may do: handla, bo."""
    return word in (lemma(word), lemma(word + "r"))


def is_action(word: str) -> bool:
    """Tell whether a word is a form of a verb in -a, and of no noun: söka, bokas; not resa."""
    base = lemma(word) or ""
    if not base.endswith("a") or lexicon().get(base[:-1] + "or") == base:
        return False
    return any(lexicon().get(form) == base for form in (base + "r", base[:-1] + "er"))


def family(base: str) -> str:
    """Return the stem that a word shares with its family: föreläsa, föreläsare, föreläsning."""
    if base.endswith("het") and len(base) > 6 and (quality := _quality_of(base[:-3])):
        return family(quality)  # säkerhet; of -barhet the stemmer would take -bar for a plural
    if base in OWN_FAMILIES or (base.endswith(("s", "et")) and not base.endswith("as")):
        return base  # kurs is no form of kur, nor planet of plan; but hoppas is one of hoppa
    short = stem(_verb_of(base) or _without_vowel(base))
    # What is billig has to do with no bil, nor tidig with tid; personlig has with a person.
    return base if base.endswith("ig") and len(short) < SHORTEST_OF_QUALITY else short


def _quality_of(front):
    """Return the word that stands before -het, or nothing: jämställd of jämställdhet."""
    base = lemma(front) or ""
    return base if base.startswith(front) or front.endswith("d") else ""


def is_derived(word: str) -> bool:
    """Tell whether a word is made of a verb that the lexicon has, as sotning is of sota.

    Where it has a noun in -ing of that verb, another is a misspelling: utbilding.
    """
    said_otherwise = word.endswith("ing") and any(one.endswith("ing") for one in relatives(word))
    return bool(_verb_of(word)) and not said_otherwise


def _verb_of(noun):
    """Return the verb that a noun comes from, or nothing."""
    for ending, verb_ending, shortest in NOUN_ENDINGS:
        front = noun.removesuffix(ending)
        if front == noun or len(front) < shortest:
            continue
        if verb := _infinitive(front + verb_ending):
            return verb
    return ""


@lru_cache(maxsize=2_000)
def relatives(word: str) -> tuple[str, ...]:
    """Return the verb, the nouns and the adjective of a word's family: ensam, ensamhet."""
    base = lemma(word) or word
    verb = base if _is_verb(base) else _verb_of(base)
    found = [verb, base.removesuffix("het"), base + "het"]
    if verb.endswith("a"):
        found += [verb[:-1] + ending for ending in ("ning", "ing", "ande", "are", "ation", "else")]
        found.append(verb.removesuffix("era") + "ation")
    return tuple(one for one in dict.fromkeys(found) if one != base and lemma(one) == one)


@lru_cache(maxsize=2_000)
def with_dots(word: str) -> tuple[str, ...]:
    """Return the words that one typed without å, ä and ö may be: laxor, läxor."""
    if sum(map(word.count, DOTTED)) > MOST_DOTTED:
        return ()
    ways = map("".join, product(*(DOTTED.get(letter, letter) for letter in word)))
    return tuple(way for way in ways if way != word and lexicon().get(way))


def _infinitive(verb):
    """Return a verb as it is said today, or nothing if it is none: delta for deltaga."""
    if verb.endswith("taga") and len(verb) > 5 and _is_verb(verb[:-2]):
        return verb[:-2]
    known = verb[-1] in VOWELS and verb not in NOT_OF_THE_NOUN and _is_verb(verb)
    return verb if known else ""


def _without_vowel(base):
    """Return a word in -el, -er or -en as its other forms and its verb have it: nyckl, handla."""
    if not VOWEL_DROPPED.search(base) or base in NOT_OF_THE_VERB:
        return base
    short = base[:-2] + base[-1]
    verb = short + "a"
    known = [lemma(short + ending) for ending in ("a", "ar", "et")]
    return verb if base in known or verb in known else base


@lru_cache(maxsize=10_000)
def compounds(word: str, particle: str) -> tuple[str, ...]:
    """Return the verb and the nouns that a verb and its particle are as one: utdela, utdelning."""
    base = lemma(word)
    if base is None or len(word) < 2:
        return ()
    # Of delade and ställdes the lexicon has what is delad and ställd.
    verbs = dict.fromkeys((base, base[:-1], base[:-1] + "a"))
    fronts = {"ned": ("ned",), "ner": ("ned", "ner")}.get(particle, (particle,))
    found = []
    for verb in verbs:
        if not _is_verb(verb):
            continue
        short = verb.replace("å", "a") + "g" if len(verb) <= 3 else verb.removesuffix("a")
        forms = [verb, *(short + ending for ending in ("ning", "ing", "nad", "an", "ande"))]
        found += [front + form for front in fronts for form in forms]
    return tuple(one for one in dict.fromkeys(found) if lemma(one) == one)
