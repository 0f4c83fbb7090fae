"""The CNIL's simplified sheet (`registre-traitement-simplifie.ods`, one form a processing): blocks
of lines, whose first line names the columns. Read as the headings that `foreign` knows. Pure.

    Catégories de données personnelles concernées | Description | Durée de conservation
    État civil, identité, données d'identification, images… | Nom, prénom | 2 ans

`sheets` writes the same, with two blocks of our own after those of the model.

The labels of its two blocks of data were known word for word from a public reading of the file, the
other blocks from a register that was copied from it: a line is known by how its label begins, a
column by the line above it. A line of which nothing is said is no line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from parvis.privacy.exchange.wording import BETWEEN, parted, plain

Pair = tuple[str, str]
Table = Sequence[Sequence[str]]
MARK = "categories de donnees personnelles"  # the block that tells this sheet from any other
DURATIONS = "Durées de conservation, donnée par donnée"  # ours, as the next
COMPLEMENTS = "Compléments, hors du modèle de la CNIL"
BELOW = "voir « Durées de conservation, donnée par donnée »"
NOTHING = {plain(BELOW), "", "-", "–", "non", "neant", "sans objet", "n/a", "aucun", "aucune"}
MEASURES = {
    "acces": "Sécurité : contrôle d’accès",
    "tracabilite": "Sécurité : traçabilité",
    "logiciel": "Sécurité : protection des logiciels",
    "sauvegarde": "Sécurité : sauvegarde",
    "chiffrement": "Sécurité : chiffrement",
    "sous-traitant": "Sécurité : contrôle des sous-traitants",
    "habilit": "Sécurité : personnes habilitées",
    "autres mesures": "Sécurité : autres mesures",
}


class Line:
    """A line of a block: its label, and what stands under each column of the block."""

    def __init__(self, label: str, cells: Sequence[str], columns: Mapping[str, int]) -> None:
        self.label, self.columns = label.strip(), columns
        self.cells = [cell.strip() for cell in cells]
        self.said = [one for one in self.cells if plain(one) not in NOTHING]

    def under(self, *names: str) -> str:
        """The cell of the column whose heading begins so; "" where nothing is said."""
        at = next((n for head, n in self.columns.items() if head.startswith(names)), None)
        cell = self.cells[at] if at is not None and at < len(self.cells) else ""
        return "" if plain(cell) in NOTHING else cell


def form(table: Table) -> list[Pair] | None:
    """(heading, cell) of one form; [] when it is empty, None when this is no such form."""
    if not any(line and squeezed(line[0]).startswith(MARK) for line in table):
        return None
    tell: Callable[[Line], Iterator[Pair]] = told
    columns: dict[str, int] = {}
    found: list[Pair] = []
    for row in table:
        if not row or not row[0].strip():
            continue
        label, cells = row[0], row[1:]
        if (block := block_of(squeezed(label))) is not None:
            tell = block
            columns = {squeezed(cell): n for n, cell in enumerate(cells) if cell.strip()}
        elif (line := Line(label, cells, columns)).said:
            found += tell(line)
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip()


def block_of(label: str) -> Callable[[Line], Iterator[Pair]] | None:
    return next((tell for begins, tell in BLOCKS.items() if label.startswith(begins)), None)


def told(line: Line) -> Iterator[Pair]:
    """As it is: a name, a purpose, or what we have no column for."""
    yield line.label, " ; ".join(line.said)


def actor(line: Line) -> Iterator[Pair]:
    """Who answers for it. A joint controller is a partner; how to reach each is kept."""
    name = line.under("nom") or line.said[0]
    if squeezed(line.label).startswith("responsable(s) conjoint"):
        reached = ", ".join(one for one in line.said if one != name)
        yield "Responsables conjoints", one_piece(f"{name} ({reached})" if reached else name)
    elif squeezed(line.label).startswith("representant"):
        yield "Représentant", ", ".join(line.said)
    else:
        yield f"{line.label} (coordonnées)", ", ".join(line.said)


def data(line: Line) -> Iterator[Pair]:
    """A category of data: what it is, then how long it is kept."""
    words, lasting = line.under("description"), line.under("duree", "delai")
    heading = "Données : autres" if squeezed(line.label).startswith("numero") else line.label
    if words:
        told_alone = heading == line.label or ours(words)
        yield heading, words if told_alone else f"{line.label} : {words}"
    yield from kept(line, lasting)


def sensitive(line: Line) -> Iterator[Pair]:
    """Known by its label: « Données concernant la santé »."""
    words, lasting = line.under("description"), line.under("duree", "delai")
    if words or lasting:
        alone = words and ours(words)
        yield "Données sensibles", words if alone else " : ".join(filter(None, (line.label, words)))
    yield from kept(line, lasting)


def ours(words: str) -> bool:
    """Whether these are terms of our list, which say by themselves what they are."""
    return not parted("data", words)[1]


def kept(line: Line, lasting: str) -> Iterator[Pair]:
    if lasting:
        yield "Délai de conservation - Nom", one_piece(re.sub(r"\s*\(.*", "", line.label))
        yield "Durée de conservation", one_piece(lasting)


def one_piece(text: str) -> str:
    """A cell that is read as one item, not as a list of them."""
    return re.sub(r"\s*[\n;]+\s*", ", ", text)


def person(line: Line) -> Iterator[Pair]:
    yield "Catégories de personnes concernées", ", ".join(line.said)


def recipient(line: Line) -> Iterator[Pair]:
    kind, name = line.under("type"), line.under("precisions") or ", ".join(line.said)
    said = plain(kind)
    if "sous-traitant" in said:
        yield "Sous-traitants", one_piece(name)
    elif "interne" in said:
        yield "Destinataires internes", one_piece(name)
    else:
        yield "Destinataires externes", one_piece(name)


def measure(line: Line) -> Iterator[Pair]:
    kind, words = line.under("type") or line.label, line.under("precisions")
    said = plain(kind)
    heading = next((name for word, name in MEASURES.items() if word in said), "")
    if heading:
        yield heading, words or "oui"
    else:
        yield "Sécurité : autres mesures", " : ".join(dict.fromkeys([kind, *line.said[-1:]]))


def transfer(line: Line) -> Iterator[Pair]:
    """To whom, where, on what ground: one row, its cells in one value."""
    if country := line.under("pays"):
        rest = (line.under(name) for name in ("destinataire", "garanties", "documentation"))
        yield "Transfert, ligne à ligne", row(country, *rest)
    else:
        yield f"Transfert hors de l’Union européenne ({line.label})", ", ".join(line.said)


def lasting(line: Line) -> Iterator[Pair]:
    rest = (line.under(name) for name in ("duree", "a partir de", "archives", "sort final"))
    yield "Durée, ligne à ligne", row(line.label, *rest)


def row(*cells: str) -> str:
    return BETWEEN.join(" ".join(cell.replace(BETWEEN, "|").split()) for cell in cells)


BLOCKS: Mapping[str, Callable[[Line], Iterator[Pair]]] = {
    "modele de fiche": told,
    "description du traitement": told,
    "acteurs": actor,
    "finalite(s) du traitement": told,
    MARK: data,
    "donnees sensibles": sensitive,
    "categories de personnes": person,
    "destinataires": recipient,
    "mesures de securite": measure,
    "transferts hors": transfer,
    plain(DURATIONS): lasting,
    plain(COMPLEMENTS): told,
}
