"""The desk's screen of the keys of sensors. The actions of `keys.py` check again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.observations import keys
from parvis.observations.models import Key, Thing
from parvis.organisations.models import Organisation

KEYS = "parvis_keys:list"
A_PAGE = 50


class KeysItem(MenuItem):
    """In the menu of those who may make a key."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keys.makes_some(request.user)


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Nom"), max_length=100,
        help_text=_("Qui écrira avec elle : une passerelle, un prestataire, un programme."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    things = forms.ModelMultipleChoiceField(
        Thing.objects.none(), label=_("Objets"), required=False,
        help_text=_(
            "Aucun choisi : tous les objets de l’organisation, et ceux qui viendront ; la clé peut "
            "alors en créer."
        ),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = keys.organisations(user)
        self.fields["organisation"].queryset = mine.order_by("title")  # type: ignore[attr-defined]
        things = Thing.objects.filter(organisation__in=mine).order_by("name")
        self.fields["things"].queryset = things  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(gettext("Ce jour est passé : donnez-en un à venir."))
        return until

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        organisation = values.get("organisation")
        for thing in values.get("things") or ():
            if organisation is not None and thing.organisation_id != organisation.pk:
                said = gettext("« %(name)s » n’est pas un objet de cette organisation.")
                self.add_error("things", said % {"name": thing.name})
        return values


class KeysView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/cles/`: keys that were made, and a form to make one."""

    template_name = "observations/desk/keys.html"
    page_title = _("Clés des capteurs")
    form_class = KeyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not keys.makes_some(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def mine(self) -> QuerySet[Key]:
        found = Key.objects.filter(organisation__in=keys.organisations(self.request.user))
        return found.select_related("organisation", "by").prefetch_related("things")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.mine(), A_PAGE).get_page(self.request.GET.get("p"))
        broker = bool(settings.PARVIS_MQTT_URL)
        return {**super().get_context_data(**kwargs), "page": page, "broker": broker}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, _space, number = request.POST.get("action", "").partition(" ")
        if action != "end":
            return super().post(request, *args, **kwargs)
        wanted = int(number) if number.isdecimal() and len(number) < 10 else 0
        keys.end(request.user, get_object_or_404(self.mine(), pk=wanted))
        messages.success(request, gettext("Cette clé est retirée : elle n’ouvre plus rien."))
        return redirect(reverse(KEYS))

    def form_valid(self, form: KeyForm) -> HttpResponse:
        """The key is shown this once: only its digest is kept."""
        said = form.cleaned_data
        key, told = keys.make(
            self.request.user, said["name"], said["organisation"], said["things"], said["until"]
        )
        messages.success(self.request, gettext("Cette clé est faite."))
        blank = KeyForm(user=self.request.user)
        shown = self.get_context_data(form=blank, made=key, told=told)
        return self.render_to_response(shown)
