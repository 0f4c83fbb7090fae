"""The one analysis of French text, for what is indexed and for what is asked.

Accents are folded before stemming, so "ecole" and "école" can never differ. The stemmer is light
(plural and feminine endings): in French catalogues a heavier one puts strangers together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple

LONGEST_TOKEN = 40

_COMBINING = re.compile("[\u0300-\u036f]+")
_LETTERS = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"}
_MARKS = {"’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-", "\u00ad": "", "\u200b": ""}
_UNUSUAL = re.compile("|".join(_LETTERS | _MARKS))
_WHOLE = re.compile(r"\b(?:(aujourd)'(?=hui)|(presqu)'(?=iles?\b)|(prud)'(?=hom))", re.I)
_ELISION = re.compile(
    r"(?<!\w)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|entr)'(?=\w)", re.I
)
_DOTTED = re.compile(
    r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?|(?<!\w)[^\W\d_]\.[^\W\d_](?!\w)"
)
_ENDING = r"\((?:e|s|es|ne|nes|x|le|les|ve|ves|se|ses|rice|rices)\)s?"
_INCLUSIVE = re.compile(rf"(?<=\w)(?:(?:[·•‧]\w+)+|{_ENDING})", re.I)
_CHUNK = re.compile(rf"[^\W_]+(?:[-_.'·•‧]+[^\W_]+|{_ENDING})*", re.I)
_SEAM = re.compile(r"[-_.']+|(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]{3,40}")

_STOP = """
a afin ai ainsi apres au aucun aussi autre autres aux avant avec avoir c ce cela ces cet cette
ceux chez ci comme comment d dans de depuis des deux donc dont du elle elles en entre est et
etre eu il ils j je l la le les leur leurs lors ma mais me mes meme mon n ne ni nos notre nous
on ont ou par pas pendant pour pourquoi qu quand que quel quelle quelles quels qui s sa sans se
selon ses si son sont sous sur ta te tes toi ton tout toute toutes tous tres trouver tu un une
vers vos votre vous y
"""
STOP_WORDS = frozenset(_STOP.split())
_IRREGULAR = {
    "ans": "an", "travaux": "travail", "vitraux": "vitrail", "baux": "bail", "coraux": "corail",
    "emaux": "email", "tuyaux": "tuyau", "joyaux": "joyau", "noyaux": "noyau", "boyaux": "boyau",
    "landaus": "landau", "yeux": "oeil", "maux": "mal",
}  # fmt: skip
_FEMININE = (  # ending, what replaces it, shortest word it is applied to
    ("euse", "eu", 6), ("trice", "teur", 7), ("enne", "en", 7), ("onne", "on", 7),
    ("ique", "ic", 6), ("ive", "if", 6), ("ere", "er", 6), ("elle", "el", 7),
)  # fmt: skip


class Chunk(NamedTuple):
    """One thing typed between blanks: "vie-publique" has the parts "vi", "public" and the whole
    "viepublic"; an ordinary word has one part and no whole. `surface` is the folded text."""

    surface: str
    parts: tuple[str, ...]
    whole: str | None = None


def fold(text: str) -> str:
    """The text without accents and ligatures, case kept."""
    if text.isascii():
        return text
    text = _UNUSUAL.sub(_usual, text)
    return _COMBINING.sub("", unicodedata.normalize("NFKD", text))


def _usual(found: re.Match[str]) -> str:
    return _LETTERS.get(found[0]) or _MARKS.get(found[0], "")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one folded, lower-case word: singular, masculine, without a final mute e."""
    word = word[:LONGEST_TOKEN]
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isalpha() or not word.isascii():
        return word
    word = _masculine(_singular(word))
    bare = word.rstrip("e")
    return bare if len(bare) >= 3 else word


def _singular(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else word[:-3] + "al" if len(word) > 4 else word
    if word.endswith("eux"):
        return word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _masculine(word: str) -> str:
    for ending, replacement, shortest in _FEMININE:
        if len(word) >= shortest and word.endswith(ending):
            return word[: -len(ending)] + replacement
    return word


def chunks(text: str) -> list[Chunk]:
    """The text cut into chunks, in order, stop words included."""
    found = [_chunk(piece) for piece in _CHUNK.findall(fold(text))]
    return [chunk for chunk in found if chunk.parts]


@lru_cache(maxsize=200_000)
def _chunk(piece: str) -> Chunk:
    names = [name.lower() for name in _SEAM.split(_resolve(piece)) if name]
    parts = tuple(stem(name) for name in names)
    return Chunk(piece.lower(), parts, stem("".join(names)) if len(parts) > 1 else None)


def _resolve(piece: str) -> str:
    """A chunk without elisions, inclusive endings and the dots of an acronym."""
    if piece.isalnum():
        return piece
    piece = _ELISION.sub("", _WHOLE.sub(lambda found: found[0][:-1], piece))
    piece = _INCLUSIVE.sub("", piece)
    return _DOTTED.sub(lambda found: found[0].replace(".", ""), piece)


class _Analysed(dict[str, str]):
    """What each blank-separated piece of text comes to: its stems, and its wholes between marks.

    Texts repeat their pieces, so that nearly all of the analysis is this look-up.
    """

    def __missing__(self, piece: str) -> str:
        found = chunks(piece)
        value = " ".join(stem for chunk in found for stem in chunk.parts)
        wholes = [chunk.whole for chunk in found if chunk.whole]
        if wholes:
            value += f"\x1e{' '.join(wholes)}\x1f"
        return _kept(self, piece, value)


class _Recognised(dict[str, str]):
    """The words that people would recognise in each blank-separated piece of text."""

    def __missing__(self, piece: str) -> str:
        words = _WORD.findall(_UNUSUAL.sub(_usual, piece.lower()))
        return _kept(self, piece, " ".join(words))


def _kept(cache: dict[str, str], piece: str, value: str) -> str:
    if len(cache) >= _CACHED:
        cache.clear()
    if len(piece) <= LONGEST_TOKEN:
        cache[piece] = value
    return value


_CACHED = 200_000
_ANALYSED, _RECOGNISED = _Analysed(), _Recognised()
_WHOLES = re.compile("\x1e([^\x1f]*)\x1f")


def analyse(text: str) -> tuple[str, str]:
    """(stems in order, wholes of compound words) of a text to index, separated by blanks."""
    flat = " ".join(map(_ANALYSED.__getitem__, text.split()))
    if "\x1e" not in flat:
        return flat, ""
    return _WHOLES.sub("", flat), " ".join(_WHOLES.findall(flat))


def tokens(text: str) -> list[str]:
    """The stems of a text, in order."""
    return analyse(text)[0].split()


def words(text: str) -> set[str]:
    """The words people would recognise, lower case, accents kept: what suggestions are made of."""
    return set(map(_RECOGNISED.__getitem__, text.split()))


def full(title: Iterable[Chunk]) -> list[Chunk]:
    """The chunks that are no stop words."""
    return [chunk for chunk in title if chunk[0] not in STOP_WORDS]


def initials(title: Sequence[Chunk]) -> str:
    """The acronym that a title's full words make: "Registre parcellaire graphique" → "rpg"."""
    return "".join([chunk[0][0] for chunk in title]) if 3 <= len(title) <= 8 else ""


def pairs(title: Sequence[Chunk]) -> list[str]:
    """Neighbours glued together: "Open Street Map" is also found as "openstreet"."""
    surfaces, seconds = [chunk[0] for chunk in title], [chunk[1][0] for chunk in title[1:]]
    return list(map(add, surfaces, seconds))


def replace_word(text: str, folded: str, word: str) -> str:
    """The text with each chunk that folds to `folded` replaced; its elision stays."""
    pieces = re.split(r"([^\W_]+)", text)
    return "".join(word if fold(piece).lower() == folded else piece for piece in pieces)
