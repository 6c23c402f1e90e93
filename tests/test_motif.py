"""The motif: the geometry of docs/design.md, and the art that stands on the pages."""

import gzip
import re
from itertools import count, pairwise
from pathlib import Path
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template import Context, RequestContext, Template
from hypothesis import given
from hypothesis import strategies as st

from home import motif
from home.motif import Voice
from home.templatetags.motif import CLOSE_UPS, SHAPES

# SHA-256 of NIL begins 12 b9 37 7c be 7e: 18, 185, 55, 124, 190, 126.
NIL = "00000000-0000-0000-0000-000000000000"
KEYS = st.uuids()
COMPONENTS = Path(settings.BASE_DIR) / "templates/components"


def boxes(art):
    """Return (x, y, size, corner) of every voice."""
    return [(voice.x, voice.y, voice.size, voice.corner) for voice in art.voices]


def key_of(template, swapped=False, mirrored=False):
    """Return a key whose digest asks for one template, with or without swap and mirror."""
    wanted = (template, swapped, mirrored)
    digests = ((number, motif.digest(number)) for number in count())
    return next(number for number, k in digests if (k[1] % 8, k[0] % 2, k[2] % 2) == wanted)


def start_of(path):
    """Return the point where a path begins."""
    return tuple(map(float, re.match(r"M(\S+) ([^VH]+)", path).groups()))


@pytest.mark.parametrize(
    ("corner", "path"),
    [
        (0, "M10 50V35a15 15 0 1 1 15 15z"),
        (1, "M40 50H25a15 15 0 1 1 15 -15z"),
        (2, "M40 20V35a15 15 0 1 1 -15 -15z"),
        (3, "M10 20H25a15 15 0 1 1 -15 15z"),
    ],
)
def test_a_voice_goes_out_from_its_corner_and_three_quarters_round(corner, path):
    assert Voice(10, 20, 30, corner, "v1").path == path


@given(st.floats(-2000, 2000), st.floats(-500, 500), st.floats(1, 600), st.integers(0, 3))
def test_a_path_has_one_decimal_its_square_corner_and_closes_on_the_sides(x, y, size, corner):
    voice = Voice(x, y, size, corner, "v1")
    numbers = re.findall(r"-?[\d.]+", voice.path)
    assert all(re.fullmatch(r"-?\d+(\.\d)?", number) for number in numbers)
    left, top, bottom = voice.x, voice.y, voice.y + voice.size
    corners = [(left, bottom), (voice.right, bottom), (voice.right, top), (left, top)]
    assert start_of(voice.path) == pytest.approx(corners[corner])
    x1, y1 = start_of(voice.path)
    half, _, *_, dx, dy = map(float, numbers[3:])
    assert half == pytest.approx(voice.size / 2)
    middle = (left + half, top + half)
    start = (x1, middle[1]) if "V" in voice.path else (middle[0], y1)
    end = (start[0] + dx, start[1] + dy)
    for point in (start, end):
        assert max(abs(point[0] - middle[0]), abs(point[1] - middle[1])) == pytest.approx(half)
        assert min(abs(point[0] - middle[0]), abs(point[1] - middle[1])) == pytest.approx(0)
    # Both ends of the arc are on the two sides that meet in the corner.
    assert {round(start[0] - x1, 6), round(end[0] - x1, 6)} >= {0}
    assert {round(start[1] - y1, 6), round(end[1] - y1, 6)} >= {0}


MEETINGS = [
    # Standing on the floor.
    (0, False, (300, 200), [(10, 40, 160, 0), (130, 76, 124, 1)]),
    (0, True, (300, 200), [(130, 40, 160, 1), (46, 76, 124, 0)]),
    (1, False, (300, 300), [(26, 160, 140, 0), (134, 160, 140, 1)]),
    (7, False, (420, 315), [(14, 130.2, 184.8, 1), (148.4, 63, 252, 0)]),
    # In the middle.
    (2, False, (300, 200), [(34, 14, 136, 3), (130, 50, 136, 1)]),
    (2, True, (300, 200), [(130, 14, 136, 2), (34, 50, 136, 0)]),
    (3, False, (420, 315), [(42, 45.5, 190.4, 1), (182, 79.1, 190.4, 3)]),
    (5, True, (300, 300), [(130, 62, 160, 2), (38, 110, 128, 0)]),
    # Close-ups, which fill the height.
    (4, False, (300, 200), [(-46, -60, 244, 3), (118, 32, 244, 1)]),
    (4, True, (300, 200), [(102, -60, 244, 2), (-62, 32, 244, 0)]),
    (6, False, (300, 450), [(-300, 135, 558, 0), (42, -171, 558, 2)]),
    (6, True, (300, 450), [(42, 135, 558, 1), (-300, -171, 558, 3)]),
]


@pytest.mark.parametrize(("template", "mirrored", "frame", "expected"), MEETINGS)
def test_a_composition_stands_where_the_table_says(template, mirrored, frame, expected):
    art = motif.meeting(key_of(template, mirrored=mirrored), *frame)
    assert boxes(art) == expected


def test_a_meeting_follows_from_the_digest_of_the_key():
    # 185 mod 8 is 1; 18 is even, so colours stay; 55 is odd, so it is mirrored.
    art = motif.meeting(NIL, 300, 200)
    assert boxes(art) == [(134, 60, 140, 1), (26, 60, 140, 0)]
    assert [voice.colour for voice in art.voices] == ["v1", "v2"]
    assert motif.meeting(UUID(NIL), 300, 200) == art
    # Wide and tall frames have template 4 or 6; here it is 4, mirrored.
    wide = motif.meeting(NIL, 440, 160, close_up=True)
    assert boxes(wide) == [(181.6, -48, 195.2, 2), (50.4, 25.6, 195.2, 0)]


@pytest.mark.parametrize("template", range(8))
def test_the_colours_change_place_and_the_mixture_stays(template):
    plain = motif.meeting(key_of(template), 300, 200)
    swapped = motif.meeting(key_of(template, swapped=True), 300, 200)
    assert boxes(plain) == boxes(swapped)
    assert [voice.colour for voice in swapped.voices] == ["v2", "v1"]
    assert plain.overlaps[0][2] == swapped.overlaps[0][2] == "v3"


@pytest.mark.parametrize("template", motif.CLOSE_UPS)
def test_a_close_up_keeps_its_composition_in_a_frame_that_needs_one(template):
    key = key_of(template)
    assert motif.meeting(key, 300, 200) == motif.meeting(key, 300, 200, close_up=True)


def overlap(first, second):
    """Return how far the boxes of two voices reach into each other, across and down."""
    down = min(first.y + first.size, second.y + second.size) - max(first.y, second.y)
    return min(first.right, second.right) - max(first.x, second.x), down


@given(KEYS, st.sampled_from(sorted(SHAPES)))
def test_two_voices_always_meet_and_stay_in_their_frame(key, shape):
    width, height = SHAPES[shape]
    art = motif.meeting(key, width, height, shape in CLOSE_UPS)
    assert min(overlap(*art.voices)) > 0.1 * min(voice.size for voice in art.voices)
    if max(voice.size for voice in art.voices) > height:
        assert motif.digest(key)[1] % 8 in motif.CLOSE_UPS or shape in CLOSE_UPS
        return
    assert shape not in CLOSE_UPS
    for voice in art.voices:
        assert voice.x >= 0
        assert voice.y >= 0
        assert voice.right <= width
        assert voice.y + voice.size <= height + 0.1


def test_a_conversation_follows_from_the_digest_of_the_key():
    # x = −36 · (185 mod 3) / 2, colour 18 mod 3; then 55, 124, 190 and 126 choose.
    first, second, third, fourth, *_ = motif.closing(NIL).voices
    assert (first.x, first.y, first.size, first.corner, first.colour) == (-36, 62, 108, 1, "strait")
    # As large as the one before, so one unit smaller; it overlaps 0.3 of itself.
    assert (second.x, second.size, second.corner, second.colour) == (50.4, 72, 1, "rose")
    assert (third.x, third.size, third.corner, third.colour) == (95.4, 54, 1, "strait")
    assert (fourth.x, fourth.size, fourth.corner, fourth.colour) == (133.2, 126, 1, "rapeseed")
    mixtures = [colour for _, _, colour in motif.closing(NIL).overlaps[:3]]
    assert mixtures == ["cherry", "cherry", "beech"]


@pytest.mark.parametrize(("kind", "unit"), [(motif.hero, 84), (motif.closing, 36)])
@given(key=KEYS)
def test_in_a_conversation_everyone_stands_on_the_ground_and_meets_only_neighbours(kind, unit, key):
    art = kind(key)
    assert art == kind(str(key))
    for voice in art.voices:
        assert voice.corner in (0, 1)
        assert voice.y + voice.size == pytest.approx(art.height)
        assert 1.2 * unit <= voice.size <= 0.96 * art.height
    assert art.voices[0].x in (0, -unit / 2, -unit)
    assert art.voices[-1].x < art.width <= art.voices[-1].right
    for first, second in pairwise(art.voices):
        assert first.colour != second.colour
        assert overlap(first, second)[0] > 0
        assert abs(first.size - second.size) > 0
    for first, third in zip(art.voices, art.voices[2:], strict=False):
        # A tenth of a unit apart, but for the rounding.
        assert third.x - first.right >= 0.1 * unit - 0.2


def test_the_symbol_is_two_voices_and_the_lens_between_them():
    symbol = BeautifulSoup((COMPONENTS / "symbol.html").read_text(), "html.parser")
    outlines = [path["d"] for path in symbol.find_all("path")]
    assert outlines[:2] == [Voice(0, 0, 30, 0, "v1").path, Voice(18, 0, 30, 1, "v2").path]
    # Circles around 15 and 33 with radius 15 cross where x is 24, 12 above and below 15.
    assert outlines[2] == "M24 3a15 15 0 0 1 0 24a15 15 0 0 1 0-24z"


def test_the_voices_of_a_page_that_is_not_there_do_not_meet():
    drawn = BeautifulSoup((COMPONENTS / "apart.html").read_text(), "html.parser")
    voices = Voice(0, 23, 114, 1, "v1"), Voice(177, 0, 114, 3, "v2")
    assert [path["d"] for path in drawn.find_all("path")] == [voice.path for voice in voices]
    assert overlap(*voices)[0] < 0


def drawn(source, request=None, **values):
    """Return what a template prints, as text."""
    context = RequestContext(request, values) if request else Context(values)
    return Template("{% load motif %}" + source).render(context)


def test_art_is_small_hidden_from_assistive_technology_and_has_no_style_of_its_own():
    html = drawn("{% meeting key %}", key=NIL)
    svg = BeautifulSoup(html, "html.parser").svg
    assert svg["viewbox"] == "0 0 300 200"
    assert svg["preserveaspectratio"] == "xMidYMax slice"
    assert (svg["aria-hidden"], svg["focusable"]) == ("true", "false")
    assert not re.search(r"style|fill|\s{2,}|\n.*\n", html)
    assert len(html) < 450
    assert len(gzip.compress(drawn("{% closing key %}", key=NIL).encode())) < 1024
    assert len(gzip.compress(drawn("{% hero key %}", key=NIL).encode())) < 1024


def test_the_overlap_is_the_second_voice_cut_by_the_first():
    svg = BeautifulSoup(drawn("{% meeting key '4-3' %}", key=NIL), "html.parser").svg
    first, second, cut, mixture = svg.find_all("path")
    assert cut.parent.name == "clippath"
    assert (cut["d"], mixture["d"]) == (first["d"], second["d"])
    assert mixture["clip-path"] == f"url(#{cut.parent['id']})"


def ids(html):
    return re.findall(r'\bid="([^"]+)"', html)


def test_ids_are_unique_and_the_same_at_every_request(rf):
    source = "{% hero k %}{% meeting k %}{% meeting k %}{% closing k %}"
    html = drawn(source, rf.get("/"), k=NIL)
    assert len(set(ids(html))) == len(ids(html)) > 30
    assert all(name.startswith("mt-") for name in ids(html))
    assert drawn(source, rf.get("/"), k=NIL) == html
    without_request = drawn(source, k=NIL)
    assert len(set(ids(without_request))) == len(ids(without_request))
