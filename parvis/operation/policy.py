"""The content security policy of every answer, as django-csp writes it.

Nearly all answers carry the policy of the settings, word for word: it is written once. What has a
policy of its own, or a nonce, is left to django-csp.
"""

from __future__ import annotations

from functools import cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# what django-csp's decorators, and the desk, say of an answer
OWN = frozenset({
    "_csp_config", "_csp_update", "_csp_replace", "_csp_exempt",
    "_csp_config_ro", "_csp_update_ro", "_csp_replace_ro", "_csp_exempt_ro",
})  # fmt: skip


class Policy(CSPMiddleware):
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        own = not OWN.isdisjoint(vars(response)) or HEADER in response
        if own or settings.DEBUG or getattr(request, "_csp_nonce", None) is not None:
            return super().process_response(request, response)
        response[HEADER] = usual()
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


@cache
def usual() -> str:
    return build_policy()
