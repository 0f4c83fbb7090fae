"""The yearly report: what the database counts is what the clock says of each request."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.records.entitlements import Right
from parvis.rights import yearly
from parvis.rights.desk import reporting
from parvis.rights.requests import course
from parvis.rights.requests.choices import Stage
from parvis.rights.requests.models import Pause, Request
from tests import makers
from tests.rights.makers import DAY

pytestmark = pytest.mark.django_db
RIGHTS = (Right.ACCESS, Right.ERASURE, Right.DOCUMENT)
AFTER = (None, 0, 12, 31, 70)  # days from receipt to answer


def a_year() -> None:
    """Two requests of each kind: answered early, late or not, suspended, extended, elsewhere."""
    home, first = makers.organisation(), dt.date(2026, 1, 5)
    kinds = [*product(RIGHTS, AFTER, (False, True), (False, True))]
    for n, (right, after, paused, extended) in enumerate(kinds * 2):
        received = first + 2 * n * DAY
        answered = None if after is None else received + after * DAY
        refused = after and n % 2
        one = Request(
            follow=f"{n:064}", right=right.value, organisation=home, received=received,
            answered=answered, extended=received + 20 * DAY if extended else None, sealed=b"x",
            stage=Stage.REFUSED if refused else Stage.ACCEPTED if answered else Stage.RECEIVED,
            refusal="others" if refused else "", due=received,
        )  # fmt: skip
        if n % 11 == 0:
            one.stage, one.withdrawn = Stage.WITHDRAWN, received + DAY
        one.save()
        if paused:
            Pause.objects.create(request=one, since=received + 2 * DAY, until=received + 9 * DAY)
        one.due = course.due(one)
        one.save()


def test_what_is_counted_together_is_what_each_one_says() -> None:
    a_year()
    today, place = course.today(), course.place()
    each = [
        reporting.row(one, course.course_of(one), today, place) for one in Request.objects.all()
    ]
    everyone = set(Request.objects.values_list("organisation", flat=True))
    with CaptureQueriesContext(connection) as seen:
        counted = reporting.rows(everyone, 2026)[2026]
    assert len(seen) == 3
    assert len(counted) < len(each)
    assert yearly.report(2026, counted) == yearly.report(2026, each)
    assert reporting.rows(everyone, 2025, 2024) == {2025: [], 2024: []}
    assert reporting.rows(set(), 2026) == {2026: []}
