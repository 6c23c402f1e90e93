"""No word, known or not, leads the analyser astray, and no thread spoils the words of another."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from random import Random

import pytest

from search.index.entries import count_entry
from search.index.texts import Texts, index_columns
from search.language import analyser
from search.language.analyser import LONGEST_KEY, index_text, keys, parts, related, words
from search.language.lexicon import lexicon
from search.language.typed import MOST_WORDS, typed_words
from search.models import SearchEntry
from search.page.highlight import Highlighter

pytestmark = pytest.mark.one_database

# Days, months and holidays, with compounds of them.
CALENDAR = """
    måndag tisdag onsdag torsdag fredag lördag söndag fredagen lördagar söndagskväll fredagsmys
    lördagsgodis måndagsmöte lördagsöppet fredagseftermiddag fre lör
    januari februari mars april maj juni juli augusti september oktober november december
    aprilväder majblomma augustikväll novembermörker decembermys julimorgon
    nyårsdagen nyårsafton trettondagen trettondedag långfredag långfredagen skärtorsdag påskafton
    påskdagen påsklördag annandag valborgsmässoafton himmelsfärdsdag pingstdagen pingstafton
    nationaldagen midsommarafton midsommardagen helgonen julafton juldagen annandagen lucia
    julmarknad påskfirande midsommarfest
"""
LONG = 60_000  # letters


def highlighter(query):
    return Highlighter(typed_words(query))


def once(word):
    """Return what is kept of a word, having looked at it in every way."""
    text = f"Träff på {word} i Malmö."
    assert index_text(text)
    assert highlighter(word).excerpt(text)
    return keys(word), related(word), parts(word), highlighter(word).spans(word)


def test_days_months_and_holidays_are_indexed_and_marked_and_no_part_of_themselves():
    for word in CALENDAR.split():
        own, others, _parts, spans = once(word)
        assert own.root in index_text(f"Träff på {word}.").split()
        assert own.exact not in others, word
        assert word not in own.parts
        assert spans, word
        written = word.capitalize()
        assert f"<mark>{written}</mark>" in highlighter(word).mark(f"{written}!")
    assert keys("fredag").parts == keys("lördag").parts == keys("fre").parts == ()
    assert keys("långfredag").parts == ("lång", "fredag")


def test_no_form_of_the_lexicon_leads_back_to_itself():
    # Every 600th, and all that begin as a day whose abbreviation is a word; `make prove` has all.
    forms = [form.casefold() for form in lexicon()]
    for form in {*islice(forms, 0, None, 600), *(f for f in forms if f[:3] in ("fre", "lör"))}:
        assert form not in keys(form).parts
        related(form)
        highlighter(form).spans(form)


def hostile_words():
    """Return words that nobody writes: long, repeated, in scripts whose letters come apart."""
    random = Random(10)
    letters = "abcdefghijklmnopqrstuvwxyzåäöé"
    for length in (1, 2, 39, 40, 41, 3000, 100_000):
        yield from ("a" * length, "dag" * length, "fredag" * length, "9" * length, "ﷺ" * length)
        yield "".join(random.choices(letters, k=length))
        yield "".join(random.choices("你好世界ありがとう안녕مرحباשלוםไทยहिन्दी🎉½ⅻ", k=length))


def test_a_word_that_the_lexicon_takes_for_its_own_participle_leads_back_to_itself_no_more():
    assert once("folkilsk")
    assert once("folkilskna")


def test_no_word_is_too_long_or_too_strange():
    for word in hostile_words():
        once(word)
        for found in words(word):
            for key in (*keys(found)[:2], *related(found)):
                assert key.isalnum()
                assert len(key) <= LONGEST_KEY + 1


TEXTS = {
    "one word": "a" * LONG,
    "one compound": "dag" * (LONG // 3),
    "hyphens": "a-" * (LONG // 2),
    "words with hyphens": "e-post " * (LONG // 7),
    "marks in a row": "a" + "\u0301\u0316" * (LONG // 2),
    "numbers": "1 000 " * (LONG // 6),
    "addresses": "https://" * (LONG // 8),
    "lines": "a\n" * (LONG // 2),
    "emoji": "👩‍👩‍👧‍👦" * (LONG // 7),
    "what no database takes": "Fredag\x00 \ud800 " * (LONG // 10),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_as_long_as_an_editor_can_save_is_read_in_time_that_grows_with_it_alone(name):
    # With the square of it, each would take minutes.
    texts = Texts(title=[TEXTS[name][:255]], body=[TEXTS[name]])
    assert len(index_columns(texts)["body"]) < 5 * LONG
    words, found = Counter(), Counter()
    entry = SearchEntry(title=texts.title[0], text=texts.running, counted=True)
    count_entry(entry, words, found, 1)
    assert max(map(len, found)) <= LONGEST_KEY + 1
    highlighter("fredag").spans(TEXTS[name])
    assert len(highlighter("fredag").excerpt(texts.running)) < 10_000


def test_a_long_text_takes_no_more_room_than_a_vector_has():
    random = Random(10)
    text = " ".join(f"{random.getrandbits(64):x}" for _ in range(30_000))
    found = index_text(text).split()
    places = Counter(found)
    size = sum(len(key.encode()) + 4 + 2 * min(times, 256) for key, times in places.items())
    assert 600_000 < size < 900_000
    assert found[0] == keys(text.split()[0]).exact


def test_many_threads_find_the_keys_that_one_finds():
    random = Random(10)
    letters = "abdeghiklmnoprstuvyåäö"
    nonsense = ["".join(random.choices(letters, k=9)) + "arna" for _ in range(300)]
    everything = [*nonsense, *CALENDAR.split(), *islice(lexicon(), 0, None, 8000)]

    def forget():
        for function in (analyser.lemma, keys, parts, related):
            function.cache_clear()

    def all_keys(number):
        order = everything[:]
        Random(number).shuffle(order)
        return {word: (keys(word), related(word), highlighter(word).spans(word)) for word in order}

    forget()
    expected = all_keys(0)
    forget()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            for found in threads.map(all_keys, range(4)):
                assert found == expected
    finally:
        sys.setswitchinterval(usual)


def test_no_more_words_are_read_in_quotation_marks_than_without():
    assert len(typed_words('"ett två tre fyra" ' * 9).all) == MOST_WORDS
    assert len(typed_words("".join(f'"x{number}"' for number in range(60))).all) == MOST_WORDS
