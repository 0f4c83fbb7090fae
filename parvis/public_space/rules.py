"""What the law, and our own word, still lack of a device: named rules that a machine runs.

Pure. Articles were read in fact sheets, not checked by a lawyer: CSI is the code de la sécurité
intérieure, RGPD Regulation (EU) 2016/679, CRPA the code des relations entre le public et
l'administration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parvis.public_space import breaches
from parvis.public_space.breaches import Known
from parvis.records import consistency
from parvis.records.consistency import Breach, Content, Rule, error, warning, without
from parvis.records.problems import gettext_noop as _


def check(content: Content, known: Known) -> Iterator[Breach]:
    """What this device breaks, gravest first; a removed one is not asked anything more."""
    if content.get("status") != "removed":
        yield from consistency.check(RULES, content, known)


RULES: tuple[Rule, ...] = (
    error(
        "purpose-unsaid",
        _("Chaque équipement dit à quoi il sert."),
        _("La fiche ne dit pas à quoi sert cet équipement."),
        without("purposes", breaches.always), "RGPD, art. 13(1)(c)", "purposes",
    ),
    error(
        "recognition-unsaid",
        _("Chaque équipement dit s’il peut reconnaître une personne."),
        _("La fiche ne dit pas si cet équipement peut reconnaître une personne."),
        without("recognition", breaches.always), "RGPD, art. 5(1)(a)", "recognition",
    ),
    error(
        "recognition-without-reason",
        _("Qui contredit ce que dit la technologie dit pourquoi."),
        _("La fiche contredit ce que dit la technologie, sans dire pourquoi."),
        breaches.recognition_without_reason, "RGPD, art. 5(1)(a)", "recognition_why",
    ),
    error(
        "recognised-not-personal",
        _("Ce qui reconnaît une personne recueille des données sur des personnes."),
        _("Cet équipement peut reconnaître une personne, et dit ne rien recueillir sur personne."),
        breaches.recognised_yet_not_personal, "RGPD, art. 4(1)", "personal_data",
    ),
    error(
        "order-missing",
        _("Une caméra sur la voie publique a l’autorisation du préfet."),
        _("Caméra en service sans autorisation du préfet."),
        breaches.order_missing, "CSI, L.252-1", "order_number",
    ),
    error(
        "order-past",
        _("L’autorisation du préfet vaut cinq ans au plus."),
        _("L’autorisation du préfet est échue depuis le %(date)s et la caméra est en service."),
        breaches.order_past, "CSI, L.252-4", "order_expires",
    ),
    error(
        "order-too-long",
        _("L’autorisation du préfet n’est pas donnée pour plus de cinq ans."),
        _("La fin de l’autorisation vient plus de cinq ans après sa date."),
        breaches.order_too_long, "CSI, L.252-4", "order_expires",
    ),
    error(
        "camera-purpose-unsaid",
        _("Une caméra sur la voie publique sert une finalité que la loi permet."),
        _("La fiche ne dit pas laquelle des onze finalités de la loi cette caméra sert."),
        without("csi_purposes", breaches.is_camera), "CSI, L.251-2", "csi_purposes",
    ),
    error(
        "images-kept-too-long",
        _("Des images sont gardées un mois au plus."),
        _("La fiche dit que les images sont gardées %(days)s jours : la loi en permet 30."),
        breaches.images_kept_too_long, "CSI, L.252-5", "retention_days",
    ),
    error(
        "retention-unsaid",
        _("La durée de conservation de données sur des personnes est dite."),
        _("La fiche ne dit pas combien de temps les données sont gardées."),
        without("retention_days", breaches.about_people),
        "RGPD, art. 13(2)(a)", "retention_days",
    ),
    error(
        "ground-missing",
        _("Des données sur des personnes ne sont recueillies que sur une base légale."),
        _("Données sur des personnes, sans base légale."),
        without("legal_ground", breaches.about_people), "RGPD, art. 6(1)", "legal_ground",
    ),
    error(
        "notice-missing",
        _("Qui est concerné trouve une notice d’information."),
        _("Données sur des personnes, sans notice d’information."),
        without("notice_url", breaches.about_people), "RGPD, art. 13", "notice_url",
    ),
    error(
        "objection-unsaid",
        _("Le droit d’opposition est dit : il s’applique, un texte l’écarte, ou on ne fait que "
          "des statistiques."),
        _("Données sur des personnes, sans rien dire du droit d’opposition."),
        without("objection", breaches.about_people), "RGPD, art. 21(4)", "objection",
    ),
    error(
        "objection-without-text",
        _("Seul un texte peut écarter le droit d’opposition."),
        _("Le droit d’opposition est écarté sans le texte qui l’écarte."),
        without("objection_text", breaches.excused), "RGPD, art. 23", "objection_text",
    ),
    error(
        "end-missing",
        _("Chaque équipement a une fin prévue."),
        _("La fiche ne dit pas jusqu’à quand cet équipement est prévu."),
        breaches.no_end, "", "ends_on",
    ),
    error(
        "end-too-far",
        _("La fin prévue est dans les cinq ans : on décide alors de continuer ou non."),
        _("La fin prévue, le %(date)s, est à plus de cinq ans."),
        breaches.end_too_far, "", "ends_on",
    ),
    error(
        "masked-without-reason",
        _("Un endroit qui n’est pas montré l’est pour une raison, qui est dite."),
        _("L’endroit exact est masqué sans dire pourquoi, ou sans nommer la zone."),
        breaches.masked_without_reason, "CRPA, L.311-5", "position_why",
    ),
    error(
        "area-without-name",
        _("Ce qui se déplace dit dans quel secteur."),
        _("Cet équipement se déplace sans que le secteur soit nommé."),
        breaches.area_without_name, "", "zone_name",
    ),
    error(
        "place-leaks",
        _("Ce que la page masque, les mesures ne le disent pas."),
        _("Les mesures de cet équipement donnent un endroit que sa page masque."),
        breaches.place_leaks, "CRPA, L.311-5", "thing",
    ),
    error(
        "open-personal-data",
        _("Des données ouvertes à tous ne viennent pas d’un équipement qui reconnaît les gens."),
        _("Cet équipement peut reconnaître une personne et alimente « %(title)s », ouvert à tous."),
        breaches.opens_personal_data, "CRPA, L.312-1-2", "ties",
    ),
    warning(
        "order-soon-past",
        _("L’autorisation du préfet est demandée à nouveau avant sa fin."),
        _("L’autorisation du préfet prend fin le %(date)s."),
        breaches.order_soon_past, "CSI, L.252-4", "order_expires",
    ),
    warning(
        "homes-unsaid",
        _("Une caméra ne voit ni l’intérieur des logements ni leurs entrées."),
        _("La fiche ne dit pas que les logements sont masqués à l’image."),
        breaches.homes_unsaid, "CSI, L.251-3", "masks_homes",
    ),
    warning(
        "hold-unsaid",
        _("On sait comment faire garder des images avant qu’elles ne s’effacent."),
        _("La fiche ne dit pas comment demander que des images soient gardées."),
        breaches.hold_unsaid, "CSI, L.253-5", "hold_phone",
    ),
    warning(
        "assessment-missing",
        _("Une surveillance de l’espace public a son analyse d’impact."),
        _("Cet équipement peut reconnaître des gens dans la rue, sans analyse d’impact publiée."),
        without("dpia_url", breaches.assessed), "RGPD, art. 35(3)(c)", "dpia_url",
    ),
    warning(
        "counted-by-image",
        _("Un compteur qui filme a son traitement au registre."),
        _("Ce compteur filme et n’est lié à aucun traitement du registre."),
        breaches.counts_by_image, "RGPD, art. 30", "ties",
    ),
    warning(
        "algorithm-unregistered",
        _("Un programme qui lit les images de la rue est au registre des algorithmes."),
        _("Un programme lit les images de cet équipement, et le registre des algorithmes n’en dit "
          "rien."),
        breaches.algorithm_unregistered, "CRPA, L.312-1-3", "ties",
    ),
    warning(
        "outlived",
        _("À la fin prévue, on décide de continuer ou de retirer."),
        _("La fin prévue, le %(date)s, est passée et l’équipement est en service."),
        breaches.outlived, "", "ends_on",
    ),
    warning(
        "silent",
        _("Un capteur en service donne des nouvelles."),
        _("Aucune valeur depuis le %(date)s (%(days)s jours), et l’équipement est dit en service."),
        breaches.silent, "", "status",
    ),
    warning(
        "dead-link",
        _("Les adresses données répondent."),
        _("Cette adresse ne répond plus : %(address)s"),
        breaches.dead_link, "", "",
    ),
    warning(
        "review-past",
        _("Chaque fiche est relue à la date dite."),
        _("Cette fiche devait être relue avant le %(date)s."),
        breaches.review_past, "", "review_on",
    ),
    warning(
        "place-unsaid",
        _("On sait où est l’équipement."),
        _("La fiche ne dit pas où est cet équipement, en mots et sur la carte."),
        breaches.place_unsaid, "", "place",
    ),
    warning(
        "sign-missing",
        _("Chaque équipement en service a son panneau."),
        _("Aucun panneau n’est posé pour cet équipement."),
        breaches.sign_missing, "RGPD, art. 13", "",
    ),
    warning(
        "sign-old",
        _("Un panneau dit ce que dit la fiche."),
        _("Le panneau posé dit ce qui n’est plus vrai : il est à refaire."),
        breaches.sign_old, "RGPD, art. 13", "",
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
