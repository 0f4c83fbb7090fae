"""A real S3 server, in a process of its own, that checks keys and signatures: moto's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import boto3
import httpx

SERVER = """
import logging, threading
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
"""
MAY = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}  # fmt: skip


@dataclass(frozen=True)
class Server:
    endpoint: str
    key: str
    secret: str

    @property
    def settings(self) -> dict[str, str]:
        """As `PARVIS_S3`."""
        return {"endpoint": self.endpoint, "region": "us-east-1", "key": self.key,
                "secret": self.secret}  # fmt: skip

    def client(self) -> Any:
        return client("s3", self.endpoint, self.key, self.secret)

    def bucket(self) -> str:
        """A new one."""
        name = f"essai-{next(_NUMBERS)}"
        self.client().create_bucket(Bucket=name)
        return name


_NUMBERS = count()


def client(service: str, endpoint: str, key: str = "any", secret: str = "any") -> Any:
    return boto3.client(
        service, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key,
        aws_secret_access_key=secret,
    )  # fmt: skip


@contextmanager
def serving() -> Iterator[Server]:
    """One user may do all; from then on anyone else is refused."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    try:
        assert process.stdout
        endpoint = f"http://127.0.0.1:{int(process.stdout.readline())}"
        users = client("iam", endpoint)
        users.create_user(UserName="parvis")
        users.put_user_policy(UserName="parvis", PolicyName="may", PolicyDocument=json.dumps(MAY))
        made = users.create_access_key(UserName="parvis")["AccessKey"]
        httpx.post(f"{endpoint}/moto-api/reset-auth", content=b"0").raise_for_status()
        yield Server(endpoint, made["AccessKeyId"], made["SecretAccessKey"])
    finally:
        process.kill()
        process.communicate()
