"""The forms of what an officer does with a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.design.spoken import by_law, spoken
from parvis.organisations.models import Organisation
from parvis.records.entitlements import Right
from parvis.rights import clock, dispatch, reasons, words
from parvis.rights.desk import actions
from parvis.rights.desk.fields import AboutField, FilesField, day_field, text_field
from parvis.rights.desk.listing import titles
from parvis.rights.desk.models import Recourse
from parvis.rights.reasons import Kind as Reason
from parvis.rights.requests import course
from parvis.rights.requests.choices import Identity
from parvis.rights.requests.models import Hold, Request

SHOWN_TO_PERSON = gettext_lazy("La personne lit ce texte.")


class ActForm(forms.Form):
    """`request_row` is the request; `user` who acts."""

    def __init__(self, *args: Any, request_row: Request, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = request_row, user
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the request."""


class WriteForm(ActForm):
    text = text_field(gettext_lazy("Message"), SHOWN_TO_PERSON)
    joined = FilesField()


class NoteForm(ActForm):
    text = text_field(gettext_lazy("Note"), gettext_lazy("Pour vous : la personne ne la voit pas."))


class QualifyForm(ActForm):
    right = forms.ChoiceField(
        label=gettext_lazy("Droit"), choices=[(one.value, words.NAMES[one]) for one in Right]
    )
    about = AboutField()
    why = text_field(gettext_lazy("Pourquoi"), SHOWN_TO_PERSON, rows=3)

    def prepare(self) -> None:
        self.fields["right"].initial = self.row.right
        about = self.fields["about"]
        about.user, about.kept = self.user, self.row.about  # type: ignore[attr-defined]
        if self.row.about:
            about.initial = titles({self.row.about}).get(self.row.about, "")


class IdentityForm(ActForm):
    how = forms.ChoiceField(
        label=gettext_lazy("Ce que vous demandez"),
        choices=[one for one in Identity.choices if one[0] != Identity.NONE],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Le moins possible. La copie est détruite dès que vous l’avez vue."),
    )
    doubt = text_field(
        gettext_lazy("Votre doute, et pourquoi"),
        gettext_lazy(
            "Sans doute sérieux, la loi ne permet pas d’arrêter le délai. La personne lit ce texte."
        ),
        rows=4,
    )


class ProvedForm(ActForm):
    received = day_field(
        gettext_lazy("Preuve reçue le"),
        gettext_lazy("Le délai court de nouveau depuis ce jour, même si vous la lisez plus tard."),
    )

    def prepare(self) -> None:
        self.fields["received"].initial = course.today()


class ExtendForm(ActForm):
    reason = forms.ChoiceField(label=gettext_lazy("Raison"), widget=forms.RadioSelect)
    text = text_field(
        gettext_lazy("En quoi, pour cette demande"),
        gettext_lazy("La personne lit la raison, ce texte et la nouvelle date."),
        rows=4,
    )

    def prepare(self) -> None:
        offered = reasons.fitting(Reason.EXTENSION, Right(self.row.right))
        self.fields["reason"].choices = named(offered)  # type: ignore[attr-defined]


class AskForm(ActForm):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Service ou sous-traitant"), queryset=Organisation.objects.none()
    )
    question = text_field(
        gettext_lazy("Question"),
        gettext_lazy("Ses agents ne lisent que cela : dites-leur juste ce qu’il leur faut."),
    )
    due = day_field(gettext_lazy("Réponse attendue le"))
    joined = FilesField()

    def prepare(self) -> None:
        live = Organisation.objects.filter(live=True).order_by("title", "pk")
        self.fields["organisation"].queryset = live  # type: ignore[attr-defined]
        self.fields["due"].initial = dispatch.usual_due(course.today(), course.due(self.row))


class HoldForm(ActForm):
    until = day_field(gettext_lazy("Jusqu’au"))
    ground = forms.CharField(
        label=gettext_lazy("Texte qui le permet"), required=False, max_length=300,
        help_text=gettext_lazy("Seulement pour aller au-delà d’un mois après les images."),
    )  # fmt: skip

    def prepare(self) -> None:
        held = Hold.objects.filter(request=self.row).first()  # a form may be sent where none is
        if held is not None:
            self.fields["until"].initial = held.until or clock.images_gone(held.filmed)


class ReleaseForm(ActForm):
    proof = forms.CharField(
        label=gettext_lazy("Comment savez-vous qu’elles sont effacées ?"), max_length=300,
        help_text=gettext_lazy("Par exemple : « attestation du service du 12 mars 2026 »."),
    )  # fmt: skip


class ForwardForm(ActForm):
    to = forms.CharField(
        label=gettext_lazy("À qui"), max_length=300,
        help_text=gettext_lazy("L’organisme qui répond de ces données, et comment le joindre."),
    )  # fmt: skip
    why = text_field(gettext_lazy("Pourquoi"), SHOWN_TO_PERSON, rows=4)


class MoveForm(ActForm):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )
    why = text_field(gettext_lazy("Pourquoi"), SHOWN_TO_PERSON, rows=4)

    def prepare(self) -> None:
        live = Organisation.objects.filter(live=True).order_by("title", "pk")
        self.fields["organisation"].queryset = live  # type: ignore[attr-defined]


class MergeForm(ActForm):
    number = forms.CharField(
        label=gettext_lazy("Numéro de la demande à garder"), max_length=20,
        help_text=gettext_lazy("La plus ancienne des deux, de la même personne."),
    )  # fmt: skip

    def clean_number(self) -> Request:
        number = self.cleaned_data["number"]
        found = actions.found_by_number(number, self.user)
        if found is None:
            said = _("« %(number)s » n’est pas une demande que vous suivez : vérifiez le numéro.")
            raise ValidationError(said % {"number": number})
        return found


class ReopenForm(ActForm):
    why = text_field(gettext_lazy("Pourquoi"), SHOWN_TO_PERSON, rows=4)


class RecourseForm(ActForm):
    body = forms.ChoiceField(
        label=gettext_lazy("Devant qui"), choices=Recourse.Body.choices, widget=forms.RadioSelect
    )
    since = day_field(gettext_lazy("Depuis le"))
    text = text_field(gettext_lazy("Ce que vous en savez"), rows=4)


class EndRecourseForm(ActForm):
    recourse = forms.ModelChoiceField(
        label=gettext_lazy("Recours"), queryset=Recourse.objects.none()
    )
    ended = day_field(gettext_lazy("Terminé le"))
    text = text_field(gettext_lazy("Comment il s’est terminé"), rows=4)

    def prepare(self) -> None:
        open_ones = self.row.recourses.filter(ended=None)
        field = self.fields["recourse"]
        field.queryset = open_ones  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.get_body_display()  # type: ignore[attr-defined]


def named(offered: list[reasons.Reason]) -> list[tuple[str, str]]:
    language = spoken()
    return [(one.slug, f"{one.title(language)} ({by_law(one.article)})") for one in offered]
