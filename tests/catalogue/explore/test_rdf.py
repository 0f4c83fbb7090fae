"""Rows as RDF and as points of interest, read back by others."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal
from rdflib.namespace import XSD

from parvis.catalogue.explore import written_ov2, written_rdf
from parvis.catalogue.explore.written import Style
from parvis.lake.query import tree
from parvis.lake.query.schema import Type
from parvis.lake.query.select import Field
from tests.catalogue.explore.makers import ROOT
from tests.catalogue.explore.test_records import COUNT, arbres, content, lake

__all__ = ["arbres", "lake"]
# the reader of JSON-LD uses what its own library will drop
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
SYNTAX = {"turtle": "turtle", "n3": "n3", "rdfxml": "xml", "jsonld": "json-ld"}
MEDIA = {"turtle": "text/turtle", "n3": "text/n3", "rdfxml": "application/rdf+xml",
         "jsonld": "application/ld+json"}  # fmt: skip
WRITERS = {"turtle": written_rdf.as_triples, "rdfxml": written_rdf.as_xml,
           "jsonld": written_rdf.as_jsonld}  # fmt: skip


def graph(text, form):
    return Graph().parse(data=text, format=SYNTAX[form])


def nodes(found):
    """Each row as {property: texts}, in no order."""
    rows = []
    for node in set(found.subjects()):
        row = {}
        for name, value in found.predicate_objects(node):
            row.setdefault(str(name).rpartition("#")[2], []).append((str(value), value.datatype))
        rows.append({name: sorted(map(str, told)) for name, told in row.items()})
    return sorted(rows, key=str)


@pytest.mark.django_db
@pytest.mark.parametrize("form", SYNTAX)
def test_each_syntax_says_every_row_with_its_types(client, arbres, form):
    response = client.get(f"{ROOT}datasets/arbres/exports/{form}?order_by=cle")
    assert response["Content-Type"].startswith(MEDIA[form])
    found = graph(response.getvalue().decode(), form)
    about = "/donnees/arbres/donnees/#"
    assert {str(name).partition("/donnees/")[2] for name in found.predicates()} >= {
        "arbres/donnees/#cle", "arbres/donnees/#hauteur", "arbres/donnees/#shape"
    }  # fmt: skip
    assert len(set(found.subjects())) == COUNT
    told = {str(name).rpartition(about)[2]: value for name, value in found.predicate_objects(None)}
    assert told["cle"].datatype == XSD.integer
    assert told["remarquable"].datatype == XSD.boolean
    assert told["plante_le"].datatype == XSD.date
    assert told["espece"].datatype in {None, XSD.string}
    assert json.loads(str(told["shape"]))["type"] == "Point"


@pytest.mark.django_db
def test_the_four_syntaxes_say_the_same(client, arbres):
    texts = {form: content(client, f"datasets/arbres/exports/{form}?limit=30&order_by=cle")
             for form in SYNTAX}  # fmt: skip
    found = {form: nodes(graph(text.decode(), form)) for form, text in texts.items()}
    first, *others = found.values()
    assert len(first) == 30
    assert all(other == first for other in others)


@pytest.mark.django_db
def test_points_of_interest_are_where_the_rows_are(client, arbres):
    data = content(client, "datasets/arbres/exports/ov2?order_by=cle&limit=3")
    rows = json.loads(content(client, "datasets/arbres/exports/json?order_by=cle&limit=3"))
    found = []
    while data:
        kind, length, east, north = struct.unpack("<BIii", data[:13])
        assert kind == 2
        found.append((east / 1e5, north / 1e5, data[13 : length - 1].decode("latin-1")))
        data = data[length:]
    for (east, north, name), row in zip(found, rows, strict=True):
        assert name == row["espece"]
        assert abs(east - row["shape"]["lon"]) < 1e-5
        assert abs(north - row["shape"]["lat"]) < 1e-5


def column(name, kind, many=False):
    return Field(name, kind, many, tree.Column(name))


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("form", WRITERS)
@given(names=st.lists(any_text, min_size=1, max_size=3), texts=st.lists(any_text, max_size=4))
def test_any_column_and_any_text_come_back(form, names, texts):
    fields = [column(name, Type.TEXT) for name in dict.fromkeys(names)]
    style = Style([field.name for field in fields], about="https://ville.example/donnees/x/")
    rows = [tuple(text for _ in fields) for text in texts]
    written = b"".join(WRITERS[form](fields, [rows], style)).decode()
    clean = [written_rdf.writable(text) if form == "rdfxml" else text for text in texts]
    told = [str(value) for value in graph(written, form).objects()]
    assert sorted(told) == sorted(text for text in clean for _ in fields)


@pytest.mark.parametrize("form", WRITERS)
def test_numbers_lists_and_nothing(form):
    fields = [column("n", Type.NUMBER), column("mots", Type.TEXT, many=True)]
    rows = [(0.1, ["a", "b", None]), (float("inf"), None), (-3.0, [])]
    style = Style(["n", "mots"], about="https://ville.example/x/")
    found = graph(b"".join(WRITERS[form](fields, [rows], style)).decode(), form)
    told = sorted(map(str, found.objects()))
    assert told == ["-3.0", "0.1", "a", "b"]
    assert Literal("0.1", datatype=XSD.double) in set(found.objects())


def test_a_name_of_a_point_is_cut_and_told_in_latin():
    told = written_ov2.record(-1.5, 48.1, "Œ" + "é" * 300)
    assert told[13:-1].decode("latin-1") == "?" + "é" * 199
    assert struct.unpack("<BIii", told[:13]) == (2, len(told), -150_000, 4_810_000)
