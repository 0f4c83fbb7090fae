"""Giving an access, taking it back, and what it leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parvis.catalogue.grants import actions, jobs
from parvis.catalogue.grants.models import Grant, GrantUse
from parvis.catalogue.grants.rules import Rule, RuleProblem
from parvis.records import bulk
from tests.catalogue.explore.makers import dataset

pytestmark = pytest.mark.django_db
RULE = Rule(["commune", "places"], purpose="Étude des besoins")


def refused(user, record, organisation, rule=RULE):
    with pytest.raises(RuleProblem) as problem:
        actions.give(user, record, organisation, rule)
    assert not Grant.objects.exists()
    return problem.value.code


def test_who_may_publish_decides_and_who_may_not_is_refused(town, places):
    for other in (town.writer, town.stranger, town.nobody):
        with pytest.raises(PermissionDenied):
            actions.give(other, places, town.elsewhere, RULE)
    grant, key = actions.give(town.steward, places, town.elsewhere, RULE)
    assert len(key) > 40
    assert key not in repr(grant.__dict__)
    assert (grant.by, grant.purpose) == (town.steward, "Étude des besoins")
    for other in (town.writer, town.stranger):
        with pytest.raises(PermissionDenied):
            actions.end(other, grant)
        with pytest.raises(PermissionDenied):
            actions.new_key(other, grant)


def test_an_access_has_no_sense_where_all_is_open_or_nothing_is_there(town, lake):
    free = dataset("Arbres", slug="arbres", organisation=town.here)
    assert refused(town.steward, free, town.elsewhere) == "open"
    empty = dataset("Vide", slug="vide", organisation=town.here, access_level="secret")
    assert refused(town.steward, empty, town.elsewhere) == "no_rows"


def test_what_is_about_people_is_decided_by_those_who_protect_them(town, places):
    places.personal_data = True
    bulk.save_many([places])
    assert refused(town.steward, places, town.elsewhere) == "officer"
    assert refused(town.privacy, places, None) == "everyone"
    grouped = Rule(least=11, dimensions=["commune"], purpose="Transparence")
    grant, key = actions.give(town.privacy, places, None, grouped)
    assert key == ""
    assert grant.organisation is None


def test_rows_about_nobody_are_not_for_those_who_protect_people_to_give(town, places):
    with pytest.raises(PermissionDenied):
        actions.give(town.privacy, places, town.elsewhere, RULE)
    grant, _key = actions.give(town.steward, places, town.elsewhere, RULE)
    with pytest.raises(PermissionDenied):
        actions.new_key(town.privacy, grant)
    actions.end(town.privacy, grant)
    grant.refresh_from_db()
    assert grant.ended


def test_another_key_to_rows_about_people_is_given_by_those_who_protect_them(town, places):
    grant, _key = actions.give(town.steward, places, town.elsewhere, RULE)
    places.personal_data = True
    bulk.save_many([places])
    with pytest.raises(PermissionDenied):
        actions.new_key(town.steward, grant)
    assert actions.new_key(town.privacy, grant)
    actions.end(town.steward, grant)
    grant.refresh_from_db()
    assert grant.ended


def test_another_key_and_the_end_are_kept(town, places):
    grant, key = actions.give(town.steward, places, town.elsewhere, RULE)
    before = grant.secret
    assert actions.new_key(town.steward, grant) != key
    grant.refresh_from_db()
    assert grant.secret not in {"", before}
    actions.end(town.steward, grant)
    actions.end(town.steward, grant)
    grant.refresh_from_db()
    assert grant.ended
    assert grant.secret == ""
    assert grant.purpose == "Étude des besoins"


def test_what_was_read_is_forgotten_after_a_year(town, places):
    grant, _key = actions.give(town.steward, places, town.elsewhere, RULE)
    now = timezone.now()
    for days in (364, 366):
        GrantUse.objects.create(grant=grant, at=now - timedelta(days=days), path=f"/{days}")
    jobs.forget_uses.func()
    jobs.forget_uses.func()
    assert [use.path for use in grant.uses.all()] == ["/364"]
