"""The form of a request, and those of its private page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.records.entitlements import Right
from parvis.rights.requests import course
from parvis.rights.requests.actions import LONGEST
from parvis.site.pages.contribute import Words, area

PROXIES = (
    ("", gettext_lazy("Pour moi")),
    ("guardian", gettext_lazy("Pour une personne dont je suis parent, tuteur ou curateur")),
    ("helper", gettext_lazy("Pour une personne que j’aide, avec son accord écrit")),
    ("lawyer", gettext_lazy("Pour une personne dont je suis l’avocat")),
    ("heir", gettext_lazy("Pour une personne décédée dont j’hérite")),
)
CONTACTS = (
    ("mail", gettext_lazy("Par courriel : nous disons seulement qu’il y a du nouveau")),
    ("post", gettext_lazy("Par courrier")),
    ("none", gettext_lazy("Ni l’un ni l’autre : je reviens lire ma page privée")),
)
YEARS_BACK = dt.timedelta(days=62)


class Files(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """A list of uploads; [] when none was chosen."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data if isinstance(data, list) else []


class Plain(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Remplissez ce champ.")


def files_field(help_text: Any) -> ManyFiles:
    accepted = ".pdf,.png,.jpg,.jpeg,.odt,.docx,.ods,.xlsx,.csv,.txt"
    return ManyFiles(
        label=gettext_lazy("Fichiers à joindre"), required=False, help_text=help_text,
        widget=Files(attrs={"accept": accepted, "multiple": True}),
    )  # fmt: skip


FILES_HELP = gettext_lazy(
    "Cinq au plus, de 10 Mo chacun : PDF, image, texte ou tableur. N’envoyez pas de pièce "
    "d’identité : nous n’en demandons que si nous avons un doute."
)


class AskForm(Plain):
    """Least of what is needed. The fields of images are there for that right alone."""

    day = forms.DateField(
        label=gettext_lazy("Quel jour avez-vous été filmé ?"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Écrivez le jour ainsi : 2026-03-12.")},
    )
    hours = Words(
        label=gettext_lazy("Entre quelles heures ?"), max_length=100,
        help_text=gettext_lazy("Le plus court possible. Exemple : « entre 18 h et 18 h 20 »."),
    )  # fmt: skip
    place = Words(
        label=gettext_lazy("Devant quelle caméra, à quel endroit ?"), max_length=300,
        help_text=gettext_lazy("Une adresse, un repère, ce que vous portiez."),
    )  # fmt: skip
    message = area(
        gettext_lazy("Votre demande, avec vos mots"),
        gettext_lazy("Ce que vous voulez savoir ou obtenir. Vous n’avez pas à dire pourquoi."),
        max_length=LONGEST, rows=5,
    )  # fmt: skip
    proxy = forms.ChoiceField(
        label=gettext_lazy("Pour qui demandez-vous ?"), choices=PROXIES, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    proxy_for = Words(
        label=gettext_lazy("Le nom de cette personne, et votre lien avec elle"), max_length=300,
        required=False,
        help_text=gettext_lazy("Seulement si ce n’est pas pour vous. Joignez ce qui le montre."),
    )  # fmt: skip
    name = Words(
        label=gettext_lazy("Votre nom"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    pieces = files_field(FILES_HELP)
    contact = forms.ChoiceField(
        label=gettext_lazy("Comment vous prévenir ?"), choices=CONTACTS, widget=forms.RadioSelect,
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse e-mail"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    address = area(
        gettext_lazy("Votre adresse postale"), max_length=500, rows=3, required=False
    )  # fmt: skip

    def __init__(self, *args: Any, right: Right, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = self.fields["contact"]
        contact.error_messages["required"] = _("Choisissez une des trois réponses.")
        if right is not Right.IMAGES:
            for name in ("day", "hours", "place"):
                del self.fields[name]

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        today = course.today()
        if day > today:
            raise forms.ValidationError(_("Ce jour n’est pas encore passé."))
        if day < today - YEARS_BACK:
            message = _("Ces images n’existent plus : on ne les garde jamais plus d’un mois.")
            raise forms.ValidationError(message)
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("contact") == "mail" and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Donnez l’adresse où vous prévenir."))
        if said.get("contact") == "post" and not said.get("address"):
            self.add_error("address", _("Donnez l’adresse où vous écrire."))
        if said.get("proxy") and not said.get("proxy_for"):
            self.add_error("proxy_for", _("Dites pour qui vous demandez."))
        return said


class WriteForm(Plain):
    text = area(gettext_lazy("Votre message"), max_length=LONGEST, rows=4)
    pieces = files_field(gettext_lazy("Cinq au plus, de 10 Mo chacun."))


class IdentityForm(Plain):
    document = forms.FileField(
        label=gettext_lazy("La copie de votre pièce d’identité"),
        help_text=gettext_lazy(
            "PDF, JPEG ou PNG. Cachez ce qui ne sert pas : photo, taille, numéro. Elle est "
            "chiffrée, puis détruite dès qu’une personne l’a regardée."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class CodeForm(Plain):
    code = Words(
        label=gettext_lazy("Le code reçu, six chiffres"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip
