"""Two administrators who leave at the same moment: one stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from parvis.organisations import actions
from parvis.organisations.models import Membership
from parvis.organisations.standing import today
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_leave_at_once_and_one_is_refused():
    service = makers.organisation(kind="service")
    for _ in range(2):
        makers.member(service, "administrator")
    start = Barrier(2)

    def leave(key):
        membership = Membership.objects.select_related("organisation", "user").get(pk=key)
        start.wait(10)
        try:
            actions.leave(None, membership)
        except actions.Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "left"

    keys = list(Membership.objects.values_list("pk", flat=True))
    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(leave, keys))
    assert told == ["last-administrator", "left"]
    assert Membership.objects.on(today()).count() == 1
