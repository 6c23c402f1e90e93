"""What a page counts up: groups, goals, decisions, results, offers, winners, a budget."""

from decimal import Decimal

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from ..amounts import amount, kronor, percent
from ..dates import date_range
from ..form_fields import LinesBlock, TypedDateBlock, TypedNumberBlock
from ..ranges import EN_DASH
from .text import HeadedBlock, field_error

STATES = [
    ("later", _("Kommer")),
    ("now", _("Pågår")),
    ("done", _("Klart")),
    ("ended", _("Avslutat")),
    ("called_off", _("Inställt")),
    ("resting", _("Vilar")),
    ("tabled", _("Bordlagt")),
    ("reached", _("Nått")),
    ("partly", _("Delvis nått")),
    ("missed", _("Inte nått")),
    ("open", _("Söker fler")),
    ("full", _("Fullt")),
    ("approved", _("Bifallet")),
    ("refused", _("Avslaget")),
]


# What is counted up, by the heading that it has where none is written; `entries.js` knows which
# fields each of them asks for.
KINDS = [
    ("groups", _("Grupper")),
    ("goals", _("Mål")),
    ("decisions", _("Beslut")),
    ("terms", _("Villkor")),
    ("budget", _("Budget")),
    ("donors", _("Bidrag och gåvor")),
    ("grants", _("Stödformer")),
    ("tasks", _("Uppdrag")),
    ("works", _("Åtgärder")),
    ("offers", _("Erbjudanden")),
    ("prices", _("Avgifter och priser")),
    ("parts", _("Fördelning")),
    ("results", _("Resultat")),
    ("winners", _("Pristagare")),
    ("exhibitors", _("Utställare")),
    ("years", _("Historia")),
    ("thanks", _("Tack till")),
]
# Which votes a decision has had → what they are called in a sentence.
VOTE_FIELDS = {"yes": _("ja"), "no": _("nej"), "abstained": _("avstår")}
ROUNDED_UP = 101  # what shares in whole per cent may come to


class EntryValue(blocks.StructValue):
    """An entry as it is printed; one of those that are added up costs nothing, and is not free."""

    is_summed = False

    @property
    def states(self):
        """Return what stands beside its name: «Monter 3», «Pågår»."""
        said = (self.get("label"), dict(STATES).get(self.get("state")))
        return [str(text) for text in said if text]

    @property
    def facts(self):
        """Return what is known of it, a line each."""
        number, due = self.get("number"), self.get("due")
        facts = [
            ("%s", capfirst(self.get("when"))),
            ("%s", capfirst(self.get("place"))),
            (_("Krav: %s"), self.get("terms")),
            (_("Ansvarig: %s"), self.get("responsible")),
            (_("Senast: %s"), due and date_range(due)),
            ("%s", number and _counted(number, self.get("unit"))),
            ("%s", self._cost()),
            ("%s", capfirst(self.get("share"))),
            ("%s", capfirst(self.get("before"))),
            (_("Resultat: %s"), self.get("result")),
            ("%s", self._vote()),
            ("%s", capfirst(self.get("dissent"))),
            (_("Kontakt: %s"), self.get("contact")),
        ]
        return [said % text for said, text in facts if text]

    def _cost(self):
        """Return what it costs or gets: «Högst 50 000 kronor», «700 kronor per kväll», «Gratis»."""
        least, most, per = (self.get(name) for name in ("at_least", "amount", "per"))
        if least is None and most is None:
            return ""
        if most == 0 and not self.is_summed:
            return gettext("Gratis")
        if most is None:
            said = gettext("Lägst %s") % kronor(least)
        elif least is not None:
            said = f"{amount(least)}{EN_DASH}{kronor(most)}"
        else:
            said = (gettext("Högst %s") if self.get("at_most") else "%s") % kronor(most)
        return f"{said} {gettext('per %s') % per}" if per else said

    def _vote(self):
        """Return how the votes fell: «Ja 15, nej 6, avstår 2», «Ja 68 %, nej 32 %»."""
        number = percent if self.get("in_percent") else amount
        votes = [
            f"{said} {number(self[name])}"
            for name, said in VOTE_FIELDS.items()
            if self.get(name) is not None
        ]
        return capfirst(", ".join(votes))


def _counted(number, unit):
    said = f"%s {unit}" if unit else ngettext("%s person", "%s personer", number)
    return said % amount(number)


class EntryBlock(blocks.StructBlock):
    """One of a list, with those of its facts that are known."""

    name = blocks.CharBlock(label=_("Namn"), max_length=200)
    label = blocks.CharBlock(
        label=_("Märke"),
        required=False,
        max_length=40,
        help_text=_("Till exempel Monter 3, 2025 eller § 12."),
    )
    text = LinesBlock(label=_("Text"), required=False, max_length=1000)
    when = blocks.CharBlock(
        label=_("När"),
        required=False,
        max_length=120,
        help_text=_("Till exempel ”tisdagar kl. 15–17” eller ”till 30 juni 2026”."),
    )
    place = blocks.CharBlock(label=_("Plats"), required=False, max_length=160)
    terms = blocks.CharBlock(label=_("Krav"), required=False, max_length=200)
    responsible = blocks.CharBlock(label=_("Ansvarig"), required=False, max_length=160)
    due = TypedDateBlock(label=_("Senast"), required=False)
    number = blocks.IntegerBlock(label=_("Antal"), required=False, min_value=1, max_value=10**7)
    unit = blocks.CharBlock(
        label=_("Räknat i"),
        required=False,
        max_length=40,
        help_text=_("Tomt betyder personer. Till exempel ”stycken”."),
    )
    at_least = TypedNumberBlock(label=_("Kronor, lägst"), required=False)
    amount = TypedNumberBlock(
        label=_("Kronor"), required=False, help_text=_("0 betyder att det är gratis.")
    )
    per = blocks.CharBlock(
        label=_("Per"),
        required=False,
        max_length=40,
        help_text=_("Till exempel månad, kväll eller person."),
    )
    at_most = blocks.BooleanBlock(label=_("Högsta belopp"), required=False)
    share = blocks.CharBlock(
        label=_("Andel"),
        required=False,
        max_length=120,
        help_text=_("Till exempel ”högst 80 procent av kostnaden”."),
    )
    before = blocks.CharBlock(
        label=_("Jämförelse"),
        required=False,
        max_length=120,
        help_text=_("Till exempel ”budget 60 000 kronor” eller ”förut högst tre år”."),
    )
    result = blocks.CharBlock(
        label=_("Resultat"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”andra plats”, ”22 förslag” eller ”ny karta”."),
    )
    state = blocks.ChoiceBlock(label=_("Läge"), choices=STATES, required=False)
    yes = TypedNumberBlock(label=_("Ja"), required=False)
    no = TypedNumberBlock(label=_("Nej"), required=False)
    abstained = TypedNumberBlock(label=_("Avstår"), required=False)
    in_percent = blocks.BooleanBlock(label=_("Andelar i procent"), required=False)
    dissent = blocks.CharBlock(
        label=_("Reservation, jäv eller anteckning"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”Byalaget reserverar sig.”"),
    )
    contact = blocks.CharBlock(
        label=_("Kontakt eller anmälan"),
        required=False,
        max_length=160,
        help_text=_("En e-postadress, ett telefonnummer eller en webbadress."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        shares = [cleaned[name] for name in VOTE_FIELDS if cleaned.get(name) is not None]
        if cleaned.get("in_percent") and sum(shares) > ROUNDED_UP:
            raise field_error(_("Andelarna blir mer än 100 procent."), "in_percent")
        least, most = cleaned.get("at_least"), cleaned.get("amount")
        if least is not None and most is not None and least >= most:
            raise field_error(_("Det lägsta beloppet ska vara mindre."), "at_least")
        return cleaned

    def get_searchable_content(self, value):
        text = " ".join((value.get("text") or "").split())
        said = [value.get("name"), *value.states, text, *value.facts]
        return [part for part in said if part] if value.get("name") else []

    class Meta:
        icon = "form"
        label = _("Post")
        description = _("En post med de uppgifter som finns.")
        template = "blocks/entry.html"
        value_class = EntryValue
        form_layout = blocks.BlockGroup(
            [
                *("name", "label", "text", "when", "place", "result", "state"),
                blocks.BlockGroup(
                    ["terms", "responsible", "due", "contact"], heading=_("Villkor och kontakt")
                ),
                blocks.BlockGroup(
                    ["number", "unit", "at_least", "amount", "at_most", "per", "share", "before"],
                    heading=_("Antal och kronor"),
                ),
                blocks.BlockGroup(
                    ["yes", "no", "abstained", "in_percent", "dissent"],
                    heading=_("Omröstning"),
                    classname="collapsed",
                    icon="tick",
                ),
            ]
        )
        preview_value = {"name": "Läxhjälpen", "label": "Monter 3", "text": "Söker mattecoacher."}


class EntriesValue(blocks.StructValue):
    """Entries of which some may not be named yet."""

    @property
    def headed(self):
        """Return the heading that is written, or else what is counted up, as a block has it."""
        return {"heading": self.get("heading") or str(dict(KINDS).get(self.get("kind"), ""))}

    @property
    def shown(self):
        entries = [entry for entry in self.get("entries") or [] if entry.get("name")]
        for entry in entries:
            entry.is_summed = bool(self.get("adds_up"))
        return entries

    @property
    def sum_text(self):
        """Return what the entries come to, where that has been asked for."""
        costs = [entry["amount"] for entry in self.shown if entry.get("amount") is not None]
        return kronor(sum(costs, Decimal(0))) if self.get("adds_up") and costs else ""


class EntriesBlock(HeadedBlock):
    """Entries below one heading, and what they come to."""

    kind = blocks.ChoiceBlock(
        label=_("Det ni räknar upp"),
        choices=KINDS,
        required=False,
        help_text=_("Visar de fält som brukar behövas. Tomt visar alla."),
    )
    entries = blocks.ListBlock(EntryBlock(), label=_("Poster"), min_num=1)
    adds_up = blocks.BooleanBlock(label=_("Räkna ihop kronorna"), required=False)

    def get_searchable_content(self, value):
        if not value.shown:
            return []
        total = [gettext("Summa: %s") % value.sum_text] if value.sum_text else []
        entries = self.child_blocks["entries"].get_searchable_content(value["entries"])
        return [*filter(None, value.headed.values()), *entries, *total]

    class Meta:
        icon = "list-ul"
        label = _("Förteckning")
        description = _(
            "En rad för varje grupp, mål, beslut, åtgärd, villkor, resultat, erbjudande, "
            "pristagare, tack eller post i en budget, med det som är känt om den."
        )
        template = "blocks/entries.html"
        value_class = EntriesValue
        preview_value = {"entries": [EntryBlock._meta_class.preview_value]}


class EntriesAdapter(StructBlockAdapter):
    """A list in the editor, which asks for what is known of its kind (`entries.js`)."""

    js_constructor = "home.blocks.entries.EntriesBlock"

    @cached_property
    def media(self):
        return super().media + Media(js=["js/entries.js"])


register(EntriesAdapter(), EntriesBlock)
