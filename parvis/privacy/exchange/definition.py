"""The doors of the register and of its notices, as `/api/openapi.json` describes them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.privacy.exchange import door
from parvis.privacy.notices import door as notices
from parvis.privacy.notices.pages import FORMS, LANGUAGES
from parvis.records.openapi import TEXT, Doors, Parameter, Route

SLUG = Parameter("slug", TEXT, place="path")
LANGUAGE = Parameter("langue", {"type": "string", "enum": list(LANGUAGES)}, _("Langue des mots"))
FORM = Parameter("forme", {"type": "string", "enum": list(FORMS)}, _("Forme de la notice"))
TABLE = "text/csv"


def media(kind: str) -> tuple[str]:
    return (kind.partition(";")[0],)


DOORS = Doors(
    "Traitements",
    _("Le registre des traitements, entier, et ses notices"),
    (
        *(
            Route(f"register_{form}", f"/traitements/registre.{form}",
                  _("Le registre public et ce qui n’en est pas publié"), media(kind), (LANGUAGE,))
            for form, (kind, _write) in door.TYPES.items()
        ),
        Route("register_template", "/traitements/modele.csv",
              _("Les colonnes du tableau à importer dans l’espace des agents"), (TABLE,)),
        *(
            Route(f"notice_{form}", f"/traitements/{{slug}}/notice.{form}",
                  _("La notice d’un traitement"), media(kind), (SLUG, FORM, LANGUAGE))
            for form, kind in notices.TYPES.items()
        ),
    ),
)  # fmt: skip
