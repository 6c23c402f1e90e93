"""How an editor fills in an event: the form's panels, what it fills in itself, what it says."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from home.base import BasePage
from home.dates import period
from home.organisations import OrganisationsPanel
from home.page_forms import PageForm
from home.panels import FOLDED, FoldedPanel, folded, handbook_panel

from ..status import Change
from .event_conditions import CONDITION_PANEL
from .event_rules import copy_defaults

# What is needed first: what, when, where and how to join.  The rest is folded, by question.
EVENT_PANELS = [
    handbook_panel("nytt-evenemang"),
    *Page.content_panels,
    "introduction",
    MultiFieldPanel(
        [FieldRowPanel(["start", "end"]), FieldRowPanel(["all_day", "date_to_be_announced"])],
        heading=gettext_lazy("När"),
    ),
    MultiFieldPanel(
        [
            *("attendance_mode", "venue", "address", "online_service", "join_url"),
            FieldRowPanel(["dial_in", "link_sent"]),
        ],
        heading=gettext_lazy("Var"),
    ),
    MultiFieldPanel(
        [
            *("registration", "registration_url", "registration_email"),
            FieldRowPanel(["registration_phone", "registration_hours"]),
            *("registration_closes", "places"),
        ],
        heading=gettext_lazy("Hur man anmäler sig"),
    ),
    folded("body"),
    folded("programme"),
    folded("speakers"),
    MultiFieldPanel(
        [
            OrganisationsPanel(
                "organisers",
                heading=gettext_lazy("Arrangörer, partner och finansiärer"),
                help_text=gettext_lazy(
                    "De som bjuder in, när det är fler än Malmöandan, och de som stöder eller "
                    "betalar. Logotypen hämtas ur registret."
                ),
            ),
            "audience",
            "open_to_all",
        ],
        heading=gettext_lazy("Vem"),
        classname=FOLDED,
    ),
    MultiFieldPanel(
        ["doors", "date_text", "held"],
        heading=gettext_lazy("Mer om tiden"),
        classname=FOLDED,
    ),
    MultiFieldPanel(
        [
            *("registration_link_text", "registration_text"),
            *("registration_opens", "selection", "waiting_list_text"),
        ],
        heading=gettext_lazy("Mer om anmälan"),
        classname=FOLDED,
    ),
    MultiFieldPanel(
        ["is_free", "prices", "price_text", "price_conditions"],
        heading=gettext_lazy("Vad det kostar"),
        classname=FOLDED,
    ),
    MultiFieldPanel(
        ["directions", "access_info", "access_contact"],
        heading=gettext_lazy("Hitta dit och tillgänglighet"),
        classname=FOLDED,
    ),
    CONDITION_PANEL,
    FoldedPanel(
        [
            handbook_panel("andra-eller-stalla-in"),
            *("change", "change_reason", "previous_start", "before"),
        ],
        heading=gettext_lazy("Om något ändras"),
        opens_for=lambda event: not event.status.is_over,
    ),
    FoldedPanel(
        [
            handbook_panel("efter-evenemanget"),
            *("points_raised", "result_use", "documentation", "evaluation", "follows"),
        ],
        heading=gettext_lazy("Efteråt: dokumentation"),
        opens_for=lambda event: event.status.is_over,
    ),
    BasePage.appearance_panel,
]


class EventForm(PageForm):
    """A new event starts with what its activity usually says; a moved one knows its old day."""

    def __init__(self, *args, **kwargs):
        instance, parent = kwargs.get("instance"), kwargs.get("parent_page")
        if instance is not None and instance.pk is None and parent is not None:
            copy_defaults(instance, parent.specific)
        super().__init__(*args, **kwargs)
        self._ask_for_the_clock()

    def _ask_for_the_clock(self):
        """Let a day alone be enough for whole days, and where the activity has its usual times."""
        ticked = "all_day" in self.fields and self["all_day"].value()
        activity = self.parent_page.specific if self.parent_page else None
        for name in {"start", "end"} & set(self.fields):
            if not ticked:
                field = self.fields[name]
                field.day_alone, field.usual_clock = None, getattr(activity, f"usual_{name}", None)
                field.error_messages["no_clock"] = _("Ange klockslag, eller kryssa i ”Heldag”.")

    def clean(self):
        cleaned_data = super().clean()
        change, start = cleaned_data.get("change"), cleaned_data.get("start")
        tells = change == Change.RESCHEDULED or (change == Change.POSTPONED and not start)
        if tells and self._told_before() and self._lacks_previous_start():
            cleaned_data["previous_start"] = self._told_before()
        if change == Change.POSTPONED and start and self._leaves_published_day():
            # The page would give the new day as the one that no longer holds.
            said = _("Evenemanget har fått ett nytt datum. Välj ”%(change)s”.")
            self.add_error("change", said % {"change": Change.RESCHEDULED.label})
        return cleaned_data

    @cached_property
    def stored(self):
        """Return the event as it stands in the database; a new one tells nothing."""
        return (
            type(self.instance).objects.filter(pk=self.instance.pk).first() or type(self.instance)()
        )

    def _leaves_published_day(self):
        """Tell whether visitors have been told another start than the one in the form."""
        told = self.stored.announced_start
        return bool(told) and told != self.cleaned_data.get("start")

    def _told_before(self):
        """Return the start that visitors were told last, other than the one in the form."""
        stored = self.stored
        return stored.announced_start if self._leaves_published_day() else stored.former_start

    def _lacks_previous_start(self):
        """Tell whether the editor has given no day before the change, or left an old one."""
        given, stored = self.cleaned_data.get("previous_start"), self.stored
        if given is None:
            return True
        if self._leaves_published_day():
            return given in (stored.previous_start, stored.former_start)
        return given == stored.previous_start and not stored.change

    def _post_clean(self):
        super()._post_clean()
        self.instance.notices = list(self._notices())

    def _notices(self):
        """Yield (function of `messages`, sentence) for what the editor is told after saving."""
        removed = self.instance.tracking_removed
        if removed:
            said = _("Spårning togs bort ur adressen till anmälan: %(names)s.")
            yield messages.info, said % {"names": ", ".join(removed)}
        silently = self._leaves_published_day() and not self.cleaned_data.get("change")
        if silently and self.stored.live and self.stored.announced_start > timezone.now():
            change = Change.RESCHEDULED if self.cleaned_data.get("start") else Change.POSTPONED
            before = period(self.stored.printed.start)
            said = _(
                "Datumet har ändrats. Förut stod det %(before)s. Välj ”%(change)s” under "
                "”Om något ändras”, så att den som tänkt komma får veta det."
            )
            yield messages.warning, said % {"before": before, "change": change.label}
