"""Any encoding to UTF-8 on disk, streaming; a byte that has no meaning is never lost silently."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from parvis.lake.reading.unpack import PIECE
from parvis.lake.refusals import Unreadable

_FRENCH = set("éèêëàâäîïôöùûüÿçœæÉÈÊËÀÂÎÏÔÙÛÇŒ°’«»–—…€²³ñáíóú\u00a0")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # which begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ("cp1252", "iso-8859-15", "mac_roman", "cp850")
ENCODINGS = ("utf-8", *_OLD, "utf-16")  # those that a person may choose
_STRAY = re.compile("[\udc80-\udcff]")  # bytes that are not UTF-8, as `surrogateescape` leaves them
WIDE = 256  # bytes that show it
_END = re.compile("\r\n|\r|\n")
_BEYOND_ASCII = re.compile("[^\0-\x7f\udc80-\udcff]")


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def encoding(path: Path, told: str | None = None) -> str:
    """The encoding of the **whole** file: UTF-8 when every byte agrees, else the likeliest; or that
    which a person `told`, unless the file begins by saying its own.

    Unreadable when most of it is UTF-8 and a byte is not: no other encoding explains that.
    """
    if told not in (None, *ENCODINGS):
        raise Unreadable("encoding", encoding=told)
    with path.open("rb") as file:
        start = file.read(WIDE)
    for mark, found in _BOMS:
        if start.startswith(mark):
            return found
    if told is not None:
        return told
    if wide := _wide(start):
        return wide
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces(path):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        _not_mixed(path)
        return _likeliest(path)
    return "utf-8"


def _wide(start: bytes) -> str | None:
    """UTF-16 that does not say so: every second byte of what is written in Latin letters is 0."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if min(first, second) or len(start) < 8 or max(first, second) * 8 < len(start) * 3:
        return None
    return "utf-16-le" if second else "utf-16-be"


def _not_mixed(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    sound, stray, before, first = 0, 0, 0, 0
    for piece in chain(pieces(path), (b"",)):
        text = decoder.decode(piece, final=not piece)
        sound += len(_BEYOND_ASCII.findall(text))
        strays = [each.start() for each in _STRAY.finditer(text)]
        if strays and not stray:
            first = before + 1 + _ends(text[: strays[0]])
        stray += len(strays)
        before += _ends(text)
    if sound > 2 * stray:
        raise Unreadable("mixed_encoding", line=first)


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


def beginning(path: Path, name: str, size: int) -> tuple[str, bool]:
    """The text of the first `size` bytes, and whether that is all."""
    with path.open("rb") as file:
        start, more = file.read(size), bool(file.read(1))
    decoder = codecs.getincrementaldecoder(name)("replace")  # only looked at: `to_utf8` refuses
    return decoder.decode(start, final=not more), not more


@dataclass(frozen=True)
class Written:
    lines: int
    returns: bool  # some of them with a carriage return


def to_utf8(source: Path, target: Path, name: str, skip: int = 0) -> Written:
    """Writes `target` without the first `skip` lines, line ends as they are.

    Unreadable at the first NUL and at the first byte of no meaning in `name`.
    """
    decoder = codecs.getincrementaldecoder(name)("strict")
    ends, held, returns, last = 0, "", False, ""
    with target.open("wb") as out:
        for piece in chain(pieces(source), (b"",)):
            try:
                text = held + decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                good = held + error.object[: error.start].decode(name, errors="ignore")
                line = ends + 1 + _ends(good)
                raise Unreadable("undecodable", line=line, encoding=name) from error
            held = "\r" if piece and text.endswith("\r") else ""  # `\r\n` may be cut here
            text = text[: -1 if held else None]
            if "\0" in text:
                raise Unreadable("nul", line=ends + 1 + _ends(text[: text.index("\0")]))
            returns = returns or "\r" in text
            kept = _after(text, skip - ends)
            ends += _ends(text)
            last = text[-1:] or last
            out.write(kept.encode("utf-8"))
    return Written(ends + (last not in "\r\n"), returns)


def _after(text: str, lines: int) -> str:
    """What follows the first `lines` lines."""
    if lines <= 0:
        return text
    ends = islice(_END.finditer(text), lines - 1, None)
    return text[each.end() :] if (each := next(ends, None)) else ""


def _ends(text: str) -> int:
    ends = text.count("\n")
    return ends + text.count("\r") - text.count("\r\n") if "\r" in text else ends


def straighten(source: Path, target: Path, quote: str) -> None:
    """Every line end outside quotes becomes `\\n`; what stands between quotes is kept as it is."""
    mark, inside, held = quote.encode(), False, b""
    with target.open("wb") as out:
        for piece in chain(pieces(source), (b"",)):
            content = held + piece
            held = b"\r" if piece and content.endswith(b"\r") else b""
            parts = content[: -1 if held else None].split(mark)
            for index, part in enumerate(parts):
                if not inside ^ (index % 2 == 1):
                    parts[index] = part.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            inside ^= len(parts) % 2 == 0
            out.write(mark.join(parts))
    if inside:
        _straighten_all(source, target)


def _straighten_all(source: Path, target: Path) -> None:
    """Quotes are not in pairs: no line end can be told to be inside them."""
    with source.open(encoding="utf-8") as file, target.open("w", encoding="utf-8") as out:
        while piece := file.read(PIECE):
            out.write(piece)
