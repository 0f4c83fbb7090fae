"""Whether an impact assessment is due: nine criteria, computed where the record tells, else asked.

Pure. Criteria of the European guidelines on impact assessments (WP248): at two, one is due.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from parvis.privacy import terms
from parvis.records import canonical

Content = Mapping[str, Any]
ORDER = (
    "evaluation", "decision", "monitoring", "sensitive", "scale", "crossing", "vulnerable",
    "innovation", "exclusion",
)  # fmt: skip
DUE_AT = 2
LARGE = 10_000  # people: our own mark of a large scale, no text gives one
# what an assessment is about: a change of one of these opens it again
ABOUT = (
    "role", "purposes", "people", "people_count", "data", "data_words", "special", "penal_text",
    "methods", "sources", "retentions", "recipients", "parts", "transfers", "used", "tools",
    "safeguards", "automation", "logic", "effects", "criteria_said",
)  # fmt: skip
UNWEIGHED = frozenset({"contact", "keeps_register", "dpo", "dpo_contact"})
READ = frozenset({"data", "people", "people_count", "methods", "automation", "used",
                  "criteria_said"})  # fmt: skip
FOLLOWING = frozenset({"picture", "plate", "position", "browsing"})


def computed(content: Content) -> set[str]:
    """Criteria that the record itself tells."""
    data, people = content.get("data") or (), content.get("people") or ()
    methods = content.get("methods") or ()
    found = {
        "sensitive": terms.of_kind(data, terms.SPECIAL, terms.PENAL, terms.HIGH),
        "vulnerable": terms.vulnerable(people),
        "scale": (content.get("people_count") or 0) >= LARGE,
        "decision": content.get("automation") == "full",
        "monitoring": "sensor" in methods and FOLLOWING & set(data),
        "crossing": len({one.get("dataset") for one in content.get("used") or ()}) > 1,
    }
    return {name for name, met in found.items() if met}


def criteria(content: Content) -> list[str]:
    """Criteria met: computed, and said by a person."""
    met = computed(content) | set(content.get("criteria_said") or ())
    return [one for one in ORDER if one in met]


def known(content: Content) -> bool:
    """Whether all that the criteria are computed from can be read here: nothing of it is kept
    back."""
    return not READ & set(content.get("hidden") or ())


def due(content: Content) -> bool:
    """Whether an assessment is due; one that is exempted, with a reason, is not."""
    return len(criteria(content)) >= DUE_AT and not (content.get("exemption") or "").strip()


def weighed(row: Content) -> Content:
    """Of a partner, what changes a risk: not how it is reached, nor the register that it keeps."""
    told = {name: value for name, value in row.items() if name not in UNWEIGHED}
    if not told.get("sends_abroad"):  # asked since: of who says no, as before
        told.pop("sends_abroad", None)
    return told


def digest(content: Content) -> str:
    """Another text whenever what an assessment is about has changed."""
    about = {name: content.get(name) for name in ABOUT}
    if isinstance(about["parts"], list):
        about["parts"] = [weighed(row) for row in about["parts"]]
    if measures := content.get("partner_measures"):  # asked since: of who says none, as before
        about["partner_measures"] = measures
    return hashlib.sha256(canonical.encode(about)).hexdigest()
