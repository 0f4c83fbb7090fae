"""One search over everything: `Index` answers, `Follower` keeps the machine's index up to date."""

from parvis.records.search.documents import Removal, SearchDocument, Source, use_count
from parvis.records.search.folder import IndexUnavailable
from parvis.records.search.follower import Follower
from parvis.records.search.index import Index
from parvis.records.search.query import Hit, SearchRequest, SearchResult

__all__ = [
    "Follower",
    "Hit",
    "Index",
    "IndexUnavailable",
    "Removal",
    "SearchDocument",
    "SearchRequest",
    "SearchResult",
    "Source",
    "use_count",
]
