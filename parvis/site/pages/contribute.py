"""Declaring a re-use, asking for data: no account, no script, no cookie."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from parvis.catalogue.citizens import actions, letters
from parvis.catalogue.citizens.actions import LONGEST_TEXT, MOST_DATASETS, SubmissionProblem
from parvis.catalogue.citizens.models import Reuse, Submission
from parvis.records import feedback
from parvis.records.addresses import is_public
from parvis.records.audience import Audience, audience_of
from parvis.records.fetch import FetchError, checked
from parvis.records.models import Published
from parvis.records.projection import translated
from parvis.site import addresses, limits, queries
from parvis.site.pages.feedback import TRAP, check_origin, never_stored, see, status_of
from parvis.site.pages.record import crumbs, kind_of
from parvis.site.texts import printable

LONGEST_TOKEN = 300
DATASET = re.compile(r"(?:.*/)?(?:donnees|dataset)/([^/?#\s]+)/?(?:[?#].*)?\Z")


class Words(forms.CharField):
    """Text without the characters that no page can show."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(printable(value or "").replace("\r\n", "\n")))


class WebAddress(Words):
    """An address of the public Internet. It is shown, never asked for."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            url = checked(text)
            if bare(url.host) and not is_public(url.host.strip("[]")):
                raise FetchError("address", url=text[:200])
        except FetchError as error:
            raise ValidationError(
                _("« %(value)s » n’est pas une adresse du web. Exemple : https://exemple.fr/page.")
                % {"value": text[:200]}
            ) from error
        if "." not in url.host and ":" not in url.host:
            message = _("« %(value)s » n’est pas un nom de site : il y manque une terminaison.")
            raise ValidationError(message % {"value": url.host[:100]})
        return text


def bare(host: str) -> bool:
    """Whether a host is written as a number, not a name."""
    return ":" in host or bool(re.fullmatch(r"[\d.]+", host))


def area(label: Any, help_text: Any = "", **options: Any) -> Words:
    widget = forms.Textarea(attrs={"rows": options.pop("rows", 6)})
    return Words(label=label, help_text=help_text, widget=widget, **options)


EMAIL_HELP = gettext_lazy(
    "Elle est chiffrée, jamais publiée, et ne sert qu’à cela. Chaque message permet de "
    "ne plus en recevoir."
)


class ByPeople(forms.Form):
    """What both forms share; `datasets` become rows that the asker may see."""

    use_required_attribute = False
    kind_of_form: Submission.Kind

    def __init__(self, *args: Any, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience = audience
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Remplissez ce champ.")

    def clean_datasets(self) -> list[Published]:
        lines = [line.strip() for line in self.cleaned_data["datasets"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_DATASETS:
            most = {"most": MOST_DATASETS, "count": len(lines)}
            message = _("Vous donnez %(count)s jeux de données : gardez-en au plus %(most)s.")
            raise ValidationError(message % most)
        slugs = {line: slug_of(line) for line in lines}
        rows = Published.objects.visible(self.audience, archived=True)
        found = {row.slug: row for row in rows.filter(type="dataset", slug__in=slugs.values())}
        for line, slug in slugs.items():
            if slug not in found:
                message = _(
                    "« %(value)s » n’est pas un jeu de données d’ici. Copiez l’adresse de sa page."
                )
                raise ValidationError(message % {"value": line[:200]})
        return list(dict.fromkeys(found[slug] for slug in slugs.values()))

    def said(self) -> dict[str, str]:
        kept = {"title", "summary", "kind", "address", "author"}
        return {name: text for name, text in self.cleaned_data.items() if name in kept}


def slug_of(line: str) -> str:
    """The end of a data set's page address, or what was typed."""
    found = DATASET.fullmatch(line)
    return (found[1] if found else line)[:200]


class ReuseForm(ByPeople):
    kind_of_form = Submission.Kind.REUSE

    title = Words(label=gettext_lazy("Titre de votre réutilisation"), max_length=200)
    address = WebAddress(
        label=gettext_lazy("Son adresse"), max_length=500,
        help_text=gettext_lazy("Exemple : https://exemple.fr/ma-carte."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Sa nature"), choices=Reuse.Kind.choices)
    summary = area(
        gettext_lazy("Ce qu’elle fait"),
        gettext_lazy("En quelques phrases simples."),
        max_length=LONGEST_TEXT,
    )
    datasets = area(
        gettext_lazy("Les jeux de données réutilisés"),
        gettext_lazy("L’adresse de la page de chacun, une par ligne."),
        max_length=10_000, rows=3,
    )  # fmt: skip
    author = Words(
        label=gettext_lazy("Par qui"), max_length=200, required=False,
        help_text=gettext_lazy("Un nom, un pseudonyme ou une organisation. Il sera publié."),
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse e-mail, pour être prévenu avant un changement"),
        max_length=254, required=False, help_text=EMAIL_HELP,
    )  # fmt: skip


class RequestForm(ByPeople):
    kind_of_form = Submission.Kind.REQUEST

    title = Words(
        label=gettext_lazy("Quelles données cherchez-vous ?"), max_length=200,
        help_text=gettext_lazy("En une phrase. Exemple : « Le nombre de repas par cantine »."),
    )  # fmt: skip
    summary = area(
        gettext_lazy("Pour quoi faire, et dans le détail"),
        gettext_lazy(
            "Ce texte sera publié après relecture : n’y mettez rien de personnel. Vous n’avez pas "
            "à dire qui vous êtes."
        ),
        max_length=LONGEST_TEXT,
    )
    datasets = area(
        gettext_lazy("La fiche concernée, s’il y en a une"),
        gettext_lazy("L’adresse de sa page."),
        max_length=10_000, rows=2, required=False,
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse e-mail, pour recevoir la réponse"),
        max_length=254, required=False, help_text=EMAIL_HELP,
    )  # fmt: skip


@csrf_exempt  # there is no cookie to protect: see `check_origin` and the form's token
@never_stored
def reuse_page(request: HttpRequest) -> HttpResponse:
    """`/reutilisations/nouvelle/?donnees=<slug>`"""
    words = {
        "title": _("Déclarer une réutilisation"),
        "lead": _("Vous avez fait quelque chose de nos données : montrez-le, et soyez prévenu."),
        "after": _("Une personne lit votre déclaration avant qu’elle paraisse."),
    }
    return contribute(request, "reutilisations", ReuseForm, words)


@csrf_exempt
@never_stored
def request_page(request: HttpRequest) -> HttpResponse:
    """`/demandes/nouvelle/?donnees=<slug>`"""
    words = {
        "title": _("Demander des données"),
        "lead": _("Elles manquent, ou ne sont pas ouvertes : demandez-les, c’est votre droit."),
        "after": _(
            "Une réponse motivée vous est due en un mois. La demande et la réponse sont "
            "publiques ; rien de ce qui dit qui vous êtes ne l’est."
        ),
    }
    return contribute(request, "demandes", RequestForm, words)


def contribute(request: HttpRequest, path: str, made: Any, words: dict[str, str]) -> HttpResponse:
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    audience = audience_of(request)
    if request.method != "POST":
        form = made(initial={"datasets": page_of(request)}, audience=audience)
        return shown(request, path, form, words)
    check_origin(request)
    if request.POST.get(TRAP):
        return see(reverse("site:list", args=[path]))
    form = made(request.POST, audience=audience)
    if form.is_valid():
        try:
            kept = received(request, form)
        except (feedback.FeedbackProblem, SubmissionProblem) as problem:
            form.add_error(None, problem.sentence(_))
            return shown(request, path, form, words, status_of(problem))
        return see(reverse(f"site:{kept.kind}_receipt", args=[kept.receipt]))
    return shown(request, path, form, words)


def received(request: HttpRequest, form: Any) -> Submission:
    """Keep a form that is right; raises FeedbackProblem, SubmissionProblem."""
    limits.demand_room(request)
    email = form.cleaned_data["email"]
    return actions.receive(
        form.kind_of_form,
        form.said(),
        form.cleaned_data["datasets"],
        email=email,
        token=sent_token(request),
        write=bool(email) and limits.may_write_to(request, email),
    )


def sent_token(request: HttpRequest) -> str:
    return request.POST.get("token", "")[:LONGEST_TOKEN]


def page_of(request: HttpRequest) -> str:
    """The address of the data set the visitor comes from; "" when it is not there for them."""
    slug = queries.text(request.GET, "donnees")
    if not slug:
        return ""
    rows = Published.objects.visible(audience_of(request), archived=True)
    if not rows.filter(type="dataset", slug=slug[:200]).exists():
        return ""
    return addresses.absolute(addresses.record_path("dataset", slug))


def shown(
    request: HttpRequest, path: str, form: Any, words: dict[str, str], status: int = 400
) -> HttpResponse:
    context = words | {
        "form": form,
        "crumbs": crumbs(kind_of(path), words["title"]),
        "token": feedback.token_again(sent_token(request), actions.FORM[form.kind_of_form]),
        "trap": TRAP,
        "robots": "" if not request.GET else "noindex",
    }
    return render(request, "site/contribute.html", context, status=status if form.errors else 200)


@never_stored
def receipt_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where someone comes back to see whether what they sent was read."""
    found = Submission.objects.filter(receipt=uuid).defer("email", "content").first()
    if found is None:
        raise Http404
    path = "reutilisations" if found.kind == Submission.Kind.REUSE else "demandes"
    row = (
        Published.objects.visible(audience_of(request))
        .filter(pk__in=[found.record] if found.record else [])
        .first()
    )
    title = _("Votre envoi est arrivé")
    context = {
        "title": title,
        "crumbs": crumbs(kind_of(path), title),
        "found": found,
        "passages": list(found.passages.select_related("before", "after")),
        "due": letters.due(found) if found.kind == Submission.Kind.REQUEST else None,
        "refused": found.state == Submission.State.REFUSED,
        "published": found.state == Submission.State.PUBLISHED,
        "record": row and {
            "title": translated(row.content, "title"),
            "url": addresses.record_path(row.type, row.slug),
        },
        "robots": "noindex",
    }  # fmt: skip
    return render(request, "site/contributed.html", context)


@csrf_exempt  # a mailbox posts here for its owner (RFC 8058): the token is what allows it
@never_stored
def stop_page(request: HttpRequest, token: str) -> HttpResponse:
    """`/courriels/arret/<token>/`: forget the address of who re-uses data. GET asks, POST acts."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    try:
        receipt = UUID(signing.loads(token, salt=letters.STOP))
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as cause:
        raise Http404 from cause
    if request.method == "POST":
        actions.stop_letters(receipt)
    title = _("Ne plus recevoir ces avis")
    done = not Submission.objects.filter(receipt=receipt).exclude(email="").exists()
    context = {"title": title, "done": done, "robots": "noindex"}
    return render(request, "site/stop.html", context)
