"""The dictionary of a data set in CSV on the Web terms, on each of its tables (W3C, csvw).

A distribution that is a table carries `csvw:tableSchema`; its columns are a list, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

CSVW = "http://www.w3.org/ns/csvw#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = "http://purl.org/dc/terms/"
TABLES = ("/CSV", "/TSV", "/XLSX", "/XLS", "/ODS", "/PARQUET")
# words that sources use for a type → datatype of XML Schema, as CSVW wants
DATATYPES = {
    **dict.fromkeys(("text", "string", "texte", "varchar", "str"), "string"),
    **dict.fromkeys(("int", "integer", "entier", "bigint", "smallint"), "integer"),
    **dict.fromkeys(("double", "float", "number", "decimal", "nombre", "numeric"), "decimal"),
    **dict.fromkeys(("bool", "boolean", "booléen"), "boolean"),
    "date": "date",
    **dict.fromkeys(("datetime", "timestamp", "date et heure"), "dateTime"),
}


def triples(content: Mapping[str, Any], address: str, key: Sequence[str] = ()) -> Iterator[Triple]:
    """The schema of a projection's tables; `address` is the data set's own. `key`: names of the
    columns that tell one row from another."""
    columns = content.get("dictionary") or ()
    tables = [f for f in content.get("distributions", ()) if f.get("format", "").endswith(TABLES)]
    if not columns or not tables:
        return
    schema = NamedNode(f"{address}#schema")
    for form in tables:
        table = NamedNode(
            f"{address.replace('/id/dataset/', '/id/distribution/')}--{form['short']}"
        )
        yield Triple(table, NamedNode(CSVW + "tableSchema"), schema)
    yield Triple(schema, NamedNode(RDF + "type"), NamedNode(CSVW + "Schema"))
    for name in key:
        yield Triple(schema, NamedNode(CSVW + "primaryKey"), Literal(name))
    yield from listed(schema, columns)


def listed(schema: NamedNode, columns: Sequence[Mapping[str, Any]]) -> Iterator[Triple]:
    """`csvw:column` as a list of rdf: order is that of the file."""
    cells = [BlankNode() for _column in columns]
    yield Triple(schema, NamedNode(CSVW + "column"), cells[0])
    ends: list[BlankNode | NamedNode] = [*cells[1:], NamedNode(RDF + "nil")]
    for cell, rest, column in zip(cells, ends, columns, strict=True):
        node = BlankNode()
        yield Triple(cell, NamedNode(RDF + "first"), node)
        yield Triple(cell, NamedNode(RDF + "rest"), rest)
        yield Triple(node, NamedNode(RDF + "type"), NamedNode(CSVW + "Column"))
        for name, value in described(column):
            yield Triple(node, NamedNode(name), value)


def described(column: Mapping[str, Any]) -> Iterator[tuple[str, Literal | NamedNode]]:
    yield CSVW + "name", Literal(column["name"])
    if column.get("title"):
        yield CSVW + "title", Literal(column["title"], language="fr")
    if column.get("meaning"):
        yield TERMS + "description", Literal(column["meaning"], language="fr")
    if kind := DATATYPES.get((column.get("type") or "").casefold()):
        yield CSVW + "datatype", NamedNode(XSD + kind)
