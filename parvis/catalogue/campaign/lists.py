"""Which data sets and which people a part of a campaign is about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.utils import timezone

from parvis.catalogue.campaign import coverage
from parvis.catalogue.campaign.coverage import Share
from parvis.catalogue.campaign.models import Campaign, CampaignAnswer, CampaignPart
from parvis.catalogue.models import Dataset
from parvis.organisations.models import Membership, Organisation
from parvis.organisations.rights import Role
from parvis.organisations.standing import read_tree
from parvis.people.models import User
from parvis.records import hooks

LATE = coverage.FORGOTTEN


def datasets(organisation: Organisation) -> QuerySet[Dataset]:
    """Its list: what is online in its name."""
    return Dataset.objects.filter(organisation=organisation, live=True)


def mine(user: Any, verb: str) -> QuerySet[Organisation]:
    """The organisations for whose data sets this person may do `verb`."""
    scope = hooks.first("organisations_for", user=user, verb=verb, kind="dataset")
    return Organisation.objects.none() if scope is None else Organisation.objects.filter(scope)


def demand(user: Any, verb: str, organisation: Organisation) -> None:
    if not mine(user, verb).filter(pk=organisation.pk).exists():
        raise PermissionDenied


def concerned(organisation: Organisation) -> list[Organisation]:
    """The organisation and what is part of it, where there are data sets or a référent."""
    branch = read_tree([organisation.pk]).branch(organisation.pk)
    with_data = Dataset.objects.filter(live=True, organisation__in=branch).values("organisation")
    posts = Membership.objects.on(timezone.localdate())
    with_people = posts.filter(role=Role.STEWARD, organisation__in=branch).values("organisation")
    rows = Organisation.objects.filter(pk__in=branch)
    return list((rows.filter(pk__in=with_data) | rows.filter(pk__in=with_people)).distinct())


def referents(organisations: list[int], role: Role = Role.STEWARD) -> dict[int, list[User]]:
    """Who answers for each: its own référents today (or those of another role), else those of what
    it is part of.

    Two queries and the tree, whatever their number.
    """
    posts = Membership.objects.on(timezone.localdate()).filter(role=role)
    people: dict[int, list[User]] = {}
    tree = read_tree(organisations)
    lines = {key: [node.key for node in tree.above(key)] for key in organisations}
    wanted = {key for line in lines.values() for key in line}
    for post in posts.filter(organisation__in=wanted, user__is_active=True).select_related("user"):
        people.setdefault(post.organisation_id, []).append(post.user)
    return {key: next((people[k] for k in line if k in people), []) for key, line in lines.items()}


def unanswered(part: CampaignPart) -> QuerySet[Dataset]:
    said = part.answers.values("record")
    return datasets(part.organisation).exclude(uuid__in=said)


def shares(campaign: Campaign) -> list[tuple[CampaignPart, Share]]:
    """Each part with its counts: three queries."""
    parts = list(campaign.parts.select_related("organisation"))
    live = Dataset.objects.filter(live=True, organisation__in=[p.organisation_id for p in parts])
    by_organisation = live.order_by().values_list("organisation").annotate(n=Count("pk"))
    totals = dict(by_organisation)
    said = CampaignAnswer.objects.filter(part__campaign=campaign, record__in=live.values("uuid"))
    answers: dict[int, dict[str, int]] = {}
    for key, state, count in said.values_list("part", "state").annotate(n=Count("pk")):
        answers.setdefault(key, {})[state] = count
    return [
        (part, Share(part.organisation.title, totals.get(part.organisation_id, 0),
                     answers.get(part.pk, {}), part.complete is not None))
        for part in parts
    ]  # fmt: skip
