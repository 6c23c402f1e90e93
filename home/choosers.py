"""The windows in which editors choose an organisation or a person, or add a new one."""

from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import log
from wagtail.snippets.views import chooser as snippet_chooser

from .chooser_fields import OrganisationChooser, PersonChooser
from .organisations import Organisation
from .people import PersonIndexPage, PersonPage
from .slugs import free_child_slug

CREATE, CREATING = _("Lägg till och välj"), _("Lägger till…")
CHOOSE_TAB = _("Välj")


class OwnIds:
    """Gives the form of a window ids of its own: the form of the page behind it has the usual."""

    def get_creation_form_kwargs(self):
        return super().get_creation_form_kwargs() | {"auto_id": "id_new-%s"}


class ChooseOrganisationView(OwnIds, snippet_chooser.ChooseView):
    """The whole window."""


class OrganisationCreateView(OwnIds, snippet_chooser.SnippetCreateView):
    """Adds an organisation, as its register does."""

    def save_form(self, form):
        organisation = super().save_form(form)
        log(organisation, "wagtail.create", user=self.request.user)
        return organisation


class OrganisationChooserViewSet(snippet_chooser.SnippetChooserViewSet):
    """The window of organisations; logotype and address are added in the register."""

    choose_view_class, create_view_class = ChooseOrganisationView, OrganisationCreateView
    form_fields = ["name", "kind", "place"]
    search_tab_label = CHOOSE_TAB
    creation_tab_label = _("Ny organisation")
    create_action_label, create_action_clicked_label = CREATE, CREATING

    @cached_property
    def widget_class(self):
        return OrganisationChooser(self.model)


class NewPersonForm(forms.ModelForm):
    """A new person: name and role, published where the editor may and wants to."""

    job_title = forms.CharField(
        label=_("Titel eller uppdrag"),
        max_length=160,
        required=False,
        help_text=_("Vad personen gör nu, till exempel ”samordnare”. Valfritt."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("sort_key", "name"),
        label=_("Organisation"),
        required=False,
        help_text=_("Valfritt. En ny organisation läggs till i registret."),
    )
    is_another = forms.BooleanField(
        label=_("Det är någon annan"), required=False, widget=forms.HiddenInput
    )
    is_published = forms.BooleanField(
        label=_("Publicera personens sida"),
        required=False,
        initial=True,
        help_text=_("Annars blir den ett utkast, och namnet syns inte förrän den publiceras."),
    )

    class Meta:
        model = PersonPage
        fields = ["title"]
        labels = {"title": _("Namn")}
        help_texts = {"title": _("Förnamn och efternamn.")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.list = user, PersonIndexPage.objects.first()
        if not self.list.permissions_for_user(user).can_publish_subpage():
            del self.fields["is_published"]
            self.fields["title"].help_text = _(
                "Förnamn och efternamn. Sidan blir ett utkast, och namnet syns inte förrän någon "
                "har publicerat den."
            )

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        cleaned_data = super().clean()
        name = cleaned_data.get("title")
        is_there = name and PersonPage.objects.child_of(self.list).filter(title__iexact=name)
        if is_there and is_there.exists():
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not cleaned_data.get("is_another"):
                said = _(
                    "Det finns redan en person med det namnet. Välj under ”Välj”, eller kryssa i."
                )
                self.add_error("title", said)
        return cleaned_data

    def _get_validation_exclusions(self):
        # The rest of the page, such as its place, is made when it is saved.
        others = {field.name for field in PersonPage._meta.fields} - {"title"}
        return super()._get_validation_exclusions() | others

    @transaction.atomic
    def save(self, commit=True):
        """Return the person, stored below the list of people as a whole or not at all."""
        person, data = self.instance, self.cleaned_data
        if data.get("job_title") or data.get("organisation"):
            role = {"title": data.get("job_title", ""), "organisation": data.get("organisation")}
            person.roles = [("role", role)]
        person.slug, person.slug_is_made = free_child_slug(self.list, person.title), True
        person.owner, person.live = self.user, False
        self.list.add_child(instance=person)
        revision = person.save_revision(user=self.user, log_action=True)
        if data.get("is_published"):
            revision.publish(user=self.user)
        return person


class PersonCreation(OwnIds):
    """What the window of people knows of who may add one: pages have their own permissions."""

    def can_create(self):
        people = PersonIndexPage.objects.first()
        return bool(people) and people.permissions_for_user(self.request.user).can_add_subpage()

    def get_creation_form_kwargs(self):
        return super().get_creation_form_kwargs() | {"user": self.request.user}


class PersonList:
    """The list of people to choose from, by name, with what is published of them."""

    per_page = 25

    def get_object_list(self):
        return PersonPage.objects.select_related("organisation").as_rows().with_status()

    def apply_object_list_ordering(self, objects):
        return objects.order_by("sort_key", "title")

    @property
    def columns(self):
        return [*super().columns, LiveStatusTagColumn(sort_key=None)]


class ChoosePersonView(PersonCreation, PersonList, chooser.ChooseView):
    """The whole window."""


class PersonResultsView(PersonCreation, PersonList, chooser.ChooseResultsView):
    """The list in it."""


class CreatePersonView(PersonCreation, chooser.CreateView):
    """Adds a person."""


class PersonChooserViewSet(ChooserViewSet):
    """The window of people."""

    model = PersonPage
    icon = "user"
    register_widget = False  # pages that choose people have a field of their own
    choose_view_class, choose_results_view_class = ChoosePersonView, PersonResultsView
    create_view_class = CreatePersonView
    creation_form_class = NewPersonForm
    page_title = PersonChooser.choose_one_text
    search_tab_label = CHOOSE_TAB
    creation_tab_label = _("Ny person")
    create_action_label, create_action_clicked_label = CREATE, CREATING


people_chooser = PersonChooserViewSet("person_chooser", url_prefix="valj-person")
