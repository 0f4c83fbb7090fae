"""Every French sentence of the design has its English one."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[2] / "parvis"
ROOM = PACKAGE / "design"
METHODS = {".html": "jinja2", ".py": "python"}


def said() -> set[str]:
    found: set[str] = set()
    for path in [*ROOM.rglob("*.html"), *ROOM.glob("*.py")]:
        for _, message, *_ in extract_from_file(METHODS[path.suffix], path):
            found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.fixture(scope="module")
def english():
    with (ROOM / "locale/en/LC_MESSAGES/django.po").open("rb") as source:
        return {message.id: message.string for message in read_po(source) if message.id}


def test_nothing_is_left_untranslated(english):
    assert said() - {text for text, translated in english.items() if translated} == set()


def test_nothing_translated_has_left_the_pages(english):
    assert set(english) - said() == set()


BETWEEN = re.compile(r"(?:[}%]\}|</?[^>]*>) : (?=\{[{%]|<)")


@pytest.mark.parametrize(
    "page", sorted(PACKAGE.glob("*/jinja2/**/*.html")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_a_colon_between_two_texts_is_in_the_language_of_the_page(page):
    """French puts a space before it, English none: it is said as a text, `_(" : ")`."""
    assert BETWEEN.findall(page.read_text(encoding="utf-8")) == []
