"""Rights that people have over what is done with their data: the closed list, and what a record
answers about each. Pure.

GDPR is Regulation (EU) 2016/679; CRPA the code des relations entre le public et l'administration;
CSI the code de la sécurité intérieure. Articles were read in our fact sheets, not by a lawyer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """The slugs of the records of type "right" (`/droits/<slug>/`)."""

    ACCESS = "acces"  # GDPR 15
    RECTIFICATION = "rectification"  # GDPR 16
    ERASURE = "effacement"  # GDPR 17
    RESTRICTION = "limitation"  # GDPR 18
    PORTABILITY = "portabilite"  # GDPR 20
    OBJECTION = "opposition"  # GDPR 21
    WITHDRAWAL = "retrait-du-consentement"  # GDPR 7(3)
    HUMAN_REVIEW = "intervention-humaine"  # GDPR 22
    POST_MORTEM = "apres-la-mort"  # loi 78-17, art. 84 to 86
    DOCUMENT = "document-administratif"  # CRPA L.311-1
    EXPLANATION = "explication-d-une-decision"  # CRPA L.311-3-1, R.311-3-1-2
    IMAGES = "images-de-videoprotection"  # CSI L.253-5


@dataclass(frozen=True)
class Entitlement:
    """Whether a right applies to what a record does, and why, in one plain sentence.

    `limited`: it applies, and `why` says how far.
    """

    right: Right
    applies: bool
    why: str
    article: str = ""
    limited: bool = False
