"""A sample export is described as the table that it comes from; what cannot be read says why."""

from __future__ import annotations

import io
import sqlite3
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.scan.address import parse
from parvis.catalogue.scan.connect import connected
from parvis.catalogue.scan.describe import describe
from parvis.catalogue.scan.difference import difference
from parvis.catalogue.scan.inventory import inventory
from parvis.catalogue.scan.limits import Limits as ScanLimits
from parvis.catalogue.scan.model import Inventory, from_plain, to_plain
from parvis.catalogue.scan.profile import profiled
from parvis.catalogue.scan.sample import values
from parvis.catalogue.scan.sample.errors import SampleError
from parvis.catalogue.scan.sample.inventory import joined, sampled
from parvis.catalogue.scan.sample.limits import Limits

SIRET = "24350013900189"
ROWS = (
    ("Enfant", "Naissance", "Courriel", "présences", "tarif", "SIRET", "Code postal", "inscrit"),
    ("Léa Le Goff", "05/01/2022", "lea@ville.example", "12", "3,50", SIRET, "01000", "oui"),
    ("Noé Caër", "12/11/2023", "noe@ville.example", "-1", "1 204,5", SIRET, "35000", "non"),
    ("Zoé", "", "", "1 250", "0,8", SIRET, "35200", "oui"),
)  # fmt: skip


def csv_of(rows=ROWS, delimiter=";", encoding="utf-8", end="\n"):
    return end.join(delimiter.join(row) for row in rows).encode(encoding)


def read(data, name="familles", **limits):
    return sampled(io.BytesIO(data), name, Limits(**limits))


def columns(data, **limits):
    return {column.name: column for column in read(data, **limits).columns}


def refusal(data, **limits):
    with pytest.raises(SampleError) as caught:
        read(data, **limits)
    return caught.value.sentence()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_of_writing_says_the_same(encoding, delimiter, end):
    assert read(csv_of(delimiter=delimiter, encoding=encoding, end=end)) == read(csv_of())


def test_types_counts_and_empty_values_are_told():
    found = columns(csv_of())
    assert {name: column.type for name, column in found.items()} == {
        "Enfant": "texte", "Naissance": "date", "Courriel": "texte", "présences": "entier",
        "tarif": "décimal", "SIRET": "entier", "Code postal": "texte", "inscrit": "oui ou non",
    }  # fmt: skip
    born = found["Naissance"].profile
    assert (born.read, born.nulls, born.distinct, born.years) == (3, 1, 2, (2022, 2023))
    assert found["présences"].profile.negative
    assert found["SIRET"].profile.distinct == 1
    (siret,) = found["SIRET"].profile.shapes
    assert (siret.code, siret.share, siret.checked) == ("siret", 1.0, True)
    assert found["Code postal"].profile.share("postcode") == 1.0


def test_what_speaks_of_people_is_suspected_and_described_in_words():
    (table,) = describe("creches", joined(None, read(csv_of()))).tables
    assert {guess.column for guess in table.suspected} >= {
        "Courriel",
        "Naissance",
        "Enfant",
    }
    assert table.access == "personal"
    assert table.summary.startswith("Export « familles » de l’application « creches ». Au moins 3")
    assert table.identifier == "scan:creches:.familles"


def test_no_value_is_kept_and_the_model_goes_to_json_and_back():
    found = joined(None, read(csv_of()))
    plain = to_plain(found)
    assert from_plain(Inventory, plain) == found
    assert not any(
        text in str(plain) for text in ("Léa", "lea@", "35200", "1204", "24350013900189")
    )


def test_the_same_table_scanned_and_exported_is_described_alike(tmp_path):
    """The same guesses, meanings and shapes, whichever door the values came by."""
    names = ("nom_enfant", "courriel", "telephone", "siret", "nb_jours", "tarif", "remarque")
    rows = [
        (f"Enfant {chr(65 + n)}", f"e{n}@ville.example", f"06 12 34 56 {n:02}", "24350013900189", n,
         n + 0.5, "" if n % 2 else "calme") for n in range(20)
    ]  # fmt: skip
    path = tmp_path / "creches.sqlite"
    with sqlite3.connect(path) as base:
        kinds = ("text", "text", "text", "text", "integer", "real", "text")
        made = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
        base.execute(f"CREATE TABLE famille ({made})")
        # an export writes nothing where the database has no value
        stored = [tuple(None if cell == "" else cell for cell in row) for row in rows]
        base.executemany("INSERT INTO famille VALUES (?,?,?,?,?,?,?)", stored)
    base.close()
    target = parse(f"sqlite://{path}?application=creches")
    with connected(target, None, allowed={str(tmp_path)}, limits=ScanLimits()) as session:
        scanned = profiled(session, inventory(session))
    export = csv_of([names, *[tuple(map(str, row)) for row in rows]])
    (one,) = describe("creches", scanned).tables
    (other,) = describe("creches", joined(None, read(export, "famille"))).tables
    assert one.guesses == other.guesses
    assert one.titles == other.titles
    assert one.access == other.access
    for theirs, ours in zip(one.columns, other.columns, strict=True):
        if theirs.name != "siret":  # text there, whole numbers here
            assert ours.kind == theirs.kind, ours.name
            assert ours.profile.shapes == theirs.profile.shapes, ours.name
        assert ours.profile.distinct == theirs.profile.distinct, ours.name
        assert ours.profile.nulls == theirs.profile.nulls, ours.name


def test_a_second_sample_says_what_changed_and_leaves_other_tables():
    first = joined(joined(None, read(csv_of())), read(b"code;libelle\nA;Lilas\n", "lieux"))
    again = joined(
        first, read(csv_of([(*row[:-1], "1") for row in ROWS]).replace(b";1\n", b";regime\n", 1))
    )
    assert [table.name for table in again.tables] == ["familles", "lieux"]
    assert [change.sentence() for change in difference(first, again)] == [
        "La colonne « inscrit » a été retirée de « familles ».",
        "La colonne « regime » (entier) a été ajoutée à « familles ».",
    ]
    assert difference(again, again) == ()


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("0", "entier"), ("-12", "entier"), ("1\u202f234\u00a0567", "entier"), ("0123", "texte"),
        ("1234567890123456789", "texte"), ("1,5", "décimal"), (",5", "décimal"), ("1.5", "décimal"),
        ("1 2", "texte"), ("١٢", "texte"), ("31/12/2025", "date"), ("2025-12-31", "date"),
        ("31/02/2025", "texte"), ("12/31/2025", "texte"), ("1er août 2025", "date"),
        ("31 DÉCEMBRE 2025", "date"), ("31/12/2025 08:30", "date et heure"),
        ("2025-12-31T08:30:00Z", "date et heure"), ("31/02/2025 08:30", "texte"),
        ("8h30", "heure"), ("08:30:15", "heure"), ("25:00", "texte"), ("VRAI", "oui ou non"),
        ("7f9c24e8-3b2a-4c1d-9e8f-1a2b3c4d5e6f", "UUID"), ("", "vide"), ("1e5", "texte"),
    ],
)  # fmt: skip
def test_a_cell_says_its_type(cell, kind):
    assert columns(f"code;valeur\nA;{cell}\n".encode())["valeur"].type == kind


def test_values_of_two_types_are_of_the_wider_one():
    found = columns(b"a;b;c\n1;05/01/2026;1\n1,5;05/01/2026 08:30;x\n")
    assert [column.type for column in found.values()] == ["décimal", "date et heure", "texte"]


def test_empty_lines_and_empty_columns_at_the_right_are_nothing():
    data = b"\n;;;\nnom;jour;;\n\nA;05/01/2026;;\n ; ;;\n"
    table = read(data)
    assert [column.name for column in table.columns] == ["nom", "jour"]
    assert table.rows.count == 1


def test_a_quoted_value_holds_its_delimiter_and_line_ends():
    found = columns(b'nom;note\n"Le Goff; L\xc3\xa9a";"une\nligne ""bleue"""\n')
    assert {name: column.profile.read for name, column in found.items()} == {"nom": 1, "note": 1}


def test_commas_cut_where_they_are_the_delimiter_only():
    assert list(columns(b"nom,jour\nA,05/01/2026\n")) == ["nom", "jour"]
    assert list(columns("tarif, réduit;jour\n3,50;05/01/2026\n".encode())) == [
        "tarif, réduit",
        "jour",
    ]
    assert list(columns(b"nom\nA\n")) == ["nom"]


def test_a_heading_alone_is_a_table_without_rows():
    table = read(b"nom;jour\n")
    assert (table.rows, [column.type for column in table.columns]) == (None, ["vide", "vide"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Le fichier est vide"),
        (b"\xef\xbb\xbf \n;;\n", "Le fichier est vide"),
        (b"PK\x03\x04rest", "est un classeur"),
        (b"nom;a\nA;\0\n", "Ligne 2, le fichier contient un octet nul"),
        (b"nom;jour\nA\x81;1\n", "Ligne 2, l’octet 0x81"),
        (b'nom;jour\nA;"un\nB;2\n', "Ligne 3, un guillemet n’est pas refermé"),
        (b'nom;jour\n"A"b;2\n', "Ligne 2, un guillemet"),
        (b"nom;;jour\nA;B;1\n", "Ligne 1, la colonne n° 2 n’a pas de nom"),
        (b"nom;jour; nom\nA;1;B\n", "Ligne 1, deux colonnes s’appellent « nom » (n° 1 et n° 3)"),
        (b"12;05/01/2026\n13;06/01/2026\n", "Ligne 1, « 12 » ressemble à une valeur"),
        (b"nom;jour\nA;1\nB\n", "Ligne 3, 2 colonnes sont attendues, la ligne s’arrête à la n° 1"),
        (b"nom;jour\nA;1\nB;2;C\n", "« C » est de trop, ou bien mettez entre guillemets"),
        ("é;jour\n".encode() + b"A;" + b"x" * 200_000 + b"\n", "Ligne 2, une valeur dépasse"),
        (b"n" * 201 + b";jour\nA;1\n", "raccourcissez-le"),
        (b"a;" * 600 + b"z\n", "le fichier nomme 601 colonnes : 500"),
        (b"x;y\n" + b"1;2\n" * 600_000, "Le fichier dépasse 2 Mo"),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_what_and_how_to_mend(data, said):
    assert said in refusal(data)


def test_too_many_different_values_are_not_counted():
    data = b"code;lot\n" + b"".join(b"c%d;%d\n" % (n, n % 3) for n in range(50))
    found = columns(data, distinct=40)
    assert (found["code"].profile.distinct, found["lot"].profile.distinct) == (None, 3)


def test_memory_does_not_grow_with_the_file():
    def peak(rows):
        file = io.BytesIO(b"code;jour;note\n" + b"A12;05/01/2026;un texte libre\n" * rows)
        tracemalloc.start()
        sampled(file, "grand")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is compiled and cached once
    assert peak(20_000) < peak(2_000) + 200_000


def describable(data, **limits):
    try:
        table = read(data, **limits)
    except SampleError as error:
        error.sentence()  # has all that fills it
        return
    found = joined(None, table)
    (described,) = describe("essai", found).tables
    assert len(described.titles) == len(table.columns)
    assert from_plain(Inventory, to_plain(found)) == found


@given(st.binary(max_size=400))
def test_any_bytes_are_described_or_refused(data):
    describable(data)


WRITTEN = ["", "12", "1,5", "05/01/2026", "99/99/9999", "00/00/0000", "oui", '"', "1 234", "٣"]
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
CELL |= st.sampled_from(WRITTEN)


@given(st.lists(st.lists(CELL, max_size=5), max_size=8), st.sampled_from(";\t,|"), st.booleans())
def test_any_table_is_described_or_refused(rows, delimiter, quote):
    cells = [[f'"{c}"' if quote else c for c in row] for row in rows]
    describable("\n".join(delimiter.join(row) for row in cells).encode(), columns=4, cell=10)


@given(st.text(max_size=80))
def test_any_cell_has_kinds_that_can_be_read(text):
    found = values.kinds(text)
    if "decimal" in found:
        assert isinstance(values.number(text), float)
    if found & {"date", "moment"}:
        assert values.year(text) is not None
