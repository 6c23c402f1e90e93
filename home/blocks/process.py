"""Processes such as a participatory budget: phases, criteria, sums, proposals and their outcome."""

from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..amounts import amount, kronor, percent
from ..dates import date_range
from ..form_fields import LinesBlock, TypedDateBlock, TypedNumberBlock
from .text import HeadedBlock, field_error

DONE, NOW, LATER = "done", "now", "later"
STATES = {DONE: _("Klart"), NOW: _("Pågår nu"), LATER: _("Kommer")}
PROPOSED, CHOSEN, CARRIED_OUT, LEFT_OUT = "proposed", "chosen", "carried_out", "left_out"
OUTCOMES = [
    (PROPOSED, _("Föreslaget")),
    (CHOSEN, _("Får pengar")),
    (CARRIED_OUT, _("Genomfört")),
    (LEFT_OUT, _("Gick inte vidare")),
    ("reserve", _("Reserv")),
    ("taken_in", _("Tas med")),
    ("examined", _("Utreds")),
    ("unchanged", _("Ingen ändring")),
]
# What is counted of each proposal → the heads of the table: what it is, how many, what came of it.
VOTES, VIEWS, SHARES, POINTS = "votes", "views", "shares", "points"
HEADS = {
    VOTES: (_("Förslag"), _("Röster"), _("Resultat")),
    VIEWS: (_("Ämne"), _("Synpunkter"), _("Svar")),
    SHARES: (_("Förslag"), _("Andel av rösterna"), _("Resultat")),
    POINTS: (_("Förslag"), _("Poäng"), _("Resultat")),
}
GRANTED = (CHOSEN, CARRIED_OUT)


class PhaseBlock(blocks.StructBlock):
    """A phase of a process, with its days."""

    name = blocks.CharBlock(
        label=_("Fas"), max_length=80, help_text=_("Till exempel Lämna förslag eller Rösta.")
    )
    start = TypedDateBlock(label=_("Börjar"), required=False)
    end = TypedDateBlock(
        label=_("Slutar"), required=False, help_text=_("Sista dagen. Tomt: tills nästa fas börjar.")
    )
    date_text = blocks.CharBlock(
        label=_("När, med ord"),
        required=False,
        max_length=80,
        help_text=_("I stället för dagar, till exempel ”hösten 2027”."),
    )
    outcome = blocks.CharBlock(
        label=_("Resultat"),
        required=False,
        max_length=160,
        help_text=_("Till exempel ”74 idéer kom in, 31 föll bort”."),
    )
    text = LinesBlock(label=_("Text"), required=False, max_length=600, help_text=_("Valfritt."))

    def clean(self, value):
        cleaned = super().clean(value)
        start, end = cleaned.get("start"), cleaned.get("end")
        if cleaned.get("date_text") and (start or end):
            raise field_error(_("Ta bort texten: fasen har en dag."), "date_text")
        if start and end and end < start:
            raise field_error(_("Fasen slutar innan den börjar."), "end")
        return cleaned

    class Meta:
        icon = "date"
        label = _("Fas")
        description = _("En fas med dagar.")
        template = "blocks/phase.html"
        preview_value = {"name": "Lämna förslag"}


class CriterionBlock(blocks.StructBlock):
    """What proposals are judged by, and how much it weighs."""

    name = blocks.CharBlock(label=_("Kriterium"), max_length=300)
    weight = blocks.CharBlock(
        label=_("Vikt"),
        required=False,
        max_length=40,
        help_text=_("Valfritt. Till exempel 40 % eller högst 10 poäng."),
    )

    class Meta:
        icon = "tick"
        label = _("Kriterium")
        description = _("Det som förslag bedöms efter.")
        template = "blocks/criterion.html"
        preview_value = {"name": "Öppet för alla", "weight": "40 %"}


class CriteriaBlock(blocks.ListBlock):
    """Criteria in a list; those that were stored as lines of one text are a criterion each."""

    def __init__(self, **kwargs):
        super().__init__(CriterionBlock(), **{"min_num": 0, "default": [], **kwargs})

    def normalize(self, value):
        return super().normalize(_listed(value))

    def to_python(self, value):
        return super().to_python(_listed(value))

    def bulk_to_python(self, values):
        return super().bulk_to_python([_listed(value) for value in values])

    class Meta:
        icon = "tick"
        label = _("Kriterier")
        description = _("Det som förslag bedöms efter, med vikt.")
        template = "blocks/criteria.html"
        preview_value = [{"name": "Öppet för alla", "weight": "40 %"}]


def _listed(value):
    lines = map(str.strip, value.splitlines()) if isinstance(value, str) else ()
    return [{"name": line} for line in lines if line] if isinstance(value, str) else value or []


class ProposalBlock(blocks.StructBlock):
    """A proposal: what it costs, how many voted for it, and what came of it; a row of the table."""

    name = blocks.CharBlock(label=_("Förslag"), max_length=160)
    about = blocks.CharBlock(
        label=_("Om förslaget"),
        required=False,
        max_length=200,
        help_text=_("Till exempel platsen, vem som föreslår eller vad som ingår."),
    )
    amount = TypedNumberBlock(label=_("Kronor"), required=False)
    votes = TypedNumberBlock(
        label=_("Röster, poäng eller synpunkter"), required=False, max_value=10**8
    )
    outcome = blocks.ChoiceBlock(label=_("Resultat"), choices=OUTCOMES, default=PROPOSED)
    note = blocks.CharBlock(
        label=_("Läget nu"),
        required=False,
        max_length=200,
        help_text=_("Valfritt. Till exempel ”byggs våren 2027”, eller varför det inte blev av."),
    )

    class Meta:
        icon = "form"
        label = _("Förslag")
        description = _("Ett förslag med kostnad, röster och resultat.")
        template = "blocks/proposal.html"
        preview_value = {"name": "Fler bänkar", "amount": "120000", "outcome": CHOSEN}


class ProcessValue(blocks.StructValue):
    """A process as it stands today."""

    @property
    def shown_phases(self):
        """Return the phases with what they are now: done, under way, later, or nobody knows.

        One without a last day goes on until the next begins, and one without a first day begins
        when the one before it is over.
        """
        today = timezone.localdate()
        phases = [phase for phase in self.get("phases") or [] if phase.get("name")]
        found, before = [], None
        for phase, following in zip(phases, [*phases[1:], {}], strict=False):
            start, end, begins = phase.get("start"), phase.get("end"), following.get("start")
            if end < today if end else begins and begins <= today:
                state = DONE
            elif (start and start > today) or (not start and end and before and before >= today):
                state = LATER
            else:
                state = NOW if start or end else ""
            days = date_range(start, end) if start and end else capfirst(phase.get("date_text"))
            if (start or end) and not (start and end):
                said = _("från %s") if start else _("till och med %s")
                days = said % date_range(start or end)
            before = end or start or before
            known = {"state": state, "label": STATES.get(state, ""), "days": days}
            found.append({"value": phase, **known})
        return found

    @property
    def shown_criteria(self):
        return [each for each in self.get("criteria") or [] if each.get("name")]

    @cached_property
    def shown_proposals(self):
        """Return the rows of the table; sums and votes are grouped."""
        return [
            {
                "value": each,
                "amount": amount(each.get("amount")),
                "votes": self._votes(each.get("votes")),
                "outcome": dict(OUTCOMES).get(each.get("outcome"), ""),
            }
            for each in self._proposals
        ]

    @property
    def _proposals(self):
        return [each for each in self.get("proposals") or [] if each.get("name")]

    @cached_property
    def has_amounts(self):
        return any(each["amount"] for each in self.shown_proposals)

    @cached_property
    def has_votes(self):
        return any(each["votes"] for each in self.shown_proposals)

    @property
    def sums(self):
        """Return the last rows of the table, (what, kronor, votes): all of it is reckoned."""
        granted = [each for each in self._proposals if each.get("outcome") in GRANTED]
        given, budget = total(granted, "amount"), self.get("budget")
        votes = None if self.get("counts") == SHARES else total(self._proposals, "votes")
        rows = [(_("Summa"), total(self._proposals, "amount"), votes)]
        if granted and len(granted) < len(self._proposals):
            rows.append((_("Varav får pengar"), given or Decimal(0), None))
        if budget is not None:
            rows.append((_("Att fördela"), budget, None))
            # What is left is known where it is known what everything costs.
            if granted and all(each.get("amount") is not None for each in granted):
                is_left = given <= budget
                rows.append(
                    (_("Kvar") if is_left else _("Utöver summan"), abs(budget - given), None)
                )
        if not self.has_amounts:
            rows = rows[:1] if votes is not None else []
        return [(what, amount(kronor), amount(votes)) for what, kronor, votes in rows]

    def _votes(self, votes):
        is_share = self.get("counts") == SHARES and votes is not None
        return percent(votes) if is_share else amount(votes)

    @property
    def heads(self):
        """Return the heads of the table: what it is, how many, what came of it."""
        return HEADS.get(self.get("counts"), HEADS[VOTES])

    @property
    def budget_text(self):
        """Return the sum to share: «450 000 kronor»."""
        budget = self.get("budget")
        return kronor(budget) if budget is not None else ""

    @property
    def is_shown(self):
        return bool(
            self.shown_phases
            or self.shown_criteria
            or self.shown_proposals
            or self.budget_text
            or self.get("judges")
            or self.get("comment")
        )


def total(rows, name):
    """Return the sum of what the rows have of one name, or None where none of them has it."""
    known = [row[name] for row in rows if row.get(name) is not None]
    return sum(known, Decimal(0)) if known else None


class ProcessBlock(HeadedBlock):
    """What happens when, by what proposals are judged, what there is to share, and the outcome."""

    phases = blocks.ListBlock(PhaseBlock(), label=_("Faser"), min_num=0, default=[])
    budget = TypedNumberBlock(
        label=_("Summa att fördela"), required=False, help_text=_("I kronor. Valfritt.")
    )
    criteria = CriteriaBlock(label=_("Kriterier"))
    judges = blocks.CharBlock(
        label=_("Bedöms av"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”två handläggare och en referensgrupp”."),
    )
    proposals = blocks.ListBlock(
        ProposalBlock(),
        label=_("Förslag"),
        min_num=0,
        default=[],
        help_text=_("Blir en tabell. Summorna räknas ut."),
    )
    counts = blocks.ChoiceBlock(
        label=_("Det som räknas"),
        choices=[
            (VOTES, _("Röster på förslag")),
            (SHARES, _("Andel av rösterna i procent")),
            (POINTS, _("Poäng på förslag")),
            (VIEWS, _("Synpunkter i ett samråd")),
        ],
        default=VOTES,
    )
    comment = blocks.CharBlock(
        label=_("Om summan"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”Resten går till skötsel det första året.”"),
    )

    def get_searchable_content(self, value):
        """Return what is printed, but for the states that follow the clock."""
        if not value.is_shown:
            return []
        lines = [value["heading"], *(_phase_line(phase) for phase in value.shown_phases)]
        if value.budget_text:
            lines.append(_("Summa att fördela: %s") % value.budget_text)
        criteria = [
            ", ".join(filter(None, [each["name"], each.get("weight")]))
            for each in value.shown_criteria
        ]
        lines += [_("Kriterier"), *criteria] if criteria else []
        lines += [_("Bedöms av: %s") % value["judges"]] if value.get("judges") else []
        for row in value.shown_proposals:
            proposal = row["value"]
            cells = (proposal["name"], row["amount"], row["votes"], row["outcome"])
            cells = (*cells, proposal.get("about"), proposal.get("note"))
            lines.append(", ".join(map(str, filter(None, cells))))
        lines += [f"{what}: {kronor} {votes}" for what, kronor, votes in value.sums]
        lines.append(value.get("comment"))
        what, how_many, came_of_it = value.heads
        heads = ((_("Kronor"), value.has_amounts), (how_many, value.has_votes))
        lines += [head for head, is_there in heads if is_there]
        lines += [what, came_of_it] if value.shown_proposals else []
        return [str(line) for line in lines if line]

    class Meta:
        icon = "tasks"
        label = _("Process")
        description = _(
            "Faser, kriterier, förslag och resultat, till exempel av en medborgarbudget."
        )
        template = "blocks/process.html"
        value_class = ProcessValue
        preview_value = {"phases": [PhaseBlock._meta_class.preview_value]}


def _phase_line(phase):
    value = phase["value"]
    text = " ".join((value.get("text") or "").split())
    said = [value["name"], phase["days"], value.get("outcome"), text]
    return ". ".join(filter(None, said))
