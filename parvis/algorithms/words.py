"""What people read of the register: key facts, and every public field under a plain question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.algorithms.act import AiActFields
from parvis.algorithms.choices import AiClass, Degree, Status
from parvis.algorithms.fields import RIGHTS, RightsField
from parvis.algorithms.models import Algorithm, DecisionType
from parvis.design.spoken import choice as choice
from parvis.design.spoken import figure as figure
from parvis.design.spoken import in_words as in_words
from parvis.design.spoken import spoken as spoken
from parvis.records.entitlements import Right
from parvis.records.projection import View, lang_of

Content = dict[str, Any]
MODELS: dict[str, Any] = {"algorithm": Algorithm, "decision": DecisionType}
LEVELS = {"operational": "good", "pilot": "watch", "evaluation": "watch"}

# every public field of a record, under the question it answers; rows are shown apart
GROUPS: dict[str, tuple[tuple[Any, tuple[str, ...]], ...]] = {
    "algorithm": (
        (
            gettext_lazy("À quoi il sert, et pourquoi lui"),
            ("purpose", "justification", "necessity", "subsidiarity"),
        ),
        (
            gettext_lazy("Sa place dans les décisions"),
            (
                *("process", "human_control", "training", "yearly_decisions", "scope"),
                *("people_concerned", "important_effects", "appeals", "rights"),
            ),
        ),
        (
            gettext_lazy("Ce qui l’autorise"),
            ("legal_basis", "legal_url", "data_legal_basis", "processing_url"),
        ),
        (
            gettext_lazy("Les données"),
            (
                *("personal_data", "training_data", "bias", "output"),
                *("sharing_agreements", "access_and_retention"),
            ),
        ),
        (
            gettext_lazy("Comment il marche"),
            (
                *("method", "method_text", "operations", "performance", "generative"),
                *("used_by", "code_url"),
            ),
        ),
        (
            gettext_lazy("Comment on le surveille"),
            ("monitoring", "last_review_on", "review_on", "evaluation_url", "cost"),
        ),
        (
            gettext_lazy("Qui en répond"),
            (
                *("service", "owner_role", "contact", "contact_url", "page_url"),
                *("supplier_name", "supplier_number", "supplier_role", "supplier_data_terms"),
            ),
        ),
        (gettext_lazy("Le règlement européen sur l’intelligence artificielle"),
         AiActFields.act_fields),
        (
            gettext_lazy("La fiche"),
            (
                *("status", "begins_on", "ends_on", "domain", "area", "keywords"),
                "informed_on",
            ),
        ),
    ),
    "decision": (
        (
            gettext_lazy("Ce que l’on décide, et pour qui"),
            (
                *("holder", "people_concerned", "important_effects", "yearly_number"),
                *("legal_basis", "legal_url", "personal_data", "special_data"),
            ),
        ),
        (
            gettext_lazy("Sur la lettre"),
            (
                *("reference_pattern", "mention_shown", "mention_where"),
                *("contact", "contact_url", "postal_address", "review_on"),
            ),
        ),
    ),
}  # fmt: skip
# shown in their own part of the page
APART = {
    "algorithm": {"out_of_scope", "contributions", "data_uses", "risks", "assessments",
                  "concerned", "origin"},
    "decision": {"short", "mention_text", "remedies", "rights"},
}  # fmt: skip


def unsaid() -> str:
    return _("non renseigné")


def written(field: Any, value: Any) -> dict[str, Any]:
    """One value as people read it: {"value"}, its address where it is one; unsaid when empty.
    `own`: in the words, and so the language, of the record."""
    if value is None or value in ("", []):
        return {"value": unsaid(), "empty": True}
    if isinstance(field, models.URLField):
        return {"value": value, "url": value}
    return {"value": in_text(field, value), "own": in_own_words(field, value)}


def in_own_words(field: Any, value: Any) -> bool:
    if isinstance(value, list):
        return not isinstance(field, RightsField)
    return isinstance(value, str) and not field.choices and not isinstance(field, models.DateField)


def in_text(field: Any, value: Any) -> str:
    if isinstance(field, RightsField):
        return ", ".join(str(RIGHTS[Right(one)]) for one in value)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(field, models.BooleanField):
        return _("oui") if value else _("non")
    if isinstance(field, models.DateField):
        return in_words(value)
    if field.choices:
        return str(dict(field.choices).get(value, value))
    return figure(value) if isinstance(value, int) else str(value)


def rows_of(kind: str, content: Content, names: Iterable[str]) -> list[dict[str, Any]]:
    """Fields with their words; what the record hides says so."""
    model = MODELS[kind]
    found = []
    for name in names:
        field = model._meta.get_field(name)
        row = {"name": name, "term": capfirst(field.verbose_name)}
        hidden = name in (content.get("hidden") or ())
        said = {"value": _("non publié")} if hidden else written(field, content.get(name))
        found.append(row | said)
    return found


def groups(kind: str, content: Content) -> list[dict[str, Any]]:
    return [
        {"title": str(title), "rows": rows_of(kind, content, names)}
        for title, names in GROUPS[kind]
    ]


def parts(model: Any, given: Iterable[Content]) -> list[list[dict[str, Any]]]:
    """Rows of child records: each its fields, empty ones said too."""
    return [
        [
            {"name": name, "term": capfirst(model._meta.get_field(name).verbose_name)}
            | written(model._meta.get_field(name), one.get(name))
            for name in model.shown
            if name != "dataset"  # told among the links of the page
        ]
        for one in given
    ]


def highest(content: Content) -> str:
    """The degree that matters most: what it does where it weighs most; "" for none."""
    degrees = {one["degree"] for one in content.get("contributions") or ()}
    return next((one for one in ("decides", "proposes", "informs") if one in degrees), "")


def state(content: Content) -> dict[str, str]:
    status = content.get("status", "")
    words, since = choice(Status, status), in_words(content.get("begins_on"))
    if since and status == Status.OPERATIONAL:
        words = _("%(state)s depuis le %(date)s") % {"state": words, "date": since}
    return {"words": words, "level": LEVELS.get(status, "none")}


def facts(view: View) -> list[dict[str, Any]] | None:
    if view.type == "algorithm":
        return algorithm_facts(view.content)
    return decision_facts(view.content) if view.type == "decision" else None


def own(content: Content, name: str) -> dict[str, Any]:
    """A text of the record with its language, or that it is not given."""
    said = content.get(name)
    return {"value": said, "lang": lang_of(content)} if said else {"value": unsaid()}


def algorithm_facts(content: Content) -> list[dict[str, Any]]:
    reviewed = in_words(content.get("last_review_on"))
    return [
        {"term": _("Qui décide"), "value": choice(Degree, highest(content)) or unsaid()},
        {"term": _("Qui est concerné")} | own(content, "people_concerned"),
        {"term": _("Service")} | own(content, "service"),
        {"term": _("Données sur des personnes"), "value": yes_no(content.get("personal_data"))},
        {"term": _("Règlement européen sur l’IA"),
         "value": choice(AiClass, content.get("ai_class")) or unsaid()},
        {"term": _("Dernière vérification"), "value": reviewed or unsaid()},
    ]  # fmt: skip


def yes_no(value: Any) -> str:
    if value is None:
        return unsaid()
    return _("oui") if value else _("non")


def decision_facts(content: Content) -> list[dict[str, Any]]:
    count = content.get("yearly_number")
    return [
        {"term": _("Qui est concerné")} | own(content, "people_concerned"),
        {"term": _("Combien par an"), "value": unsaid() if count is None else figure(count)},
        {"term": _("Ce qui permet de décider"), "url": content.get("legal_url", "")}
        | own(content, "legal_basis"),
        {"term": _("À qui écrire")} | own(content, "contact"),
    ]  # fmt: skip
