"""A notice as an OpenDocument text: well made, and the same words as on the page."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest

from parvis.privacy.notices.forms import text_of
from parvis.privacy.notices.odt import ODT, SPACES, document
from parvis.privacy.notices.text import plain
from tests.privacy.notices.examples import WHOLE, like

pytestmark = pytest.mark.once
TEXT = f"{{{SPACES['text']}}}"


def opened(data: bytes) -> tuple[zipfile.ZipFile, ElementTree.Element]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return archive, ElementTree.fromstring(archive.read("content.xml"))


def test_the_type_comes_first_and_is_not_packed() -> None:
    archive, _root = opened(document(text_of(WHOLE, "notice", str, "fr")))
    first = archive.infolist()[0]
    assert first.filename == "mimetype"
    assert first.compress_type == zipfile.ZIP_STORED
    assert archive.read("mimetype").decode() == ODT
    assert archive.testzip() is None


def test_it_says_what_the_page_says() -> None:
    text = text_of(WHOLE, "notice", str, "fr")
    _archive, root = opened(document(text, "Texte 0123"))
    found = ["".join(one.itertext()) for one in root.iter() if one.tag in {f"{TEXT}h", f"{TEXT}p"}]
    expected = [line.removeprefix("- ") for line in plain(text).splitlines() if line]
    assert found == [*expected, "Texte 0123"]


def test_headings_have_levels_and_lists_are_lists() -> None:
    _archive, root = opened(document(text_of(WHOLE, "notice", str, "fr")))
    levels = [one.get(f"{TEXT}outline-level") for one in root.iter(f"{TEXT}h")]
    assert levels[0] == "1"
    assert set(levels[1:]) == {"2"}
    assert list(root.iter(f"{TEXT}list-item"))


def test_what_xml_cannot_hold_is_left_out() -> None:
    data = document(text_of(like(title="A & <b>\x00\x0b\ufffe"), "notice", str, "fr"))
    _archive, root = opened(data)
    assert "A & <b>" in "".join(root.itertext())


def test_the_language_is_told() -> None:
    archive, _root = opened(document(text_of(WHOLE, "notice", str, "en")))
    assert 'fo:language="en"' in archive.read("styles.xml").decode()


def test_the_same_text_is_the_same_file() -> None:
    text = text_of(WHOLE, "notice", str, "fr")
    assert document(text) == document(text)
