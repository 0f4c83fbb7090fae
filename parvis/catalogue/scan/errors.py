"""What is refused when a database is scanned, in one sentence each. None quotes a credential."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from parvis.catalogue.scan.model import Note
from parvis.records.problems import Problem, gettext_noop


class ScanError(Problem):
    """A database, or one table of it, could not be read. Nothing was changed in it."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "address": gettext_noop(
                "L’adresse de la base n’est pas complète : écrivez "
                "postgresql://serveur:5432/base, mysql://serveur:3306/base ou "
                "sqlite:///dossier/fichier.sqlite."
            ),
            "system": gettext_noop(
                "Les bases « %(system)s » ne sont pas lues : PostgreSQL, MariaDB, MySQL et SQLite "
                "le sont."
            ),
            "credentials": gettext_noop(
                "L’adresse de la base contient un identifiant ou un mot de passe : retirez-les, "
                "ils se donnent à part."
            ),
            "option": gettext_noop(
                "L’adresse de la base porte l’option « %(option)s », qui n’existe pas ou n’a pas "
                "cette valeur : « application », « schema » et « tls » (prefer, require ou "
                "verify) sont possibles."
            ),
            "port": gettext_noop(
                "Le port %(port)s n’est pas accepté pour une base : utilisez un port à partir "
                "de 1024."
            ),
            "driver": gettext_noop(
                "Le programme « %(package)s », qui lit ces bases, n’est pas installé sur ce "
                "serveur."
            ),
            "account": gettext_noop(
                "Le compte de lecture manque : demandez à l’administrateur de donner la variable "
                "%(variable)s, sous la forme compte:mot-de-passe@serveur:port."
            ),
            "elsewhere": gettext_noop(
                "Le compte de la variable %(variable)s n’est pas pour « %(place)s » : corrigez "
                "l’adresse de la base, ou demandez à l’administrateur un compte pour ce serveur."
            ),
            "name": gettext_noop(
                "Le nom « %(name)s » ne peut pas désigner une application : utilisez des lettres, "
                "des chiffres et des tirets."
            ),
            "unknown_host": gettext_noop(
                "Le serveur « %(host)s » est introuvable : vérifiez son nom."
            ),
            "private": gettext_noop(
                "Le serveur « %(host)s » se trouve sur un réseau privé ou réservé : demandez à "
                "l’administrateur d’ajouter %(host)s:%(port)s à PARVIS_ALLOW_PRIVATE."
            ),
            "folder": gettext_noop(
                "Le fichier « %(path)s » n’est pas dans un dossier ouvert à la lecture : demandez "
                "à l’administrateur d’ajouter ce dossier à PARVIS_ALLOW_PRIVATE."
            ),
            "file": gettext_noop(
                "Le fichier « %(path)s » n’existe pas ou n’est pas une base SQLite lisible."
            ),
            "unreachable": gettext_noop(
                "Le serveur « %(host)s » ne répond pas sur le port %(port)s : vérifiez l’adresse "
                "ou réessayez plus tard."
            ),
            "refused": gettext_noop(
                "Le serveur « %(host)s » refuse le compte donné : vérifiez le compte et son mot "
                "de passe."
            ),
            "database": gettext_noop(
                "La base « %(database)s » n’existe pas sur « %(host)s », ou ce compte n’y a pas "
                "droit."
            ),
            "tls": gettext_noop(
                "La connexion chiffrée à « %(host)s » a échoué : le serveur ne chiffre pas, ou "
                "son certificat n’est pas valable."
            ),
            "writable": gettext_noop(
                "La base n’a pas accepté une session de lecture seule : rien n’a été lu."
            ),
            "slow": gettext_noop(
                "La base a mis plus de %(seconds)s secondes à répondre : la lecture a été arrêtée."
            ),
            "locked": gettext_noop(
                "Cette table est verrouillée par l’application : réessayez plus tard."
            ),
            "failed": gettext_noop("La base a répondu par une erreur (%(error)s)."),
            "none": gettext_noop(
                "Ce compte ne voit aucune table : donnez-lui le droit de lire les schémas à "
                "décrire."
            ),
            "many": gettext_noop(
                "La base a plus de %(limit)s tables : seules les premières sont décrites. "
                "Choisissez un schéma (?schema=…) pour voir les autres."
            ),
            "right": gettext_noop("Ce compte n’a pas le droit de lire cette table."),
        }
    )


def noted(error: ScanError) -> Note:
    """The error as it is kept beside the table it is about."""
    return Note(error.code, {name: str(value) for name, value in error.params.items()})
