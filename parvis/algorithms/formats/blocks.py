"""Several of our fields in one text of another register: readable, and read again without loss.

    À quoi il sert : fixer le prix
    Ce qu’il ne fait pas : choisir qui a une place

A line that goes on is indented; rows are blocks parted by an empty line, each begun by the label of
its first field. A text that bears none of our labels is somebody else's: it goes whole into the
first field. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parvis.algorithms.formats import terms
from parvis.algorithms.formats.terms import Entry, Values

BETWEEN = " : "
INDENT = "  "


@dataclass(frozen=True)
class Rows:
    """Child rows of an entry: name of the field, and the label of each part of a row."""

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """Fields by label, and perhaps rows after them."""

    labels: Mapping[str, str]  # field: label
    rows: Rows | None = None

    def out(self, entry: Entry) -> str:
        """The text; "" where nothing is said."""
        pieces = [block(self.labels, entry)]
        if self.rows:
            pieces += [block(self.rows.labels, row) for row in entry.get(self.rows.name) or ()]
        return "\n\n".join(piece for piece in pieces if piece)

    def into(self, text: Any) -> Values:
        """The fields a text gives."""
        found: Values = {}
        rows: list[Values] = []
        if not isinstance(text, str):
            return found
        if not self.is_ours(text):
            return self.foreign(text.strip())
        for lines in blocks(text):
            labels = self.labels
            if self.rows and lines[0][0] in self.rows.labels.values():
                labels = self.rows.labels
                rows.append({})
            target = rows[-1] if labels is not self.labels else found
            for label, value in lines:
                for name, own in labels.items():
                    if own == label:
                        target[name] = reading(name, value)
        if self.rows and rows:
            found[self.rows.name] = [whole(self.rows.name, row) for row in rows]
        return found

    def known(self) -> set[str]:
        own = set(self.labels.values())
        return own | set(self.rows.labels.values()) if self.rows else own

    def is_ours(self, text: str) -> bool:
        first = text.lstrip().partition("\n")[0]
        return first.partition(BETWEEN)[0] in self.known()

    def foreign(self, text: str) -> Values:
        if not text:
            return {}
        if self.labels:
            return {next(iter(self.labels)): text}
        assert self.rows is not None  # a block has fields or rows
        return {self.rows.name: [whole(self.rows.name, {MAIN[self.rows.name]: text[:300]})]}


# where a text that is not ours goes in a row
MAIN = {
    "contributions": "human_control",
    "data_uses": "name",
    "risks": "name",
    "assessments": "title",
}


def block(labels: Mapping[str, str], values: Entry) -> str:
    lines = [
        label + BETWEEN + text.replace("\n", "\n" + INDENT)
        for name, label in labels.items()
        if (text := terms.said(name, values.get(name)))
    ]
    return "\n".join(lines)


def blocks(text: str) -> Iterator[list[tuple[str, str]]]:
    """Blocks of (label, value); an indented line goes on with the value above it."""
    lines: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(INDENT) and lines:
            label, value = lines[-1]
            lines[-1] = (label, f"{value}\n{line[len(INDENT) :]}")
        elif line.strip():
            label, _between, value = line.partition(BETWEEN)
            lines.append((label, value))
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def reading(name: str, text: str) -> Any:
    try:
        return terms.read(name, text)
    except (KeyError, ValueError):
        return terms.EMPTY.get(name, "") if name not in terms.FLAGS | terms.NUMBERS else None


def whole(name: str, row: Values) -> Values:
    """A row with all its parts, those that nobody said empty."""
    return {part: row.get(part, terms.EMPTY.get(part, "")) for part in terms.ROWS[name]}


def packed(names: Iterable[str]) -> Block:
    """A block with the labels of our own list."""
    return Block({name: LABELS[name] for name in names})


def rows(name: str, *parts: str) -> Rows:
    own = LABELS_OF_ROWS[name]
    return Rows(name, {part: own[part] for part in parts or tuple(own)})


LABELS: Mapping[str, str] = {
    "purpose": "À quoi il sert",
    "out_of_scope": "Ce qu’il ne fait pas",
    "justification": "Ce qu’il apporte",
    "necessity": "Pourquoi c’est nécessaire",
    "subsidiarity": "Pourquoi pas un moyen plus simple",
    "legal_basis": "Ce qui permet de décider",
    "legal_url": "Texte",
    "data_legal_basis": "Ce qui permet de traiter les données",
    "processing_url": "Traitement",
    "process": "Comment et quand il intervient",
    "human_control": "Ce que font les personnes",
    "people_concerned": "Qui est concerné",
    "important_effects": "Effets importants",
    "yearly_decisions": "Décisions par an",
    "scope": "Portée",
    "method": "Type",
    "method_text": "Méthode",
    "operations": "Opérations",
    "performance": "Résultats mesurés",
    "output": "Ce qu’il produit",
    "generative": "Outil génératif",
    "used_by": "Qui s’en sert",
    "bias": "Biais connus",
    "training_data": "Données d’apprentissage",
    "personal_data": "Données sur des personnes",
    "monitoring": "Surveillance",
    "last_review_on": "Dernière vérification",
    "evaluation_url": "Évaluation",
    "cost": "Coût",
    "page_url": "Page du service",
    "code_url": "Code source",
    "contact": "Contact",
    "contact_url": "Formulaire",
    "supplier_name": "Fournisseur",
    "supplier_number": "Numéro",
    "supplier_role": "Origine",
    "access_and_retention": "Accès et conservation",
    "appeals": "Comment contester",
    "rights": "Droits",
}
LABELS_OF_ROWS: Mapping[str, Mapping[str, str]] = {
    "contributions": {
        "decision_name": "Décision",
        "degree": "Degré",
        "step": "Étape",
        "human_control": "Contrôle par une personne",
        "can_override": "Une personne peut s’en écarter",
        "since": "Depuis le",
        "until": "Jusqu’au",
    },
    "data_uses": {
        "name": "Données",
        "description": "Contenu",
        "source": "Source",
        "collection": "Recueil",
        "identity": "Personnes",
        "url": "Adresse",
    },
    "risks": {"name": "Risque", "description": "Ce qui peut arriver", "mitigation": "Mesure"},
    "assessments": {
        "title": "Étude",
        "kind": "Nature",
        "description": "Ce qu’elle dit",
        "done_on": "Date",
        "url": "Adresse",
    },
}
