"""A Redaktör pastes a table: into the block, which takes it whole, and into running text."""

import pytest
from playwright.sync_api import expect

from home.models import StandardPage
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PASTE = """(element, [text, html]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  if (html) clipboardData.setData("text/html", html);
  const about = { clipboardData, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", about));
}"""
SHEET = (
    "Stadsdel\tDeltagare\tAndel\r\nMöllevången\t1 250\t12,5 %\r\n\t\t\r\nRosengård\t980\t9 %\r\n"
)
WEB = """<table><tr><th>Förslag</th><th>Röster</th></tr>
<tr><td colspan="2">Lekplats</td></tr><tr><td rowspan="2">Scen i
 parken</td><td>318</td></tr><tr><td>20</td></tr></table>"""


@pytest.fixture
def form(admin):
    """The form of a text page with an empty table and a text."""
    site = SmallSite()
    empty = StandardPage._meta.get_field("body").stream_block.child_blocks["table"].get_default()
    made = site.add_text_page("Röster", body=[("table", empty), ("text", "<p>Hej.</p>")])
    admin.goto(f"/admin/pages/{made.pk}/edit/")
    expect(admin.locator(".typed-table-block tbody tr")).to_have_count(1)
    return admin


def save(form):
    form.get_by_role("button", name="Spara utkast").click()
    expect(form.locator(".messages .success")).to_contain_text("är sparat")
    return StandardPage.objects.get(title="Röster").get_latest_revision_as_object().body[0].value


def cell(form, row, column):
    return (
        form.locator(".typed-table-block tbody tr").nth(row).locator("input[type=text]").nth(column)
    )


def test_a_sheet_fills_an_empty_table_and_a_web_page_goes_on_from_a_cell(form):
    cell(form, 0, 0).evaluate(PASTE, [SHEET, ""])
    expect(form.locator(".typed-table-block tbody tr")).to_have_count(2)
    expect(form.locator(".messages")).to_contain_text("2 rader, 3 kolumner")
    expect(form.locator(".column-heading").nth(2)).to_have_value("Andel")
    cell(form, 1, 0).evaluate(PASTE, ["Förslag Röster", WEB])
    expect(cell(form, 3, 1)).to_have_value("318")
    table = save(form)
    assert [column["heading"] for column in table.columns] == ["Stadsdel", "Deltagare", "Andel"]
    assert [column["block"].name for column in table.columns] == ["text", "number", "number"]
    assert [row["values"] for row in table.row_data] == [
        ["Möllevången", "1 250", "12,5 %"],
        ["Förslag", "Röster", "9 %"],
        ["Lekplats", "", ""],
        ["Scen i parken", "318", ""],
        ["", "20", ""],  # the cell above reaches down here
    ]


def test_the_keyboard_alone_fills_a_table(form):
    cell(form, 0, 0).click()
    for key in ("Lekplats", "Tab", "318", "Tab", "Scen", "Enter", "Bänkar"):
        form.keyboard.press(key) if key in ("Tab", "Enter") else form.keyboard.type(key)
    table = save(form)
    rows = [["Lekplats", "318"], ["Scen", ""], ["Bänkar", ""]]
    assert [row["values"] for row in table.row_data] == rows


def test_a_table_that_is_pasted_into_running_text_leads_to_the_block(form):
    text = form.locator("[data-draftail-editor-wrapper] [role=textbox]").first
    text.click()
    text.evaluate(PASTE, ["Ett ord, och ett till", ""])
    expect(form.locator(".table-hint")).to_have_count(0)
    text.evaluate(PASTE, ["250 m2", "<p>250 m<sup><span>2</span></sup> park</p>"])
    expect(text).to_contain_text("250 m² park")
    text.evaluate(PASTE, ["Ljus Var", "<p>z</p><h1>Ljus</h1><h2>Var</h2><h1>Bänkar</h1>"])
    expect(text.locator("h2")).to_have_text(["Ljus", "Bänkar"])
    expect(text.locator("h3")).to_have_text(["Var"])
    text.evaluate(PASTE, ["Möte Nästa", "<p>z</p><h1>Möte</h1><h2>Nästa</h2>"])
    expect(text.locator("h2")).to_have_text(["Ljus", "Bänkarz", "Möte", "Nästa"])
    text.evaluate(PASTE, [SHEET, WEB])
    expect(form.locator(".table-hint")).to_contain_text("Lägg till blocket Tabell")
    expect(text).to_contain_text("Förslag, Röster")
    for line in ("Lekplats", "Scen i parken, 318"):
        expect(text.get_by_text(line, exact=True)).to_be_visible()
    cell(form, 0, 0).evaluate(PASTE, ["a\tb\n" * 301, ""])
    expect(form.locator(".messages")).to_contain_text("Tabellen är för stor")
    expect(form.locator(".typed-table-block tbody tr")).to_have_count(1)
