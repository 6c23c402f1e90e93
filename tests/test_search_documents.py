"""Documents are found by what stands in them, while a page that visitors see shows them."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.search.models import IndexEntry

from home.documents import SiteDocument
from search.documents import reading
from search.documents.reading import read_waiting_documents
from search.index.entries import recount
from search.models import DocumentPassage, DocumentText, SearchKey, SearchWord
from search.page.results import DocumentHit, Results
from search.page.suggestions import suggestions_for
from tests.documents import (
    docx,
    in_block,
    in_rich_text,
    make_document,
    of_every_format,
    paragraph,
    pdf,
    show,
)
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

FIRST = "Styrelsen hade fyra möten under året."
LAST = "Kolonilotterna vid Zinkgatan lottas ut bland sökande i oktober."


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a context that does what waits for the end of the transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def make_report(name="rapport.docx", **fields):
    return make_document(of_every_format(FIRST, LAST)[name], name, **fields)


@pytest.fixture
def shown(site):
    """A document that has been read, and the page that shows it."""
    document = make_report()
    page = show(site, document)
    read_waiting_documents()
    return document, page


def found(query="zinkgatan"):
    """Return the titles of the documents that a query finds."""
    return [hit.document.title for hit in Results(query).hits if isinstance(hit, DocumentHit)]


def traces(word="zinkgatan"):
    """Return what of a word visitors may come across."""
    return [
        *found(word),
        *suggestions_for(word[:-2])["words"],
        *filter(None, [Results(word[:-3] + "xtan").repaired]),
        *SearchWord.objects.filter(word=word, pages__gt=0),
        *SearchKey.objects.filter(key__startswith=word, pages__gt=0),
    ]


@pytest.mark.parametrize("name", ["rapport.pdf", "rapport.docx", "rapport.odt"])
def test_a_document_is_found_by_a_sentence_on_its_last_page(name, site, client):
    document = make_report(name)
    shown = show(site, document)
    read_waiting_documents()
    assert found(LAST) == found("kolonilott zinkgatan") == ["Årsrapporten"]
    page = unescape(client.get("/sok/", {"q": "lottas zinkgatan"}).content.decode())
    assert f'<a href="{document.url}">Årsrapporten</a>' in page
    assert f"{document.file_extension.upper()}, " in page
    assert "<mark>Zinkgatan</mark> <mark>lottas</mark> ut bland" in page.replace("\xa0", " ")
    assert f'Finns på: <a href="{shown.url}"' in page


@pytest.mark.parametrize("place", [in_block, in_rich_text])
def test_a_document_is_found_wherever_a_page_shows_it(place, site):
    show(site, make_report(), place=place)
    read_waiting_documents()
    assert found() == ["Årsrapporten"]


def test_a_document_that_no_page_shows_is_not_found_though_it_is_open(site):
    make_report(released=True)
    read_waiting_documents()
    assert traces() == []


def test_a_document_is_found_from_when_its_page_is_published_until_it_is_not(site, committed):
    page = show(site, make_report(), live=False)
    read_waiting_documents()
    assert traces() == []
    with committed():
        page.save_revision().publish()
    assert len(traces()) > 3
    with committed():
        page.refresh_from_db()
        page.unpublish()
    assert traces() == []


def test_a_draft_of_a_published_page_shows_no_document(site):
    document = make_report()
    page = site.add_article("Koloniträdgården", date=timezone.localdate())
    page.save_revision().publish()
    page.refresh_from_db()
    page.body = in_block(document)
    page.save_revision()
    read_waiting_documents()
    assert traces() == []


def test_the_document_of_a_private_page_is_not_found_nor_its_words(site, shown, committed):
    assert traces()
    with committed():
        hidden = PageViewRestriction.objects.create(page=site.news, restriction_type="login")
    assert traces() == []
    with committed():
        hidden.delete()
    assert len(traces()) > 3


def test_a_hit_names_a_page_that_everybody_may_see(site, shown, committed):
    document, page = shown
    with committed():
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert found() == []
    with committed():
        open_page = site.add_text_page("Lotterna", body=in_block(document))
    assert [(hit.page.title, hit.page.url) for hit in Results("zinkgatan").hits] == [
        ("Lotterna", open_page.url)
    ]


def test_a_document_in_a_private_collection_is_not_found_nor_its_words(shown, committed):
    document, _page = shown
    above = Collection.get_first_root_node().add_child(name="Styrelsen")
    below = above.add_child(name="Protokoll")
    with committed():
        document.collection = below
        document.save()
    assert len(traces()) > 3
    with committed():
        hidden = CollectionViewRestriction.objects.create(
            collection=above, restriction_type="login"
        )
    assert traces() == []
    with committed():
        hidden.delete()
    assert len(traces()) > 3


def test_a_document_goes_out_of_the_search_with_its_page_and_when_it_is_deleted(shown, committed):
    document, page = shown
    with committed():
        page.delete()
    assert traces() == []
    assert DocumentPassage.objects.exists()
    with committed():
        document.delete()
    assert not DocumentText.objects.exists()
    assert not DocumentPassage.objects.exists()


def test_a_replaced_document_is_found_by_its_new_text_alone(shown, committed):
    document, _page = shown
    with committed():
        document.file = ContentFile(pdf(["Odlingen flyttar till Kvarngatan."]), name="ny.pdf")
        document.save()
    assert traces() == []  # the old text goes at once
    read_waiting_documents()
    assert traces() == []
    assert found("kvarngatan") == ["Årsrapporten"]


def test_a_document_is_found_by_its_title_as_it_is_now(shown, committed):
    document, _page = shown
    with committed():
        document.title = "Verksamhetsberättelsen"
        document.save()
    assert found("verksamhetsberättelse zinkgatan") == ["Verksamhetsberättelsen"]
    assert found("årsrapport zinkgatan") == []


def test_what_documents_an_event_is_found_when_the_event_is_over(site):
    event = site.add_event(start=timezone.now() + timedelta(days=1))
    event.documentation = in_block(make_report())
    event.save()
    read_waiting_documents()
    assert traces() == []
    event.start = timezone.now() - timedelta(days=2)
    event.save()
    assert found() == ["Årsrapporten"]


def test_a_site_from_before_documents_were_read_takes_them_in(site, shown):
    _document, page = shown
    page.search_entry.documents.clear()
    DocumentText.objects.all().delete()
    recount()
    assert traces() == []
    read_waiting_documents()
    assert found() == ["Årsrapporten"]


def test_a_document_is_one_hit_after_the_pages_and_is_counted_as_such(site, client):
    text = "".join(paragraph(f"Zinkgatan {number} har en kolonilott. " * 30) for number in range(9))
    document = make_document(docx(text), "lotter.docx", title="Lotterna")
    for year in (2016, 2016, 2017):
        page = show(site, document, f"Lotter {year}", introduction="Zinkgatan")
        page.date = page.date.replace(year=year)
        page.save()
    for number in range(8):
        site.add_text_page(f"Zinkgatan {number}")
    read_waiting_documents()
    results = Results("zinkgatan")
    assert results.total == 12
    assert [type(hit) for hit in results.hits].count(DocumentHit) == 0
    second = Results("zinkgatan", number=2)
    assert [type(hit) for hit in second.hits].count(DocumentHit) == 1 == len(found("kolonilott"))
    assert {option.label: option.count for option in results.facets.kinds}["Dokument"] == 1
    narrowed = client.get("/sok/?q=zinkgatan&typ=dokument").content.decode()
    assert narrowed.count('class="hit"') == 1
    assert "1 träff på" in narrowed


def test_documents_are_found_after_everything_has_been_indexed_anew(shown):
    IndexEntry.objects.all().delete()
    assert found() == []
    call_command("update_index", verbosity=0)
    assert len(traces()) > 3


def test_the_words_of_a_document_are_put_right_and_suggested(shown):
    assert Results("zinkgattan").searched == "Zinkgatan"
    assert "Zinkgatan" in suggestions_for("zinkg")["words"]
    recount()
    assert found("zinkgattan") == ["Årsrapporten"]


@pytest.mark.one_database
def test_who_reads_an_old_file_too_slowly_does_not_put_it_in_the_place_of_the_new(site, committed):
    document = make_report()
    show(site, document)
    reading.queue(SiteDocument.objects.all())
    slow = DocumentText.objects.due(timezone.now()).get()
    assert reading._claim(slow)
    old = reading.read_document(slow.document.file, "docx")
    with committed():
        document.file = ContentFile(pdf(["Odlingen flyttar till Kvarngatan."]), name="ny.pdf")
        document.save()
    read_waiting_documents()
    reading._keep(slow, old)
    assert traces() == []
    assert found("kvarngatan") == ["Årsrapporten"]


@pytest.mark.one_database
def test_a_document_that_is_deleted_while_it_is_read_leaves_nothing(site, committed):
    document = make_report()
    show(site, document)
    reading.queue(SiteDocument.objects.all())
    text = DocumentText.objects.due(timezone.now()).get()
    assert reading._claim(text)
    read = reading.read_document(text.document.file, "docx")
    with committed():
        document.delete()
    reading._keep(text, read)
    assert traces() == []
    assert not DocumentPassage.objects.exists()


def test_no_document_is_hidden_by_one_on_many_pages_or_one_that_nobody_may_open(
    site, shown, committed, monkeypatch
):
    document, _page = shown
    many, secret = make_report("rapport.odt"), make_report("rapport.pdf")
    for number in range(4):
        show(site, many, f"Sida {number}")
    hidden = show(site, secret, "Hemlig")
    with committed():
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    read_waiting_documents()
    for most in (2, 3):
        monkeypatch.setattr("search.page.documents.MOST_ROWS", most)
        assert sorted(found()) == sorted([document.title, many.title])
