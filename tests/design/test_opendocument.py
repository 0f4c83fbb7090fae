"""Texts as OpenDocument files: well made, and the same words as were given."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parvis.design.opendocument import SPACES, TYPE, Paragraphs, document
from parvis.design.xml_text import writable

pytestmark = pytest.mark.once
TEXT = f"{{{SPACES['text']}}}"
SECTIONS = [
    Paragraphs(["Une phrase.", "Deux  espaces\net une autre ligne."]),
    Paragraphs(["Avant la liste."], heading="Un titre", items=["un", "deux"]),
]
BACK = {f"{TEXT}line-break": "\n", f"{TEXT}tab": "\t"}


def opened(data: bytes) -> tuple[zipfile.ZipFile, ElementTree.Element]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return archive, ElementTree.fromstring(archive.read("content.xml"))


def words(element: ElementTree.Element) -> str:
    """What a word processor shows of a heading or a paragraph."""
    said = element.text or ""
    for part in element:
        said += BACK.get(part.tag) or " " * int(part.get(f"{TEXT}c", "0"))
        said += part.tail or ""
    return said


def shown(root: ElementTree.Element) -> list[str]:
    return [words(one) for one in root.iter() if one.tag in {f"{TEXT}h", f"{TEXT}p"}]


def test_the_type_comes_first_and_is_not_packed() -> None:
    archive, _root = opened(document("Titre", SECTIONS, "fr"))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype").decode() == TYPE
    assert archive.testzip() is None


def test_headings_have_levels_and_lists_are_lists() -> None:
    _archive, root = opened(document("Titre", SECTIONS, "fr"))
    assert [one.get(f"{TEXT}outline-level") for one in root.iter(f"{TEXT}h")] == ["1", "2"]
    assert len(list(root.iter(f"{TEXT}list-item"))) == 2


def test_nothing_stands_for_a_heading_that_is_not_there() -> None:
    _archive, root = opened(document("", SECTIONS[:1], "fr"))
    assert list(root.iter(f"{TEXT}h")) == []


@given(st.lists(st.text(max_size=60)))
@example(["\r\n"])  # as browsers send the lines of a form
def test_it_says_what_was_given(sentences: list[str]) -> None:
    _archive, root = opened(document("Titre", [Paragraphs(sentences)], "fr"))
    expected = [writable(one).replace("\r\n", "\n").replace("\r", "\n") for one in sentences]
    assert shown(root) == ["Titre", *expected]


def test_what_xml_cannot_hold_is_told() -> None:
    _archive, root = opened(document("A & <b>\x00\x0b\ufffe", [], "fr"))
    assert shown(root) == ["A & <b>" + "\N{REPLACEMENT CHARACTER}" * 3]


@pytest.mark.parametrize(("language", "country"), [("fr", "FR"), ("en", "GB"), ("br", "")])
def test_the_language_is_told(language: str, country: str) -> None:
    archive, _root = opened(document("Titre", SECTIONS, language))
    styles = archive.read("styles.xml").decode()
    assert f'fo:language="{language}"' in styles
    assert (f'fo:country="{country}"' in styles) == bool(country)


def test_the_same_text_is_the_same_file() -> None:
    assert document("Titre", SECTIONS, "fr") == document("Titre", SECTIONS, "fr")
