"""Published records for tests of the public face; every name is invented."""

from parvis.catalogue.models import Dataset
from parvis.records import publishing
from parvis.records.ties import Tie
from tests import makers


def dataset(organisation, ties=(), **values):
    """A published data set with edges (predicate, record) towards others."""
    n = next(makers.numbers)
    values = {"title": f"Jeu d’essai {n}", "slug": f"jeu-{n}"} | values
    made = Dataset.objects.create(organisation=organisation, live=True, **values)
    if ties:
        tie(made, ties)
    publishing.publish_many([made])
    return made


def tie(record, ties):
    """Give a record in memory edges that its publication will write."""
    own = type(record).relations

    def relations():
        yield from own(record)
        yield from (Tie(predicate, other.uuid) for predicate, other in ties)

    record.relations = relations
