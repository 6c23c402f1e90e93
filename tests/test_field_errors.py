"""What an editor's form does not take is said beside its field, and all that was typed stays."""

from functools import partial
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from tests.every_field import PAGE_TYPES, parent_of
from tests.pages import SmallSite
from tests.test_admin_editing import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Kind of field → (what it takes, what it does not); the first that fits.
TYPED = {
    forms.URLField: ("https://example.org/", "https://["),
    forms.EmailField: ("nagon@example.org", "någon@"),
    forms.SlugField: ("en-adress", "två ord"),
    forms.IntegerField: ("7", "sju"),
    forms.DateTimeField: ("2022-05-10 12:15", "i vår"),
    forms.DateField: ("2022-05-10", "i vår"),
    forms.TimeField: ("12:15", "vid lunch"),
}


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


def typed(field):
    """Return what a field takes and what it does not take; None where no text is typed."""
    if not isinstance(field.widget, forms.TextInput | forms.Textarea) or field.widget.is_hidden:
        return None
    for kind, values in TYPED.items():
        if isinstance(field, kind):
            return values
    is_text = type(field) is forms.CharField and field.max_length
    return ("Text", "x" * (field.max_length + 1)) if is_text else None


def hidden_faults(response, sent, broken):
    """Return what a form that is shown again does not say, or has lost."""
    if response.status_code != 200:
        return [response.status_code]
    errors = response.context["form"].errors
    soup = BeautifulSoup(response.content, "html.parser")
    controls, faults = {}, []
    for control in soup.find_all(attrs={"name": True}):
        controls.setdefault(control["name"], control)
    for name, value in sent.items():
        control = controls[name]
        shown = control.get("value") if control.name == "input" else control.get_text()[1:]
        if shown != value:
            faults.append((name, "is lost", shown))
        if name in broken:
            beside = control.find_parent(class_="w-field__wrapper")
            said = beside.select(".error-message") if beside else []
            if not any(error in unescape(str(p)) for p in said for error in errors.get(name, ())):
                faults.append((name, "says nothing", errors.get(name)))
    return faults


def faults_of_form(client, address, sent_along=lambda response: {}):
    """Break every field of a form, each half of them while the rest is as it should be."""
    response = client.get(address)
    fields, shown = response.context["form"].fields, sent_along(response)
    values = {name: pair for name, field in fields.items() if (pair := typed(field))}
    assert values, address
    faults = []
    for half in (0, 1):
        broken = list(values)[half::2]
        sent = {name: pair[name in broken] for name, pair in values.items()}
        faults += hidden_faults(client.post(address, shown | sent), sent, broken)
    return faults


def test_every_field_of_a_page_says_what_is_wrong_beside_it_and_nothing_typed_is_lost(client):
    site, faults = SmallSite(), {}
    for page_type in PAGE_TYPES:
        page = page_type.objects.first()
        if page is None:
            page = parent_of(site, page_type).add_child(instance=page_type(title="Sida"))
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        sent_along = partial(filled_in, page_type=page_type, changes={})
        faults[page_type.__name__] = faults_of_form(client, address, sent_along)
    assert {name: found for name, found in faults.items() if found} == {}


def test_every_field_of_a_register_says_what_is_wrong_beside_it_and_nothing_is_lost(client):
    faults = {
        model.__name__: faults_of_form(client, reverse(model.snippet_viewset.get_url_name("add")))
        for model in get_snippet_models()
    }
    assert {name: found for name, found in faults.items() if found} == {}
