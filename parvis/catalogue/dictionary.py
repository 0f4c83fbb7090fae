"""What the columns of a data set mean, and the words of the glossary that they use.

`models.py` brings these models in. A column is filled by a harvest value by value: what a steward
wrote stays, what the source said is kept in `said` to know the one from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.catalogue.columns import SAID, Plain
from parvis.catalogue.fields import WordsField
from parvis.records.models import Record

MOST = 2_000  # columns of one set that are kept
LONGEST = {"name": 200, "title": 300, "type": 100, "unit": 100}


class GlossaryTerm(Record):
    """A word of the trade explained once for all the data that use it (skos:Concept)."""

    record_type = "term"
    public_fields = ("synonyms", "source")

    synonyms = WordsField(_("on dit aussi"), default=list, blank=True)
    source = models.CharField(_("d’où vient la définition"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("mot du glossaire")
        verbose_name_plural = _("glossaire")
        ordering = ["title"]


class TableColumn(models.Model):
    """One column of a data set: its name in the file and what it means to a reader."""

    dataset = ParentalKey("catalogue.Dataset", on_delete=models.CASCADE, related_name="dictionary")
    name = models.CharField(_("nom dans le fichier"), max_length=200)
    title = models.CharField(_("nom en clair"), max_length=300, blank=True)
    meaning = models.TextField(_("ce que dit cette colonne"), blank=True)
    type = models.CharField(_("sorte de valeur"), max_length=100, blank=True)
    unit = models.CharField(_("unité"), max_length=100, blank=True)
    nomenclature = models.CharField(
        _("liste de codes"), max_length=500, blank=True,
        help_text=_("Son nom ou son adresse, par exemple « code INSEE de la commune »."),
    )  # fmt: skip
    personal_data = models.BooleanField(
        _("dit quelque chose d’une personne"), null=True, blank=True, default=None
    )
    term = models.ForeignKey(
        GlossaryTerm, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("mot du glossaire"),
    )  # fmt: skip
    said = models.JSONField(default=dict, blank=True, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)

    shown = ("name", "title", "meaning", "type", "unit", "nomenclature", "personal_data")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("colonne")
        verbose_name_plural = _("colonnes")

    def __str__(self) -> str:
        return self.title or self.name

    def projected(self) -> dict[str, Any]:
        """The term by its uuid: a reader meets it only where the link to it shows."""
        values = {name: getattr(self, name) for name in self.shown}
        return values | {"term": str(self.term.uuid) if self.term else None}

    @property
    def decided(self) -> bool:
        """Whether a person wrote anything here."""
        own = (self.nomenclature, self.term_id, self.personal_data is not None)
        return any(own) or any(getattr(self, n) != self.said.get(n, "") for n in SAID)


def told(doc: Plain) -> dict[str, str]:
    """What a source says of a column (`ColumnDoc` in plain values), cut to what we keep."""
    values = {name: doc.get(field, "") for name, field in SAID.items()}
    return {name: value[: LONGEST.get(name)] for name, value in values.items() if value}


def merged(docs: Iterable[Plain], known: Sequence[TableColumn]) -> list[TableColumn]:
    """The columns of a set after a harvest, in the source's order, then those it no longer says.

    A column that the source dropped stays only if a person wrote something of it.
    """
    before = {row.name: row for row in known}
    rows: dict[str, TableColumn] = {}
    for doc in docs:
        name = doc.get("name", "")[: LONGEST["name"]]
        if name and name not in rows and len(rows) < MOST:
            rows[name] = follow(before.get(name) or TableColumn(name=name), told(doc))
    kept = [row for name, row in before.items() if name not in rows and row.decided]
    return [*rows.values(), *kept]


def follow(row: TableColumn, said: Mapping[str, str]) -> TableColumn:
    for name in SAID:
        if getattr(row, name) == row.said.get(name, ""):
            setattr(row, name, said.get(name, ""))
    row.said = dict(said)
    return row
