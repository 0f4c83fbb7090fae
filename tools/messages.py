"""Translations without the gettext programs: update, check. Needs Babel only; make compiles.

python -m tools.messages update    add missing sentences to each room's English, empty, and take
                                   away those that no room says any more
python -m tools.messages check     exit 1 and list every sentence without English
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "parvis"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# The same in every file: dates and names in it would only make two branches collide.
HEADER = """msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
# French writes a space before these marks: in English they are a text that nobody translated
FRENCH = re.compile(r"\w [:;?!»](?!\w)|« ")
Found = tuple[str | tuple[str, ...], str | None, str]  # sentence, context, "file:line"


def rooms() -> Iterator[Path]:
    yield from sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def sources(room: Path) -> Iterator[tuple[Path, str]]:
    """Files of a room that hold sentences, with the way to read each."""
    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, "python"
    for path in sorted(room.glob("jinja2/**/*.*")):
        yield path, "jinja2"
    for path in sorted(room.glob("templates/**/*.*")):
        yield path, "django"


def sentences(room: Path) -> Iterator[Found]:
    for path, way in sources(room):
        text = path.read_text(encoding="utf-8")
        method = "jinja2.ext:babel_extract" if way == "jinja2" else "python"
        options = {"trimmed": "true", "silent": "false"} if way == "jinja2" else {}
        if way == "django":
            from django.utils.translation.template import templatize

            text = templatize(text)
        found = extract(method, io.BytesIO(text.encode()), keywords=KEYWORDS, options=options)
        for line, message, _comments, context in found:
            yield message, context, f"{path.relative_to(PACKAGE.parent)}:{line}"


def english(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en", domain="django", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, width=100, omit_header=True, no_location=True)


def everything() -> list[tuple[Path, Found]]:
    return [(room, found) for room in rooms() for found in sentences(room)]


def known() -> Catalog:
    """All English of the product, and Django's own: one sentence is translated once."""
    whole = Catalog(locale="en")
    for room in rooms():
        catalogue = read(english(room))
        for message in catalogue:
            told = message.id and message.string and "fuzzy" not in message.flags
            if told and not catalogue.fuzzy:  # a file marked so is never compiled
                whole.add(message.id, message.string, context=message.context)
    return whole


def complete(whole: Catalog, message: str | tuple[str, ...], context: str | None) -> bool:
    entry = whole.get(first(message), context)
    if entry is None:
        return False
    given = entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
    french = " ".join(message) if isinstance(message, tuple) else message
    return all(text and same_holes(french, text) and not FRENCH.search(text) for text in given)


def same_holes(french: str, other: str) -> bool:
    """A value that the French does not name would fail when the English is shown."""
    holes = re.compile(r"%\(\w+\)[.\d]*[a-z]|\{\w*\}|%[sd]")
    return set(holes.findall(other)) <= set(holes.findall(french))


def missing() -> dict[Path, list[Found]]:
    whole = known()
    lacking: dict[Path, list[Found]] = {}
    for room, found in everything():
        if found[0] and not complete(whole, found[0], found[1]):
            lacking.setdefault(room, []).append(found)
    return lacking


def check() -> int:
    lacking = missing()
    for found in lacking.values():
        for message, _context, place in found:
            text = message[0] if isinstance(message, tuple) else message
            sys.stderr.write(f"{place}: no English for « {text[:90]} »\n")
    count = sum(map(len, lacking.values()))
    if count:
        sys.stderr.write(f"{count} sentences without English: make messages, then translate.\n")
    return 1 if count else 0


def forget_unsaid() -> None:
    said = {(first(message), context) for _room, (message, context, _place) in everything()}
    for room in rooms():
        catalogue = read(english(room))
        unsaid = [
            (first(each.id), each.context)
            for each in catalogue
            if each.id and (first(each.id), each.context) not in said
        ]
        for key, context in unsaid:
            catalogue.delete(key, context)
        if unsaid:
            write(english(room), catalogue)


def first(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def update() -> int:
    forget_unsaid()
    for room, found in missing().items():
        path = english(room)
        catalogue = read(path)
        for message, context, place in found:
            name, _colon, line = place.rpartition(":")
            catalogue.add(message, locations=[(name, int(line))], context=context)
        write(path, catalogue)
        sys.stdout.write(
            f"{path.relative_to(PACKAGE.parent)}: {len(found)} sentences to translate\n"
        )
    return 0


if __name__ == "__main__":
    actions = {"check": check, "update": update}
    if sys.argv[1:2] and sys.argv[1] in actions:
        sys.exit(actions[sys.argv[1]]())
    sys.stderr.write(f"{__doc__}\n")
    sys.exit(2)
