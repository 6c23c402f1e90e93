"""Figures and evaluations: large numbers and bars, whose words say all that the drawing does."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from home.blocks.body import BodyBlocks
from home.blocks.figures import AnswerBlock, EvaluationBlock, FigureBlock, FiguresBlock
from home.form_fields import TypedNumberField
from search.page.results import Results
from tests.pages import SmallSite, moment
from tests.reading import get, text_of
from tests.test_blocks import errors

FIGURE = {"number": "1200", "unit": "deltagare", "text": "kom under året.", "year": 2025}
ANSWER = {"question": "Mötet var värt min tid", "value": "92", "scale": "percent"}


def rendered(block, value):
    """Return what a block prints of a value, with ordinary spaces."""
    instance = block()
    markup = str(instance.render(instance.normalize(value))).replace("\xa0", " ")
    return BeautifulSoup(markup, "html.parser")


def words(soup):
    return " ".join(text_of(soup).split())


@pytest.mark.django_db
def test_a_figure_says_its_number_unit_source_and_year():
    source = {"source": "Föreningsarkivet", "url": "https://example.org/statistik"}
    (item,) = rendered(FiguresBlock, {"figures": [FIGURE | source]}).select("li")
    assert words(item) == "1 200 deltagare kom under året. Källa: Föreningsarkivet, 2025"
    assert item.a["href"] == "https://example.org/statistik"
    assert item.a.get_text() == "Föreningsarkivet"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "unit", "printed"),
    [
        ("92", "%", "92 %"),
        ("3 av 4", "", "3 av 4"),
        ("4,5", "mil", "4,5 mil"),
        ("-3", "°C", "-3 °C"),
    ],
)
def test_a_share_or_a_short_unit_stands_in_the_size_of_the_number(number, unit, printed):
    figure = {"number": number, "unit": unit, "text": "av de unga."}
    (shown,) = rendered(FiguresBlock, {"figures": [figure]}).select(".figure")
    assert words(shown) == printed
    assert not shown.select(".figure-unit")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "många"}, "number"),
        ({"number": "1" * 21}, "number"),
        ({"text": "x" * 201}, "text"),
        ({"unit": "", "text": ""}, "text"),
        ({"url": "https://example.org/"}, "source"),
        ({"year": 20255}, "year"),
    ],
)
def test_what_is_wrong_with_a_figure_is_said_at_its_field(changes, field):
    assert errors(FigureBlock, FIGURE | changes) == {field}


def test_what_is_too_long_for_a_figure_is_counted_in_swedish():
    block = FigureBlock()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.normalize(FIGURE | {"unit": "x" * 41}))
    (message,) = refusal.value.block_errors["unit"].messages
    assert "40 tecken" in message
    assert "41" in message


@pytest.mark.parametrize("block", [FiguresBlock, EvaluationBlock])
def test_a_block_of_figures_without_any_prints_nothing(block):
    instance = block()
    for empty in ({}, {"heading": "I siffror"}, instance.get_default()):
        assert words(rendered(block, empty)) == ""
        assert not rendered(block, empty).select("*")


@pytest.mark.django_db
def test_an_evaluation_says_every_answer_in_words_and_the_bar_is_only_seen():
    answers = [ANSWER, {"question": "Tempot", "value": "4.20", "scale": "1-5", "answered": 58}]
    evaluation = {"heading": "Så tyckte de", "answered": 61, "asked": 84, "answers": answers}
    soup = rendered(EvaluationBlock, evaluation)
    assert words(soup) == (
        "Så tyckte de 61 av 84 svarade Mötet var värt min tid 92 % Tempot (58 svar) 4,2 av 5"
    )
    marks = {"praise": "Samtalen i små grupper", "criticism": "Svårt att förstå poängen"}
    both = "Mest uppskattat: Samtalen i små grupper Kritik: Svårt att förstå poängen"
    assert words(rendered(EvaluationBlock, evaluation | marks)).endswith(both)
    block = EvaluationBlock()
    said = block.get_searchable_content(block.to_python(evaluation | marks))
    assert "Mest uppskattat: Samtalen i små grupper" in said
    assert "Kritik: Svårt att förstå poängen" in said
    bars = soup.select("dd.bar")
    assert all(bar["aria-hidden"] == "true" for bar in bars)
    drawn = [bar.select("path")[1]["d"] for bar in bars]
    assert drawn == ["M0 0h92v14H0z", "M0 0h80v14H0z"], "a mean is measured from its scale's least"
    assert "style=" not in str(soup)


@pytest.mark.django_db
def test_figures_and_answers_say_what_they_were_before_and_how_sure_they_are():
    more = {"before": "388 år 2024", "reservation": "uppskattat"}
    (item,) = rendered(FiguresBlock, {"figures": [FIGURE | more]}).select("li")
    assert words(item) == ("1 200 deltagare kom under året. Tidigare: 388 år 2024 Uppskattat 2025")
    block = FigureBlock()
    found = block.get_searchable_content(block.normalize(FIGURE | more))
    assert {"Tidigare: 388 år 2024", "uppskattat"} <= {*found}
    answer = rendered(EvaluationBlock, {"answers": [ANSWER | {"before": "69 % år 2024"}]})
    assert words(answer) == "Mötet var värt min tid Tidigare: 69 % år 2024 92 %"
    block = AnswerBlock()
    assert "Tidigare: 69 % år 2024" in block.get_searchable_content(
        block.normalize(ANSWER | {"before": "69 % år 2024"})
    )


@pytest.mark.parametrize(
    ("scale", "value"), [("percent", "101"), ("1-5", "0.5"), ("1-5", "6"), ("0-10", "-1")]
)
def test_an_answer_lies_on_its_scale(scale, value):
    assert errors(AnswerBlock, ANSWER | {"scale": scale, "value": value}) == {"value"}


def test_no_more_can_have_answered_than_were_asked():
    value = {"answered": 85, "asked": 84, "answers": [ANSWER]}
    assert errors(EvaluationBlock, value) == {"answered"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *[("2 500", "2500"), ("2\xa0500,50 kr", "2500.50"), ("450.000 kronor", "450000")],
        *[("92 %", "92"), ("4,2", "4.2"), ("4.2", "4.2"), ("1.250.000", "1250000"), ("50:-", "50")],
    ],
)
def test_a_number_is_read_as_people_write_it(typed, number):
    assert str(TypedNumberField().clean(typed)) == number


@pytest.mark.parametrize("typed", ["många", "4,,2", "1e9999", "NaN", "9" * 3000, "١٢٣x"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        TypedNumberField(max_value=10**12).clean(typed)


@pytest.mark.searches
@pytest.mark.django_db
@pytest.mark.one_database
def test_figures_and_bars_of_a_past_event_stand_in_its_evaluation_and_are_found(client):
    stream = [
        ("figures", {"heading": "", "figures": [FIGURE | {"source": "Rinkebyrapporten"}]}),
        ("evaluation", {"heading": "", "answered": 61, "answers": [ANSWER]}),
    ]
    event = SmallSite().add_event(
        "Träd",
        start=moment(2021, 5, 26, 12),
        evaluation="<p>De flesta var nöjda.</p>",
        documentation=BodyBlocks().normalize(stream),
    )
    part = get(client, event).select_one("#dokumentation")
    assert [heading.get_text() for heading in part.find_all("h3")] == ["Utvärdering"]
    assert "en utvärdering" in text_of(part.select_one(".lead"))
    body = words(part.select_one(".split-body"))
    assert body.index("1 200") < body.index("61 svarade") < body.index("De flesta var nöjda.")
    assert event.documentation_parts == ["evaluation", "figures"]
    for query in ("rinkebyrapporten", "1200 deltagare", "mötet värt min tid"):
        assert [hit.card.title for hit in Results(query).hits] == ["Träd"], query


@pytest.mark.django_db
@pytest.mark.one_database
def test_figures_alone_are_no_evaluation(client):
    stream = BodyBlocks().normalize([("figures", {"heading": "", "figures": [FIGURE]})])
    event = SmallSite().add_event(start=moment(2021, 5, 26, 12), documentation=stream)
    part = get(client, event).select_one("#dokumentation")
    assert [heading.get_text() for heading in part.find_all("h3")] == ["I siffror"]
    assert text_of(part.select_one(".lead")) == "Här finns siffror."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "size"),
    [
        ("92", ""),
        ("1234567", "figure-long"),
        ("1234567,5", "figure-long"),
        ("1" * 12, "figure-longest"),
    ],
)
def test_a_long_number_is_smaller_rather_than_broken(number, size):
    (shown,) = rendered(FiguresBlock, {"figures": [FIGURE | {"number": number}]}).select(".figure")
    assert shown["class"] == ["figure", *filter(None, [size])]


def test_a_half_is_a_number():
    block = FigureBlock()
    assert block.clean(block.normalize(FIGURE | {"number": "½"}))["number"] == "½"


def test_the_address_of_a_source_is_kept_without_what_follows_its_reader():
    block = FigureBlock()
    address = "https://example.org/studie?sida=2"
    value = FIGURE | {"source": "Arkivet", "url": f"{address}&utm_source=brev"}
    assert block.clean(block.normalize(value))["url"] == address
