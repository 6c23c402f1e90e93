"""The fields in which one organisation, one person or one event is chosen."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser
from wagtail.snippets.widgets import AdminSnippetChooser


class OrganisationChooser(AdminSnippetChooser):
    """The field of an organisation."""

    def __init__(self, model, **kwargs):
        texts = {
            "choose_one_text": _("Välj organisation"),
            "choose_another_text": _("Välj en annan organisation"),
            "link_to_chosen_text": _("Redigera organisationen"),
        }
        super().__init__(model, **{"icon": "group"} | texts | kwargs)


class ListedPageChooser(BaseChooser):
    """A field of pages of one type, chosen from a list rather than from the tree."""

    def get_display_title(self, instance):
        return instance.get_admin_display_title()


class PersonChooser(ListedPageChooser):
    """The field of a person."""

    model = "home.PersonPage"
    chooser_modal_url_name = "person_chooser:choose"
    icon = "user"
    choose_one_text = _("Välj person")
    choose_another_text = _("Välj en annan person")
    link_to_chosen_text = _("Redigera personen")


class EventChooser(ListedPageChooser):
    """The field of an event."""

    model = "activities.EventPage"
    chooser_modal_url_name = "event_chooser:choose"
    icon = "date"
    choose_one_text = _("Välj evenemang")
    choose_another_text = _("Välj ett annat evenemang")
    link_to_chosen_text = _("Redigera evenemanget")
