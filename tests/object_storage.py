"""An S3 service that lives as long as the tests do: moto's server, behind a door that checks signatures as S3 does.

    with throwaway_service() as service:
        store = service.store(tmp_path)

The door can also break off, answer late or with an error, and show what has been asked. `service.stop()` stops the
server itself.
"""

import hashlib
import hmac
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from xml.sax.saxutils import escape

from network.ports.files.copies import LocalCopies
from network.ports.files.s3 import S3FileStore
from network.ports.files.s3_client import Bucket

START_SECONDS = 60
REGION, ACCESS_KEY, SECRET_KEY, BUCKET = "eu-north-1", "AKIAFORKANT", "hemmelig/noegle+til=proeve", "forkant"
HOP_BY_HOP = frozenset({"connection", "transfer-encoding", "content-length", "date", "server", "expect"})


class Door(ThreadingHTTPServer):
    """Lets through to moto what is signed with the right key."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream: int) -> None:
        super().__init__(("127.0.0.1", 0), _Visitor)
        self.upstream = upstream
        self.mend()

    def mend(self) -> None:
        """Let everything through again, and forget what was asked."""
        self.error: int | None = None  # a status to answer with
        self.errors_from = 0  # bytes of an object after which reading it ends with that error
        self.break_after: int | None = None  # bytes of an answer's body
        self.breaks = 0  # answers that are still broken off
        self.late = 0.0  # seconds
        self.refused_parts: frozenset[str] = frozenset()  # numbers of parts that never arrive
        self.asked: list[tuple[str, str]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no error of the test."""


class _Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Door

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        door = self.server
        door.asked.append((self.command, self.path))
        time.sleep(door.late)
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if query.get("partNumber") in door.refused_parts:
            self.close_connection = True
            return
        refusal = _refusal(self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
        if refusal:
            self._answer(403, _xml(refusal))
            return
        start = int(self.headers.get("Range", "bytes=0-").partition("=")[2].partition("-")[0])
        if door.error and start >= door.errors_from:
            self._answer(door.error, _xml("InternalError"))
            return
        self._forward(body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _handle

    def _forward(self, body: bytes) -> None:
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream)
        try:
            given = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP - {"date"}}
            upstream.request(self.command, self.path, body, given)
            self._relay(upstream.getresponse())
        except (OSError, http.client.HTTPException):
            self.close_connection = True
        finally:
            upstream.close()

    def _relay(self, answer: http.client.HTTPResponse) -> None:
        length = int(answer.getheader("Content-Length") or 0)
        self._begin(answer.status, answer.getheaders(), length)
        if self.command == "HEAD":
            return
        door = self.server
        is_broken = door.break_after is not None and door.breaks > 0 and length > door.break_after
        left = (door.break_after or 0) if is_broken else length
        while left and (chunk := answer.read(min(left, 1 << 20))):
            self.wfile.write(chunk)
            left -= len(chunk)
        if is_broken:
            door.breaks -= 1
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def _answer(self, status: int, content: bytes) -> None:
        self._begin(status, [("Content-Type", "application/xml")], len(content))
        if self.command != "HEAD":
            self.wfile.write(content)

    def _begin(self, status: int, headers: list[tuple[str, str]], length: int) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()


def _xml(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{escape(code)}</Code><Message>{escape(code)}</Message></Error>".encode()


def _refusal(method: str, path: str, headers: Mapping[str, str]) -> str | None:
    """The code that S3 refuses a request with, if it does (AWS Signature Version 4)."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "X-Amz-Signature" in query:
        given = {name: query[f"X-Amz-{name}"] for name in ("Credential", "SignedHeaders", "Signature", "Date")}
        made_at = datetime.strptime(given["Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if datetime.now(UTC) > made_at + timedelta(seconds=int(query["X-Amz-Expires"])):
            return "AccessDenied"
        payload = "UNSIGNED-PAYLOAD"
    else:
        if "authorization" not in headers:
            return "AccessDenied"
        pairs = headers["authorization"].partition(" ")[2].split(", ")
        given = dict(pair.split("=", 1) for pair in pairs) | {"Date": headers["x-amz-date"]}
        payload = headers["x-amz-content-sha256"]
    access_key, _, scope = given["Credential"].partition("/")
    if access_key != ACCESS_KEY:
        return "InvalidAccessKeyId"
    request = _canonical(method, parts.path, query, headers, given["SignedHeaders"], payload)
    text = f"AWS4-HMAC-SHA256\n{given['Date']}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{SECRET_KEY}".encode()
    for word in (*scope.split("/"), text):
        key = hmac.digest(key, word.encode(), "sha256")
    return None if hmac.compare_digest(key.hex(), given["Signature"]) else "SignatureDoesNotMatch"


def _canonical(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], signed: str, payload: str
) -> str:
    pairs = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in query.items() if k != "X-Amz-Signature")
    lines = [f"{name}:{' '.join(headers[name].split())}\n" for name in signed.split(";")]
    return "\n".join((method, path, "&".join("=".join(pair) for pair in pairs), "".join(lines), signed, payload))


class Service:
    """moto's server in a process of its own, and the door before it."""

    def __init__(self, server: "subprocess.Popen[bytes]", door: Door) -> None:
        self._server = server
        self.door = door
        self.endpoint = f"http://127.0.0.1:{door.server_port}"
        self._own = self.bucket(read_seconds=30)

    def environ(self, **more: str) -> dict[str, str]:
        """Settings that name its bucket."""
        return {
            "NETWORK_FILES": "s3",
            "NETWORK_S3_ENDPOINT": self.endpoint,
            "NETWORK_S3_REGION": REGION,
            "NETWORK_S3_BUCKET": BUCKET,
            "NETWORK_S3_PREFIX": "filer",
            "NETWORK_S3_ACCESS_KEY": ACCESS_KEY,
            "NETWORK_S3_SECRET_KEY": SECRET_KEY,
        } | more

    def bucket(self, **other: Any) -> Bucket:
        """Impatient; `other` values in the place of the right ones."""
        right = {"region": REGION, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "read_seconds": 2}
        given: dict[str, Any] = {"name": BUCKET, "endpoint": self.endpoint} | right | other
        return Bucket(given.pop("name"), **given)

    def store(self, folder: Path, *, links: bool = True, **other: Any) -> S3FileStore:
        return S3FileStore(self.bucket(**other), "filer/", LocalCopies(folder / "fetched"), links=links)

    def empty(self) -> None:
        """A bucket with nothing in it, and a door that is open."""
        self.resume()
        self.door.mend()
        upstream = http.client.HTTPConnection("127.0.0.1", self.door.upstream, timeout=30)
        upstream.request("POST", "/moto-api/reset")
        upstream.getresponse().read()
        upstream.close()
        place = {"LocationConstraint": REGION}
        self._own.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
        self.door.mend()

    def hang(self) -> None:
        """The server takes connections and never answers."""
        self._server.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """For good."""
        self.resume()
        self._server.kill()
        self._server.wait()

    def unfinished(self) -> list[str]:
        """The names of uploads in parts that are neither complete nor given up."""
        listed = self._own.client.list_multipart_uploads(Bucket=BUCKET)
        return [found["Key"] for found in listed.get("Uploads", ())]


@contextmanager
def throwaway_service() -> Iterator[Service]:
    """Start one with an empty bucket, and stop it at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        door = Door(port)
        threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        service = Service(server, door)
        try:
            _wait(port, server)
            service.empty()
            yield service
        finally:
            with suppress(ProcessLookupError):
                service.stop()
            door.shutdown()
            door.server_close()


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("moto's server did not start")
