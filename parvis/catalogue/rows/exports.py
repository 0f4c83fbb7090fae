"""`/api/versions/<data set>/<version>/<format>`: a published version as a file, always the same."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from parvis.catalogue.explore import exports, found
from parvis.catalogue.explore.asked import shown
from parvis.catalogue.explore.door import door
from parvis.catalogue.explore.problems import ExploreProblem
from parvis.catalogue.explore.records import given
from parvis.catalogue.rows import editions
from parvis.records.audience import audience_of


@door
def export(request: HttpRequest, slug: str, version: str, form: str) -> HttpResponseBase:
    """The parameters are those of the Explore API's exports."""
    row = found.dataset(slug, audience_of(request))
    known = editions.named(row.uuid, version)
    if known is None:
        raise ExploreProblem("version", value=shown(version))
    return exports.sent(request, given(request, row, slug, known), slug, form)
