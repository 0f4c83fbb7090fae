"""Columns with what a person says of them, and how well the guesses agree."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from parvis.catalogue.scan.model import Column, Table
from parvis.catalogue.scan.personal import Guess, guesses
from parvis.catalogue.scan.systems.kinds import kind_of

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    table: str
    column: str
    type: str
    meaning: str
    personal: bool


@dataclass(frozen=True)
class Score:
    """Shares: of suspicions that are right, of personal columns found, of meanings right."""

    precision: float
    recall: float
    meaning: float
    wrong: tuple[str, ...]


def labelled(name: str) -> list[Labelled]:
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [Labelled(*row[:3], "" if row[3] == "-" else row[3], row[4] == "yes") for row in rows]


def guessed(rows: list[Labelled]) -> list[tuple[Labelled, Guess]]:
    pairs = []
    for name, group in groupby(rows, key=lambda row: row.table):
        members = list(group)
        columns = tuple(Column(m.column, m.type, kind_of(m.type)) for m in members)
        pairs += zip(members, guesses(Table("public", name, columns=columns)), strict=True)
    return pairs


def score(rows: list[Labelled]) -> Score:
    pairs = guessed(rows)
    right = sum(row.personal and guess.personal for row, guess in pairs)
    meant = [(row, guess) for row, guess in pairs if row.meaning]
    wrong = [
        f"{row.table}.{row.column}: {guess.meaning or '-'} "
        f"{'personal' if guess.personal else 'not personal'}, expected {row.meaning or '-'} "
        f"{'personal' if row.personal else 'not personal'}"
        for row, guess in pairs
        if row.personal != guess.personal or (row.meaning and row.meaning != guess.meaning)
    ]
    return Score(
        right / sum(guess.personal for _row, guess in pairs),
        right / sum(row.personal for row in rows),
        sum(row.meaning == guess.meaning for row, guess in meant) / len(meant),
        tuple(wrong),
    )
