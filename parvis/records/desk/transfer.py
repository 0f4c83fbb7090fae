"""The CSV of one type of record, out and in: shown before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records import exchange
from parvis.records.desk import rights, sheet

MAX_BYTES = 2_000_000
MAX_ROWS = 2_000
SALT = "parvis.desk.import"
UNREADABLE = {
    "empty": gettext_lazy("Le fichier est vide."),
    "binary": gettext_lazy(
        "Ce n’est pas un fichier CSV. Enregistrez votre tableau en CSV (UTF-8)."
    ),
    "encoding": gettext_lazy("Nous ne lisons pas ces caractères. Enregistrez en CSV (UTF-8)."),
    "csv": gettext_lazy("La ligne %(line)s n’est pas du CSV lisible : un guillemet manque ?"),
    "long": gettext_lazy("Plus de %(limit)s lignes. Faites plusieurs fichiers."),
    "heading": gettext_lazy(
        "Colonnes inconnues : %(names)s. Partez d’un export ; les colonnes sont %(known)s."
    ),
    "twice": gettext_lazy("Ces colonnes sont en double : %(names)s."),
    "owner": gettext_lazy(
        "Ce fichier ne nomme aucune de nos organisations, et vous écrivez pour plusieurs : "
        "choisissez celle qui en répond."
    ),
}


class ExportView(View):
    """`/espace-agents/fiches/<type>/export.csv`"""

    verb = "view_draft"
    model: Any = None

    def get(self, request: Any) -> HttpResponse | StreamingHttpResponse:
        rows = rights.reach(request.user, "view_draft", self.model)
        rows = rows.select_related("organisation", "latest_revision").order_by("slug").distinct()
        book = sheet.Sheet(self.model)
        pieces = exchange.write(book.columns, book.rows(rows))
        response = StreamingHttpResponse(
            (piece.encode() for piece in pieces), content_type="text/csv; charset=utf-8"
        )
        name = f"{self.model.record_type}-{timezone.localdate().isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class Owned(forms.Form):
    """Who answers for a register kept elsewhere, which names none of our organisations; asked where
    there are `owners` to choose from."""

    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Qui en répond"),
        help_text=gettext_lazy(
            "Pour un registre tenu ailleurs, qui ne nomme aucune de nos organisations."
        ),
        queryset=None, empty_label=gettext_lazy("comme le dit le fichier"), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if owners is None:
            del self.fields["organisation"]
        else:
            field = self.fields["organisation"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = owners


class FileForm(Owned):
    field_order = ("file", "organisation")
    file = forms.FileField(
        label=gettext_lazy("Votre fichier CSV"),
        help_text=gettext_lazy("Le même que l’export : au plus 2 Mo et 2 000 lignes."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Le fichier dépasse 2 Mo. Faites-en plusieurs."))
        data: bytes = file.read()
        return data


class ConfirmForm(Owned):
    """The file that was shown, signed: what is written is what was previewed."""

    content = forms.CharField(widget=forms.HiddenInput)
    publish = forms.BooleanField(
        label=gettext_lazy("Publier aussitôt, là où j’en ai le droit"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields:
            self.fields["organisation"].widget = forms.HiddenInput()

    def clean_content(self) -> bytes:
        try:
            text: str = signing.loads(self.cleaned_data["content"], salt=SALT, max_age=3600)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("L’aperçu a expiré : choisissez le fichier à nouveau.")
            ) from error
        return text.encode()


class ImportView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/<type>/import/`: choose, preview, confirm."""

    verb = "change"
    model: Any = None
    index_url_name = ""
    template_name = "records/desk/import.html"
    page_title = gettext_lazy("Importer un CSV")
    unreadable: Mapping[str, Any] = UNREADABLE
    file_form: type[FileForm] = FileForm
    shows_lacking = False  # in the preview, what keeps each draft from being published
    owned = False  # other registers' files are read too, for an organisation that one says
    owner: Any = None

    def get_form_class(self) -> type[forms.Form]:
        return ConfirmForm if "content" in self.request.POST else self.file_form

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(self.model._meta.verbose_name_plural)
        listing = {"url": reverse(self.index_url_name), "label": plural}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        book = sheet.Sheet(self.model)
        context["columns"] = book.described()
        context["can_publish"] = rights.somewhere(self.request.user, "publish", self.model)
        context["export_url"] = reverse(self.model.snippet_viewset.get_url_name("export"))
        return context

    def owners(self) -> Any:
        """Those that this person may choose from; None where there is no choice to make."""
        if not self.owned:
            return None
        mine = rights.organisations(self.request.user, "add", self.model.record_type)
        return mine.order_by("title", "pk")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"owners": self.owners()}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        confirmed = isinstance(form, ConfirmForm)
        self.owner = form.cleaned_data.get("organisation") or self.only()
        data = form.cleaned_data["content" if confirmed else "file"]
        try:
            data = self.ours(data)
            plan = self.planned(data)
        except exchange.Unreadable as error:
            at = "content" if confirmed else "organisation" if error.reason == "owner" else "file"
            form.add_error(at, self.unreadable[error.reason] % error.params)
            return self.form_invalid(form)
        if confirmed and not plan.refused:
            return self.write(plan, form.cleaned_data["publish"])
        text = exchange.decode(data)
        signed = signing.dumps(text, salt=SALT, compress=True)
        confirm = ConfirmForm(
            initial={"content": signed, "organisation": self.owner}, owners=self.owners()
        )
        lacking = plan.lacking() if self.shows_lacking else []
        advice = plan.advice() if self.shows_lacking else []
        context = self.get_context_data(form=confirm, plan=plan, lacking=lacking, advice=advice)
        return self.render_to_response(context)

    def only(self) -> Any:
        """The one organisation that this person writes for; None for several."""
        mine = list(self.owners()[:2]) if self.owned else []
        return mine[0] if len(mine) == 1 else None

    def planned(self, data: bytes) -> sheet.Plan:
        """What a file that `ours` gave would do. Raise exchange.Unreadable, with a reason of
        `unreadable`."""
        book = sheet.Sheet(self.model)
        rows = exchange.read(data, book.columns, MAX_ROWS)
        return book.plan(rows, self.request.user)

    def ours(self, data: bytes) -> bytes:
        """The file in our own columns; a type that reads others' files makes them here. What is
        in our columns is left as it is. May raise `exchange.Unreadable`."""
        return data

    def write(self, plan: sheet.Plan, publish: bool) -> HttpResponse:
        done = plan.write(self.request.user, publish)
        told = [
            ngettext("%(n)s créée", "%(n)s créées", done.created) % {"n": done.created},
            ngettext("%(n)s modifiée", "%(n)s modifiées", done.updated) % {"n": done.updated},
            ngettext("%(n)s inchangée", "%(n)s inchangées", done.unchanged) % {"n": done.unchanged},
            ngettext("%(n)s publiée", "%(n)s publiées", done.published) % {"n": done.published},
        ]
        messages.success(self.request, ", ".join(told) + ".")
        return redirect(self.index_url_name)
