"""`/droits/suivi/<token>/`: the private page of who asked. The token is the only key: it is kept
nowhere in clear, and whoever does not hold it learns nothing, not even that it exists."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from parvis.design.spoken import by_law, spoken
from parvis.organisations.signin import too_many
from parvis.records import feedback, keys
from parvis.records.attachments import AttachmentProblem
from parvis.records.audience import VISITOR
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.records.problems import Problem
from parvis.records.projection import titled
from parvis.rights import clock, words
from parvis.rights.download import attached
from parvis.rights.reasons import reasons
from parvis.rights.requests import (
    access,
    actions,
    course,
    erasing,
    files,
    letters,
    proving,
    receiving,
)
from parvis.rights.requests.access import Dossier, Told
from parvis.rights.requests.choices import INTERNAL, OPEN, Identity, Kind, Stage
from parvis.rights.requests.models import Request
from parvis.site import addresses, limits
from parvis.site.pages.feedback import check_origin, never_stored, see, status_of
from parvis.site.pages.record import crumbs, kind_of
from parvis.site.pages.rights.ask import PATH, heavy, too_heavy
from parvis.site.pages.rights.forms import CodeForm, IdentityForm, Plain, WriteForm

log = logging.getLogger(__name__)
LONGEST_TOKEN = 100
FIRST = {Kind.RECEIVED, Kind.HOLD_ASKED}  # what happens on receipt
REFUSALS = (
    actions.RequestProblem, files.FileProblem, AttachmentProblem, feedback.FeedbackProblem,
    proving.CodeProblem,
)  # fmt: skip
Page = Callable[..., HttpResponse]


def private(view: Page) -> Page:
    """Never stored, never found, and its address never told to another site."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # not "no-referrer": a browser then says "Origin: null" of our own forms
        response["Referrer-Policy"] = "strict-origin"
        return response

    return never_stored(answer)


def found(token: str) -> Request | None:
    """The request of a private link. The digest is looked up, then compared in constant time."""
    digest = receiving.digest(token[:LONGEST_TOKEN])
    rows = Request.objects.select_related("organisation", "hold").prefetch_related("pauses")
    one = rows.filter(follow=digest).first()
    return one if one is not None and hmac.compare_digest(one.follow, digest) else None


def unknown(request: HttpRequest) -> HttpResponse:
    """A link that leads nowhere: counted by network, and said in the log without the link."""
    if limits.may_try_link(request):
        log.info("a private link of a request leads nowhere")
        raise Http404
    log.warning("private links of requests are being guessed from one network")
    return too_many(request)


@csrf_exempt  # there is no cookie to protect: the token is what allows it
@private
def follow_page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    one = found(token)
    if one is None:
        return unknown(request)
    if request.method != "POST" or one.erased:
        return shown(request, one, token)
    check_origin(request)
    if too_heavy(request):
        return shown(request, one, token, heavy(WriteForm({})), 413)
    return done(request, one, token)


def done(request: HttpRequest, one: Request, token: str) -> HttpResponse:
    """Do what one of the page's forms asks, or show it again with what is to be mended."""
    act = request.POST.get("act", "")
    makers: dict[str, Callable[[], Plain]] = {
        "write": lambda: WriteForm(request.POST, request.FILES),
        "identity": lambda: IdentityForm(request.POST, request.FILES),
        "code": lambda: CodeForm(request.POST),
    }
    form = makers.get(act, lambda: Plain(request.POST))()
    if not form.is_valid():
        return shown(request, one, token, form, 400)
    try:
        limits.demand_room(request)
        acts(request, one, act, form)
    except REFUSALS as problem:
        return refused(request, one, token, form, problem)
    return see(reverse("site:right_follow", args=[token]))


def refused(
    request: HttpRequest, one: Request, token: str, form: Plain, problem: Problem
) -> HttpResponse:
    form.add_error(None, problem.sentence(_))
    return shown(request, one, token, form, status_of(problem))


def acts(request: HttpRequest, one: Request, act: str, form: Plain) -> None:
    """Raises any of REFUSALS."""
    if act == "write":
        given = files.accepted(form.cleaned_data["pieces"])
        actions.write(one, form.cleaned_data["text"], given)
    elif act == "identity":
        proving.give_document(one, files.accepted([form.cleaned_data["document"]]))
    elif act == "code":
        proving.check(one, form.cleaned_data["code"])
    elif act == "send_code":
        email = proving.mailbox(one)
        if not limits.may_write_to(request, email):
            raise proving.CodeProblem("enough")
        proving.send(one)
    elif act == "withdraw":
        actions.withdraw(one)
    elif act == "delete":
        erasing.erase([one])


def shown(
    request: HttpRequest, one: Request, token: str, form: Plain | None = None, status: int = 200
) -> HttpResponse:
    title = _("Votre demande %(number)s") % {"number": one.number}
    context: dict[str, Any] = {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "request_": one,
        "right": str(words.NAMES[Right(one.right)]),
        "robots": "noindex, nofollow",
    }
    if one.erased:
        return render(request, "rights/erased.html", context)
    try:
        dossier = access.read_by_link(one)
    except (keys.KeyAbsent, keys.KeyUnreadable):
        log.exception("the key of request %s cannot be read", one.number)
        return render(request, "rights/unreadable.html", context, status=503)
    context |= (
        told(dossier, token) | forms_of(one, form) | {"address": letters.follow_address(token)}
    )
    return render(request, "rights/follow.html", context, status=status)


def told(dossier: Dossier, token: str) -> dict[str, Any]:
    """What the page says: state, clock, what happened, the answer, the remedies."""
    one = dossier.request
    now, today, place = course.current(one), course.today(), course.place()
    state = clock.state(now, today, place)
    return {
        "state": words.state_words(state),
        "level": words.LEVELS[state],
        "delay": words.delay_words(now, today, place),
        "rule": words.rule_words(now),
        "about": about(one.about),
        "outcome": outcome(one),
        "events": [event_words(event, dossier, token) for event in reversed(dossier.shown())],
        "hold": hold_words(one),
        "ways": words.ways_on(Right(one.right), stated(dossier), now, today),
        "kit": clock.commission_before(now, today) is not None,
        "token": token,
        "fresh": {told.event.kind for told in dossier.events} <= FIRST,
        "open": one.stage in OPEN,
        "email": dossier.content.get("email", "")
        if dossier.content.get("contact") == "mail"
        else "",
    }


def about(uuid: UUID | None) -> dict[str, str] | None:
    row = Published.objects.visible(VISITOR).filter(pk=uuid).first() if uuid else None
    if row is None:
        return None
    return titled(row.content, addresses.record_path(row.type, row.slug))


def outcome(one: Request) -> dict[str, str] | None:
    if one.answered is None or one.stage in OPEN:
        return None
    reason = reasons().get(one.refusal)
    return {
        "words": str(Stage(one.stage).label),
        "reason": reason.title(spoken()) if reason else "",
        "article": by_law(reason.article) if reason else "",
    }


def event_words(event: Told, dossier: Dossier, token: str) -> dict[str, Any]:
    kind = Kind(event.event.kind)
    asked = dossier.content.get("message", "") if kind is Kind.RECEIVED else ""
    return {
        "date": event.event.at,
        "title": str(kind.label),
        "text": event.text or asked,
        "to": event.content.get("to", ""),
        "files": [
            {
                "name": file.name,
                "url": reverse("site:right_piece", args=[token, file.piece.uuid]),
                "size": file.piece.size,
                "destroyed": file.piece.destroyed,
            }
            for file in event.pieces
        ],
    }


def hold_words(one: Request) -> dict[str, Any] | None:
    hold = getattr(one, "hold", None)
    return hold and {
        "filmed": hold.filmed, "since": hold.since, "gone": hold.gone, "done": hold.done,
        "released": hold.released,
    }  # fmt: skip


def forms_of(one: Request, form: Plain | None) -> dict[str, Any]:
    """The forms of the page: each as it was sent when it is to be mended, else empty."""
    named: dict[str, type[Plain]] = {"write": WriteForm, "identity": IdentityForm, "code": CodeForm}
    found = {f"{name}_form": form if type(form) is made else made() for name, made in named.items()}
    waits = one.proved is None and one.stage in OPEN
    return found | {
        "errors": [] if form is None else [str(text) for text in form.non_field_errors()],
        "asks_code": waits and one.identity == Identity.CODE,
        "asks_document": waits and one.identity == Identity.DOCUMENT,
        "asks_post": waits and one.identity == Identity.REGISTERED,
        "code_sent": hasattr(one, "code"),
    }


@require_safe
@private
def piece(request: HttpRequest, token: str, uuid: UUID) -> HttpResponse:
    """`/droits/suivi/<token>/piece/<uuid>`: a file of the request, saved and never opened here."""
    one = found(token)
    if one is None:
        return unknown(request)
    row = one.pieces.filter(uuid=uuid, destroyed=None).select_related("request", "event").first()
    if row is None or row.event.kind in INTERNAL:
        raise Http404
    file, content = access.read_piece(row, None)
    return attached(content, file.name, file.media_type)


@require_safe
@private
def kit(request: HttpRequest, token: str) -> HttpResponse:
    """`/droits/suivi/<token>/cada.txt`: what the CADA asks for (CRPA, R.343-1), filled in."""
    one = found(token)
    if one is None:
        return unknown(request)
    now = course.course_of(one)
    if one.erased or clock.commission_before(now, course.today()) is None:
        raise Http404
    dossier = access.read_by_link(one)
    text = words.referral(dossier.content, now, one.organisation.title, answer_of(dossier))
    return attached(text.encode(), "saisine-cada.txt", "text/plain; charset=utf-8")


def answer_of(dossier: Dossier) -> str:
    found = answers(dossier)
    return found[-1].text if found else ""


def stated(dossier: Dossier) -> list[str]:
    """The remedies that the last answer stated."""
    found = answers(dossier)
    return list(found[-1].content.get("remedies", ())) if found else []


def answers(dossier: Dossier) -> list[Told]:
    return [told for told in dossier.events if told.event.kind == Kind.ANSWERED]
