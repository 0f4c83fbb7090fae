"""Opening a campaign, answering of data sets, saying that a list is complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from parvis.catalogue.campaign import letters, lists
from parvis.catalogue.campaign.models import Campaign, CampaignAnswer, CampaignLetter, CampaignPart
from parvis.design.jinja import date_words
from parvis.organisations.models import Organisation
from parvis.records.problems import Problem, gettext_noop

LONGEST_DAYS = 366
MOST_AT_ONCE = 1_000


class CampaignProblem(Problem):
    sentences: ClassVar = {
        "past": gettext_noop(
            "Le dernier jour (%(value)s) doit venir après aujourd’hui, et dans l’année."
        ),
        "nobody": gettext_noop(
            "« %(value)s » et ses services n’ont ni jeu de données ni référent : il n’y a rien à "
            "confirmer."
        ),
        "open": gettext_noop(
            "La campagne « %(value)s » est déjà ouverte pour cette organisation jusqu’au %(day)s."
        ),
        "none": gettext_noop("Cochez au moins une fiche."),
        "many": gettext_noop("Cochez au plus %(value)s fiches à la fois."),
        "state": gettext_noop("« %(value)s » n’est pas une réponse : %(known)s."),
        "left": gettext_noop(
            "Fiches à regarder avant de dire que la liste est complète : %(value)s."
        ),
        "nothing_left": gettext_noop("Toutes les fiches ont déjà une réponse."),
        "changed": gettext_noop(
            "La liste a changé : il reste maintenant %(value)s fiches sans réponse. Regardez-les, "
            "puis confirmez de nouveau."
        ),
        "over": gettext_noop("Cette campagne est terminée depuis le %(day)s."),
    }


def open_campaign(
    user: Any, organisation: Organisation, title: str, closes_on: dt.date, message: str = ""
) -> Campaign:
    """Open it for the organisation and all that is part of it, and write to each référent.

    Raises PermissionDenied, CampaignProblem.
    """
    lists.demand(user, "publish", organisation)
    today = timezone.localdate()
    if not today < closes_on <= today + dt.timedelta(days=LONGEST_DAYS):
        raise CampaignProblem("past", value=closes_on.isoformat())
    with transaction.atomic():
        # two at once would both write to everyone: the row of the organisation is the lock
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = Campaign.objects.filter(organisation=organisation, closes_on__gte=today).first()
        if known:
            raise CampaignProblem("open", value=known.title, day=date_words(known.closes_on))
        concerned = lists.concerned(organisation)
        if not concerned:
            raise CampaignProblem("nobody", value=organisation.title)
        campaign = Campaign.objects.create(
            organisation=organisation, title=title, message=message, opened_on=today,
            closes_on=closes_on, opened_by=user,
        )  # fmt: skip
        parts = [CampaignPart(campaign=campaign, organisation=one) for one in concerned]
        CampaignPart.objects.bulk_create(parts)
        made = list(campaign.parts.select_related("organisation"))
        letters.write(campaign, made, CampaignLetter.Kind.OPENED)
    return campaign


def answer(
    user: Any, part: CampaignPart, records: Iterable[UUID], state: str, keep: bool = False
) -> int:
    """Say the same of many data sets of the list; how many they are. A later answer replaces it,
    unless `keep`: then what has an answer keeps it.

    What is not of this list is left. Raises PermissionDenied, CampaignProblem.
    """
    lists.demand(user, "change", part.organisation)
    demand_open(part.campaign)
    if state not in CampaignAnswer.State.values:
        known = ", ".join(CampaignAnswer.State.values)
        raise CampaignProblem("state", value=state[:80], known=known)
    wanted = set(records)
    if not wanted:
        raise CampaignProblem("none")
    if len(wanted) > MOST_AT_ONCE:
        raise CampaignProblem("many", value=MOST_AT_ONCE)
    held = lists.unanswered(part) if keep else lists.datasets(part.organisation)
    uuids = list(held.filter(uuid__in=wanted).values_list("uuid", flat=True))
    write(user, part, uuids, state, keep)
    return len(uuids)


def write(user: Any, part: CampaignPart, uuids: list[UUID], state: str, keep: bool) -> None:
    """Write the same answer of all; `keep` leaves what someone answers at this very instant."""
    said = [CampaignAnswer(part=part, record=uuid, state=state, by=user) for uuid in uuids]
    if keep:
        CampaignAnswer.objects.bulk_create(said, ignore_conflicts=True, batch_size=MOST_AT_ONCE)
        return
    CampaignAnswer.objects.bulk_create(
        said, update_conflicts=True, unique_fields=["part", "record"],
        update_fields=["state", "by", "at"],
    )  # fmt: skip


def confirm_all(user: Any, part: CampaignPart, expected: int) -> int:
    """Say that every data set not yet answered of is right; how many they are.

    `expected` is how many the person was told and agreed to: were there others meanwhile, nothing
    is written. Raises PermissionDenied, CampaignProblem.
    """
    lists.demand(user, "change", part.organisation)
    demand_open(part.campaign)
    with transaction.atomic():
        CampaignPart.objects.select_for_update().get(pk=part.pk)
        left = list(lists.unanswered(part).values_list("uuid", flat=True))
        if not left:
            raise CampaignProblem("nothing_left")
        if len(left) != expected:
            raise CampaignProblem("changed", value=len(left))
        write(user, part, left, CampaignAnswer.State.CONFIRMED, keep=True)
    return len(left)


@transaction.atomic
def declare_complete(user: Any, part: CampaignPart) -> None:
    """Nothing is missing from the list, and each of its data sets was looked at."""
    lists.demand(user, "publish", part.organisation)
    demand_open(part.campaign)
    left = lists.unanswered(part).count()
    if left:
        raise CampaignProblem("left", value=left)
    rows = CampaignPart.objects.filter(pk=part.pk, complete=None)
    rows.update(complete=timezone.now(), complete_by=user)


def demand_open(campaign: Campaign) -> None:
    """Late answers are taken for a month: better late than wrong."""
    if timezone.localdate() > campaign.closes_on + lists.LATE:
        raise CampaignProblem("over", day=date_words(campaign.closes_on))
