"""Every French sentence of the design has its English one."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOM = Path(__file__).parents[2] / "parvis/design"
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
