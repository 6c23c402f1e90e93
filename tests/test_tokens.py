"""The colours and the weight of the style sheet, by docs/design.md."""

import gzip
import re

from django.conf import settings

CSS = (settings.BASE_DIR / "static/css/site.css").read_text()
PLAIN, PAIRED = r"(#[0-9a-f]{6})", r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)"


def tokens():
    """Return {name: (light, dark)} of every colour token."""
    found = re.findall(rf"--([\w-]+): (?:{PAIRED}|{PLAIN});", CSS)
    return {name: (light or both, dark or both) for name, light, dark, both in found}


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast ratio of WCAG 2 between two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ["paper", "mist", "rose-mist", "rapeseed-mist", "surface"]
TEXTS = [
    *[(text, ground) for ground in GROUNDS for text in ("text", "text-2", "link")],
    ("text", "highlight"),
    ("visited", "paper"),
    ("accent", "paper"),
    ("button-text", "button"),
    ("button-text", "button-hover"),
    ("paper", "text"),
    ("error", "error-mist"),
    ("error", "paper"),
    ("error", "surface"),
    ("success", "success-mist"),
    ("success", "surface"),
    ("few", "few-mist"),
    ("few", "surface"),
    ("ground-text", "ground"),
    ("ground-text-2", "ground"),
    ("black", "art-rapeseed"),
]
EDGES = [
    *[("line-strong", ground) for ground in ("paper", "mist", "surface")],
    ("button", "paper"),
    ("button", "mist"),
    ("bar", "line"),
    ("art-rapeseed", "ground"),
    ("focus", "text"),
]


def ratios(one, other):
    """Return the contrast of two tokens in each scheme, light and dark."""
    colours = tokens()
    return [contrast(*pair) for pair in zip(colours[one], colours[other], strict=True)]


def test_all_text_has_contrast_of_level_aaa():
    assert [pair for pair in TEXTS if min(ratios(*pair)) < 7] == []


def test_borders_and_buttons_stand_out_from_their_ground():
    # The ring of focus is two-coloured: one of the colours shows on every ground.
    judge = {"focus": max}
    assert [pair for pair in EDGES if judge.get(pair[0], min)(ratios(*pair)) < 3] == []


def test_dark_ink_is_readable_on_every_date_tile():
    tiles = re.findall(rf"--tile: {PAIRED}", CSS)
    assert len(tiles) == 3
    for scheme, ink in enumerate(tokens()["black"]):
        assert [tile for tile in tiles if contrast(ink, tile[scheme]) < 7] == []


def test_the_style_sheet_weighs_at_most_20_kib():
    assert len(gzip.compress(CSS.encode())) <= 20 * 1024


def test_every_layer_has_its_section_in_order():
    layers = re.search(r"@layer ([\w, ]+);", CSS)[1].split(", ")
    assert re.findall(r"@layer (\w+) \{", CSS) == layers


def test_nothing_is_fetched_from_another_host():
    assert not re.search(r"url\(.?(?:https?:)?//", CSS)


def test_a_logotype_that_is_seen_through_stands_on_the_light_page_in_the_dark_too():
    paper, _dark = tokens()["paper"]
    assert f"--plate: light-dark(transparent, {paper});" in CSS
    assert re.search(r"\.logo img {[^}]*background: var\(--plate\)", CSS)
