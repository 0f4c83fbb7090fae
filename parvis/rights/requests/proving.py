"""The code by which someone shows that a mailbox is theirs: six digits, ten minutes, few tries."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import ClassVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from parvis.records.problems import Problem, gettext_noop
from parvis.rights.requests import actions, files, letters, vault
from parvis.rights.requests.choices import Identity, Kind
from parvis.rights.requests.files import Given
from parvis.rights.requests.models import Code, Request

LASTS = dt.timedelta(minutes=10)
TRIES = 5
DIGITS = 6


class CodeProblem(Problem):
    sentences: ClassVar = {
        "no_code": gettext_noop("Aucun code n’est demandé pour cette demande."),
        "no_document": gettext_noop("Nous ne vous demandons pas de pièce d’identité."),
        "no_mailbox": gettext_noop("Cette demande n’a pas d’adresse e-mail."),
        "enough": gettext_noop(
            "Trois codes sont partis aujourd’hui : attendez demain, ou écrivez-nous ci-dessous."
        ),
        "over": gettext_noop("Ce code ne sert plus : demandez-en un autre."),
        "wrong": gettext_noop("« %(value)s » n’est pas le code reçu. Essais restants : %(left)s."),
    }


def digest(request: Request, key: bytes, digits: str) -> str:
    return hmac.new(key, f"code/{request.uuid}/{digits}".encode(), hashlib.sha256).hexdigest()


def mailbox(request: Request) -> str:
    """The address that the code goes to. Raises CodeProblem."""
    if request.identity != Identity.CODE or request.proved:
        raise CodeProblem("no_code")
    email = str(vault.unseal(vault.key_of(request.uuid), request).get("email", ""))
    if not email:
        raise CodeProblem("no_mailbox")
    return email


@transaction.atomic
def send(request: Request) -> None:
    """A new code by letter; the one before serves no more. Raises CodeProblem."""
    email = mailbox(request)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    values = {
        "digest": digest(request, vault.key_of(request.uuid), digits),
        "expires": timezone.now() + LASTS,
        "tries": 0,
    }
    Code.objects.update_or_create(request=request, defaults=values)
    letters.code(request, email, digits)


def check(request: Request, digits: str) -> None:
    """The mailbox is theirs when the code is right. Raises CodeProblem; each try counts."""
    mailbox(request)
    tried = Code.objects.filter(
        request=request, expires__gt=timezone.now(), tries__lt=TRIES
    ).update(tries=F("tries") + 1)
    code = Code.objects.filter(request=request).first()
    if not tried or code is None:
        raise CodeProblem("over")
    digits = "".join(digits.split())
    right = digest(request, vault.key_of(request.uuid), digits)
    if not hmac.compare_digest(code.digest, right):
        raise CodeProblem("wrong", value=digits[:10], left=TRIES - code.tries)
    with actions.changing(request, None) as change:
        Code.objects.filter(request=request).delete()
        actions.proved(change)


def give_document(request: Request, given: Sequence[Given]) -> None:
    """Keep a copy of an identity document until someone has looked at it. Raises CodeProblem."""
    if request.identity != Identity.DOCUMENT or request.proved:
        raise CodeProblem("no_document")
    with actions.changing(request, None) as change:
        event = change.write(Kind.WROTE)
        files.keep(change.request, event, change.key, given, identity=True)
