"""Documents that are reports: their cover, what they are, who decided, and how long they hold."""

import json
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from home.blocks.body import BodyBlocks
from home.blocks.media import DocumentsBlock, said_of_document
from home.documents import SiteDocument
from search.documents.reading import queue, read_waiting_documents
from search.page.results import DocumentHit, Results
from tests.documents import in_block, make_document, pdf, show
from tests.pages import SmallSite, make_image, moment
from tests.reading import get, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("media")]
PLAN = {"kind": "plan", "year": 2024, "decided_by": "Kommunfullmäktige"}
DAYS = {"decided_on": date(2024, 3, 12), "valid_until": date(2026, 12, 31)}


@pytest.fixture
def site():
    return SmallSite()


def make(title="Plan för delaktighet", **fields):
    return make_document(pdf(["Texten"]), "plan.pdf", title=title, **fields)


def printed(client, page):
    """Return the main part of a page, and its words."""
    main = get(client, page).main
    return main, " ".join(text_of(main).split())


def test_a_report_says_what_it_is_who_decided_and_until_when_it_holds(client, site):
    document = make(**PLAN, **DAYS)
    page = show(site, document)
    with time_machine.travel(moment(2026, 5, 1, 12), tick=False):
        main, words = printed(client, page)
    report = main.select_one(".report")
    assert "Plan 2024" in words
    assert "Beslut: Kommunfullmäktige, 12 mars 2024" in words
    assert "Gäller till och med 31 december 2026" in words
    assert not report.select(".state")
    assert report.select_one(".button")["href"] == document.url
    assert text_of(report.select_one(".button")).strip() == "Hämta planen ”Plan för delaktighet”"
    with time_machine.travel(moment(2027, 1, 1, 0), tick=False):
        main, words = printed(client, page)
    assert text_of(main.select_one(".state")) == "Gällde till och med 31 december 2026"


def test_a_report_without_a_picture_has_a_cover_of_its_title(client, site):
    cover = printed(client, show(site, make(**PLAN)))[0].select_one(".cover")
    assert cover["aria-hidden"] == "true"
    assert cover.svg
    assert cover.p.get_text() == "Plan för delaktighet"
    pictured = show(site, make("Med bild", image=make_image()), "Med bild")
    cover = printed(client, pictured)[0].select_one(".cover")
    assert cover.img
    assert not cover.select("svg, p")


def test_other_documents_are_rows_after_the_reports(client, site):
    files = [
        {"document": make("Bilaga")},
        {"document": make("Protokoll", kind="minutes", year=2025)},
    ]
    files += [{"document": make(**PLAN), "summary": make("Kort om planen")}]
    page = site.add_text_page(
        "Om oss", body=[("documents", {"heading": "Filer", "documents": files})]
    )
    main, words = printed(client, page)
    rows = [row.select_one(".link-list-text").get_text() for row in main.select(".link-list > li")]
    assert rows == ["Bilaga", "Protokoll"]
    assert words.index("Plan för delaktighet") < words.index("Bilaga")
    assert "Protokoll 2025, PDF" in words
    assert "Sammanfattning Kort om planen PDF" in words


def test_a_summary_is_as_open_as_the_whole(client, site):
    whole, summary = make(**PLAN), make("Kort om planen")
    files = [{"document": whole, "summary": summary}]
    assert client.get(summary.url).status_code == 404
    site.add_text_page("Om oss", body=[("documents", {"heading": "", "documents": files})])
    assert client.get(summary.url).status_code == 200


def test_what_replaces_a_document_is_named_once_everybody_may_open_it(client, site):
    newer = make("Plan 2027")
    page = show(site, make(**PLAN, replaced_by=newer), "Gamla planen")
    assert "Plan 2027" not in printed(client, page)[1]
    show(site, newer, "Nya planen")
    main, words = printed(client, page)
    assert "Ersatt av Plan 2027" in words
    assert main.select_one(".report-text a")["href"] == newer.url


def test_a_block_without_documents_prints_nothing():
    block = DocumentsBlock()
    for empty in ({}, {"heading": "Filer", "documents": [{"description": "Ingen fil"}]}):
        assert block.render(block.normalize(empty)).strip() == ""


def test_a_document_says_its_version_or_which_appendix_it_is(client, site):
    assert str(make(version="2.0", **PLAN).kind_text) == "Plan 2024, version 2.0"
    template = make("Avtalsmall", version="bilaga 2, version 1.1", language="en")
    assert template.kind_text == "Bilaga 2, version 1.1, engelska"
    assert "Bilaga 2, version 1.1" in printed(client, show(site, template))[1]
    assert "Bilaga 2, version 1.1, engelska" in said_of_document(template)


@pytest.mark.searches
def test_a_document_says_in_which_language_it_is(client, site):
    arabic = make("Packlista", language="ar")
    simple = make("Kort om planen", language="sv-simple")
    plan = make(language="en", **PLAN)
    assert (str(arabic.kind_text), plan.kind_text) == ("Arabiska", "Plan 2024, engelska")
    files = [{"document": plan, "summary": simple}, {"document": arabic}]
    body = [("documents", {"heading": "", "documents": files})]
    page = site.add_text_page("Läger", body=body)
    main, words = printed(client, page)
    languages = [link["hreflang"] for link in main.select("a[hreflang]")]
    assert languages == ["en", "sv-simple", "ar"]
    assert "Lättläst svenska, PDF" in words
    assert [hit.card.title for hit in Results("packlista arabiska").hits] == ["Läger"]


def test_a_document_says_where_it_was_decided_and_from_when_it_holds():
    days = {"valid_from": date(2027, 1, 1), "valid_until": date(2031, 12, 31)}
    plan = make(decided_by="Kommunfullmäktige", case_number="STK-2026-871, § 305", **days)
    with time_machine.travel(date(2028, 1, 1)):
        said = " ".join(map(str, said_of_document(plan))).replace("\xa0", " ")
    assert "Beslut: Kommunfullmäktige, STK-2026-871, § 305" in said
    assert "Gäller 1 januari 2027–31 december 2031" in said.replace(" – ", "–")
    plan.valid_until = None
    assert plan.validity_text.replace("\xa0", " ") == "Gäller från och med 1 januari 2027"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"decided_on": date(2026, 1, 1), "valid_until": date(2025, 12, 31)}, "valid_until"),
        ({"valid_from": date(2026, 1, 1), "valid_until": date(2025, 12, 31)}, "valid_until"),
        ({"year": 26}, "year"),
        ({"decided_by": "x" * 161}, "decided_by"),
        ({"decided_by": "https://zoom.us/j/123456"}, "decided_by"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(fields, name):
    document = make()
    for field, value in fields.items():
        setattr(document, field, value)
    with pytest.raises(ValidationError) as refusal:
        document.full_clean()
    assert set(refusal.value.message_dict) == {name}


def test_a_document_does_not_replace_itself():
    document = make()
    document.replaced_by = document
    with pytest.raises(ValidationError) as refusal:
        document.full_clean()
    assert set(refusal.value.message_dict) == {"replaced_by"}


def test_an_editor_says_what_a_document_is_with_days_as_people_write_them(client, redaktor):
    document, cover = make(), make_image()
    client.force_login(redaktor)
    data = {
        **{"title": document.title, "kind": "report", "year": "2025", "decided_by": "Styrelsen"},
        **{"decided_on": "12 mars 2025", "valid_until": "31/12 2027", "image": cover.pk},
        **{"replaced_by": make("Nyare").pk, "collection": document.collection_id, "tags": ""},
    }
    response = client.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    assert response.status_code == 302, response.context["form"].errors
    document.refresh_from_db()
    assert (document.kind_text, document.has_cover) == ("Rapport 2025", True)
    assert (document.decided_on, document.valid_until) == (date(2025, 3, 12), date(2027, 12, 31))
    assert document.replaced_by.title == "Nyare"


def test_where_a_document_is_uploaded_nothing_opens_a_second_window(client, redaktor):
    client.force_login(redaktor)
    new = BeautifulSoup(client.get(reverse("wagtaildocs:add")).content, "html.parser")
    assert new.select("[name=kind], [name=decided_by]")
    assert not new.select("[name=image], [name=replaced_by]")


def test_the_pages_of_a_pdf_are_counted_when_it_is_read_and_forgotten_with_its_file(client, site):
    document = make_document(pdf(["Ett"], ["Två"], ["Tre"]), "plan.pdf", title="Planen")
    page = show(site, document)
    read_waiting_documents()
    document.refresh_from_db()
    assert document.pages == 3
    assert "PDF, 3 sidor, " in printed(client, page)[1]
    document.file.save("ny.pdf", ContentFile(pdf(["Ett"])))
    queue(SiteDocument.objects.all())
    document.refresh_from_db()
    assert document.pages is None
    read_waiting_documents()
    assert SiteDocument.objects.get().pages == 1


@pytest.mark.searches
def test_a_report_is_found_by_its_facts_on_the_page_and_said_in_its_own_hit(site):
    document = make(**PLAN, **DAYS)
    show(site, document, "Så arbetar vi")
    read_waiting_documents()
    hits = Results("kommunfullmäktige").hits
    assert [hit.card.title for hit in hits] == ["Så arbetar vi"]
    (hit,) = [hit for hit in Results("texten").hits if isinstance(hit, DocumentHit)]
    assert (hit.document.kind_text, hit.document.pages) == ("Plan 2024", 1)


@pytest.mark.searches
def test_pages_are_found_anew_when_somebody_says_what_a_document_is(
    site, django_capture_on_commit_callbacks
):
    document = make()
    show(site, document, "Så arbetar vi")
    with django_capture_on_commit_callbacks(execute=True):
        document.decided_by = "Demokratiberedningen"
        document.save()
    assert [hit.card.title for hit in Results("demokratiberedningen").hits] == ["Så arbetar vi"]


def test_the_report_of_a_past_event_is_in_its_structured_data(client, site):
    stream = BodyBlocks().normalize(in_block(make(**PLAN, **DAYS)))
    past = site.add_event("Träd", start=moment(2021, 5, 26, 12), documentation=stream)
    ahead = site.add_event("Bänkar", start=moment(2031, 5, 26, 12), documentation=stream)

    def data(event):
        scripts = get(client, event).find_all("script", type="application/ld+json")
        return next(
            found for tag in scripts if (found := json.loads(tag.string))["@type"] == "Event"
        )

    (report,) = data(past)["subjectOf"]
    assert report["url"].startswith("http")
    assert {
        name: report[name] for name in ("@type", "name", "genre", "datePublished", "expires")
    } == {
        **{"@type": "Report", "name": "Plan för delaktighet", "genre": "Plan"},
        **{"datePublished": "2024-03-12", "expires": "2026-12-31"},
    }
    assert "subjectOf" not in data(ahead)
