"""`/droits/demande/`: which right, for what, who asks; no account, no script, no cookie.

The query says what is chosen so far (`droit`, and one of `traitement`, `decision`, `equipement`, or
`objet=autre`); each page asks for the next thing, the last is the form.
"""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.records import feedback, finding, hooks
from parvis.records.attachments import AttachmentProblem
from parvis.records.audience import VISITOR
from parvis.records.entitlements import Entitlement, Right
from parvis.records.models import Published
from parvis.records.projection import View, public_view
from parvis.records.right_form import ABOUT
from parvis.records.search import SearchRequest
from parvis.rights import words
from parvis.rights.requests import files, receiving
from parvis.rights.requests.files import FileProblem
from parvis.rights.requests.receiving import Footage, ReceiptProblem, Received, Said
from parvis.site import addresses, limits, queries
from parvis.site.pages.contribute import sent_token
from parvis.site.pages.feedback import TRAP, check_origin, never_stored, see, status_of
from parvis.site.pages.record import crumbs, kind_of
from parvis.site.pages.rights.forms import AskForm, Plain

PATH = "droits"
ELSE = ("autre",)
SHOWN = 20
Heavy = TypeVar("Heavy", bound=Plain)
KEPT = ("name", "email", "address", "contact", "message", "proxy", "proxy_for")


@csrf_exempt  # there is no cookie to protect: see `check_origin` and the form's token
@never_stored
def ask_page(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    right = chosen_right(request)
    about = chosen_record(request)
    if right is None:
        return which_right(request, about)
    if about is None and not queries.choice(request.GET, "objet", ELSE):
        return for_what(request, right)
    if request.method != "POST":
        return shown(request, AskForm(right=right, initial=initial(about)), right, about)
    check_origin(request)
    if too_heavy(request):
        return shown(request, heavy(AskForm({}, right=right)), right, about, 413)
    return sent(request, right, about)


def chosen_right(request: HttpRequest) -> Right | None:
    name = queries.choice(request.GET, "droit", tuple(Right))
    return Right(name) if name else None


def chosen_record(request: HttpRequest) -> View | None:
    """The record that the request is about; None when none is said, or it is not public."""
    for parameter, kind in ABOUT.items():
        if slug := queries.text(request.GET, parameter):
            return public_view(f"{kind}/{slug[:200]}", VISITOR)
    return None


def too_heavy(request: HttpRequest) -> bool:
    """Said before the form is read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return not said.isdecimal() or int(said) > files.WHOLE


def heavy(form: Heavy) -> Heavy:
    """The form that says that what came with it was not read."""
    form.errors.clear()
    form.add_error("pieces", _("Vos fichiers pèsent trop : cinq au plus, de 10 Mo chacun."))
    return form


def initial(about: View | None) -> dict[str, str]:
    return {"place": about.title} if about is not None and about.type == "device" else {}


def with_query(request: HttpRequest, **more: str) -> str:
    """The address of this page with what is chosen, and more."""
    kept = {name: queries.text(request.GET, name) for name in ("droit", *ABOUT)}
    pairs = {name: text for name, text in (kept | more).items() if text}
    return f"{reverse('site:right_ask')}?{urlencode(pairs)}"


def entitled(about: View | None) -> dict[Right, Entitlement]:
    """What the record's own room says of each right; {} when it says nothing."""
    found = hooks.first("entitlements", projection=about.content) if about is not None else None
    return {one.right: one for one in found or ()}


def page(title: str) -> dict[str, Any]:
    return {"title": title, "crumbs": crumbs(kind_of(PATH), title)}


def which_right(request: HttpRequest, about: View | None) -> HttpResponse:
    said = entitled(about)
    rights = [
        {
            "title": str(words.NAMES[right]),
            "url": with_query(request, droit=right.value),
            "entitlement": said.get(right),
        }
        for right in Right
    ]
    context = page(_("Utiliser un droit")) | {
        "rights": rights,
        "about": told(about),
        "robots": "noindex" if request.GET else "",
    }
    return render(request, "rights/which.html", context)


def for_what(request: HttpRequest, right: Right) -> HttpResponse:
    """Search among what people know of us; a record that no longer is there is looked for too."""
    text = queries.text(request.GET, "q")
    kinds = tuple(kind for kind in ABOUT.values() if kind in hooks.record_types())
    asked = SearchRequest(text=text, filters={"type": kinds}, limit=SHOWN)
    found = finding.find(asked) if text and kinds else finding.Found()
    parameters = {kind: name for name, kind in ABOUT.items()}
    rows = [
        {
            "title": row.title,
            "kind": str(hooks.record_types()[row.type].one),
            "url": with_query(request, droit=right.value, **{parameters[row.type]: row.slug}),
        }
        for row in found.rows
    ]
    context = page(str(words.NAMES[right])) | {
        "right": right.value,
        "text": text,
        "rows": rows,
        "asked": bool(text),
        "unknown_url": with_query(request, droit=right.value, objet="autre"),
        "action": reverse("site:right_ask"),
        "robots": "noindex",
    }
    return render(request, "rights/for_what.html", context)


def sent(request: HttpRequest, right: Right, about: View | None) -> HttpResponse:
    if request.POST.get(TRAP):
        return see(reverse("site:list", args=[PATH]))
    form = AskForm(request.POST, request.FILES, right=right)
    if not form.is_valid():
        return shown(request, form, right, about)
    try:
        kept = received(request, form, right, about)
    except (FileProblem, AttachmentProblem) as problem:
        form.add_error("pieces", problem.sentence(_))
        return shown(request, form, right, about)
    except (feedback.FeedbackProblem, ReceiptProblem) as problem:
        form.add_error(None, problem.sentence(_))
        return shown(request, form, right, about, status_of(problem))
    return see(reverse("site:right_follow", args=[kept.follow]))


def received(request: HttpRequest, form: AskForm, right: Right, about: View | None) -> Received:
    """Keep a form that is right. Raises feedback.FeedbackProblem, ReceiptProblem, FileProblem."""
    limits.demand_room(request)
    values = form.cleaned_data
    footage = None
    if right is Right.IMAGES:
        device = about.uuid if about is not None and about.type == "device" else None
        footage = Footage(values["day"], values["hours"], values["place"], device)
    said = Said(
        right=right,
        content={name: str(values[name]) for name in KEPT},
        about=about.uuid if about is not None else None,
        footage=footage,
        files=files.accepted(values["pieces"]),
    )
    email = values["email"]
    write = values["contact"] == "mail" and limits.may_write_to(request, email)
    return receiving.receive(said, sent_token(request), write=write)


def told(about: View | None) -> dict[str, str] | None:
    if about is None:
        return None
    return about.link(addresses.record_path(about.type, about.slug))


def shown(
    request: HttpRequest, form: AskForm, right: Right, about: View | None, status: int = 400
) -> HttpResponse:
    token = sent_token(request) if status != 413 else ""
    title = str(words.NAMES[right])
    record = Published.objects.visible(VISITOR).filter(type="right", slug=right.value).exists()
    context = page(title) | {
        "form": form,
        "about": told(about),
        "entitlement": entitled(about).get(right),
        "right_url": addresses.record_path("right", right.value) if record else "",
        "images": right is Right.IMAGES,
        "action": request.get_full_path(),
        "token": feedback.token_again(token, receiving.FORM),
        "trap": TRAP,
        "robots": "noindex",
        "files_again": bool(form.errors) and bool(request.FILES) if status != 413 else False,
    }
    return render(request, "rights/ask.html", context, status=status if form.errors else 200)
