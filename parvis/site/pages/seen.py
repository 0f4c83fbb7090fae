"""“I saw a device that is not here”: no account, no script, no cookie; answered in public."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from parvis.public_space.seen import actions
from parvis.public_space.seen.models import Sighting
from parvis.records import feedback
from parvis.records.audience import VISITOR
from parvis.records.models import Published
from parvis.records.photo import LARGEST, PhotoProblem
from parvis.site import addresses, limits, queries
from parvis.site.pages.contribute import Words, area, sent_token
from parvis.site.pages.feedback import TRAP, check_origin, never_stored, see, status_of
from parvis.site.pages.record import crumbs, kind_of

A_PAGE = 20
PATH = "capteurs"
WHOLE = LARGEST + 100_000  # octets of a form with its photograph


class SeenForm(forms.Form):
    use_required_attribute = False

    place = Words(
        label=gettext_lazy("Où est-il ?"), max_length=actions.LONGEST_PLACE,
        help_text=gettext_lazy("Une adresse ou un repère : « rue des Lilas, sur le lampadaire »."),
    )  # fmt: skip
    text = area(
        gettext_lazy("Qu’avez-vous vu ?"),
        gettext_lazy(
            "Sa forme, ce qu’il semble faire. Ce texte sera publié après relecture : n’y nommez "
            "personne."
        ),
        max_length=actions.LONGEST_TEXT, rows=4,
    )  # fmt: skip
    photo = forms.FileField(
        label=gettext_lazy("Une photographie"), required=False,
        help_text=gettext_lazy(
            "JPEG, PNG ou WebP, 12 Mo au plus. Nous en effaçons le lieu, la date et le téléphone. "
            "Évitez qu’on y reconnaisse quelqu’un."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Remplissez ce champ.")


@csrf_exempt  # there is no cookie to protect: see `check_origin` and the form's token
@never_stored
def seen_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/signaler/`: the form, and what it sends."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method != "POST":
        return shown(request, SeenForm())
    check_origin(request)
    if too_heavy(request):
        form = SeenForm({})
        form.errors.clear()
        sentence = _("La photographie dépasse 12 Mo : réduisez-la, puis envoyez de nouveau.")
        form.add_error("photo", sentence)
        return shown(request, form, 413)
    return received(request)


def too_heavy(request: HttpRequest) -> bool:
    """Said before the form is read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return not said.isdecimal() or int(said) > WHOLE


def received(request: HttpRequest) -> HttpResponse:
    if request.POST.get(TRAP):
        return see(reverse("site:list", args=[PATH]))
    form = SeenForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, form)
    sent = form.cleaned_data
    try:
        limits.demand_room(request)
        picture = sent["photo"].read() if sent["photo"] else None
        kept = actions.receive(sent["place"], sent["text"], picture, sent_token(request))
    except PhotoProblem as problem:
        form.add_error("photo", problem.sentence(_))
        return shown(request, form)
    except (feedback.FeedbackProblem, actions.SightingProblem) as problem:
        form.add_error(None, problem.sentence(_))
        return shown(request, form, status_of(problem))
    return see(reverse("site:seen_receipt", args=[kept.receipt]))


def shown(request: HttpRequest, form: SeenForm, status: int = 400) -> HttpResponse:
    title = _("J’ai vu un équipement qui n’est pas ici")
    token = sent_token(request) if status != 413 else ""
    context = {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "form": form,
        "token": feedback.token_again(token, actions.FORM),
        "trap": TRAP,
        "latest": [told(one) for one in actions.answered()[:3]],
        "answers_url": reverse("site:seen_answers"),
    }
    return render(request, "public_space/seen.html", context, status=status if form.errors else 200)


def told(one: Sighting) -> dict[str, Any]:
    """One answered sighting, as everyone reads it; its device only where everyone sees it."""
    return {
        "place": one.place,
        "text": one.text,
        "answer": one.answer,
        "received": one.received,
        "answered": one.answered,
        "photo": reverse("site:seen_photo", args=[one.receipt]) if one.photo else "",
        "device": public_device(one),
    }


def public_device(one: Sighting) -> dict[str, str] | None:
    if one.device is None:
        return None
    rows = Published.objects.visible(VISITOR).filter(pk=one.device.uuid)
    return next(
        ({"title": row.title, "url": addresses.record_path("device", row.slug)} for row in rows),
        None,
    )


@require_safe
@never_stored
def answers_page(request: HttpRequest) -> HttpResponse:
    """`/capteurs/signaler/reponses/`: what people saw and what was answered, the last first."""
    number = queries.integer(request.GET, "page", 1, queries.LAST_PAGE, 1)
    pages = Paginator(actions.answered(), A_PAGE)
    if number > pages.num_pages:
        raise queries.past_the_end(number, pages.num_pages)
    page = pages.page(number)
    title = _("Équipements signalés, et nos réponses")
    context = {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "page": page,
        "answers": [told(one) for one in page],
        "form_url": reverse("site:seen"),
    }
    return render(request, "public_space/seen_answers.html", context)


@require_safe
@never_stored
def receipt_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """`/capteurs/signaler/recu/<uuid>/`: where who wrote comes back to read the answer."""
    found = get_object_or_404(Sighting.objects.defer("content"), receipt=uuid)
    title = _("Votre signalement est arrivé")
    context = {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "state": found.state,
        "found": found,
        "one": told(found),
        "robots": "noindex",
    }
    return render(request, "public_space/seen_receipt.html", context)


@require_safe
def photo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """`/capteurs/signaler/photo/<uuid>`: a photograph that was published with its answer."""
    found = actions.answered().filter(receipt=uuid).exclude(photo="").first()
    if found is None:
        raise Http404
    response = FileResponse(found.photo.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=3600"
    return response  # type: ignore[return-value]
