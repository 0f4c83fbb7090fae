"""What a record is tied to, drawn small: itself in the middle, numbered stones around.

What leads to it stands on the left, what it leads to on the right. The numbers are those of the
list of sentences beside, which says the same to the ear and on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.design.svg import Cell, Drawing, Row, frame, short, text, tongue
from parvis.design.text import cut

WIDTH = 760
ROW = 62
MOST = 11
CENTRE = 176
STONE = 30
ROUND = 3


@dataclass(frozen=True)
class Tie:
    """One edge from the record's side: `sentence` ("alimente"), and what stands at its end."""

    sentence: str
    title: str
    kind: str = ""
    url: str = ""
    incoming: bool = False
    lang: str = ""  # of the title, where it is not the page's


def draw_graph(
    subject: str,
    ties: Sequence[Tie],
    *,
    title: str,
    description: str,
    headings: tuple[str, str] = ("Lien", "Fiche"),
    lang: str = "",
) -> Drawing:
    """At most twelve nodes: the first eleven ties are drawn, the table keeps them all. `lang` is
    that of the subject, where it is not the page's."""
    numbered = list(enumerate(ties[:MOST], start=1))
    left, right = _sides(numbered)
    height = max(len(left), len(right), 2) * ROW + 8
    nodes = [*_laid(left, height, -1), *_laid(right, height, 1)]
    parts = [_curves(nodes, height / 2), _stones(nodes, "c1"), _stones(nodes, "c2")]
    parts += [_words(node) for node in nodes]
    parts.append(_centre(subject, height, lang))
    rows: tuple[Row, ...] = tuple(
        (tie.sentence, Cell(tie.title, tie.url, tie.lang) if tie.url else tie.title) for tie in ties
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


@dataclass(frozen=True)
class _Node:
    """A tie where it is drawn: the height of its stone, and its side (-1 left, 1 right)."""

    rank: int
    tie: Tie
    y: float
    way: int

    @property
    def end(self) -> float:
        """Where its curve meets its stone."""
        return WIDTH / 2 + self.way * 150

    @property
    def stone(self) -> float:
        """The left edge of its stone."""
        return self.end if self.way > 0 else self.end - STONE


def _laid(side: list[Numbered], height: float, way: int) -> list[_Node]:
    gap = height / max(len(side), 1)
    return [_Node(rank, tie, gap * (place + 0.5), way) for place, (rank, tie) in enumerate(side)]


def _curves(nodes: list[_Node], middle: float) -> str:
    """From the centre to every stone, in one path: a page counts its elements."""
    drawn = []
    for node in nodes:
        start = WIDTH / 2 + node.way * CENTRE / 2
        bend = short((start + node.end) / 2)
        begin, end = f"{short(start)} {short(middle)}", f"{short(node.end)} {short(node.y)}"
        drawn.append(f"M{begin}C{bend} {short(middle)} {bend} {short(node.y)} {end}")
    if not drawn:
        return ""
    return (
        f'<path class="axis" stroke="#6e6a60" stroke-width="1.5" fill="none" d="{"".join(drawn)}"/>'
    )


def _stones(nodes: list[_Node], shade: str) -> str:
    """All stones of one shade in one path: "c2" leads here, "c1" is led to."""
    flat = STONE - 2 * ROUND
    corner = f"a{ROUND} {ROUND} 0 0 1 "
    outline = (
        f"h{flat}{corner}{ROUND} {ROUND}v{flat}{corner}-{ROUND} {ROUND}"
        f"h-{flat}{corner}-{ROUND}-{ROUND}v-{flat}{corner}{ROUND}-{ROUND}z"
    )
    drawn = "".join(
        f"M{short(node.stone + ROUND)} {short(node.y - STONE / 2)}{outline}"
        for node in nodes
        if node.tie.incoming == (shade == "c2")
    )
    return f'<path class="{shade}" fill="#6b2c4a" d="{drawn}"/>' if drawn else ""


def _words(node: _Node) -> str:
    words = short(node.end + node.way * (STONE + 10))
    anchor = "start" if node.way > 0 else "end"
    return (
        f'<text class="on" fill="#fffdf8" x="{short(node.stone + STONE / 2)}"'
        f' y="{short(node.y + 5)}" font-size="15" text-anchor="middle">{node.rank}</text>'
        f'<text class="soft wide" x="{words}" y="{short(node.y - 5)}" font-size="15"'
        f' text-anchor="{anchor}">{text(cut(node.tie.sentence, 20))}</text>'
        f'<text class="wide"{tongue(node.tie.lang)} x="{words}" y="{short(node.y + 15)}"'
        ' font-size="15"'
        f' text-anchor="{anchor}">{text(cut(node.tie.title, 20))}</text>'
    )


def _centre(subject: str, height: float, lang: str) -> str:
    lines = _wrapped(subject)
    tall = 34 + 19 * len(lines)
    top = (height - tall) / 2
    parts = [
        f'<rect class="node" fill="#6b2c4a" x="{short((WIDTH - CENTRE) / 2)}" y="{short(top)}"'
        f' width="{CENTRE}" height="{tall}" rx="3"/>'
    ]
    parts += [
        f'<text class="on"{tongue(lang)} fill="#fffdf8" x="{WIDTH // 2}"'
        f' y="{short(top + 31 + 19 * rank)}"'
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
