"""A Redaktör makes an event of a row of *Kommande datum*, and loses nothing of the article."""

from datetime import date

import pytest
from playwright.sync_api import expect

from activities.models import EventPage
from news.models import ArticlePage
from tests.pages import SmallSite

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_row_becomes_an_event_without_leaving_the_article(admin):
    site, coming = SmallSite(), date.today().year + 1
    row = {"text": "Nationell konferens", "day": date(coming, 11, 21), "place": "Helsingborg"}
    body = [("dates", {"heading": "", "rows": [row]})]
    article = site.add_article("Nyheter", date=date(2026, 5, 1), body=body)
    admin.goto(f"/admin/pages/{article.pk}/edit/")
    admin.locator("#id_introduction").fill("Skrivet innan")
    make = admin.get_by_role("button", name="Gör till evenemang")
    make.click()
    window = admin.locator(".modal-content")
    form = window.locator("#tab-create form")
    expect(form.get_by_label("Titel")).to_have_value("Nationell konferens")
    expect(form.get_by_label("Plats")).to_have_value("Helsingborg")
    assert not EventPage.objects.exists()
    # What is missing is asked for in the window.
    form.get_by_role("button", name="Skapa utkast och välj").click()
    expect(form.locator(".w-field__errors").first).to_be_visible()
    form.get_by_label("Aktivitet").select_option(str(site.activity.pk))
    form.get_by_label("Börjar").fill(f"21 nov {coming} kl. 9.30")
    form.get_by_role("button", name="Skapa utkast och välj").click()
    expect(window).to_have_count(0)
    expect(make).to_be_hidden()
    expect(admin.locator("#id_introduction")).to_have_value("Skrivet innan")
    event = EventPage.objects.get()
    assert (event.title, event.live, event.activity) == (row["text"], False, site.activity)
    admin.get_by_role("button", name="Spara utkast").click()
    expect(admin.locator(".messages .success")).to_be_visible()
    saved = ArticlePage.objects.get().get_latest_revision_as_object()
    (kept,) = saved.body[0].value["rows"]
    assert (kept["event"], kept["text"], kept["day"]) == (event, row["text"], row["day"])
    assert saved.introduction == "Skrivet innan"
