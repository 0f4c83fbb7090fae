"""A real OpenID Connect provider in a process of its own, and a signing one in front of it.

The provider (oidc-provider-mock) answers userinfo as JSON. `Front` passes everything on to it,
under its own address, and may answer userinfo as a signed token as ProConnect and FranceConnect
do, well or badly.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "parvis-essais"
RUNNING = re.compile(rb"http://127\.0\.0\.1:(\d+)")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextmanager
def provider() -> Iterator[str]:
    """Start the provider on a port the system chooses; yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0",
         "--require-nonce", "true"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    assert process.stderr
    drain = None
    try:
        for line in process.stderr:
            found = RUNNING.search(line)
            if found:
                break
        else:
            raise RuntimeError("the provider did not start")
        drain = Thread(target=process.stderr.read, daemon=True)
        drain.start()
        yield f"http://127.0.0.1:{int(found[1])}"
    finally:
        process.terminate()
        process.wait(10)
        if drain:
            drain.join(5)
        process.stderr.close()


class Front(ThreadingHTTPServer):
    """Between us and the provider. `userinfo` turns its claims into an answer (type, bytes)."""

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = httpx.Client(base_url=behind, follow_redirects=False)
        self.reset()

    def reset(self) -> None:
        self.userinfo: Any = None
        self.description: dict[str, Any] = {}
        self.keys: list[dict[str, Any]] = [jwk(KEY, "front")]
        self.id_token: Any = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60} | more


class Passing(BaseHTTPRequestHandler):
    server: Front

    def do_GET(self) -> None:
        self.pass_on()

    def do_POST(self) -> None:
        self.pass_on()

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = {name: value for name, value in self.headers.items() if name in KEPT}
        kept["Host"] = f"127.0.0.1:{self.server.server_port}"
        answer = self.server.behind.request(self.command, self.path, content=body, headers=kept)
        kind, content = self.changed(answer)
        self.send_response(answer.status_code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if "location" in answer.headers:
            self.send_header("Location", answer.headers["location"])
        self.end_headers()
        self.wfile.write(content)

    def changed(self, answer: httpx.Response) -> tuple[str, bytes]:
        front, path = self.server, self.path.partition("?")[0]
        kind, content = answer.headers.get("content-type", ""), answer.content
        if path == "/userinfo" and front.userinfo:
            return front.userinfo(json.loads(content))
        if path == "/oauth2/token" and front.id_token:
            content = json.dumps(front.id_token(json.loads(content))).encode()
        if path == "/jwks":
            content = json.dumps({"keys": json.loads(content)["keys"] + front.keys}).encode()
        if path == "/.well-known/openid-configuration":
            content = json.dumps(json.loads(content) | front.description).encode()
        return kind, content

    def log_message(self, *_arguments: Any) -> None:
        """Silent: the tests read answers, not logs."""


KEPT = {"Content-Type", "Authorization", "Accept"}


@contextmanager
def front() -> Iterator[Front]:
    with provider() as behind, Front(behind) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.behind.close()


def jwk(key: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": kid, "use": "sig", "alg": "RS256"}


def signed(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256") -> tuple[str, bytes]:
    token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "front"})
    return "application/jwt; charset=utf-8", token.encode()
