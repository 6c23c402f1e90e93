"""What is kept of an uploaded picture: a still that the site can show, upright, and nothing else.

A file that is large when unpacked is read and cut in a process of its own with a limit on memory
and time, so that no picture can take a worker with it.  That process runs this file alone, hence
no Django.
"""

import json
import re
import resource
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import accumulate

from PIL import Image, ImageCms

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
# What is stored: animation is not shown anywhere, and nothing needs an original in AVIF.
STORED = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP", "AVIF": "WEBP"}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
LONGEST_SIDE = 2560  # pixels; the widest rendition has 1440
LARGEST_PROFILE = 64 * 1024  # bytes; those of cameras and screens have some hundred or thousand
QUALITY = 92
LANCZOS = Image.Resampling.LANCZOS

READ_HERE = 1_000_000  # pixels: to start a process would take longer than to read them
UNPACKED_TWICE = ("WEBP", "AVIF")  # their readers hold the whole picture several times over
MEMORY = 640 * 1024**2  # bytes of address space
SECONDS = 20

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Markers of JPEG (ITU T.81): frames that browsers know, tables, restart interval, scan.
PICTURE_SEGMENTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA}
OTHER_FRAMES = {0xC3, *range(0xC5, 0xD0)} - {0xC8}
JFIF, EXIF, PROFILE, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
PLAIN_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
SCAN, END = 0xDA, 0xD9
NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
PICTURE_CHUNKS = {b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L"}
HAS_EXIF_OR_XMP, IS_ANIMATED = 0b1100, 0b10


class PictureError(ValueError):
    """A file that cannot become a picture here; `reason` is "format", "unreadable" or "large"."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CleanPicture:
    """The bytes to store and the extension that tells their format."""

    data: bytes
    extension: str


@dataclass(frozen=True)
class Cut:
    """A part of a picture (left, top, right, bottom) in a size (width, height) and a format."""

    box: tuple[int, int, int, int]
    size: tuple[int, int]
    kind: str  # as Wagtail names it: avif, webp, jpeg or png
    quality: int


def clean_picture(data: bytes, most_pixels: int) -> CleanPicture:
    """Return what is kept of a picture; raise PictureError where it cannot be one."""
    # What the metadata of a file may do to its reader is not asked.
    picture = _opened(_without_metadata(data)[0] or data, most_pixels)
    still = not getattr(picture, "is_animated", False)
    if still and picture.width * picture.height <= READ_HERE:
        return _cleaned(data, most_pixels)
    answer, body = _in_a_process({"most_pixels": most_pixels}, data)
    return CleanPicture(body, answer["extension"])


def cut_picture(data: bytes, cuts: list[Cut]) -> list[bytes]:
    """Return the cuts of a clean picture as files; raise PictureError where one cannot be made."""
    picture = _opened(data, Image.MAX_IMAGE_PIXELS)
    if picture.width * picture.height <= READ_HERE:
        return _made(data, cuts)
    answer, body = _in_a_process({"cuts": [asdict(cut) for cut in cuts]}, data)
    lengths = answer["lengths"]
    ends = list(accumulate(lengths))
    return [body[end - length : end] for length, end in zip(lengths, ends, strict=True)]


def dimensions(data: bytes) -> tuple[int, int]:
    """Return (width, height) of a clean picture."""
    return _opened(data, Image.MAX_IMAGE_PIXELS).size


def _in_a_process(task, data):
    """Have a process do a task with a file; return (its answer, bytes) or raise PictureError."""
    command = [sys.executable, "-I", __file__, json.dumps(task)]
    try:
        done = subprocess.run(  # noqa: S603 (this very file, with numbers of ours)
            command, input=data, capture_output=True, timeout=3 * SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise PictureError("unreadable") from error
    head, _newline, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise PictureError("unreadable")
    answer = json.loads(head)
    if "reason" in answer:
        raise PictureError(answer["reason"])
    return answer, body


def _opened(data, most_pixels):
    """Return the picture with its head read; raise PictureError where it has none."""
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PictureError("large") from error
    except Image.UnidentifiedImageError as error:
        known = data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF"))
        raise PictureError("unreadable" if known else "format") from error
    except Exception as error:
        # The readers of the formats raise whatever their first mistake leads to.
        raise PictureError("unreadable") from error
    limit = most_pixels // 2 if picture.format in UNPACKED_TWICE else most_pixels
    if picture.width * picture.height > limit:
        raise PictureError("large")
    return picture


def _cleaned(data, most_pixels):
    """Return what is kept of a picture, read to its end in this process."""
    kept, turn = _without_metadata(data)
    try:
        picture = _opened(kept or data, most_pixels)
        stored = STORED[picture.format]
        if turn is None:
            turn = _turn_of(picture.getexif)
        profile = picture.info.get("icc_profile")
        fits = (
            kept is not None
            and turn not in TURNS
            and max(picture.size) <= LONGEST_SIDE
            and picture.mode in ("L", "RGB", "RGBA")
            and (not profile or _is_fit(profile, picture.mode))
        )
        if fits:
            picture.load()
            return CleanPicture(kept, EXTENSIONS[stored])
        return CleanPicture(_coded_anew(picture, turn, stored), EXTENSIONS[stored])
    except MemoryError as error:
        raise PictureError("large") from error
    except PictureError:
        raise
    except Exception as error:
        raise PictureError("unreadable") from error


def _turn_of(read_exif):
    """Return the orientation in the EXIF data that a function reads, or 1."""
    with suppress(Exception):  # a damaged one says nothing
        return read_exif().get(ORIENTATION, 1)
    return 1


def _without_metadata(data):
    """Return (bytes, orientation) of a JPEG or WebP file, with only what the picture is made of.

    The bytes are None where the file has to be coded anew, and the orientation where it is still
    in the file.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg_without_metadata(data)
        if data.startswith(b"RIFF"):
            return _webp_without_metadata(data), None
    except (IndexError, ValueError, struct.error):
        pass
    return None, None


def _jpeg_without_metadata(data):
    """Return (bytes, orientation) of a JPEG file; raise ValueError or IndexError for an odd one."""
    kept, turn, at, marker = [b"\xff\xd8"], 1, 2, None
    while marker != END:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        end = at + 2 + (0 if marker == END else int.from_bytes(data[at + 2 : at + 4]))
        content = data[at + 4 : end]
        if marker in OTHER_FRAMES:
            raise ValueError("not for browsers")
        if marker == JFIF and content.startswith(b"JFIF\x00"):
            kept.append(PLAIN_JFIF)
        elif marker == EXIF and content.startswith(b"Exif\x00\x00"):
            turn = _turn_of(lambda found=content: _exif(found))
        elif marker == ADOBE and content.startswith(b"Adobe") and len(content) >= 12:
            kept.append(b"\xff\xee\x00\x0e" + content[:12])
        elif marker in PICTURE_SEGMENTS | {END} or (
            marker == PROFILE and content.startswith(b"ICC_PROFILE\x00")
        ):
            kept.append(data[at:end])
        if marker == SCAN:
            after = NEXT_MARKER.search(data, end)
            if after is None:
                raise ValueError("no end")
            kept.append(data[end : after.start()])
            end = after.start()
        at = end
    return b"".join(kept), turn


def _exif(content):
    exif = Image.Exif()
    exif.load(content)
    return exif


def _webp_without_metadata(data):
    """Return a still WebP file without metadata; raise ValueError for another."""
    end = 8 + int.from_bytes(data[4:8], "little")
    kept, at = [], 12
    while at < end:
        name, size = struct.unpack_from("<4sI", data, at)
        if name in {b"EXIF", b"ANIM", b"ANMF"}:
            raise ValueError("may have to be turned, or is animated")
        if name in PICTURE_CHUNKS:
            chunk = bytearray(data[at : at + 8 + size + size % 2])
            if name == b"VP8X":
                chunk[8] &= ~(HAS_EXIF_OR_XMP | IS_ANIMATED)
            kept.append(bytes(chunk))
        at += 8 + size + size % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _is_fit(profile, mode):
    """Tell whether a colour profile can be read, is of moderate size and for this kind of picture.

    A larger one is a printer's or hides something.
    """
    if len(profile) > LARGEST_PROFILE:
        return False
    try:
        space = ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space.strip()
    except Exception:
        return False
    return space == ("GRAY" if mode == "L" else "RGB")


def _coded_anew(picture, turn, stored):
    """Return the bytes of a picture in a stored format: upright, 8 bit, sides capped."""
    profile = picture.info.get("icc_profile")
    if picture.format in ("JPEG", "MPO"):
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    picture = _in_eight_bits(picture, profile)
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    if turn in TURNS:
        picture = picture.transpose(TURNS[turn])
    keeps = profile and _is_fit(profile, picture.mode)
    picture.info = {}
    output = BytesIO()
    options = {"icc_profile": profile} if keeps else {}
    if stored != "PNG":
        options["quality"] = QUALITY
    picture.save(output, stored, **options)
    return output.getvalue()


def _in_eight_bits(picture, profile):
    """Return the picture in mode L, RGB or RGBA; colours that no profile will explain in sRGB."""
    if picture.mode.startswith("I"):
        # 16 bits a pixel; converted as they are all of them would be white.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = picture.has_transparency_data
    is_grey = picture.mode in ("1", "L")
    mode = "RGBA" if has_alpha else "L" if is_grey else "RGB"
    if profile and not has_alpha and not _is_fit(profile, mode):
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    return picture if picture.mode == mode else picture.convert(mode)


def _made(data, cuts):
    """Return the cuts of a picture, made in this process."""
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
        picture.load()
        profile = picture.info.get("icc_profile")
        (width, height), part, files = picture.size, None, []
        for cut in cuts:
            if part is None or part[:2] != (cut.box, cut.size):
                left, top, right, bottom = cut.box
                box = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
                part = cut.box, cut.size, picture.resize(cut.size, LANCZOS, box, 3.0)
            files.append(_encoded(part[2], cut, profile))
    except MemoryError as error:
        raise PictureError("large") from error
    except Exception as error:
        raise PictureError("unreadable") from error
    return files


def _encoded(picture, cut, profile):
    """Return a picture as a file in the format of a cut."""
    options = {"icc_profile": profile} if profile else {}
    if cut.kind == "jpeg":
        options |= {"progressive": True, "optimize": True}
        if picture.mode == "RGBA":
            ground = Image.new("RGBA", picture.size, "white")
            ground.alpha_composite(picture)
            picture = ground.convert("RGB")
    if cut.kind == "png":
        options |= {"optimize": True}
    else:
        options |= {"quality": cut.quality}
    output = BytesIO()
    picture.save(output, cut.kind.upper(), **options)
    return output.getvalue()


def _answer(task):
    """Do a task with the file on standard input; write one line of JSON and bytes (a process)."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = sys.stdin.buffer.read()
    try:
        if "cuts" in task:
            cuts = [Cut(**{**cut, "box": tuple(cut["box"])}) for cut in task["cuts"]]
            files = _made(data, cuts)
            head = {"lengths": [len(file) for file in files]}
        else:
            picture = _cleaned(data, task["most_pixels"])
            head, files = {"extension": picture.extension}, [picture.data]
    except PictureError as error:
        head, files = {"reason": error.reason}, []
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    _answer(json.loads(sys.argv[1]))
