"""The desk's screen where an export is brought: of software that no scan reaches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from parvis.catalogue.sampled.actions import source_of, take
from parvis.catalogue.scan.sample.errors import SampleError
from parvis.catalogue.scan.sample.inventory import LONGEST, table_name
from parvis.catalogue.scanned import actions
from parvis.catalogue.scanned.desk import ONE, Screen
from parvis.catalogue.scanned.models import ScannedSource

NAMES = "noms-des-tables"  # the element that lists names already known
OFFERED = 100  # names


class SampleForm(forms.Form):
    """The file, and the table it is an export of; the application when it is not known yet."""

    application: Any = forms.ModelChoiceField(queryset=None, label=_("Application métier"))
    organisation: Any = forms.ModelChoiceField(queryset=None, label=_("Organisation responsable"))
    file = forms.FileField(
        label=_("Un export en CSV"),
        help_text=_(
            "Au plus 2 Mo ; quelques centaines de lignes suffisent, la première nomme les "
            "colonnes. Le fichier n’est pas gardé, ni aucune de ses valeurs."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    table = forms.CharField(
        label=_("Nom de la table"), required=False, max_length=LONGEST,
        help_text=_(
            "Vide : le nom du fichier. Redonnez le nom d’une table déjà décrite pour voir ce qui "
            "a changé."
        ),
        widget=forms.TextInput(attrs={"list": NAMES, "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, person: Any, source: ScannedSource | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if source:
            del self.fields["application"], self.fields["organisation"]
            return
        for name in ("application", "organisation"):
            offered = getattr(actions, f"{name}s")(person)
            self.fields[name].queryset = offered.order_by("title")  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        given = " ".join(self.cleaned_data["table"].split())
        return given or table_name(self.cleaned_data["file"].name)


class SampleView(Screen, FormView):
    """`/espace-agents/bases/export/` and `…/<key>/export/`"""

    template_name = "catalogue/desk/scanned/sample.html"
    form_class = SampleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.source and not self.source.by_sample:
            raise Http404
        given = {"source": self.source, "person": self.request.user}
        return {**super().get_form_kwargs(), **given}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = self.source.tables.values_list("name", flat=True)[:OFFERED] if self.source else ()
        return {**super().get_context_data(**kwargs), "names": tables, "list": NAMES}

    def form_valid(self, form: SampleForm) -> HttpResponse:
        person, values = self.request.user, form.cleaned_data
        source = self.source or source_of(person, values["application"], values["organisation"])
        try:
            take(person, source, values["file"].file, form.name)
        except SampleError as error:
            form.add_error("file", error.sentence(gettext))
            return self.form_invalid(form)
        said = gettext("L’export est décrit. Rien n’en est gardé que cette description.")
        messages.success(self.request, said)
        return redirect(ONE, source.pk)
