"""A town's registers at size, whose records differ as a town's do: controllers, grounds, people,
addresses, data sets, ties between them. Every name is invented."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from typing import Any

STREETS = ("la Cantine", "la Piscine", "la Crèche", "l’État civil", "la Voirie", "les Sports")
PEOPLE = ("inhabitant", "user", "visitor", "pupil", "parent", "elderly")
BASES = ("public_task", "obligation", "consent", "contract")
TEXT = "https://textes.ville.example/article-{}"
A_BATCH = 500


@dataclass(frozen=True)
class Sizes:
    processings: int = 2_000
    algorithms: int = 500
    decisions: int = 200
    devices: int = 1_000
    notices: int = 1_000
    measures: int = 100
    datasets: int = 300
    organisations: int = 60
    requests: int = 10_000


def fill(sizes: Sizes) -> Any:
    """Everything; the organisation whose officer keeps it. One record in ten breaks a rule."""
    from parvis.rights import load
    from tests import makers

    town = makers.organisation(slug="ville", kind="commune", title="Ville des essais")
    owners = [town] + [
        makers.organisation(kind="service", title=f"Service des essais {n}", parent=town)
        for n in range(sizes.organisations - 1)
    ]
    load.load(town)
    datasets = kept([dataset(n, owners) for n in range(sizes.datasets)])
    processings = kept([processing(n, owners, datasets) for n in range(sizes.processings)])
    decisions = kept([decision(n, owners) for n in range(sizes.decisions)])
    kept([algorithm(n, owners, decisions, processings) for n in range(sizes.algorithms)])
    kept([device(n, owners) for n in range(sizes.devices)])
    kept([notice(n, owners, processings) for n in range(sizes.notices)])
    kept([measure(n, owners, processings) for n in range(sizes.measures)])
    checked()
    requests(sizes.requests, town)
    return town


def kept(made: list[Any]) -> list[Any]:
    from parvis.records import bulk

    for first in range(0, len(made), A_BATCH):
        bulk.save_many(made[first : first + A_BATCH])
    return made


def dataset(n: int, owners: list[Any]) -> Any:
    from parvis.catalogue.models import Dataset

    return Dataset(
        title=f"Jeu des essais {n}", slug=f"jeu-des-essais-{n}", plain_summary="Des lignes.",
        organisation=owners[n % len(owners)], personal_data=n % 7 == 0,
    )  # fmt: skip


def processing(n: int, owners: list[Any], datasets: list[Any]) -> Any:
    from parvis.privacy.models import Purpose, Used
    from tests.privacy import makers

    purpose = Purpose(
        title=f"Inscrire à {STREETS[n % 6]}", basis=BASES[n % 4], why="code des essais, L.1",
        text_url=TEXT.format(n),
    )  # fmt: skip
    used = [Used(dataset=datasets[n % len(datasets)])] if n % 3 == 0 else []
    values: dict[str, Any] = {
        "title": f"{STREETS[n % 6]} des essais, fichier {n}",
        "people": [PEOPLE[n % 6], PEOPLE[(n // 6) % 6]],
        "purposes": [purpose], "used": used, "consent_how": "Une case à cocher.",
    }  # fmt: skip
    if n % 10 == 0:
        values["recipients"] = []
    if n % 5 == 0:
        values["hidden_grounds"] = {"summary" if n % 2 else "logic": "state"}
    return makers.processing(organisation=owners[n % len(owners)], **values)


def decision(n: int, owners: list[Any]) -> Any:
    from tests.algorithms import makers

    return makers.decision(organisation=owners[n % len(owners)], legal_url=TEXT.format(n))


def algorithm(n: int, owners: list[Any], decisions: list[Any], processings: list[Any]) -> Any:
    from tests.algorithms import makers

    treated = processings[n % len(processings)]
    tie = {"predicate": "used_in", "object": f"processing/{treated.slug}"}
    return makers.algorithm(
        decisions[n % len(decisions)], ties=[{"type": "tie", "value": tie}],
        organisation=owners[n % len(owners)], degree=("proposes", "decides")[n % 2],
        personal_data=n % 3 == 0,
    )  # fmt: skip


def device(n: int, owners: list[Any]) -> Any:
    from tests.public_space import makers

    make = makers.camera if n % 5 == 0 else makers.sensor
    return make(
        organisation=owners[n % len(owners)], longitude=-1.7 + n % 40 / 400,
        latitude=48.08 + n // 40 / 400, notice_url=TEXT.format(n),
    )  # fmt: skip


def notice(n: int, owners: list[Any], processings: list[Any]) -> Any:
    from tests.privacy.notices import makers

    return makers.point(processings[n % len(processings)], organisation=owners[n % len(owners)])


def measure(n: int, owners: list[Any], processings: list[Any]) -> Any:
    from parvis.privacy.models import Protected, Protection

    made = Protection(
        title=f"Mesure des essais {n}", slug=f"mesure-des-essais-{n}",
        plain_summary="Un mot de passe par agent.", organisation=owners[n % len(owners)],
        owner="Service des essais", planned_on=dt.date.today() + dt.timedelta(days=n - 20),
    )  # fmt: skip
    made.protects.set([Protected(processing=one) for one in processings[n * 10 : n * 10 + 10]])
    return made


def checked() -> None:
    """Addresses that the checker asked, one in twenty of which is gone."""
    from django.utils import timezone

    from parvis.catalogue.links.models import LinkCheck, key_of

    now = timezone.now()
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(
                key=key_of(TEXT.format(n)), address=TEXT.format(n), host="textes.ville.example",
                outcome="answers" if n % 20 else "gone", since=now, asked=now,
            )
            for n in range(5_000)
        ],
        batch_size=A_BATCH,
    )  # fmt: skip


def requests(count: int, owner: Any) -> None:
    """Requests for rights as they are kept, a year of them; their text is noise of the usual
    length. One in twenty was suspended."""
    from parvis.records.entitlements import Right
    from parvis.rights.requests.choices import Stage
    from parvis.rights.requests.models import Pause, Request

    today, rights = dt.date.today(), list(Right)
    rows = []
    for n in range(count):
        received = today - dt.timedelta(days=n % 365)
        answered = received + dt.timedelta(days=n % 40) if n % 365 > 40 else None
        stage = Stage.RECEIVED
        if answered:
            stage = Stage.REFUSED if n % 7 == 0 else Stage.ACCEPTED
        rows.append(
            Request(
                follow=secrets.token_hex(32), right=rights[n % 12].value, organisation=owner,
                received=received, due=received + dt.timedelta(days=31), stage=stage,
                answered=answered, sealed=os.urandom(600),
                refusal="others" if stage == Stage.REFUSED else "",
            )
        )  # fmt: skip
    Request.objects.bulk_create(rows, batch_size=A_BATCH)
    paused = Request.objects.filter(answered=None).values_list("pk", "received")[: count // 20]
    Pause.objects.bulk_create(
        [Pause(request_id=key, since=day, until=day) for key, day in paused], batch_size=A_BATCH
    )


def follow() -> None:
    """Bring the search index up to date: lists count their filters by it."""
    from django.conf import settings

    from parvis.records import finding
    from parvis.records.search import Follower

    Follower(settings.PARVIS_SEARCH, finding.HistorySource()).run_once()
