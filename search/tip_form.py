"""The form of *Söktips*: who saves last replaces nothing unseen."""

from django.urls import path
from wagtail import hooks
from wagtail.contrib.search_promotions.forms import QueryForm
from wagtail.contrib.search_promotions.views.settings import CreateView, EditView

from home.form_fields import OpenedAs


class TipForm(OpenedAs, QueryForm):
    """A search, and the tips that it shows first."""

    def more_stored(self):
        return list(self.instance.editors_picks.order_by("pk").values_list())


class TellWhatIsWrongMixin:
    """Says above the form that something is wrong, where Wagtail says nothing of a single tip."""

    def is_valid(self, form):
        is_valid = super().is_valid(form)
        if not is_valid and not self.produced_error_message:
            self.produced_error_message = self.get_error_message()
        return is_valid


class TipCreateView(TellWhatIsWrongMixin, CreateView):
    pass


class TipEditView(TellWhatIsWrongMixin, EditView):
    form_class = TipForm


@hooks.register("register_admin_urls", order=-1)
def register_tip_form():
    """Put our form in the place of Wagtail's."""
    return [
        path("searchpicks/add/", TipCreateView.as_view()),
        path("searchpicks/<int:query_id>/", TipEditView.as_view()),
    ]
