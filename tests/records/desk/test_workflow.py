"""From a draft to the public, by two people; and what never takes a short cut."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone

from parvis.records import hooks
from parvis.records.desk.workflow import NAME, ensure_workflow
from parvis.records.hooks import implement
from parvis.records.models import HistoryEntry, Published
from tests import makers
from tests.records.desk.forms import EDIT, filled

pytestmark = pytest.mark.django_db


def public_title(record):
    return Published.objects.get(pk=record.uuid).title


def edit(browser, record, action="", **values):
    path = f"{EDIT}{record.pk}/"
    data = filled(browser.get(path), **values)
    return browser.post(path, data | ({f"action-{action}": "1"} if action else {}))


def review(browser, record, decision, comment=""):
    path = f"/espace-agents/fiches/organisation/relire/{record.pk}/"
    return browser.post(path, {"decision": decision, "comment": comment})


def test_a_draft_is_reviewed_corrected_and_published_by_two_people(town, signed):
    writer, steward = signed(town.writer), signed(town.steward)
    assert edit(writer, town.here, title="Direction du jardin").status_code == 302
    assert public_title(town.here) == "Direction des jardins"
    assert "Direction du jardin" in writer.get("/espace-agents/").content.decode()  # my drafts

    assert edit(writer, town.here, "submit", title="Direction du jardin").status_code == 302
    home = steward.get("/espace-agents/").content.decode()
    assert "À relire" in home
    assert f"/relire/{town.here.pk}/" in home
    page = steward.get(f"/espace-agents/fiches/organisation/relire/{town.here.pk}/")
    assert "<del>Direction des jardins</del>" in page.content.decode()
    assert "<ins>Direction du jardin</ins>" in page.content.decode()

    assert review(steward, town.here, "reject").status_code == 200  # says nothing
    assert review(steward, town.here, "reject", "Mettez « vergers ».").status_code == 302
    home = writer.get("/espace-agents/").content.decode()
    assert "À corriger" in home
    assert "Mettez « vergers »." in home

    assert edit(writer, town.here, "submit", title="Direction des vergers").status_code == 302
    assert review(steward, town.here, "approve").status_code == 302
    assert public_title(town.here) == "Direction des vergers"
    entry = HistoryEntry.objects.filter(record=town.here.uuid).latest("sequence")
    assert entry.by == town.steward.uuid


def test_those_who_may_decide_are_told_and_nobody_else(town, signed):
    mail.outbox.clear()
    edit(signed(town.writer), town.here, "submit", title="Direction\ndu jardin")
    asked = {letter.to[0] for letter in mail.outbox if "À relire" in letter.subject}
    assert asked == {town.steward.email, town.chief.email, town.administrator.email}
    assert all("/espace-agents/" in letter.body for letter in mail.outbox)


def test_a_contributor_never_publishes_whatever_they_send(town, signed):
    writer = signed(town.writer)
    edit(writer, town.here, "publish", title="Sans relecture")
    assert public_title(town.here) == "Direction des jardins"
    edit(writer, town.here, "submit", title="Sans relecture")
    assert review(writer, town.here, "approve").status_code == 302
    assert edit(writer, town.here, "workflow-action", **{"workflow-action-name": "approve"})
    assert public_title(town.here) == "Direction des jardins"


def test_nobody_approves_their_own_draft_while_another_may(town, signed):
    steward = signed(town.steward)
    edit(steward, town.here, "submit", title="Écrit par le référent")
    page = steward.get(f"/espace-agents/fiches/organisation/relire/{town.here.pk}/")
    assert "La décision revient à une autre personne" in page.content.decode()
    review(steward, town.here, "approve")
    assert public_title(town.here) == "Direction des jardins"
    review(signed(town.chief), town.here, "approve")
    assert public_title(town.here) == "Écrit par le référent"


def test_the_only_one_who_may_approves_their_own(town, signed):
    alone = makers.member(makers.organisation(title="Hameau", kind="commune"), "steward")
    town.administrator.is_active = False
    town.administrator.save()
    hamlet = alone.memberships.get().organisation
    browser = signed(alone)
    edit(browser, hamlet, "submit", title="Hameau du lac")
    review(browser, hamlet, "approve")
    assert public_title(hamlet) == "Hameau du lac"


class Personal:
    """A room that says every draft is about people."""

    @implement
    def needs_review(self, record):
        return ["privacy"]

    @implement
    def may(self, user, verb, record):
        return user.username == "dpo" if verb == "review_personal" else None


@pytest.fixture
def personal():
    room = Personal()
    hooks.manager().register(room)
    yield
    hooks.manager().unregister(room)


def test_what_is_about_people_is_first_read_by_their_protector(town, signed, personal):
    officer = makers.member(town.here, "contributor", username="dpo")
    steward = signed(town.steward)
    edit(signed(town.writer), town.here, "submit", title="Registre des jardiniers")
    review(steward, town.here, "approve")
    assert public_title(town.here) == "Direction des jardins"
    path = f"/espace-agents/fiches/organisation/relire/{town.here.pk}/"
    decision = {"decision": "approve", "comment": ""}
    answer = signed(officer).post(path, decision, follow=True)
    assert "passe à la relecture suivante" in answer.content.decode()
    review(steward, town.here, "approve")
    assert public_title(town.here) == "Registre des jardiniers"


def test_a_steward_does_not_publish_past_the_protector(town, signed, personal):
    edit(signed(town.steward), town.here, "publish", title="Au plus court")
    assert public_title(town.here) == "Direction des jardins"


def test_publishing_names_the_person_and_the_record(town):
    """Wagtail asks by type only; `Record.publish` asks about this very record (rule 5)."""
    town.elsewhere.title = "Prise"
    revision = town.elsewhere.save_revision(user=town.steward)
    for skip in (True, False):
        with pytest.raises(PermissionDenied):
            revision.publish(user=town.steward, skip_permission_checks=skip)
    with pytest.raises(PermissionDenied):
        town.elsewhere.unpublish(user=town.steward)
    assert public_title(town.elsewhere) == "Ville voisine"


def test_a_scheduled_change_waits_for_its_date_then_goes_through_the_action(town):
    now = timezone.now()
    town.here.title = "Demain"
    town.here.go_live_at = now + dt.timedelta(days=1)
    town.here.save_revision(user=town.steward).publish(user=town.steward)
    assert public_title(town.here) == "Direction des jardins"
    town.here.refresh_from_db()
    revision = town.here.latest_revision
    revision.approved_go_live_at = now - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = (now - dt.timedelta(minutes=1)).isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert public_title(town.here) == "Demain"
    assert HistoryEntry.objects.filter(record=town.here.uuid).count() == 2


def test_an_expired_record_is_withdrawn_through_the_action(town):
    town.here.expire_at = timezone.now() - dt.timedelta(minutes=1)
    town.here.save()
    call_command("publish_scheduled")
    row = Published.objects.get(pk=town.here.uuid)
    assert row.state == Published.State.WITHDRAWN
    assert HistoryEntry.objects.filter(record=town.here.uuid, kind="withdraw").exists()


def test_an_incomplete_record_is_not_published(town, monkeypatch):
    monkeypatch.setattr(type(town.here), "problems", lambda self: {"title": "Dites le titre."})
    revision = town.here.save_revision(user=town.steward)
    with pytest.raises(ValidationError, match="Dites le titre"):
        revision.publish(user=town.steward)


def test_the_workflow_is_made_once(town):
    from wagtail.models import Workflow, WorkflowTask

    ensure_workflow()
    ensure_workflow()
    assert Workflow.objects.filter(name=NAME).count() == 1
    steps = WorkflowTask.objects.filter(workflow__name=NAME).order_by("sort_order")
    assert [s.task.specific.verb for s in steps] == ["review_personal", "publish"]
