"""The form of *Söktips*: who saves last replaces nothing unseen."""

from django.urls import path
from wagtail import hooks
from wagtail.contrib.search_promotions.forms import QueryForm
from wagtail.contrib.search_promotions.views.settings import EditView

from home.form_fields import OpenedAs


class TipForm(OpenedAs, QueryForm):
    """A search, and the tips that it shows first."""

    def more_stored(self):
        return list(self.instance.editors_picks.order_by("pk").values_list())


@hooks.register("register_admin_urls", order=-1)
def register_tip_form():
    """Put our form in the place of Wagtail's."""
    return [path("searchpicks/<int:query_id>/", EditView.as_view(form_class=TipForm))]
