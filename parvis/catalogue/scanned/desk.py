"""The desk's screens of scanned databases: for those who answer for the data of an organisation.

A database, or a table, that one may not see does not exist (404); whoever answers for none is
refused (403). The actions check again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.catalogue.models import Dataset
from parvis.catalogue.scan.describe import meaning_label
from parvis.catalogue.scanned import actions
from parvis.catalogue.scanned.models import (
    Decision,
    ScannedSource,
    ScannedTable,
    ScanRun,
)
from parvis.catalogue.scanned.tie import changeable, tie
from parvis.catalogue.scanned.words import draft_address, profile_of, reasons_of, told, why_of
from parvis.records.desk import rights
from parvis.records.desk.chooser import RecordField
from parvis.records.desk.middleware import refuse

LIST, ONE = "parvis_scan:sources", "parvis_scan:tables"
A_PAGE = 50
FILTERS: dict[str, tuple[Any, Q]] = {
    "undecided": (_("à décider"), Q(decision=Decision.UNDECIDED, gone=None)),
    "kept": (_("gardées"), Q(decision=Decision.KEPT)),
    "discarded": (_("écartées"), Q(decision=Decision.DISCARDED)),
    "personal": (_("semblent parler de personnes"), Q(suspected__gt=0, gone=None)),
    "gone": (_("disparues"), Q(gone__isnull=False)),
}


class Screen(WagtailAdminTemplateMixin):
    """A screen of one database, or of none yet (`source` None)."""

    request: HttpRequest
    kwargs: dict[str, Any]
    source: ScannedSource | None = None
    page_title: Any = _("Bases de données parcourues")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actions.organisations(request.user).exists():
            return refuse(request)
        if "source" in kwargs:
            rows = actions.reachable(request.user).select_related("application", "organisation")
            self.source = get_object_or_404(rows, pk=kwargs["source"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": reverse(LIST), "label": Screen.page_title}]
        if self.source:
            url = reverse(ONE, args=[self.source.pk])
            items.append({"url": url, "label": self.source.application.title})
        return items

    def page_of(self, rows: QuerySet[Any]) -> Any:
        return Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))

    def keys(self, name: str) -> list[int]:
        """The rows ticked; what is no number is no row."""
        given = self.request.POST.getlist(name)
        return [int(key) for key in given if key.isascii() and key.isdecimal() and len(key) < 19]


class SourcesView(Screen, TemplateView):
    """`/espace-agents/bases/`"""

    template_name = "catalogue/desk/scanned/sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = ScanRun.objects.filter(source=OuterRef("pk")).values("pk")[:1]
        rows = actions.reachable(self.request.user).select_related("application", "organisation")
        waiting = Q(tables__decision=Decision.UNDECIDED, tables__gone=None)
        rows = (
            rows.defer("inventory", "password")
            .annotate(last=Subquery(last), undecided=Count("tables", filter=waiting))
            .order_by("application__title", "pk")
        )
        page = self.page_of(rows)
        runs = ScanRun.objects.in_bulk([row.last for row in page if row.last])
        found = [(row, told(runs[row.last]) if row.last else None) for row in page]
        return {**super().get_context_data(**kwargs), "page": page, "rows": found}


class SourceForm(forms.ModelForm[ScannedSource]):
    password = forms.CharField(
        label=_("mot de passe"), required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Chiffré ; laissez vide pour garder celui qui est enregistré."),
    )  # fmt: skip

    class Meta:
        model = ScannedSource
        fields = ("application", "organisation", "address", "user", "password")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = actions.applications(person)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = actions.organisations(person)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A password stays unless another is given, and never follows to another address."""
        values = super().clean() or {}
        if not values.get("password") and self.initial.get("password"):
            moved = {"address", "user"} & set(self.changed_data)
            values["password"] = "" if moved else self.initial["password"]
        return values


class SourceView(Screen, FormView):
    """`/espace-agents/bases/ajouter/` and `…/<key>/modifier/`"""

    template_name = "catalogue/desk/scanned/form.html"
    form_class = SourceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.source and self.source.by_sample:
            raise Http404
        given = {"instance": self.source, "person": self.request.user}
        return {**super().get_form_kwargs(), **given}

    def form_valid(self, form: Any) -> HttpResponse:
        source = form.save(commit=False)
        actions.save(self.request.user, source)
        messages.success(self.request, gettext("La base est enregistrée."))
        return redirect(ONE, source.pk)


class TablesView(Screen, TemplateView):
    """`/espace-agents/bases/<key>/?voir=&p=`: its tables, and what to do with those ticked."""

    template_name = "catalogue/desk/scanned/tables.html"
    source: ScannedSource

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("voir", "")
        if chosen and chosen not in FILTERS:
            raise Http404
        rows = self.source.tables.select_related("dataset")
        rows = rows.filter(FILTERS[chosen][1]) if chosen else rows
        page = self.page_of(rows)
        counted = {name: Count("pk", filter=q) for name, (_label, q) in FILTERS.items()}
        counts = self.source.tables.aggregate(**counted)
        return {
            **super().get_context_data(**kwargs),
            "source": self.source,
            "run": told(self.source.runs.first()),
            "page": page,
            "rows": [(table, why_of(table)) for table in page],
            "chosen": chosen,
            "filters": [(n, label, counts[n], n == chosen) for n, (label, _q) in FILTERS.items()],
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        word = request.POST.get("action", "")
        if word == "scan" and not self.source.by_sample:
            actions.start(request.user, self.source)
            messages.success(request, gettext("Le parcours commence. Revenez dans un moment."))
        elif word in Decision.values:
            decided(request, self.source, self.keys("table"), word)
        else:
            messages.error(request, gettext("Choisissez ce que vous voulez faire."))
        return redirect(request.get_full_path())


class TieForm(forms.Form):
    """The data set that a table is, by its name."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"] = RecordField(
            model=Dataset, offer=partial(changeable, person), verb="change",
            label=_("Jeu de données qui existe déjà"),
            error_messages={"required": _("Écrivez le nom du jeu de données.")},
        )  # fmt: skip


class TableView(Screen, TemplateView):
    """`/espace-agents/bases/<key>/tables/<table>/`: its columns, and what one says of each."""

    template_name = "catalogue/desk/scanned/table.html"
    source: ScannedSource

    def table(self) -> ScannedTable:
        rows = self.source.tables.select_related("dataset", "decided_by", "source__application")
        return get_object_or_404(rows, pk=self.kwargs["table"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table()
        page = self.page_of(table.columns.all())
        return {
            **super().get_context_data(**kwargs),
            "source": self.source,
            "table": table,
            "why": why_of(table),
            "page": page,
            "rows": [(c, meaning_label(c.meaning), profile_of(c), reasons_of(c)) for c in page],
            "edit": draft_address(table),
            "tie": TieForm(person=self.request.user),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        word, table = request.POST.get("action", ""), self.table()
        scope, _dot, word = word.partition(":")
        if (scope, word) == ("table", "tie"):
            self.tie(table)
        elif scope == "table" and word in Decision.values:
            decided(request, self.source, [table.pk], word)
        elif scope == "column" and word in {"personal", "not-personal", *Decision.values}:
            n = actions.judge(request.user, table, self.keys("column"), word)
            said = ngettext("%(n)s colonne revue.", "%(n)s colonnes revues.", n) % {"n": n}
            messages.success(request, said)
        else:
            messages.error(request, gettext("Choisissez ce que vous voulez faire."))
        return redirect(request.get_full_path())

    def tie(self, table: ScannedTable) -> None:
        """Tie it to the data set that was named, and say it; else say why not."""
        form = TieForm(self.request.POST, person=self.request.user)
        if not form.is_valid():
            messages.error(self.request, " ".join(map(str, form.errors["dataset"])))
            return
        record = form.cleaned_data["dataset"]
        try:
            tie(self.request.user, self.source, table, record)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return
        said = gettext("La table est reliée à « %(title)s » : relisez son brouillon.")
        messages.success(self.request, said % {"title": record})


def decided(request: HttpRequest, source: ScannedSource, keys: list[int], word: str) -> None:
    """Decide and say it; a draft that cannot be made says why, and nothing is decided."""
    try:
        n = actions.decide(request.user, source, keys, Decision(word))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    said = ngettext("%(n)s table décidée.", "%(n)s tables décidées.", n) % {"n": n}
    messages.success(request, said)


class BasesItem(MenuItem):
    """In the menu of those who answer for the data of an organisation."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rights.for_some(request.user, actions.VERB, Dataset.record_type)
