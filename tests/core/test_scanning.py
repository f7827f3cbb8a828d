"""The virus scanner: its protocol against a peer that speaks it, and a real clamd where one is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stegvis.core.files import scanning
from stegvis.core.files.scanning import NoAnswer, Verdict
from tests.clamd import CLEAN, OUT_OF_ORDER, a_scanner
from tests.samples import EICAR

HAS_CLAMD = shutil.which("clamd") or (Path("/usr/sbin/clamd").exists() and "/usr/sbin/clamd")


def test_the_content_is_sent_in_pieces_with_their_lengths(settings):
    heard: list[bytes] = []
    with a_scanner(CLEAN, heard) as settings.CLAMAV_ADDRESS:
        assert scanning.scan(b"x" * 70_000) == Verdict()
    assert heard == [
        b"zINSTREAM\0"
        + (65536).to_bytes(4, "big")
        + b"x" * 65536
        + (4464).to_bytes(4, "big")
        + b"x" * 4464
        + bytes(4)
    ]


def test_what_the_scanner_found_is_told_by_its_name(settings):
    with a_scanner(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as settings.CLAMAV_ADDRESS:
        assert scanning.scan(b"x") == Verdict("Win.Test.EICAR_HDB-1")


@pytest.mark.parametrize("answer", [b"", OUT_OF_ORDER, b"INSTREAM size limit exceeded. ERROR\0", b"\xff\xfe"])
def test_any_other_answer_is_no_verdict(settings, answer):
    with a_scanner(answer) as settings.CLAMAV_ADDRESS, pytest.raises(NoAnswer):
        scanning.scan(b"x")


@pytest.mark.parametrize("address", ["unix:/no/such/socket", "tcp:127.0.0.1:1", "tcp:127.0.0.1:port", "x"])
def test_a_scanner_that_cannot_be_reached_gives_no_verdict(settings, address):
    settings.CLAMAV_ADDRESS = address
    assert not scanning.answers()
    with pytest.raises(NoAnswer):
        scanning.scan(b"x")


def test_a_scanner_that_keeps_silent_is_not_waited_for(settings, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMAV_ADDRESS = f"tcp:127.0.0.1:{door.getsockname()[1]}"
        with pytest.raises(NoAnswer):
            scanning.scan(b"x")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real scanner with one signature, the test file's, so that it starts at once and without the net."""
    if not HAS_CLAMD:
        pytest.skip("clamd is not installed; the real scanner is not tried (apt-get install clamav-daemon)")
    place = tmp_path_factory.mktemp("clamav")
    place.chmod(0o755)
    signatures = place / "signatures"
    signatures.mkdir()
    (signatures / "test.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    control = place / "clamd.sock"
    settings = {
        "DatabaseDirectory": signatures,
        "LocalSocket": control,
        "TemporaryDirectory": place,
        "Foreground": "yes",
        "StreamMaxLength": "20M",
    }
    (place / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with (place / "clamd.log").open("wb") as log:
        server = subprocess.Popen(
            [str(HAS_CLAMD), "--config-file", str(place / "clamd.conf")], stdout=log, stderr=log
        )
        try:
            _wait_for(control, server, place / "clamd.log")
            yield f"unix:{control}"
        finally:
            server.kill()  # it holds nothing; asked politely it takes five seconds
            server.wait(10)


def _wait_for(control: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        if control.exists():
            return
        if server.poll() is not None:
            pytest.skip(f"clamd is installed but does not start here: {log.read_text()[-300:]}")
        time.sleep(0.1)
    pytest.skip("clamd is installed but did not start within fifteen seconds")


def test_a_real_scanner_answers_and_finds_the_test_file_and_nothing_in_a_letter(settings, clamd):
    settings.CLAMAV_ADDRESS = clamd
    assert scanning.answers()
    assert scanning.scan(b"Hej " * 50_000) == Verdict()
    assert scanning.scan(EICAR).found.startswith("Test.Eicar")
