"""DCAT catalogues read and written: RDF in, typed values, DCAT-AP 3 out."""

from parvis.catalogue.dcat.errors import DcatError, ItemProblem
from parvis.catalogue.dcat.formats import format_of
from parvis.catalogue.dcat.read import Reading, from_rdf
from parvis.catalogue.dcat.write import Extension, pieces, serialise, to_rdf

__all__ = [
    "DcatError",
    "Extension",
    "ItemProblem",
    "Reading",
    "format_of",
    "from_rdf",
    "pieces",
    "serialise",
    "to_rdf",
]
