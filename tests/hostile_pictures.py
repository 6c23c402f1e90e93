"""Files that somebody may upload as a picture, made anew each time, and the places to do it."""

import json
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

SECRETS = (b"SECRET", b"Testfotograf", b"SERIAL-0001")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET position</x:xmpmeta>"
TAIL = b"SECRET after the end"


def exif(turn=6):
    """Return the EXIF data of a camera: turned, with position, photographer and serial number."""
    data = Image.Exif()
    data[0x0112], data[0x013B] = turn, "Testfotograf"
    place = data.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (55.0, 36.0, 20.0), "E", (13.0, 0.0, 10.0)
    data.get_ifd(0x8769)[0xA431] = "SERIAL-0001"
    return data


def photo(size=(160, 120)):
    """Return a picture of two colours, dark on top and light below."""
    picture = Image.new("RGB", size, "#10203f")
    picture.paste("#e0d0b0", (0, size[1] // 2, *size))
    return picture


@lru_cache(maxsize=1)
def srgb():
    """Return a colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def encoded(picture, kind, **options):
    """Return a picture as the bytes of a file."""
    data = BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def text_chunks():
    """Return text for a PNG in its three kinds of chunk."""
    info = PngInfo()
    info.add_text("Author", "SECRET one")
    info.add_text("Comment", "SECRET two", zip=True)
    info.add_itxt("Title", "SECRET three", zip=True)
    return info


def png(width, height, pixels=b"", bits=8, colour=2):
    """Return a PNG that says it has this size, whatever it holds."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(pixels)) if pixels else b""
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def telling_pictures():
    """Return {name: bytes} of good pictures that tell more than they show."""
    picture, profile = photo(), srgb()
    frames = [Image.new("P", (40, 30), number) for number in range(5)]
    jpeg = {"quality": 90, "comment": b"SECRET", "xmp": XMP, "icc_profile": profile}
    later = {"save_all": True, "append_images": frames[1:]}
    return {
        "turned.jpg": encoded(picture, "JPEG", exif=exif(), **jpeg) + TAIL,
        "upright.jpg": encoded(picture, "JPEG", exif=exif(1), **jpeg) + TAIL,
        "progressive.jpg": encoded(picture, "JPEG", progressive=True, comment=b"SECRET"),
        "two-in-one.jpg": encoded(
            picture, "MPO", exif=exif(), save_all=True, append_images=[picture]
        ),
        "text.png": encoded(picture, "PNG", pnginfo=text_chunks(), exif=exif()) + TAIL,
        "turned.webp": encoded(picture, "WEBP", exif=exif(), xmp=XMP, icc_profile=profile) + TAIL,
        "described.webp": encoded(picture, "WEBP", xmp=XMP, icc_profile=profile) + TAIL,
        "turned.avif": encoded(picture, "AVIF", exif=exif(), xmp=XMP, icc_profile=profile),
        "frames.gif": encoded(frames[0], "GIF", comment=b"SECRET", **later) + TAIL,
        "frames.png": encoded(frames[0], "PNG", pnginfo=text_chunks(), **later) + TAIL,
        "frames.webp": encoded(
            photo((40, 30)),
            "WEBP",
            xmp=XMP,
            save_all=True,
            append_images=[Image.new("RGB", (40, 30), (40 * number, 0, 0)) for number in range(5)],
        ),
    }


def unusual_pictures():
    """Return {name: bytes} of pictures that few programs make, and that can be shown."""
    picture = photo()
    tables = picture.quantize(16)
    return {
        "grey16.png": encoded(Image.new("I;16", (80, 60), 30_000), "PNG"),
        "one-bit.png": encoded(picture.convert("1"), "PNG"),
        "palette.png": encoded(tables, "PNG"),
        "palette-transparent.png": encoded(tables, "PNG", transparency=0),
        "grey-alpha.png": encoded(picture.convert("LA"), "PNG"),
        "grey-transparent.png": encoded(picture.convert("L"), "PNG", transparency=3),
        "rgba.png": encoded(picture.convert("RGBA"), "PNG"),
        "deep.png": png(8, 8, b"\0".ljust(1 + 8 * 8, b"\x7f") * 8, bits=16, colour=6),
        "grey.jpg": encoded(picture.convert("L"), "JPEG"),
        "cmyk.jpg": encoded(picture.convert("CMYK"), "JPEG"),
        "cmyk-profile.jpg": encoded(picture.convert("CMYK"), "JPEG", icc_profile=srgb()),
        "no-profile.jpg": encoded(picture, "JPEG", icc_profile=b"SECRET, no profile"),
        "huge-profile.png": encoded(picture, "PNG", icc_profile=b"SECRET" * 20_000),
        "bad-exif.jpg": encoded(picture, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 60),
        "one-pixel.png": encoded(picture.resize((1, 1)), "PNG"),
        "long.png": encoded(Image.new("RGB", (30_000, 1)), "PNG"),
        "tall.jpg": encoded(Image.new("RGB", (1, 30_000)), "JPEG"),
        "png-inside.jpg": encoded(picture, "PNG"),
        "jpeg-inside.gif": encoded(picture, "JPEG"),
        "no-extension": encoded(picture, "JPEG"),
        "photo.JFIF": encoded(picture, "JPEG"),
        "picture-and-archive.png": encoded(picture, "PNG") + b"PK\x03\x04 SECRET",
        "picture-and-script.jpg": encoded(picture, "JPEG", comment=b"<script>SECRET</script>"),
    }


def impossible_pictures():
    """Return {name: bytes} of what cannot become a picture here."""
    whole = telling_pictures()
    cut = {f"cut-{name}": data[: len(data) // 2] for name, data in whole.items()}
    big = encoded(Image.new("1", (14_000, 14_000)), "PNG")
    return {
        # What has several pictures is whole as long as the first one is.
        **{name: data for name, data in cut.items() if "frames" not in name and "two" not in name},
        "large.png": big,
        "large-cut.png": big[: len(big) // 2],
        "nothing.png": png(0, 0, b"\0"),
        "head-only.png": png(100, 100),
        "short.png": png(100, 100, b"\0" * 50),
        "bomb.png": png(60_000, 60_000, b"\0" * 1_000_000),
        "fake.gif": b"GIF89a",
        "page.gif": b"GIF89a<html><script>alert(1)</script>",
        "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "page.png": b"<!doctype html><script>alert(1)</script>",
        "entities.png": b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;</svg>",
        "archive.jpg": b"PK\x03\x04" + b"\0" * 100,
        "tiff.jpg": encoded(photo(), "TIFF"),
        "bitmap.png": encoded(photo(), "BMP"),
        "empty.png": b"",
        "zeros.png": b"\0" * 1000,
        "start-of-jpeg.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "too-heavy.jpg": encoded(photo(), "JPEG") + b"\0" * (10 * 1024 * 1024 + 1),
    }


@lru_cache(maxsize=1)
def all_pictures():
    """Return {name: (bytes, whether it becomes a picture)} of all of them."""
    good = telling_pictures() | unusual_pictures()
    bad = impossible_pictures()
    return {name: (data, True) for name, data in good.items()} | {
        name: (data, False) for name, data in bad.items()
    }


ODD_NAMES = (
    "å" * 100 + ".png",
    "x" * 300 + ".png",
    "😀.png",
    "..png",
    "...",
    "../../../etc/passwd.png",
    "a\u202egnp.exe.png",
    "nul\x00.png",
    'a"b<script>.png',
    "semi;colon\r\nX: y.png",
    " .png",
    "CON.png",
)


def stored_files():
    """Return the files of the media folder, relative to it."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Answer:
    """What the server said to an upload: status, whether it took it, and the words."""

    status: int
    taken: bool
    text: str


def _file(name, data):
    return SimpleUploadedFile(name, data)


def add(client, name, data):
    """Upload on the page for one picture."""
    response = client.post(
        reverse("wagtailimages:add"), {"title": "Torgmöte", "file": _file(name, data)}
    )
    return Answer(response.status_code, response.status_code == 302, response.content.decode())


def add_many(client, name, data):
    """Upload on the page for many pictures."""
    response = client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Torgmöte", "files[]": _file(name, data)},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    if response.status_code != 200:
        return Answer(response.status_code, False, response.content.decode())
    answer = json.loads(response.content)
    return Answer(200, answer["success"], answer.get("error_message", ""))


def choose(client, name, data):
    """Upload in the chooser of a page's editor."""
    prefix = "image-chooser-upload"
    response = client.post(
        reverse("wagtailimages_chooser:create"),
        {f"{prefix}-title": "Torgmöte", f"{prefix}-file": _file(name, data)},
    )
    if response.status_code != 200:
        return Answer(response.status_code, False, response.content.decode())
    answer = json.loads(response.content)
    return Answer(200, answer["step"] != "reshow_creation_form", answer.get("htmlFragment", ""))


def replace(client, name, data, picture=None):
    """Put another file in the place of a picture's."""
    address = reverse("wagtailimages:edit", args=[picture.pk])
    response = client.post(address, {"title": "Torgmöte", "file": _file(name, data)})
    return Answer(response.status_code, response.status_code == 302, response.content.decode())


def avatar(client, name, data):
    """Upload as the picture of the user."""
    response = client.post(
        reverse("wagtailadmin_account"),
        {
            "avatar-avatar": _file(name, data),
            "locale-preferred_language": "sv",
            "locale-current_time_zone": "Europe/Stockholm",
            "theme-theme": "light",
            "theme-contrast": "system",
            "theme-density": "default",
            "name_email-first_name": "Ada",
            "name_email-last_name": "Berg",
            "name_email-email": "ada@example.org",
        },
    )
    return Answer(response.status_code, response.status_code == 302, response.content.decode())


NEW = {"add": add, "multiple": add_many, "chooser": choose}
