"""Re-uses and requests for tests, as the public forms bring them; every name is invented."""

import json
import uuid

from parvis.catalogue.citizens import actions
from parvis.catalogue.models import Submission
from tests import makers


def submission(organisation, kind="reuse", datasets=(), **values):
    n = next(makers.numbers)
    said = {
        "title": f"Carte d’essai {n}",
        "summary": "Elle montre les arbres.",
        "kind": "visualisation",
        "address": "https://cartes.example/",
        "datasets": [record.key for record in datasets],
    }
    email = values.pop("email", f"autrice{n}@exemple.fr")
    return Submission.objects.create(
        kind=kind,
        receipt=uuid.uuid4(),
        token=str(n),
        organisation=organisation,
        content=json.dumps(said | values),
        email=email,
    )


def published(organisation, kind="reuse", datasets=(), **values):
    made = submission(organisation, kind, datasets, **values)
    steward = makers.member(organisation, "steward")
    return actions.publish(made, steward, made.said), made
