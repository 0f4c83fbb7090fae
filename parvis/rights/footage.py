"""Until when footage may be put aside for a request. Pure.

CSI L.252-5: footage is kept a month at most, unless an inquiry or a judge asks for it. A hold never
becomes retention beyond that month unless a text that allows it is named: aim at an answer before.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from parvis.records.problems import Problem, gettext_noop
from parvis.rights.clock import images_gone


class FootageProblem(Problem):
    sentences: ClassVar = {
        "past": gettext_noop("« %(value)s » est passé : choisissez un jour à venir."),
        "beyond": gettext_noop(
            "« %(value)s » dépasse le %(most)s, un mois après les images : choisissez un jour "
            "avant, ou dites quel texte permet de les garder plus longtemps."
        ),
    }


def checked_until(until: dt.date, filmed: dt.date, today: dt.date, ground: str) -> dt.date:
    """Until when the images of a day may be held; raise FootageProblem when it is over, or needs a
    text that nobody named (`ground`)."""
    most = images_gone(filmed)
    if until < today:
        raise FootageProblem("past", value=until.isoformat())
    if until > most and not ground.strip():
        raise FootageProblem("beyond", value=until.isoformat(), most=most.isoformat())
    return until
