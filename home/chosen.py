"""Organisations that a page has chosen one by one, in the editor's order."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

# What is printed of an organisation beside other things, and finds the page.
SEARCHED_OF_ORGANISATION = [index.SearchField("name"), index.SearchField("place")]


class ChosenOrganisations(models.Manager):
    """Rows with their organisations, in one query."""

    def get_queryset(self):
        return super().get_queryset().select_related("organisation")


class ChosenOrganisation(Orderable):
    """An organisation in the list of one page; a model of its own adds the key of the page."""

    organisation = models.ForeignKey(
        "home.Organisation",
        verbose_name=gettext_lazy("organisation"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    objects = ChosenOrganisations()

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        abstract = True


class DistinctFormSet(BaseChildFormSet):
    """Rows that each choose something else; a second row with the same says so at its field."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not hasattr(form, "cleaned_data"):
                continue
            chosen = form.cleaned_data.get("organisation")
            if chosen in seen:
                said = _("%(name)s är redan vald. Ta bort en av raderna.")
                form.add_error("organisation", said % {"name": chosen})
            seen.add(chosen)
            seen.discard(None)


class OrganisationsPanel(MultipleChooserPanel):
    """The panel of a page's organisations: each chosen, ordered and taken away by itself."""

    def __init__(self, relation_name, **kwargs):
        kwargs = {
            "chooser_field_name": "organisation",
            "label": gettext_lazy("organisation"),
        } | kwargs
        super().__init__(relation_name, **kwargs)

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = DistinctFormSet
        return options
