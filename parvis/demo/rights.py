"""The rights, and requests that nobody made: late, suspended, extended, refused, erased in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from parvis.demo import source
from parvis.demo.source import Row
from parvis.organisations.models import Organisation
from parvis.people.models import User
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.rights import clock
from parvis.rights import load as seed
from parvis.rights.desk import actions as desk_actions
from parvis.rights.desk import parts
from parvis.rights.requests import actions, course, receiving
from parvis.rights.requests.choices import Channel, Identity, Stage
from parvis.rights.requests.models import Request
from parvis.rights.requests.receiving import Footage, Said

OFFICER = "demo-dpd"
AGENT = "demo-contributrice"
QUESTION = "(Démonstration) Que savez-vous de cette personne, dans vos fichiers ?"
REMEDY = "(Démonstration) La CNIL nous a écrit : nous avons un mois pour lui répondre."
NAME = "Camille Exemple (personne fictive)"


def load_rights(owner: Organisation, why: str) -> int:
    return seed.load(owner, why)


def load_requests(persons: Mapping[str, User], owner: Organisation, today: dt.date) -> int:
    """Make the requests once, where the officer of the demonstration is there to answer them."""
    officer = persons.get(OFFICER)
    if officer is None or Request.objects.exists():
        return 0
    made = 0
    for row in source.rows("rights_request"):
        for n in range(row["times"]):
            received = today - dt.timedelta(days=row["days"] - n * row["every"])
            request(row, owner, officer, received, today)
            made += 1
    desk(persons, officer)
    return made


def desk(persons: Mapping[str, User], officer: User) -> None:
    """What waits at the desk: a question to a service, two requests made one, a remedy."""
    waiting = list(Request.objects.filter(stage=Stage.RECEIVED, right=Right.ACCESS.value)[:2])
    agent = persons.get(AGENT)
    post = agent and agent.memberships.select_related("organisation").first()
    if waiting and post:
        parts.ask(waiting[0], officer, post.organisation, QUESTION)
    if len(waiting) == 2:
        desk_actions.merge(waiting[1], officer, waiting[0])
    refused = Request.objects.filter(stage=Stage.REFUSED).last()
    if refused:
        desk_actions.recourse(refused, officer, "cnil", course.today(), REMEDY)


def request(
    row: Row, owner: Organisation, officer: User, received: dt.date, today: dt.date
) -> None:
    """One request, received then, answered as many days after as the row says if it is past."""
    about = record(row.get("about", ""))
    hours = row.get("hours")
    footage = Footage(received, hours, "Place des Tilleuls", about) if hours else None
    content = {"name": NAME, "message": row["message"], "contact": "none"}
    said = Said(Right(row["right"]), content, about, owner, footage)
    one = receiving.keep(said, received, channel=Channel(row["channel"]), write=False).request
    days: dict[str, dt.date] = {}
    if row.get("doubt") and clock.may_suspend(
        course.course_of(one), course.today(), course.place()
    ):  # not where the demonstration is dated long ago
        actions.ask_identity(one, officer, Identity.DOCUMENT, row["doubt"])
        one.pauses.update(since=received + dt.timedelta(days=3))
    if row.get("extended"):
        days["extended"] = received + dt.timedelta(days=row["extended"])
    answered = received + dt.timedelta(days=row.get("after", 0))
    if row.get("stage") and answered <= today:
        stage, refusal = Stage(row["stage"]), row.get("refusal", "")
        actions.answer(one, officer, stage, row["answer"], refusal)
        days["answered"] = answered
    dated(one, days)


def dated(one: Request, days: Mapping[str, dt.date]) -> None:
    """Put what happened on the days when it would have."""
    for name, day in days.items():
        setattr(one, name, day)
    one.due = course.due(one)
    one.registered = at(one.received)
    one.save()
    one.events.update(at=at(one.received))
    if one.answered:
        one.events.filter(kind="answered").update(at=at(one.answered))


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def record(key: str) -> Any:
    kind, _slash, slug = key.partition("/")
    return Published.objects.filter(type=kind, slug=slug).values_list("uuid", flat=True).first()
