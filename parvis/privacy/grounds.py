"""The publication switch of each field, which asks what ground of the law keeps it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.privacy.choices import ARTICLES, Ground
from parvis.records.desk.forms import label_of


class GroundsWidget(forms.Widget):
    """One choice a field: published, or the ground that keeps it back: {"logic": "state"}."""

    template_name = "privacy/desk/grounds.html"
    use_fieldset = True

    def __init__(self, model: type[Any]) -> None:
        super().__init__()
        self.model = model

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        held = value if isinstance(value, dict) else {}
        options = [("", gettext("publié"))]
        options += [(one.value, f"{one.label} ({ARTICLES[one]})") for one in Ground]
        context["widget"]["rows"] = [
            {
                "name": f"{name}-{field}",
                "label": capfirst(label_of(self.model, field)),
                "value": held.get(field, ""),
                "options": options,
            }
            for field in self.model.switchable()
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        told = {field: data.get(f"{name}-{field}", "") for field in self.model.switchable()}
        return {field: ground for field, ground in told.items() if ground}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""


class GroundsField(forms.Field):
    """The model checks that each ground is of the list."""

    def __init__(self, model: type[Any]) -> None:
        super().__init__(
            label=_("Ce qui n’est pas publié, et pourquoi"),
            help_text=_(
                "Tout est publié, sauf ce qu’un texte permet de garder. Le public lit la raison."
            ),
            required=False,
            widget=GroundsWidget(model),
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or {}) != (data or {})
