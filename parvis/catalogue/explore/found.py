"""Which data set an address names, for who asks: one that may not be seen does not exist."""

from __future__ import annotations

from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.models import Dataset
from parvis.records.audience import Audience
from parvis.records.models import Alias, Published

LONGEST = 500
MOST = 20  # data sets of one identifier that are looked at


def dataset(name: str, audience: Audience) -> Published:
    """By its slug, else by the identifier of the portal it comes from, else by a former slug."""
    row = named(name, audience)
    if row is None:
        raise ExploreProblem("dataset", value=shown(name))
    return row


def named(name: str, audience: Audience) -> Published | None:
    if "\0" in name or len(name) > LONGEST:
        return None
    visible = Published.objects.visible(audience).filter(type="dataset").order_by("slug")
    if row := visible.filter(slug=name).first():
        return row
    same = Dataset.objects.filter(identifier=name).values("uuid")
    for row in visible.filter(pk__in=same)[:MOST]:
        if row.content.get("identifier") == name:  # shown, and not only kept
            return row
    former = Alias.objects.filter(type="dataset", slug=name).values("record")
    return visible.filter(pk__in=former).first()
