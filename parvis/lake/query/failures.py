"""What the engine says of a failure never reaches a reader: it may quote rows they cannot see."""

from __future__ import annotations

import duckdb

from parvis.records.problems import Problem, gettext_noop


class EngineProblem(Problem):
    """The engine's own words stay in `__cause__`, for the log only."""

    sentences = {
        "stopped": gettext_noop(
            "La requête a dépassé le temps permis : ajoutez une condition ou demandez moins de"
            " colonnes."
        ),
        "crowded": gettext_noop(
            "D’autres longues requêtes sont en cours : recommencez dans quelques secondes, ou"
            " ajoutez une condition."
        ),
        "preparing": gettext_noop(
            "Ces lignes sont nouvelles ici : la copie qui rend les recherches rapides se prépare,"
            " et celle-ci prend trop de temps jusque-là. Recommencez dans une minute, ou ajoutez"
            " une condition."
        ),
        "memory": gettext_noop(
            "La requête demande plus de mémoire que permis : ajoutez une condition ou groupez par"
            " moins de colonnes."
        ),
        "value": gettext_noop(
            "Une valeur ne se prête pas à ce calcul : vérifiez les fonctions et les types de"
            " l’expression."
        ),
        "failed": gettext_noop(
            "La requête n’a pas pu aboutir : réessayez, puis prévenez l’équipe du portail si cela"
            " se répète."
        ),
    }

    @property
    def wait(self) -> int:
        """Seconds after which it may be asked again."""
        return 60 if self.code == "preparing" else 10


FAMILIES: tuple[tuple[type[duckdb.Error], str], ...] = (
    (duckdb.InterruptException, "stopped"),
    (duckdb.OutOfMemoryException, "memory"),
    (duckdb.DataError, "value"),
    (duckdb.InvalidInputException, "value"),
)


def problem(error: duckdb.Error) -> EngineProblem:
    """Raise the answer `from error`: the sentence depends on the kind of failure alone."""
    code = next((code for family, code in FAMILIES if isinstance(error, family)), "failed")
    return EngineProblem(code)
