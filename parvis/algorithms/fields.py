"""Fields whose value is a list of terms, ticked at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.records.entitlements import Right

RIGHTS: dict[Right, Any] = {
    Right.ACCESS: _("voir ses données"),
    Right.RECTIFICATION: _("faire corriger ses données"),
    Right.ERASURE: _("faire effacer ses données"),
    Right.RESTRICTION: _("faire geler ses données"),
    Right.PORTABILITY: _("emporter ses données"),
    Right.OBJECTION: _("s’opposer"),
    Right.WITHDRAWAL: _("retirer son accord"),
    Right.HUMAN_REVIEW: _("faire intervenir une personne"),
    Right.POST_MORTEM: _("dire ce que deviennent ses données après la mort"),
    Right.DOCUMENT: _("recevoir un document administratif"),
    Right.EXPLANATION: _("se faire expliquer une décision"),
    Right.IMAGES: _("voir les images de vidéoprotection où l’on figure"),
}


class RightsField(models.JSONField):
    """Slugs of rights (`records.entitlements.Right`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        known = [right.value for right in Right]
        wrong = [one for one in value if one not in known] if isinstance(value, list) else [value]
        if wrong:
            message = gettext("« %(value)s » n’est pas dans la liste : %(known)s.")
            said = {"value": str(wrong[0])[:80], "known": ", ".join(known)}
            raise ValidationError(message % said)

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=[(right.value, words) for right, words in RIGHTS.items()],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=self.verbose_name,
            help_text=self.help_text,
        )
