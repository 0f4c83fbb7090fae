"""The officer's screens: requests, one request, what is done with it, the answer, its papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from parvis.design import opendocument
from parvis.design.printing import Busy, NoPrinter
from parvis.design.spoken import spoken
from parvis.records.desk import facets
from parvis.records.entitlements import Right
from parvis.rights import reasons
from parvis.rights.desk import actions, answering, counted, listing, papers, reads, words
from parvis.rights.desk.acts import ACTS, Act, grouped, situation
from parvis.rights.desk.choices import CONTACTS, PROXIES
from parvis.rights.desk.fields import FilesField, text_field
from parvis.rights.desk.forms import named
from parvis.rights.desk.models import Part
from parvis.rights.desk.screens import LOST, OfRequest, Screen, at, found, lost, sent, tried
from parvis.rights.letters import Outcome
from parvis.rights.reasons import Kind as Reason
from parvis.rights.requests import access, course
from parvis.rights.requests import actions as requests
from parvis.rights.requests.choices import OPEN, Stage
from parvis.rights.requests.choices import Kind as Event
from parvis.rights.requests.models import Piece

A_PAGE = 50


class ListView(Screen, TemplateView):
    """`/espace-agents/demandes-de-droits/?droit=&etat=&echeance=&service=&p=`"""

    template_name = "rights/desk/list.html"
    page_title = gettext_lazy("Demandes de droits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = facets.asked(self.request, listing.FILTERS)
        user = self.request.user
        cells = counted.cells(access.handled_by(user), course.today())
        rows = listing.Found(user, chosen, counted.many(counted.found(cells, chosen)))
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "facets": listing.facets_of(self.request, chosen, cells),
            "page": page,
            "rows": listing.written(list(page)),
            "keep": facets.kept(self.request),
        }


class RequestView(OfRequest, TemplateView):
    """`…/<pk>/`: one request, opened: that someone read it is written."""

    template_name = "rights/desk/request.html"

    @property
    def page_title(self) -> str:
        return self.row.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, _one, last = super().get_breadcrumbs_items()
        return [*before, last]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        dossier = None if row.erased else access.read(row, self.request.user)
        now = situation(row)
        awaited = actions.awaited(row)
        acts = [] if row.erased else grouped(now)
        log = reads.page_of(row, self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "row": row,
            "dossier": dossier,
            "content": shown(dossier.content) if dossier else {},
            "about": answering.about(row, spoken()),
            "state": words.state_of(now),
            "awaited": awaited,
            "delay": words.delay_of(awaited, now.today),
            "late": bool(awaited and awaited < now.today),
            "extension": words.latest_extension(now),
            "held": now.held,
            "acts": [
                (title, [(one.title, at("act", row.pk, name)) for name, one in those.items()])
                for title, those in acts
            ],
            "to_hold": at("act", row.pk, "images-gardees")
            if now.held and not now.held.done and not now.held.released
            else "",
            "may_answer": row.stage in OPEN and not row.erased,
            "letter": bool(dossier and answering.last_answer(dossier)),
            "parts": row.parts.select_related("organisation", "reply"),
            "recourses": row.recourses.all(),
            "merged": row.merged.all(),
            "log": log,
            "reads": reads.written(log),
        }


LABELS = {
    "name": gettext_lazy("Nom"),
    "proxy": gettext_lazy("Qui écrit"),
    "proxy_for": gettext_lazy("Pour"),
    "email": gettext_lazy("Adresse e-mail"),
    "phone": gettext_lazy("Téléphone"),
    "address": gettext_lazy("Adresse postale"),
    "contact": gettext_lazy("Répondre par"),
    "subject": gettext_lazy("Au sujet de"),
    "message": gettext_lazy("Message"),
}


def shown(content: dict[str, Any]) -> list[tuple[Any, str]]:
    """What a request says, labelled; its private link is nobody's but the person's."""
    spoken = {"proxy": dict(PROXIES), "contact": dict(CONTACTS)}
    told = [
        (label, str(spoken.get(name, {}).get(content[name], content[name])))
        for name, label in LABELS.items()
        if content.get(name)
    ]
    if images := content.get("footage"):
        told.append((gettext_lazy("Heures filmées"), images.get("hours", "")))
        told.append((gettext_lazy("Lieu filmé"), images.get("place", "")))
    return [(label, text) for label, text in told if text]


class ActView(OfRequest, FormView):
    """`…/<pk>/agir/<name>/`: one of `acts.ACTS`."""

    template_name = "rights/desk/act.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["name"] not in ACTS:
            raise Http404
        self.act: Act = ACTS[kwargs["name"]]
        return super().dispatch(request, *args, **kwargs)

    @property
    def page_title(self) -> str:
        return str(self.act.title)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.act.offered(situation(self.row)):
            return super().get(request, *args, **kwargs)
        messages.error(request, gettext("Cela n’a pas de sens pour cette demande aujourd’hui."))
        return redirect(at("request", self.row.pk))

    def get_form_class(self) -> type[forms.Form]:
        return self.act.form

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        return {**given, "request_row": self.row, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"act": self.act, "row": self.row, "back": at("request", self.row.pk)}
        return {**super().get_context_data(**kwargs), **told}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = self.request.user
        if not tried(form, lambda: self.act.do(self.row, user, form.cleaned_data)):
            return self.form_invalid(form)
        messages.success(self.request, str(self.act.done))
        moved = not access.mine(user).filter(pk=self.row.pk).exists()
        return redirect(at("list") if moved else at("request", self.row.pk))


class OutcomeForm(forms.Form):
    """What the answer is, before it is written."""

    issue = forms.ChoiceField(
        label=gettext_lazy("La réponse"), widget=forms.RadioSelect,
        choices=[
            (Outcome.ACCEPTED.value, gettext_lazy("Nous faisons ce qui est demandé")),
            (Outcome.PARTLY.value, gettext_lazy("Nous en faisons une partie")),
            (Outcome.REFUSED.value, gettext_lazy("Nous refusons")),
        ],
    )  # fmt: skip
    motif = forms.ChoiceField(
        label=gettext_lazy("Raison de ce qui est refusé"), required=False,
        help_text=gettext_lazy(
            "La lettre dit la raison, son article et les recours : ils viennent de cette liste."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, right: Right, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = named(reasons.fitting(Reason.REFUSAL, right))
        self.fields["motif"].choices = [("", gettext("Rien n’est refusé")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        refused = told.get("issue") in (Outcome.PARTLY, Outcome.REFUSED)
        if "issue" in told and "motif" in told and refused != bool(told["motif"]):
            said = (
                gettext("Choisissez la raison de ce que vous refusez.")
                if refused
                else gettext("Rien n’est refusé : ne choisissez pas de raison.")
            )
            self.add_error("motif", said)
        return told


class TextForm(forms.Form):
    text = text_field(
        gettext_lazy("Réponse"),
        gettext_lazy("Remplacez ce qui est entre crochets : une réponse qui en garde ne part pas."),
        rows=16,
    )
    joined = FilesField(
        help_text=gettext_lazy(
            "La copie des données, dans un format courant. Pour la portabilité, un format qu’une "
            "machine lit : CSV, JSON, ODS."
        )
    )


class AnswerView(OfRequest, FormView):
    """`…/<pk>/reponse/?issue=&motif=`: choose the outcome, then edit the model and send it."""

    template_name = "rights/desk/answer.html"
    page_title = gettext_lazy("Répondre")
    form_class = TextForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if access.handles(request.user) and found(request, kwargs["pk"]).stage not in OPEN:
            messages.error(request, gettext("Cette demande a déjà une réponse : rouvrez-la."))
            return redirect(at("request", kwargs["pk"]))
        return super().dispatch(request, *args, **kwargs)

    def outcome(self) -> OutcomeForm:
        asked = self.request.GET if "issue" in self.request.GET else None
        return OutcomeForm(asked, right=Right(self.row.right))

    def get_initial(self) -> dict[str, Any]:
        chosen = self.outcome()
        return {"text": self.draft(chosen).text} if chosen.is_valid() else {}

    def draft(self, chosen: OutcomeForm) -> answering.Draft:
        told = chosen.cleaned_data
        return answering.draft(self.row, Outcome(told["issue"]), told["motif"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.outcome()
        chosen_well = chosen.is_valid()
        dossier = access.read(self.row, self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "row": self.row,
            "content": shown(dossier.content),
            "replies": [one for one in dossier.events if one.event.kind == Event.REPLIED],
            "outcome": chosen,
            "draft": self.draft(chosen) if chosen_well else None,
            "waiting": self.row.parts.filter(state=Part.State.ASKED).count(),
            "language": self.row.language,
            "other_language": self.row.language != spoken(),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        chosen = self.outcome()
        if not chosen.is_valid():
            return self.form_invalid(form)
        told, text = chosen.cleaned_data, form.cleaned_data
        stage = Stage(told["issue"])
        act = (self.row, self.request.user, stage, text["text"], told["motif"], text["joined"])
        if not tried(form, lambda: requests.answer(*act)):
            return self.form_invalid(form)
        messages.success(self.request, gettext("La réponse est dans sa page de suivi."))
        return redirect(at("request", self.row.pk))


def piece(request: HttpRequest, pk: int, uuid: Any) -> HttpResponse:
    """`…/<pk>/pieces/<uuid>/`: a file of a request, written in the log."""
    row = found(request, pk)
    one = get_object_or_404(Piece, request=row, uuid=uuid, destroyed=None)
    try:
        return sent(*access.read_piece(one, request.user))
    except LOST:
        return lost(request)


def letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """`…/<pk>/lettre.pdf`, `.odt`: the answer as a letter to post."""
    row = found(request, pk)
    try:
        dossier = access.read(row, request.user)
        made = papers.letter_pdf(dossier) if form == "pdf" else papers.letter_odt(dossier)
    except LOST:
        return lost(request)
    except NoPrinter as missing:
        context = {"packages": str(missing), "odt": at("letter_odt", pk)}
        return render(request, "rights/desk/unprinted.html", context, status=503)
    except Busy:
        context = {"odt": at("letter_odt", pk)}
        return render(request, "rights/desk/unprinted.html", context, status=503)
    if made is None:
        raise Http404
    kinds = {"pdf": "application/pdf", "odt": opendocument.TYPE}
    response = HttpResponse(made, content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="reponse-{row.number}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """`…/<pk>/dossier.zip`: all of it, for an authority or a court; written in the log."""
    row = found(request, pk)
    try:
        made = papers.export(row, request.user)
    except LOST:
        return lost(request)
    name = f"demande-{row.number}.zip"
    response = FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]
