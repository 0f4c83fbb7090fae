"""What is refused of a WMS or WFS server, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop


class OwsError(Problem):
    """A server that gives no capabilities to read."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "answer": gettext_noop(
                "Le serveur n’a pas décrit un service WMS ou WFS mais répondu par « %(found)s » : "
                "donnez l’adresse du service, sans ses paramètres."
            ),
            "exception": gettext_noop("Le serveur refuse de se décrire : « %(detail)s »."),
            "large": gettext_noop(
                "La description du service dépasse %(limit)s octets : donnez l’adresse d’un espace "
                "de travail plutôt que du serveur entier."
            ),
            "layers": gettext_noop(
                "Le service annonce plus de %(limit)s couches : donnez l’adresse d’un espace de "
                "travail plutôt que du serveur entier."
            ),
            "cursor": gettext_noop(
                "La reprise « %(cursor)s » n’est pas un rang de couche : recommencez la moisson."
            ),
        }
    )
