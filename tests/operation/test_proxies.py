"""What a request says about itself is believed from a trusted proxy only."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from parvis.operation.proxies import CLAIMS, TrustedProxies

CLAIMED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7, 10.0.0.2",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "pirate.example",
}


@pytest.fixture
def seen(settings):
    """The request as the application sees it."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.PARVIS_TRUSTED_PROXIES = ["10.0.0.0/8", "::1"]

    def through(remote: str, **headers: str):
        requests = []

        def view(request):
            requests.append(request)
            return HttpResponse()

        TrustedProxies(view)(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))
        return requests[0]

    return through


@pytest.mark.parametrize("remote", ["203.0.113.50", "", "unix", "2001:db8::1"])
def test_a_stranger_is_not_believed(seen, remote):
    request = seen(remote, **CLAIMED)
    assert not request.is_secure()
    assert request.META["REMOTE_ADDR"] == remote
    assert not set(CLAIMS) & set(request.META)


@pytest.mark.parametrize("remote", ["10.0.0.1", "::1", "::ffff:10.0.0.1"])
def test_a_trusted_proxy_is_believed_about_the_nearest_stranger(seen, remote):
    request = seen(remote, **CLAIMED)
    assert request.is_secure()
    assert request.META["REMOTE_ADDR"] == "198.51.100.7"


@pytest.mark.parametrize("claim", ["", "10.0.0.3", "not-an-address, 10.0.0.3"])
def test_a_proxy_that_says_nothing_useful_stays_the_sender(seen, claim):
    assert seen("10.0.0.1", HTTP_X_FORWARDED_FOR=claim).META["REMOTE_ADDR"] == "10.0.0.1"


def test_a_wrong_setting_is_named(settings):
    settings.PARVIS_TRUSTED_PROXIES = ["the-proxy"]
    with pytest.raises(ImproperlyConfigured, match="PARVIS_TRUSTED_PROXIES"):
        TrustedProxies(lambda _request: HttpResponse())
