"""Pages of teams and of one's own roles, for those they are for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.organisations import actions
from parvis.organisations.models import Delegation, Invitation, Membership
from parvis.organisations.standing import today
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return makers.organisation(title="Direction des jardins", slug="jardins", kind="service")


@pytest.fixture
def head(service):
    return makers.member(service, "administrator")


def test_a_team_page_is_for_who_manages_it(service, head, client):
    path = f"/equipes/{service.slug}/"
    assert client.get(path)["Location"].startswith("/connexion/?next=")
    client.force_login(makers.member(service, "steward"))
    assert client.get(path).status_code == 403
    client.force_login(makers.member(makers.organisation(), "administrator"))
    assert client.get(path).status_code == 404
    client.force_login(head)
    assert "Direction des jardins" in client.get("/equipes/").text
    assert "Inviter quelqu’un" in client.get(path).text


def test_inviting_and_ending_from_the_page(service, head, client):
    client.force_login(head)
    path = f"/equipes/{service.slug}/"
    sent = {"act": "invite", "email": "neuve@ville.example", "role": "steward", "until": ""}
    assert client.post(path, sent).status_code == 302
    assert "neuve@ville.example" in client.get(path).text
    revoked = {"act": "revoke", "invitation": Invitation.objects.get().pk}
    assert client.post(path, revoked).status_code == 302
    last = {"act": "leave", "membership": Membership.objects.get(user=head).pk}
    answer = client.post(path, last)
    assert answer.status_code == 422
    assert "dernière personne à administrer" in answer.text
    assert client.post(path, sent | {"email": "pas une adresse"}).status_code == 422
    assert client.post(path, {"act": "danser"}).status_code == 400
    assert client.post(path, {"act": "leave", "membership": "x"}).status_code == 404


def test_a_team_page_costs_the_same_queries_for_many(service, head, client):
    client.force_login(head)
    path = f"/equipes/{service.slug}/"

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    actions.join(head, service, makers.person(), "contributor")
    few = queries()
    for _ in range(8):
        actions.join(head, service, makers.person(), "contributor")
    assert queries() == few


def test_a_role_is_lent_and_taken_back_from_the_page(service, head, client):
    client.force_login(head)
    steward, other = makers.member(service, "steward"), makers.person()
    held = Membership.objects.get(user=steward)
    day = today().isoformat()
    sent = {
        "act": "lend",
        "lend-membership": held.pk,
        "lend-to": other.email,
        "lend-since": day,
        "lend-until": day,
        "lend-why": "Congés",
    }
    path = f"/equipes/{service.slug}/"
    unknown = client.post(path, sent | {"lend-to": "inconnu@ville.example"})
    assert unknown.status_code == 422
    assert "Aucun compte" in unknown.text
    assert client.post(path, sent).status_code == 302
    lent = Delegation.objects.get()
    assert (lent.to, lent.membership, lent.why) == (other, held, "Congés")
    assert "à la place de" in client.get(path).text
    assert client.post(path, {"act": "recall", "delegation": lent.pk}).status_code == 302
    assert not Delegation.objects.exists()


def test_one_lends_one_s_own_role_only(service, client):
    steward, other = makers.member(service, "steward"), makers.member(service, "steward")
    client.force_login(steward)
    day = today().isoformat()
    sent = {
        "act": "lend",
        "lend-membership": Membership.objects.get(user=steward).pk,
        "lend-to": other.email,
        "lend-since": day,
        "lend-until": day,
        "lend-why": "Congés",
    }
    someone_else_s = sent | {"lend-membership": Membership.objects.get(user=other).pk}
    assert client.post("/mes-roles/", someone_else_s).status_code == 422
    assert client.post("/mes-roles/", sent | {"lend-to": steward.email}).status_code == 422
    assert client.post("/mes-roles/", sent).status_code == 302
    page = client.get("/mes-roles/").text
    assert "Congés" in page
    assert "Les équipes que vous gérez" not in page
    lent = Delegation.objects.get()
    client.force_login(makers.person())
    assert client.post("/mes-roles/", {"act": "recall", "delegation": lent.pk}).status_code == 404
    client.force_login(other)
    assert client.post("/mes-roles/", {"act": "recall", "delegation": lent.pk}).status_code == 302
    assert client.post("/mes-roles/", {"act": "danser"}).status_code == 400


def test_a_place_is_changed_from_the_page_within_what_one_manages(service, head, client):
    below = makers.organisation(parent=service, kind="service")
    beside = makers.organisation(parent=service, kind="service")
    client.force_login(head)
    path = f"/equipes/{below.slug}/"
    sent = {"act": "place", "place-kind": "service", "place-parent": beside.pk}
    assert client.post(path, sent).status_code == 302
    below.refresh_from_db()
    assert below.parent == beside
    assert client.post(path, sent | {"place-parent": ""}).status_code == 403
    outside = makers.organisation()
    assert client.post(path, sent | {"place-parent": outside.pk}).status_code == 422
    loop = {"act": "place", "place-kind": "service", "place-parent": below.pk}
    assert client.post(f"/equipes/{beside.slug}/", loop).status_code == 422


def test_the_desk_leads_to_one_s_roles(service, head, client):
    client.force_login(head)
    assert "/mes-roles/" in client.get("/espace-agents/").text
