"""An index that fails costs what it holds: whatever is saved stays saved, and is indexed later."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.search.models import IndexEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.faults import current_faults
from home.models import Organisation, SiteImage, Theme
from malmoandan.management.commands import work
from news.models import ArticlePage
from search.index.tasks import each_indexed_once, index_due_objects, queue_missing_pages
from search.models import IndexTask, SearchEntry
from search.page.results import Results
from tests.filled_site import make_document
from tests.pages import SmallSite, make_image, make_organisation, make_theme

pytestmark = pytest.mark.django_db
ENTRIES = IndexEntry._meta.db_table


@pytest.fixture
def site():
    return SmallSite()


@contextmanager
def broken(action="INSERT", table=ENTRIES, when="1 = 1"):
    """Have the database refuse to write rows of the index, as a corrupt one does."""
    timing = f"CREATE TRIGGER broken BEFORE {action} ON {table}"
    if connection.vendor == "sqlite":
        create = [f"{timing} WHEN {when} BEGIN SELECT RAISE(ABORT, 'index is broken'); END"]
        drop = "DROP TRIGGER broken"
    else:
        create = [
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'index is broken'; END $$",
            f"{timing} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()",
        ]
        drop = f"DROP TRIGGER broken ON {table}; DROP FUNCTION refuse()"
    with connection.cursor() as cursor:
        for statement in create:
            cursor.execute(statement)
        yield
        cursor.execute(drop)


def only(entries):
    """Return the condition of a trigger that refuses no other rows than of some objects."""
    return f"NEW.object_id IN ({', '.join(repr(str(entry.pk)) for entry in entries)})"


def found(query):
    return sorted(hit.card.title for hit in Results(query).hits)


def all_are_due():
    IndexTask.objects.update(due=timezone.now())


def test_an_article_is_published_when_it_cannot_be_indexed_and_found_later(
    site, client, editor, caplog
):
    page = site.add_article("Träff", date=timezone.localdate())
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(edit).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"title": "Träff på fredag", "date": f"{timezone.localdate():%Y-%m-%d}"}
    for stream in ("body", "authors"):
        data[f"{stream}-count"] = "0"
    data |= nested_form_data({"reported_events": inline_formset([])})
    with broken():
        response = client.post(edit, {**data, "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    assert ArticlePage.objects.live().get(pk=page.pk).title == "Träff på fredag"
    assert "index is broken" in caplog.text
    assert found("fredag") == []
    all_are_due()
    assert {queue_missing_pages, index_due_objects} <= set(work.JOBS)
    index_due_objects()
    assert found("fredag") == ["Träff på fredag"]
    assert not IndexTask.objects.exists()


@pytest.mark.parametrize("table", [ENTRIES, SearchEntry._meta.db_table])
def test_whatever_is_indexed_is_saved_and_deleted_without_the_index(site, table):
    makers = {
        ArticlePage: lambda: site.add_article("Mangold"),
        SiteImage: lambda: make_image("Mangold"),
        get_document_model(): make_document,
        Organisation: lambda: make_organisation("Mangold"),
        Theme: lambda: make_theme(name="Mangold"),
    }
    with broken(table=table):
        made = [make() for make in makers.values()]
    for model, one in zip(makers, made, strict=True):
        assert model.objects.filter(pk=one.pk).exists()
    all_are_due()
    index_due_objects()
    assert not IndexTask.objects.exists()
    with broken("DELETE"):
        for one in made:
            one.delete()
    for model in makers:
        assert not model.objects.filter(pk__in=[one.pk for one in made]).exists()
    assert IndexTask.objects.count() == len(makers)
    all_are_due()
    index_due_objects()
    assert not IndexTask.objects.exists()


def test_what_is_gone_leaves_the_index_when_it_works_again(site):
    page = site.add_article("Mangold")
    entries = IndexEntry.objects.filter(object_id=str(page.pk))
    with broken("DELETE"):
        page.delete()
    assert entries.exists()
    all_are_due()
    index_due_objects()
    assert not entries.exists()


def test_one_page_that_fails_keeps_no_other_from_being_indexed(site, caplog):
    good, bad = site.add_article("Mangold"), site.add_article("Rödbeta")
    IndexEntry.objects.all().delete()
    with broken(when=only([bad])):
        call_command("update_index", verbosity=0)
        assert found("mangold") == ["Mangold"]
        task = IndexTask.objects.get()
        assert (task.object(), task.failures) == (bad, 1)
        assert task.error.endswith("Error")
        good.title = "Grönkål"
        good.save()
        assert found("grönkål") == ["Grönkål"]
    all_are_due()
    index_due_objects()
    assert found("rödbeta") == ["Rödbeta"]


def test_what_fails_again_is_tried_again_ever_more_seldom(site):
    with broken():
        page = site.add_article("Mangold")
        before = IndexTask.objects.get().failures
        pauses = []
        for _time in range(14):
            all_are_due()
            index_due_objects()
            task = IndexTask.objects.get()
            pauses.append(round((task.due - timezone.now()) / timedelta(minutes=1)))
            index_due_objects()
            assert IndexTask.objects.get() == task
    assert task.failures == before + 14
    assert pauses == sorted(pauses)
    assert 1 <= pauses[0] <= 4
    assert pauses[-1] == 12 * 60
    page.title = "Grönkål"
    page.save()
    assert not IndexTask.objects.exists()


def test_what_is_not_indexed_is_told_to_administrators_with_the_way_to_it(site):
    with broken():
        page = site.add_article("Mangold")
        site.add_article("Rödbeta").delete()
    IndexTask.objects.create(
        content_type=page.cached_content_type, object_id="999999", failures=1, error="OSError"
    )
    faults = [fault for fault in current_faults() if fault.part == "Sökning"]
    assert any("”Mangold”" in fault.sentence for fault in faults)
    assert {fault.url for fault in faults} == {
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "",
    }
    all_are_due()
    index_due_objects()
    assert [fault for fault in current_faults() if fault.part == "Sökning"] == []


def test_a_failure_that_cannot_even_be_noted_stops_no_save(site, caplog):
    with broken(table=IndexTask._meta.db_table, when="1 = 1"), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {ENTRIES} RENAME TO away")
        page = site.add_article("Mangold")
        cursor.execute(f"ALTER TABLE away RENAME TO {ENTRIES}")
    assert Page.objects.filter(pk=page.pk).exists()
    assert "It was not noted" in caplog.text


def test_a_page_that_nobody_came_to_index_is_indexed_by_itself(site):
    lost, old = site.add_article("Mangold"), site.add_article("Rödbeta")
    IndexEntry.objects.filter(object_id=str(lost.pk)).delete()
    SearchEntry.objects.filter(page=lost).delete()
    # As a process leaves it that ends between publishing a new title and indexing it.
    Page.objects.filter(pk=old.pk).update(title="Grönkål", last_published_at=timezone.now())
    queue_missing_pages()
    index_due_objects()
    assert found("mangold") == ["Mangold"]
    assert found("grönkål") == ["Grönkål"]
    assert not IndexTask.objects.exists()


def test_what_is_saved_often_is_indexed_once_at_the_end(site):
    article, event = site.add_article("Mangold"), site.add_event("Skörd")
    with each_indexed_once():
        for title in ("Rödbeta", "Grönkål"):
            article.title = title
            article.save_revision().publish()
        site.activity.title = "Odlarträff"
        site.activity.save_revision().publish()
        organisation = make_organisation("Odlarna")
        assert found("grönkål") == found("odlarträff") == []
    assert found("grönkål") == ["Grönkål"]
    assert found("odlarträff") == ["Odlarträff", event.title]
    written = IndexEntry.objects.filter(content_type__model="organisation")
    assert written.get().object_id == str(organisation.pk)
    with broken(), suppress(ZeroDivisionError), each_indexed_once():
        site.add_article("Broccoli")
        _ = 1 / 0
    assert not IndexTask.objects.exists()
    site.add_article("Spenat")
    assert found("spenat") == ["Spenat"]


def test_what_came_of_an_event_is_found_when_the_event_is_over(site):
    now = timezone.now()
    times = {"start": now + timedelta(hours=1), "end": now + timedelta(hours=2)}
    site.add_event("Träffen", points_raised="<p>Fler bänkar</p>", **times)
    queue_missing_pages()
    index_due_objects()
    assert found("bänkar") == []
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        queue_missing_pages()
        index_due_objects()
        assert found("bänkar") == ["Träffen"]
