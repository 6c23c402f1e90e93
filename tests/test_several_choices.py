"""Several of something: chosen one by one, in order, and no choice takes away another."""

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from wagtail.admin.panels import get_edit_handler
from wagtail.models import get_page_models
from wagtail.test.utils.form_data import inline_formset
from wagtail.users.forms import UserEditForm

from activities.event_listing import EventFilterSet
from activities.models import EventPage
from home.models import SiteSettings
from tests.pages import SmallSite, choose, make_organisation, make_theme, moment
from tests.test_admin_editing import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


def names(rows):
    return [row.organisation.name for row in rows.all()]


def rows_of(relation, *organisations):
    """Return what the form sends for new rows of organisations."""
    return inline_formset(
        [{"organisation": str(one.pk), "part": "organiser"} for one in organisations]
    )


@pytest.mark.searches
@pytest.mark.parametrize(("relation", "page"), [("organisers", "event"), ("partners", "activity")])
def test_organisations_are_kept_in_the_order_of_the_editor(client, site, relation, page):
    chosen = [make_organisation(name) for name in ("Örat", "Ankan", "Mitten")]
    page = (
        site.activity
        if page == "activity"
        else site.add_event("Träd", start=moment(2021, 5, 26, 9))
    )
    edit = f"/admin/pages/{page.pk}/edit/"
    sent = {relation: rows_of(relation, *chosen)}
    client.post(edit, form_of(client, edit, type(page), sent) | {"action-publish": "1"})
    assert names(getattr(page, relation)) == ["Örat", "Ankan", "Mitten"]
    text = client.get(page.url).content.decode()
    assert text.index("Örat") < text.index("Ankan") < text.index("Mitten")
    # Saving again without touching them keeps them, and the search finds the page by each.
    client.post(edit, form_of(client, edit, type(page), {}) | {"action-publish": "1"})
    assert names(getattr(page, relation)) == ["Örat", "Ankan", "Mitten"]
    assert page.url in client.get("/sok/", {"q": "Ankan"}).content.decode()


def test_one_is_taken_away_and_the_others_stay(client, site):
    event = site.add_event("Träd", start=moment(2021, 5, 26, 9))
    choose(event, "organisers", *(make_organisation(name) for name in "ABC"))
    edit = f"/admin/pages/{event.pk}/edit/"
    data = form_of(client, edit, EventPage, {}) | {"organisers-1-DELETE": "on"}
    client.post(edit, data | {"action-publish": "1"})
    assert names(EventPage.objects.get().organisers) == ["A", "C"]


def test_a_row_that_another_has_deleted_meanwhile_does_not_stop_the_form(client, site):
    event = site.add_event("Träd", start=moment(2021, 5, 26, 9))
    choose(event, "organisers", *(make_organisation(name) for name in "AB"))
    edit = f"/admin/pages/{event.pk}/edit/"
    opened = form_of(client, edit, EventPage, {"introduction": "Vi planterar."})
    event.organisers.first().delete()
    assert client.post(edit, opened | {"action-publish": "1"}).status_code == 302
    event = EventPage.objects.get()
    assert (event.introduction, set(names(event.organisers))) == ("Vi planterar.", {"A", "B"})


@pytest.mark.parametrize("action", [None, "publish"])
def test_the_same_organisation_twice_is_refused_at_its_row(client, site, action):
    twice = make_organisation("Idéburna")
    event = site.add_event("Träd", start=moment(2021, 5, 26, 9))
    edit = f"/admin/pages/{event.pk}/edit/"
    sent = {"organisers": rows_of("organisers", twice, make_organisation(), twice)}
    data = form_of(client, edit, EventPage, sent) | ({f"action-{action}": "1"} if action else {})
    response = client.post(edit, data)
    formset = response.context["form"].formsets["organisers"]
    said = "Idéburna är redan vald. Ta bort en av raderna."
    assert formset.errors == [{}, {}, {"organisation": [said]}]
    assert said in response.content.decode()
    assert names(event.organisers) == []


def test_a_deleted_organisation_leaves_the_drafts_that_had_it(client, site):
    gone, stays = make_organisation("Gammal"), make_organisation("Ny")
    event = site.add_event("Träd", start=moment(2021, 5, 26, 9))
    choose(event, "organisers", gone, stays)
    event.save_revision()
    gone.delete()
    edit = f"/admin/pages/{event.pk}/edit/"
    client.post(edit, form_of(client, edit, EventPage, {}) | {"action-publish": "1"})
    assert names(EventPage.objects.get().organisers) == ["Ny"]


def test_themes_are_ticked_and_the_form_says_which_gives_the_colours(client, site):
    later = make_theme("knowledge", name="Åttonde ordet", sort_order=2)
    first = make_theme("participation", name="Örn", sort_order=1)
    edit = f"/admin/pages/{site.activity.pk}/edit/"
    text = client.get(edit).content.decode()
    assert text.index("Örn") < text.index("Åttonde ordet")
    assert "ger det översta av dem sidan dess färger" in text
    data = form_of(client, edit, type(site.activity), {})
    assert "themes" not in data
    client.post(edit, data | {"themes": [later.pk, first.pk], "action-publish": "1"})
    site.activity.refresh_from_db()
    assert site.activity.word == "participation"


def fields_of(form_class):
    yield from form_class.base_fields.items()
    for formset in getattr(form_class, "formsets", {}).values():
        yield from fields_of(formset.form)


def test_no_form_of_the_admin_has_a_list_where_a_click_takes_the_other_choices_away():
    others = [apps.get_model(name) for name in ("home.Organisation", "home.Theme", "news.Category")]
    models = [*get_page_models(), *others, SiteSettings]
    forms_of_ours = [get_edit_handler(model).get_form_class() for model in models]
    forms_of_ours += [EventFilterSet(queryset=EventPage.objects.all()).form.__class__, UserEditForm]
    several = {
        (form.__name__, name): field.widget
        for form in forms_of_ours
        for name, field in fields_of(form)
        if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    }
    assert several
    assert get_user_model()._meta.label == "home.User"
    listed = {name for name, widget in several.items() if type(widget) is forms.SelectMultiple}
    assert listed == set()


def test_the_organisers_of_an_event_cost_the_same_however_many(
    client, site, django_assert_num_queries
):
    event = site.add_event(start=moment(2021, 5, 26, 9))
    choose(event, "organisers", *(make_organisation() for _number in range(5)))
    event = EventPage.objects.get()
    with django_assert_num_queries(1):
        assert len(names(event.organisers)) == 5
