"""`parvis demo`: a territory to walk through, clearly made up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.demo import people
from parvis.demo.load import Loaded, load
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Load the demonstration territory; what is already there is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        self.report(load())
        self.show_accounts()

    def report(self, done: Loaded) -> None:
        if not done.total:
            self.stdout.write(_("La démonstration était déjà là : rien n’a été écrit."))
            return
        self.stdout.write(_("Démonstration chargée. Ce qui est fictif le dit sur sa fiche."))
        for count, words in (
            (done.organisations, ngettext("organisation", "organisations", done.organisations)),
            (done.applications, ngettext("logiciel", "logiciels", done.applications)),
            (done.contracts, ngettext("contrat", "contrats", done.contracts)),
            (done.terms, ngettext("mot expliqué", "mots expliqués", done.terms)),
            (done.datasets, ngettext("jeu de données", "jeux de données", done.datasets)),
            (done.rows, ngettext("jeu de données avec ses lignes",
                                 "jeux de données avec leurs lignes", done.rows)),
            (done.databases, ngettext("base parcourue", "bases parcourues", done.databases)),
            (done.devices, ngettext("capteur ou caméra", "capteurs et caméras", done.devices)),
            (done.processings, ngettext("traitement de données", "traitements de données",
                                        done.processings)),
            (done.notices, ngettext("point de collecte ou mesure de protection",
                                    "points de collecte et mesures de protection",
                                    done.notices)),
            (done.algorithms, ngettext("algorithme ou décision", "algorithmes et décisions",
                                       done.algorithms)),
            (done.cases, ngettext("dossier expliqué", "dossiers expliqués", done.cases)),
            (done.measures, ngettext("mesure", "mesures", done.measures)),
            (done.commitments, ngettext("engagement ou action", "engagements et actions",
                                        done.commitments)),
            (done.messages, ngettext("message", "messages", done.messages)),
            (done.contributions, ngettext("réutilisation ou demande", "réutilisations et demandes",
                                          done.contributions)),
            (done.rights, ngettext("droit", "droits", done.rights)),
            (done.requests, ngettext("demande de droit", "demandes de droits", done.requests)),
        ):  # fmt: skip
            self.stdout.write(f"  {count:>4}  {words}")

    def show_accounts(self) -> None:
        if not settings.PARVIS_DEMO:
            self.stdout.write(
                _("Aucun compte de démonstration : ils n’existent qu’avec PARVIS_DEMO=1.")
            )
            return
        self.stdout.write(_("Pour entrer dans l’espace des agents (/espace-agents/) :"))
        for account in people.accounts():
            who = f"{account.role}, {account.organisation}"
            word = account.password or _("(changé)")
            self.stdout.write(f"  {account.email:<36} {word:<14}   {who}")
        self.stdout.write(
            _("Ces comptes sont fictifs et ne marchent plus dès que PARVIS_DEMO est éteint.")
        )
