"""The eyes that walk every page see what is wrong, on pages that are wrong in one way each."""

from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.journeys.measure import Eyes

pytestmark = [pytest.mark.journey, pytest.mark.once]

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg">
<style>a {{ outline: 3px solid #000 }} {style}</style></head>
<body><main><h1>Essai</h1><p>Une phrase, <a href="/">un lien</a>.</p>{more}</main></body></html>"""
BODIES = {
    "/": PAGE.format(style="", more=""),
    "/data": PAGE.format(style="", more='<script type="application/ld+json">{"a": 1}</script>'),
    "/script": PAGE.format(style="", more='<p id="p">Avant</p><script src="/says.js"></script>'),
    "/same": PAGE.format(style="", more='<script src="/silent.js"></script>'),
    "/noscript": PAGE.format(style="", more="<noscript><p>Sans script</p></noscript>"),
    "/handler": PAGE.format(style="", more='<p onclick="alert()">Ici</p>'),
    "/styled": PAGE.format(style="@media (scripting: none) { p { display: none } }", more=""),
    "/pale": PAGE.format(style="p { color: #bbb }", more=""),
    "/night": PAGE.format(
        style="@media (prefers-color-scheme: dark) { p { color: #bbb } }", more=""
    ),
    "/unseen": PAGE.format(style="a { outline: none !important }", more=""),
    "/wide": PAGE.format(style="", more='<div style="width: 400px">Large</div>'),
    "/says.js": "document.getElementById('p').textContent = 'Après'",
    "/silent.js": "",
    "/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}
MEDIA = {"js": "text/javascript", "svg": "image/svg+xml"}
asked: list[str] = []


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked.append(self.path)
        body = BODIES[self.path].encode()
        media = MEDIA.get(self.path.rpartition(".")[2], "text/html; charset=utf-8")
        self.send_response(200)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Nothing on the console."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def eyes(browser) -> Iterator[Eyes]:
    with closing(Eyes(browser)) as eyes:
        yield eyes


def test_a_page_without_fault_has_none_and_its_icon_counts(eyes, address):
    found = eyes.measure(f"{address}/")
    assert found.faults == []
    assert (found.status, found.requests) == (200, 2)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/script", "other content without JavaScript"),
        ("/noscript", "other content without JavaScript"),
        ("/styled", "other content without JavaScript"),
        ("/pale", "axe, day: color-contrast"),
        ("/night", "axe, night: color-contrast"),
        ("/unseen", "focus unseen"),
        ("/wide", "px beyond the screen, 320 px"),
    ],
)
def test_what_is_wrong_is_said(eyes, address, path, fault):
    assert any(fault in one for one in eyes.measure(f"{address}{path}").faults)


@pytest.mark.parametrize(
    ("path", "visits"), [("/", 1), ("/data", 1), ("/same", 2), ("/handler", 2), ("/noscript", 4)]
)
def test_a_page_that_runs_a_script_is_visited_without_too(eyes, address, path, visits):
    """Once more each, when what it says is other."""
    asked.clear()
    eyes.measure(f"{address}{path}")
    assert asked.count(path) == visits
