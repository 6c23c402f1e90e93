"""The order of the hits: what goes first, and when pages with some of the words are no answer."""

import pytest
from django.utils import timezone

from search.language.analyser import exact_keys, keys
from search.language.query import ENOUGH, SOME, parse
from search.language.questions import asking_words
from search.language.tree import Sequence, leaves
from search.language.vocabulary import Vocabulary
from search.page.results import Results
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db
DAY = "2024-05-01"


def titles(query):
    results = Results(query)
    return [hit.card.title for hit in [*results.hits, *results.fill_up]]


def add(site, title, introduction="", text="", **fields):
    body = [("text", f"<p>{text}</p>")]
    return site.add_article(
        title, **{"date": DAY, "introduction": introduction, "body": body} | fields
    )


def test_what_the_introduction_says_goes_before_what_the_text_says():
    site = SmallSite()
    add(site, "Ett", "Om mangold i parken.", "Här odlas rabarber i parken.")
    add(site, "Två", "Om rabarber i parken.", "Här odlas mangold i parken.")
    assert titles("mangold") == ["Ett", "Två"]
    assert titles("rabarber") == ["Två", "Ett"]


def test_more_of_the_words_go_before_one_of_them_again_and_again():
    site = SmallSite()
    add(site, "Ett", text="Mangold, mangold, mangold, mangold, mangold och mangold.")
    add(site, "Två", text="Mangold och rabarber i parken vid torget i staden.")
    add(site, "Tre", text="Pumpa i parken vid torget i staden.")
    assert titles("mangold rabarber pumpa")[0] == "Två"


def test_words_that_stand_together_as_they_were_typed_go_first():
    site = SmallSite()
    add(site, "Kursen", text="I parken lär man sig den första hjälpen.")
    apart = "Först får man hjälp den första tiden, sedan den andra hjälpen."
    add(site, "Parken", text=apart)
    assert titles("första hjälpen") == ["Kursen", "Parken"]


def test_a_page_on_the_topic_goes_before_one_that_has_all_words_somewhere():
    site = SmallSite()
    for number in range(8):
        add(site, f"Nyhet {number}")
    elsewhere = " ".join(f"Punkt {number} om annat i staden." for number in range(60))
    add(site, "Allt möjligt", text=f"En kväll. {elsewhere} Någon odlar mangold.")
    add(site, "Odla mangold", "Om mangold för nybörjare.", "Så odlas mangold i kruka.")
    results = Results("mangold på kvällen")
    assert [(hit.card.title, hit.partial) for hit in results.hits] == [
        ("Odla mangold", True),
        ("Allt möjligt", False),
    ]
    assert results.total == 1  # what has only some of the words is not counted
    assert results.fill_up == []
    # Where a page on the topic has all words, nothing goes before it.
    add(site, "Mangold på kvällen", text="Vi odlar.")
    assert titles("mangold på kvällen")[0] == "Mangold på kvällen"


def test_a_compound_is_as_rare_as_it_is_however_many_pages_have_its_parts():
    site = SmallSite()
    for number in range(9):
        add(site, f"Nyhet {number}", text="Ett möte varje år." if number < 6 else "Digitalt.")
    add(site, "Ett", text="Om årsmötet.")
    (_one, meeting), (_other, digital) = parse("årsmöte digitalt").loosened().shares()
    assert meeting > digital


def test_a_compound_in_the_title_is_nearly_the_word_itself():
    site = SmallSite()
    add(site, "Grannskapsbudgeten", text="Om hur pengar delas ut.")
    add(site, "Annat", text="Staden har en budget.")
    assert titles("budget") == ["Grannskapsbudgeten", "Annat"]


def test_the_very_word_goes_before_the_swedish_one_that_it_looks_like():
    site = SmallSite()
    add(site, "Ett", "Pengar ur stora fonderna.", date="2024-06-01")
    add(site, "Två", "Pengar till fonders ägare.")
    add(site, "Voicen", "Om en apparat.")
    add(site, "Tre", "Many voices.")
    assert titles("fonders") == ["Två", "Ett"]
    assert titles("voices") == ["Tre", "Voicen"]


def test_the_year_in_a_query_is_the_year_of_the_first_hits():
    site = SmallSite()
    site.add_issue(title="Nyhetsbrev om odling", year=2022, number=1)
    site.add_issue(title="Nyhetsbrev om skörd", year=2024, number=1)
    add(site, "Nyhetsbrev, nyhetsbrev", "Vi minns vårt nyhetsbrev 2022.", date="2025-05-01")
    assert titles("nyhetsbrev 2022")[0] == "Nyhetsbrev om odling"


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("när är skördefesten", "Den börjar klockan 18."),
        ("var är skördefesten", "Den hålls i parken."),
        ("vad kostar skördefesten", "Biljetter för 50 kr i kassan."),
        ("hur anmäler jag mig till skördefesten", "Anmäl dig på länken."),
        ("vem ordnar skördefesten", "Fråga på 040-12 34 56."),
        ("skördefesten telefon", "Fråga på 040-12 34 56."),
        ("vad är en skördefest", "En skördefest är en fest när det skördas."),
    ],
)
def test_a_question_finds_first_what_answers_it(question, fact):
    site = SmallSite()
    add(site, "Ett", f"Om årets skördefest. {fact}", date="2023-05-01")
    add(site, "Två", "Om årets skördefest. Alla är välkomna att vara med.")
    assert titles(question)[0] == "Ett"


def test_who_asks_how_somebody_is_reached_finds_the_person():
    site = SmallSite()
    add(site, "Skördefesten", "Om årets skördefest.", "Vi som ordnar är samordnare av odling.")
    site.add_person("Ulla Gårdman", job_title="Samordnare av odling", phone="040-12 34 56")
    assert titles("samordnare odling")[0] == "Skördefesten"
    assert titles("telefonnummer samordnare odling")[0] == "Ulla Gårdman"


def test_a_page_on_a_thing_goes_before_the_newsletter_that_tells_of_it():
    site = SmallSite()
    page = {"date": "2024-05-02"}
    add(site, "Skördefesten slog rekord", "Sjuhundra kom.", **page)
    site.add_issue(title="Nyhetsbrev: valet och skördefesten", year=2024, number=2, **page)
    assert titles("skördefesten") == [
        "Skördefesten slog rekord",
        "Nyhetsbrev: valet och skördefesten",
    ]
    assert titles("nyhetsbrev 2024")[0] == "Nyhetsbrev: valet och skördefesten"


def test_an_issue_is_found_as_a_newsletter_whatever_its_title_says():
    site = SmallSite()
    add(site, "Många läser", "Vårt nyhetsbrev har många läsare.", date="2024-05-02")
    for year in (2023, 2024):
        site.add_issue(title=f"Sorg och snö {year}", year=year, number=2, date=f"{year}-05-01")
    assert titles("nyhetsbrev 2023")[0] == "Sorg och snö 2023"
    assert titles("senaste nyhetsbrevet")[:2] == ["Nyhetsbrev", "Sorg och snö 2024"]


def test_the_newest_of_a_type_goes_before_pages_that_tell_of_the_type():
    site = SmallSite()
    site.add_text_page(
        "Så får du vårt nyhetsbrev", introduction="Nyhetsbrev, nyhetsbrevet: anmäl dig."
    )
    site.add_issue(title="Nyhetsbrev 2019", year=2019, number=None, date="2019-03-01")
    assert titles("senaste nyhetsbrevet")[0] == "Nyhetsbrev 2019"


def test_what_is_known_by_its_year_alone_is_as_old_as_that():
    site = SmallSite()
    site.add_issue(title="Skörden", year=2015, number=None, date=None)
    site.add_issue(title="Skörden i år och alla andra år", year=2022, number=1, date="2022-02-01")
    assert titles("senaste skörden")[0] == "Skörden i år och alla andra år"


def test_what_one_wants_to_know_how_to_do_is_looked_for():
    site = SmallSite()
    for number in range(6):
        add(site, f"Nyhet {number} från en förening", "Föreningen har möte.")
    add(site, "Startpengar", "Till den som är ny.", "Starta en förening.", date="2020-05-01")
    assert titles("hur startar man en förening")[0] == "Startpengar"
    assert asking_words(["startar", "mötet"], "när startar mötet") == ["startar"]


def test_nothing_is_shown_where_the_rare_word_of_a_query_is_nowhere():
    site = SmallSite()
    for number in range(6):
        add(site, f"Kurs {number}", "En kurs i odling.")
    assert titles("kurs i spanska") == []
    assert len(titles("kurs i odling")) == 6


def test_what_one_does_is_less_telling_than_what_one_does_it_with():
    site = SmallSite()
    for number in range(20):
        add(site, f"Nyhet {number}", text="Vi söker." if number < 3 else "")
    add(site, "Om mangold", text="Vi odlar mangold.")
    assert titles("söka dagisplats") == []
    assert titles("mangold dagisplats") == ["Om mangold"]


def test_what_all_things_have_is_no_answer_where_the_thing_is_nowhere():
    site = SmallSite()
    for number in range(20):
        add(site, f"Nyhet {number}")
    add(site, "Om odling", text="Det finns regler, ett pris och en ansökan.")
    for query in ("regler för drönare", "pris på bensin", "ansökan om bygglov", "boka tandläkare"):
        assert titles(query) == []
    assert titles("regler för odling") == ["Om odling"]


def test_a_verb_that_tells_no_topic_is_not_required():
    site = SmallSite()
    add(site, "Nätverk för odling")
    add(site, "Nyhet", text="Vi arbetar med odling i ett nätverk.")
    add(site, "Annat", text="Vi arbetar med annat.")
    assert titles("nätverk för dig som arbetar med odling") == ["Nätverk för odling", "Nyhet"]
    assert sorted(titles("arbeta")) == ["Annat", "Nyhet"]


def test_what_holds_a_sentence_together_is_not_required():
    site = SmallSite()
    for number in range(20):
        add(site, f"Nyhet {number}")
    add(site, "Verkstaden", text="Släng inte. Här lagar vi det som har gått sönder.")
    add(site, "Rätten", text="Rätt till ersättning istället.")
    assert titles("laga istället för att slänga") == ["Verkstaden"]
    assert titles("istället") == ["Rätten"]


def test_what_is_said_of_all_things_is_not_required_of_the_answer_to_a_question():
    site = SmallSite()
    add(site, "Partnerskap", "Om avtal i stället för bidrag.", date="2023-05-01")
    add(site, "Nyhet", text="Vanligt folk såg skillnad. Partnerskap och bidrag nämndes också.")
    assert titles("vad är skillnaden mellan partnerskap och vanligt bidrag")[0] == "Partnerskap"


def test_who_asks_for_a_type_of_pages_beside_a_topic_finds_these_first():
    site = SmallSite()
    site.add_activity("Gång för äldre", first_published_at=timezone.now())
    site.add_event("Vår dag för äldre")
    add(site, "Äldre för äldre", date="2026-05-01")
    assert titles("äldre")[0] == titles("nyheter om äldre")[0] == "Äldre för äldre"
    assert titles("aktiviteter för äldre")[2] == "Äldre för äldre"
    assert titles("evenemang för äldre")[0] == "Vår dag för äldre"


def test_how_large_a_thing_is_asks_for_the_thing():
    site = SmallSite()
    add(site, "Startbidraget", text="Det är 5 000 kronor.")
    add(site, "Nyhetsbrev", text="En stor fest, och om startbidraget.")
    assert titles("hur stort är startbidraget")[0] == "Startbidraget"


def test_the_parts_of_a_compound_are_found_near_each_other_in_both_orders():
    site = SmallSite()
    add(site, "Ett", "Vi för dialog med medborgare.")
    add(site, "Två", "En medborgare kom. Sedan var det dags för en lång och livlig dialog.")
    add(site, "Tre", "Tre skolgårdar och ett bussbolag.")
    # Further apart they are no hit, but one of the pages with some of the query.
    results = Results("medborgardialog")
    assert [hit.card.title for hit in results.hits] == ["Ett"]
    assert [hit.card.title for hit in results.fill_up] == ["Två"]
    assert titles("skolbuss") == []


def test_an_unknown_word_is_found_where_it_is_written_as_two():
    site = SmallSite()
    add(site, "Repair café", text="Vi lagar.")
    add(site, "Café", text="Vi fikar. Repair gör vi inte.")
    assert titles("repaircafé") == ["Repair café"]
    assert titles("repaircafeterian") == []


def test_hits_that_are_alike_come_with_the_newest_first():
    site = SmallSite()
    for year in (2019, 2021, 2020):
        add(site, f"Träff {year}", "Om mangold.", date=f"{year}-05-01")
    assert titles("mangold") == ["Träff 2021", "Träff 2020", "Träff 2019"]


def test_an_index_that_was_written_before_still_answers():
    from wagtail.search.models import IndexEntry

    from search.models import SearchEntry, SearchKey

    site = SmallSite()
    add(site, "Mangold", "Vad är mangold? Klockan 18.", date=timezone.localdate())
    SearchKey.objects.filter(key="+").delete()
    SearchEntry.objects.update(year=None)
    assert IndexEntry.objects.exists()
    for query in ("mangold", "vad är mangold", "när är mangold 2022", "vad kostar mangold"):
        assert titles(query) == ["Mangold"], query


@pytest.mark.parametrize(
    ("on", "parts_on", "by_parts"),
    [(ENOUGH - 1, 0, True), (ENOUGH, 0, False), (SOME, ENOUGH, False), (SOME - 1, ENOUGH, True)],
)
def test_a_word_that_enough_pages_have_is_not_looked_for_by_its_parts(on, parts_on, by_parts):
    # To know whether words stand side by side, PostgreSQL reads each page that has them.
    vocabulary = Vocabulary()
    parts = dict.fromkeys(exact_keys(keys("mötesplats").parts), parts_on)
    vocabulary.pages = {"": 2 * ENOUGH, keys("mötesplats").root: on, **parts}
    (group,) = parse("mötesplats", vocabulary=vocabulary).groups
    assert any(isinstance(one, Sequence) for one in leaves(group)) == by_parts
