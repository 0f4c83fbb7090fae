"""What was understood of a file, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.deposits.gate import Decisions, has_shapes, suspected
from parvis.catalogue.rows.cells import number
from parvis.catalogue.rows.columns import MEANINGS
from parvis.catalogue.rows.versions import rows_words
from parvis.design.spoken import in_turn, quoted
from parvis.lake.models import Version
from parvis.lake.reading import types
from parvis.lake.reading.blur import BLURS
from parvis.lake.reading.doubts import REASONS
from parvis.records.problems import Problem

# names of reading.types that a person may choose, in words
TYPES: dict[str, Callable[[], str]] = {
    "text": lambda: _("texte"),
    "integer": lambda: _("nombre entier (1234)"),
    "grouped_integer": lambda: _("nombre entier avec espaces (1 234)"),
    "large_integer": lambda: _("très grand nombre entier"),
    "decimal": lambda: _("nombre avec point (12.5)"),
    "french_decimal": lambda: _("nombre avec virgule (12,5)"),
    "boolean": lambda: _("oui ou non"),
    "date": lambda: _("date (2026-03-31)"),
    "french_date": lambda: _("date (31/03/2026)"),
    "worded_date": lambda: _("date en lettres (31 mars 2026)"),
    "datetime": lambda: _("date et heure (2026-03-31T08:00)"),
    "datetime_zone": lambda: _("date et heure avec fuseau"),
    "french_datetime": lambda: _("date et heure (31/03/2026 08:00)"),
    "time": lambda: _("heure (08:00)"),
}
# encodings that a person may choose, by who writes them
ENCODINGS: dict[str, Callable[[], str]] = {
    "utf-8": lambda: _("UTF-8, le plus courant aujourd’hui"),
    "cp1252": lambda: _("Windows (Excel enregistré en CSV)"),
    "iso-8859-15": lambda: _("ISO-8859-15 (anciens logiciels sous Unix)"),
    "mac_roman": lambda: _("Mac (anciens logiciels)"),
    "cp850": lambda: _("DOS (très anciens logiciels)"),
    "utf-16": lambda: _("UTF-16 (« texte Unicode » d’Excel)"),
}
SEPARATORS: dict[str, Callable[[], str]] = {
    ";": lambda: _("point-virgule"),
    ",": lambda: _("virgule"),
    "\t": lambda: _("tabulation"),
    "|": lambda: _("barre verticale"),
}
WHY: dict[str, Callable[[], str]] = {
    "name": lambda: _("son nom le laisse penser"),
    "values": lambda: _("ses valeurs le montrent"),
    "place": lambda: _("d’autres colonnes parlent de personnes : leur lieu aussi"),
}
FORMATS = {"csv": "CSV", "sheet": "XLSX, ODS", "json": "JSON", "ndjson": "NDJSON",
           "parquet": "Parquet", "geojson": "GeoJSON", "geojsonseq": "GeoJSON",
           "shapefile": "Shapefile", "geopackage": "GeoPackage", "kml": "KML",
           "flatgeobuf": "FlatGeobuf"}  # fmt: skip


@dataclass(frozen=True)
class ColumnSaid:
    name: str
    title: str
    type: str  # a name of TYPES
    meaning: str
    empty: str
    example: str
    personal: str  # why it may tell of people; empty when nothing does
    decision: str


def options(of: Mapping[str, Callable[[], str]]) -> list[tuple[str, str]]:
    return [(name, said()) for name, said in of.items()]


def columns(read: Mapping[str, Any], decisions: Decisions) -> list[ColumnSaid]:
    profiles = {each["name"]: each for each in read["profile"]["columns"]}
    values = examples(read)
    people = set(suspected(read, decisions))
    return [
        ColumnSaid(
            each["name"], each["title"], each["type"],
            MEANINGS[each["meaning"]]() if each["meaning"] in MEANINGS else "",
            number(profiles[each["name"]]["nulls"]),
            next(iter(values[each["name"]]), ""),
            WHY[profiles[each["name"]]["personal"] or "place"]() if each["title"] in people else "",
            decision_words(decisions, each["title"]),
        )
        for each in read["columns"]
    ]  # fmt: skip


def decision_words(decisions: Decisions, title: str) -> str:
    one = decisions.get(title)
    if one is None:
        return ""
    said = str(one.get_measure_display())
    return f"{said} ({_(BLURS[one.blur].label)})" if one.blur in BLURS else said


def doubts(read: Mapping[str, Any]) -> list[str]:
    said = _("Colonne « %(column)s », ligne %(line)s, « %(value)s » : %(reason)s.")
    found = []
    for doubt in read["doubts"]:
        reason = REASONS[doubt["reason"]]
        found.append(said % {**doubt, "reason": _(reason) % {}})
    return found


def key_doubt(problem: Problem) -> str:
    """Rows that break the key that is chosen: published all the same, told by what is guessed."""
    said = _("La clé du jeu de données ne tient plus. %(why)s")
    return said % {"why": problem.sentence(_)}


def key_words(read: Mapping[str, Any], proposed: Sequence[str]) -> str:
    """« code » : 43 lignes, chacune a sa valeur, aucune n’est vide."""
    if not proposed:
        return ""
    said = ngettext(
        "%(key)s : %(rows)s, chacune a sa valeur, aucune n’est vide.",
        "%(key)s ensemble : %(rows)s, chacune a ses valeurs, aucune n’est vide.",
        len(proposed),
    )
    return said % {"key": in_turn(map(quoted, proposed)), "rows": rows_words(read["rows"])}


def how(read: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How the file was read: (what, value)."""
    reading = read["reading"]
    said = [(_("Format"), FORMATS.get(reading["format"], reading["format"])),
            (_("Lignes"), number(read["rows"])),
            (_("Colonnes"), number(len(read["columns"])))]  # fmt: skip
    if encoding := reading.get("encoding"):
        told = ENCODINGS[encoding]() if encoding in ENCODINGS else encoding.upper()
        said.append((_("Encodage"), told))
    if reading.get("separator"):
        sign = reading["separator"]
        said.append((_("Séparateur"), SEPARATORS[sign]() if sign in SEPARATORS else sign))
    if sheet := reading.get("sheet") or reading.get("layer"):
        said.append((_("Feuille, couche, liste ou fichier"), sheet))
    if reading.get("place", "none") != "none":
        said.append((_("Lieu des lignes d’après"), place_words(read)))
    if reading.get("least"):
        told = _("groupes d’au moins %(least)s ; %(left)s lignes laissées de côté")
        values = {"least": reading["least"], "left": number(int(reading["left_out"]))}
        said.append((_("Lignes comptées"), told % values))
    return said


def place_words(read: Mapping[str, Any]) -> str:
    """« les formes du fichier (EPSG:2154) », « les colonnes x, y (EPSG:2154) »."""
    where, _space, projection = read["reading"]["place"].rpartition(" ")
    if has_shapes(read):
        if not projection.startswith("EPSG"):
            return _("les formes du fichier")
        return _("les formes du fichier (projection %(code)s)") % {"code": projection}
    told = _("les colonnes %(names)s (projection %(code)s)")
    return told % {"names": where, "code": projection}


def problem_words(problem: Problem) -> str:
    """As a person reads it: a type by what it looks like, not by its name."""
    kind = problem.params.get("type")
    if kind not in TYPES:
        return problem.sentence(_)
    told = {**problem.params, "type": f"« {TYPES[str(kind)]()} »"}
    return type(problem)(problem.code, **told).sentence(_)


def examples(read: Mapping[str, Any]) -> dict[str, list[str]]:
    """The most frequent values of each column, by its name."""
    return {
        each["name"]: [str(value)[:60] for value, *_count in each["frequent"] or ()]
        for each in read["profile"]["columns"]
    }


def against(read: Mapping[str, Any], version: Version | None) -> list[str]:
    """What publishing would change: rows, columns that come, go, or are of another type."""
    if version is None:
        return [_("Ce jeu de données n’a pas encore de lignes publiées.")]
    before = {each["name"]: each.get("read_as") for each in version.columns}
    before.pop("shape", None)
    after = {each["name"]: each["type"] for each in read["columns"]}
    said = [
        _("%(after)s, au lieu de %(before)s.")
        % {"after": rows_words(read["rows"]), "before": number(version.rows)}
    ]
    for sentence, names in (
        (_("Colonnes nouvelles : %(names)s."), [n for n in after if n not in before]),
        (_("Colonnes qui ne seront plus là : %(names)s. Ceux qui s’en servent devront s’adapter."),
         [n for n in before if n not in after]),
        (_("Colonnes d’un autre type : %(names)s."),
         [n for n in after if n in before and type_of(before[n]) != type_of(after[n])]),
    ):  # fmt: skip
        if names:
            said.append(sentence % {"names": ", ".join(names[:30])})
    return said


def type_of(read_as: str | None) -> str:
    """The engine's type of what was read so: 31/03/2026 and 2026-03-31 are dates both."""
    return types.BY_NAME[read_as].sql if read_as in types.BY_NAME else str(read_as)
