"""What a commitment or an action refuses, in words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from parvis.commitments import load
from parvis.commitments.models import Action, ActionEvidence, Commitment
from parvis.records import publishing
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    load.load(makers.organisation())
    return Commitment.objects.get(number=4)


def test_an_abandonment_needs_its_reasons(commitment):
    commitment.abandoned_on = dt.date(2026, 1, 1)
    with pytest.raises(ValidationError, match="raisons"):
        commitment.full_clean()


def test_the_due_date_follows_the_start(commitment):
    commitment.starts_on, commitment.due_on = dt.date(2026, 2, 1), dt.date(2026, 1, 1)
    with pytest.raises(ValidationError, match="échéance"):
        commitment.full_clean()


def test_an_action_bears_the_number_of_its_commitment(commitment):
    action = Action(number="5.9", title="Ailleurs", commitment=commitment)
    with pytest.raises(ValidationError, match=r"5\.9"):
        action.full_clean()


def test_evidence_is_checked_by_a_role():
    piece = ActionEvidence(title="Carte", date=dt.date(2026, 1, 1), checked_on=dt.date(2026, 1, 2))
    with pytest.raises(ValidationError, match="fonction"):
        piece.clean()


def test_a_hash_is_a_hash():
    piece = ActionEvidence(title="Carte", date=dt.date(2026, 1, 1), sha256="abc")
    with pytest.raises(ValidationError, match="SHA-256"):
        piece.full_clean(exclude=["action"])


def test_evidence_of_the_future_is_not_published(commitment):
    commitment.evidence.add(commitment.evidence.model(title="Promesse", date=dt.date(2999, 1, 1)))
    commitment.save()
    with pytest.raises(ValidationError, match="futur"):
        publishing.publish_many([commitment])


def test_a_draft_keeps_its_evidence(commitment):
    commitment.evidence.add(commitment.evidence.model(title="Acte", date=dt.date(2026, 1, 1)))
    revision = commitment.save_revision()
    assert [piece.title for piece in revision.as_object().evidence.all()] == ["Acte"]
