"""An algorithm or tool of the administration: what it is for, how it works, who answers for it.

Fields are the 46 lines of our crosswalk (`data/crosswalk.csv`), and what people asked for and no
register has: cost, published evaluation, last review, necessity apart from subsidiarity.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.algorithms import checking
from parvis.algorithms.act import AiActFields
from parvis.algorithms.choices import Domain, Method, Scope, Status, SupplierRole
from parvis.algorithms.fields import RightsField
from parvis.catalogue.application import personal_data_field
from parvis.catalogue.fields import WordsField
from parvis.records.models import Record
from parvis.records.ties import Tie

IDENTITY = (
    *("keywords", "informed_on", "status", "begins_on", "ends_on", "domain", "area"),
    *("service", "owner_role", "contact", "contact_url", "page_url"),
    *("supplier_name", "supplier_number", "supplier_role", "supplier_data_terms"),
)
WHY = (
    *("purpose", "out_of_scope", "justification", "necessity", "subsidiarity"),
    *("legal_basis", "legal_url", "data_legal_basis", "processing_url"),
)
DECIDING = (
    *("process", "contributions", "human_control", "training", "yearly_decisions", "scope"),
    *("people_concerned", "important_effects", "appeals", "rights"),
)
DATA = (
    *("personal_data", "data_uses", "sharing_agreements", "access_and_retention"),
    *("training_data", "bias", "output"),
)
WORKING = (
    *("method", "method_text", "generative", "used_by", "operations", "performance", "code_url"),
)
ASSESSED = (*("assessments", "risks", "monitoring", "last_review_on", "evaluation_url", "cost"),)
FORM_FIELDS = (*IDENTITY, *WHY, *DECIDING, *DATA, *WORKING, *ASSESSED)


def text(label: Any, help_text: Any) -> Any:
    return models.TextField(label, blank=True, help_text=help_text)


def line(label: Any, help_text: Any, longest: int = 300) -> Any:
    return models.CharField(label, max_length=longest, blank=True, help_text=help_text)


def address(label: Any, help_text: Any) -> Any:
    return models.URLField(label, max_length=1000, blank=True, help_text=help_text)


def yes_no(label: Any, help_text: Any) -> Any:
    return models.BooleanField(label, null=True, blank=True, default=None, help_text=help_text)


def rows_of(record: Any, name: str) -> list[Any]:
    """Child rows held in memory."""
    return list(getattr(record, name).get_object_list())


class Algorithm(AiActFields, Record):
    """The degree of automation stands in `contributions`: it is another in each decision."""

    record_type = "algorithm"
    kept_slugs = frozenset({"regles", "allers-retours"})
    public_fields = (*FORM_FIELDS, *AiActFields.act_fields, "concerned", "origin")
    sheet_fields = ("supplier",)
    always_public = Record.always_public | {"status", "method"}

    # identity
    keywords = WordsField(
        _("mots-clés"), default=list, blank=True,
        help_text=_("Un par ligne : les mots que les gens cherchent. Exemple : « cantine »."),
    )  # fmt: skip
    informed_on = models.DateField(
        _("informations à jour au"), null=True, blank=True,
        help_text=_("Le jour où le service a relu ce que dit la fiche."),
    )  # fmt: skip
    status = models.CharField(_("état"), max_length=12, choices=Status, default=Status.OPERATIONAL)
    begins_on = models.DateField(
        _("en service depuis le"), null=True, blank=True,
        help_text=_("Le premier jour où il a servi pour de vrai."),
    )  # fmt: skip
    ends_on = models.DateField(
        _("fin, prévue ou passée"), null=True, blank=True,
        help_text=_("Le dernier jour où il sert, s’il est connu."),
    )  # fmt: skip
    domain = models.CharField(_("domaine"), max_length=15, choices=Domain, blank=True)
    area = line(
        _("territoire"),
        _("Où il s’applique. Exemple : « Les 43 communes de la métropole »."),
    )

    # who
    service = line(
        _("service qui le porte"),
        _("Celui qui s’en sert et en répond. Exemple : « Direction de l’éducation »."),
    )
    owner_role = line(
        _("fonction de la personne responsable"),
        _("Une fonction, jamais un nom. Exemple : « Directrice de l’éducation »."),
    )
    contact = line(
        _("à qui écrire"),
        _("L’adresse d’un service, jamais d’une personne. Exemple : « familles@ville.example »."),
    )
    contact_url = address(
        _("formulaire de contact"),
        _("Exemple : « https://ville.example/contact »."),
    )
    page_url = address(
        _("page du service"),
        _("Celle où l’on parle de ce que fait le service. Exemple : « https://ville.example »."),
    )
    supplier = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("fournisseur"),
        help_text=_("S’il a une fiche ici ; sinon écrivez son nom dans le champ suivant."),
    )  # fmt: skip
    supplier_name = line(
        _("fournisseur sans fiche"),
        _("Son nom, ou « fait par nos services ». Exemple : « Éditeur des Tilleuls »."),
    )
    supplier_number = line(
        _("numéro du fournisseur"),
        _("Son SIREN, ou le numéro d’un autre registre. Exemple : « 123 456 789 »."),
        60,
    )
    supplier_role = models.CharField(
        _("d’où il vient"), max_length=10, choices=SupplierRole, blank=True
    )
    supplier_data_terms = text(
        _("ce que le fournisseur peut faire des données"),
        _("Les conditions du contrat. Exemple : « Il les lit pour la maintenance, sans copie »."),
    )

    # why
    purpose = text(
        _("à quoi il sert"),
        _("Ce que l’on veut obtenir, en mots simples. Exemple : « Fixer le prix d’un repas »."),
    )
    out_of_scope = text(
        _("ce qu’il ne fait pas"),
        _("Ce que l’on pourrait croire à tort. Exemple : « Il ne choisit pas qui a une place »."),
    )
    justification = text(
        _("ce qu’il apporte"),
        _("Pour qui, et combien. Exemple : « Le même calcul pour tous, en une minute »."),
    )
    necessity = text(
        _("pourquoi c’est nécessaire"),
        _("Ce qui manquerait sans lui. Exemple : « 8 500 dossiers, trois agents »."),
    )
    subsidiarity = text(
        _("pourquoi pas un moyen plus simple"),
        _("Ce que l’on a essayé ou écarté. Exemple : « Une grille papier : trop d’erreurs »."),
    )
    legal_basis = text(
        _("ce qui permet de décider"),
        _("Le texte qui fonde la décision. Exemple : « Délibération du 12 juin 2025 »."),
    )
    legal_url = address(
        _("adresse de ce texte"),
        _("Exemple : « https://ville.example/deliberation »."),
    )
    data_legal_basis = text(
        _("ce qui permet de traiter les données"),
        _("La base légale du RGPD. Exemple : « Mission d’intérêt public (art. 6, 1, e) »."),
    )
    processing_url = address(
        _("traitement décrit ailleurs"),
        _("Seulement s’il n’a pas de fiche ici : sinon, liez-la à l’étape « Liens »."),
    )

    # the decision
    process = text(
        _("comment et quand il intervient"),
        _("L’étape de la procédure. Exemple : « Après la vérification du dossier, il calcule »."),
    )
    human_control = text(
        _("ce que font les personnes"),
        _("Qui vérifie, qui peut dire non. Exemple : « Un agent relit chaque résultat »."),
    )
    training = text(
        _("formation des agents"),
        _("Ce que savent ceux qui s’en servent. Exemple : « Une demi-journée, chaque année »."),
    )
    yearly_decisions = models.PositiveIntegerField(
        _("décisions par an"), null=True, blank=True,
        help_text=_("Combien de décisions il sert à prendre en un an. Exemple : « 8500 »."),
    )  # fmt: skip
    scope = models.CharField(
        _("qui les décisions engagent"), max_length=10, choices=Scope, blank=True
    )
    people_concerned = text(
        _("qui est concerné"),
        _("Des gens ordinaires doivent s’y reconnaître. Exemple : « Les parents d’élèves »."),
    )
    important_effects = yes_no(
        _("il compte beaucoup pour les gens"),
        _("De l’argent, un logement, une place, une sanction : répondez oui."),
    )
    appeals = text(
        _("comment contester"),
        _("Devant qui, en combien de temps. Exemple : « Écrire au service, sous deux mois »."),
    )
    rights = RightsField(_("droits des personnes"), help_text=_("Ceux qu’elles peuvent exercer."))

    # data
    personal_data = personal_data_field()
    sharing_agreements = text(
        _("accords de partage de données"),
        _("Avec qui, sous quel accord. Exemple : « Convention avec la Caf du 3 mars 2024 »."),
    )
    access_and_retention = text(
        _("qui voit les données, combien de temps on les garde"),
        _("Exemple : « Le service des familles ; deux ans après la fin de l’année scolaire »."),
    )
    training_data = text(
        _("données d’apprentissage"),
        _("Ce sur quoi le modèle a appris. Exemple : « Aucune : ce sont des règles »."),
    )
    bias = text(
        _("biais connus"),
        _("Qui pourrait être moins bien traité. Exemple : « Les familles sans numéro de Caf »."),
    )
    output = text(
        _("ce qu’il produit"),
        _("Le résultat. Exemple : « Un prix par repas, en euros »."),
    )

    # how it works
    method = models.CharField(
        _("comment il arrive à un résultat"), max_length=10, choices=Method, blank=True
    )
    method_text = text(
        _("la méthode, en mots simples"),
        _("Exemple : « Une grille de tranches de revenu, votée chaque année »."),
    )
    generative = models.BooleanField(
        _("outil d’intelligence artificielle générative"), default=False,
        help_text=_("Il écrit, résume, traduit, parle ou dessine."),
    )  # fmt: skip
    used_by = line(
        _("qui s’en sert"),
        _("Les services dont des agents l’emploient. Exemple : « Communication, accueil »."),
    )
    operations = text(
        _("les opérations, dans l’ordre"),
        _("Ce qu’il fait pas à pas, et ce qui pèse le plus. Exemple : « 1. Il divise… »."),
    )
    performance = text(
        _("ses résultats mesurés"),
        _("Erreurs, date de la mesure. Exemple : « 2 erreurs sur 1 000 cas, mars 2026 »."),
    )
    code_url = address(
        _("code source"),
        _("La page où le lire. Exemple : « https://git.example/cantine »."),
    )

    # what was assessed
    monitoring = text(
        _("comment on le surveille"),
        _("Qui le contrôle, tous les combien. Exemple : « Cent dossiers tirés au sort par an »."),
    )
    last_review_on = models.DateField(
        _("dernière vérification"), null=True, blank=True,
        help_text=_("Le jour où quelqu’un a vérifié qu’il fait ce que dit la fiche."),
    )  # fmt: skip
    evaluation_url = address(
        _("évaluation publiée"),
        _("Exemple : « https://ville.example/evaluation.pdf »."),
    )
    cost = line(
        _("ce qu’il coûte"),
        _("Achat et fonctionnement, avec l’année. Exemple : « 12 000 € en 2025, puis 3 000 € »."),
    )

    # what the desk writes
    concerned = models.JSONField(
        _("faut-il une mention ? la réponse et ses raisons"), default=dict, blank=True,
        editable=False,
    )  # fmt: skip
    origin = models.JSONField(
        _("ce que disait la fiche d’origine"), default=dict, blank=True, editable=False
    )  # {"nl": {"source": {…}, "again": {…}}}: see `formats.kept`

    class Meta:
        verbose_name = _("algorithme")
        verbose_name_plural = _("algorithmes")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        if self.slug in self.kept_slugs:
            message = gettext(
                "« %(slug)s » est l’adresse d’une autre page : choisissez-en une autre."
            )
            raise ValidationError({"slug": message % {"slug": self.slug}})
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            raise ValidationError({"ends_on": gettext("La fin précède le début.")})

    def projected(self) -> dict[str, Any]:
        """The supplier's title where all who read this see its record, else what is written."""
        named = self.supplier.title_for(self.circle) if self.supplier else ""
        return super().projected() | {"supplier_name": named or self.supplier_name}

    def problems(self) -> dict[str, str]:
        return super().problems() | checking.lacking_algorithm(self)

    def relations(self) -> Iterable[Tie]:
        """`used_in` a processing is a tie that people add; the catalogue declares it."""
        yield from super().relations()
        if self.supplier:
            yield Tie("supplied_by", self.supplier.uuid)
        for use in rows_of(self, "data_uses"):
            if use.dataset:
                yield Tie("reads", use.dataset.uuid)
        for part in rows_of(self, "contributions"):
            if part.decision:
                yield Tie("contributes_to", part.decision.uuid, part.since, part.until)
