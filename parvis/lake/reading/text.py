"""Any encoding to UTF-8 on disk with `\\n` line ends, streaming."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from parvis.lake.reading.unpack import PIECE
from parvis.lake.refusals import Unreadable

_FRENCH = set("éèêëàâäîïôöùûüÿçœæÉÈÊËÀÂÎÏÔÙÛÇŒ°’«»–—…€²³ñáíóú\u00a0")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "iso-8859-15", "mac_roman", "cp850")


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def encoding(path: Path) -> str:
    """The encoding of the **whole** file: UTF-8 when every byte agrees, else the likeliest."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, found in _BOMS:
        if start.startswith(mark):
            return found
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces(path):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _likeliest(path)
    return "utf-8"


def _likeliest(path: Path) -> str:
    counts = [0] * 256
    for piece in pieces(path):
        for byte in piece.translate(None, bytes(range(128))):
            counts[byte] += 1
    return max(_OLD, key=lambda each: (_score(counts, each), -_OLD.index(each)))


def _score(counts: list[int], name: str) -> int:
    score = 0
    for byte in range(128, 256):
        if counts[byte]:
            letter = bytes([byte]).decode(name, errors="replace")
            score += counts[byte] * (1 if letter in _FRENCH else -2)
    return score


def to_utf8(source: Path, target: Path, name: str) -> None:
    """Writes `target`; Unreadable at the first NUL or at a byte of no meaning."""
    decoder = codecs.getincrementaldecoder(name)("replace" if name in _OLD else "strict")
    offset, held = 0, ""
    with target.open("wb") as out:
        try:
            for piece in pieces(source):
                text = held + decoder.decode(piece)
                _no_nul(text, offset)
                offset += len(piece)
                held = "\r" if text.endswith("\r") else ""
                out.write(_lines(text[: -1 if held else None]))
            out.write(_lines(held + decoder.decode(b"", final=True)))
        except UnicodeDecodeError as error:
            raise Unreadable("damaged", name=source.name) from error


def _no_nul(text: str, offset: int) -> None:
    place = text.find("\0")
    if place >= 0:
        raise Unreadable("nul", offset=offset + place)


def _lines(text: str) -> bytes:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8")
