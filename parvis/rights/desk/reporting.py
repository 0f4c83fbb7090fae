"""The officer's yearly report: what the rows count, on the screen and as CSV and ODS."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView

from parvis.design.numbers import number
from parvis.design.spoken import spoken
from parvis.design.spreadsheets import ODS, ods
from parvis.records import hooks
from parvis.records.entitlements import Right
from parvis.records.kinds import Indicator
from parvis.records.questions import Question
from parvis.rights import clock, yearly
from parvis.rights.clock import Course, Pause, Place
from parvis.rights.desk.models import Recourse
from parvis.rights.desk.screens import Screen, at, lines, refused
from parvis.rights.reasons import reasons
from parvis.rights.requests import access, counting, course
from parvis.rights.requests.choices import Stage
from parvis.rights.requests.course import Dated
from parvis.rights.requests.models import Hold, Request
from parvis.rights.requests.models import Pause as PauseRow
from parvis.rights.words import NAMES
from parvis.rights.yearly import Line, Report, Row

ELSEWHERE = (Stage.FORWARDED, Stage.WITHDRAWN, Stage.MERGED)
FIRST_YEAR = 2018  # the Regulation applies since 25 May 2018
COLUMNS = {
    "received": gettext_lazy("Reçues"),
    "answered": gettext_lazy("Répondues"),
    "in_time": gettext_lazy("À temps"),
    "late": gettext_lazy("En retard"),
    "waiting": gettext_lazy("En cours"),
    "elsewhere": gettext_lazy("Transmises, retirées, réunies"),
    "median_days": gettext_lazy("Délai médian, en jours"),
    "extended": gettext_lazy("Prolongées"),
    "paused": gettext_lazy("Suspendues"),
    "refused": gettext_lazy("Refusées"),
    "partly": gettext_lazy("Acceptées en partie"),
}


class YearForm(forms.Form):
    """`?annee=`"""

    annee = forms.IntegerField(label=gettext_lazy("Année"), min_value=FIRST_YEAR, max_value=9998)


def received(organisations: list[Any], first: Any, last: Any) -> QuerySet[Request]:
    """By these organisations, from one day to another."""
    rows = Request.objects.filter(organisation__in=organisations, received__range=(first, last))
    return rows.order_by()


def apart(organisations: list[Any]) -> QuerySet[Any, Any]:
    """Those that had a pause or an extension, by their keys."""
    extended = Request.objects.filter(organisation__in=organisations, extended__isnull=False)
    paused = PauseRow.objects.order_by().values("request")
    return paused.union(extended.order_by().values("pk"))


def alike(_shape: Any, values: list[Any]) -> QuerySet[Any, Any]:
    first, last, today, *organisations = values
    late = Q(answered__gt=F("due")) | Q(answered=None, due__lt=today)
    found = received(organisations, first, last).exclude(pk__in=apart(organisations))
    told = found.annotate(
        year=counting.YearOf("received"), days=counting.DaysTo("answered", "received"),
        late=counting.told(late),
    )  # fmt: skip
    names = ("year", "right", "stage", "refusal", "days", "late")
    return told.values_list(*names).annotate(n=Count("*"))


def few(_shape: Any, values: list[Any]) -> QuerySet[Any, Any]:
    first, last, *organisations = values
    found = received(organisations, first, last).filter(pk__in=apart(organisations))
    return found.values_list("pk", *Dated._fields)


# Their values: the first and last day, today, the organisations. All pauses are read: to look for
# those of some requests would take longer
ALIKE, FEW = Question(alike), Question(few)
PAUSES = Question(
    lambda _shape, after: (
        PauseRow.objects.filter(pk__gt=after[0])
        .order_by("since", "pk")
        .values_list("request", "since", "until")
    )
)


def rows(organisations: Collection[int], *years: int) -> dict[int, list[Row]]:
    """Requests that these received in each of these years, without their content; three queries.
    The database counts those that are alike, in one pass over the index that has all of this; those
    that had a pause or an extension are put to the clock one by one."""
    told: dict[int, list[Row]] = {year: [] for year in years}
    if not organisations:
        return told
    today, place, keys = course.today(), course.place(), sorted(organisations)
    days = [dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)]
    for year, right, stage, refusal, taken, is_late, n in ALIKE([*days, today, *keys]):
        if year in told:
            told[year].append(
                Row(Right(right), taken is not None, bool(is_late), taken and max(0, taken), stage,
                    refusal, elsewhere=stage in ELSEWHERE, count=n)
            )  # fmt: skip
    for (one, pauses), n in asked([*days, *keys]).items():
        if one.received.year in told:
            told[one.received.year].append(alike_of(one, pauses, n, today, place))
    return told


def asked(values: list[Any]) -> Counter[tuple[Dated, tuple[Pause, ...]]]:
    """Those that `FEW` finds, the ones that are alike counted; two queries."""
    held: dict[int, list[Pause]] = {}
    for key, since, until in PAUSES([0]):
        held.setdefault(key, []).append(Pause(since, until))
    return Counter((Dated(*values), tuple(held.get(key, ()))) for key, *values in FEW(values))


@lru_cache(maxsize=20_000)  # each report of a day puts the same ones to the clock
def alike_of(
    one: Dated, pauses: tuple[Pause, ...], count: int, today: dt.date, place: Place
) -> Row:
    return replace(row(one, course.run(one, pauses), today, place), count=count)


def row(one: Request | Dated, now: Course, today: dt.date, place: Place) -> Row:
    due = clock.due(now, one.answered or today, place)
    return Row(
        Right(one.right), one.answered is not None, yearly.is_late(due, one.answered, today),
        clock.days_taken(now), one.stage, one.refusal, clock.is_extended(now, place),
        bool(now.pauses), one.stage in ELSEWHERE,
    )  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """What a year counts beside the answers: footage put aside, remedies taken."""

    held: int
    released: int
    beyond: int  # the month of the law, with the text that allows it
    remedies: dict[str, int]


def put_aside(_shape: Any, values: list[Any]) -> QuerySet[Any, Any]:
    """Of images of requests received between two days by these organisations: all, those that were
    released, those kept for more than a month."""
    first, last, *organisations = values
    few = received(organisations, first, last).filter(pk__in=Hold.objects.values("request"))
    held = Hold.objects.filter(request__in=few.values("pk"))
    counted = held.order_by().values(one=Value(1)).annotate(
        held=Count("pk"), released=Count("pk", filter=Q(released__isnull=False)),
        beyond=Count("pk", filter=~Q(ground="")),
    )  # fmt: skip
    return counted.values_list("held", "released", "beyond")


def taken(_shape: Any, values: list[Any]) -> QuerySet[Any, Any]:
    first, last, *organisations = values
    mine = Request.objects.filter(organisation__in=organisations).order_by()
    few = mine.filter(pk__in=Recourse.objects.values("request"))
    rows = Recourse.objects.filter(request__in=few.values("pk"), since__range=(first, last))
    return rows.values_list("body").annotate(n=Count("pk")).order_by("body")


HELD, TAKEN = Question(put_aside), Question(taken)


def beside(organisations: Collection[int], year: int) -> Beside:
    values = [dt.date(year, 1, 1), dt.date(year, 12, 31), *sorted(organisations)]
    held, released, beyond = next(iter(HELD(values)), (0, 0, 0))
    labels = dict(Recourse.Body.choices)
    return Beside(held, released, beyond, {str(labels[body]): n for body, n in TAKEN(values)})


def breaches() -> list[Indicator]:
    """What another room counts of breaches of personal data, if one does (`breaches…`)."""
    return [one for one in hooks.gather("indicators") if one.name.startswith("breach")]


def made(user: Any, year: int) -> tuple[Report, Report]:
    """The report of a year, and of the one before."""
    told = rows(access.handled_by(user), year, year - 1)
    return yearly.report(year, told[year]), yearly.report(year - 1, told[year - 1])


def name(line: Line) -> str:
    return str(NAMES[line.right]) if line.right else gettext("Tous les droits")


def told(report: Report) -> list[tuple[str, list[Any]]]:
    """A line a right, then the total."""
    counted = [*report.lines, report.total]
    return [(name(line), [getattr(line, one) for one in COLUMNS]) for line in counted]


def year_of(request: HttpRequest) -> tuple[int, YearForm]:
    """The year that is asked, this one when it is none."""
    asked = YearForm(request.GET if "annee" in request.GET else None)
    if asked.is_bound and asked.is_valid():
        return asked.cleaned_data["annee"], asked
    year = course.today().year
    return year, asked if asked.is_bound else YearForm(initial={"annee": year})


class ReportView(Screen, TemplateView):
    """`/espace-agents/demandes-de-droits/bilan/?annee=`"""

    template_name = "rights/desk/report.html"
    page_title = gettext_lazy("Bilan annuel")
    above = (("list", gettext_lazy("Demandes de droits")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year, form = year_of(self.request)
        now, before = made(self.request.user, year)
        language = spoken()
        listed = reasons()
        return {
            **super().get_context_data(**kwargs),
            "year": year,
            "form": form,
            "columns": COLUMNS.values(),
            "lines": lines(
                "rights/desk/counted.html",
                lines=[
                    (title, [number(value, None, language) for value in values])
                    for title, values in told(now)
                ],
            ),
            "compared": compared(now, before, language),
            "reasons": [
                (listed[slug].title(language), listed[slug].article, n)
                for slug, n in now.reasons.items()
                if slug in listed
            ],
            "beside": beside(access.handled_by(self.request.user), year),
            "breaches": [(one.label, number(one.value(), None, language)) for one in breaches()],
            "files": [
                (form_name.upper(), f"{at(f'report_{form_name}')}?annee={year}")
                for form_name in ("ods", "csv")
            ],
        }


def compared(now: Report, before: Report, language: str) -> list[tuple[Any, ...]]:
    """The totals of two years side by side, and the share in time, in percent."""
    found = [
        (title, *(number(getattr(one.total, key), None, language) for one in (now, before)))
        for key, title in COLUMNS.items()
    ]
    shares = (yearly.share(one.total.in_time, yearly.decided(one.total)) for one in (now, before))
    percent = [number(share, 0, language) for share in shares]
    return [*found, (gettext("Part à temps, en %"), percent[0], percent[1])]


def download(request: HttpRequest, form: str) -> HttpResponse:
    """`…/bilan.csv`, `.ods`: the lines of the year."""
    if not access.handles(request.user):
        return refused(request)
    year, asked = year_of(request)
    if asked.is_bound and not asked.is_valid():
        return HttpResponse(
            gettext("« annee » attend une année, par exemple %(year)s.") % {"year": year},
            status=400, content_type="text/plain; charset=utf-8",
        )  # fmt: skip
    now, _before = made(request.user, year)
    headings = [gettext("Droit"), *map(str, COLUMNS.values())]
    counted = [[title, *values] for title, values in told(now)]
    body = as_ods(headings, counted) if form == "ods" else as_csv(headings, counted)
    kinds = {"csv": "text/csv; charset=utf-8", "ods": ODS}
    response = HttpResponse(body, content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="bilan-des-droits-{year}.{form}"'
    return response


def as_csv(headings: list[str], lines: list[list[Any]]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([headings, *lines])
    return made.getvalue().encode("utf-8-sig")  # spreadsheets then read accents


def as_ods(headings: list[str], lines: list[list[Any]]) -> bytes:
    columns = [{"heading": one, "type": "text", "many": False, "place": False} for one in headings]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bilan.ods"
        ods(file, gettext("Bilan"), columns, lines, ",")
        return file.read_bytes()
