"""From a file to what was understood: columns, meanings, doubts, and a table ready to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from parvis.lake import engine, quoting
from parvis.lake.meaning import Meaning, folded, is_code, meanings
from parvis.lake.reading import columnar, delimited, kml, objects, places, sheets, types, unpack
from parvis.lake.reading.blur import BLURS, GEOMETRY, PLACES, SHAPE, Blur, blurred
from parvis.lake.reading.dialect import long_fields
from parvis.lake.reading.doubts import Doubt, doubts
from parvis.lake.reading.formats import SHAPEFILE, format_of
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, sampled, weight
from parvis.lake.refusals import Unreadable

# what stands beside rows in an archive
BESIDE = {
    ".prj", ".cpg", ".qpj", ".qmd", ".qml", ".sld", ".lyr", ".md", ".pdf", ".doc", ".docx", ".odt",
    ".htm", ".html", ".jpg", ".jpeg", ".png",
}  # fmt: skip
RESERVED = {"shape", "file_row_number"}  # the place of a row, the engine's own number of it


@dataclass(frozen=True)
class Choices:
    """What a person decides instead of us."""

    # of a workbook, layer of a geographic file, member of an archive, list inside an object
    sheet: str | None = None
    header: bool | None = None
    encoding: str | None = None  # of a delimited text: one of text.ENCODINGS
    separator: str | None = None  # of a delimited text: one of dialect.SEPARATORS
    types: dict[str, str] = field(default_factory=dict)  # title → a name of types.BY_NAME
    dropped: tuple[str, ...] = ()  # titles of columns of which no value is kept or told
    # what was decided of a column holds for every file that has it
    barred: tuple[str, ...] = ()  # titles of more columns of which no value is kept or told
    blurred: dict[str, str] = field(default_factory=dict)  # title → a name of blur.BLURS
    least: int = 0  # rows alike are counted, groups of fewer are left out; 0: rows stay as they are


@dataclass(frozen=True)
class Column:
    name: str  # of the rows: folded, unique
    title: str  # as written in the file
    type: types.Type
    meaning: Meaning | None
    cast: str


@dataclass(frozen=True)
class Understood:
    """Holds while the workshop of `understanding` is open."""

    raw: Raw
    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]
    rows: int
    heavy: int  # bytes, about, of a row
    link: duckdb.DuckDBPyConnection
    folder: Path  # of the workshop
    limits: Limits
    least: int = 0  # as `Choices.least`
    placed: bool = True  # whether rows may have a place
    place: Blur | None = None  # how their place is told less precisely

    def select(self) -> str:
        """The SQL of the typed rows, without their place."""
        return ", ".join(f"{each.cast} AS {quoting.name(each.name)}" for each in self.columns)

    def shape(self, sql: str) -> str:
        """The SQL of a place, as precise as it may be."""
        return blurred(sql, GEOMETRY, self.place) if self.place else sql


@contextmanager
def understanding(
    path: Path,
    choices: Choices | None = None,
    limits: Limits | None = None,
    opened: Callable[[], None] | None = None,
) -> Iterator[Understood]:
    """Reads `path`; whatever happens nothing is left behind. Raises Unreadable.

    `opened` is called when the engine's threads run, before it is given a byte of the file.
    """
    choices, limits = choices or Choices(), limits or Limits()
    if path.is_symlink() or not path.is_file():
        raise Unreadable("absent", name=path.name)
    if path.stat().st_size == 0:
        raise Unreadable("empty", name=path.name)
    with TemporaryDirectory(prefix="parvis-lake-") as place, long_fields(limits):
        folder = Path(place)
        link = engine.workshop(folder, limits, (path.parent,))
        try:
            if opened is not None:
                opened()
            raw = _read(path, folder, link, choices, limits)
            yield _understood(raw, link, choices, folder, limits)
        finally:
            link.close()


def _read(
    path: Path, folder: Path, link: duckdb.DuckDBPyConnection, choices: Choices, limits: Limits
) -> Raw:
    path = unpack.unpack(path, folder, limits)
    form = format_of(path)
    sheet = choices.sheet
    if form == "zip":
        member = _member(unpack.extract(path, _made(folder / "in"), limits), sheet)
        sheet = None if member.name == sheet else sheet
        path = unpack.unpack(member, folder, limits)
        form = format_of(path)
        if form == "zip":
            raise Unreadable("unknown_format", name=path.name)
    if form == "csv":
        told = delimited.Told(choices.header, choices.encoding, choices.separator)
        return delimited.read(path, folder, link, limits, told)
    if form == "sheet":
        return sheets.read(path, folder, link, limits, sheet, choices.header)
    if form in {"json", "ndjson"}:
        return objects.read(path, folder, link, limits, form == "ndjson", sheet)
    if form == "parquet":
        return columnar.read(path, link, limits)
    if form == "kml":
        return kml.read(path, folder, link, limits, sheet)
    return places.read(path, folder, link, limits, form, sheet)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _member(files: list[Path], wanted: str | None) -> Path:
    """The file `wanted`, or the one of an archive that holds rows; a shapefile counts as one."""
    files = [each for each in files if each.suffix.lower() not in BESIDE]
    shapes = [each for each in files if each.suffix.lower() == ".shp"]
    files = [each for each in files if not (shapes and each.suffix.lower() in SHAPEFILE)] + shapes
    named = [each for each in files if each.name == wanted]
    if len(files) > 1 and not named:
        files = [e for e in files if e.suffix.lower() in {".kml", ".shp", ".gpkg"}] or files
    files = named or files
    if len(files) != 1:
        raise Unreadable("archive_choice", names=", ".join(each.name for each in files[:20]))
    return files[0]


def _understood(
    raw: Raw, link: duckdb.DuckDBPyConnection, choices: Choices, folder: Path, limits: Limits
) -> Understood:
    counted = link.execute("SELECT count(*) FROM raw").fetchone()
    rows = int(counted[0]) if counted else 0
    heavy = weight(link, raw, rows)
    whole = sampled(link, rows, len(raw.names), heavy)
    texts = [i for i, title in enumerate(raw.names) if i in raw.texts or is_code(title)]
    found = types.evidence(link, len(raw.names), whole, texts)
    left = _left(raw, choices)
    kinds = {i: _kind(raw, link, i, found[i], choices) for i in left}
    meant = meanings(link, raw.names, whole)
    names = _names(raw.names)
    columns = tuple(
        _told(Column(names[i], raw.names[i], kind, meant.get(i), types.cast(i, kind, found[i])),
              choices)
        for i, kind in kinds.items()
    )  # fmt: skip
    exact = {i: kind for i, kind in kinds.items() if raw.names[i] not in choices.blurred}
    doubtful = () if choices.least else doubts(link, raw, found, exact)
    placed = SHAPE not in {*choices.dropped, *choices.barred}
    place = _blur(SHAPE, GEOMETRY, choices)
    return Understood(
        raw, columns, doubtful, rows, heavy, link, folder, limits, choices.least, placed, place
    )


def _told(column: Column, choices: Choices) -> Column:
    """As it is, or less precisely where a person chose so; Unreadable when it can't be."""
    blur = _blur(column.title, column.type, choices)
    if blur is None:
        return column
    meaning = column.meaning if column.meaning and column.meaning.name in PLACES else None
    cast = blurred(column.cast, column.type, blur)
    return replace(column, type=blur.type(column.type), meaning=meaning, cast=cast)


def _blur(title: str, kind: types.Type, choices: Choices) -> Blur | None:
    wanted = choices.blurred.get(title)
    if wanted is None:
        return None
    blur: Blur | None = BLURS.get(wanted)
    if blur is None or not blur.fits(kind):
        raise Unreadable("blur", column=title, blur=wanted, type=kind.name)
    return blur


def _left(raw: Raw, choices: Choices) -> list[int]:
    """The columns that are not dropped; Unreadable when a choice names none of the file's."""
    unknown = {*choices.types, *choices.dropped} - {*raw.names, SHAPE}
    if unknown:
        raise Unreadable("no_column", column=min(unknown))
    gone = {*choices.dropped, *choices.barred}
    left = [i for i, title in enumerate(raw.names) if title not in gone]
    if not left:
        raise Unreadable("nothing_left")
    return left


def _kind(
    raw: Raw, link: duckdb.DuckDBPyConnection, index: int, found: types.Evidence, choices: Choices
) -> types.Type:
    wanted = choices.types.get(raw.names[index])
    if wanted is None:
        kind = types.decide(found)
        named = is_code(raw.names[index]) or (index in raw.texts and kind.name in types.NUMBERED)
        return types.TEXT if named else kind
    if wanted not in types.BY_NAME:
        raise Unreadable("unknown_type", type=wanted)
    _hold(raw, link, index, types.BY_NAME[wanted])
    return types.BY_NAME[wanted]


def _hold(raw: Raw, link: duckdb.DuckDBPyConnection, index: int, kind: types.Type) -> None:
    """Unreadable at the first value that is not of the type a person asked for."""
    v = f"c{index}"
    row = link.execute(
        f"SELECT rowid, {v} FROM raw WHERE {v} IS NOT NULL"
        f" AND NOT {types.is_empty(v)}"
        f" AND NOT coalesce({kind.test.replace('{v}', v)}, false) ORDER BY rowid LIMIT 1"
    ).fetchone()
    if row:
        raise Unreadable(
            "retype", column=raw.names[index], line=raw.line(int(row[0])),
            value=str(row[1])[:80], type=kind.name,
        )  # fmt: skip


def _names(titles: tuple[str, ...]) -> list[str]:
    taken: set[str] = set()
    out = []
    for index, title in enumerate(titles):
        base = folded(title)[:60] or f"colonne_{index + 1}"
        name, number = base, 2
        while name in taken or name in RESERVED:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        out.append(name)
    return out


def retyped(choices: Choices, column: str, kind: str) -> Choices:
    """The same choices with one column's type forced."""
    return replace(choices, types=choices.types | {column: kind})
