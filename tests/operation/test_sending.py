"""Slow readers of files leave threads for pages."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from parvis.operation import sending

pytestmark = pytest.mark.django_db  # the end of an answer looks at connections


@pytest.fixture
def asked(settings):
    settings.PARVIS_THREADS = 4

    def answer(request):
        if request.path == "/page":
            return HttpResponse(b"page")
        response = StreamingHttpResponse(iter([b"a", b"b"]))
        if request.path == "/small":
            response["Content-Length"] = "2"
        return response

    door, make = sending.Sending(answer), RequestFactory()
    return lambda path, method="get": door(getattr(make, method)(path))


def test_half_of_the_threads_send_files(asked):
    sent = [asked("/file") for _ in range(2)]
    assert [one.status_code for one in sent] == [200, 200]
    refused = asked("/file")
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert "réessayez" in refused.content.decode("unicode_escape")
    assert asked("/page").status_code == 200
    sent[0].close()
    assert asked("/file").status_code == 200
    assert asked("/file").status_code == 503


def test_what_a_reader_cannot_hold_takes_no_place(asked):
    for _ in range(5):
        assert asked("/small").status_code == 200
        assert asked("/file", "head").status_code == 200
    assert asked("/file").status_code == 200
