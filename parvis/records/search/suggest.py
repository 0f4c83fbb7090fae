"""Suggestions for mistyped words, from the words that the records themselves use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from parvis.records.search import french

MOST_WORDS = 80_000
SHORTEST = 4
_PLURAL = re.compile(r"..(?:[dlnté]|[^ru]r|[^aeiouèés]e)s\Z")  # "cyclables", not "parcours"


class Vocabulary:
    """The most frequent words with their counts, and their singulars, in drawers by folded length.

    Distance is optimal string alignment (Damerau-Levenshtein without overlapping edits): one
    transposition, as in "cylcable", counts one.
    """

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._drawers: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
        for word, count in words:
            self._keep(word, count)
            if _PLURAL.search(word):
                self._keep(word[:-1], 0)

    def _keep(self, word: str, count: int) -> None:
        folded = french.fold(word)
        drawer = self._drawers[len(folded)]
        if folded not in drawer or count > drawer[folded][0]:
            drawer[folded] = (count, word)

    def nearest(self, typed: str) -> Iterator[str]:
        """Words near a folded, lower-case one: nearest first, then the most frequent."""
        if len(typed) < SHORTEST or not typed.isalpha():
            return
        far = 1 if len(typed) <= 5 else 2
        found: list[tuple[float, int, str]] = []
        for length in range(len(typed) - far, len(typed) + far + 1):
            drawer = self._drawers.get(length, {})
            near = process.extract(
                typed, drawer.keys(), scorer=OSA.distance, score_cutoff=far, limit=50
            )
            for folded, distance, _ in near:
                count, word = drawer[folded]
                found.append((distance + (folded[0] != typed[0]) / 2, -count, word))
        yield from (word for _, _, word in sorted(found) if french.fold(word) != typed)
