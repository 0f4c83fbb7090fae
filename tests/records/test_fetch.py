"""An address that a person gives: what is refused, and that nothing runs away."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from parvis.records.addresses import is_public
from parvis.records.fetch import Answer, Client, FetchError, Limits, checked

Reply = Callable[[BaseHTTPRequestHandler], None]
LIMITS = Limits(connect=5, read=5, total=20, size=1_000_000)


class Site:
    """A small web site: replies by path, and what it was asked."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, bytes]] = []
        self.heads: dict[str, int] = {}  # path → status said of a HEAD alone
        self.headed: list[str] = []
        self.port = 0

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, limits: Limits = LIMITS) -> Client:
        return Client(limits=limits, allow_private=frozenset({f"127.0.0.1:{self.port}"}))

    def body(self, path: str, content: bytes, status: int = 200, **headers: str) -> None:
        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(content)

        self.replies[path] = reply

    def redirect(self, path: str, location: str) -> None:
        self.body(path, b"", status=302, Location=location)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            try:
                site.replies[self.path](self)
            except OSError:
                self.close_connection = True  # the client left: what these tests wait for

        def do_HEAD(self) -> None:
            site.headed.append(self.path)
            if self.path in site.heads:
                self.send_response(site.heads[self.path])
                self.end_headers()
            else:
                site.replies[self.path](self)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            site.posted.append((self.path, sent))
            site.replies[self.path](self)

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


def refused(client: Client, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught, client.fetch(url):
        pytest.fail("the address was accepted")
    assert "%(" not in caught.value.sentence()
    return caught.value


def test_a_file_is_read_into_a_temporary_file_that_goes_away(site: Site) -> None:
    site.body("/c.ttl", b"<a> <b> <c> .", Content_Type='text/turtle; charset="UTF-8"', ETag='"7"')
    with site.client().fetch(f"{site.root}/c.ttl#part", accept="text/turtle") as answer:
        assert answer.path is not None
        assert answer.path.read_bytes() == b"<a> <b> <c> ."
        assert (answer.media_type, answer.charset, answer.etag) == ("text/turtle", "utf-8", '"7"')
    assert not answer.path.exists()
    path, headers = site.asked[0]
    assert path == "/c.ttl"
    assert headers["Accept"] == "text/turtle"
    assert "Parvis" in headers["User-Agent"]
    assert headers["Host"] == f"127.0.0.1:{site.port}"


def test_nothing_is_read_again_when_nothing_changed(site: Site) -> None:
    site.body("/c", b"", status=304)
    with site.client().fetch(f"{site.root}/c", etag='"7"', last_modified="yesterday") as answer:
        assert answer.unchanged
    assert site.asked[0][1]["If-None-Match"] == '"7"'
    assert site.asked[0][1]["If-Modified-Since"] == "yesterday"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "0.0.0.0", "255.255.255.255",
        "169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1",
        "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "::127.0.0.1",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_are_never_contacted(address: str) -> None:
    assert not is_public(address)
    client = Client(resolve=lambda host, port: [address])
    assert refused(client, "http://catalogue.example/").code == "private"


@pytest.mark.parametrize("address", ["9.9.9.9", "2a01:e0a::1", "64:ff9b::909:909"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", [
    "127.1", "2130706433", "0x7f.1", "0", "localhost", "LOCALHOST.", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127。0。0。1", "[fe80::1%25lo]",
])  # fmt: skip
def test_other_spellings_of_this_machine_are_seen_through(host: str) -> None:
    assert refused(Client(), f"http://{host}/").code in {"private", "unknown_host"}


def test_one_private_address_among_public_ones_refuses_the_site() -> None:
    client = Client(resolve=lambda host, port: ["9.9.9.9", "10.0.0.1"])
    assert refused(client, "http://catalogue.example/").code == "private"


def test_the_address_contacted_is_the_one_that_was_checked(site: Site) -> None:
    """A name that answers differently the second time (DNS rebinding) gains nothing."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    site.body("/c", b"one")
    allowed = frozenset({f"catalogue.example:{site.port}"})
    client = Client(limits=LIMITS, allow_private=allowed, resolve=rebinding)
    with client.fetch(f"http://catalogue.example:{site.port}/c") as answer:
        assert answer.path is not None
        assert answer.path.read_bytes() == b"one"
    assert asked == ["catalogue.example"]


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    for number, target in enumerate(["http://127.0.0.2:8000/", "http://169.254.169.254/latest/"]):
        site.redirect(f"/{number}", target)
        assert refused(site.client(), f"{site.root}/{number}").code == "private"


def test_a_redirect_to_another_kind_of_address_is_refused(site: Site) -> None:
    site.redirect("/c", "file:///etc/passwd")
    assert refused(site.client(), f"{site.root}/c").code == "address"
    site.redirect("/c", "http://user:secret@127.0.0.1/")
    error = refused(site.client(), f"{site.root}/c")
    assert error.code == "credentials"
    assert "secret" not in error.sentence() + str(error)


def test_redirects_are_followed_a_few_times_only(site: Site) -> None:
    site.redirect("/old", "new")
    site.body("/new", b"here")
    with site.client().fetch(f"{site.root}/old") as answer:
        assert answer.url == f"{site.root}/new"
    site.redirect("/loop", "/loop")
    assert refused(site.client(), f"{site.root}/loop").code == "redirects"


def test_a_redirect_without_address_is_refused(site: Site) -> None:
    site.body("/c", b"", status=302)
    assert refused(site.client(), f"{site.root}/c").code == "redirect"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://a.example/x", "address"),
        ("file:///etc/passwd", "address"),
        ("gopher://a.example/", "address"),
        ("catalogue.example", "address"),
        ("", "address"),
        ("http://", "address"),
        ("http://[::1", "address"),
        ("http://a.example:99999/", "address"),
        ("http://a.example\r\nX: 1/", "address"),
        ("http://me@a.example/", "credentials"),
        ("http://a.example:25/", "port"),
        ("https://a.example:22/", "port"),
    ],
)
def test_addresses_refused_by_their_form(url: str, code: str) -> None:
    assert refused(Client(resolve=lambda host, port: ["9.9.9.9"]), url).code == code


def test_accents_in_a_name_or_a_path_are_accepted() -> None:
    url = checked("https://données.example/jeu de données?q=é#x")
    assert url.raw_host == b"xn--donnes-eva.example"
    assert url.raw_path == b"/jeu%20de%20donn%C3%A9es?q=%C3%A9"


def test_a_site_that_does_not_exist_or_does_not_answer(site: Site) -> None:
    assert refused(Client(resolve=lambda host, port: []), "http://no.example/").code == (
        "unknown_host"
    )
    with serving(Site()) as gone:
        client, url = gone.client(), gone.root
    assert refused(client, url).code == "unreachable"


def test_an_error_of_the_site_is_named(site: Site) -> None:
    site.body("/gone", b"sorry", status=410)
    error = refused(site.client(), f"{site.root}/gone")
    assert (error.code, error.params["status"]) == ("status", 410)


def test_a_page_announced_too_large_is_not_read(site: Site) -> None:
    site.body("/c", b"x", Content_Length="2000000000")
    site.replies["/c"] = _endless(site, announced=2_000_000_000)
    assert refused(site.client(), f"{site.root}/c").code == "large"


def test_a_stream_without_end_is_stopped_at_the_limit(site: Site) -> None:
    site.replies["/c"] = _endless(site, announced=None)
    assert refused(site.client(), f"{site.root}/c").code == "large"
    assert _SENT[-1] < 100_000_000


_SENT: list[int] = []


def _endless(site: Site, announced: int | None) -> Reply:
    """Up to 2 GB, as long as the client reads."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if announced:
            handler.send_header("Content-Length", str(announced))
        handler.end_headers()
        _SENT.append(0)
        block = b"<" * 65536
        while _SENT[-1] < 2_000_000_000:
            handler.wfile.write(block)
            _SENT[-1] += len(block)

    return reply


BOMB = b"\0" * 300_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_bomb_is_stopped_at_the_limit(site: Site, encoding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress}.get(encoding)
    bomb = pack(BOMB, 1) if pack else brotli.compress(BOMB, quality=1)
    assert len(bomb) < 3_000_000
    site.body("/c", bomb, Content_Encoding=encoding)
    client = site.client(replace(LIMITS, size=10_000_000))
    assert refused(client, f"{site.root}/c").code == "large"


@pytest.mark.parametrize("size", [0, 5, 262_144, 700_001])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw", "br", "x-gzip"])
def test_compressed_content_comes_out_whole(site: Site, encoding: str, size: int) -> None:
    content = bytes(number * 7 % 251 for number in range(size))
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(content),
        "x-gzip": gzip.compress(content[:9]) + gzip.compress(content[9:]),
        "deflate": zlib.compress(content),
        "raw": raw.compress(content) + raw.flush(),
        "br": brotli.compress(content),
    }[encoding]
    site.body("/c", packed, Content_Encoding="deflate" if encoding == "raw" else encoding)
    with site.client().fetch(f"{site.root}/c") as answer:
        assert _content(answer) == content
        assert answer.size == size


def _content(answer: Answer) -> bytes:
    assert answer.path is not None
    return answer.path.read_bytes()


def test_content_that_is_not_what_it_says_is_refused(site: Site) -> None:
    site.body("/cut", gzip.compress(b"a" * 1000)[:-9], Content_Encoding="gzip")
    site.body("/not", b"plain text", Content_Encoding="gzip")
    site.body("/cutbr", brotli.compress(b"abc" * 1000)[:-3], Content_Encoding="br")
    site.body("/other", b"plain text", Content_Encoding="zstd")
    for path in ("/cut", "/not", "/cutbr", "/other"):
        assert refused(site.client(), site.root + path).code == "encoding"


def test_a_slow_drip_ends_with_the_total_time(site: Site) -> None:
    """One byte at a time never meets the read limit: the total one stops it."""
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not over.wait(0.02):
            handler.wfile.write(b".")

    site.replies["/c"] = drip
    limits = replace(LIMITS, read=5, total=0.5)
    assert refused(site.client(limits), f"{site.root}/c").code == "slow"
    over.set()


def test_a_site_that_stays_silent_is_left(site: Site) -> None:
    over = threading.Event()
    site.replies["/c"] = lambda handler: (over.wait(10), None)[1]
    assert refused(site.client(replace(LIMITS, read=0.1)), f"{site.root}/c").code == "slow"
    over.set()


def test_a_name_that_takes_too_long_to_resolve(site: Site) -> None:
    over = threading.Event()

    def stuck(host: str, port: int) -> list[str]:
        over.wait(10)
        return []

    client = Client(limits=replace(LIMITS, connect=0.1), resolve=stuck)
    assert refused(client, "http://slow.example/").code == "slow"
    over.set()


def test_an_answer_that_is_not_http_or_is_cut(site: Site) -> None:
    site.replies["/not"] = lambda handler: (handler.wfile.write(b"hello\r\n\r\n"), None)[1]
    assert refused(site.client(), f"{site.root}/not").code == "answer"

    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"ten bytes.")
        handler.close_connection = True

    site.replies["/cut"] = cut
    assert refused(site.client(), f"{site.root}/cut").code == "answer"


def test_a_secure_address_without_a_valid_certificate_is_refused(site: Site) -> None:
    url = site.root.replace("http:", "https:")
    assert refused(site.client(), url).code in {"certificate", "answer", "unreachable"}


def test_a_body_is_posted_with_its_type(site: Site) -> None:
    site.body("/csw", b"<answer/>")
    with site.client().fetch(site.root + "/csw", body=b"<q/>", body_type="text/xml") as answer:
        assert answer.path is not None
        assert answer.path.read_bytes() == b"<answer/>"
    assert site.posted == [("/csw", b"<q/>")]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirected_post_is_repeated_only_when_the_standard_says_so(
    site: Site, status: int
) -> None:
    site.body("/old", b"", status=status, Location="/new")
    site.body("/new", b"moved")
    with site.client().fetch(site.root + "/old", body=b"<q/>", body_type="text/xml"):
        pass
    repeated = status in {307, 308}
    assert site.posted == [("/old", b"<q/>")] + [("/new", b"<q/>")] * repeated
    assert [path for path, _ in site.asked] == ["/new"] * (not repeated)
    assert all("Content-Type" not in headers for _, headers in site.asked)


def test_a_redirected_post_never_reaches_a_private_address(site: Site) -> None:
    site.body("/old", b"", status=307, Location="http://127.0.0.2:9999/")
    with (
        pytest.raises(FetchError) as caught,
        site.client().fetch(site.root + "/old", body=b"<q/>"),
    ):
        pytest.fail("the private address was accepted")
    assert caught.value.code == "private"


def test_an_address_is_looked_at_without_being_read(site: Site) -> None:
    site.body("/c.csv", b"a,b", Content_Type="text/csv; charset=utf-8", ETag='"7"')
    site.redirect("/old.csv", "/c.csv")
    look = site.client().look(f"{site.root}/old.csv")
    assert (look.status, look.media_type, look.size, look.etag) == (200, "text/csv", 3, '"7"')
    assert look.url == f"{site.root}/c.csv"
    assert site.headed == ["/old.csv", "/c.csv"]
    assert site.asked == []


def test_a_look_by_get_asks_for_one_byte_and_reads_the_whole_size(site: Site) -> None:
    site.body("/c.csv", b"a", status=206, Content_Range="bytes 0-0/12345")
    look = site.client().look(f"{site.root}/c.csv", method="GET")
    assert site.asked[0][1]["Range"] == "bytes=0-0"
    assert (look.status, look.size) == (206, 12345)


def test_a_look_tells_an_error_and_when_to_come_back(site: Site) -> None:
    site.body("/busy", b"", status=429, Retry_After="120")
    look = site.client().look(f"{site.root}/busy")
    assert (look.status, look.retry_after) == (429, "120")


def test_a_look_is_guarded_as_a_fetch_is(site: Site) -> None:
    site.body("/c.csv", b"a")
    with pytest.raises(FetchError) as caught:
        Client(limits=LIMITS).look(f"{site.root}/c.csv")
    assert caught.value.code == "private"
    site.redirect("/out", "http://127.0.0.1:1/secret")
    with pytest.raises(FetchError) as caught:
        site.client().look(f"{site.root}/out")
    assert caught.value.code in {"port", "private"}
    assert "/c.csv" not in site.headed


def test_a_look_leaves_at_once_a_server_that_sends_without_end(site: Site) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)
            sent += 65_536

    site.replies["/endless"] = endless
    assert site.client().look(f"{site.root}/endless", method="GET").status == 200
    assert sent < 50_000_000


@pytest.mark.parametrize("said", ["-1", "x", "9" * 18, ""])
def test_a_size_that_cannot_be_is_none(site: Site, said: str) -> None:
    site.body("/c", b"", status=206, Content_Range=f"bytes 0-0/{said}")
    assert site.client().look(f"{site.root}/c", method="GET").size is None
