"""Publishing: what becomes public, what is written, what is not."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from parvis.records import canonical, chain, erasure, publishing
from parvis.records.audience import VISITOR, Audience
from parvis.records.kinds import Circle
from parvis.records.models import HistoryEntry, Link, Published
from parvis.records.projection import public_view
from tests import makers

pytestmark = pytest.mark.django_db


def test_a_published_record_is_seen_by_a_visitor():
    service = makers.organisation(title="Direction des jardins", slug="jardins")
    view = public_view("organisation/jardins", VISITOR)
    assert view is not None
    assert view.title == "Direction des jardins"
    assert HistoryEntry.objects.get(record=service.uuid).kind == "publish"


def test_a_draft_is_seen_by_nobody():
    makers.organisation(slug="brouillon", live=False)
    everyone = Audience(Circle.AGENTS)
    assert public_view("organisation/brouillon", everyone) is None


def test_publishing_again_without_change_writes_nothing():
    service = makers.organisation()
    assert publishing.publish_many([service]) == 0
    assert HistoryEntry.objects.count() == 1


def test_a_link_shows_only_when_both_ends_do():
    parent = makers.organisation(slug="metropole", circle=Circle.AGENTS)
    makers.organisation(slug="voirie", parent=parent)
    seen = public_view("organisation/voirie", VISITOR)
    agents = public_view("organisation/voirie", Audience(Circle.AGENTS))
    assert seen is not None
    assert agents is not None
    assert seen.neighbours == []
    assert seen.content["links"] == []
    assert [n.key for n in agents.neighbours] == ["organisation/metropole"]


def test_the_service_circle_is_for_the_responsible_organisation_only():
    owner = makers.organisation()
    other = makers.organisation()
    makers.organisation(slug="interne", circle=Circle.SERVICE, organisation=owner)
    held = Audience(Circle.AGENTS, frozenset({owner.uuid}))
    stranger = Audience(Circle.AGENTS, frozenset({other.uuid}))
    assert public_view("organisation/interne", held) is not None
    assert public_view("organisation/interne", stranger) is None


def test_a_hidden_field_is_in_no_bytes_that_are_kept():
    service = makers.organisation(contact="secret@ville.example", hidden_fields=["contact"])
    entry = HistoryEntry.objects.get(record=service.uuid)
    row = Published.objects.get(pk=service.uuid)
    assert b"secret@" not in bytes(entry.projection)
    assert b"secret@" not in bytes(row.projection)
    service.contact = "autre@ville.example"
    service.save()
    digest = bytes(entry.hidden_digest)
    salted = canonical.encode({"contact": "secret@ville.example"})
    assert digest == canonical.digest(bytes(entry.hidden_salt), salted)


def test_withdrawing_takes_a_record_off_and_keeps_its_address():
    service = makers.organisation(slug="fermee")
    publishing.withdraw_many([service], why="Service supprimé")
    assert public_view("organisation/fermee", VISITOR) is None
    assert Published.objects.get(slug="fermee").state == Published.State.WITHDRAWN
    service.refresh_from_db()
    assert not service.live


def test_erasure_forgets_the_content_and_the_chain_still_holds():
    service = makers.organisation(title="Nom à oublier")
    makers.organisation()
    uuid = service.uuid
    erasure.erase(service, by=None)
    kept = HistoryEntry.objects.filter(record=uuid)
    assert all(entry.projection is None and entry.why == "" for entry in kept)
    assert list(chain.verify(HistoryEntry.objects.order_by("sequence").iterator())) == []
    assert "Nom à oublier" not in Published.objects.get(pk=uuid).title


def test_nobody_publishes_without_the_right():
    service = makers.organisation()
    with pytest.raises(PermissionDenied):
        publishing.publish_many([service], by=makers.person())


def test_an_incomplete_record_is_refused_and_nothing_is_written():
    class Orphan:
        key = "dataset/x"

        @staticmethod
        def problems():
            return {"organisation": "Dites quelle organisation répond de cette fiche."}

    with pytest.raises(ValidationError, match="organisation"):
        publishing.publish_many([Orphan()])
    assert not HistoryEntry.objects.exists()


def test_history_is_appended_inside_a_transaction_only():
    change = chain.Change(makers.organisation().uuid, "publish", b"{}")
    with transaction.atomic():
        chain.append([change], by=None)
    assert HistoryEntry.objects.count() == 2


def test_links_follow_the_last_publication():
    first, second = makers.organisation(), makers.organisation()
    child = makers.organisation(parent=first)
    child.parent = second
    child.save()
    publishing.publish_many([child])
    assert [link.object_id for link in Link.objects.filter(predicate="part_of")] == [second.uuid]
