"""What an officer may do with a request: one table, which the page of the request offers and one
screen carries out. Rights are checked by the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from parvis.records.entitlements import Right
from parvis.rights import clock, reasons
from parvis.rights.desk import actions, forms, parts
from parvis.rights.reasons import Kind as Reason
from parvis.rights.requests import actions as requests
from parvis.rights.requests import course
from parvis.rights.requests.choices import ANSWERED, OPEN, Identity, Stage
from parvis.rights.requests.models import Hold, Request


@dataclass(frozen=True)
class Situation:
    """What decides which acts are offered."""

    request: Request
    today: dt.date
    course: clock.Course
    place: clock.Place
    waits_identity: bool
    held: Any = None
    open_recourse: bool = False

    @property
    def is_open(self) -> bool:
        return self.request.stage in OPEN

    @property
    def gdpr(self) -> bool:
        return self.course.regime is not clock.Regime.CRPA


def situation(row: Request) -> Situation:
    """Three queries."""
    pauses = list(row.pauses.all())
    row._prefetched_objects_cache = {"pauses": pauses}  # type: ignore[attr-defined]
    held = Hold.objects.filter(request=row).first()
    return Situation(
        row, course.today(), course.course_of(row), course.place(),
        row.identity != Identity.NONE and row.proved is None, held,
        row.recourses.filter(ended=None).exists(),
    )  # fmt: skip


@dataclass(frozen=True)
class Act:
    """`do` carries it out with the form's cleaned values; `offered` says whether it has a sense
    today (the action decides whether it is allowed)."""

    title: Any
    form: type[forms.ActForm]
    do: Callable[[Request, Any, dict[str, Any]], Any]
    done: Any
    offered: Callable[[Situation], bool]
    help: Any = ""
    group: str = "course"  # one of GROUPS


# headings under which a request offers what one may do with it
GROUPS: Mapping[str, Any] = {
    "images": gettext_lazy("Les images"),
    "course": gettext_lazy("L’instruire"),
    "words": gettext_lazy("Écrire et demander"),
    "away": gettext_lazy("Si elle revient à d’autres"),
    "after": gettext_lazy("Après la réponse"),
}

ACTS: Mapping[str, Act] = {
    "etudier": Act(
        gettext_lazy("Dire qu’elle est à l’étude"), forms.ActForm,
        lambda row, by, sent: requests.study(row, by),
        gettext_lazy("C’est dit à la personne."),
        lambda now: now.request.stage == Stage.RECEIVED,
    ),
    "preciser": Act(
        gettext_lazy("Préciser le droit ou le traitement"), forms.QualifyForm,
        lambda row, by, sent: actions.qualify(row, by, sent["right"], sent["about"], sent["why"]),
        gettext_lazy("C’est noté, et dit à la personne. Le délai court depuis le même jour."),
        lambda now: now.is_open,
    ),
    "ecrire": Act(
        gettext_lazy("Écrire à la personne"), forms.WriteForm,
        lambda row, by, sent: requests.write(row, sent["text"], sent["joined"], by),
        gettext_lazy("Le message est dans sa page de suivi."),
        lambda now: True,
        group="words",
    ),
    "noter": Act(
        gettext_lazy("Écrire une note"), forms.NoteForm,
        lambda row, by, sent: requests.note(row, by, sent["text"]),
        gettext_lazy("La note est au dossier."),
        lambda now: True,
        group="words",
    ),
    "interroger": Act(
        gettext_lazy("Interroger un service ou un sous-traitant"), forms.AskForm,
        lambda row, by, sent: parts.ask(
            row, by, sent["organisation"], sent["question"], sent["due"], sent["joined"]
        ),
        gettext_lazy("La question est posée ; ses agents sont prévenus."),
        lambda now: now.is_open,
        group="words",
    ),
    "identite": Act(
        gettext_lazy("Demander qui elle est"), forms.IdentityForm,
        lambda row, by, sent: actions.ask_identity(row, by, sent["how"], sent["doubt"]),
        gettext_lazy("C’est demandé. Le délai s’arrête si vous demandez une pièce."),
        lambda now: now.gdpr and clock.may_suspend(now.course, now.today, now.place),
        group="words",
    ),
    "identite-etablie": Act(
        gettext_lazy("Dire que son identité est établie"), forms.ProvedForm,
        lambda row, by, sent: requests.prove_identity(row, by, sent["received"]),
        gettext_lazy("Le délai court de nouveau ; les copies de pièces sont détruites."),
        lambda now: now.is_open and now.waits_identity,
    ),
    "prolonger": Act(
        gettext_lazy("Prolonger de deux mois"), forms.ExtendForm,
        lambda row, by, sent: actions.extend(row, by, sent["reason"], sent["text"]),
        gettext_lazy("Le délai est prolongé, et c’est dit à la personne."),
        lambda now: bool(reasons.fitting(Reason.EXTENSION, Right(now.request.right)))
        and clock.may_extend(now.course, now.today, now.place),
        gettext_lazy("Seulement dans le premier mois, une seule fois."),
    ),
    "images-gardees": Act(
        gettext_lazy("Dire que les images sont mises de côté"), forms.ActForm,
        lambda row, by, sent: requests.held(row, by),
        gettext_lazy("C’est noté."),
        lambda now: bool(now.held and not now.held.done and not now.held.released),
        group="images",
    ),
    "garder-jusqu-au": Act(
        gettext_lazy("Dire jusqu’à quand garder les images"), forms.HoldForm,
        lambda row, by, sent: actions.hold_until(row, by, sent["until"], sent["ground"]),
        gettext_lazy("C’est noté : vous serez prévenu avant."),
        lambda now: bool(now.held and not now.held.released),
        group="images",
    ),
    "rendre-les-images": Act(
        gettext_lazy("Dire que les images sont effacées"), forms.ReleaseForm,
        lambda row, by, sent: requests.release(row, by, sent["proof"]),
        gettext_lazy("La preuve est au dossier."),
        lambda now: bool(now.held and not now.held.released),
        group="images",
    ),
    "transmettre": Act(
        gettext_lazy("Transmettre à un autre organisme"), forms.ForwardForm,
        lambda row, by, sent: requests.forward(row, by, sent["to"], sent["why"]),
        gettext_lazy("C’est transmis, et dit à la personne."),
        lambda now: now.is_open,
        group="away",
    ),
    "confier": Act(
        gettext_lazy("Confier à une autre organisation d’ici"), forms.MoveForm,
        lambda row, by, sent: requests.move(row, by, sent["organisation"], sent["why"]),
        gettext_lazy("Son délégué s’en charge ; le délai ne recommence pas."),
        lambda now: now.is_open,
        group="away",
    ),
    "reunir": Act(
        gettext_lazy("Réunir à une autre demande"), forms.MergeForm,
        lambda row, by, sent: actions.merge(row, by, sent["number"]),
        gettext_lazy("Les deux demandes n’en font plus qu’une."),
        lambda now: now.is_open,
        group="away",
    ),
    "rouvrir": Act(
        gettext_lazy("Rouvrir"), forms.ReopenForm,
        lambda row, by, sent: actions.reopen(row, by, sent["why"]),
        gettext_lazy("La demande est rouverte : une nouvelle réponse est due dans un mois."),
        lambda now: now.request.stage in ANSWERED,
        group="after",
    ),
    "recours": Act(
        gettext_lazy("Noter un recours"), forms.RecourseForm,
        lambda row, by, sent: actions.recourse(row, by, sent["body"], sent["since"], sent["text"]),
        gettext_lazy("Le recours est noté : rien n’est effacé avant sa fin."),
        lambda now: True,
        group="after",
    ),
    "fin-du-recours": Act(
        gettext_lazy("Dire comment un recours s’est terminé"), forms.EndRecourseForm,
        lambda row, by, sent: actions.end_recourse(
            sent["recourse"], by, sent["ended"], sent["text"]
        ),
        gettext_lazy("C’est noté."),
        lambda now: now.open_recourse,
        group="after",
    ),
}  # fmt: skip


def grouped(now: Situation) -> list[tuple[Any, dict[str, Act]]]:
    """What may be done today, under the headings that have something."""
    offered = {name: one for name, one in ACTS.items() if one.offered(now)}
    found = [
        (title, {name: one for name, one in offered.items() if one.group == group})
        for group, title in GROUPS.items()
    ]
    return [(title, those) for title, those in found if those]
