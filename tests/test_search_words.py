"""The site's own words: what is counted, repaired and completed."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError
from wagtail.models import Page

from search.index import signals
from search.index.entries import recount
from search.language.query import parse
from search.language.typed import truncated
from search.language.vocabulary import Vocabulary
from search.models import SearchKey, SearchWord
from search.page.suggestions import completions
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db


def repair(typed):
    text, vocabulary = truncated(typed), Vocabulary(repairing=True)
    parse(text, vocabulary=vocabulary)
    return vocabulary.repaired(text)


def complete(typed, limit=8):
    return completions(typed, limit)


def pages_with(word):
    row = SearchWord.objects.filter(word=word).first()
    return row.pages if row else 0


@pytest.fixture
def site():
    site = SmallSite()
    site.add_article("Medborgarbudget i Malmö", introduction="Malmöandan bjuder in till samtal.")
    site.add_article(
        "Dialogforum", introduction="Pitkä-Kangas berättar om medborgarbudget. Om integrationen."
    )
    return site


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("medborgarbugdet", "medborgarbudget"),
        ("medborgarbuddgett", "medborgarbudget"),
        ("dialogfroum i malmö", "dialogforum i malmö"),
        ("Medborgarbugdet Dialogforun", "medborgarbudget dialogforum"),
        ("kangass", "Kangas"),
        ('"dialogfourm"', '"dialogforum"'),
        ("medborgarbugdetens", "medborgarbudget"),  # in a form that the site does not have
        ("integratoin", "integrationen"),
    ],
)
def test_a_word_that_nobody_writes_is_put_right(site, typed, meant):
    assert repair(typed).casefold() == meant.casefold()


@pytest.mark.parametrize(
    "typed",
    [
        "medborgarbudget",
        "medborgarbudgetarna",  # a form that the site does not have
        "medborgarbudg",  # half typed
        "malmo",  # without its dots
        "bibliotek",  # a word of the language
        "medborgarsamtal",  # a compound of known parts
        "xyzzyplugh",  # nothing like it
        "tialogforun",  # its first letter and another would be wrong
        "2021",
        "",
        "\x00",
    ],
)
def test_what_may_be_right_is_left_alone(site, typed):
    assert repair(typed) is None


def test_a_letter_that_is_doubled_or_not_is_what_is_mistaken_first(site):
    site.add_article("Kakor", introduction="Bokföring för kassörer. Vi använder kakor.")
    assert repair("kasör") == "kassörer"
    assert repair("kasörer") == "kassörer"


def test_of_two_nouns_in_ing_the_one_that_is_said_is_meant(site):
    site.add_article("Kurser", introduction="Kurser i utbildning och lagning.")
    assert repair("utbilding") == "utbildning"
    assert repair("laging") == "lagning"


def test_a_repair_leaves_the_rest_of_the_query_as_it_was_written(site):
    assert repair('Om "Medborgarbugdet",  MALMÖ?') == 'Om "medborgarbudget", MALMÖ?'


def test_words_are_completed_as_the_site_writes_them_and_the_most_frequent_first(site):
    site.add_article("Samtal", introduction="Nytt samtal, flera samtalen, ett samtalsstöd.")
    assert complete("samt") == ["samtal", "samtalsstöd"]
    assert complete("malmöa") == ["Malmöandan"]
    assert complete("malmoa") == ["Malmöandan"]
    assert complete("vad händer i dialogf") == ["Dialogforum"]
    assert complete("") == complete("\x00") == complete("xyz") == []
    assert len(complete("s", limit=1)) == 1


def test_counts_follow_the_pages(site):
    article = site.add_article("Pumpa", introduction="Pumpa och pumpa.")
    assert pages_with("pumpa") == 1
    article.title = "Squash"
    article.introduction = "Squash."
    article.save_revision().publish()
    assert (pages_with("pumpa"), pages_with("squash")) == (0, 1)
    article.unpublish()
    assert pages_with("squash") == 0


def test_a_sign_that_stands_for_many_letters_breaks_no_count(site):
    site.add_article("Mangold", introduction=f"{'ﷺ' * 12} {'ﷺ' * 12}-{'ß' * 39} mangold")
    assert pages_with("mangold") == 1


def test_only_what_everybody_may_see_gives_words(site):
    site.add_article("Mangold", live=False)
    assert pages_with("mangold") == 0
    assert complete("mangold") == []


def test_no_word_of_what_is_deleted_or_hidden_is_completed(site, commits):
    gone, hidden = site.add_article("Rotselleri"), site.add_article("Jordgubbe")
    with commits():
        restriction = hidden.view_restrictions.create(restriction_type="login")
        gone.delete()
    assert complete("rotsell") == complete("jordgubb") == []
    with commits():
        restriction.delete()
    assert complete("jordgubb") == ["Jordgubbe"]


def test_a_page_is_deleted_and_the_fault_logged_where_its_words_cannot_be_counted(
    site, commits, monkeypatch, caplog
):
    def fail(entry):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(signals, "count_out", fail)
    page = site.add_article("Rotselleri")
    with commits():
        page.delete()
    assert not Page.objects.filter(pk=page.pk).exists()
    assert "the disk is full" in caplog.text


def test_no_word_of_what_lies_below_a_page_that_is_hidden_is_completed(site, commits):
    site.add_article("Jordgubbe")
    below = site.add_text_page("Smultron", parent=site.add_text_page("Bär", parent=site.landing))
    with commits():
        site.news.view_restrictions.create(restriction_type="login")
    assert complete("jordgubb") == []
    with commits():
        below.refresh_from_db()
        below.move(site.news, "last-child")
    assert complete("smultr") == []
    before = sorted(SearchWord.objects.filter(pages__gt=0).values_list("word", "pages"))
    recount()
    assert sorted(SearchWord.objects.values_list("word", "pages")) == before


def test_the_periodic_work_counts_what_was_counted_wrong(site):
    site.add_article("Rotselleri")
    SearchWord.objects.all().delete()
    cache.clear()
    call_command("work")
    assert complete("rotsell") == ["Rotselleri"]


def test_counting_anew_gives_the_same_numbers(site):
    def numbers():
        words = SearchWord.objects.filter(pages__gt=0).values_list("word", "pages", "written")
        keys = SearchKey.objects.filter(pages__gt=0).values_list("key", "pages")
        return sorted(words), sorted(keys)

    recount()
    before = numbers()
    recount()
    assert numbers() == before
    SearchWord.objects.all().delete()
    SearchKey.objects.all().delete()
    recount()
    assert numbers() == before


def test_update_index_counts_everything(site):
    before = sorted(SearchKey.objects.filter(pages__gt=0).values_list("key", "pages"))
    SearchKey.objects.all().delete()
    call_command("update_index", verbosity=0)
    assert sorted(SearchKey.objects.values_list("key", "pages")) == before
