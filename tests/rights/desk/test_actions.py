"""What officers and services do with a request: who may, what it changes, what it never does."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.organisations.models import Membership
from parvis.records.entitlements import Right
from parvis.rights import clock
from parvis.rights.desk import actions, parts, reminding, who
from parvis.rights.desk.actions import DeskProblem
from parvis.rights.desk.models import Part, Recourse
from parvis.rights.desk.parts import PartProblem
from parvis.rights.dispatch import DispatchProblem
from parvis.rights.footage import FootageProblem
from parvis.rights.letters import LetterProblem
from parvis.rights.reasons import ReasonProblem
from parvis.rights.requests import access, course, erasing
from parvis.rights.requests import actions as requests
from parvis.rights.requests.actions import RequestProblem
from parvis.rights.requests.choices import Kind, Stage
from parvis.rights.requests.models import Access, Hold, Request
from parvis.rights.requests.receiving import Footage
from tests import makers
from tests.rights.makers import DAY, NAME, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """`here` is part of `above`, whose officer answers; `service` is another part; `other` not."""
    above = makers.organisation(title="Métropole d’essai", kind="metropolis")
    here = makers.organisation(title="Direction des cantines", kind="service", parent=above)
    service = makers.organisation(title="Régie des repas", kind="service", parent=above)
    other = makers.organisation(title="Ville voisine", kind="commune")
    return SimpleNamespace(
        above=above, here=here, service=service, other=other,
        officer=makers.member(above, "privacy"),
        agent=makers.member(service, "contributor"),
        chief=makers.member(service, "steward"),
        everybody_else={
            "contributor": makers.member(here, "contributor"),
            "steward": makers.member(here, "steward"),
            "secretary": makers.member(above, "secretary"),
            "administrator": makers.member(above, "administrator"),
            "agent of a service": makers.member(service, "contributor"),
            "officer elsewhere": makers.member(other, "privacy"),
            "platform": makers.person(is_superuser=True),
            "officer of before": makers.member(
                above, "privacy", until=dt.date(2021, 1, 1)
            ),
            "nobody": makers.person(),
        },
    )  # fmt: skip


def images(town: SimpleNamespace) -> Request:
    filmed = course.today() - 2 * DAY
    footage = Footage(filmed, "entre 18 h et 18 h 20", "place des Essais")
    return received(Right.IMAGES, organisation=town.here, footage=footage).request


def answered(town: SimpleNamespace) -> Request:
    one = received(organisation=town.here).request
    requests.answer(one, town.officer, Stage.ACCEPTED, "Voici vos données.")
    return one


def contested(town: SimpleNamespace) -> Request:
    one = answered(town)
    actions.recourse(one, town.officer, "cnil", course.today(), "Lettre de la CNIL.")
    return one


def suspended(town: SimpleNamespace) -> Request:
    one = received(organisation=town.here).request
    actions.ask_identity(one, town.officer, "document", "L’adresse n’est pas celle du dossier.")
    return one


def plain(town: SimpleNamespace) -> Request:
    return received(organisation=town.here).request


Do = Callable[[Request, Any, SimpleNamespace], Any]
ACTIONS: dict[str, tuple[Callable[[SimpleNamespace], Request], Do]] = {
    "study": (plain, lambda one, by, town: requests.study(one, by)),
    "qualify": (plain, lambda one, by, town: actions.qualify(one, by, "effacement", None, "Lu.")),
    "write": (plain, lambda one, by, town: requests.write(one, "Bonjour.", by=by)),
    "note": (plain, lambda one, by, town: requests.note(one, by, "Voir le service.")),
    "ask": (plain, lambda one, by, town: parts.ask(one, by, town.service, "Qu’avez-vous ?")),
    "identity": (plain, lambda one, by, town: actions.ask_identity(one, by, "document", "Doute.")),
    "proved": (suspended, lambda one, by, town: requests.prove_identity(one, by)),
    "extend": (plain, lambda one, by, town: actions.extend(one, by, "complexity", "Six lieux.")),
    "held": (images, lambda one, by, town: requests.held(one, by)),
    "until": (
        images, lambda one, by, town: actions.hold_until(one, by, course.today() + 9 * DAY)
    ),
    "release": (images, lambda one, by, town: requests.release(one, by, "Attestation.")),
    "forward": (plain, lambda one, by, town: requests.forward(one, by, "La CAF", "Elle répond.")),
    "move": (plain, lambda one, by, town: requests.move(one, by, town.other, "Elle répond.")),
    "merge": (plain, lambda one, by, town: actions.merge(one, by, plain(town))),
    "answer": (plain, lambda one, by, town: requests.answer(one, by, Stage.ACCEPTED, "Voici.")),
    "reopen": (answered, lambda one, by, town: actions.reopen(one, by, "Il manquait une page.")),
    "recourse": (
        answered,
        lambda one, by, town: actions.recourse(one, by, "cnil", course.today(), "Plainte."),
    ),
    "end": (
        contested,
        lambda one, by, town: actions.end_recourse(
            one.recourses.get(), by, course.today(), "Classée."
        ),
    ),
    "read": (plain, lambda one, by, town: access.read(one, by)),
    "take out": (plain, lambda one, by, town: access.take_out(one, by)),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIONS)
def test_only_the_officer_of_the_branch_acts(name: str, town: SimpleNamespace) -> None:
    make, do = ACTIONS[name]
    one = make(town)
    before = (one.stage, one.events.count(), one.accesses.count())
    for who_else, user in town.everybody_else.items():
        with pytest.raises(PermissionDenied):
            do(one, user, town)
        one.refresh_from_db()
        assert (one.stage, one.events.count(), one.accesses.count()) == before, who_else
    do(one, town.officer, town)
    after = (one.events.count(), one.accesses.count())
    assert after != before[1:]


def test_running_the_platform_opens_requests_only_with_a_post(town: SimpleNamespace) -> None:
    one, platform = plain(town), town.everybody_else["platform"]
    Membership.objects.create(
        user=platform, organisation=town.above, role="privacy", since=dt.date(2020, 1, 1)
    )
    assert access.read(one, type(platform).objects.get(pk=platform.pk)).content["name"] == NAME


# ---------------------------------------------------------------- clock


def test_an_extension_has_a_reason_of_the_list_and_two_months(town: SimpleNamespace) -> None:
    one = plain(town)
    for reason, code in (("", "none"), ("parce que", "unknown"), ("others", "unfit")):
        with pytest.raises(ReasonProblem) as refused:
            actions.extend(one, town.officer, reason, "Six logiciels.")
        assert refused.value.code == code
    with pytest.raises(RequestProblem, match="reason"):
        actions.extend(one, town.officer, "complexity", " ")
    actions.extend(one, town.officer, "complexity", "Six logiciels.")
    expected = clock.due(
        clock.Course(one.received, extended=course.today()), course.today(), course.place()
    )
    assert (one.extension, one.due) == ("complexity", expected)
    told = access.read(one, town.officer).events[-1]
    assert told.event.kind == Kind.EXTENDED
    assert told.text.endswith("Six logiciels.")
    with pytest.raises(RequestProblem, match="no_extension"):
        actions.extend(one, town.officer, "volume", "Encore.")


def test_the_pause_ends_the_day_the_proof_was_received(town: SimpleNamespace) -> None:
    one = plain(town)
    one.received = course.today() - 20 * DAY
    one.save()
    due = course.due(one)
    actions.ask_identity(one, town.officer, "document", "Deux personnes de ce nom.")
    one.pauses.update(since=course.today() - 10 * DAY)
    with pytest.raises(RequestProblem, match="proof_day"):
        requests.prove_identity(one, town.officer, course.today() - 11 * DAY)
    with pytest.raises(RequestProblem, match="proof_day"):
        requests.prove_identity(one, town.officer, course.today() + DAY)
    requests.prove_identity(one, town.officer, course.today() - 4 * DAY)
    assert clock.suspended_days(course.course_of(one).pauses, course.today()) == 6
    assert one.due >= due + 6 * DAY - 3 * DAY  # a week-end at its end is rounded once


@pytest.mark.parametrize("right", [Right.DOCUMENT, Right.EXPLANATION])
def test_the_clock_of_documents_never_stops(right: Right, town: SimpleNamespace) -> None:
    one = received(right, organisation=town.here).request
    with pytest.raises(ReasonProblem):
        actions.ask_identity(one, town.officer, "document", "Doute.")
    with pytest.raises(ReasonProblem):
        actions.extend(one, town.officer, "complexity", "Long.")


def test_qualifying_changes_the_clock_not_the_day_it_runs_from(town: SimpleNamespace) -> None:
    one = plain(town)
    received_on = one.received
    actions.qualify(one, town.officer, Right.DOCUMENT.value, None, "Elle demande un rapport.")
    assert one.received == received_on
    assert course.course_of(one).regime is clock.Regime.CRPA
    with pytest.raises(DeskProblem, match="same"):
        actions.qualify(one, town.officer, Right.DOCUMENT.value, None, "Encore.")
    with pytest.raises(DeskProblem, match="right"):
        actions.qualify(one, town.officer, "tout", None, "Encore.")
    with pytest.raises(DeskProblem, match="about"):
        actions.qualify(one, town.officer, Right.ACCESS.value, town.here.uuid, "Une fiche.")


# ---------------------------------------------------------------- answers


def test_an_answer_says_its_reason_and_remedies_or_does_not_leave(town: SimpleNamespace) -> None:
    one = plain(town)
    with pytest.raises(LetterProblem, match="left"):
        requests.answer(one, town.officer, Stage.ACCEPTED, "Voici [quoi].")
    with pytest.raises(ReasonProblem, match="unfit"):
        requests.answer(one, town.officer, Stage.REFUSED, "Non.", "archives")
    requests.answer(one, town.officer, Stage.REFUSED, "Non.", "others")
    told = access.read(one, town.officer).events[-1]
    assert told.content["remedies"] == ["cnil", "judge"]


def test_a_reopened_request_keeps_its_first_answer_and_gets_a_month(town: SimpleNamespace) -> None:
    one = plain(town)
    with pytest.raises(DeskProblem, match="open"):
        actions.reopen(one, town.officer, "Pourquoi pas.")
    one.received = course.today() - 40 * DAY
    one.save()
    requests.answer(one, town.officer, Stage.ACCEPTED, "Voici.")
    Request.objects.filter(pk=one.pk).update(answered=course.today() - 5 * DAY)
    one.refresh_from_db()
    actions.reopen(one, town.officer, "Il manquait une page.")
    assert one.stage == Stage.STUDIED
    assert actions.awaited(one) == one.again_due
    assert one.again_due
    assert one.again_due > course.today() + 27 * DAY
    assert clock.state(course.current(one), course.today()) is clock.State.RUNNING
    requests.answer(one, town.officer, Stage.PARTLY, "Voici la page.", "others")
    assert (one.answered, one.answered_again) == (course.today() - 5 * DAY, course.today())
    assert clock.in_time(course.course_of(one)) is False


def test_two_requests_become_the_older_one(town: SimpleNamespace) -> None:
    older, newer = plain(town), plain(town)
    older.received = course.today() - 9 * DAY
    older.save()
    with pytest.raises(DeskProblem, match="itself"):
        actions.merge(older, town.officer, older)
    with pytest.raises(DeskProblem, match="younger"):
        actions.merge(older, town.officer, newer)
    other_right = received(Right.ERASURE, organisation=town.here).request
    with pytest.raises(DeskProblem, match="elsewhere"):
        actions.merge(newer, town.officer, other_right)
    asked = parts.ask(newer, town.officer, town.service, "Qu’avez-vous ?")
    with pytest.raises(DeskProblem, match="parts"):
        actions.merge(newer, town.officer, older)
    parts.cancel(asked, town.officer)
    actions.merge(newer, town.officer, older)
    assert (newer.stage, newer.merged_into) == (Stage.MERGED, older)
    assert clock.state(course.course_of(newer), course.today()) is clock.State.MERGED
    assert older.stage in (Stage.RECEIVED, Stage.STUDIED)
    with pytest.raises(RequestProblem, match="closed"):
        requests.answer(newer, town.officer, Stage.ACCEPTED, "Voici.")


@pytest.mark.parametrize(
    "number", ["", "D", "D2026", "D2026-", "D-1", "D2026-x", "D1999-00001", "D2026-99999999999999"]
)
def test_a_forged_number_finds_nothing(number: str, town: SimpleNamespace) -> None:
    assert actions.found_by_number(number, town.officer) is None


def test_a_number_finds_what_one_handles(town: SimpleNamespace) -> None:
    one = plain(town)
    assert actions.found_by_number(f" {one.number.lower()} ", town.officer) == one
    for user in town.everybody_else.values():
        assert actions.found_by_number(one.number, user) is None


# ---------------------------------------------------------------- remedies, footage


def test_nothing_is_erased_while_a_remedy_is_open(town: SimpleNamespace, settings: Any) -> None:
    one = contested(town)
    long_ago = course.today() - (settings.PARVIS_REQUESTS_DAYS + 1) * DAY
    Request.objects.filter(pk=one.pk).update(answered=long_ago)
    assert not erasing.over(course.today()).exists()
    actions.end_recourse(one.recourses.get(), town.officer, course.today(), "Classée.")
    assert erasing.over(course.today()).get() == one
    with pytest.raises(DeskProblem, match="ended"):
        actions.end_recourse(one.recourses.get(), town.officer, course.today(), "Encore.")
    for day, code in ((one.received - DAY, "before"), (course.today() + DAY, "future")):
        with pytest.raises(DeskProblem, match=code):
            actions.recourse(one, town.officer, "cnil", day, "Plainte.")
    with pytest.raises(DeskProblem, match="body"):
        actions.recourse(one, town.officer, "roi", course.today(), "Plainte.")
    assert Recourse.objects.count() == 1


def test_a_hold_goes_beyond_the_month_only_with_a_text(town: SimpleNamespace) -> None:
    one = images(town)
    beyond = one.hold.filmed + 40 * DAY
    with pytest.raises(FootageProblem, match="beyond"):
        actions.hold_until(one, town.officer, beyond)
    actions.hold_until(one, town.officer, beyond, "réquisition du parquet")
    one.hold.refresh_from_db()
    assert (one.hold.until, one.hold.ground) == (beyond, "réquisition du parquet")
    with pytest.raises(RequestProblem, match="proof"):
        requests.release(one, town.officer, " ")
    requests.release(one, town.officer, "Attestation du service.")
    with pytest.raises(DeskProblem, match="no_hold"):
        actions.hold_until(one, town.officer, beyond, "réquisition")


# ---------------------------------------------------------------- services


def test_a_service_reads_its_question_and_nothing_else(town: SimpleNamespace) -> None:
    one = plain(town)
    mail.outbox.clear()
    part = parts.ask(one, town.officer, town.service, "Quels repas pour ce foyer ?")
    assert one.stage == Stage.STUDIED
    agent = town.agent
    question, reply = parts.read(part, agent)
    assert (question.text, reply) == ("Quels repas pour ce foyer ?", None)
    assert Access.objects.filter(request=one, by=agent).get().what == "part"
    with pytest.raises(PermissionDenied):
        access.read(one, agent)
    parts.reply(part, agent, Part.State.GIVEN, "Douze repas en mars.")
    assert part.state == Part.State.GIVEN
    assert access.read(one, town.officer).events[-1].text == "Douze repas en mars."
    with pytest.raises(PartProblem, match="ended"):
        parts.reply(part, agent, Part.State.GIVEN, "Encore.")
    assert all("repas" not in str(letter.body) + letter.subject for letter in mail.outbox)


def test_a_part_is_for_its_service_alone(town: SimpleNamespace) -> None:
    part = parts.ask(plain(town), town.officer, town.service, "Quels repas ?")
    town.everybody_else.pop("agent of a service")
    for name, user in town.everybody_else.items():
        assert part not in who.parts_of(user), name
        with pytest.raises(PermissionDenied):
            parts.read(part, user)
        with pytest.raises(PermissionDenied):
            parts.reply(part, user, Part.State.NOTHING, "Rien.")
        with pytest.raises(PermissionDenied):
            parts.cancel(part, user)
    assert part in who.parts_of(town.chief)
    with pytest.raises(PermissionDenied):
        parts.cancel(part, town.agent)


def test_what_a_service_is_asked_has_a_day_that_helps(town: SimpleNamespace) -> None:
    one = plain(town)
    with pytest.raises(DispatchProblem, match="late"):
        parts.ask(one, town.officer, town.service, "Quels repas ?", one.due + DAY)
    part = parts.ask(one, town.officer, town.service, "Quels repas ?", one.due)
    with pytest.raises(PartProblem, match="again"):
        parts.ask(one, town.officer, town.service, "Et puis ?")
    with pytest.raises(PartProblem, match="state"):
        parts.reply(part, town.agent, "asked", "Rien.")
    parts.reply(part, town.officer, Part.State.NOTHING, "Répondu de vive voix.")
    assert part.reply
    assert part.reply.by == town.officer


# ---------------------------------------------------------------- reminders


def test_services_and_officers_are_reminded_once_a_day_without_content(
    town: SimpleNamespace,
) -> None:
    one, film = plain(town), images(town)
    part = parts.ask(one, town.officer, town.service, "Quels repas ?")
    Part.objects.filter(pk=part.pk).update(asked=course.today() - 9 * DAY, due=course.today() - DAY)
    Request.objects.filter(pk=one.pk).update(due=course.today() + 3 * DAY)
    type(film.hold).objects.filter(pk=film.hold.pk).update(gone=course.today() + DAY)
    mail.outbox.clear()
    assert reminding.remind() == 3
    assert reminding.remind() == 0
    to = {address for letter in mail.outbox for address in letter.to}
    assert to >= {town.agent.email, town.chief.email, town.officer.email}
    said = " ".join(str(letter.body) + letter.subject for letter in mail.outbox)
    assert one.number in said
    for word in (NAME, "repas", "18 h", "place des Essais"):
        assert word not in said


def test_a_suspended_request_warns_nobody(town: SimpleNamespace) -> None:
    one = suspended(town)
    Request.objects.filter(pk=one.pk).update(due=course.today())
    assert reminding.due_requests(course.today()) == []


def held(organisation: Any, count: int, gone: dt.date) -> list[Request]:
    """Requests for images, as they are kept, that nobody put aside yet."""
    rows = [
        Request(
            follow=secrets.token_hex(32), right=Right.IMAGES.value, organisation=organisation,
            received=course.today(), due=course.today(), sealed=b"",
            stage=Stage.ACCEPTED,
        )
        for _ in range(count)
    ]  # fmt: skip
    made = Request.objects.bulk_create(rows)
    Hold.objects.bulk_create([Hold(request=one, filmed=gone, gone=gone) for one in made])
    return made


def test_images_that_others_wait_for_are_not_even_read(town: SimpleNamespace) -> None:
    """One question and at most as many rows as are shown, however many images wait elsewhere."""
    today = course.today()
    late, soon = held(town.here, 1, today - DAY), held(town.here, 1, today + DAY)
    found = []
    access.handles(town.officer)  # their posts are read once
    for count in (1, 60):
        held(town.other, count, today - 9 * DAY)
        with CaptureQueriesContext(connection) as asked:
            told = list(reminding.awaits(town.officer))
        assert [one.late for one in told] == [True, False]
        assert [one.sentence.split()[-1] for one in told] == [late[0].number, soon[0].number]
        found.append(len(asked))
    assert found[0] == found[1]
    held(town.here, 60, today)
    assert len(reminding.TO_HOLD([town.here.pk])) == reminding.SHOWN
    Request.objects.filter(pk=late[0].pk).update(erased=timezone.now())
    assert late[0].pk not in {key for _gone, key, _received in reminding.TO_HOLD([town.here.pk])}


def test_what_awaits_each(town: SimpleNamespace) -> None:
    one, film = plain(town), images(town)
    part = parts.ask(one, town.officer, town.service, "Quels repas ?")
    awaited = [one.sentence for one in reminding.awaits(town.officer)]
    assert len(awaited) == 3  # two to answer, images to put aside
    assert any(film.number in sentence for sentence in awaited)
    (asked,) = reminding.awaits(town.agent)
    assert (one.number in asked.sentence, asked.on, asked.late) == (True, part.due, False)
    assert list(reminding.awaits(town.everybody_else["platform"])) == []
