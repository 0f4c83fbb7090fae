"""The page of what a device measures: a day by hour, a month by day, a year by month."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.design.charts import Series, line_chart
from parvis.design.errors import Refused
from parvis.design.svg import Drawing
from parvis.observations import instants
from parvis.observations.models import Datastream
from parvis.observations.series import Bucket, Grain, series
from parvis.public_space import values, words
from parvis.records.audience import audience_of
from parvis.records.projection import View, public_view

Period = Literal["jour", "mois", "annee"]
SPANS: dict[str, tuple[Grain, dt.timedelta]] = {
    "jour": ("hour", dt.timedelta(days=1)),
    "mois": ("day", dt.timedelta(days=31)),
    "annee": ("month", dt.timedelta(days=366)),
}
FORMS = ("", "csv")  # the page, or its table
HEADINGS = ("debut", "minimum", "moyenne", "maximum", "nombre")


@dataclass(frozen=True)
class Measured:
    """A datastream, or with its rank, from 0, one of its several properties."""

    stream: Datastream
    name: str
    rank: int | None = None

    @property
    def key(self) -> str:
        return f"{self.stream.pk}" if self.rank is None else f"{self.stream.pk}.{self.rank}"


@dataclass(frozen=True)
class Asked:
    """One of what is measured over one period that ends with its last value."""

    measured: Measured
    period: str

    @property
    def query(self) -> str:
        return f"?mesure={self.measured.key}&periode={self.period}"

    def read(self) -> list[Bucket]:
        grain, span = SPANS[self.period]
        stream = self.measured.stream
        end = stream.last_end or 0
        zone: Any = timezone.get_default_timezone()
        return series(stream.pk, grain, end - of_span(span), end + 1, zone, self.measured.rank)


def of_span(span: dt.timedelta) -> int:
    return int(span.total_seconds()) * instants.SECOND


def measures_page(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """`/capteurs/<slug>/valeurs/?mesure=12&periode=mois`, and the same with `&format=csv`."""
    view = public_view(f"device/{slug}", audience_of(request))
    streams = streams_of(view) if view else []
    if view is None or not streams:
        raise Http404
    asked = read_question(request, streams)
    form = request.GET.get("format", "")
    if form not in FORMS:
        raise refused("format", form, ", ".join(filter(None, FORMS)))
    buckets = asked.read()
    if form == "csv":
        return table(f"{slug}-{asked.measured.key}-{asked.period}.csv", buckets)
    title = _("Ce que mesure %(title)s") % {"title": view.title}
    page = reverse("site:record", args=[path, slug])
    context = {
        "title": title,
        "view": view,
        "crumbs": [
            {"title": _("Accueil"), "url": reverse("site:home")},
            {"title": _("Capteurs et caméras"), "url": reverse("site:list", args=[path])},
            view.link(page),
            {"title": _("Mesures"), "url": ""},
        ],
        "picture": drawn(asked, buckets) if buckets else None,
        "periods": choices(asked),
        "streams": [
            {
                "title": one.name,
                "url": Asked(one, asked.period).query,
                "current": one == asked.measured,
            }
            for one in streams
        ],
        "download": f"{asked.query}&format=csv",
        "robots": "noindex" if request.GET else "",
    }
    return render(request, "public_space/measures.html", context)


def streams_of(view: View) -> list[Measured]:
    """What a device measures whose thing is shown to all, of what holds something."""
    thing = view.content.get("thing")
    rows = Datastream.objects.filter(thing=thing, thing__public=True, count__gt=0)
    streams = list(rows.order_by("pk")[: values.MOST]) if thing else []
    names = values.parts_of(streams)
    return [one for stream in streams for one in parts(stream, names.get(stream.pk))]


def parts(stream: Datastream, names: Sequence[str] | None) -> list[Measured]:
    if names is None:
        return [Measured(stream, stream.name)]
    return [Measured(stream, name, rank) for rank, name in enumerate(names)]


def read_question(request: HttpRequest, streams: Sequence[Measured]) -> Asked:
    """Raise Refused (400) for a period or a measure that is none of these."""
    period = request.GET.get("periode", "mois")
    if period not in SPANS:
        raise refused("periode", period, ", ".join(SPANS))
    wanted = request.GET.get("mesure", streams[0].key)
    found = next((one for one in streams if one.key == wanted), None)
    if found is None:
        raise refused("mesure", wanted, ", ".join(one.key for one in streams))
    return Asked(found, period)


def refused(name: str, value: str, known: str) -> Refused:
    said = {"name": name, "value": value[:80].replace("\0", "?"), "known": known}
    return Refused(
        _("Cette adresse contient une valeur que nous ne comprenons pas"),
        _("« %(name)s » vaut « %(value)s ».") % said,
        "",
        _("Valeurs possibles : %(known)s.") % said,
    )


def choices(asked: Asked) -> list[dict[str, Any]]:
    called = {
        "jour": _("un jour, par heure"),
        "mois": _("un mois, par jour"),
        "annee": _("un an, par mois"),
    }
    return [
        {"title": text, "url": Asked(asked.measured, name).query, "current": name == asked.period}
        for name, text in called.items()
    ]


def drawn(asked: Asked, buckets: Sequence[Bucket]) -> Drawing:
    """The least, mean and greatest of each hour, day or month; the table beside."""
    zone = timezone.get_default_timezone()
    starts = [instants.aware(one.start).astimezone(zone) for one in buckets]
    lines = [
        Series(_("Moyenne"), list(zip(starts, [one.mean for one in buckets], strict=True))),
        Series(_("Minimum"), list(zip(starts, [one.least for one in buckets], strict=True))),
        Series(_("Maximum"), list(zip(starts, [one.most for one in buckets], strict=True))),
    ]
    measured = asked.measured
    unit = values.unit_of(measured.stream, measured.rank)
    named = f"{measured.name} ({unit})" if unit else measured.name
    return line_chart(
        lines,
        title=named,
        description=_("De la plus ancienne à la plus récente ; le tableau dit les valeurs."),
        x_heading=_("Début"),
        x_format=lambda at: begun(asked.period, at),
        y_format=words.figure,
    )


def begun(period: str, at: Any) -> str:
    """The beginning of an hour, a day or a month, as it is read beside a line."""
    return words.moment(at) if period == "jour" else words.in_words(at.date())


def table(name: str, buckets: Sequence[Bucket]) -> HttpResponse:
    """The same as CSV: beginnings as ISO 8601 in the territory's time."""
    zone = timezone.get_default_timezone()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in buckets:
        start = instants.aware(one.start).astimezone(zone).isoformat()
        writer.writerow([start, one.least, one.mean, one.most, one.counted])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
