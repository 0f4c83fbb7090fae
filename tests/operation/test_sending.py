"""Slow readers of files leave threads for pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

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


def test_a_file_waits_while_a_page_is_being_answered(settings, monkeypatch):
    settings.PARVIS_THREADS = 4
    monkeypatch.setattr(sending, "PATIENCE", 60)
    begun, end, told = Event(), Event(), []

    def page(_request):
        begun.set()
        end.wait(60)
        told.append("page")
        return HttpResponse(b"page")

    def piece():
        sending.pages.first()
        told.append("piece")

    door = sending.Sending(page)
    with ThreadPoolExecutor(2) as pool:
        answered = pool.submit(door, RequestFactory().get("/page"))
        assert begun.wait(60)
        made = pool.submit(piece)
        assert not made.done()
        end.set()
        answered.result(60)
        made.result(60)
    assert told == ["page", "piece"]


def test_what_makes_a_file_within_an_answer_waits_for_others_alone(monkeypatch):
    monkeypatch.setattr(sending, "PATIENCE", 60)
    pages = sending.Pages()
    with pages.one(), pages.left():
        pages.first()
        with pages.one():
            assert pages.number == 1
        pages.first()
    assert pages.number == 0
