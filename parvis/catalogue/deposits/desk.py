"""The desk's screens of files that producers bring, and of what is decided of them.

Whoever may neither change the data set nor decide of personal data meets nothing (404). The
actions check again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.catalogue.deposits import actions, choosing, gate, place, reading, words
from parvis.catalogue.deposits.decisions import decision_forms, said_in
from parvis.catalogue.deposits.keying import KeyForm
from parvis.catalogue.deposits.models import Deposit, PersonalDecision
from parvis.catalogue.deposits.waiting import to_decide
from parvis.catalogue.models import Dataset
from parvis.lake.models import Pointer
from parvis.lake.reading.blur import SHAPE
from parvis.lake.reading.understand import Choices
from parvis.records.desk import rights
from parvis.records.desk.middleware import refuse
from parvis.records.problems import Problem

A_PAGE = 50
SHOWN, LINES = 12, 10  # columns and rows of a preview
SMALL = 4_000_000  # octets of a file that is read while its producer waits
DATASET, DEPOSIT, DECIDE, DECISIONS = (
    f"parvis_deposits:{name}" for name in ("dataset", "deposit", "decide", "decisions")
)


class Screen(WagtailAdminTemplateMixin):
    request: HttpRequest
    kwargs: dict[str, Any]
    page_title: Any = _("Données")

    def trail(self) -> list[dict[str, Any]]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.trail()]

    def places_of(self, dataset: Dataset) -> list[dict[str, Any]]:
        """The record, and its rows."""
        record = reverse("parvis_dataset:edit", args=[dataset.pk])
        rows = reverse(DATASET, args=[dataset.pk])
        return [{"url": record, "label": dataset.title},
                {"url": rows, "label": gettext("Données")}]  # fmt: skip

    def told(self, problem: Problem) -> None:
        messages.error(self.request, problem.sentence(gettext))


class OfDataset(Screen):
    """A screen about one data set, which `dispatch` finds."""

    dataset: Dataset

    def get_page_subtitle(self) -> str:
        return self.dataset.title


class GiveForm(forms.Form):
    file = forms.FileField(label=_("Un fichier"), required=False)
    address = forms.CharField(
        label=_("ou l’adresse d’un fichier"), required=False, max_length=2000,
        help_text=_(
            "L’adresse web complète d’un fichier, ou de la page d’un jeu de données Opendatasoft "
            "ou d’une ressource CKAN."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext(
            "CSV, XLSX, ODS, JSON, GeoJSON, Shapefile (zip), GeoPackage, KML, FlatGeobuf, "
            "Parquet ; compressé ou non, %(most)s au plus."
        ) % {"most": filesizeformat(place.largest())}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file, address = values.get("file"), values.get("address")
        if bool(file) == bool(address) and not self.errors:
            said = gettext("Donnez un fichier, ou une adresse : l’un des deux.")
            raise forms.ValidationError(said)
        if file and file.size > place.largest():
            most = filesizeformat(place.largest())
            said = gettext("« %(name)s » dépasse %(most)s : envoyez-le en plusieurs fichiers.")
            self.add_error("file", said % {"name": file.name, "most": most})
        return values


class DatasetView(OfDataset, FormView):
    """`/espace-agents/depots/jeu/<pk>/`: what a data set has, what waits, and a form to bring."""

    template_name = "catalogue/desk/deposits/dataset.html"
    form_class = GiveForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.dataset = get_object_or_404(Dataset, pk=kwargs["pk"])
        if not actions.may_bring(request.user, self.dataset):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[dict[str, Any]]:
        return self.places_of(self.dataset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.dataset.deposits.select_related("by")
        return {
            **super().get_context_data(**kwargs),
            "dataset": self.dataset,
            "page": Paginator(rows, A_PAGE).get_page(self.request.GET.get("p")),
            "pointer": Pointer.objects.filter(dataset=self.dataset.uuid)
            .select_related("version").first(),
            "decisions": gate.in_force(self.dataset).values(),
            "may_publish": rights.may(self.request.user, "publish", self.dataset),
        }  # fmt: skip

    def form_valid(self, form: GiveForm) -> HttpResponse:
        user, file = self.request.user, form.cleaned_data["file"]
        if file:
            deposit = actions.give(user, self.dataset, file.name, file.chunks())
        else:
            deposit = actions.point_to(user, self.dataset, form.cleaned_data["address"].strip())
        soon(deposit)
        return redirect(DEPOSIT, deposit.key)


def soon(deposit: Deposit) -> None:
    """A small file is read at once when no other is; else the background reads it."""
    if deposit.size is None or deposit.size > SMALL:
        return
    with place.turn() as mine:
        if mine:
            reading.read(deposit.pk)


class OneScreen(OfDataset):
    """A screen of one deposit."""

    deposit: Deposit

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = Deposit.objects.select_related("dataset", "version", "by")
        self.deposit = get_object_or_404(rows, key=kwargs["key"])
        self.dataset = self.deposit.dataset
        if not self.reached(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def reached(self, user: Any) -> bool:
        return actions.may_bring(user, self.dataset) or actions.may_decide(user)

    def get_page_subtitle(self) -> str:
        return self.deposit.name

    def trail(self) -> list[dict[str, Any]]:
        mine = actions.may_bring(self.request.user, self.dataset)
        first = self.places_of(self.dataset) if mine else []
        where = {"url": reverse(DEPOSIT, args=[self.deposit.key]), "label": self.deposit.name}
        return [*first, where]

    def read(self) -> dict[str, Any] | None:
        """None unless it is read; what went wrong since is said."""
        if self.deposit.state != Deposit.State.READ:
            return None
        try:
            return reading.said(self.deposit)
        except reading.Gone as problem:
            self.told(problem)
            return None


class DepositView(OneScreen, TemplateView):
    """`/espace-agents/depots/<key>/?p=`: what was understood, what to choose, and publish."""

    template_name = "catalogue/desk/deposits/deposit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deposit, user = self.deposit, self.request.user
        problem, read = reading.problem_of(deposit), self.read()
        decisions, chosen = gate.in_force(self.dataset), deposit.chosen
        offered = choosing.offered(read, problem, chosen)
        context = {
            **super().get_context_data(**kwargs),
            "deposit": deposit,
            "dataset": self.dataset,
            "problem": words.problem_words(problem) if problem else "",
            "read": read,
            "may_change": actions.may_bring(user, self.dataset),
            "may_publish": rights.may(user, "publish", self.dataset),
            "may_decide": actions.may_decide(user),
            "chosen": chosen,
            "offered": offered,
            "changeable": deposit.open and (read or offered or chosen.types or chosen.dropped),
            "sheets": choosing.names(read, problem),
            "types": words.options(words.TYPES),
            "encodings": words.options(words.ENCODINGS),
            "separators": words.options(words.SEPARATORS),
            "dropped": list(chosen.dropped),
        }
        if read:
            context |= {"key_form": kwargs.get("key_form") or KeyForm(deposit, read)}
        return context | (self.understood(read, decisions) if read else {})

    def understood(self, read: dict[str, Any], decisions: gate.Decisions) -> dict[str, Any]:
        known = words.columns(read, decisions)
        pointer = Pointer.objects.filter(dataset=self.dataset.uuid).select_related("version")
        first = pointer.first()
        noted = place.noted_key(self.deposit.key, self.deposit.reading)
        broken = reading.key_problem(self.deposit, noted)
        return {
            "how": words.how(read),
            "doubts": words.doubts(read) + ([words.key_doubt(broken)] if broken else []),
            "against": words.against(read, first.version if first else None),
            "page": Paginator(known, A_PAGE).get_page(self.request.GET.get("p")),
            "waits": gate.undecided(read, decisions),
            "heads": [each.title for each in known[:SHOWN]],
            "sample": [row[:SHOWN] for row in read["sample"][:LINES]],
            "more": max(0, len(known) - SHOWN),
            "shape": SHAPE if gate.has_shapes(read) else "",
            "empty": not read["rows"],
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        do = {"read": self.choose, "key": self.choose_key, "publish": self.publish,
              "withdraw": self.withdraw}  # fmt: skip
        act = do.get(request.POST.get("action", ""))
        if act is None:
            messages.error(request, gettext("Choisissez ce que vous voulez faire."))
            return redirect(request.get_full_path())
        try:
            return act()
        except Problem as problem:
            self.told(problem)
            return redirect(request.get_full_path())

    def choose(self) -> HttpResponse:
        deposit = actions.choose(self.request.user, self.deposit, self.choices())
        soon(deposit)
        return redirect(self.request.get_full_path())

    def choose_key(self) -> HttpResponse:
        """Refused at the field: what was chosen stays there."""
        read = self.read()
        if read is None:
            return redirect(self.request.get_full_path())
        form = KeyForm(self.deposit, read, self.request.POST)
        if not form.save(self.request.user):
            return self.render_to_response(self.get_context_data(key_form=form))
        messages.success(self.request, gettext("C’est enregistré."))
        return redirect(self.request.get_full_path())

    def choices(self) -> Choices:
        """The choices as they were, but for what this page shows."""
        post, before = self.request.POST, self.deposit.chosen
        types, dropped = dict(before.types), set(before.dropped)
        read = self.read()
        known = {each["title"]: each["type"] for each in read["columns"]} if read else {}
        for title in post.getlist("shown"):
            kind = post.get(f"type-{title}")
            if kind == "":
                types.pop(title, None)
            elif kind in words.TYPES and kind != known.get(title):
                types[title] = kind
            dropped -= {title} if title in known else set()
        droppable = {*known, SHAPE} if read and gate.has_shapes(read) else set(known)
        dropped |= set(post.getlist("drop")) & droppable
        dropped -= set(post.getlist("back"))
        sheet = post.get("sheet", "").strip()[:300] or None
        kept = {title: kind for title, kind in types.items() if title not in dropped}
        encoding, separator = post.get("encoding"), post.get("separator")
        return Choices(
            sheet=sheet, header={"yes": True, "no": False}.get(post.get("header", "")),
            encoding=encoding if encoding in words.ENCODINGS else None,
            separator=separator if separator in words.SEPARATORS else None,
            types=kept, dropped=tuple(sorted(dropped)),
        )  # fmt: skip

    def publish(self) -> HttpResponse:
        actions.publish(self.request.user, self.deposit)
        self.told_published()
        return redirect(DATASET, self.dataset.pk)

    def told_published(self) -> None:
        """What happened, and where to go on."""
        pk, slug = self.dataset.pk, self.dataset.slug
        if self.dataset.live:
            said = gettext("Les lignes sont publiées.")
            where, go = reverse("site:rows", args=[slug]), gettext("Les voir comme le public")
        else:
            said = gettext("Les lignes sont prêtes ; elles se liront quand la fiche sera publiée.")
            where, go = reverse("parvis_dataset:edit", args=[pk]), gettext("Finir la fiche")
        messages.success(self.request, said, buttons=[messages.button(where, go)])

    def withdraw(self) -> HttpResponse:
        actions.withdraw(self.request.user, self.deposit)
        messages.success(self.request, gettext("Le fichier est retiré."))
        return redirect(DATASET, self.dataset.pk)


class DecideView(OneScreen, TemplateView):
    """`/espace-agents/depots/<key>/personnes/`: the part of those who protect personal data."""

    template_name = "catalogue/desk/deposits/decide.html"
    page_title = _("Données de personnes à décider")
    forms: list[Any] | None = None

    def reached(self, user: Any) -> bool:
        return actions.may_decide(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read = self.read()
        decisions = gate.in_force(self.dataset)
        shown = decision_forms(read, decisions, None) if read else []
        return {
            **super().get_context_data(**kwargs),
            "deposit": self.deposit,
            "dataset": self.dataset,
            "read": read,
            "how": words.how(read) if read else [],
            "forms": self.forms if self.forms is not None else shown,
            "decisions": list(decisions.values()),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        read = self.read()
        if read is None:
            self.told(actions.DepositProblem(
                "state", name=self.deposit.name, state=str(self.deposit.get_state_display())
            ))  # fmt: skip
            return redirect(request.get_full_path())
        found = decision_forms(read, gate.in_force(self.dataset), request.POST)
        wrong = [form for form in found if not form.is_valid()]  # each says what is wrong
        if wrong:
            self.forms = found
            return self.render_to_response(self.get_context_data())
        try:
            made = actions.decide(request.user, self.deposit, said_in(found))
        except Problem as problem:
            self.told(problem)
            return redirect(request.get_full_path())
        if not made:
            messages.error(request, gettext("Aucune décision n’a été donnée."))
            return redirect(request.get_full_path())
        self.deposit.refresh_from_db()
        soon(self.deposit)
        messages.success(request, gettext("Vos décisions sont gardées ; le fichier est relu."))
        return redirect(DEPOSIT, self.deposit.key)


class DecisionsView(Screen, TemplateView):
    """`/espace-agents/depots/`: what waits for a decision, and all that were made."""

    template_name = "catalogue/desk/deposits/decisions.html"
    page_title = _("Colonnes sur des personnes")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not actions.may_decide(request.user):
            return refuse(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = PersonalDecision.objects.select_related("dataset", "by")
        waiting = to_decide()
        return {
            **super().get_context_data(**kwargs),
            "waiting": waiting[:A_PAGE],
            "count": waiting.count(),
            "page": Paginator(made, A_PAGE).get_page(self.request.GET.get("p")),
        }


class DecisionsItem(MenuItem):
    """In the menu of those who protect personal data."""

    def is_shown(self, request: HttpRequest) -> bool:
        return actions.may_decide(request.user)
