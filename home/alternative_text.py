"""Alternative text says what a picture shows: no file name, no «bild på», not the caption again."""

import re

from django.utils.translation import gettext_lazy as _

EXTENSION = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|hei[cf]|tiff?|bmp|svg|pdf|raw|dng)$", re.I)
# What cameras, phones and programs call a picture that nobody has named.
NUMBERED = re.compile(
    r"(?:img|dscn?f?|pxl|mvi|gopr|dji|fb_img|wp|p|bild|bilder|image|images|img|photo|foto|picture"
    r"|fotografi|scan|skanning|skärmavbild|skärmbild|skärmklipp|screenshot|screen shot"
    r"|whatsapp image|received|download|ladda ned|fil|file|namnlös\w*|untitled|unnamed|utan titel"
    r"|unknown|okänd|kopia|copy|logo)"
    r"(?:[\W_]*(?:kopia|copy|\d[\d\W_]*.{0,20}))?",
    re.I,
)
BEGINS_AS_PICTURE = re.compile(
    r"(?:(?:en|ett|det här är|detta är|här är)\s+)?(?:\w+\s+)?"
    r"(?:bilde?n?|bilder|fotot?|fotografie?t?|porträtte?t?|illustratione?n?|image|photo|picture)\s+"
    r"(?:på|av|från|över|visar|föreställer|som\s+visar|som\s+föreställer|of|showing)\b",
    re.I,
)
EXAMPLES = _(
    "Säg det som bilden säger här, i en mening: ”Fyra grannar flyttar lappar på en karta över "
    "Sofielund”, ”Diagram: 64 av 100 vill vara med igen”, ”Maria Ek”. Inte ”bild på ett möte”."
)
FILE_NAME = _("Det ser ut som namnet på en fil. Skriv vad bilden visar, eller lämna tomt.")
OF_A_PICTURE = _("Skriv bara vad bilden visar, utan ”bild på” eller ”foto av” först.")
CAPTION = _("Det står redan i bildtexten. Skriv vad bilden visar, eller att den är dekoration.")


def fault_in(text, picture=None, caption=""):
    """Return a sentence in Swedish on what is wrong with an alternative text, or None.

    Nothing is wrong with an empty one: whether that will do is for the form to say.
    """
    text = (text or "").strip()
    if not text:
        return None
    if _looks_like_a_file_name(text) or (picture and _plain(text) == _plain(_stem(picture))):
        return FILE_NAME
    if BEGINS_AS_PICTURE.match(text):
        return OF_A_PICTURE
    if caption and _plain(text) == _plain(caption):
        return CAPTION
    return None


def _looks_like_a_file_name(text):
    is_one_word = len(text.split()) == 1
    has_signs = "_" in text or any(sign.isdigit() for sign in text)
    return bool(EXTENSION.search(text) or NUMBERED.fullmatch(text) or (is_one_word and has_signs))


def _stem(picture):
    return picture.filename.rpartition(".")[0]


def _plain(text):
    """Return a text by its letters and digits alone, as file names and captions are compared."""
    return re.sub(r"[\W_]+", "", text).casefold()
