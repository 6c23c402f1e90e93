"""What people type in running text is printed as they mean it: links, and no empty paragraph."""

import pytest

from home.blocks.links import CallToActionBlock
from home.blocks.table import TableBlock
from home.blocks.text import FactBlock
from home.typed_links import with_typed_links
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "address", "shown"),
    [
        ("Se malmo.se/dialog.", "https://malmo.se/dialog", "malmo.se/dialog"),
        ("(www.malmo.se)", "https://www.malmo.se", "www.malmo.se"),
        ("”https://malmo.se/a?b=1&amp;c=2”,", "https://malmo.se/a?b=1&amp;c=2", None),
        ("http://föreningen.se", "http://f%C3%B6reningen.se", "http://föreningen.se"),
        ("Skriv till anna.b@malmo.se!", "mailto:anna.b@malmo.se", "anna.b@malmo.se"),
        ("Ring 040-34 10 00.", "tel:+4640341000", "040-34 10 00"),
        ("Ring 040–34 10 00", "tel:+4640341000", "040–34 10 00"),
        ("08-452 74 35, vx", "tel:+4684527435", "08-452 74 35"),
        ("0411-57 70 00", "tel:+46411577000", "0411-57 70 00"),
        ("+46 (0)40-34 10 00", "tel:+4640341000", "+46 (0)40-34 10 00"),
        ("mobil 0701234567", "tel:+46701234567", "0701234567"),
    ],
)
def test_a_typed_address_or_number_is_a_link(typed, address, shown):
    whole = ' class="nobr"' if address.startswith("tel:") else ""
    typed_out = ' class="typed"' if address.startswith("http") else ""
    link = f'<a{whole} href="{address}"{typed_out}>{shown or address}</a>'
    assert link in with_typed_links(f"<p>{typed}</p>")


@pytest.mark.parametrize(
    "text",
    [
        "t.ex. hej.Det är så. Kör.No problem, ASP.NET",
        "kl. 09 30–10 45, 0800-1200, 0800 - 1200",
        "05/06 2025, 01-02-2024, 2021-05-26 – 2021-06-01",
        "org.nr 802002-4280, bg 123-4567, pg 90 00 00-1, ISBN 978-91-7000-150-5",
        "010203-1234 och 1 000 000 000 kronor",
        "https://[::1",
        "fnamn.enamn@skr.se, förnamn.efternamn@malmo.se och fornamn.efternamn@malmo.se",
        "<a href='/a'>040-34 10 00, malmo.se</a> <code>a@b.se</code> <b title='malmo.se'>x</b>",
    ],
)
def test_what_is_none_stays_text(text):
    assert with_typed_links(text) == text


@pytest.mark.parametrize("text", ["a.se ", "0", "040-34 ", "(", "&amp;", "www.", "a@", "+46 "])
def test_a_text_without_end_costs_little(text):
    assert len(with_typed_links(text * 50_000)) >= 50_000 * len(text)


@pytest.fixture
def printed(db, client):
    def printed(text):
        page = SmallSite().add_text_page("Sida", slug="sida", body=[("text", text)])
        html = client.get(page.url).content.decode()
        return html[html.index('class="prose"') : html.index('id="fraga"')]

    return printed


def test_empty_paragraphs_and_headings_are_not_printed(printed):
    empty = '<p data-block-key="a"></p><p> <br/></p><h2><b>\N{NO-BREAK SPACE}</b></h2><p>&nbsp;</p>'
    html = printed(f"{empty}<p>Hej.</p>{empty}<ul><li></li><li>Ett</li></ul>")
    assert html.count("<p") == html.count("<li") == 1
    assert "<h2" not in html


def test_links_have_no_tracking_and_numbers_hold_together(printed):
    html = printed(
        '<p><a href="https://a.se/?utm_source=brev&amp;sida=2">Läs</a>, ring 040-34 10 00.</p>'
    )
    assert 'href="https://a.se/?sida=2"' in html
    assert (
        '<a class="nobr" href="tel:+4640341000">040-34\N{NO-BREAK SPACE}10\N{NO-BREAK SPACE}00</a>'
        in html
    )


def test_a_typed_address_shows_no_tracking():
    typed = "<p>Se (www.malmo.se/oss?utm_source=brev&amp;sida=2).</p>"
    address = "www.malmo.se/oss?sida=2"
    link = f'<a href="https://{address}" class="typed">{address}</a>'
    assert with_typed_links(typed) == f"<p>Se ({link}).</p>"


@pytest.mark.django_db
def test_plain_texts_of_blocks_have_links_too():
    text = "Mejla anna@malmo.se & ring <b>040-34 10 00</b>"
    link = {"text": "Sök", "url": "https://malmo.se/"}
    action = CallToActionBlock().normalize({"heading": "Med?", "text": text, "link": link})
    fact = FactBlock().normalize({"kind": "other", "own_label": "Frågor", "value": text})
    for markup in (CallToActionBlock().render(action), FactBlock().render(fact)):
        assert '<a href="mailto:anna@malmo.se">' in markup
        assert '<a class="nobr" href="tel:+4640341000">' in markup
        assert "&amp; ring &lt;b&gt;" in markup


def test_a_case_number_is_not_broken_at_the_end_of_a_line(printed):
    for number in ("STK-2026-871", "KS 2026/00123", "2026-0457"):
        markup = with_typed_links(f"<p>Beslut ({number}), § 305.</p>")
        assert f'(<span class="nobr">{number}</span>), § 305' in markup
    plain = "2026-2027, 2026-11-29, 0457-2026, STK-2026-871@malmo.se, ISBN 978-91-7331-000-1"
    address = "https://malmo.se/?dnr=STK-2026-871"
    assert "nobr" not in with_typed_links(f"<p>{plain}, {address}</p>")
    table = {"columns": [{"type": "text", "heading": "Ärende"}], "rows": [{"values": ["A-2026-1"]}]}
    block = TableBlock()
    assert '<span class="nobr">A-2026-1</span>' in block.render(block.to_python(table))


def test_superscript_stays(printed):
    assert "250 m<sup>2</sup>" in printed("<p>250 m<sup>2</sup></p>").replace("\xa0", " ")
