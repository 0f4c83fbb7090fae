"""What signs declare; `parvis/public_space/plugs.py` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from parvis.public_space.signage import reading
from parvis.public_space.signage.models import Sign
from parvis.records.desk import rights
from parvis.records.kinds import Awaited, Predicate, RecordType

SHOWN = 20


def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="sign",
            model="public_space.Sign",
            path="panneaux",
            one=gettext_lazy("panneau"),
            many=gettext_lazy("panneaux"),
            facets=("organisation",),
        )
    ]


def predicates() -> list[Predicate]:
    return [
        Predicate(
            name="shows",
            forward=gettext_lazy("annonce"),
            backward=gettext_lazy("est annoncé par"),
            subjects=("sign",),
            objects=("device",),
        )
    ]


POSTED = rights.Reached(
    "publish",
    lambda signs, after: signs.filter(live=True, removed_on=None, pk__gt=after[0])
    .order_by().values_list("pk"),
)  # fmt: skip


def awaits(user: Any) -> Iterator[Awaited]:
    """Signs that say what is no longer so, of the organisations this person publishes for."""
    mine = {key for (key,) in POSTED(user, Sign, [0])}
    if not mine:
        return
    for sign in [one for one in reading.outdated() if one.pk in mine][:SHOWN]:
        where = reverse(Sign.snippet_viewset.get_url_name("life"), args=[sign.pk])
        said = gettext("Panneau à refaire : %(title)s") % {"title": sign.title}
        yield Awaited(said, where, sign.made_on)
