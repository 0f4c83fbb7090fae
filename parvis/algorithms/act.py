"""What Regulation (EU) 2024/1689 asks of those who use an AI system: class, dates, FRIA, register.

Dates from which it applies are data of each record: the Regulation's own were moved once already.
Article 27 and Annex VIII, section C, were read in reproductions, not in the Official Journal.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.algorithms.choices import AiClass

FRIA = ("process", "period", "groups", "risks", "oversight", "measures")  # article 27(1), a to f


class AiActFields(models.Model):
    act_fields = (
        *("ai_class", "ai_class_why", "annex_point", "act_applies_on"),
        *(f"fria_{name}" for name in FRIA),
        *("fria_on", "provider_entry_url", "submitted_by", "fria_summary", "dpia_summary"),
        "registered_on",
    )

    ai_class = models.CharField(
        _("classe selon le règlement européen sur l’IA"), max_length=12, choices=AiClass,
        blank=True,
    )  # fmt: skip
    ai_class_why = models.TextField(
        _("pourquoi cette classe"), blank=True,
        help_text=_("Le raisonnement, avec l’article. Exemple : « Des règles fixes : art. 3 »."),
    )  # fmt: skip
    annex_point = models.CharField(
        _("point de l’annexe III"), max_length=30, blank=True,
        help_text=_("Pour un système à haut risque. Exemple : « 5 a »."),
    )  # fmt: skip
    act_applies_on = models.DateField(
        _("le règlement s’y applique à partir du"), null=True, blank=True,
        help_text=_("La date a déjà changé : écrivez celle du texte en vigueur."),
    )  # fmt: skip
    fria_process = models.TextField(
        _("droits fondamentaux : dans quelle procédure"), blank=True,
        help_text=_("Où et comment vous vous en servez (article 27, a)."),
    )  # fmt: skip
    fria_period = models.TextField(
        _("droits fondamentaux : combien de temps, combien de fois"), blank=True,
        help_text=_("La durée et la fréquence d’usage (article 27, b)."),
    )  # fmt: skip
    fria_groups = models.TextField(
        _("droits fondamentaux : qui peut en souffrir"), blank=True,
        help_text=_("Les groupes de personnes touchées (article 27, c)."),
    )  # fmt: skip
    fria_risks = models.TextField(
        _("droits fondamentaux : quels risques"), blank=True,
        help_text=_("Les dommages possibles pour ces groupes (article 27, d)."),
    )  # fmt: skip
    fria_oversight = models.TextField(
        _("droits fondamentaux : qui surveille"), blank=True,
        help_text=_("Le contrôle par des personnes (article 27, e)."),
    )  # fmt: skip
    fria_measures = models.TextField(
        _("droits fondamentaux : que fait-on si cela arrive"), blank=True,
        help_text=_("Les mesures, les plaintes, qui décide (article 27, f)."),
    )  # fmt: skip
    fria_on = models.DateField(_("étude des droits fondamentaux, date"), null=True, blank=True)
    provider_entry_url = models.URLField(
        _("inscription du fournisseur dans la base européenne"), max_length=1000, blank=True,
        help_text=_("Sans elle, un système à haut risque ne doit pas servir (article 49)."),
    )  # fmt: skip
    submitted_by = models.CharField(
        _("qui fait l’inscription (fonction)"), max_length=200, blank=True,
        help_text=_("Une fonction, jamais un nom. Exemple : « Déléguée au numérique »."),
    )  # fmt: skip
    fria_summary = models.TextField(
        _("résumé de l’étude des droits fondamentaux"), blank=True,
        help_text=_("Ce qui part dans la base européenne (annexe VIII, C)."),
    )  # fmt: skip
    dpia_summary = models.TextField(
        _("résumé de l’analyse d’impact sur les données"), blank=True,
        help_text=_("Ce qui part dans la base européenne (annexe VIII, C)."),
    )  # fmt: skip
    registered_on = models.DateField(_("inscrit dans la base européenne le"), null=True, blank=True)

    class Meta:
        abstract = True
