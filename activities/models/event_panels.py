"""The event form in the order in which an editor thinks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from home.base import BasePage
from home.organisations import OrganisationsPanel

EVENT_PANELS = Page.content_panels + [
    FieldPanel("introduction"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
            FieldPanel("all_day"),
            FieldPanel("doors"),
            FieldPanel("date_to_be_announced"),
            FieldPanel("date_text"),
            FieldPanel("held"),
        ],
        heading=_("När"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("attendance_mode"),
            FieldPanel("venue"),
            FieldPanel("address"),
            FieldPanel("directions"),
            FieldPanel("online_service"),
            FieldPanel("join_url"),
        ],
        heading=_("Var"),
    ),
    FieldPanel("speakers"),
    MultiFieldPanel(
        [
            OrganisationsPanel(
                "organisers",
                heading=_("Arrangörer"),
                help_text=_("De som bjuder in, när det är fler än Malmöandan."),
            ),
            FieldPanel("audience"),
            FieldPanel("open_to_all"),
        ],
        heading=_("Vem"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("registration"),
            FieldPanel("registration_url"),
            FieldPanel("registration_link_text"),
            FieldPanel("registration_email"),
            FieldPanel("registration_text"),
            FieldRowPanel([FieldPanel("registration_opens"), FieldPanel("registration_closes")]),
            FieldPanel("places"),
            FieldPanel("waiting_list_text"),
        ],
        heading=_("Hur man anmäler sig"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("is_free"),
            FieldPanel("prices"),
            FieldPanel("price_text"),
            FieldPanel("price_conditions"),
        ],
        heading=_("Vad det kostar"),
    ),
    MultiFieldPanel(
        [FieldPanel("access_info"), FieldPanel("access_contact")], heading=_("Tillgänglighet")
    ),
    MultiFieldPanel(
        [FieldPanel("change"), FieldPanel("change_reason"), FieldPanel("previous_start")],
        heading=_("Om något ändras"),
    ),
    FieldPanel("body"),
    FieldPanel("programme"),
    MultiFieldPanel(
        [
            FieldPanel("points_raised"),
            FieldPanel("result_use"),
            FieldPanel("documentation"),
            FieldPanel("evaluation"),
            FieldPanel("follows"),
        ],
        heading=_("Efteråt: dokumentation"),
    ),
    BasePage.appearance_panel,
]
