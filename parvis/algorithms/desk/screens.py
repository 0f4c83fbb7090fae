"""Screens of the desk that only this room has: the import of other registers, the wizard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from parvis.algorithms import actions, asked, importing, refusals
from parvis.algorithms.formats.files import Unreadable
from parvis.algorithms.models import Algorithm
from parvis.records import exchange
from parvis.records.desk import rights, sheet, transfer, views


class AlgorithmFile(transfer.FileForm):
    """Our own CSV, or a file of another register."""

    file = forms.FileField(
        label=gettext_lazy("Votre fichier"),
        help_text=gettext_lazy(
            "L’export d’ici, ou un fichier d’un autre registre : Etalab (CSV), Pays-Bas,"
            " Royaume-Uni, Eurocities, DTPR IA (JSON). Au plus 2 Mo et 2 000 fiches."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )


class ImportAlgorithms(transfer.ImportView):
    """`/espace-agents/fiches/algorithm/import/`"""

    file_form = AlgorithmFile
    page_title = gettext_lazy("Importer des algorithmes")
    owned = True
    unreadable = transfer.UNREADABLE | refusals.SENTENCES

    def planned(self, data: bytes) -> sheet.Plan:
        """The desk's own CSV changes records; any other register's makes drafts, for the
        organisation that is said, else the only one that this person writes for."""
        if self.is_ours(data):
            return super().planned(data)
        if self.owner is None:
            raise exchange.Unreadable("owner")
        try:
            return importing.plan(data, self.owner, self.request.user)
        except Unreadable as error:
            raise exchange.Unreadable(error.args[0]) from error
        except importing.TooMany as error:
            raise exchange.Unreadable("long", limit=str(importing.MOST)) from error

    @staticmethod
    def is_ours(data: bytes) -> bool:
        """Whether its heading is that of the desk's export."""
        try:
            exchange.read(data, sheet.Sheet(Algorithm).columns, transfer.MAX_ROWS)
        except exchange.Unreadable as error:
            return error.reason in {"empty", "binary", "long", "twice", "encoding"}
        return True


class ConcernedForm(forms.Form):
    """Seven questions, each yes or no."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in asked.QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=words,
                choices=[("yes", _("oui")), ("no", _("non"))],
                coerce=lambda value: value == "yes",
                widget=forms.RadioSelect,
            )


class ConcernedView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/algorithm/suis-je-concerne/<pk>/`"""

    verb = "change"
    model: Any = None
    edit_url_name = ""
    index_url_name = ""
    template_name = "algorithms/desk/concerned.html"
    page_title = gettext_lazy("Sommes-nous concernés ?")
    form_class = ConcernedForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = self.model._default_manager.filter(pk=kwargs["pk"]).first()

    def kept(self) -> dict[str, Any]:
        """The last answer, in the draft."""
        found: dict[str, Any] = self.record.get_latest_revision_as_object().concerned
        return found

    def get_initial(self) -> dict[str, str]:
        answers = self.kept().get("answers", {})
        return {name: "yes" if value else "no" for name, value in answers.items()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept()
        return {
            **super().get_context_data(**kwargs),
            "record": self.record,
            "texts": asked.texts(kept.get("duties", ()), kept.get("reasons", ())),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        actions.answer_concerned(self.record, form.cleaned_data, self.request.user)
        messages.success(self.request, _("La réponse et ses raisons sont dans le brouillon."))
        return redirect(self.request.path)


class EditDecision(views.Edit):
    """A type of decision, with the way to the mention of its letters."""

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = [*super().header_more_buttons]
        if self.object.live:
            where = reverse("site:decision_mention", args=[self.object.slug])
            buttons.append(Button(_("Mention à imprimer"), url=where, icon_name="doc-full"))
        return buttons


class EditAlgorithm(views.Edit):
    """An algorithm, with the way to the wizard and to its rules."""

    @property
    def header_more_buttons(self) -> list[Any]:
        where = reverse("parvis_algorithm:concerned", args=[self.object.pk])
        button = Button(_("Sommes-nous concernés ?"), url=where, icon_name="help")
        buttons = [*super().header_more_buttons, button]
        if rights.may(self.request.user, "publish", self.object):
            where = reverse("parvis_rules:rules", args=[self.object.pk])
            buttons.append(Button(_("Règles de calcul"), url=where, icon_name="list-ol"))
        return buttons
