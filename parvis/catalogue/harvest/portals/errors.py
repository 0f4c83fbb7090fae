"""What is refused in a portal's answer, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from parvis.catalogue.dcat.errors import DcatError
from parvis.records.problems import gettext_noop


class PortalError(DcatError):
    """A whole answer refused, or (inside ItemProblem) something about one of its items."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            **DcatError.sentences,
            "empty": gettext_noop("L’adresse « %(url)s » a donné une réponse vide."),
            "html": gettext_noop(
                "L’adresse « %(url)s » a répondu par une page web, pas par du JSON : donnez "
                "l’adresse d’accueil du portail, ou celle de son API."
            ),
            "json": gettext_noop(
                "La réponse de « %(url)s » n’est pas du JSON valable, ou a été coupée : réessayez, "
                "puis signalez-le à qui tient ce portail."
            ),
            "depth": gettext_noop("La réponse de « %(url)s » imbrique trop d’éléments : refusée."),
            "shape": gettext_noop(
                "La réponse de « %(url)s » n’est pas celle que donne %(kind)s : vérifiez "
                "l’adresse, ou choisissez une autre sorte de source."
            ),
            "failed": gettext_noop(
                "Le portail dit avoir échoué à l’adresse « %(url)s » : « %(detail)s »."
            ),
            "tied": gettext_noop(
                "Plus de %(limit)s fiches de « %(url)s » portent la même date : ce portail ne "
                "permet pas de les lire toutes. Moissonnez-le par thème ou par producteur."
            ),
            "unlisted": gettext_noop(
                "Cette fiche n’est pas publiée dans le portail (« %(value)s ») : elle n’est pas "
                "reprise."
            ),
            "count": gettext_noop(
                "Le portail annonce %(total)s fiches et en a donné %(read)s : la liste a sans "
                "doute changé pendant la lecture. Moissonnez à nouveau."
            ),
        }
    )
