"""Who answers for the territory as a whole, and who a command names instead."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.organisations.models import Organisation
from parvis.records import bulk


def addressee() -> Organisation | None:
    """Who receives what names nobody: the metropolis, else the first at the top."""
    tops = Organisation.objects.filter(live=True, parent=None).order_by("pk")
    return tops.filter(kind=Organisation.Kind.METROPOLIS).first() or tops.first()


def authority(why: str) -> Organisation:
    """The territory's own (PARVIS_TERRITORY), made and published where there is none."""
    slug = slugify(settings.PARVIS_TERRITORY)
    found = Organisation.objects.filter(slug=slug).first() or addressee()
    if found is None:
        kind = Organisation.Kind.METROPOLIS
        found = Organisation(title=settings.PARVIS_TERRITORY, slug=slug, kind=kind)
        bulk.save_many([found], why=why)
    return found


class AnsweredFor(BaseCommand):
    """A command that puts records in, once: `--organisation` says who answers for them."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            help="who answers for them; the territory's own authority by default",
        )

    def owner(self, slug: str | None, why: str) -> Organisation:
        if not slug:
            return authority(why)
        found = Organisation.objects.filter(slug=slug, live=True).first()
        if found is None:
            sentence = _(
                "Aucune organisation publiée n’a l’adresse courte « %(slug)s ». Créez-la d’abord, "
                "ou corrigez --organisation."
            )
            raise CommandError(sentence % {"slug": slug})
        return found
