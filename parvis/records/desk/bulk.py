"""“Modifier ensemble”: the records ticked in a list take one value together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records.desk import many, rights
from parvis.records.desk.forms import NativeDate

LIMIT = 500  # records a request changes at most
SETTABLE = ("organisation", "circle", "review_on", "person")


class BulkForm(forms.Form):
    """Which field, and its one value."""

    def __init__(self, *args: Any, model: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [n for n in SETTABLE if n != "organisation" or model.record_type != "organisation"]
        choices = [(n, capfirst(model._meta.get_field(n).verbose_name)) for n in names]
        self.fields["field"] = forms.ChoiceField(
            label=_("Champ à changer"), choices=choices, widget=forms.RadioSelect
        )
        for name in names:
            field = model._meta.get_field(name).formfield(required=False)
            if name == "organisation":
                field.queryset = rights.organisations(user, "add", model.record_type)
            if name == "review_on":
                field.widget = NativeDate()
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        name = cleaned.get("field")
        if name in ("organisation", "circle") and not self.errors and cleaned[name] in (None, ""):
            self.add_error(name, _("Choisissez une valeur."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        name = self.cleaned_data["field"]
        value = self.cleaned_data[name]
        return {name: int(value) if name == "circle" else value}


class BulkEditView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/<type>/ensemble/?id=1&id=2`"""

    verb = "change"
    model: Any = None
    index_url_name = ""
    template_name = "records/desk/bulk.html"
    page_title = gettext_lazy("Modifier ensemble")
    form_class = BulkForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.refused: list[str] = []

    def records(self) -> list[Any]:
        """The ticked records that one may see; another's do not exist here."""
        keys = self.request.GET.getlist("id")
        rows = rights.reach(self.request.user, "view_draft", self.model)
        rows = rows.select_related("organisation", "latest_revision", "live_revision")
        if "all" not in keys:
            rows = rows.filter(pk__in=[key for key in keys if key.isdecimal()][: LIMIT + 1])
        found = list(rows.distinct()[: LIMIT + 1])
        if not found:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "model": self.model, "user": self.request.user}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(self.model._meta.verbose_name_plural)
        listing = {"url": reverse(self.index_url_name), "label": plural}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "records": self.records(), "refused": self.refused}

    def form_valid(self, form: BulkForm) -> HttpResponse:
        records = self.records()
        if len(records) > LIMIT:
            self.refused = [_("Au plus %(limit)s fiches à la fois.") % {"limit": LIMIT}]
            return self.form_invalid(form)
        try:
            done = many.set_many(records, form.values, self.request.user)
        except ValidationError as error:
            self.refused = list(error.messages)
            return self.form_invalid(form)
        messages.success(self.request, said(done))
        return redirect(self.index_url_name)


def said(done: many.Done) -> str:
    parts = []
    if done.published:
        text = ngettext("%(n)s fiche modifiée.", "%(n)s fiches modifiées.", done.published)
        parts.append(text % {"n": done.published})
    if done.drafted:
        text = ngettext(
            "%(n)s brouillon à envoyer en relecture.",
            "%(n)s brouillons à envoyer en relecture.",
            done.drafted,
        )
        parts.append(text % {"n": done.drafted})
    return " ".join(parts)
