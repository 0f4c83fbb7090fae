"""The letters of a campaign: each référent gets each kind once for all their lists."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.catalogue.campaign import coverage, lists
from parvis.catalogue.campaign.models import Campaign, CampaignLetter, CampaignPart
from parvis.design.dates import date_words
from parvis.people.models import User

Kind = CampaignLetter.Kind


@transaction.atomic
def write(campaign: Campaign, parts: Sequence[CampaignPart], kind: str) -> int:
    """Write to who has not had this letter yet; how many letters. The outbox is of the same
    transaction: a letter and the note that it went stand or fall together."""
    people = lists.referents([part.organisation_id for part in parts])
    had = CampaignLetter.objects.filter(part__in=parts, kind=kind).values_list("part", "user")
    known = set(had)
    wanted: dict[User, list[CampaignPart]] = {}
    for part in parts:
        for user in people[part.organisation_id]:
            if (part.pk, user.pk) not in known:
                wanted.setdefault(user, []).append(part)
    fresh = [
        CampaignLetter(part=p, user=user, kind=kind) for user, ps in wanted.items() for p in ps
    ]
    CampaignLetter.objects.bulk_create(fresh)
    with translation.override(settings.LANGUAGE_CODE):
        for user, held in wanted.items():
            letter(campaign, held, kind, user).send()
    return len(wanted)


def letter(
    campaign: Campaign, parts: Sequence[CampaignPart], kind: str, user: User
) -> EmailMessage:
    day = date_words(campaign.closes_on, settings.LANGUAGE_CODE)
    first = {
        Kind.OPENED: _("Vous êtes invité à vérifier la liste de vos données avant le %(day)s."),
        Kind.WEEK: _("Il vous reste jusqu’au %(day)s pour vérifier la liste de vos données."),
        Kind.DAY: _("Dernier rappel : la liste de vos données est à vérifier avant le %(day)s."),
        Kind.LATE: _("La liste de vos données était à vérifier avant le %(day)s."),
    }[Kind(kind)]
    where = [
        f"- {part.organisation.title} : {settings.PARVIS_BASE_URL}{part_address(part)}"
        for part in parts
    ]
    text = "\n\n".join(
        filter(
            None,
            [
                _("Bonjour,"), first % {"day": day}, campaign.message, "\n".join(where),
                _("Dites de chaque fiche si elle est exacte, ajoutez ce qui manque, puis dites que "
                  "la liste est complète."),
                settings.PARVIS_SITE_NAME,
            ],
        )
    )  # fmt: skip
    subject = f"{settings.PARVIS_SITE_NAME} : {campaign.title}"
    return EmailMessage(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [user.email])


def part_address(part: CampaignPart) -> str:
    return reverse("parvis_dataset:campaign_part", args=[part.campaign_id, part.pk])


def remind() -> int:
    """The reminders whose day has come, for every campaign that is not forgotten."""
    today = timezone.localdate()
    sent = 0
    for campaign in Campaign.objects.filter(closes_on__gte=today - coverage.FORGOTTEN):
        kind = coverage.letter_due(campaign.opened_on, campaign.closes_on, today)
        if kind:
            parts = campaign.parts.filter(complete=None).select_related("organisation")
            sent += write(campaign, list(parts), kind)
    return sent
