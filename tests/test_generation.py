"""What is kept once a generation is never stale, whoever changes what, on whichever worker."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from home import generation
from home.models import Message, SiteSettings
from tests.pages import SmallSite, make_image, make_organisation, make_theme


class Worker:
    """A client of a process of its own, as far as what it keeps is concerned."""

    def __init__(self):
        self.client, self.memory = Client(), generation.Memory()

    def get(self, address):
        generation._kept = self.memory
        response = self.client.get(address)
        self.memory = generation._kept
        return response

    def reads(self, address):
        return self.get(address).content.decode()


@pytest.fixture
def workers():
    return Worker(), Worker()


@pytest.fixture
def small_site(db):
    return SmallSite()


def private(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def move(page, target):
    page.move(target, pos="last-child")


def change_settings(site, **fields):
    SiteSettings.objects.update_or_create(site=site, defaults=fields)


@pytest.fixture
def menu_page(small_site):
    return small_site.add_text_page("Om oss", slug="om-oss", show_in_menus=True)


CHANGES = {
    "renamed": lambda site, page: Page.objects.filter(pk=page.pk).update(title="Vilka vi är"),
    "published": lambda site, page: (
        setattr(page, "title", "Vilka vi är"),
        page.save_revision().publish(),
    ),
    "unpublished": lambda site, page: page.unpublish(),
    "deleted": lambda site, page: page.delete(),
    "moved": lambda site, page: move(page, site.landing),
    "taken out of the menu": lambda site, page: (
        setattr(page, "show_in_menus", False),
        page.save(),
    ),
    "private": lambda site, page: private(page),
    "bulk": lambda site, page: Page.objects.bulk_update(
        [Page(pk=page.pk, title="Vilka vi är")], ["title"]
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_page_shows_in_the_menu_of_the_next_request(
    change, small_site, menu_page, workers
):
    link = 'href="/om-oss/" dir="auto">Om oss'
    assert all(link in worker.reads("/kalender/") for worker in workers)
    CHANGES[change](small_site, menu_page)
    assert not any(link in worker.reads("/kalender/") for worker in workers)


def test_a_new_slug_shows_in_the_menu_and_leads_on_from_the_old_one(menu_page, workers):
    assert all(worker.get("/om-oss/").status_code == 200 for worker in workers)
    menu_page.slug = "om"
    menu_page.save()
    for worker in workers:
        assert 'href="/om/"' in worker.reads("/kalender/")
        assert worker.get("/om/").status_code == 200
        assert worker.get("/om-oss/").url == "/om/"


def test_a_page_that_is_made_private_and_open_again_is_so_at_once(menu_page, workers):
    assert [worker.get("/om-oss/").status_code for worker in workers] == [200, 200]
    restriction = private(menu_page)
    assert [worker.get("/om-oss/").status_code for worker in workers] == [302, 302]
    restriction.delete()
    assert [worker.get("/om-oss/").status_code for worker in workers] == [200, 200]


def test_what_stands_below_a_private_page_or_is_an_alias_of_it_is_private(small_site, workers):
    event = small_site.add_event("Samtal om staden")
    alias = small_site.activity.create_alias(
        parent=small_site.landing, update_slug="kopia", recursive=True
    )
    assert all("Samtal om staden" in worker.reads("/kalender/") for worker in workers)
    private(small_site.activity)
    for worker in workers:
        assert "Samtal om staden" not in worker.reads("/kalender/")
        assert worker.get(event.url).status_code == 302
        assert worker.get(alias.url).status_code == 302


def test_a_setting_and_the_notice_show_on_the_next_request(small_site, workers):
    site = small_site.site
    for words in ("Vi flyttar på fredag", "Vi har flyttat"):
        change_settings(site, notice_text=words, contact_email=f"{words[-6:].strip()}@example.org")
        for worker in workers:
            page = worker.reads("/kalender/")
            assert words in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_notice_ends_when_its_time_has_come(small_site, workers, time_machine):
    ends = timezone.now() + timedelta(hours=1)
    change_settings(small_site.site, notice_text="Stängt i dag", notice_ends=ends)
    assert all('class="notice"' in worker.reads("/kalender/") for worker in workers)
    time_machine.move_to(ends + timedelta(seconds=1))
    assert not any('class="notice"' in worker.reads("/kalender/") for worker in workers)


def test_what_is_published_at_a_set_time_shows_once_the_work_is_done(menu_page, workers):
    menu_page.title = "Vilka vi är"
    menu_page.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = menu_page.save_revision(approved_go_live_at=menu_page.go_live_at)
    assert revision.approved_go_live_at
    assert not any("Vilka vi är" in worker.reads("/kalender/") for worker in workers)
    call_command("publish_scheduled")
    assert all("Vilka vi är" in worker.reads("/kalender/") for worker in workers)


def test_another_start_page_or_host_of_the_site_counts_at_once(small_site, workers):
    assert all(worker.get("/kalender/").status_code == 200 for worker in workers)
    Site.objects.update(root_page=small_site.landing)
    assert all(worker.get("/kalender/").status_code == 404 for worker in workers)


def test_addresses_follow_a_start_page_that_no_signal_tells_of(small_site, workers):
    activity, address = small_site.activity, "/vad-vi-gor/larandelunch/"
    Page.objects.filter(pk=activity.pk).update(show_in_menus=True)
    assert all(worker.get(address).status_code == 200 for worker in workers)
    Site.objects.update(root_page=small_site.landing)
    for worker in workers:
        page = worker.reads("/larandelunch/")
        assert 'href="/larandelunch/"' in page
        assert address not in page


def test_a_worker_that_was_there_before_its_table_tells_of_changes_once_it_is(small_site):
    generation._forget_tables()
    name = "ALTER TABLE {} RENAME TO {}"
    with connection.cursor() as cursor:
        cursor.execute(name.format("home_generation", "not_yet"))
        change_settings(small_site.site, notice_text="Före")
        cursor.execute(name.format("not_yet", "home_generation"))
    before = generation.current_token()
    change_settings(small_site.site, notice_text="Efter")
    assert generation.current_token() != before


def test_a_change_that_is_rolled_back_is_not_kept(uncached, menu_page, workers):
    before = workers[0].reads("/kalender/")
    with transaction.atomic():
        Page.objects.filter(pk=menu_page.pk).update(title="Vilka vi är")
        assert all("Vilka vi är" in worker.reads("/kalender/") for worker in workers)
        transaction.set_rollback(True)
    assert [worker.reads("/kalender/") for worker in workers] == [before, before]


@pytest.fixture
def editors(db):
    """Two connections in transactions of their own, both of which begin generations."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one transaction that writes at a time")
    both = connection.copy(), connection.copy()
    for each in both:
        each.set_autocommit(False)
        with each.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
    yield both
    for each in both:
        each.close()


def begin(database):
    with database.cursor() as cursor:
        cursor.execute(*generation.new_generation(database.vendor))


def test_changes_that_are_under_way_hold_up_no_others(editors, small_site):
    for _ in range(2):
        change_settings(small_site.site, notice_text="Den första")
        for editor in editors:
            begin(editor)


def test_no_two_states_of_the_site_have_the_same_token(editors):
    first, second = editors
    seen = [generation.current_token()]
    for one, other in ((first, second), (second, first)):
        begin(one)
        begin(other)
        assert generation.current_token() == seen[-1]
        one.commit()
        seen.append(generation.current_token())
        other.rollback()
        assert generation.current_token() == seen[-1]
        begin(other)
        begin(one)
        other.commit()
        seen.append(generation.current_token())
        one.commit()
        seen.append(generation.current_token())
    assert len(set(seen)) == len(seen)
    begin(first)
    first.commit()
    assert len(generation.current_token()) == 32


def test_a_site_without_a_generation_keeps_nothing(menu_page, workers):
    generation.Generation.objects.all().delete()
    assert "Om oss" in workers[0].reads("/kalender/")
    assert workers[0].memory.token == ""


@pytest.mark.one_database
def test_a_change_whose_rows_are_still_to_be_fetched_is_told_of_once_it_is_committed(db, tmp_path):
    site = connection.copy()
    site.settings_dict = site.settings_dict | {"NAME": str(tmp_path / "site.sqlite3")}
    with site.cursor() as cursor:
        cursor.execute("CREATE TABLE home_generation (id integer PRIMARY KEY, token text)")
        cursor.execute("CREATE TABLE wagtailredirects_redirect (id integer PRIMARY KEY, old_path)")
    before = generation.heard()
    with site.cursor() as cursor:
        cursor.execute('INSERT INTO "wagtailredirects_redirect" VALUES (1, 2) RETURNING id')
        assert generation.heard() == before
        assert cursor.fetchall() == [(1,)]
    assert generation.heard() != before
    with site.cursor() as cursor:
        assert cursor.execute("SELECT token FROM home_generation").fetchone()
    site.close()


SEEN = {
    "picture": lambda site: make_image(),
    "organisation": lambda site: make_organisation(),
    "theme": lambda site: make_theme(),
    "person": lambda site: site.add_person(),
    "redirect": lambda site: apps.get_model("wagtailredirects.Redirect").objects.create(
        old_path="/gammal", redirect_link="/ny/"
    ),
    "document": lambda site: apps.get_model("home.SiteDocument").objects.bulk_create(
        [apps.get_model("home.SiteDocument")(title="Rapport", file="rapport.pdf")]
    ),
    "synonym": lambda site: apps.get_model("search.Synonym").objects.create(words="stöd, bidrag"),
    "raw": lambda site: connection.cursor().execute("delete from home_sitesettings"),
}


@pytest.mark.parametrize("kind", SEEN)
def test_each_kind_of_content_begins_a_new_generation(kind, small_site):
    before = generation.current_token()
    SEEN[kind](small_site)
    assert generation.current_token() != before


@pytest.mark.searches
def test_what_visitors_do_begins_no_generation(small_site, client):
    client.get("/kalender/")
    before = generation.current_token()
    client.get("/sok/?q=kalender")
    client.get("/finns-inte/")
    Message.objects.create(name="Ada", email="ada@example.org", text="Hej")
    client.post("/admin/login/", {"username": "ada", "password": "fel"})
    call_command("work", verbosity=0)
    assert generation.current_token() == before


def test_what_is_said_to_be_unseen_exists():
    named = {(app, name) for app, names in generation.UNSEEN.items() for name in names}
    models = apps.get_models(include_auto_created=True)
    assert named <= {(model._meta.app_label, model.__name__) for model in models}
    assert {model._meta.app_label for model in models} >= generation.UNSEEN_APPS


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SAVEPOINT a",
        'UPDATE "home_job" SET a',
        "BEGIN",
        'SELECT a FROM "home_letter" FOR UPDATE SKIP LOCKED',
        "WITH a AS (SELECT a FROM wagtailcore_page) SELECT a FROM a",
        'UPDATE "home_job" SET a WHERE b IN (SELECT b FROM "wagtailcore_page")',
        'SELECT a FROM "wagtailcore_page" WHERE a = 1 LIMIT 1 FOR UPDATE',
    ],
)
def test_what_changes_nothing_visible_is_no_change(sql):
    assert not generation.is_change(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'INSERT INTO "wagtailcore_page" (a)',
        "insert or ignore into home_theme",
        '\n  UPDATE "home_homepage" SET a',
        'DELETE FROM "news_articlepage"',
        'TRUNCATE "home_job", "home_theme"',
        "TRUNCATE TABLE ONLY home_theme",
        'UPDATE ONLY "public"."home_theme" SET a',
        "update or ignore `home_theme` set a",
        "DELETE FROM ONLY public.home_theme",
        "/* by hand */ DELETE FROM home_theme",
        "-- by hand\nUPDATE home_theme SET a",
        "WITH a AS (SELECT 1) UPDATE home_theme SET a",
        'WITH a AS (DELETE FROM "home_theme" RETURNING *) SELECT * FROM a',
        "MERGE INTO home_theme USING a",
        "COPY home_theme (a) FROM STDIN",
        b"DELETE FROM home_theme",
    ],
)
def test_whatever_writes_what_visitors_see_is_a_change(sql):
    assert generation.is_change(sql)
