"""A request from its receipt to its end: who may read it, who did, what changes its clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from parvis.records import feedback
from parvis.records.entitlements import Right
from parvis.rights.desk import reminding
from parvis.rights.reasons import ReasonProblem
from parvis.rights.requests import access, actions, course, erasing, files, receiving, vault
from parvis.rights.requests.actions import RequestProblem
from parvis.rights.requests.choices import Channel, Identity, Kind, Stage
from parvis.rights.requests.models import Access, AppendOnly, Hold, Request
from parvis.rights.requests.receiving import Footage, ReceiptProblem
from tests import makers
from tests.rights.makers import DAY, EMAIL, MESSAGE, NAME, content, officer, received, said

pytestmark = pytest.mark.django_db


def pdf(name: str = "preuve.pdf", body: bytes = b"%PDF-1.4 quittance de loyer") -> files.Given:
    return files.accepted([SimpleUploadedFile(name, body, "application/pdf")])[0]


def kinds(request: Request) -> list[str]:
    return list(request.events.values_list("kind", flat=True))


def aged(request: Request, days: int) -> None:
    """As if it had been received so many days ago."""
    request.received = course.today() - days * DAY
    request.save()


def test_what_is_kept_is_read_again_by_its_officer_alone_and_that_is_written() -> None:
    owner = makers.organisation()
    got = received(organisation=owner, files=[pdf()])
    dpo = officer(owner)
    dossier = access.read(got.request, dpo)
    assert dossier.content["name"] == NAME
    assert dossier.content["message"] == MESSAGE
    (told,) = dossier.events
    assert [file.name for file in told.pieces] == ["preuve.pdf"]
    _file, body = access.read_piece(told.pieces[0].piece, dpo)
    assert body == b"%PDF-1.4 quittance de loyer"
    log = Access.objects.filter(request=got.request).order_by("pk")
    assert [(row.by, row.what) for row in log] == [(dpo, "opened"), (dpo, "piece")]


@pytest.mark.parametrize("role", ["contributor", "steward", "secretary", "administrator"])
def test_nobody_else_of_the_organisation_reads_it(role: str) -> None:
    owner = makers.organisation()
    got = received(organisation=owner)
    someone = makers.member(owner, role)
    with pytest.raises(PermissionDenied):
        access.read(got.request, someone)
    with pytest.raises(PermissionDenied):
        actions.study(got.request, someone)
    assert not access.mine(someone).exists()
    assert not Access.objects.filter(by=someone).exists()


def test_the_officer_of_another_controller_does_not_read_it_and_that_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    got = received(files=[pdf()])
    stranger = officer(makers.organisation())
    piece = got.request.pieces.get()
    for act in (
        lambda: access.read(got.request, stranger),
        lambda: access.read_piece(piece, stranger),
        lambda: actions.answer(got.request, stranger, Stage.ACCEPTED, "Voici."),
        lambda: actions.write(got.request, "Bonjour", by=stranger),
        lambda: actions.extend(got.request, stranger, "Complexe."),
    ):
        with pytest.raises(PermissionDenied):
            act()
        said = caplog.records.pop().getMessage()
        assert said == f"request {got.request.pk} refused to user {stranger.pk}"
    with pytest.raises(PermissionDenied):
        actions.answer(got.request, None, Stage.ACCEPTED, "Voici.")
    assert kinds(got.request) == [Kind.RECEIVED]


def test_an_officer_reads_the_requests_of_the_whole_branch() -> None:
    metropolis = makers.organisation()
    service = makers.organisation(parent=metropolis)
    got = received(organisation=service)
    assert list(access.mine(officer(metropolis))) == [got.request]


def test_the_log_is_written_once_and_for_all() -> None:
    owner = makers.organisation()
    got = received(organisation=owner)
    access.read(got.request, officer(owner))
    row = Access.objects.get()
    for act in (row.save, row.delete, Access.objects.all().delete,
                lambda: Access.objects.update(by=None)):  # fmt: skip
        with pytest.raises(AppendOnly):
            act()


def test_the_same_form_sent_twice_is_one_request() -> None:
    token = feedback.new_token(receiving.FORM)
    first = receiving.receive(said(), token, write=False)
    second = receiving.receive(said(), token, write=False)
    assert (first.request.pk, first.follow) == (second.request.pk, second.follow)
    assert Request.objects.count() == 1
    assert len(vault.store().known()) == 1


def test_typed_in_its_clock_starts_on_the_day_it_was_received() -> None:
    owner = makers.organisation()
    dpo = officer(owner)
    came = course.today() - 10 * DAY
    got = receiving.register(said(organisation=owner), dpo, came, Channel.POST)
    assert got.request.received == came
    assert got.request.due == course.due(got.request)
    assert got.request.due < course.today() + 25 * DAY
    with pytest.raises(ReceiptProblem, match="future"):
        receiving.register(said(organisation=owner), dpo, course.today() + DAY, Channel.POST)
    with pytest.raises(PermissionDenied):
        receiving.register(said(), dpo, came, Channel.POST)


def test_the_letter_says_only_that_there_is_something_new() -> None:
    token = feedback.new_token(receiving.FORM)
    owner = makers.organisation()
    inside = content(contact="mail")
    got = receiving.receive(said(organisation=owner, content=inside), token)
    actions.write(got.request, "Votre enfant Zéphyrin y mange.", by=officer(owner))
    assert [letter.to for letter in mail.outbox] == [[EMAIL], [EMAIL]]
    for letter in mail.outbox:
        text = f"{letter.subject}\n{letter.body}"
        assert got.follow in text
        for word in (NAME, MESSAGE, "Zéphyrin", "cantine", "accès"):
            assert word not in text


def test_identity_suspends_for_its_length_and_copies_are_destroyed_with_proof(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = makers.organisation()
    got = received(organisation=owner)
    dpo = officer(owner)
    aged(got.request, 5)
    before = course.due(got.request)
    actions.ask_identity(got.request, dpo, Identity.DOCUMENT, "Deux personnes ont ce nom.")
    key = vault.key_of(got.request.uuid)
    event = receiving.happened(got.request, key, Kind.WROTE, "Voici ma carte.")
    files.keep(got.request, event, key, [pdf("carte.pdf")], identity=True)
    piece = got.request.pieces.get()
    stored, name = piece.file.storage, piece.file.name
    assert name is not None
    assert name.startswith("rights/identity/")
    pause = got.request.pauses.get()
    pause.since -= 4 * DAY
    pause.save()
    with django_capture_on_commit_callbacks(execute=True):
        actions.prove_identity(got.request, dpo)
    course_now = course.course_of(Request.objects.get())
    assert [(one.until - one.since).days for one in course_now.pauses if one.until] == [4]
    assert got.request.due >= before
    assert not stored.exists(name)
    piece.refresh_from_db()
    assert piece.destroyed
    assert kinds(got.request)[-2:] == [Kind.PROVED_IDENTITY, Kind.COPY_DESTROYED]
    with pytest.raises(RequestProblem, match="reason"):
        actions.ask_identity(got.request, dpo, Identity.DOCUMENT, " ")


def test_a_code_to_the_mailbox_suspends_nothing() -> None:
    owner = makers.organisation()
    got = received(organisation=owner)
    actions.ask_identity(got.request, officer(owner), Identity.CODE, "Pour vos données de compte.")
    assert not got.request.pauses.exists()


def test_an_extension_is_told_with_reasons_inside_the_first_month() -> None:
    owner = makers.organisation()
    got = received(organisation=owner)
    dpo = officer(owner)
    with pytest.raises(RequestProblem, match="reason"):
        actions.extend(got.request, dpo, "  ")
    actions.extend(got.request, dpo, "Dossiers de douze services.")
    assert got.request.due > course.today() + 80 * DAY
    with pytest.raises(RequestProblem, match="no_extension"):
        actions.extend(got.request, dpo, "Encore.")
    late = received(organisation=owner)
    aged(late.request, 60)
    with pytest.raises(RequestProblem, match="no_extension"):
        actions.extend(late.request, dpo, "Trop tard.")
    document = received(Right.DOCUMENT, organisation=owner)
    with pytest.raises(RequestProblem, match="no_extension"):
        actions.extend(document.request, dpo, "Jamais.")


def test_a_refusal_needs_a_reason_of_the_closed_list() -> None:
    owner = makers.organisation()
    got = received(organisation=owner)
    dpo = officer(owner)
    for stage, refusal in ((Stage.REFUSED, ""), (Stage.PARTLY, ""),
                           (Stage.ACCEPTED, "unfounded")):  # fmt: skip
        with pytest.raises(RequestProblem, match="refusal"):
            actions.answer(got.request, dpo, stage, "Non.", refusal)
    with pytest.raises(ReasonProblem, match="unknown"):
        actions.answer(got.request, dpo, Stage.REFUSED, "Non.", "parce que")
    with pytest.raises(RequestProblem, match="outcome"):
        actions.answer(got.request, dpo, Stage.STUDIED, "Non.")
    actions.answer(got.request, dpo, Stage.REFUSED, "Non, car…", "others", [pdf()])
    assert (got.request.stage, got.request.answered) == (Stage.REFUSED, course.today())
    with pytest.raises(RequestProblem, match="closed"):
        actions.answer(got.request, dpo, Stage.ACCEPTED, "Si.")
    actions.write(got.request, "Je ne suis pas d’accord.")
    assert kinds(got.request)[-1] == Kind.WROTE


def test_images_are_held_at_once_and_officers_are_alerted() -> None:
    owner = makers.organisation()
    dpo = officer(owner)
    filmed = course.today() - 3 * DAY
    got = received(
        Right.IMAGES, organisation=owner, footage=Footage(filmed, "entre 18 h et 18 h 20", "place")
    )
    hold = got.request.hold
    assert hold.filmed == filmed
    assert timezone.now() - hold.since < dt.timedelta(minutes=5)
    (letter,) = mail.outbox
    assert letter.to == [dpo.email]
    assert "18 h" not in letter.body
    actions.held(got.request, dpo)
    actions.release(got.request, dpo, "Journal du serveur, ligne 40")
    with pytest.raises(RequestProblem, match="no_hold"):
        actions.release(got.request, dpo, "Encore")


def test_images_of_an_erased_request_are_not_kept_for_nobody() -> None:
    owner = makers.organisation()
    dpo = officer(owner)
    footage = Footage(course.today() - 3 * DAY, "entre 18 h et 18 h 20", "place")
    kept = received(Right.IMAGES, organisation=owner, footage=footage).request
    never = received(Right.IMAGES, organisation=owner, footage=footage).request
    actions.held(kept, dpo)
    mail.outbox.clear()
    erasing.erase([kept, never])
    (letter,) = mail.outbox  # none of those that nobody had put aside
    assert (letter.to, kept.number in letter.subject) == ([dpo.email], True)
    assert not [said for said in reminding.awaits(dpo) if never.number in said.sentence]


def test_how_one_knows_that_images_are_erased_is_sealed() -> None:
    owner = makers.organisation()
    dpo = officer(owner)
    footage = Footage(course.today() - 3 * DAY, "entre 18 h et 18 h 20", "place")
    request = received(Right.IMAGES, organisation=owner, footage=footage).request
    actions.held(request, dpo)
    actions.release(request, dpo, "Attestation pour Maëlle")
    assert "Maëlle" not in str(Hold.objects.filter(request=request).values().get())
    assert access.read(request, dpo).events[-1].text == "Attestation pour Maëlle"


def test_forwarded_moved_withdrawn() -> None:
    owner, other = makers.organisation(), makers.organisation()
    dpo = officer(owner)
    got = received(organisation=owner)
    due = got.request.due
    actions.move(got.request, dpo, other, "La commune répond de ce traitement.")
    assert (got.request.organisation, got.request.due) == (other, due)
    with pytest.raises(PermissionDenied):
        actions.study(got.request, dpo)
    actions.forward(got.request, officer(other), "Caisse d’allocations", "Elle décide.")
    assert got.request.stage == Stage.FORWARDED
    with pytest.raises(RequestProblem, match="closed"):
        actions.withdraw(got.request)
    second = received(organisation=owner)
    actions.withdraw(second.request)
    assert second.request.stage == Stage.WITHDRAWN
