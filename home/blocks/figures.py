"""Figures: what has been counted, in large numbers, and what an evaluation answered, as bars."""

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..amounts import decimal, percent
from ..form_fields import TypedNumberBlock, WebAddressBlock
from ..ranges import NBSP
from .table import grouped
from .text import BEFORE, HeadedBlock, field_error, said_before

SHORT_UNIT = 3  # letters of a unit that stands in the size of its number: %, kr, °C
WIDE = 6  # letters of a number that needs the room of two
LONG = 11  # letters of one that would break even there, were it as large
WIDE_WORD = 12  # letters of a word of its unit that does

PERCENT = "percent"
# What an answer is measured by → the first and the last step of its scale.
SCALES = {
    PERCENT: (0, 100),
    "1-3": (1, 3),
    "1-4": (1, 4),
    "1-5": (1, 5),
    "1-6": (1, 6),
    "1-7": (1, 7),
    "1-10": (1, 10),
    "0-10": (0, 10),
}


def validate_figure(text):
    """Refuse what has no digit in it (ValidationError)."""
    if not any(letter.isnumeric() for letter in text):
        raise ValidationError(_("Skriv ett tal, till exempel 2 500, 4,5 eller 3 av 4."))


class FigureValue(blocks.StructValue):
    """A figure as it is printed."""

    @property
    def shown_number(self):
        """Return the number, with a short unit: «2 500», «92 %»."""
        number = grouped((self.get("number") or "").strip())
        return f"{number}{NBSP}{self['unit']}" if self.has_short_unit else number

    @property
    def size(self):
        """Return the class of a number that would break in its column, after a space."""
        letters = len(self.shown_number)
        return " figure-longest" if letters > LONG else " figure-long" if letters > WIDE + 2 else ""

    @property
    def small_unit(self):
        """Return a unit that stands in small letters after the number."""
        return "" if self.has_short_unit else self.get("unit") or ""

    @property
    def has_short_unit(self):
        return 0 < len(self.get("unit") or "") <= SHORT_UNIT


class FigureBlock(blocks.StructBlock):
    """A number, what it says, and who has counted."""

    number = blocks.CharBlock(
        label=_("Tal"),
        max_length=20,
        validators=[validate_figure],
        help_text=_("Till exempel 2 500, 4,5 eller 3 av 4."),
    )
    unit = blocks.CharBlock(
        label=_("Enhet"),
        required=False,
        max_length=40,
        help_text=_("Till exempel %, deltagare eller miljoner kronor."),
    )
    text = blocks.CharBlock(
        label=_("Vad talet säger"), required=False, max_length=200, help_text=_("Gärna en mening.")
    )
    source = blocks.CharBlock(
        label=_("Källa"), required=False, max_length=160, help_text=_("Vem som har räknat.")
    )
    url = WebAddressBlock(label=_("Länk till källan"), required=False)
    year = blocks.IntegerBlock(label=_("År"), required=False, min_value=1600, max_value=2200)
    before = blocks.CharBlock(
        label=BEFORE, required=False, max_length=80, help_text=_("Till exempel ”388 år 2024”.")
    )
    reservation = blocks.CharBlock(
        label=_("Förbehåll eller förklaring"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”Uppskattat” eller ”Stängt nio dygn i juni”."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if not cleaned.get("unit") and not cleaned.get("text"):
            raise field_error(_("Skriv vad talet säger, eller dess enhet."), "text")
        if cleaned.get("url") and not cleaned.get("source"):
            raise field_error(_("Skriv vad källan heter. Adressen säger inte nog."), "source")
        return cleaned

    def get_searchable_content(self, value):
        """Return what is printed of the figure, with its unit on one line."""
        if not value.get("number"):
            return []
        number = " ".join(filter(None, [value.shown_number, value.small_unit]))
        year = value.get("year")
        printed = (number, value.get("text"), value.get("source"), year and str(year))
        printed = (*printed, said_before(value), value.get("reservation"))
        return [text for text in printed if text]

    class Meta:
        icon = "order"
        label = _("Siffra")
        description = _("Ett tal med enhet, vad det säger, källa och år.")
        template = "blocks/figure.html"
        value_class = FigureValue
        preview_value = {"number": "84", "unit": "deltagare", "text": "kom till dialogforumet."}


class FiguresValue(blocks.StructValue):
    """Figures of which some may not be filled in yet."""

    @property
    def shown(self):
        return [figure for figure in self.get("figures") or [] if figure.get("number")]

    @property
    def is_wide(self):
        """Tell whether a number, or a word of its unit, is too long for a narrow column."""
        words = (word for figure in self.shown for word in figure.small_unit.split())
        is_long = any(len(figure.shown_number) >= WIDE for figure in self.shown)
        return is_long or any(len(word) >= WIDE_WORD for word in words)


class FiguresBlock(HeadedBlock):
    """One large figure, or several in a row."""

    figures = blocks.ListBlock(FigureBlock(), label=_("Siffror"), min_num=1)

    class Meta:
        icon = "order"
        label = _("Siffror")
        description = _("Ett tal i stort, eller flera bredvid varandra, med källa.")
        template = "blocks/figures.html"
        value_class = FiguresValue
        preview_value = {"figures": [FigureBlock._meta_class.preview_value]}


class AnswerValue(blocks.StructValue):
    """What was answered to a question, in words and as a share of the scale."""

    @property
    def is_given(self):
        return bool(self.get("question")) and self.get("value") is not None

    @property
    def text(self):
        """Return «92 %», or of a mean «4,2 av 5»."""
        if self["scale"] not in SCALES or self["scale"] == PERCENT:
            return percent(self["value"])
        _first, last = SCALES[self["scale"]]
        return _("%(number)s av %(last)s") % {"number": decimal(self["value"]), "last": last}

    @property
    def width(self):
        """Return how much of the bar is filled, in per cent."""
        first, last = SCALES.get(self["scale"], SCALES[PERCENT])
        share = (float(self["value"]) - first) / (last - first)
        return round(100 * min(1, max(0, share)))


class AnswerBlock(blocks.StructBlock):
    """A question of an evaluation and what was answered to it."""

    question = blocks.CharBlock(
        label=_("Fråga"), max_length=200, help_text=_("Eller påståendet, som det stod.")
    )
    value = TypedNumberBlock(
        label=_("Svar"), help_text=_("Andelen eller medelvärdet: 92 eller 4,2.")
    )
    scale = blocks.ChoiceBlock(
        label=_("Skala"),
        default=PERCENT,
        choices=[
            (PERCENT, _("Andel i procent")),
            *(
                (name, _("Medelvärde på skalan %s") % name.replace("-", "–"))
                for name in SCALES
                if name != PERCENT
            ),
        ],
    )
    answered = blocks.IntegerBlock(
        label=_("Antal svar"),
        required=False,
        min_value=1,
        help_text=_("Om det var ett annat än för hela utvärderingen."),
    )
    before = blocks.CharBlock(
        label=BEFORE, required=False, max_length=80, help_text=_("Till exempel ”69 % år 2024”.")
    )

    def clean(self, value):
        cleaned = super().clean(value)
        first, last = SCALES[cleaned.get("scale") or PERCENT]
        if cleaned.get("value") is not None and not first <= cleaned["value"] <= last:
            said = _("Svaret ska ligga mellan %(first)s och %(last)s på den skalan.")
            raise field_error(said % {"first": first, "last": last}, "value")
        return cleaned

    def get_searchable_content(self, value):
        if not value.is_given:
            return []
        return [f"{value['question']}: {value.text}", *filter(None, [said_before(value)])]

    class Meta:
        icon = "help"
        label = _("Svar på en fråga")
        description = _("En fråga, dess svar och skalan.")
        template = "blocks/answer.html"
        value_class = AnswerValue
        preview_value = {"question": "Mötet var värt min tid", "value": "92", "scale": PERCENT}


class EvaluationValue(blocks.StructValue):
    """The answers, and how many have answered."""

    @property
    def shown(self):
        return [answer for answer in self.get("answers") or [] if answer.is_given]

    @property
    def answered_text(self):
        """Return how many have answered: «61 av 84 svarade»."""
        answered, asked = self.get("answered"), self.get("asked")
        if answered and asked:
            return _("%(answered)s av %(asked)s svarade") % {
                "answered": number_format(answered, force_grouping=True),
                "asked": number_format(asked, force_grouping=True),
            }
        return _("%s svarade") % number_format(answered, force_grouping=True) if answered else ""

    @property
    def marks(self):
        """Return what was thought best and least of: «Kritik: För få toaletter»."""
        said = [(gettext("Mest uppskattat: %s"), "praise"), (gettext("Kritik: %s"), "criticism")]
        return [text % self[name] for text, name in said if self.get(name)]


class EvaluationBlock(HeadedBlock):
    """What those who were there thought, question by question, as bars."""

    answered = blocks.IntegerBlock(
        label=_("Antal som svarade"), required=False, min_value=1, max_value=10**7
    )
    asked = blocks.IntegerBlock(
        label=_("Antal som fick frågan"), required=False, min_value=1, max_value=10**7
    )
    answers = blocks.ListBlock(AnswerBlock(), label=_("Frågor"), min_num=1)
    praise = blocks.CharBlock(
        label=_("Mest uppskattat"),
        required=False,
        max_length=300,
        help_text=_("Det som fick högst betyg."),
    )
    criticism = blocks.CharBlock(
        label=_("Kritik"),
        required=False,
        max_length=300,
        help_text=_("Det som fick lägst betyg."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        answered, asked = cleaned.get("answered"), cleaned.get("asked")
        if answered and asked and answered > asked:
            raise field_error(_("Fler kan inte svara än de som fick frågan."), "answered")
        return cleaned

    def get_searchable_content(self, value):
        if not value.shown:
            return []
        said = [str(value.answered_text)] if value.answered_text else []
        return [*super().get_searchable_content(value), *said, *value.marks]

    class Meta:
        icon = "tasks"
        label = _("Utvärdering i siffror")
        description = _(
            "Frågor med andel eller medelvärde, som staplar, och hur många som svarade."
        )
        template = "blocks/evaluation.html"
        value_class = EvaluationValue
        preview_value = {
            "answered": 61,
            "asked": 84,
            "answers": [AnswerBlock._meta_class.preview_value],
        }
