"""What the documentation of an event holds, in the words of a list."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "points_raised": _("det som kom fram"),
    "result_use": _("vad det används till"),
    "evaluation": _("utvärdering"),
    "report": _("rapport"),
    "documents": _("dokument"),
    "film": _("film"),
    "recording": _("inspelning"),
    "pictures": _("bilder"),
    "quotes": _("citat"),
    "article": _("artikel"),
}
TEXTS = ("points_raised", "result_use", "evaluation")
BLOCKS = {
    "text": "report",
    "documents": "documents",
    "embed": "recording",
    "picture": "pictures",
    "gallery": "pictures",
    "quote": "quotes",
}


def parts_of(event):
    """Return the keys of `WORDS` that an event's own documentation has, in their order."""
    found = {name for name in TEXTS if getattr(event, name)}
    for block in event.documentation:
        is_film = block.block_type == "embed" and block.value["kind"] == "film"
        found.add("film" if is_film else BLOCKS.get(block.block_type))
    return [part for part in WORDS if part in found]


def in_words(parts):
    """Return what is documented, as in «det som kom fram, film»; empty where nothing is."""
    return ", ".join(str(WORDS[part]) for part in parts if part in WORDS)
