"""How much one network sends by public forms, how often a stranger makes us write to someone.

Counted as failed sign-ins are (`ACCOUNT_RATE_LIMITS`), in the cache that every process shares:
by a hash of the network whose key is forgotten each day, and of the e-mail address. No limit is
shared by everyone, or one script would silence the form for all.
"""

from __future__ import annotations

import logging

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from django.http import HttpRequest

from parvis.records.feedback import FeedbackProblem
from parvis.records.sealed import address_mark

log = logging.getLogger(__name__)


def demand_room(request: HttpRequest) -> None:
    """Count one sending; raise FeedbackProblem when its network sent enough for now."""
    if not ratelimit.consume(request, action="public_form"):
        log.warning("one network sends too much by public forms")
        raise FeedbackProblem("too_many")


def may_write_to(request: HttpRequest, email: str) -> bool:
    """Count a letter to an address that somebody typed; False when it had enough for a day.

    What stands behind a "+" is the same mailbox.
    """
    name, _at, host = email.rpartition("@")
    mailbox = f"{name.partition('+')[0]}@{host}"
    return bool(ratelimit.consume(request, action="unasked_letter", key=address_mark(mailbox)))


def may_give_opinion(request: HttpRequest, about: str) -> bool:
    """Count an opinion about one thing; False when its network gave enough of them today.

    The page that asks is the same for everyone, so no token of its own tells one person from a
    script: this is what keeps a count honest.
    """
    mark = get_adapter().get_client_ip(request)
    return bool(ratelimit.consume(request, action="opinion", key=f"{mark}/{about}"))


def may_try_reference(request: HttpRequest) -> bool:
    """False when this network typed enough references that no decision bears, for now."""
    return bool(ratelimit.consume(request, action="decision_reference", dry_run=True))


def wrong_reference(request: HttpRequest) -> None:
    """Count one that no decision bears."""
    ratelimit.consume(request, action="decision_reference")


def may_try_link(request: HttpRequest) -> bool:
    """Count a private link that leads nowhere; False when its network tried enough for now. Links
    are read, not sent: the limits' public function counts no reading."""
    found = counting.consume(request, app="allauth.account", action="private_link", limit_get=True)
    return bool(found)
