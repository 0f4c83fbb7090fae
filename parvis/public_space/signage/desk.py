"""Signs at the desk: make one, print it, say when it was posted, checked, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from parvis.catalogue.citizens.desk.screens import OfRecord
from parvis.public_space.models import Device
from parvis.public_space.signage import actions, reading, states
from parvis.public_space.signage.actions import SignProblem
from parvis.public_space.signage.models import Sign
from parvis.records.desk import rights, views
from parvis.records.desk.viewset import RecordViewSet

Refusal = (SignProblem, ValidationError)


class MakeForm(forms.Form):
    device = forms.ModelChoiceField(
        label=gettext_lazy("Pour quel équipement"), queryset=Device.objects.none(),
        help_text=gettext_lazy("Sa fiche est publiée : le panneau y mène."),
    )  # fmt: skip
    others = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Avec ceux qui sont au même endroit"), required=False,
        queryset=Device.objects.none(),
        help_text=gettext_lazy(
            "Un seul panneau, un seul code : sa page les liste tous. Pour en choisir plusieurs, "
            "gardez Ctrl enfoncé."
        ),
    )  # fmt: skip
    size = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=Sign.Size.choices, initial=Sign.Size.A6,
        widget=forms.RadioSelect,
    )  # fmt: skip
    spot = forms.CharField(
        label=gettext_lazy("Où il sera posé"), max_length=300, required=False,
        help_text=gettext_lazy("Pour les équipes : « sur le mât, à 1,60 m ». N’est jamais publié."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = rights.reach(user, "publish", Device).filter(live=True).order_by("title")
        for name in ("device", "others"):
            self.fields[name].queryset = mine  # type: ignore[attr-defined]


def refused(form: forms.Form, problem: Exception) -> None:
    """Say in the form what an action refused."""
    if isinstance(problem, SignProblem):
        form.add_error(None, problem.sentence(gettext))
    elif isinstance(problem, ValidationError):
        form.add_error(None, problem.messages)


class MakeView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/sign/faire/?device=<pk>`"""

    verb = "add"
    model: Any = None
    template_name = "public_space/desk/make_sign.html"
    page_title = gettext_lazy("Faire un panneau")
    form_class = MakeForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"device": self.request.GET.get("device", "")}

    def form_valid(self, form: MakeForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            made = actions.make(
                sent["device"], self.request.user, sent["size"], sent["spot"], sent["others"]
            )
        except Refusal as problem:
            refused(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Le panneau est fait : imprimez-le."))
        return redirect(reverse(Sign.snippet_viewset.get_url_name("life"), args=[made.pk]))


class LifeForm(forms.Form):
    event = forms.ChoiceField(
        label=gettext_lazy("Ce qui est arrivé"), widget=forms.RadioSelect,
        choices=[
            ("posted", gettext_lazy("Il est posé")),
            ("checked", gettext_lazy("Il est vérifié : là, lisible, son code s’ouvre")),
            ("removed", gettext_lazy("Il est retiré")),
        ],
    )  # fmt: skip
    day = forms.DateField(
        label=gettext_lazy("Le"), widget=forms.DateInput(attrs={"type": "date"}), required=False,
        help_text=gettext_lazy("Aujourd’hui si vous ne dites rien."),
    )  # fmt: skip


class LifeView(OfRecord):
    """`/espace-agents/fiches/sign/vie/<pk>/`: print it, tell what becomes of it, photograph it."""

    verb = "change"
    template_name = "public_space/desk/sign.html"
    page_title = gettext_lazy("Vie du panneau")
    form_class = LifeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sign = self.record
        state = reading.states([sign])[sign.pk]
        kind, slug = ("sign_of_all", sign.slug) if sign.short else ("sign", sign.device.slug)
        return {
            **super().get_context_data(**kwargs),
            "sign": sign,
            "state": states.words(state),
            "files": [(one["title"], one["url"]) for one in states.sheets(kind, slug, sign.size)],
            "documents_url": self.at("documents"),
            "again_url": f"{self.at_make()}?device={sign.device.pk}",
        }

    def at_make(self) -> str:
        return reverse(self.model.snippet_viewset.get_url_name("make"))

    def form_valid(self, form: LifeForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            actions.happened(self.record, self.request.user, sent["event"], sent["day"])
        except Refusal as problem:
            refused(form, problem)
            return self.form_invalid(form)
        return self.done(gettext("C’est noté, et public."))


class SignIndex(views.Index):
    """The list; its button makes a sign of a device rather than opens a blank form."""

    def get_add_url(self) -> str | None:
        blank: str | None = super().get_add_url()
        name = self.model.snippet_viewset.get_url_name("make")
        return reverse(name) if blank else None


class EditSign(views.Edit):
    """A sign, with the way to its life."""

    @property
    def header_more_buttons(self) -> list[Any]:
        where = reverse(self.model.snippet_viewset.get_url_name("life"), args=[self.object.pk])
        life = Button(gettext("Imprimer, poser, vérifier"), url=where, icon_name="site")
        return [*super().header_more_buttons, life]


class EditDevice(views.Edit):
    """A device, with the way to make its sign."""

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = [*super().header_more_buttons]
        if self.object.live and rights.may(self.request.user, "publish", self.object):
            where = f"{reverse('parvis_sign:make')}?device={self.object.pk}"
            buttons.append(Button(gettext("Faire un panneau"), url=where, icon_name="site"))
        return buttons


class SignDesk(RecordViewSet):
    model = Sign
    index_view_class = SignIndex
    edit_view_class = EditSign
    icon = "site"
    menu_order = 142
    own = ("device", "size", "posted_on", "checked_on", "removed_on", "spot")
    related = ("device",)
    list_filter = ["live", "circle", "size", "posted_on", "removed_on"]

    def own_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view
        return [
            *super().own_urlpatterns(),
            path("faire/", view(MakeView), name="make"),
            path("vie/<int:pk>/", view(LifeView), name="life"),
        ]
