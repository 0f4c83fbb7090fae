"""`parvis admin load_rights`: the twelve rights, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.citizens.actions import addressee
from parvis.organisations.models import Organisation
from parvis.records.ready import demand_migrated
from parvis.rights import load


class Command(BaseCommand):
    help = "Load the twelve rights people have; what is already there is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            help="who answers for them; the territory's own authority by default",
        )

    def handle(self, *args: Any, organisation: str | None = None, **options: Any) -> None:
        demand_migrated()
        owner = addressee()
        if organisation:
            owner = Organisation.objects.filter(slug=organisation, live=True).first()
        if owner is None:
            sentence = _("Aucune organisation publiée n’a l’adresse courte « %(slug)s ».")
            raise CommandError(sentence % {"slug": organisation or ""}, returncode=1)
        made = load.load(owner)
        self.stdout.write(ngettext("%(n)s droit créé.", "%(n)s droits créés.", made) % {"n": made})
