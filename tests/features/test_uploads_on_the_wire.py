"""Uploads as they come over the wire, to the real server: endless ones, and those that break off."""

import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlalchemy import select as choose
from sqlalchemy.orm import Session

from benchmarks.arrivals import Network, running
from benchmarks.load import ask
from network.features.library.models import Document, StoredFile

FIVE_GB = 5_000_000_000
PIECE = b"x" * 65_536
ENOUGH = 40_000_000  # bytes; a server that took so many would take all
BEGINNING = (
    b'--skel\r\nContent-Disposition: form-data; name="file"; filename="stor.txt"\r\nContent-Type: text/plain\r\n\r\n'
)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with running(tmp_path_factory.mktemp("wire"), NETWORK_UPLOAD_MB="2") as found:
        yield found


def begun(network: Network, *headers: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", network.port), 10)
    lines = ["POST /bibliotek/del HTTP/1.1", "Host: 127.0.0.1", f"Cookie: session={network.visitors[0].cookie}"]
    lines += ["Content-Type: multipart/form-data; boundary=skel", *headers]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def poured(connection: socket.socket, *, chunked: bool) -> tuple[int, bytes]:
    """Send without end, as a client does that does not listen; how much was taken, and the answer."""
    taken = 0
    for piece in iter(lambda: PIECE, None):
        content = BEGINNING + piece if not taken else piece
        if select.select([connection], [], [], 0)[0]:
            break
        try:
            connection.sendall(b"%x\r\n%s\r\n" % (len(content), content) if chunked else content)
        except OSError:
            break
        taken += len(content)
        if taken > ENOUGH:
            break
    try:
        return taken, connection.recv(4096)
    except OSError:
        return taken, b""


def nothing_is_left(network: Network) -> bool:
    folder = Path(str(network.engine.url.database)).parent / "files"
    with Session(network.engine) as session:
        rows = [session.scalar(choose(func.count()).select_from(model)) for model in (Document, StoredFile)]
    return rows == [0, 0] and not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("header", [f"Content-Length: {FIVE_GB}", "Transfer-Encoding: chunked"])
def test_five_thousand_megabytes_are_refused_before_they_are_stored(network: Network, header: str) -> None:
    began = time.monotonic()
    with begun(network, header) as connection:
        taken, answer = poured(connection, chunked="chunked" in header)
    assert taken < ENOUGH
    assert time.monotonic() - began < 20
    assert not answer or answer.split(b" ")[1] in (b"413", b"400", b"411")
    assert nothing_is_left(network)
    assert ask(network.port, network.visitors[0].get("/bibliotek/")).status == 200


def test_an_upload_that_breaks_off_leaves_nothing(network: Network) -> None:
    for sent in (0, 100, 1_000_000):
        with begun(network, "Content-Length: 1500000") as connection:
            connection.sendall((BEGINNING + PIECE * 16)[:sent])
    assert ask(network.port, network.visitors[0].get("/bibliotek/")).status == 200
    time.sleep(1)
    assert nothing_is_left(network)
