"""`parvis admin load_commitments`: the ten public commitments, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify
from django.utils.translation import ngettext

from parvis.commitments import load
from parvis.organisations.models import Organisation
from parvis.records import bulk
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Load the ten public commitments and their actions; what is already there is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            help="who answers for them; the territory's own authority by default",
        )

    def handle(self, *args: Any, organisation: str | None = None, **options: Any) -> None:
        demand_migrated()
        done = load.load(named(organisation) if organisation else authority())
        created, filled = done.created, done.filled
        told = [
            ngettext("%(n)s créé", "%(n)s créés", created) % {"n": created},
            ngettext("%(n)s complété", "%(n)s complétés", filled) % {"n": filled},
        ]
        self.stdout.write(", ".join(told) + ".")


def named(slug: str) -> Organisation:
    found = Organisation.objects.filter(slug=slug, live=True).first()
    if found is None:
        raise CommandError(
            f"Aucune organisation publiée n’a l’adresse courte « {slug} ». "
            "Créez-la d’abord, ou corrigez --organisation."
        )
    return found


def authority() -> Organisation:
    """The territory's own authority (PARVIS_TERRITORY), made and published when it is not there."""
    slug = slugify(settings.PARVIS_TERRITORY)
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        kind = Organisation.Kind.METROPOLIS
        found = Organisation(title=settings.PARVIS_TERRITORY, slug=slug, kind=kind)
        bulk.save_many([found], why=load.WHY)
    return found
