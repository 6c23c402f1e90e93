"""Wagtail's search with our keys: everywhere the same, on both databases, for any text."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from modelsearch.backends.base import SearchFieldError
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.search.query import MATCH_ALL, And, Phrase, PlainText

from activities.models import EventPage
from home.models import SiteImage
from news.models import ArticlePage
from search.index.backend import ranking
from search.models import SearchEntry
from tests.filled_site import make_document
from tests.pages import SmallSite, choose, make_image, make_organisation, make_theme, moment

pytestmark = pytest.mark.django_db


def found(query, pages=None, **options):
    pages = Page.objects.live().public() if pages is None else pages
    return [page.title for page in pages.search(query, **options)]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Föreningarnas hus", "förening"),
        ("En medborgardialog", "dialog"),
        ("Tre frukostmöten", "frukost möte"),
        ("Våra frukost möten", "frukostmöte"),
        ("Idéverkstaden", "ideverkstad"),
        ("Samordnare söks", "samordning"),
        ("Malmötimmen", "malmöt"),
        ("Budget på 450 000 kronor", "450000"),
        ("Frågor om skolgården", "skolgårdar"),
    ],
)
def test_a_word_is_found_in_all_its_forms(text, query):
    SmallSite().add_article("Rubriken", introduction=text)
    assert found(query) == ["Rubriken"]


def test_all_words_are_wanted_unless_some_will_do():
    site = SmallSite()
    site.add_article("Mangold i Lund", introduction="")
    site.add_article("Mangold i Ystad", introduction="")
    assert found("mangold ystad") == ["Mangold i Ystad"]
    assert found("mangold ystad", operator="or") == ["Mangold i Ystad", "Mangold i Lund"]


def test_words_side_by_side_find_no_page_that_lacks_the_others():
    site = SmallSite()
    site.add_article("Mangold rabarber pumpa", introduction="")
    site.add_article("Mangold rabarber", introduction="")
    site.add_article("Rabarber pumpa", introduction="")
    assert found("mangold rabarber pumpa") == ["Mangold rabarber pumpa"]
    assert found("senaste mangold rabarber pumpa") == ["Mangold rabarber pumpa"]


def test_a_quotation_stands_together():
    site = SmallSite()
    site.add_article("Social innovation i Malmö")
    site.add_article("Innovation för socialt arbete")
    assert found('"social innovation"') == ["Social innovation i Malmö"]
    assert len(found("social innovation")) == 2


def test_the_title_goes_before_the_text():
    site = SmallSite()
    site.add_article("Annat", introduction="Om mangold och mangold.", date="2024-01-01")
    site.add_article("Mangold", introduction="Om annat.", date="2024-01-01")
    assert found("mangold") == ["Mangold", "Annat"]


def test_a_person_goes_first_by_name_but_not_by_what_is_said_of_them():
    site = SmallSite()
    site.add_person("Lisa Mangold", introduction="Hon odlar rabarber.")
    text = "Så odlas rabarber: mer om rabarber med Lisa Mangold."
    site.add_article("Om odling", introduction=text, date=timezone.localdate())
    assert found("mangold") == ["Lisa Mangold", "Om odling"]
    assert found("rabarber") == ["Om odling", "Lisa Mangold"]


def test_the_newer_of_two_goes_first_and_what_comes_before_what_was():
    site, now = SmallSite(), timezone.now()
    for year in (2016, 2024, 2020):
        site.add_article(f"Mangold {year}", date=f"{year}-05-01")
    assert found("mangold") == ["Mangold 2024", "Mangold 2020", "Mangold 2016"]
    site.add_event("Odling igår", start=now - timedelta(days=1))
    site.add_event("Odling snart", start=now + timedelta(days=400))
    assert found("odling") == ["Odling snart", "Odling igår"]


def test_who_asks_for_the_latest_gets_the_latest():
    site = SmallSite()
    site.add_article("Mangold mangold mangold", introduction="Mangold.", date="2016-05-01")
    site.add_article("Om odling av mangold", introduction="", date="2024-05-01")
    assert found("senaste mangold")[0] == "Om odling av mangold"


def test_a_page_has_an_entry_with_its_day_and_text():
    site = SmallSite()
    event = site.add_event("Träff", start=moment(2021, 5, 26, 23, 30), introduction="Ingressen.")
    entry = SearchEntry.objects.get(page=event)
    assert (entry.date.isoformat(), entry.year) == ("2021-05-26", 2021)
    assert entry.until == moment(2021, 5, 26, 23, 59, 59) + timedelta(microseconds=999_999)
    assert entry.title == "Träff"
    assert entry.text.startswith("Ingressen.")
    assert SearchEntry.objects.get(page=site.add_text_page()).date is None


def test_a_day_is_found_by_its_words():
    SmallSite().add_event("Träffen", start=moment(2021, 5, 26, 12, 15))
    assert found("26 maj 2021") == ["Träffen"]


def test_guests_organisers_places_themes_and_documents_are_found_but_never_the_secret_link():
    site = SmallSite()
    person = site.add_person("Xerxes Ypsilon")
    event = site.add_event(
        "Träffen",
        start=moment(2021, 5, 26, 12, 15),
        venue="Zebrahuset",
        attendance_mode="mixed",
        join_url="https://hemlig.example/qwertyrum",
        speakers=[
            {"type": "person", "value": {"person": person.pk, "role": "moderator"}},
            {"type": "person", "value": {"name": "Quintus", "organisation": "Mangoldbolaget"}},
        ],
        documentation=[
            {
                "type": "documents",
                "value": {"documents": [{"document": make_document().pk, "description": ""}]},
            }
        ],
    )
    event.themes = [make_theme(name="Kvantfysik")]
    choose(event, "organisers", make_organisation("Xylofonföreningen"))
    everyone = EventPage.objects.all()
    for query in (
        *("xerxes", "quintus", "mangoldbolaget", "zebrahuset", "xylofonförening", "kvantfysik"),
        *("rapport från dagen", "moderatorn", "lärandelunch"),
    ):
        assert found(query, everyone) == ["Träffen"], query
    for query in ("qwertyrum", "hemlig", "hemlig.example"):
        assert found(query, everyone) == [], query


def test_private_pages_and_drafts_are_left_out_by_the_pages_asked_for():
    site = SmallSite()
    site.add_article("Mangold synlig")
    site.add_article("Mangold utkast", live=False)
    hidden = site.add_article("Mangold hemlig")
    hidden.view_restrictions.create(restriction_type="login")
    assert found("mangold") == ["Mangold synlig"]


def test_a_deleted_page_is_gone_and_a_changed_one_is_found_anew():
    article = SmallSite().add_article("Mangold")
    article.title = "Pumpa"
    article.save_revision().publish()
    assert (found("mangold"), found("pumpa")) == ([], ["Pumpa"])
    article.delete()
    assert found("pumpa") == []
    assert not SearchEntry.objects.filter(title="Pumpa").exists()


def test_update_index_makes_the_same_index_anew():
    site = SmallSite()
    site.add_article("Mangold i föreningar")
    gone = site.add_article("Mangold som försvinner")
    fields = [field.name for field in SearchEntry._meta.fields if field.name != "indexed"]
    before = list(SearchEntry.objects.exclude(page=gone).order_by("page").values(*fields))
    Page.objects.filter(pk=gone.pk).delete()
    SearchEntry.objects.all().delete()
    call_command("update_index", verbosity=0)
    assert found("mangold förening") == ["Mangold i föreningar"]
    assert list(SearchEntry.objects.order_by("page").values(*fields)) == before


def test_wagtails_own_queries_are_understood():
    site = SmallSite()
    site.add_article("Mangold i Lund")
    pages = ArticlePage.objects.all()
    assert found(PlainText("mangolden"), pages) == ["Mangold i Lund"]
    assert found(Phrase("mangold i lund"), pages) == ["Mangold i Lund"]
    assert found(And([PlainText("lund"), Phrase("mangold")]), pages) == ["Mangold i Lund"]
    assert found(MATCH_ALL, pages) == ["Mangold i Lund"]
    assert found("mangold", pages, fields=["title"]) == ["Mangold i Lund"]
    assert found("mangold", pages, order_by="title") == ["Mangold i Lund"]
    with pytest.raises(SearchFieldError):
        found("mangold", pages, fields=["okänt"])


def test_results_count_slice_score_and_count_by_field():
    site = SmallSite()
    for number in range(5):
        site.add_article(f"Mangold {number}")
    results = Page.objects.live().search("mangold")
    assert (results.count(), len(results[1:3]), len(results)) == (5, 2, 5)
    scores = [page.score for page in results.annotate_score("score")]
    assert scores == sorted(scores, reverse=True)
    assert list(results.facet("content_type_id").values()) == [5]


def test_a_half_typed_title_is_completed_also_inside_a_compound():
    SmallSite().add_article("Medborgarbudgeten i Malmö")
    for typed in ("medb", "medborgarbudget", "MEDBORGARBUDGETAR", "budg", "malmö med"):
        titles = [page.title for page in Page.objects.autocomplete(typed)]
        assert titles == ["Medborgarbudgeten i Malmö"], typed
    assert list(Page.objects.autocomplete("xyz")) == []


def test_pictures_and_documents_are_found_in_swedish():
    picture = make_image(title="Föreningarna i parken")
    file = ContentFile(b"%PDF-1.4", name="plan.pdf")
    plan = get_document_model().objects.create(title="Handlingsplanen", file=file)
    assert list(SiteImage.objects.search("förening")) == [picture]
    assert list(SiteImage.objects.autocomplete("fören")) == [picture]
    assert list(get_document_model().objects.search("plan")) == [plan]


def test_editors_search_and_choose_in_swedish(client, editor):
    SmallSite().add_article("Medborgardialoger")
    client.force_login(editor)
    for address in (
        reverse("wagtailadmin_pages:search"),
        reverse("wagtailadmin_choose_page_search"),
    ):
        for query in ("medborgardialog", "dialog"):
            page = client.get(address, {"q": query})
            assert "Medborgardialoger" in page.content.decode(), (address, query)
        for query in ('"', "   ", '"a', "live:yes", "\x00", "( * )"):
            assert client.get(address, {"q": query}).status_code == 200
    for name in ("wagtailimages:index", "wagtaildocs:index"):
        assert client.get(reverse(name), {"q": '"dialog'}).status_code == 200


HOSTILE = [
    *(
        "",
        " ",
        "\x00",
        '"',
        '""',
        "'",
        "''",
        "\\",
        "%",
        "%s",
        "%(a)s",
        "*",
        "dialog*",
        ":*",
        "-",
    ),
    *("a AND b", "OR", "NOT dialog", "NEAR(a b)", "a & b | !c", "(", ")", "title:dialog", "{}"),
    *("^a", "a:b", "<->", "a' OR 1=1 --", "; DROP TABLE", "🎉", "𝔘𝔫𝔦", "مرحبا بالعالم", "שלום"),
    *("日本語", "é́́́", "ß", "İ", "ﬁ", "\u202e dialog", "a" * 4000, "ab " * 2000, '"a b' * 300),
    *("1e5", "0x1F", "12.15", "2021-05-26", "-1", "½", "vad är det", "\ud7ff", "\U0010ffff"),
]


def broken(text):
    """Return how a text breaks a search, or nothing."""
    pages = Page.objects.live().public()
    try:
        with transaction.atomic():
            list(pages.autocomplete(text))
            for operator in ("and", "or"):
                hits = pages.search(text, operator=operator)
                if hits.count() != len(list(pages.search(text, operator=operator))):
                    return f"{operator}: counted wrong"
    except Exception as error:
        return repr(error)
    return ""


def test_no_text_breaks_a_search():
    found = {text: broken(text) for text in HOSTILE}
    assert {text: fault for text, fault in found.items() if fault} == {}


def test_words_on_very_many_pages_are_ordered_without_reading_them_all(monkeypatch):
    monkeypatch.setattr(ranking, "TOO_COMMON", 2)
    site = SmallSite()
    site.add_article("Annat", introduction="Om mangold.", date="2024-05-01")
    site.add_article("Mangold förr", date="2016-05-01")
    site.add_article("Mangold nu", date="2023-05-01")
    assert found("mangold") == ["Mangold nu", "Mangold förr", "Annat"]


def test_a_page_of_hits_is_one_statement_after_what_the_words_need(django_assert_num_queries):
    site = SmallSite()
    for number in range(12):
        site.add_article(f"Mangold {number}")
    found("mangold")  # what every process fetches once: the types of content
    pages = Page.objects.live().search("mangold", operator="and")
    with django_assert_num_queries(1):
        assert len(list(pages[:10])) == 10
