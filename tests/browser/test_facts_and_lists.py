"""A Redaktör searches among the labels of a fact, and is asked of a list what its kind has."""

import pytest
from playwright.sync_api import expect

from home.models import StandardPage
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROWS = [{"kind": "rent", "value": "1 krona om året"}, {"kind": "", "value": "Tolv månader"}]


@pytest.fixture
def form(admin):
    """The form of a text page with a fact, and another whose kind is still to be chosen."""
    block = StandardPage._meta.get_field("body").stream_block.child_blocks["facts"]
    made = SmallSite().add_text_page("Avtal", body=[("facts", block.to_python({"rows": ROWS}))])
    admin.goto(f"/admin/pages/{made.pk}/edit/")
    expect(admin.locator(".fact-search")).to_have_count(2)
    return admin


def row(form, number):
    return form.locator("[data-contentpath=kind]").nth(number)


def facts(form):
    form.get_by_role("button", name="Spara utkast").click()
    expect(form.locator(".messages .success")).to_contain_text("är sparat")
    (block,) = StandardPage.objects.get(title="Avtal").get_latest_revision_as_object().body
    return [(fact["kind"], fact["own_label"]) for fact in block.value["rows"]]


def test_what_is_typed_finds_a_label_and_what_was_chosen_stays(form):
    expect(row(form, 0).locator("select")).to_have_value("rent")
    assert row(form, 0).locator("optgroup").count() > 5
    search = row(form, 1).get_by_label("Sök bland uppgifterna")
    search.fill("uppsäg")
    expect(row(form, 1).locator("select")).to_have_value("notice")
    expect(row(form, 1).get_by_role("status")).to_have_text("Vald: Uppsägning.")
    search.press("Enter")
    expect(form.locator("[data-contentpath=value] textarea").nth(1)).to_be_focused()
    search.fill("låna")  # a group may be searched too
    expect(row(form, 1).locator("optgroup")).to_have_count(1)
    search.fill("Uppsägning")
    assert facts(form) == [("rent", ""), ("notice", "")]


MEANT = {
    "studietakt": "pace",
    "takt": "pace",
    "ansökan": "apply",
    "sista ansökningsdag": "apply_by",
    "ärendenummer": "case_number",
    "resebidrag": "travel",
    "komplettering": "completion",
    "säsong": "season",
    "ansluten till": "joined",
    "sista dag att": "last_day",
    "kostnad": "fee",
    "medfinansiering": "own_share",
    "överklaga": "appeal",
}


def test_other_words_for_a_label_find_it_and_an_own_one_that_means_it_is_of_its_kind(form):
    search = row(form, 1).get_by_label("Sök bland uppgifterna")
    select = row(form, 1).locator("select")
    for typed, kind in MEANT.items():
        search.fill(typed)
        expect(select).to_have_value(kind)
    search.fill("sommarbidrag")  # akin: bidrag
    expect(select).to_have_value("other")
    expect(select.locator("option", has_text="Stöd att söka")).to_have_count(1)
    expect(row(form, 1).get_by_role("status")).to_contain_text("liknar")
    search.press("Enter")
    own = form.locator("[data-contentpath=own_label] input").nth(1)
    expect(own).to_have_value("sommarbidrag")
    select.select_option("grants")
    expect(own).to_have_value("")
    select.select_option("other")
    own.fill("Ärendenummer")
    own.blur()
    expect(select).to_have_value("case_number")
    assert facts(form)[1] == ("case_number", "Ärendenummer")


def test_what_no_label_is_called_becomes_one_of_its_own(form):
    search = row(form, 1).get_by_label("Sök bland uppgifterna")
    search.fill("Snöskottning")
    search.press("Enter")
    expect(row(form, 1).locator("select")).to_have_value("other")
    assert facts(form) == [("rent", ""), ("other", "Snöskottning")]


def test_a_list_of_a_kind_asks_for_what_is_known_of_its_kind(admin):
    block = StandardPage._meta.get_field("body").stream_block.child_blocks["entries"]
    entries = [{"name": "Kortare kö", "place": "Hallen"}, {"name": "Nya ledare"}]
    body = [("entries", block.to_python({"entries": entries}))]
    page = SmallSite().add_text_page("Mål", body=body)
    admin.goto(f"/admin/pages/{page.pk}/edit/")
    names = ("place", "state", "yes")
    place, state, yes = (admin.locator(f"[data-contentpath={name}]") for name in names)
    for field in (place, state, yes):
        expect(field).to_have_count(2)
        expect(field.nth(1)).not_to_have_attribute("hidden", "")
    admin.get_by_label("Det ni räknar upp").select_option("goals")
    expect(place.nth(0)).to_be_visible()  # it is filled
    expect(place.nth(1)).to_be_hidden()
    expect(state.nth(1)).to_be_visible()
    expect(admin.get_by_role("heading", name="Omröstning")).to_have_count(0)
    admin.locator("[data-contentpath=entries] [data-streamfield-list-add]").last.click()
    expect(place).to_have_count(3)
    expect(place.nth(2)).to_be_hidden()
    admin.get_by_label("Det ni räknar upp").select_option("")
    expect(place.nth(2)).to_be_visible()
