"""The letters about what people brought, each in the language of the form it came by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.catalogue.citizens import clock
from parvis.catalogue.citizens.models import ChangeNotice, Passage, Submission
from parvis.design.spoken import in_words

STOP = "parvis.citizens.stop"


def due(submission: Submission) -> dt.date:
    """When the answer to a request is due; it counts from receipt, whoever then has it."""
    return clock.due(clock.Course(timezone.localdate(submission.received)))


def stop_token(submission: Submission) -> str:
    return signing.dumps(str(submission.receipt), salt=STOP)


def stop_address(submission: Submission) -> str:
    return settings.PARVIS_BASE_URL + reverse("site:stop_letters", args=[stop_token(submission)])


def send(submission: Submission, subject: str, *paragraphs: str, last: bool = False) -> None:
    """Nothing when no address was left. With what ends such letters in one click, as the form
    promises, unless it is the `last` one: its address is then forgotten."""
    if not submission.email:
        return
    headers = {}
    if not last:
        address = stop_address(submission)
        headers = {
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        paragraphs = (*paragraphs, _("Ne plus recevoir ces avis : %(url)s") % {"url": address})
    text = "\n\n".join([_("Bonjour,"), *filter(None, paragraphs), settings.PARVIS_SITE_NAME])
    EmailMessage(
        " ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [submission.email],
        headers=headers,
    ).send()  # fmt: skip


def receipt_address(submission: Submission) -> str:
    path = reverse(f"site:{submission.kind}_receipt", args=[submission.receipt])
    return settings.PARVIS_BASE_URL + path


def address_of(record: Any) -> str:
    return f"{settings.PARVIS_BASE_URL}/id/{record.key}"


def received(submission: Submission) -> None:
    with translation.override(submission.language):
        where = _("Où il en est : %(url)s") % {"url": receipt_address(submission)}
        if submission.kind == Submission.Kind.REQUEST:
            law = _(
                "Une réponse vous est due au plus tard le %(date)s (articles R.311-13 et "
                "R.*311-12 du code des relations entre le public et l’administration)."
            ) % {"date": in_words(due(submission))}
            send(submission, _("Votre demande de données est arrivée"), law, where)
        else:
            soon = _("Une personne la lit avant qu’elle paraisse.")
            send(submission, _("Votre réutilisation est arrivée"), soon, where)


def published(submission: Submission, record: Any) -> None:
    with translation.override(submission.language):
        what = _("Elle est publique : %(url)s") % {"url": address_of(record)}
        send(submission, _("Publié : %(title)s") % {"title": record.title}, what)


def refused(submission: Submission) -> None:
    with translation.override(submission.language):
        head = _("Votre envoi n’est pas publié, pour cette raison :")
        end = _("Ce que vous aviez écrit et votre adresse sont effacés.")
        end = f"{end} {remedy_words()}" if submission.kind == Submission.Kind.REQUEST else end
        send(submission, _("Votre envoi n’est pas publié"), head, submission.reason, end, last=True)


def remedy_words() -> str:
    return _(
        "Vous pouvez saisir la Commission d’accès aux documents administratifs (CADA, "
        "https://www.cada.fr) dans les deux mois ; c’est nécessaire avant d’aller devant le juge."
    )


def answered(submission: Submission, request: Any) -> None:
    with translation.override(submission.language):
        refusal = request.decision == clock.Decision.REFUSED
        said = _("La réponse est : %(decision)s.") % {"decision": request.get_decision_display()}
        ground = _("Base légale : %(ground)s") % {"ground": request.ground}
        send(
            submission,
            _("Réponse à votre demande : %(title)s") % {"title": request.title},
            said,
            request.answer,
            ground if request.ground else "",
            remedy_words() if refusal else "",
            address_of(request),
        )


def corrected(submission: Submission, request: Any, why: str) -> None:
    with translation.override(submission.language):
        said = _("La réponse est : %(decision)s.") % {"decision": request.get_decision_display()}
        ground = _("Base légale : %(ground)s") % {"ground": request.ground}
        send(
            submission,
            _("La réponse à votre demande est corrigée : %(title)s") % {"title": request.title},
            _("Pourquoi : %(why)s") % {"why": why},
            said,
            request.answer,
            ground if request.ground else "",
            remedy_words() if request.decision == clock.Decision.REFUSED else "",
            address_of(request),
        )


def taken_down(submission: Submission) -> None:
    with translation.override(submission.language):
        head = _("Votre réutilisation n’est plus publiée, pour cette raison :")
        end = _("Votre adresse est effacée.")
        send(submission, _("Votre réutilisation n’est plus publiée"), head, submission.reason, end,
             last=True)  # fmt: skip


def passed(submission: Submission, passage: Passage, title: str) -> None:
    """CRPA L.114-2: who passes a request on says so to its author."""
    with translation.override(submission.language):
        names = {"before": passage.before.title, "after": passage.after.title}
        head = _(
            "« %(before)s » ne pouvait pas décider de votre envoi et le transmet à « %(after)s », "
            "pour cette raison :"
        )
        law = ""
        if submission.kind == Submission.Kind.REQUEST:
            law = _(
                "Le délai ne recommence pas : la réponse vous est toujours due au plus tard le "
                "%(date)s (articles L.114-2 et L.114-3 du code des relations entre le public et "
                "l’administration)."
            ) % {"date": in_words(due(submission))}
        where = _("Où il en est : %(url)s") % {"url": receipt_address(submission)}
        subject = _("Votre envoi est transmis : %(title)s") % {"title": title}
        send(submission, subject, head % names, passage.why, law, where)


def warned(
    submission: Submission, notice: ChangeNotice, title: str, address: str, reuses: Sequence[str]
) -> None:
    """`reuses`: the titles of all that this author made of the data set."""
    with translation.override(submission.language):
        when = _("À partir du %(date)s :") % {"date": in_words(notice.on)} if notice.on else ""
        send(
            submission,
            _("Un jeu de données que vous réutilisez change : %(title)s") % {"title": title},
            when,
            notice.text,
            _("Ce que vous en faites : %(titles)s.") % {"titles": ", ".join(reuses)},
            address,
        )
