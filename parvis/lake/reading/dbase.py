"""The encoding of the texts of a Shapefile, which stand in its dBase table.

Most of them say none, or one that the engine's GDAL, built without iconv, can not decode: it then
gives bytes that are no text. It is asked for ISO-8859-1, of which each byte is one character, and
these are turned into what the bytes mean.
"""

from __future__ import annotations

import codecs
import re
import shutil
from itertools import accumulate, pairwise, takewhile
from pathlib import Path
from typing import IO

from parvis.lake import quoting
from parvis.lake.reading import text
from parvis.lake.refusals import Unreadable

UTF_8, BYTES = "utf-8", "iso-8859-1"
TOLD, TITLE = 32, 11  # bytes that tell the table or a column, and of its title
TEXT, READABLE = ord("C"), frozenset(b"CDFLN")  # types of columns: texts, and all without bytes
END = 0x0D  # after what tells the columns


PARTS = (".shp", ".shx", ".dbf", ".prj")
WHOLE = "whole.table"


def named(path: Path, folder: Path) -> tuple[Path, str]:
    """The Shapefile `path` under plain names in `folder`, with a .cpg that GDAL decodes, and the
    encoding of its texts. Unreadable when parts of it are missing."""
    stem = path.stem.casefold()
    beside = (each for each in path.parent.iterdir() if each.stem.casefold() == stem)
    parts = {each.suffix.lower(): each for each in beside}
    if not {".shx", ".dbf"} <= set(parts):
        raise Unreadable("parts", name=path.name)
    place = folder / "shapes"
    place.mkdir()
    for ending in PARTS:
        if ending in parts:
            (place / f"{path.stem}{ending}").symlink_to(parts[ending].absolute())
    name = _encoding(parts, place)
    if (whole := place / WHOLE).exists():
        whole.replace(place / f"{path.stem}.dbf")
    asked = UTF_8 if name == UTF_8 else BYTES
    (place / f"{path.stem}.cpg").write_text(asked.upper(), encoding="ascii")
    return place / f"{path.stem}.shp", name


def _encoding(parts: dict[str, Path], folder: Path) -> str:
    """UTF-8 when all of the table is, else what its .cpg says, else UTF-8 when texts are cut within
    a letter, else the likeliest."""
    records = folder / "records.txt"
    with parts[".dbf"].open("rb") as source, records.open("wb") as out:
        head = _head(source)
        out.writelines(head[_title(head, at)] + b"\n" for at in _columns(head))
        shutil.copyfileobj(source, out)
    if records.stat().st_size == 0:
        return UTF_8
    try:
        found, mixed = text.encoding(records), None
    except Unreadable as refused:
        found, mixed = "", refused
    records.unlink()
    said = _said(parts[".cpg"]) if ".cpg" in parts and found != UTF_8 else None
    if said or found == UTF_8:
        return said or found
    if _made_whole(parts[".dbf"], folder / WHOLE):
        return UTF_8
    if mixed:
        raise mixed
    return found


def _head(source: IO[bytes]) -> bytes:
    """What stands before the records."""
    told = source.read(TOLD)
    return told + source.read(max(0, int.from_bytes(told[8:10], "little") - TOLD))


def _columns(head: bytes | bytearray) -> list[int]:
    """Where each column is told."""
    places = range(TOLD, len(head) - TOLD + 1, TOLD)
    return list(takewhile(lambda at: head[at] != END, places))


def _title(head: bytes | bytearray, at: int) -> slice:
    end = head.find(b"\0", at, at + TITLE)
    return slice(at, at + TITLE if end < 0 else end)


def _made_whole(source: Path, target: Path) -> bool:
    """Whether titles and texts are UTF-8 but for a letter cut at their end, as programs that count
    bytes leave it: without it in `target`, which is left where they are."""
    with source.open("rb") as file, target.open("wb") as out:
        head = bytearray(_head(file))
        columns, size = _columns(head), int.from_bytes(head[10:12], "little")
        ends = list(accumulate((head[at + 16] for at in columns), initial=1))
        kinds = [head[at + TITLE] for at in columns]
        both = zip(pairwise(ends), kinds, strict=True)
        cells = [slice(*cell) for cell, kind in both if kind == TEXT]
        letters = [_cut(head, _title(head, at), b"\0") for at in columns]
        out.write(head)
        while size and None not in letters and (record := bytearray(file.read(size))):
            letters = [any(letters), *(_cut(record, cell, b" ") for cell in cells)]
            out.write(record)
    sound = READABLE.issuperset(kinds) and None not in letters and any(letters)
    if not sound:
        target.unlink()
    return sound


def _cut(held: bytearray, cell: slice, blank: bytes) -> bool | None:
    """Takes away the letter that is cut; whether there is a whole one beyond ASCII, None where it
    is not UTF-8."""
    content = bytes(held[cell]).rstrip(b" \0")
    try:
        told, end = codecs.utf_8_decode(content, "strict", False)
    except UnicodeDecodeError:
        return None
    if end < len(content):
        held[cell] = content[:end].ljust(len(held[cell]), blank)
    return not told.isascii()


def meant(sql: str, name: str) -> str:
    """The SQL of a text of the file that `named` makes."""
    letters = {} if name == UTF_8 else _letters(name)
    if not letters:
        return sql
    before, after = "".join(letters), "".join(letters.values())
    return f"translate({sql}, {quoting.text(before)}, {quoting.text(after)})"


def _letters(name: str) -> dict[str, str]:
    letters = {}
    for byte in range(128, 256):
        letter = bytes([byte]).decode(name, errors="ignore")
        if letter and letter != chr(byte):
            letters[chr(byte)] = letter
    return letters


def _said(path: Path) -> str | None:
    """The encoding of one byte a letter that a .cpg names: `1252`, `ANSI 1252`, `ISO-8859-15`."""
    told = path.read_bytes()[:40].decode("ascii", errors="ignore").strip().casefold()
    if found := re.fullmatch(r"(?:iso[ _-]?)?8859[ _-]?(\d{1,2})", told):
        told = f"iso-8859-{found[1]}"
    elif found := re.fullmatch(r"(?:ansi|oem|cp|windows)?[ _-]?(\d{3,4})", told):
        told = f"cp{found[1]}"
    try:
        name = codecs.lookup(told).name
        single = len(b"\xc3\xa9".decode(name, errors="replace")) == 2
    except (LookupError, ValueError):
        return None
    return name if single else None
