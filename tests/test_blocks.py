"""The rules of the blocks: what an editor may leave out and what not."""

import gzip
import json
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.blocks import ListBlock
from wagtail.blocks.base import BlockWidget

from home.blocks.body import BodyBlocks
from home.blocks.fact_labels import FACT_LABELS, SCRIPT
from home.blocks.links import ButtonBlock, CallToActionBlock, LinkBlock, LinkListBlock
from home.blocks.people import ContactBlock, PersonBlock
from home.blocks.sections import ActivitiesBlock, in_one_sentence
from home.blocks.table import TableBlock
from home.blocks.text import FactBlock, HeadedBlock, QuoteBlock, TextBlock
from home.models import StandardPage
from home.packed import in_single_quotes
from home.querysets import is_visible
from home.streams import GRANTED, LightBlockWidget
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database
LINK = {"text": "Läs om samverkan"}


def errors(block, value):
    """Return the names of the fields that the block refuses."""
    instance = block()
    with pytest.raises(ValidationError) as refusal:
        instance.clean(instance.normalize(value))
    return set(refusal.value.block_errors)


def test_a_link_leads_to_one_place():
    value = {**LINK, "url": "https://malmo.se/", "email": "kontakt@example.org"}
    assert errors(LinkBlock, value) == {"email"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["registration", "external"])
def test_a_link_of_before_says_with_its_role_whether_one_registers_there(role):
    block = LinkListBlock()
    stored = {"heading": "", "links": [LINK | {"url": "https://malmo.se/", "role": role}]}
    links = block.to_python(stored)["links"]
    assert links[0].href == "https://malmo.se/"
    assert links[0]["is_registration"] == (role == "registration")
    now = block.get_prep_value({"heading": "", "links": links})
    assert "role" not in now["links"][0]["value"]
    assert block.to_python(now)["links"][0] == links[0]


def test_a_link_leads_somewhere():
    assert errors(LinkBlock, LINK) == {"page"}


def test_a_bare_address_is_not_a_link_text():
    assert errors(LinkBlock, {"url": "https://malmo.se/"}) == {"text"}


def test_a_link_with_letters_is_no_phone_number():
    assert errors(LinkBlock, {**LINK, "phone": "ring mig"}) == {"phone"}


def test_drafts_may_have_links_that_lead_nowhere_yet():
    block = LinkBlock()
    block.defer_required_validation()
    assert block.clean(block.normalize(LINK))["text"] == LINK["text"]


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ({"url": "https://malmo.se/x"}, "https://malmo.se/x"),
        ({"email": "a@example.org"}, "mailto:a@example.org"),
        ({"phone": "040-34 10 00"}, "tel:+4640341000"),
        ({}, ""),
    ],
)
def test_a_link_knows_its_address(target, href):
    assert LinkBlock().normalize({**LINK, **target}).href == href


def test_a_link_names_the_outside_host():
    assert LinkBlock().normalize({**LINK, "url": "https://www.malmo.se/x"}).host == "malmo.se"


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_not_shown_any_more_leads_nowhere():
    site = SmallSite()
    page = site.add_text_page("Om oss")
    value = LinkBlock().normalize({"page": page})
    assert value.href == "/om-oss/"
    assert value.label == "Om oss"
    page.unpublish()
    page.refresh_from_db()
    assert LinkBlock().normalize({"page": page}).href == ""


def test_a_person_is_chosen_or_typed_in():
    assert errors(PersonBlock, {"role": "gäst"}) == {"person"}
    block = PersonBlock()
    assert block.clean(block.normalize({"name": "Gästens namn"})).display_name == "Gästens namn"


@pytest.mark.django_db
def test_a_person_is_not_both_chosen_and_typed_in():
    person = SmallSite().add_person()
    assert errors(PersonBlock, {"person": person, "name": "Någon"}) == {"name"}


@pytest.mark.django_db
def test_what_is_typed_in_here_goes_before_the_register():
    person = SmallSite().add_person("Maria Lagneby", job_title="projektledare", unit="Kansliet")
    value = PersonBlock().normalize({"person": person, "role": "värd för dagen"})
    assert (value.display_name, value.display_role) == ("Maria Lagneby", "värd för dagen")
    assert value.display_organisation == "Kansliet"
    assert value.initials == "ML"


@pytest.mark.django_db
def test_a_person_who_is_not_shown_any_more_has_no_name_here():
    person = SmallSite().add_person("Maria Lagneby")
    person.unpublish()
    person.refresh_from_db()
    assert not is_visible(person)
    assert PersonBlock().normalize({"person": person}).display_name == ""


@pytest.mark.parametrize("mark", ["–", "-", "”", '"'])
def test_a_quote_is_typed_without_its_marks(mark):
    assert errors(QuoteBlock, {"quote": f"{mark} Arbetet börjar nu"}) == {"quote"}


def test_a_free_fact_needs_its_own_label():
    assert errors(FactBlock, {"kind": "other", "value": "Ja"}) == {"own_label"}


def test_a_fact_prints_the_label_that_was_chosen():
    assert str(FactBlock().normalize({"kind": "time", "value": "9–15"}).label) == "Tid"
    dogs = FactBlock().normalize({"kind": "animals", "value": "I koppel"})
    assert str(dogs.label) == "Hundar och djur"
    own = FactBlock().normalize({"kind": "other", "own_label": "Tema", "value": "Unga"})
    assert own.label == "Tema"


def test_a_text_is_searched_line_by_line():
    block = TextBlock()
    value = block.to_python("<h2>Tema</h2><ul><li>Ett &amp; två</li><li>Tre</li></ul>A<br/>B")
    assert block.get_searchable_content(value) == ["Tema", "Ett & två", "Tre", "A", "B"]
    assert block.get_searchable_content(None) == []


def test_what_a_block_had_no_field_for_when_it_was_stored_is_not_searched():
    field = StandardPage._meta.get_field("body")
    stored = [{"type": "facts", "value": {"rows": [{"kind": "place", "value": "Luleå"}]}}]
    stored += [{"type": "quote", "value": {}}]
    assert field.get_searchable_content(field.to_python(stored)) == ["Plats: Luleå"]


def test_what_has_only_a_name_is_said_in_one_sentence():
    block = ActivitiesBlock().child_blocks["extra_lines"]
    names = ("Utbildningar", "Seminarier", "SKR-dagar", "Inspirationsföreläsningar")
    lines = block.to_python([{"title": name} for name in names])
    (line,) = in_one_sentence(lines)
    assert line["title"] == "Utbildningar, seminarier, SKR-dagar och inspirationsföreläsningar"
    told = block.to_python([{"title": "Nätverk", "text": "Vi möts."}, {"title": "Seminarier"}])
    assert [line["title"] for line in in_one_sentence(told)] == ["Nätverk", "Seminarier"]
    assert in_one_sentence(block.to_python([])) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        (["2500", "300", "-1250,5", "12 000", "om 2500"], "2 500|300|-1 250,5|12 000|om 2500"),
        (["2024", "2025", ""], "2024|2025|"),
        (["2024", "2500"], "2 024|2 500"),
        (["1234567", "0123", "10000 %"], "1 234 567|0123|10 000 %"),
    ],
)
def test_the_numbers_of_a_table_are_grouped_unless_they_are_years(cells, printed):
    block = TableBlock()
    columns = [{"type": kind, "heading": kind} for kind in ("text", "number")]
    rows = [{"values": [f"{cell}.", cell]} for cell in cells]
    table = block.to_python({"caption": "Tabell", "columns": columns, "rows": rows})
    soup = BeautifulSoup(block.render(table), "html.parser")
    found = [cell.get_text().replace("\xa0", " ") for cell in soup.select("td.numeric")]
    assert "|".join(found) == printed
    texts = [cell.get_text() for cell in soup.select("td:not(.numeric)")]
    assert "".join(texts).replace("\xa0", " ") == "".join(f"{cell}." for cell in cells)


@pytest.mark.django_db
def test_who_is_in_no_register_is_reached_by_what_is_typed():
    block = ContactBlock()
    typed = {"name": "Presstjänst", "email": "press@example.org", "phone": "040-34 10 00"}
    value = block.to_python({**typed, "hours": "kl. 9-11"})
    soup = BeautifulSoup(str(block.render(value, {"contact": True})), "html.parser")
    assert [link["href"] for link in soup.select("a")] == [
        "tel:+4640341000",
        f"mailto:{typed['email']}",
    ]
    assert "Telefontid: kl. 9–11" in soup.get_text().replace("\xa0", " ")
    assert block.get_searchable_content(value) == [*typed.values(), "Telefontid: kl. 9-11"][:1] + [
        typed["email"],
        typed["phone"],
        "Telefontid: kl. 9-11",
    ]
    # Without a name, or beside a person who is not shown, nothing is said.
    assert block.get_searchable_content(block.to_python({**typed, "name": ""})) == []
    assert errors(ContactBlock, {"name": "Ibn Rushd", "phone": "ring oss"}) == {"phone"}


@pytest.mark.django_db
def test_who_is_in_the_register_has_address_and_number_there():
    person = SmallSite().add_person("Anna Öst")
    typed = {"email": "a@example.org", "phone": "040-34 10 00", "hours": "kl. 9–11"}
    assert errors(ContactBlock, {"person": person, **typed}) == {"email", "phone"}


@pytest.mark.django_db
def test_an_empty_row_and_an_empty_table_are_not_printed():
    block = TableBlock()
    assert "<table" not in block.render(block.get_default())
    columns = [{"type": "text", "heading": ""}] * 2
    rows = [{"values": values} for values in (["", " "], ["Lekplats", ""], ["", ""])]
    table = block.to_python({"caption": "", "columns": columns, "rows": rows})
    soup = BeautifulSoup(block.render(table), "html.parser")
    assert len(soup.select("tr")) == 1
    assert soup.thead is None


def test_what_blocks_there_are_is_written_out_once_in_each_language():
    field = StandardPage._meta.get_field("body")
    first, second = (field.formfield().widget for _form in range(2))
    written = {}
    for language in ("sv", "en", "sv"):
        with override(language):
            assert first.block_json is second.block_json
            assert first.js_context is second.js_context
            assert written.setdefault(language, first.block_json) is second.block_json
            assert first.block_json.startswith('{"_type":"wagtail.blocks.StreamBlock"')
    assert written["sv"] != written["en"]


def unpacked(packed):
    """Return what telepath reads in JSON where equal parts may be written once."""
    parts = {}

    def note(node):
        for part in node.values() if isinstance(node, dict) else node:
            if isinstance(part, dict | list):
                note(part)
        if isinstance(node, dict) and "_id" in node:
            parts[node["_id"]] = node

    def read(node):
        if isinstance(node, list):
            return [read(part) for part in node]
        if not isinstance(node, dict):
            return node
        node = parts[node["_ref"]] if "_ref" in node else node
        for name in ("_val", "_list", "_dict"):
            if name in node:
                return read(node[name])
        return {name: read(part) for name, part in node.items() if name != "_id"}

    note(packed)
    return read(packed)


def without_needless(node):
    """Return what a block is without what goes without saying."""
    if isinstance(node, list):
        return [without_needless(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("_type") == "wagtail.blocks.ListBlock":
        node["_args"][1]["_args"][-1].pop("description", None)
    left_out = GRANTED if "blockDefId" in node else {}
    kept = {name: part for name, part in node.items() if left_out.get(name, ...) != part}
    if "isPreviewable" not in kept:
        kept.pop("blockDefId", None)
    if kept.get("helpText", ...) == kept.get("description"):
        del kept["description"]
    if "formLayout" in kept:
        (group,) = kept["formLayout"]["_args"]
        kept["formLayout"] = [group["children"], group["settings"]]
    return {name: without_needless(part) for name, part in kept.items()}


def test_the_form_of_a_stream_is_lighter_by_two_fifths_and_says_the_same():
    widget = LightBlockWidget(BodyBlocks())
    plain = BlockWidget(widget.block_def)
    text = """Den "nya" parken & <b>vi</b>, 'nu'"""
    value = widget.block_def.to_python([{"type": "quote", "value": {"quote": text}}])
    whole, light = (
        str(kind.render_with_errors("body", value, attrs={"id": "body"}))
        for kind in (plain, widget)
    )
    said, of_light = (
        BeautifulSoup(markup, "html5lib").select_one("#body").attrs for markup in (whole, light)
    )
    # All but indents and what goes without saying is the same, and the ids of what is empty,
    # which are by chance.
    blocks = [json.loads(attrs.pop("data-w-block-data-value")) for attrs in (said, of_light)]
    assert len(json.dumps(blocks[1])) < 0.9 * len(json.dumps(unpacked(blocks[1])))
    blocks = map(without_needless, map(unpacked, blocks))
    assert said == of_light
    plain, squeezed = (
        re.sub(r"\\n|\s|</option>|\b(key|id)\W+[\w-]+", "", json.dumps(each)) for each in blocks
    )
    assert plain == squeezed
    assert len(light) < 0.6 * len(whole)


def test_only_attributes_with_json_are_written_lighter():
    markup = '<p a="x">5 &lt; 6 &quot;b&quot;</p><i c="[&quot;&lt;b&gt;&quot;]" d="&lt;"></i>'
    light = '<p a="x">5 &lt; 6 &quot;b&quot;</p><i c=\'["<b>"]\' d="&lt;"></i>'
    assert in_single_quotes(markup) == light


@pytest.mark.django_db
def test_a_call_needs_no_link_and_is_then_emphasised():
    call = {"heading": "Kom som du är", "text": "Säg ja nästa gång", "link": {}}
    block = CallToActionBlock()
    plain = block.clean(block.to_python(call))
    soup = BeautifulSoup(block.render(plain), "html.parser")
    assert soup.select_one("strong").text == "Säg ja nästa gång"
    assert not soup.select("a")
    assert block.get_searchable_content(plain) == ["Kom som du är", "Säg ja nästa gång"]
    for target in ({"phone": "040-34 10 00"}, {"email": "hej@example.org"}):
        linked = block.clean(block.to_python(call | {"link": target}))
        soup = BeautifulSoup(block.render(linked), "html.parser")
        assert soup.select_one("a.button")
        assert not soup.select("strong")


def test_a_button_that_says_something_leads_somewhere():
    call = {"heading": "Kom", "link": {"text": "Anmäl dig"}}
    assert errors(CallToActionBlock, call) == {"link"}
    assert errors(ButtonBlock, call["link"]) == {"page"}


def test_no_ready_label_of_a_fact_is_offered_twice():
    kinds = [kind for group in FACT_LABELS if group[0] != "other" for kind in group[1]]
    values, labels = zip(*kinds, strict=True)
    assert len(set(values)) == len(values)
    assert len(set(map(str, labels))) == len(labels)
    # Other words for a label, which only its script reads, are no other label's name.
    assert not [label for label in labels if "|" in str(label)]
    written = (settings.BASE_DIR / "static" / SCRIPT).read_text()
    others = {word for found in re.findall(r"\|([^\"]+)", written) for word in found.split(", ")}
    assert len(others) > 500
    assert not others & {str(label).lower() for label in labels}


def test_the_blocks_of_two_streams_of_a_form_are_sent_once(client, redaktor):
    activity = SmallSite().activity
    client.force_login(redaktor)
    answer = client.get(f"/admin/pages/add/activities/eventpage/{activity.pk}/")
    soup = BeautifulSoup(answer.content, "html5lib")
    same = soup.select_one("#documentation")
    assert same["data-blocks-of"] == "body"
    assert "data-w-block-data-value" not in same.attrs
    assert soup.select_one("#body")["data-w-block-data-value"]
    assert len(answer.content) < 252_000
    assert len(gzip.compress(answer.content, 6)) < 37_500


@pytest.mark.django_db
def test_what_was_written_keeps_its_spaces_in_a_page_without_indents(client, redaktor):
    event = SmallSite().add_event("Träd", introduction="5 >   < 7 <b>  </b>\n\n  slut")
    client.force_login(redaktor)
    answer = client.get(f"/admin/pages/{event.pk}/edit/")
    soup = BeautifulSoup(answer.content, "html5lib")
    assert soup.select_one("#id_introduction").get_text().strip() == event.introduction
    assert not re.search(rb">\s{2,}<", answer.content)


HEADED = [kind for kind, block in BodyBlocks.base_blocks.items() if isinstance(block, HeadedBlock)]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HEADED)
def test_a_heading_above_a_row_that_is_not_filled_in_is_not_printed(kind):
    block = BodyBlocks().child_blocks[kind]
    lists = [name for name, child in block.child_blocks.items() if isinstance(child, ListBlock)]
    value = block.to_python({"heading": "Rubrik"} | {name: [{}] for name in lists})
    assert "Rubrik" not in block.render(value, {"page": StandardPage()})
