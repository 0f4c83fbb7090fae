"""What a foreign register says of those who treat data for another: beside each processing, or in
a sheet of its own of the same workbook. Pure.

MADIS exports its processors apart from its processings (facts of its `ContractorGenerator`; its
words may change from one version to the next, so that a heading is known by some of them). A
processor that no processing of the file names is in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from parvis.privacy.exchange.wording import MOST, NO, YES, pieces, plain

Row = dict[str, Any]
Table = Sequence[Sequence[str]]
ENOUGH = 3  # known headings that tell a sheet of processors
DPO = r"(dp[do]|delegue a la protection des donnees) - "
PLACE = r"coordonnees - "
# what a heading says, without accents nor capitals → what it fills
HEADINGS: tuple[tuple[str, str], ...] = (
    (r"nom$", "name"),
    (r"(agent )?referent$", "referent"),
    (r"clauses contractuelles verifiees$", "clauses"),
    (r".*elements de securite.*$", "security"),
    (r".*tient( a jour)? un registre.*$", "keeps_register"),
    (r".*donnees hors (de l.)?(ue|union europeenne)$", "sends_abroad"),
    (r"autres informations$", "other"),
    (DPO + r"(prenom|nom|fonction|poste).*$", "dpo"),
    (DPO + r".*(mail|mel|telephone).*$", "dpo_contact"),
    (DPO + r".*$", "known"),
    (PLACE + r"(prenom|nom)$", "manager"),
    (PLACE + r".+$", "contact"),
    (r"(historique|collectivite|structure|organisation) - .*$", "known"),
    (r"(traitements?|preuves?|documents?) (associes?|lies?)$", "known"),
)
PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in HEADINGS)
TELLING = {"referent", "clauses", "security", "keeps_register", "sends_abroad"}


def kind_of(heading: str) -> str:
    said = re.sub(r"\s+", " ", plain(heading.lstrip("\ufeff"))).strip()
    return next((kind for pattern, kind in PATTERNS if pattern.fullmatch(said)), "")


def is_list(table: Table) -> bool:
    """Whether this is a sheet of processors, a line each."""
    known = {kind_of(cell) for cell in table[0]} if table else set()
    return "name" in known and len(known & TELLING) >= ENOUGH


def by_name(tables: Iterable[Table]) -> dict[str, Row]:
    """What these sheets say of each processor, by its name without accents nor capitals."""
    found: dict[str, Row] = {}
    for table in tables:
        for line in table[1:]:
            told = row(zip(table[0], line, strict=False))
            if name := told.pop("name", ""):
                found[plain(name)] = told
    return found


def row(cells: Iterable[tuple[str, str]]) -> Row:
    """The fields of a partner; what none of them can hold stays in its notes."""
    said: dict[str, list[str]] = {}
    notes: list[str] = []
    for heading, cell in cells:
        value, kind = cell.strip(), kind_of(heading)
        if not value or kind == "known":
            continue
        if kind in {"clauses", "security", ""}:  # a yes without its date, or without its words
            notes.append(f"{heading.strip()} : {value}")
        elif kind == "other":
            notes.append(value)
        else:
            said.setdefault(kind, []).append(value)
    made: Row = {name: answer(said.pop(name)[0]) for name in FLAGS if name in said}
    for name, values in said.items():
        text = (" " if name == "manager" else ", ").join(values)
        made[name] = text[:MOST]
        notes += [text] if len(text) > MOST else []
    return made | ({"notes": "\n".join(notes)} if notes else {})


FLAGS = ("keeps_register", "sends_abroad")


def answer(text: str) -> bool | None:
    """« Oui », « Non »; None for any other word."""
    said = plain(text)
    return True if said in YES else False if said in NO else None


def named(value: str, names: Iterable[str], whole: bool) -> Iterator[tuple[str, str]]:
    """« Éditeur A : chiffré ; à Rennes ; Hébergeur B : oui », as the ODS has it: (name, what is
    said). What follows no known name goes with what stands before it, unless each is `whole`."""
    known = sorted(names, key=len, reverse=True)
    found: list[list[str]] = []
    for piece in pieces(value):
        name = next((one for one in known if piece.startswith(f"{one} : ")), None)
        if name is not None:
            found.append([name, piece.removeprefix(f"{name} : ")])
        elif found and not whole:
            found[-1][1] += f" ; {piece}"
        else:
            found.append(["", piece])
    for name, text in found:
        yield name, text


def told(rows: list[Row], columns: Mapping[str, str], known: Mapping[str, Row]) -> list[str]:
    """Fill the processors among these partners: from the sheet of processors, then from columns of
    the processing. What is said of nobody, or does not fit, is given back."""
    mine = {one["name"]: one for one in rows if one["part"] == "processor"}
    for name, one in mine.items():
        one |= known.get(plain(name), {})
    left: list[str] = []
    for field, value in columns.items():
        for name, text in named(value, mine, field in FLAGS):
            held: Any = answer(text) if field in FLAGS else text
            if not name or held is None or (field == "dpo" and len(text) > MOST):
                left.append(f"{name} : {text}" if name else text)
            else:
                mine[name][field] = held[:1000] if field == "protection" else held
                left += [text] if field == "protection" and len(text) > 1000 else []
    return left
