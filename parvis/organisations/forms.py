"""Forms of accounts and of members: our words, what browsers fill in, no placeholder."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.organisations.models import ROLES, Membership, Organisation
from parvis.people.models import User

NEW = {"autocomplete": "new-password"}


class Plain:
    """Labels of ours, password rules as one sentence each, and no placeholder."""

    labels: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name == "password1":
                field.help_text = " ".join(password_validators_help_texts())
            elif name in {"password", "oldpassword"}:
                field.help_text = ""


class SignIn(Plain, allauth.LoginForm):
    labels = {"login": _("Adresse e-mail"), "password": _("Mot de passe")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ForgottenPassword(Plain, allauth.ResetPasswordForm):
    labels = {"email": _("Adresse e-mail de votre compte")}


TWICE = {"password1": _("Nouveau mot de passe"), "password2": _("Le même, encore une fois")}


class NewPassword(Plain, allauth.ResetPasswordKeyForm):
    labels = TWICE


class FirstPassword(Plain, allauth.SetPasswordForm):
    labels = TWICE


class OtherPassword(Plain, allauth.ChangePasswordForm):
    labels = {"oldpassword": _("Mot de passe actuel")} | TWICE


class NewAccount(forms.Form):
    """What someone invited says of themselves."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Choisissez un mot de passe"), strip=False, widget=forms.PasswordInput(NEW)
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        """The rules look at the names too: those fields come first."""
        password: str = self.cleaned_data["password"]
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        validate_password(password, User(email=self.email, **names))
        return password


class Invite(forms.Form):
    """Whom an administrator invites, for what, until when."""

    email = forms.EmailField(
        label=_("Adresse e-mail de la personne"), widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Son rôle"), choices=ROLES)
    until = forms.DateField(
        label=_("Jusqu’au"),
        required=False,
        help_text=_("Laissez vide si le rôle n’a pas de fin prévue."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


DAY = {"type": "date"}


class Lend(forms.Form):
    """Who acts in whose place, from when to when, and why."""

    membership = forms.ModelChoiceField(Membership.objects.none(), label=_("Le rôle"))
    to = forms.EmailField(
        label=_("Adresse e-mail de la personne qui le tiendra"),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    since = forms.DateField(label=_("Du"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Au"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    why = forms.CharField(
        label=_("Pourquoi"), max_length=300, help_text=_("Par exemple « Congés d’été ».")
    )

    def __init__(self, *args: Any, memberships: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = memberships  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        email = self.cleaned_data["to"]
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            message = gettext("Aucun compte n’a l’adresse « %(email)s ».") % {"email": email}
            raise forms.ValidationError(message)
        return found


class Place(forms.Form):
    """What an organisation is, and what it is part of."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Organisation.Kind.choices)
    parent = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Fait partie de"), required=False
    )

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
