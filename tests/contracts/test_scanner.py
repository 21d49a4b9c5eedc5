"""What the scanner says is understood, and what it does not say is no leave."""

import io
import socket
from collections.abc import Iterator

import pytest

from network.ports.scan import ScanUnavailable
from network.ports.scan.clamd import ClamdScanner
from tests.contracts.clamd import EICAR, Clamd, clamd


@pytest.fixture
def server() -> Iterator[Clamd]:
    with clamd() as running:
        yield running


@pytest.mark.parametrize("size", [0, 1, 1 << 18, (1 << 20) + 7])
def test_a_file_is_sent_whole_and_let_through(server: Clamd, size: int) -> None:
    assert ClamdScanner(server.address).scan(io.BytesIO(b"x" * size)) is None
    assert server.received == [b"x" * size]


def test_the_test_virus_is_found_wherever_it_stands(server: Clamd) -> None:
    content = b"x" * (1 << 18) + EICAR
    assert ClamdScanner(server.address).scan(io.BytesIO(content)) == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"hang up", b"", b"\xff", b"stream: FOUND"])
def test_any_other_answer_is_none(server: Clamd, answer: bytes) -> None:
    server.answers[b"zINSTREAM"] = answer or b" "
    with pytest.raises(ScanUnavailable):
        ClamdScanner(server.address).scan(io.BytesIO(b"x"))


def test_nobody_there_is_unavailable(tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = taken.getsockname()
    for nowhere in (address, str(tmp_path / "clamd.sock")):
        with pytest.raises(ScanUnavailable):
            ClamdScanner(nowhere).scan(io.BytesIO(b"x"))


def test_its_version_is_told(server: Clamd) -> None:
    assert ClamdScanner(server.address).ping().startswith("ClamAV 1.4.2")
