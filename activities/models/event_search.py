"""What of an event is searched: its fields where they are printed, and what its choices say."""

from wagtail.search import index

from home.base import BasePage
from home.organisations import ORGANISATION_SEARCH_FIELDS

from ..documentation import DOCUMENTATION
from ..said import said_by_event
from .event_rules import WHERE


class PrintedField(index.SearchField):
    """A field that is searched where it is printed."""

    def get_value(self, obj):
        is_printed = obj.printed.prints(self.field_name) and obj.shows(self.field_name)
        return super().get_value(obj) if is_printed else ""


class SaidField(index.SearchField):
    """What the page says by the event's choices, and nobody wrote."""

    def get_value(self, obj):
        return said_by_event(obj)


# Never join_url: the index and its excerpts are public.
SEARCHED = (
    *("shown_activity", "date_text", "doors", "previous_start", "change_reason"),
    "selection",
    *WHERE,
    *("audience", "speakers"),
    *("prices", "price_text", "price_conditions", "waiting_list_text", "least"),
    *("registration_text", "registration_link_text", "registration_host"),
    *("registration_email", "registration_phone", "registration_hours"),
    *("registration_opens", "registration_closes"),
    *("access_info", "access_contact", "programme", "body", "part", "reservation"),
    *("food", "food_contact", "recording_text", "language", "interpretation", "age"),
    *("capacity", "capacity_unit"),
    *DOCUMENTATION,
)
SEARCH_FIELDS = BasePage.search_fields + [
    *map(PrintedField, SEARCHED),
    SaidField("printed"),
    index.FilterField("start"),
    index.RelatedFields("follows", [index.SearchField("title")]),
    index.RelatedFields(
        "organisers", [index.RelatedFields("organisation", ORGANISATION_SEARCH_FIELDS)]
    ),
]
