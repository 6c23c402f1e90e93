"""Documents are open to whom a page shows them, and to nobody else."""

from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.documents import SiteDocument
from home.upload_forms import NOT_STORED
from tests import hostile_pictures as hostile
from tests.hostile_documents import PLACES, impossible_documents, upload
from tests.pages import SmallSite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def document(site):
    return make_document("Protokollet")


def make_document(title="Protokollet", **fields):
    file = ContentFile(b"%PDF-1.4 protokoll", name="protokoll.pdf")
    return SiteDocument.objects.create(title=title, file=file, **fields)


def page_with(site, document, **fields):
    """Return an article that has the document in a block."""
    block = {"heading": "", "documents": [{"document": document, "description": ""}]}
    article = site.add_article("Träffen", date=timezone.localdate(), **fields)
    article.body = [("documents", block)]
    article.save()
    return article


def is_open(client, document):
    status = client.get(document.url).status_code
    assert status in (200, 404)
    return status == 200


def test_a_document_that_no_page_uses_is_there_for_editors_alone(client, document, redaktor, site):
    assert not is_open(client, document)
    client.force_login(redaktor)
    response = client.get(document.url)
    assert response.status_code == 200
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}


@pytest.mark.one_database
def test_a_document_can_be_released_by_hand(client, document, site):
    document.released = True
    document.save()
    response = client.get(document.url)
    assert b"".join(response.streaming_content) == b"%PDF-1.4 protokoll"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


def in_rich_text(document):
    return [("text", f'<p><a linktype="document" id="{document.pk}">Läs</a></p>')]


def in_a_link(document):
    return [("links", {"heading": "", "links": [{"document": document}]})]


def in_a_call(document):
    link = {"document": document, "text": "Läs"}
    return [("call_to_action", {"heading": "Läs", "text": "", "link": link})]


def in_an_answer(document):
    text = in_rich_text(document)[0][1]
    return [("accordion", {"heading": "", "items": [{"heading": "Var?", "text": text}]})]


@pytest.mark.parametrize("place", [in_rich_text, in_a_link, in_a_call, in_an_answer])
def test_a_document_is_open_wherever_a_published_page_names_it(place, client, document, site):
    article = site.add_article("Träffen", date=timezone.localdate())
    article.body = place(document)
    article.save()
    assert is_open(client, document)
    article.unpublish()
    assert not is_open(client, document)


def test_a_document_waits_for_its_page_to_be_published(client, document, editor, site):
    article = page_with(site, document, live=False)
    assert not is_open(client, document)
    article.go_live_at = timezone.now() + timedelta(days=1)
    revision = article.save_revision(approved_go_live_at=article.go_live_at)
    assert not is_open(client, document)
    article.go_live_at = None
    revision = article.save_revision()
    revision.publish()
    assert is_open(client, document)


def test_a_draft_of_a_published_page_opens_nothing(client, document, site):
    article = site.add_article("Träffen", date=timezone.localdate())
    article.save_revision().publish()
    article.refresh_from_db()
    article.body = in_rich_text(document)
    article.save_revision()
    assert not is_open(client, document)
    article.get_latest_revision().publish()
    assert is_open(client, document)
    article.refresh_from_db()
    article.body = []
    article.save_revision().publish()
    assert not is_open(client, document)
    page_with(site, document).delete()
    assert not is_open(client, document)


def test_the_document_of_a_private_page_is_for_those_who_may_see_the_page(
    client, document, django_user_model, site
):
    page_with(site, document)
    PageViewRestriction.objects.create(page=site.news, restriction_type=PageViewRestriction.LOGIN)
    assert not is_open(client, document)
    reader = django_user_model.objects.create_user("besökare")
    client.force_login(reader)
    response = client.get(document.url)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.one_database
def test_a_password_for_the_page_opens_its_document_too(client, document, site):
    article = page_with(site, document)
    secret = PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.PASSWORD, password="öppna"
    )
    assert not is_open(client, document)
    session = client.session
    session[secret.passed_view_restrictions_session_key] = [secret.pk]
    session.save()
    client.cookies["sessionid"] = session.session_key
    assert is_open(client, document)


def test_a_private_collection_stays_private_though_a_page_shows_the_document(
    client, document, site
):
    page_with(site, document)
    collection = Collection.get_first_root_node().add_child(name="Styrelsen")
    CollectionViewRestriction.objects.create(
        collection=collection,
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="hemligt",
    )
    document.collection = collection
    document.save()
    response = client.get(document.url)
    assert b"%PDF" not in response.content
    assert "no-store" in response["Cache-Control"]


def test_what_documents_an_event_opens_when_the_event_is_over(client, document, site):
    block = {"heading": "", "documents": [{"document": document, "description": ""}]}
    event = site.add_event(start=timezone.now() + timedelta(days=1))
    event.documentation = [("documents", block)]
    event.save()
    assert not is_open(client, document)
    event.start = timezone.now() - timedelta(days=2)
    event.save()
    assert is_open(client, document)


@pytest.mark.one_database
def test_an_address_that_is_not_quite_right_is_not_there(client, document, site):
    document.released = True
    document.save()
    for address in (
        f"/documents/{document.pk}/annat.pdf",
        f"/documents/{document.pk}/",
        f"/documents/{10**30}/protokoll.pdf",
        f"/documents/{2**63}/protokoll.pdf",
        "/documents/0/protokoll.pdf",
        f"/documents/{document.pk}/%00.pdf",
        f"/documents/{document.pk}/..%2f..%2fdb.sqlite3",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(document.url).status_code == 405
    assert client.head(document.url).status_code == 200
    (document.file.storage.delete)(document.file.name)
    assert client.get(document.url).status_code == 404


def test_the_cost_of_a_download_does_not_grow_with_the_pages(
    client, document, django_assert_max_num_queries, site
):
    for _number in range(4):
        page_with(site, document)
        site.add_event(start=timezone.now(), introduction="x")
    client.get(document.url)
    with django_assert_max_num_queries(9):
        assert is_open(client, document)


@pytest.mark.one_database
@pytest.mark.searches
def test_an_editor_sees_who_may_open_a_document_and_why(client, redaktor, site):
    alone, released, shown, private, waiting = map(make_document, "ABCDE")
    released.released = True
    released.save()
    page_with(site, shown)
    hidden = page_with(site, private)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    event = site.add_event("Mötet", start=timezone.now() + timedelta(days=1))
    event.documentation = in_rich_text(waiting)
    event.save()
    client.force_login(redaktor)
    listed = unescape(client.get(reverse("wagtaildocs:index")).content.decode())
    sentences = {
        alone: "Bara redaktörer kan öppna det, för ingen publicerad sida visar det.",
        released: "Alla kan öppna det, för du har valt det här.",
        shown: "Alla kan öppna det, för det finns på ”Träffen”.",
        private: "Bara den som får se ”Träffen” kan öppna det.",
        waiting: "Bara redaktörer kan öppna det. ”Mötet” visar det först efteråt.",
    }
    for document, sentence in sentences.items():
        assert sentence in listed
        edited = client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
        assert sentence in unescape(edited)
        assert (document == alone) is not is_open_for_nobody(document)
    results = client.get(reverse("wagtaildocs:index_results") + "?q=A")
    assert results.status_code == 200


def is_open_for_nobody(document):
    return document.title != "A"


@pytest.mark.one_database
def test_a_document_is_stored_or_refused_in_words_in_every_place(client, redaktor, media, site):
    client.force_login(redaktor)
    for place in PLACES:
        for name, data in impossible_documents().items():
            status, text = upload(client, place, name, data)
            assert status == 200, (place, name)
            assert SiteDocument.objects.count() == 0, (place, name)
            assert not hostile.stored_files(), (place, name)
        (media / "documents").write_text("")
        status, text = upload(client, place, "rapport.pdf", b"%PDF-1.4")
        assert status == 200
        assert str(NOT_STORED)[:30] in text, place
        (media / "documents").unlink()
        assert SiteDocument.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"file": ContentFile(b"", name="tom.pdf")}])
def test_a_document_without_a_file_or_of_nothing_is_told_that_alone(client, redaktor, sent):
    client.force_login(redaktor)
    answer = client.post(reverse("wagtaildocs:add"), {"title": "Protokollet", **sent})
    assert "Filändelsen" not in str(answer.context["form"].errors["file"])
    assert not SiteDocument.objects.exists()


def test_a_list_of_uploads_asks_for_nothing_that_it_has_no_chooser_for(client, redaktor):
    client.force_login(redaktor)
    _status, form = upload(client, "wagtaildocs:add_multiple", "rapport.pdf", b"%PDF-1.4")
    assert "-title" in form
    assert "-kind" in form
    assert "Chooser" not in form
    document = SiteDocument.objects.get()
    form = client.get(reverse("wagtaildocs:edit", args=[document.pk])).text
    assert all(f'id="id_{name}-chooser"' in form for name in ("image", "replaced_by"))


@pytest.mark.one_database
def test_a_document_of_any_name_is_stored_and_can_be_opened(client, redaktor, site):
    client.force_login(redaktor)
    for name in (
        "å" * 120 + ".pdf",
        "x" * 300 + ".pdf",
        "漢" * 200 + ".PDF",
        "😀.pdf",
        "a\u202egnp.pdf",
        "...pdf",
    ):
        status, _text = upload(client, "wagtaildocs:add", name, b"%PDF-1.4")
        assert status == 302, name
        document = SiteDocument.objects.latest("pk")
        assert document.file_extension == "pdf", document.file.name
        assert is_open(client, document)


@pytest.mark.one_database
def test_a_document_whose_file_cannot_be_read_is_not_there(client, site, caplog):
    document = make_document(released=True)
    path = Path(document.file.path)
    path.unlink()
    path.mkdir()
    assert client.get(document.url).status_code == 404
    assert "IsADirectoryError" in caplog.text
