"""Film and podcasts from elsewhere; nothing is loaded from there before a click."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..lines import LinesBlock


class EmbedValue(blocks.StructValue):
    """An outside recording."""

    @property
    def host(self):
        """Return the host that the visitor goes to."""
        return (urlsplit(self.get("url") or "").hostname or "").removeprefix("www.")


class EmbedBlock(blocks.StructBlock):
    """A film or a podcast episode: a link with what it holds, for those who cannot play it too."""

    kind = blocks.ChoiceBlock(
        label=_("Slag"),
        choices=[("film", _("Film")), ("podcast", _("Podd")), ("other", _("Annat"))],
        default="film",
        help_text=_("Vad är det som spelas?"),
    )
    title = blocks.CharBlock(label=_("Titel"), max_length=160, help_text=_("Inspelningens namn."))
    url = blocks.URLBlock(label=_("Adress"), help_text=_("Adressen där inspelningen finns."))
    length = blocks.CharBlock(
        label=_("Längd"), required=False, max_length=40, help_text=_("Till exempel 24 minuter.")
    )
    summary = LinesBlock(
        label=_("Innehåll i text"),
        required=False,
        help_text=_("För den som inte kan se eller höra: vad sägs och av vem?"),
    )

    def get_searchable_content(self, value):
        printed = (value.get("title"), value.host, value.get("length"), value.get("summary"))
        return [str(text) for text in printed if text]

    class Meta:
        icon = "media"
        label = _("Film eller podd")
        description = _(
            "En inspelning på en annan webbplats. Inget hämtas därifrån före ett klick."
        )
        template = "blocks/embed.html"
        value_class = EmbedValue
        preview_value = {
            "kind": "podcast",
            "title": "Demokratiresan",
            "url": "https://skr.se/",
            "length": "24 minuter",
        }
