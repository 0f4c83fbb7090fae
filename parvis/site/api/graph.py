"""`/api/graph/<type>/<slug>?depth=`: what lies around a record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis.records.audience import audience_of
from parvis.records.machine import machine
from parvis.records.models import Published
from parvis.records.walking import MOST_DEPTH, MOST_NODES, Node, Walk, around
from parvis.site import addresses
from parvis.site.absent import absent
from parvis.site.caching import public_page
from parvis.site.queries import integer

SLUG = "\0"  # stands for the slug in the address of a type: looked for once for each


@machine
@public_page
def graph(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    depth = integer(request.GET, "depth", 1, MOST_DEPTH, 1)
    audience = audience_of(request)
    rows = Published.objects.visible(audience, archived=True).filter(type=kind, slug=slug)
    row = rows.only("pk", "type", "slug", "title").first()
    if row is None:
        return absent(request, kind, slug)
    walk = around(Node(row.pk, row.type, row.slug, row.title, 0), audience, depth)
    return JsonResponse(document(row.key, depth, walk))


def document(key: str, depth: int, walk: Walk) -> dict[str, Any]:
    around_slug = {
        kind: addresses.absolute(addresses.record_path(kind, SLUG)).partition(SLUG)
        for kind in {node.type for node in walk.nodes}
    }
    return {
        "start": key,
        "depth": depth,
        "cut": walk.cut,
        "most_nodes": MOST_NODES,
        "nodes": [
            {
                "id": node.key,
                "type": node.type,
                "slug": node.slug,
                "title": node.title,
                "url": node.slug.join(around_slug[node.type][::2]),
                "depth": node.depth,
            }
            for node in walk.nodes
        ],
        "edges": [edge._asdict() for edge in walk.edges],
    }
