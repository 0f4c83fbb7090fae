"""The short way to doors that only machines knock at, often.

No page is drawn there, or who asks for one goes the whole way. For who comes without a session,
what serves sessions, accounts, the desk and forms is left out. Host, size, headers of security and
language are as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.urls import get_resolver
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

Answer = Callable[[HttpRequest], HttpResponseBase]


class Machines:
    """Middleware. `settings.MACHINE_DOORS`: where paths begin → their addresses, a module.
    `settings.MACHINE_PAGES`: where some answers are pages → what tells whether a request asks for
    one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        common = CommonMiddleware(convert_exception_to_response(door))
        self.short: Any = XFrameOptionsMiddleware(common)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if known or addresses(request.path_info) is None:
            return self.get_response(request)
        try:
            request.get_host()
            drawn = page(request)
        except SuspiciousOperation:  # refused as it is everywhere
            return self.get_response(request)
        if drawn:
            return self.get_response(request)
        language = translation.get_language_from_request(request)
        translation.activate(language)
        response: HttpResponseBase = self.short(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language",))
        return response


def addresses(path: str) -> str | None:
    for start, module in settings.MACHINE_DOORS.items():
        if path.startswith(start):
            return str(module)
    return None


def page(request: HttpRequest) -> bool:
    for start, asked in settings.MACHINE_PAGES.items():
        if request.path_info.startswith(start):
            return bool(import_string(asked)(request))
    return False


def door(request: HttpRequest) -> HttpResponse:
    """Raises Resolver404, which is answered 404."""
    request.resolver_match = found = get_resolver(addresses(request.path_info)).resolve(
        request.path_info
    )
    answered: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answered
