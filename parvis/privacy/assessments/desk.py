"""The impact assessment of a processing, at the desk: one page, saved, then validated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from parvis.catalogue.citizens.desk.screens import OfRecord
from parvis.privacy import dpia
from parvis.privacy.assessments import actions, reading
from parvis.privacy.assessments.choices import Event, State
from parvis.privacy.assessments.models import Assessment, AssessmentMeasure, AssessmentRisk
from parvis.privacy.choices import Criterion
from parvis.records.desk import rights
from parvis.records.desk.forms import InParts

SPARE = 3  # empty lines for measures to come
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AssessmentForm(InParts, forms.ModelForm[Assessment]):
    parts = (
        (gettext_lazy("Le traitement"), gettext_lazy(
            "Enregistrez quand vous voulez, et revenez : rien n’est validé avant que vous le "
            "demandiez."
        ), ("context", "necessity", "rights")),
        (gettext_lazy("Ce que chacun lira"), "", ("summary",)),
        (gettext_lazy("Les avis"), gettext_lazy(
            "Demandez-les avant la décision ; les risques, plus bas, leur servent."
        ), ("officer_opinion", "officer_words", "officer_on", "people_words", "people_on")),
        (gettext_lazy("La décision"), "", ("decision",)),
    )  # fmt: skip

    class Meta:
        model = Assessment
        fields = actions.TEXTS
        texts = ("context", "necessity", "rights", "summary", "officer_words", "people_words",
                 "decision")  # fmt: skip
        widgets = {
            "officer_on": DATE, "people_on": DATE,
            **{name: forms.Textarea(attrs={"rows": 4}) for name in texts},
        }  # fmt: skip


class RiskForm(forms.ModelForm[AssessmentRisk]):
    class Meta:
        model = AssessmentRisk
        fields = actions.RISK
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("impacts", "threats", "sources", "measures")
        }  # fmt: skip


class MeasureForm(forms.ModelForm[AssessmentMeasure]):
    class Meta:
        model = AssessmentMeasure
        fields = ("title", "owner", "due_on", "done_on")
        widgets = {"due_on": DATE, "done_on": DATE}


Measures = forms.formset_factory(MeasureForm, extra=SPARE, can_delete=True, max_num=100)


class AssessmentView(OfRecord):
    """`/espace-agents/fiches/processing/analyse/<pk>/`"""

    verb = "change"
    template_name = "privacy/desk/assessment.html"
    page_title = gettext_lazy("Analyse d’impact")
    form_class = AssessmentForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.sheet = reading.sheet_of(self.record) if self.record else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.sheet or Assessment()}

    @property
    def sent(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    def risk_forms(self) -> dict[str, RiskForm]:
        known = {one.event: one for one in self.sheet.risks.all()} if self.sheet else {}
        return {
            event: RiskForm(self.sent, prefix=event, instance=known.get(event) or AssessmentRisk())
            for event in Event.values
        }

    def measure_forms(self) -> Any:
        """What is held is shown; what is sent is read whole, changed or not."""
        if self.sent is not None:
            return Measures(self.sent, prefix="measures")
        held = self.sheet.measures.values(*MeasureForm.Meta.fields) if self.sheet else []
        return Measures(prefix="measures", initial=list(held))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.record.projected()
        state = reading.state(self.sheet, content) if self.sheet else None
        lacking = reading.lacking(self.sheet) if self.sheet else []
        return {
            "risks": [(Event(name).label, form) for name, form in self.risk_forms().items()],
            "measures": self.measure_forms(),
            "record": self.record,
            "criteria": [Criterion(one).label for one in dpia.criteria(content)],
            "due": dpia.due(content),
            "state": State(state).label if state else "",
            "lacking": [actions.called(one) for one in lacking],
            "may_validate": rights.may(self.request.user, "publish", self.record),
            **super().get_context_data(**kwargs),
        }

    def form_valid(self, form: AssessmentForm) -> HttpResponse:
        risks, measures = self.risk_forms(), self.measure_forms()
        if not (measures.is_valid() and all(one.is_valid() for one in risks.values())):
            shown = [(Event(name).label, one) for name, one in risks.items()]
            found = self.get_context_data(form=form, risks=shown, measures=measures)
            return self.render_to_response(found)
        rows = [one for one in measures.cleaned_data if one.get("title") and not one["DELETE"]]
        actions.write(
            self.record,
            self.request.user,
            form.cleaned_data,
            {name: one.cleaned_data for name, one in risks.items()},
            [{name: value for name, value in one.items() if name != "DELETE"} for one in rows],
        )
        if self.request.POST.get("act") != "validate":
            return self.done(gettext("C’est enregistré."))
        try:
            actions.validate(self.record, self.request.user)
        except actions.AssessmentProblem as problem:
            form.add_error(None, problem.sentence(gettext))
            return self.form_invalid(form)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
            return self.form_invalid(form)
        return self.done(gettext("L’analyse est validée ; son résumé est public."))
