"""Choosing a record by its name, in a form that knows thousands: a text field, native suggestions.

One writes the title; where several records bear it, the short address after it tells them apart:
"Quotient familial (quotient-familial)". Suggestions come as one types; without JavaScript, the
page of the names, paged and searched, is one link away. Nothing inline: the same in a row that
the page adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from parvis.records.desk import rights
from parvis.records.desk.middleware import refuse
from parvis.records.desk.scope import choosable
from parvis.records.kinds import Circle
from parvis.records.models import Record

OFFERED = 10  # suggestions while one types, and names in a refusal
A_PAGE = 50
LONGEST = 700  # characters: a title and a short address


def offered(user: Any, model: type[Any], held: Any = None) -> QuerySet[Any]:
    """What this person may point to: drafts they see, what is public, and what is held already."""
    rows = rights.reach(user, "view_draft", model)
    rows |= model._default_manager.filter(live=True, circle=Circle.PUBLIC)
    return (rows | model._default_manager.filter(pk=held) if held else rows).distinct()


def found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows whose title or short address holds the text; accents and capitals aside."""
    text = text.strip().replace("\0", "")[:LONGEST]
    asked = Q(title__icontains=text)
    if slug := slugify(text):
        asked |= Q(slug__contains=slug)
    return (rows.filter(asked) if text else rows).order_by("title", "pk")


def name(record: Any) -> str:
    return f"{record.title} ({record.slug})"


class RecordInput(forms.TextInput):
    """`model` is the type of record that is named; `verb` what one must have the right to do."""

    template_name = "records/desk/widgets/record.html"
    model: type[Record]
    verb = ""

    class Media:
        js = ("records/choose.js",)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        kind = self.model.record_type
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        own["list"] = f"{own.get('id', name)}-noms"
        own["autocomplete"] = "off"
        asked = f"?verbe={self.verb}" if self.verb else ""
        own["data-parvis-choose"] = reverse(f"parvis_choose_{kind}:suggest") + asked
        context["browse"] = reverse(f"parvis_choose_{kind}:choose") + asked
        return context


class RecordField(forms.Field):
    """A record by its title; the value is the record, or None.

    `offer` gives those one may choose, asked only when somebody writes another name.
    """

    def __init__(
        self, *, model: type[Any], offer: Callable[[], QuerySet[Any]], verb: str = "", **kwargs: Any
    ) -> None:
        widget = RecordInput()
        widget.model, widget.verb = model, verb
        super().__init__(widget=widget, **kwargs)
        self.model = model
        self.offer = offer
        self.known: dict[Any, Any] = {}  # by key, of those already read

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Record):
            return name(value)
        if not isinstance(value, int):
            return value
        record = self.known.get(value) or self.model._default_manager.filter(pk=value).first()
        return name(record) if record else ""

    def to_python(self, value: Any) -> Any:
        text = " ".join(str(value or "").replace("\0", "").split())[:LONGEST]
        if not text:
            return None
        for record in self.known.values():
            if text == name(record):
                return record
        rows = self.offer()
        named = self.named(rows, text)
        if len(named) != 1:
            raise ValidationError(self.refusal(rows, text, named))
        return named[0]

    def named(self, rows: QuerySet[Any], text: str) -> list[Any]:
        """By the address between brackets, else the whole title, else the address alone."""
        title, bracket, slug = text.removesuffix(")").rpartition(" (")
        if bracket and (exact := list(rows.filter(slug=slug, title=title))):
            return exact
        titled = rows.filter(title__iexact=text).order_by("title", "pk")
        return list(titled[: OFFERED + 1]) or list(rows.filter(slug=text))

    def refusal(self, rows: QuerySet[Any], text: str, named: list[Any]) -> str:
        if named:
            said = _("Plusieurs fiches s’appellent « %(text)s » : choisissez entre %(names)s.")
        else:
            words = text.split()
            named = list(found(rows, text)[:OFFERED])
            named = named or list(found(rows, max(words, key=len))[:OFFERED])
            said = _("Aucune fiche ne s’appelle « %(text)s » : choisissez par exemple %(names)s.")
        if not named:
            said = _("Aucune fiche ne s’appelle « %(text)s » : cherchez son nom dans la liste.")
        return said % {"text": text[:80], "names": ", ".join(map(name, named[:OFFERED]))}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "") != (data or ""))


class ChildForm(WagtailAdminModelForm):
    """A row of a record's form that may point to other records."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field_name, field in self.fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if model and issubclass(model, Record):
                held = getattr(self.instance, f"{field_name}_id", None)
                self.fields[field_name] = RecordField(
                    model=model, offer=partial(offered, self.for_user, model, held),
                    required=field.required, label=field.label, help_text=field.help_text,
                )  # fmt: skip


class ChildPanel(InlinePanel):
    """Wagtail's panel of rows, whose form names records instead of opening a window."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        own = options["formsets"][self.relation_name]
        own |= {"form": ChildForm, "inherit_kwargs": ["for_user"]}
        return options


def read_together(forms_of: Iterable[forms.ModelForm[Any]]) -> None:
    """Read the records that rows of one formset hold at once, not one by one."""
    fields: dict[type[Any], list[RecordField]] = {}
    keys: dict[type[Any], set[int]] = {}
    for form in forms_of:
        for field_name, field in form.fields.items():
            if isinstance(field, RecordField):
                fields.setdefault(field.model, []).append(field)
                held = getattr(form.instance, f"{field_name}_id", None)
                keys.setdefault(field.model, set()).update({held} if held else ())
    for model, of_model in fields.items():
        known = model._default_manager.in_bulk(keys[model]) if keys[model] else {}
        for field in of_model:
            field.known = known


def listed(request: HttpRequest, model: type[Record]) -> QuerySet[Any]:
    """Rows of the names: all that one may point to, or (`?verbe=change`) what one may change."""
    if request.GET.get("verbe") == "change":
        rows: QuerySet[Any] = rights.reach(request.user, "change", model)
    else:
        rows = choosable(request, model)
    return found(rows.distinct(), request.GET.get("q", ""))


def choose(request: HttpRequest, model: type[Record]) -> HttpResponse:
    """`/espace-agents/choisir/<type>/?q=&p=`: the names of records, to be copied in a form."""
    if not rights.somewhere(request.user, "view_draft", model):
        return refuse(request)
    page = Paginator(listed(request, model), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "names": [(name(record), record.plain_summary) for record in page],
        "text": request.GET.get("q", ""),
        "verb": "change" if request.GET.get("verbe") == "change" else "",
        "plural": model._meta.verbose_name_plural,
    }
    return render(request, "records/desk/choose.html", context)


def suggest(request: HttpRequest, model: type[Record]) -> HttpResponse:
    """`/espace-agents/choisir/<type>/noms/?q=`: the first names that hold the text."""
    if not rights.somewhere(request.user, "view_draft", model):
        return refuse(request)
    rows = listed(request, model)[:OFFERED]
    return JsonResponse({"names": [name(record) for record in rows]})


class RecordChooser(SnippetChooserViewSet):
    """The addresses of names; Wagtail's own windows are not served."""

    register_widget = False

    def get_urlpatterns(self) -> list[URLPattern]:
        model = {"model": self.model}
        return [
            path("", choose, model, name="choose"),
            path("noms/", suggest, model, name="suggest"),
        ]
