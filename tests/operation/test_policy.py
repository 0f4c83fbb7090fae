"""The policy that is written once is the one that django-csp writes each time."""

import pytest
from csp.constants import HEADER, NONCE, SELF
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from parvis.operation.policy import Policy


def answered(middleware, rf, nonce, own):
    """The request and the answer; a nonce is the same whenever it is asked for."""

    def view(request):
        response = HttpResponse()
        if nonce:
            request._csp_nonce = "bm9uY2U="
        for name, value in own.items():
            setattr(response, name, value)
        return response

    request = rf.get("/")
    return request, middleware(view)(request)


@pytest.mark.parametrize(
    ("nonce", "own"),
    [
        (False, {}),
        (True, {}),
        (True, {"_csp_config": {"script-src": [SELF, NONCE]}}),
        (False, {"_csp_config": {"default-src": [SELF]}}),
        (False, {"_csp_update": {"img-src": ["https://tuiles.example"]}}),
        (False, {"_csp_replace": {"img-src": [SELF]}}),
        (False, {"_csp_exempt": True}),
        (False, {"_csp_config_ro": {"default-src": [SELF]}}),
    ],
)
def test_every_answer_carries_what_django_csp_would_write(rf, nonce, own):
    for _time in range(2):  # the first one writes it
        _request, ours = answered(Policy, rf, nonce, own)
        _request, theirs = answered(CSPMiddleware, rf, nonce, own)
        assert directives(ours) == directives(theirs)


def directives(response):
    return {
        name: set(value.split("; "))
        for name, value in response.items()
        if name.startswith("Content-Security-Policy")
    }


def test_a_nonce_asked_for_too_late_is_still_an_error(rf):
    request, response = answered(Policy, rf, False, {})
    assert "default-src 'none'" in response[HEADER]
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)
