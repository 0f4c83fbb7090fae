"""What every drawing is made of: text that cannot break XML, short coordinates, a table beside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

# XML 1.0 §2.2: characters that no escape makes legal.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'"}
# Beyond it, sums and spans of doubles overflow.
LIMIT = 1e300


class Cell(NamedTuple):
    """A cell of a table that leads somewhere."""

    text: str
    url: str
    lang: str = ""


Row = tuple[str | Cell, ...]


@dataclass(frozen=True)
class Drawing:
    """An SVG picture and the table that says the same; `numeric` are indexes of its columns."""

    svg: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: tuple[int, ...] = ()


def text(value: object) -> str:
    """`value` as XML character data, safe inside attributes too."""
    return ILLEGAL.sub("\ufffd", str(value)).translate(ESCAPES)


def tongue(lang: str) -> str:
    """The attribute of words that are not in the language of the page; "" for those that are."""
    return f' lang="{text(lang)}"' if lang else ""


def short(value: float) -> str:
    """A coordinate in a tenth of a unit: the eye sees no more and the page weighs less."""
    return f"{value:z.1f}".removesuffix(".0")


def finite(value: float | None) -> float | None:
    """`value` within what can be drawn; None for a hole (None, NaN, infinity)."""
    if value is None or not isfinite(value):
        return None
    return max(-LIMIT, min(LIMIT, float(value)))


def frame(
    size: tuple[float, float], title: str, description: str, parts: Sequence[str], kind: str = ""
) -> str:
    """The `<svg>` around `parts`, an image for those who listen, named and described."""
    return (
        f'<svg class="{f"drawing {kind}".strip()}" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' viewBox="0 0 {short(size[0])} {short(size[1])}">'
        f"<title>{text(title)}</title><desc>{text(description)}</desc>{''.join(parts)}</svg>"
    )
