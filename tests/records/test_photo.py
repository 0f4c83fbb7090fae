"""A photograph keeps its pixels and nothing else."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from parvis.records import photo

pytestmark = pytest.mark.once
RENNES = ((48.0, 6.0, 41.0), (1.0, 40.0, 45.0))


def taken(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A picture red on its left and blue on its right, with where and by what it was taken."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif[0x0112] = options.pop("turned", 1)
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", RENNES[0], "W", RENNES[1]
    out = io.BytesIO()
    picture.save(out, form, exif=exif, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_where_it_was_taken_and_by_what_is_gone(form: str) -> None:
    sent = taken(form, comment=b"SECRETNOTE") if form == "JPEG" else taken(form)
    assert b"SECRETPHONE" in sent
    assert opened(sent).getexif().get_ifd(0x8825), "the test itself: the place is in what is sent"
    kept = photo.cleaned(sent)
    picture = opened(kept)
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"SECRET", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"8BIM"):
        assert secret not in kept
    assert b"SECRETNOTE" not in kept


def test_what_follows_the_picture_is_gone() -> None:
    assert b"SECRETTRAILER" not in photo.cleaned(taken() + b"SECRETTRAILER")


def test_it_stands_upright() -> None:
    kept = opened(photo.cleaned(taken(turned=3)))
    left, right = kept.getpixel((5, 20)), kept.getpixel((55, 20))
    assert left[2] > 200
    assert right[0] > 200, "upside down: red, on the left, is on the right"


def test_a_large_one_is_made_smaller() -> None:
    assert opened(photo.cleaned(taken(size=(4000, 3000)))).size == (1600, 1200)


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(photo.cleaned(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_kind"),
        (b"%PDF-1.7", "photo_kind"),
        (b"\xff\xd8\xff\xe0 a photograph", "photo_broken"),
        (taken()[:400], "photo_broken"),
        (taken("PNG")[:200], "photo_broken"),
        (b"x" * (photo.LARGEST + 1), "photo_large"),
    ],
)
def test_what_is_no_photograph_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(photo.PhotoProblem) as refused:
        photo.cleaned(data)
    assert refused.value.code == code
    assert refused.value.sentence()


def test_a_picture_of_another_kind_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "GIF")
    with pytest.raises(photo.PhotoProblem, match="photo_kind"):
        photo.cleaned(out.getvalue())


def test_a_small_file_of_a_huge_picture_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG", optimize=True)
    assert len(out.getvalue()) < photo.LARGEST
    with pytest.raises(photo.PhotoProblem, match="photo_wide"):
        photo.cleaned(out.getvalue())


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of what is spoilt beside the pixels
@settings(max_examples=150)
@given(st.data())
def test_a_spoilt_file_is_refused_or_cleaned_never_an_error(data: st.DataObject) -> None:
    sent = bytearray(taken(data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))))
    for _ in range(data.draw(st.integers(1, 12))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = photo.cleaned(bytes(sent))
    except photo.PhotoProblem:
        return
    assert opened(kept).format == "JPEG"
