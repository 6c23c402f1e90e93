"""Other words for the same thing: what the register of synonyms finds, and how it is ranked."""

import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from malmoandan.content.files import SYNONYMS, read_synonyms
from search.language import synonyms
from search.language.analyser import keys
from search.language.query import parse
from search.language.synonyms import MOST_ASKED, phrases, thesaurus
from search.language.tree import WithSynonyms
from search.models import Synonym
from search.page.results import Results
from tests.pages import SmallSite
from tests.test_search_relevance import titles_for

pytestmark = pytest.mark.django_db
TOPICS = "# Ämnen"  # the heading below which a word may stand again


@pytest.fixture
def site():
    site = SmallSite()
    Synonym.objects.create(words="pengar, bidrag")
    Synonym.objects.create(words="civilsamhälle, idéburen sektor")
    Synonym.objects.create(words="fika", also="mat, smörgås")
    return site


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Bidrag till kultur", "pengar"),
        ("Pengar till kultur", "bidragen"),
        ("Bidrag till kultur", "pengarna till kulturen"),
        ("Kulturen har bidrag", "pengar kultur"),
        ("Idéburna sektorn växer", "civilsamhället växer"),
        ("Civilsamhället växer", "växer den idéburna sektorn"),
        ("Smörgåsar till alla", "fika"),
        ("Föreningsbidrag", "föreningspengar"),
        ("Bidrag att söka för föreningar", "söka föreningspengar"),
    ],
)
def test_a_word_finds_the_others_of_its_row(site, title, query):
    site.add_article(title)
    assert titles_for(query) == [title]


def test_a_word_of_the_register_is_not_put_right(site):
    Synonym.objects.create(words="loppis, loppmarknad")
    site.add_article("Loppor")
    assert Results("loppis").searched == "loppis"
    assert titles_for("loppis") == []


def test_what_a_word_also_finds_does_not_find_it(site):
    site.add_article("Fika i parken")
    assert titles_for("smörgås") == []


def test_a_compound_and_the_phrase_it_is_made_of_find_the_same(site):
    Synonym.objects.create(words="reparera cykel, mekstuga")
    Synonym.objects.create(words="lokalbokning, hyressystem")
    site.add_article("Mekstugan")
    site.add_article("Vårt hyressystem")
    assert titles_for("cykelreparation") == ["Mekstugan"]
    assert titles_for("boka lokal") == ["Vårt hyressystem"]


def test_a_phrase_of_which_stop_words_leave_one_word_counts_as_it_is_said(site):
    Synonym.objects.create(words="skriva under, namnteckning")
    site.add_article("Namnteckningar")
    site.add_article("Att skriva")
    assert "Namnteckningar" in titles_for("vem har skrivit under")
    assert titles_for("skriva") == ["Att skriva"]
    assert titles_for("namnteckning") == ["Namnteckningar"]


def test_a_phrase_that_nobody_said_leads_no_further(site):
    """Where the site has neither a word nor its others, theirs are looked for."""
    Synonym.objects.create(words="sal", also="plats")
    Synonym.objects.create(words="få plats", also="utanförskap")
    Synonym.objects.create(words="plats", also="lokal")
    site.add_article("Utanförskap")
    assert titles_for("sal") == []
    site.add_article("Lokaler")
    assert titles_for("sal") == ["Lokaler"]


def test_a_word_of_several_rows_finds_those_of_all(site):
    Synonym.objects.create(words="pengar, anslag")
    site.add_article("Bidrag")
    site.add_article("Anslag")
    assert set(titles_for("pengar")) == {"Bidrag", "Anslag"}
    assert titles_for("anslag") == ["Anslag"]


def test_a_short_word_is_not_taken_for_another_of_the_same_root(site):
    Synonym.objects.create(words="lag, bestämmelse")
    site.add_article("Bestämmelser")
    assert titles_for("lagarna") == ["Bestämmelser"]
    assert titles_for("lagar mat") == []


def test_a_phrase_of_the_register_is_known_in_another_order(site):
    Synonym.objects.create(words="hyra lokal", also="samlingssal")
    Synonym.objects.create(words="lokalhyra", also="taxa")
    site.add_article("Samlingssalen")
    site.add_article("Taxan")
    assert titles_for("lokaler att hyra") == titles_for("hyra lokal") == ["Samlingssalen"]


def test_other_words_are_of_the_word_as_it_is_spelled(site):
    Synonym.objects.create(words="ko", also="gård")
    Synonym.objects.create(words="lån", also="skuld")
    Synonym.objects.create(words="lan", also="datorspel")
    for title in ("Gård", "Skuld", "Datorspel"):
        site.add_article(title)
    assert titles_for("kö") == []
    assert titles_for("kor") == ["Gård"]
    assert titles_for("lånet") == ["Skuld"]
    assert set(titles_for("lan")) == {"Skuld", "Datorspel"}


def test_a_rare_other_word_takes_nothing_from_the_nearer_ones(site):
    register = Synonym.objects.create(words="mat, lunch")
    for number in range(20):
        site.add_article(f"Nyhet {number}", introduction="Mat." if number < 9 else "")
    for number in range(9):
        site.add_article(f"Lunch {number}")
    site.add_article("Kaviar")

    def weight():
        (_typed, weight), *_more = parse("mat").weights()
        return round(weight, 3)

    before = weight()
    register.words = "mat, lunch, kaviar"
    register.save()
    assert weight() == before


@pytest.mark.parametrize(("typed", "other"), [("pengar", "bidrag"), ("bidrag", "pengar")])
def test_a_hit_of_the_typed_word_comes_before_one_of_its_synonym(site, typed, other):
    """Whichever of the two is rare."""
    for number in range(12):
        site.add_article(f"Nyhet {number}", introduction="Pengar." if number < 5 else "")
    site.add_article(other, introduction=f"{other} och åter {other}.")
    site.add_article(typed, introduction="Vi skriver om det mesta som händer i staden.")
    found = titles_for(typed)
    assert found[0] == typed
    assert other in found


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("pengarna", "Om <mark>bidragen</mark> till en <mark>idéburen sektor</mark>, och mat."),
        ("fika", "Om bidragen till en idéburen sektor, och <mark>mat</mark>."),
    ],
)
def test_what_was_found_by_a_synonym_is_quoted_and_marked(site, query, marked):
    Synonym.objects.create(words="pengar, idéburen sektor")
    site.add_article("Nyhet", introduction="Om bidragen till en idéburen sektor, och mat.")
    assert [hit.excerpt for hit in Results(query).hits] == [marked]


def test_a_word_that_is_not_in_the_register_has_the_synonyms_of_its_family(site):
    Synonym.objects.create(words="finansiering, anslag")
    Synonym.objects.create(words="bestämmelse, regel")
    Synonym.objects.create(words="bestämma, avgöra")
    site.add_article("Anslag")
    site.add_article("Regler")
    assert titles_for("vem finansierar") == ["Anslag"]
    assert titles_for("bestämmelserna") == ["Regler"]


def test_another_word_of_the_query_is_no_synonym_in_it(site):
    Synonym.objects.create(words="meröppet", also="bibliotek")
    site.add_article("Bibliotek", introduction="Bibliotek och åter bibliotek.")
    site.add_article("Meröppet", introduction="Vårt bibliotek.")
    assert [hit.card.title for hit in Results("meröppet bibliotek").hits] == ["Meröppet"]


def test_only_synonyms_that_the_site_has_are_asked_for(site):
    def synonyms(query):
        return [
            len(node.nodes) - 1 for node in parse(query).groups if isinstance(node, WithSynonyms)
        ]

    assert synonyms("pengar") == []
    site.add_article("Bidrag")
    assert synonyms("pengar") == [1]
    Synonym.objects.create(
        words=", ".join(["pengar", *(f"ord{letter}" for letter in "abcdefghijklmnop")])
    )
    site.add_article(" ".join(f"ord{letter}" for letter in "abcdefghijklmnop"))
    assert synonyms("pengar pengar") == [12, 12]


def test_the_register_that_a_site_begins_with_has_words_that_can_be_found():
    rows = read_synonyms(settings.BASE_DIR / "content")
    assert len(rows) > 100
    listed = [one.strip() for row in rows.items() for text in row for one in text.split(",")]
    assert [one for one in listed if one and not phrases(one)] == []


def test_no_word_begins_two_rows_of_the_register_but_one_of_synonyms_and_one_of_a_topic():
    """Of two rows with the same key YAML keeps the last only."""
    text = (settings.BASE_DIR / "content" / SYNONYMS).read_text()
    lines = [line for line in text.splitlines() if line == TOPICS or line[:1] not in ("", "#")]
    keys_of = [line.partition(":")[0] for line in lines]
    topics = keys_of.index(TOPICS)
    for rows in (keys_of[:topics], keys_of[topics + 1 :]):
        begun = Counter(words for key in rows for words in key.split(", "))
        assert [words for words, times in begun.items() if times > 1] == []
    assert len(read_synonyms(settings.BASE_DIR / "content")) == len(keys_of) - 1


@pytest.mark.one_database
@pytest.mark.parametrize("words", [",", "pengar", "pengar, ", " , "])
def test_a_synonym_of_nothing_is_refused(words):
    with pytest.raises(ValidationError):
        Synonym(words=words).full_clean()
    with pytest.raises(ValidationError):
        Synonym(words=words, also=" , ").full_clean()


def test_a_single_word_may_find_others_one_way():
    Synonym(words="fika", also="mat").full_clean()
    assert str(Synonym(words="fika", also="mat")) == "fika → mat"


@pytest.mark.one_database
def test_a_register_of_long_rows_takes_no_room_for_each_two_of_its_words():
    rows = tuple((",".join(f"x{row}y{word}" for word in range(60)), "") for row in range(100))
    thesaurus(rows)  # now the analyser remembers all words, as many as it ever does
    synonyms._thesaurus.cache_clear()
    tracemalloc.start()
    register = synonyms.Thesaurus(synonyms._pairs(rows))
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken < 2_000_000  # 0.8 MB with one list a row; one a word would take 3.9
    assert len(register.at(["x7y1"])[1]) == MOST_ASKED


@pytest.mark.one_database
def test_of_a_word_that_thousands_of_rows_have_so_many_others_are_asked_for():
    register = thesaurus(tuple((f"bidrag, peng{row}x, slant{row}y", "") for row in range(2000)))
    assert len(register.others_of(["bidrag", "kultur"])) == MOST_ASKED


@pytest.mark.one_database
def test_the_register_is_made_once_however_many_ask_for_it_at_once():
    rows = tuple((f"mangold{number}, beta{number}, spenat{number}", "") for number in range(300))
    before = synonyms._thesaurus.cache_info().misses
    with ThreadPoolExecutor(4) as visitors:
        made = list(visitors.map(thesaurus, [rows] * 4))
    assert made[0].at(["mangold7"]) == (1, (("beta7",), ("spenat7",)))
    assert made.count(made[0]) == 4
    assert synonyms._thesaurus.cache_info().misses == before + 1


def without_analysis(rows):
    """Return the register of another process, which has read nothing of it yet."""
    synonyms._thesaurus.cache_clear()
    keys.cache_clear()
    register = thesaurus(rows)
    assert keys.cache_info().misses == 0
    return register


@pytest.mark.one_database
def test_a_process_takes_over_the_register_that_another_has_made():
    rows, changed = (("mangold, spenat", ""),), (("mangold, spenat, grönkål", ""),)
    thesaurus(rows)
    thesaurus(changed)  # as what a change does is shown before it is saved
    assert without_analysis(rows).at(["mangold"]) == (1, (("spenat",),))
    assert without_analysis(changed).at(["mangold"]) == (1, (("spenat",), ("grönkål",)))
    assert without_analysis(changed).nearest("grönkol") == "grönkål"


@pytest.mark.one_database
@pytest.mark.parametrize("entry", ["x", 5, [], {"x": 1}])
def test_what_is_no_register_in_the_cache_is_replaced(entry):
    rows = (("mangold, spenat", ""),)
    cache.set(synonyms.SHARED, entry, timeout=None)
    synonyms._thesaurus.cache_clear()
    assert thesaurus(rows).at(["spenat"]) == (1, (("mangold",),))
    assert without_analysis(rows).at(["spenat"]) == (1, (("mangold",),))


@pytest.mark.one_database
def test_a_register_of_other_code_is_made_anew(monkeypatch):
    rows = (("mangold, spenat", ""),)
    thesaurus(rows)
    monkeypatch.setattr(synonyms, "_code", lambda: "another version")
    synonyms._thesaurus.cache_clear()
    keys.cache_clear()
    assert thesaurus(rows).at(["spenat"]) == (1, (("mangold",),))
    assert keys.cache_info().misses > 0


def test_a_phrase_of_the_register_is_found_by_one_of_its_words_unless_all_pages_have_it():
    site = SmallSite()
    Synonym.objects.create(words="volontärer sökes, lediga uppdrag", also="volontär")
    Synonym.objects.create(words="föreningarnas dag, föreningsmässa", also="förening")
    site.add_text_page("Bli volontär", introduction="Här finns uppdragen.")
    site.add_text_page("Föreningarnas dag")
    for number in range(4):
        site.add_text_page(f"Nyhet {number}", introduction="En förening berättar.")
    assert Results("volontärer sökes").hits[0].card.title == "Bli volontär"
    day = Results("föreningarnas dag")
    assert (day.total, day.hits[0].card.title) == (1, "Föreningarnas dag")
