"""Swedish typography: better characters, never other words (Svenska skrivregler, DIGG R66)."""

import re
import unicodedata

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from hypothesis import example, given
from hypothesis import strategies as st

from home import ranges, typography
from home.templatetags import swedish


def rendered(source, **context):
    return Template("{% load swedish %}" + source).render(Context(context))


# «_» stands for a non-breaking space in what is expected.
PROSE = [
    ("Swish 123 555 11 00 eller", "Swish 123_555_11_00 eller"),
    ("i 20-30 minuter", "i 20–30_minuter"),
    ("klockan 12.15-12.55 där", "klockan_12.15–12.55 där"),
    ("kl. 09-15", "kl._09–15"),
    ("kl. 9-15.30", "kl._9–15.30"),
    ("i Göteborg 17-19 augusti.", "i Göteborg 17–19_augusti."),
    ("12 maj 2021 12:15 – 12:55", "12_maj_2021 12:15_–_12:55"),
    ("den 10:e maj", "den 10:e_maj"),
    ("26/8-9/10 och 14-24/10", "26/8–9/10 och 14–24/10"),
    ("1 000-2 000 kr", "1_000–2_000_kr"),
    ("1,5-2 timmar", "1,5–2_timmar"),
    ("2 500 kronor och 450 000 kr", "2_500_kronor och 450_000_kr"),
    ("5 % av 500 miljoner euro", "5_% av 500_miljoner euro"),
    ("Nyhetsbrev nr 1", "Nyhetsbrev nr_1"),
    ("se 12 § och § 5", "se 12_§ och §_5"),
    ("t. ex. 214 22 Malmö", "t._ex. 214_22 Malmö"),
    ("för - och behov av - samverkan", "för_– och behov av_– samverkan"),
    ("– Arbetet börjar nu", "– Arbetet börjar nu"),
    ('"Medborgardialog" heter den', "”Medborgardialog” heter den"),
    ('"Agenda 2030"', "”Agenda 2030”"),
    ("“Hej” och „hej“", "”Hej” och ”hej”"),
    ("'Have Your Say'", "’Have Your Say’"),
    ("en 27\" skärm, 6' lång", "en 27\" skärm, 6' lång"),
    ("080 och 20-10 och 3-3", "080 och 20-10 och 3-3"),
    ("COVID-19, 2020-21, 978-91-1234", "COVID-19, 2020-21, 978-91-1234"),
    ("bild-20-30.jpg 20-30.jpg v1.2-3", "bild-20-30.jpg 20-30.jpg v1.2-3"),
    ("2021-05-26T12:15+02:00 - 2021-05", "2021-05-26T12:15+02:00_–_2021-05"),
    ("031 – 367 90 61", "031_–_367_90_61"),
    ("08-452 74 35", "08-452_74_35"),
    ("+46 8-452 74 35", "+46_8-452_74_35"),
    ("skriv till nr-1-2@exempel.se - nu", "skriv till nr-1-2@exempel.se_– nu"),
    ("http://exempel.se/1-2 och www.a-1-2.se/3-4", "http://exempel.se/1-2 och www.a-1-2.se/3-4"),
    ("på a1-2.exempel.com/5-6", "på a1-2.exempel.com/5-6"),
    ("1-1800 ord, 10-9.30", "1–1800 ord, 10–9.30"),
    ("30-9.30 och 5/6-7", "30-9.30 och 5/6-7"),
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose_gets_swedish_quotes_dashes_and_spaces(text, expected):
    assert swedish.typeset(text) == expected.replace("_", "\u00a0")


HTML = [
    ('<p title="2016-2022">2016-2022</p>', '<p title="2016-2022">2016–2022</p>'),
    ('<a href="http://a.se/2016-2022">"Hej"</a>', '<a href="http://a.se/2016-2022">”Hej”</a>'),
    ("<b>Ja</b> - nej", "<b>Ja</b>_– nej"),
    ('"<b>Ja</b>"', "”<b>Ja</b>”"),
    ("5 <i>%</i>", "5_<i>%</i>"),
    ("<p>Ja</p> - <p>nej</p>", "<p>Ja</p> - <p>nej</p>"),
    ('<code>"2016-2022"</code> - ja', '<code>"2016-2022"</code>_– ja'),
    (
        "<pre><b>2016-2022</b><pre>2016-2022</pre>2016-2022</pre>2016-2022",
        "<pre><b>2016-2022</b><pre>2016-2022</pre>2016-2022</pre>2016–2022",
    ),
    ('<p lang="en">"a"<br>"b"</p>"c"', '<p lang="en">"a"<br>"b"</p>”c”'),
    ('<p lang="sv">"a"</p>', '<p lang="sv">”a”</p>'),
    ("Tea &amp; 2016-2022 &lt;b&gt;", "Tea &amp; 2016–2022 &lt;b&gt;"),
    ("&quot;Hej&quot;", "”Hej”"),
    ("Tea &amp;&nbsp;te &quot;", "Tea &amp;_te ”"),
    ("<!-- 2016-2022 --> 1 < 2", "<!-- 2016-2022 --> 1 < 2"),
    ("</b>2016-2022", "</b>2016–2022"),
]


@pytest.mark.parametrize(("markup", "expected"), HTML)
def test_safe_html_is_set_in_its_text_only(markup, expected):
    assert swedish.typeset(mark_safe(markup)) == expected.replace("_", "\u00a0")


def test_plain_text_is_still_escaped_and_html_is_not():
    source = "{{ text|typeset }}"
    assert rendered(source, text='<b>"1"</b>') == "&lt;b&gt;”1”&lt;/b&gt;"
    assert rendered(source, text=mark_safe('<b>"1"</b>')) == "<b>”1”</b>"


def normal(text):
    """Return the text as the seed test compares it: quotes, dashes and spaces made equal."""
    text = re.sub("[\"“”„'’‘]", '"', re.sub("[-–—]", "-", unicodedata.normalize("NFKC", text)))
    return re.sub(r"\s", " ", text)


fragments = st.sampled_from(
    [text for text, _ in PROSE]
    + list("-–\"'”“ \u00a00123456789.:/,%<>&\n")
    + ["kl.", " kr", "maj", "nr ", "www.", "https://", "@", ".se", "031", "+46", "å", "000"]
)
texts = st.one_of(st.text(), st.lists(fragments, max_size=12).map("".join))


@given(texts)
def test_typography_never_changes_the_wording(text):
    result = swedish.typeset(text)
    assert len(result) == len(text)
    assert normal(result) == normal(text)


@given(texts)
@example("1 - 2 - 3")
def test_setting_twice_changes_nothing_more(text):
    once = swedish.typeset(text)
    assert swedish.typeset(once) == once


@given(st.lists(st.one_of(fragments, st.sampled_from(["<b>", "</b>", "<p>", "</p>"]))))
def test_setting_html_twice_changes_nothing_more(pieces):
    once = swedish.typeset(mark_safe("".join(pieces)))
    assert swedish.typeset(once) == once


HOSTILE = [
    *("a-", "a", "a.", "a@", ".se", "www.", "1", "1-", "1 ", "111 ", "1.", "1-2 ", "01 ", "+1"),
    *(" ", "- ", '"', "'", "<", "<a ", "</", "<b>", "</b>", "<!--", "<h2>", "&", "&#", "&#9;"),
    *("kl. ", "maj-", "s. 1-2 ", "kod ", "https://", "((", "\u00a0", "\n", "a\u0301", "𐍈", "ا"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_of_any_kind_is_set_and_keeps_its_wording(piece):
    text = piece * (9_000 // len(piece))
    assert normal(swedish.typeset(text)) == normal(text)
    assert swedish.typeset(mark_safe(f"<h2>{text}</h2>"))


# These read on to the end of what they may hold, and the next match begins there.
RUNS = {r"[^\s<>\"”“„]+", r"(<[!/a-zA-Z][^<>]*>)"}
OF_ONE_TAG = {"_TAG_NAME", "_LANG"}


def test_no_rule_looks_further_than_a_line_from_where_it_begins():
    """Then setting a text takes a time that follows its length, whatever it holds."""
    patterns = [
        pattern
        for module in (ranges, typography)
        for name, value in vars(module).items()
        if name not in OF_ONE_TAG
        for pattern in (value if isinstance(value, list) else [value])
        if isinstance(pattern, re.Pattern)
    ]
    assert len(patterns) > 20
    for pattern in patterns:
        if pattern.pattern not in RUNS:
            assert re._parser.parse(pattern.pattern, pattern.flags).getwidth()[1] < 90, pattern


def test_deeply_nested_tags_are_only_a_list_to_the_rules():
    text = "<b>" * 20_000 + "2016-2022" + "</b>" * 20_000
    assert swedish.typeset(mark_safe(text)) == text.replace("-", "–")
    code = "<code>" * 20_000 + "2016-2022" + "</code>" * 20_000
    assert swedish.typeset(mark_safe(code)) == code


def test_a_rule_that_fails_costs_the_typography_and_not_the_page(caplog):
    huge = "&#" + "9" * 5_000 + ";"  # Python refuses to read a number of so many digits
    assert swedish.typeset(mark_safe(f'"{huge}"')) == f'"{huge}"'
    assert "failed" in caplog.text
    assert huge not in caplog.text


@pytest.mark.parametrize(
    ("title", "more", "expected"),
    [
        ("Lärandelunch om delaktighet", "", ""),
        ("Medborgarförslag", "", "letters-16"),
        ("Nyheter", "Demokratiutveckling", "letters-20"),
        ("Om översvämningsskyddsåtgärder i väst", "", "letters-27"),
        (f"{'a' * 90} och annat", None, "letters-43"),
        ("Samverkansöverenskommelse-kommittén", "", "letters-27"),
        ("demokrati\u00adutvecklings\u00adavdelningen", "", ""),
        ("", "", ""),
    ],
)
def test_the_longest_word_of_a_title_chooses_its_size(title, more, expected):
    assert swedish.title_class(title, more) == expected
