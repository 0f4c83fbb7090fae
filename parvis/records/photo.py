"""A photograph that anyone sends, made safe to keep: its pixels alone, in one common form.

Where and when it was taken, with which telephone, what was seen before it was cropped: all of that
stands in the file beside the pixels, and goes.
"""

from __future__ import annotations

import io
import struct
from typing import ClassVar

from PIL import Image, ImageOps, UnidentifiedImageError

from parvis.records.problems import Problem, gettext_noop

LARGEST = 12_000_000  # octets
FORMATS = ("JPEG", "PNG", "WEBP")
SIDE = 1600  # pixels of the longest side kept
# pixels that we open: a JPEG is read at the scale we need, the others whole
MOST = {"JPEG": 89_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
QUALITY = 80
MANY = "> 178 000 000"  # where Pillow itself stops
BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)  # what it raises half-way


class PhotoProblem(Problem):
    sentences: ClassVar = {
        "photo_large": gettext_noop(
            "La photographie pèse %(size)s Mo : elle en pèse au plus %(most)s."
        ),
        "photo_kind": gettext_noop(
            "Ce fichier n’est pas une photographie que nous lisons. Envoyez un fichier JPEG, PNG "
            "ou WebP."
        ),
        "photo_wide": gettext_noop("La photographie a trop de points (%(size)s) : réduisez-la."),
        "photo_broken": gettext_noop(
            "La photographie ne s’ouvre pas jusqu’au bout : envoyez-la de nouveau."
        ),
    }


def cleaned(data: bytes) -> bytes:
    """The same picture as a JPEG of at most SIDE pixels, upright, with nothing beside its pixels.

    Raises PhotoProblem.
    """
    if len(data) > LARGEST:
        size = f"{len(data) / 1_000_000:.1f}".replace(".", ",")
        raise PhotoProblem("photo_large", size=size, most=LARGEST // 1_000_000)
    try:
        return written(reduced(Image.open(io.BytesIO(data), formats=FORMATS)))
    except UnidentifiedImageError as cause:
        raise PhotoProblem("photo_kind") from cause
    except Image.DecompressionBombError as cause:
        raise PhotoProblem("photo_wide", size=MANY) from cause
    except BROKEN as cause:
        raise PhotoProblem("photo_broken") from cause


def reduced(picture: Image.Image) -> Image.Image:
    wide, high = picture.size
    if wide * high > MOST[str(picture.format)]:
        raise PhotoProblem("photo_wide", size=f"{wide} × {high}")
    picture.draft("RGB", (SIDE, SIDE))
    picture.thumbnail((SIDE, SIDE))
    return on_white(ImageOps.exif_transpose(picture))


def on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, which a JPEG has not."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    return picture.convert("RGB")


def written(picture: Image.Image) -> bytes:
    """The pixels copied to a new picture: whatever came with them stays behind."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
