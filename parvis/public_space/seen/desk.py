"""At the desk: read what people saw, answer in public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.public_space.models import Device
from parvis.public_space.seen import actions
from parvis.public_space.seen.actions import LONGEST_ANSWER, LONGEST_PLACE, LONGEST_TEXT
from parvis.public_space.seen.models import Sighting
from parvis.records.desk import rights
from parvis.records.desk.middleware import refuse
from parvis.records.desk.scope import choosable

LIST, ONE, PHOTO = "parvis_seen:list", "parvis_seen:one", "parvis_seen:photo"
A_PAGE = 50


class SeenItem(MenuItem):
    """In the menu of those who publish devices."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rights.for_some(request.user, "publish", "device")


class ListView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/equipements-signales/`: what waits, the oldest first."""

    template_name = "public_space/desk/seen.html"
    page_title = gettext_lazy("Équipements signalés")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not actions.organisations(request.user).exists():
            return refuse(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = actions.waiting(self.request.user)
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        items = [(one.said, one, reverse(ONE, args=[one.pk])) for one in page]
        return {**super().get_context_data(**kwargs), "page": page, "items": items}


class AnswerForm(forms.Form):
    place = forms.CharField(label=gettext_lazy("Où, tel qu’on le publie"), max_length=LONGEST_PLACE)
    told = forms.CharField(
        label=gettext_lazy("Ce qui a été vu, tel qu’on le publie"), max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Retirez ce qui nomme ou fait reconnaître quelqu’un."),
    )  # fmt: skip
    with_photo = forms.BooleanField(
        label=gettext_lazy("Publier la photographie"), required=False,
        help_text=gettext_lazy(
            "Seulement si l’on n’y reconnaît personne ni aucune plaque. Sinon elle est effacée."
        ),
    )  # fmt: skip
    device = forms.ModelChoiceField(
        label=gettext_lazy("C’est cet équipement du registre"), queryset=Device.objects.none(),
        required=False,
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("Réponse"), max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Publique : ce que c’est, à qui c’est, ce que vous faites. Si vous ne publiez pas, "
            "dites pourquoi : seul l’auteur le lit."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, request: HttpRequest, photo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = choosable(request, Device).filter(live=True).order_by("title")
        self.fields["device"].queryset = rows  # type: ignore[attr-defined]
        if not photo:
            del self.fields["with_photo"]


def found(request: HttpRequest, pk: int) -> Sighting:
    """What this person may read; raise Http404."""
    rows = Sighting.objects.select_related("organisation", "device")
    return get_object_or_404(rows, pk=pk, organisation__in=actions.organisations(request.user))


class AnswerView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/equipements-signales/<pk>/`: answer, or do not publish and say why."""

    template_name = "public_space/desk/seen_one.html"
    page_title = gettext_lazy("Un équipement signalé")
    form_class = AnswerForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.sighting = found(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(LIST), "label": ListView.page_title}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        photo = bool(self.sighting.photo)
        return {**super().get_form_kwargs(), "request": self.request, "photo": photo}

    def get_initial(self) -> dict[str, Any]:
        said = self.sighting.said
        return {"place": said.get("place", ""), "told": said.get("text", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sighting = self.sighting
        photo = reverse(PHOTO, args=[sighting.pk]) if sighting.photo else ""
        return {
            **super().get_context_data(**kwargs),
            "sighting": sighting,
            "said": sighting.said,
            "photo_url": photo,
            "decided": sighting.state != Sighting.State.WAITING,
        }

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        sent = dict(form.cleaned_data)
        text = sent.pop("answer")
        try:
            if self.request.POST.get("decision") == "refuse":
                actions.refuse(self.sighting, self.request.user, text)
                said = gettext("Rien n’est publié ; son auteur lit pourquoi.")
            else:
                actions.answer(self.sighting, self.request.user, text, **sent)
                said = gettext("La réponse est publique.")
        except actions.SightingProblem as problem:
            form.add_error(None, problem.sentence(gettext))
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(LIST)


def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """`/espace-agents/equipements-signales/<pk>/photo.jpg`: for who may answer."""
    sighting = found(request, pk)
    if not sighting.photo:
        raise Http404
    response = FileResponse(sighting.photo.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]


app_name = "parvis_seen"
urlpatterns = [
    path("", ListView.as_view(), name="list"),
    path("<int:pk>/", AnswerView.as_view(), name="one"),
    path("<int:pk>/photo.jpg", photo, name="photo"),
]
