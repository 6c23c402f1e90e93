"""The form of a page: what is needed first, what is folded, and that no field has been left out."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Page, get_page_models

from home.panels import FOLDED
from tests.pages import SmallSite

pytestmark = pytest.mark.one_database

PAGE_TYPES = [model for model in get_page_models() if model is not Page]


def panels_of(soup):
    """Return (heading, whether it is folded) of each panel of the first tab, in their order."""
    panels = soup.select("#tab-innehall > .w-form-width > .w-panel")
    headings = [(panel.select_one("[data-panel-heading-text]"), panel) for panel in panels]
    return [(text.get_text(), FOLDED in panel["class"]) for text, panel in headings if text]


@pytest.mark.django_db
def test_an_event_asks_first_what_when_where_and_how_to_join(client, redaktor):
    site = SmallSite()
    client.force_login(redaktor)
    answer = client.get(f"/admin/pages/add/activities/eventpage/{site.activity.pk}/")
    soup = BeautifulSoup(answer.content, "html5lib")
    panels = panels_of(soup)
    first = ["Titel", "Ingress", "När", "Var", "Hur man anmäler sig"]
    assert [heading for heading, is_folded in panels if not is_folded] == first
    headings = [heading for heading, _is_folded in panels]
    assert headings[: len(first)] == first
    assert headings.index("Text") < headings.index("Program") < headings.index("Vad det kostar")
    assert headings.index("Vad det kostar") < headings.index("Hitta dit och tillgänglighet")
    # Neither buttons of comments, nor each field once more for scripts of a site's own.
    assert not soup.select("[data-comment-add], [data-side-panel-toggle=comments]")
    told = json.loads(soup.select_one("#w-edit-handler-data").string)
    assert told["_args"][0]["children"] == []
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [tag["name"] for tag in soup.select("[autofocus]")] == ["title"]


@pytest.mark.django_db
def test_a_person_has_a_name_and_not_a_title(client, redaktor):
    client.force_login(redaktor)
    people = SmallSite().people
    answer = client.get(f"/admin/pages/add/home/personpage/{people.pk}/")
    soup = BeautifulSoup(answer.content, "html5lib")
    assert soup.select_one("label[for=id_title]").get_text(strip=True).startswith("Namn")
    assert soup.select_one("#id_title")["placeholder"] == "Namn*"


@pytest.mark.django_db
def test_what_an_event_is_opened_for_once_it_is_published_stands_open(client, redaktor):
    site = SmallSite()
    client.force_login(redaktor)
    now, day = timezone.now(), timedelta(days=1)
    coming = site.add_event(start=now + day)
    events = coming, site.add_event(start=now - day), site.add_event(live=False)
    found = []
    for event in events:
        answer = client.get(f"/admin/pages/{event.pk}/edit/")
        soup = BeautifulSoup(answer.content, "html5lib")
        panels = dict(panels_of(soup))
        way = f"/admin/pages/{event.pk}/edit/#field-change" in answer.text
        found.append((panels["Om något ändras"], panels["Efteråt: dokumentation"], way))
        assert not soup.select("[autofocus]")
    assert found == [(False, True, True), (True, False, False), (True, True, False)]
    assert f"/{coming.pk}/edit/#field-change" in client.get("/admin/evenemang/").text


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_field_that_an_editor_fills_in_is_in_the_form(model):
    fields = [*model._meta.fields, *model._meta.many_to_many]
    ours = {f.name for f in fields if f.editable and f.model not in Page.__mro__}
    ours -= {f.name for f in fields if f.is_relation and f.remote_field.parent_link}
    assert ours - set(model.get_edit_handler().get_form_class().base_fields) == set()
