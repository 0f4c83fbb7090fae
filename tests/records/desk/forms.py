"""Filling a form of the desk as a browser would: every field it was given, then one's own."""

from __future__ import annotations

from typing import Any

from django.forms import MultipleChoiceField

EDIT = "/espace-agents/fiches/organisation/edit/"
ADD = "/espace-agents/fiches/organisation/add/"


def filled(page: Any, **values: Any) -> dict[str, Any]:
    """Data of the form on a page, changed by `values`; children forms keep what they have."""
    form = page.context["form"]
    data: dict[str, Any] = {"ties-count": "0"}
    for name, field in form.fields.items():
        if name == "translations":
            data |= translations(form[name].value() or {})
        elif name != "ties" and not field.disabled:
            value = form[name].value()
            if not value and isinstance(field, MultipleChoiceField):
                continue  # no box ticked: nothing is sent
            if hasattr(field.widget, "format_value") and value is not None:
                value = field.widget.format_value(value)
            data[name] = flat(value)
    for prefix in form.formsets:
        data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"] = "0"
    return data | values


def flat(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return "" if value is None else value


def translations(texts: dict[str, dict[str, str]]) -> dict[str, str]:
    return {
        f"translations-{code}-{name}": text
        for code, named in texts.items()
        for name, text in named.items()
    }
