"""The register of synonyms in the admin, which shows what a change does before it is saved."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from .models import Synonym
from .page.results import result_or_default
from .page.synonym_effect import effect_of

WORD = "ord"  # the parameter that a search is handed over in
SHOW = "show-effect"  # the name of the button that saves nothing


class EffectPanel(Panel):
    """The button that shows which searches find more pages, and what it showed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "search/effect_panel.html"

        def get_context_data(self, parent_context=None):
            asked = SHOW in self.request.POST and self.form.is_valid()
            effect = result_or_default(None, effect_of, self.form.instance) if asked else None
            context = super().get_context_data(parent_context)
            return context | {"button": SHOW, "asked": asked, "effect": effect}


class ShowingEffect:
    """A view whose valid form is shown again where the effect was asked for."""

    def form_valid(self, form):
        if SHOW not in self.request.POST:
            return super().form_valid(form)
        self.form = form
        return self.render_to_response(self.get_context_data())


class SynonymCreateView(ShowingEffect, CreateView):
    """A new synonym, begun with a search that visitors have made."""

    def get_initial_form_instance(self):
        word = self.request.GET.get(WORD, "").replace(",", " ").replace("\x00", "").strip()
        return Synonym(words=f"{word[:80]}, ") if word else super().get_initial_form_instance()


class SynonymEditView(ShowingEffect, EditView):
    """A synonym that there is."""


class SynonymViewSet(SnippetViewSet):
    """The register of words that mean the same."""

    model = Synonym
    icon = "copy"
    list_display = ["words", "also"]
    search_fields = ["words", "also"]
    ordering = ["words"]
    panels = ["words", "also", EffectPanel(heading=_("Vad ändringen gör"))]
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
