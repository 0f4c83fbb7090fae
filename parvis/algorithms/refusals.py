"""Why a file of another register is refused, in sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "json": _("Ce n’est pas du JSON lisible. Enregistrez le fichier à nouveau depuis sa source."),
    "csv": _("Ce n’est pas du CSV lisible. Enregistrez votre tableau en CSV (UTF-8)."),
    "records": _("Ce JSON n’est pas une liste de fiches."),
    "shape": _(
        "Nous ne reconnaissons pas ce fichier. Nous lisons : nos CSV et JSON, Etalab, Pays-Bas 1.0,"
        " Royaume-Uni, Eurocities 0.3.1, DTPR IA, annexe VIII."
    ),
    "long": _("Plus de %(limit)s fiches. Faites plusieurs fichiers."),
    "owner": _("Dites qui en répond : vous écrivez pour plusieurs organisations."),
}
