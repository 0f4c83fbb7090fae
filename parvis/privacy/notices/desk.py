"""Collection points at the desk: the text of the day, to print; saying that it was put up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets.button import Button

from parvis.catalogue.citizens.desk.screens import OfRecord
from parvis.privacy.notices import actions, points, showing
from parvis.privacy.notices.actions import PointProblem
from parvis.privacy.notices.choices import Shows, named
from parvis.privacy.notices.models import CollectionPoint
from parvis.records.desk import rights, views
from parvis.records.desk.viewset import RecordViewSet
from parvis.records.models import Published


class CopyForm(forms.Form):
    says = forms.CharField(widget=forms.HiddenInput, max_length=12)
    day = forms.DateField(
        label=gettext_lazy("Depuis le"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Aujourd’hui si vous ne dites rien."),
    )  # fmt: skip


class CopyView(OfRecord):
    """`/espace-agents/fiches/notice/copie/<pk>/`: print the text of the day, say it is there."""

    verb = "change"
    template_name = "privacy/desk/copy.html"
    page_title = gettext_lazy("Texte du jour")
    form_class = CopyForm

    def get_initial(self) -> dict[str, Any]:
        return {"says": self.told.says}

    @property
    def told(self) -> points.Told:
        return points.today(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        point, told = self.record, self.told
        row = Published.objects.filter(pk=point.uuid).first()
        return {
            **super().get_context_data(**kwargs),
            "point": point,
            "texts": told.texts,
            "state": showing.state(row.content, told)[0] if row and point.live else "",
            "files": self.files(),
            "may_say": point.live and point.shows == Shows.COPY and bool(told.says),
        }

    def files(self) -> list[tuple[str, str]]:
        """The text of each processing, as a document and as PDF."""
        asked = f"?forme={named(self.record.form)}&langue=fr"
        return [
            (f"{one.title} ({form.upper()})", reverse(f"notice_{form}", args=[one.slug]) + asked)
            for one in self.record.informs
            if one.live
            for form in ("odt", "pdf")
        ]

    def form_valid(self, form: CopyForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            actions.copied(self.record, self.request.user, sent["says"], sent["day"])
        except PointProblem as problem:
            form.add_error(None, problem.sentence(gettext))
            return self.form_invalid(form)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
            return self.form_invalid(form)
        return self.done(gettext("C’est noté, et public."))


class EditPoint(views.Edit):
    """A collection point, with the way to the text of the day."""

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = [*super().header_more_buttons]
        if self.object.live and rights.may(self.request.user, "publish", self.object):
            where = reverse(self.model.snippet_viewset.get_url_name("copy"), args=[self.object.pk])
            buttons.append(Button(gettext("Texte du jour"), url=where, icon_name="doc-full"))
        return buttons


class PointDesk(RecordViewSet):
    model = CollectionPoint
    edit_view_class = EditPoint
    icon = "form"
    menu_order = 164
    own = (
        MultiFieldPanel(
            ["kind", "place", "url", "since", "until"], heading=gettext_lazy("Ce que c’est, et où")
        ),
        InlinePanel(
            "about",
            heading=gettext_lazy("Pour quels traitements on y recueille des données"),
            label=gettext_lazy("Traitement"),
            panels=[FieldPanel("processing")],
        ),
        MultiFieldPanel(["shows", "form"], heading=gettext_lazy("La notice qu’on y lit")),
    )
    list_filter = ["live", "circle", "kind", "shows"]

    def own_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().own_urlpatterns(),
            path("copie/<int:pk>/", self.construct_view(CopyView), name="copy"),
        ]
