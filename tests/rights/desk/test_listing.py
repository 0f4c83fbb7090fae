"""The list of requests: what each filter counts is what it finds; no page asks more for many."""

from __future__ import annotations

import uuid
from itertools import product
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.rights.desk import counted, listing
from parvis.rights.desk.models import Part
from parvis.rights.requests import access, course
from parvis.rights.requests.choices import Kind, Stage
from parvis.rights.requests.models import Access, Event, Hold, Request
from tests import makers
from tests.records.desk.conftest import signed
from tests.rights.desk.test_actions import plain, town
from tests.rights.desk.test_screens import DESK, officer, page
from tests.rights.makers import DAY

pytestmark = pytest.mark.django_db
__all__ = ["officer", "signed", "town"]
STATES = (Stage.RECEIVED, Stage.STUDIED, Stage.ACCEPTED, Stage.REFUSED)


def of_all_kinds(town: SimpleNamespace) -> None:
    """Early, soon due, late, reopened, closed; of two organisations; two services asked, in time or
    not, once or twice, answered or taken back; images put aside, or given back."""
    today = course.today()
    owners, rights = (town.here, makers.organisation(parent=town.here)), ("acces", "effacement")
    for n, (stage, left) in enumerate(product(STATES, (-3, 0, 7, 30))):
        one = Request.objects.create(
            follow=f"{n:064}", organisation=owners[n % 3 == 0], right=rights[n % 5 == 0],
            stage=stage, received=today - 20 * DAY, due=today + left * DAY, sealed=b"x",
        )  # fmt: skip
        if n % 4 == 1:
            one.reopened, one.again_due = today - DAY, today + (5 - n) * DAY
            one.save()
        for asked, late in ((town.service, n % 2), (owners[0], 0))[: n % 3]:
            Part.objects.create(
                request=one, organisation=asked, asked=today, due=today - (late * 2 - 1) * DAY,
                state=Part.State.CANCELLED if n == 7 else Part.State.ASKED,
                question=Event.objects.create(request=one, kind=Kind.DISPATCHED),
            )  # fmt: skip
        if n % 5 == 2:
            given_back = timezone.now() if n == 7 else None
            Hold.objects.create(request=one, filmed=today, gone=today, released=given_back)


def test_each_filter_counts_what_it_finds(town: SimpleNamespace, officer: Client) -> None:
    of_all_kinds(town)
    cells = counted.cells(access.handled_by(town.officer), course.today())
    values = {
        "echeance": ("", "late", "soon", "parts", "images", "hier"),
        "droit": ("", "acces", "rien"),
        "etat": ("", "open", "accepted"),
        "service": ("", str(town.here.pk), str(town.service.pk), "x"),
    }
    seen = 0
    for given in product(*values.values()):
        chosen = {name: value for name, value in zip(values, given, strict=True) if value}
        request = RequestFactory().get("/", chosen)
        request.user = town.officer
        count = counted.many(counted.found(cells, chosen))
        assert count == listing.Found(town.officer, chosen, count).rows.count(), chosen
        for facet, name in zip(listing.facets_of(request, chosen, cells), values, strict=True):
            for choice in facet.choices:
                also = dict(chosen)
                if not choice.chosen:
                    also[name] = choice.url.split(f"{name}=")[1].split("&")[0]
                rows = listing.Found(town.officer, also, 0).rows
                assert choice.count == rows.count(), (chosen, name, choice)
                seen += choice.count
    assert seen > 500


def test_lines_lead_to_their_request(town: SimpleNamespace, officer: Client) -> None:
    one = plain(town)
    assert f'<a href="{DESK}{one.pk}/">{one.number}</a>' in page(officer, DESK)


ADDRESSES = {
    "list": DESK, "filtered": f"{DESK}?echeance=late&droit=acces", "report": f"{DESK}bilan/",
    "service": f"{DESK}?service={{service}}&echeance=parts",
}  # fmt: skip


@pytest.mark.parametrize("name", ADDRESSES)
def test_pages_ask_as_much_for_many_as_for_few(
    town: SimpleNamespace, officer: Client, name: str
) -> None:
    address = ADDRESSES[name].format(service=town.service.pk)
    of_all_kinds(town)
    few = queries(officer, address)
    rows = list(Request.objects.all())
    for n in range(1, 5):
        for one in rows:
            one.pk, one.uuid, one.follow = None, uuid.uuid4(), f"{n}{one.follow[1:]}"
        Request.objects.bulk_create(rows)
    assert Request.objects.count() == 5 * len(rows)
    assert queries(officer, address) == few


def test_a_request_read_often_asks_as_much_as_one_read_once(
    town: SimpleNamespace, officer: Client
) -> None:
    one = plain(town)
    few = queries(officer, f"{DESK}{one.pk}/")
    reads = [Access(request=one, by=by, what="opened") for by in (town.officer, None) * 40]
    Access.objects.bulk_create(reads)
    assert queries(officer, f"{DESK}{one.pk}/") == few
    assert "La personne, par son adresse privée" in page(officer, f"{DESK}{one.pk}/")


def queries(client: Client, address: str) -> int:
    page(client, address)
    with CaptureQueriesContext(connection) as seen:
        assert page(client, address)
    return len(seen)
