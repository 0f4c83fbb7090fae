"""What a record is tied to, drawn small: itself in the middle, numbered stones around.

What leads to it stands on the left, what it leads to on the right. The numbers are those of the
list of sentences beside, which says the same to the ear and on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.design.svg import Cell, Drawing, Row, frame, short, text
from parvis.design.text import cut

WIDTH = 760
ROW = 62
MOST = 11
CENTRE = 176
STONE = 30


@dataclass(frozen=True)
class Tie:
    """One edge from the record's side: `sentence` ("alimente"), and what stands at its end."""

    sentence: str
    title: str
    kind: str = ""
    url: str = ""
    incoming: bool = False


def draw_graph(
    subject: str,
    ties: Sequence[Tie],
    *,
    title: str,
    description: str,
    headings: tuple[str, str] = ("Lien", "Fiche"),
) -> Drawing:
    """At most twelve nodes: the first eleven ties are drawn, the table keeps them all."""
    numbered = list(enumerate(ties[:MOST], start=1))
    left, right = _sides(numbered)
    height = max(len(left), len(right), 2) * ROW + 8
    parts = [_node(*entry) for entry in _laid(left, height, -1)]
    parts += [_node(*entry) for entry in _laid(right, height, 1)]
    parts.append(_centre(subject, height))
    rows: tuple[Row, ...] = tuple(
        (tie.sentence, Cell(tie.title, tie.url) if tie.url else tie.title) for tie in ties
    )
    return Drawing(
        frame((WIDTH, height), title, description, parts, "graph"), title, headings, rows
    )


Numbered = tuple[int, Tie]


def _sides(ties: list[Numbered]) -> tuple[list[Numbered], list[Numbered]]:
    """Incoming left, outgoing right; when one side is empty, half of the other goes there."""
    left = [entry for entry in ties if entry[1].incoming]
    right = [entry for entry in ties if not entry[1].incoming]
    if left and right:
        return left, right
    half = len(ties) // 2
    return ties[:half], ties[half:]


def _laid(
    side: list[Numbered], height: float, way: int
) -> list[tuple[int, Tie, float, int, float]]:
    """Each tie with the height of its stone, its side and the middle of the picture."""
    gap = height / max(len(side), 1)
    return [
        (rank, tie, gap * (place + 0.5), way, height / 2) for place, (rank, tie) in enumerate(side)
    ]


def _node(rank: int, tie: Tie, y: float, way: int, middle: float) -> str:
    start, end = WIDTH / 2 + way * CENTRE / 2, WIDTH / 2 + way * 150
    bend = (start + end) / 2
    stone = end if way > 0 else end - STONE
    words = end + way * (STONE + 10)
    anchor = "start" if way > 0 else "end"
    shade = "c2" if tie.incoming else "c1"
    return (
        f'<path class="axis" stroke="#6e6a60" stroke-width="1.5" fill="none"'
        f' d="M{short(start)} {short(middle)}C{short(bend)} {short(middle)} {short(bend)}'
        f' {short(y)} {short(end)} {short(y)}"/>'
        f'<rect class="{shade}" fill="#6b2c4a" x="{short(stone)}" y="{short(y - STONE / 2)}"'
        f' width="{STONE}" height="{STONE}" rx="3"/>'
        f'<text class="on" fill="#fffdf8" x="{short(stone + STONE / 2)}" y="{short(y + 5)}"'
        f' font-size="15" text-anchor="middle">{rank}</text>'
        f'<text class="soft wide" x="{short(words)}" y="{short(y - 5)}" font-size="15"'
        f' text-anchor="{anchor}">{text(cut(tie.sentence, 20))}</text>'
        f'<text class="wide" x="{short(words)}" y="{short(y + 15)}" font-size="15"'
        f' text-anchor="{anchor}">{text(cut(tie.title, 20))}</text>'
    )


def _centre(subject: str, height: float) -> str:
    lines = _wrapped(subject)
    tall = 34 + 19 * len(lines)
    top = (height - tall) / 2
    parts = [
        f'<rect class="node" fill="#6b2c4a" x="{short((WIDTH - CENTRE) / 2)}" y="{short(top)}"'
        f' width="{CENTRE}" height="{tall}" rx="3"/>'
    ]
    parts += [
        f'<text class="on" fill="#fffdf8" x="{WIDTH // 2}" y="{short(top + 31 + 19 * rank)}"'
        f' font-size="15" text-anchor="middle">{text(line)}</text>'
        for rank, line in enumerate(lines)
    ]
    return "".join(parts)


def _wrapped(words: str, width: int = 14, most: int = 3) -> list[str]:
    """`words` on at most `most` lines of `width` characters."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [cut(line, width + 1) for line in lines]
