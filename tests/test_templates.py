"""Blocks and page types: each can be printed with nothing, with everything, and as a preview."""

import re

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.blocks import StructValue

from home.blocks.media import EmbedBlock
from home.blocks.text import FactsBlock, QuoteBlock
from tests.filled_site import page_of, person_value
from tests.pages import SmallSite, add
from tests.reading import get, text_of
from tests.test_house_style import PAGE_TYPES, our_blocks

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BLOCKS = {block_class.__name__: block_class() for block_class in our_blocks()}


def rendered(block, value, rf, whole=False):
    """Return a block as the preview shows it: its own part, or the whole page."""
    context = {"block_def": block, "bound_block": block.bind(value)}
    html = render_to_string(block.get_preview_template(value), context, request=rf.get("/"))
    return html if whole else str(BeautifulSoup(html, "html.parser").select_one("main > .wrap"))


def empty_value(block):
    """Return what a block holds where an editor has filled in nothing."""
    default = block.get_default()
    return block.to_python({}) if isinstance(default, StructValue) else default


def test_a_block_renders_full_and_empty(rf):
    full = {name: rendered(block, block.get_preview_value(), rf) for name, block in BLOCKS.items()}
    empty = {name: rendered(block, empty_value(block), rf) for name, block in BLOCKS.items()}
    for htmls in (full, empty):
        assert [name for name, html in htmls.items() if re.search(r"\bNone\b", html)] == []
    texts = {name: text_of(BeautifulSoup(html, "html.parser")) for name, html in full.items()}
    assert [name for name, text in texts.items() if not text.strip()] == []


def test_the_preview_of_a_block_wears_the_clothes_of_the_site(rf):
    previews = {
        name: rendered(block, block.get_preview_value(), rf, whole=True)
        for name, block in BLOCKS.items()
    }
    assert [
        name
        for name, html in previews.items()
        if "css/site" not in html or re.search(r"<script|\sstyle=", html)
    ] == []


def test_a_page_that_has_only_a_title_can_be_shown(client):
    site = SmallSite()
    parents = {
        "ActivityPage": site.landing,
        "EventPage": site.activity,
        "ArticlePage": site.news,
        "NewsletterPage": site.newsletters,
        "PersonPage": site.people,
    }
    pages = [page for page in vars(site).values() if type(page) in PAGE_TYPES]
    for page_type in PAGE_TYPES:
        parent = parents.get(page_type.__name__, site.home)
        pages.append(add(parent, page_type(title=f"Bara rubrik {page_type.__name__}")))
    headings = {page.title: get(client, page).h1.get_text() for page in pages}
    assert [title for title, heading in headings.items() if title not in heading] == []


def test_pages_with_everything_have_their_headings_in_order(filled, client):
    for page_type in PAGE_TYPES:
        soup = get(client, page_of(filled, page_type))
        assert "Fotografens namn" in text_of(soup), page_type
        assert not soup.find("iframe"), page_type


def test_a_new_page_can_be_previewed_before_it_is_saved():
    site, offenders = SmallSite(), []
    for page_type in PAGE_TYPES:
        parent = site.activity if page_type.__name__ == "EventPage" else site.home
        page = page_type(title="Ny sida", slug="ny-sida", live=False)
        page.set_url_path(parent)
        page.depth = parent.depth + 1
        page.path = page_type._get_children_path_interval(parent.path)[1]
        response = page.make_preview_request()
        if response.status_code != 200 or "Ny sida" not in response.content.decode():
            offenders.append(page_type)
    assert offenders == []


def test_documents_say_their_type_and_size(filled, client):
    text = text_of(get(client, filled.text))
    assert re.search(r"Rapport från dagen PDF, 5 kB", text, re.IGNORECASE)


def test_outside_links_name_their_host(filled, client):
    soup = get(client, filled.text)
    link = soup.find("a", href="https://www.malmo.se/samverkan", class_="link-list-link")
    assert "malmo.se" in link.get_text()


QUOTES = [
    ({"quote": "Arbetet börjar nu"}, "”Arbetet börjar nu”"),
    ({"quote": "Vad nu?", "attribution": "frågar hon"}, "– Vad nu? frågar hon."),
    ({"quote": "Bra.", "attribution": "säger han."}, "– Bra, säger han."),
    (
        {"quote": "Arbetet börjar nu", "attribution": "säger båda", "continuation": "Och mer."},
        "– Arbetet börjar nu, säger båda. Och mer.",
    ),
]


@pytest.mark.parametrize(("value", "printed"), QUOTES)
def test_a_quotation_is_set_by_swedish_rules(value, printed):
    block = QuoteBlock()
    html = block.render(block.normalize({**value, "source": "Vem"}))
    soup = BeautifulSoup(html, "html.parser")
    assert soup.blockquote.get_text().strip().replace("\xa0", " ") == printed
    assert soup.figcaption.get_text() == "Vem"


def test_a_fact_row_is_label_and_value():
    block = FactsBlock()
    soup = BeautifulSoup(block.render(block.get_preview_value()), "html.parser")
    rows = [(row.dt.get_text(), row.dd.get_text()) for row in soup.select("dl > div")]
    assert rows == [("Tid", "9.30–15.00"), ("Plats", "Digitalt")]


def test_a_recording_is_a_link_and_loads_nothing():
    block = EmbedBlock()
    soup = BeautifulSoup(block.render(block.get_preview_value()), "html.parser")
    assert soup.find("a", href="https://skr.se/")
    assert not soup.find(["iframe", "img", "script", "video", "audio"])


def test_a_role_that_the_heading_above_has_said_is_not_said_again(client):
    site = SmallSite()
    people = [
        site.add_person(f"Person {role}", job_title=role) for role in ("redaktör", "skribent")
    ]
    issue = site.add_issue(editors=[("person", person_value(person)) for person in people])
    said = text_of(get(client, issue).main)
    assert said.count("Redaktör") == 1
    assert "Skribent" in said
