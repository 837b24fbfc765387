"""A key is drawn at random and for its owner alone, or it is refused with the way out."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import random
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import ProjectError, Where
from screening.files.private import write_private
from screening.registers.reading.key_file import (
    LONGEST,
    PUBLISHED_KEY,
    SHORTEST,
    read_key_file,
    weakness,
    write_key,
)

GOOD = hashlib.sha256(b"a key of the test").hexdigest().encode()


def read(file: Path, *, demo: bool = False) -> bytes:
    return read_key_file(file.name, file, Where("screening.yaml", 3), demo=demo)


def refusal(file: Path) -> str:
    with pytest.raises(ProjectError) as caught:
        read(file)
    (problem,) = caught.value.problems
    assert problem.expected
    assert problem.remedy
    assert problem.where.line == 3
    return str(problem)


def wrapped(text: bytes) -> bytes:
    return b"\n".join(text[start : start + 64] for start in range(0, len(text), 64)) + b"\n"


FORMS = {
    "hexadecimal": lambda drawn: drawn.hex().encode(),
    "HEXADECIMAL": lambda drawn: drawn.hex().upper().encode() + b"\r\n",
    "base64": base64.b64encode,
    "base64 in lines": lambda drawn: wrapped(base64.b64encode(drawn)),
    "for a URL": lambda drawn: base64.urlsafe_b64encode(drawn).rstrip(b"="),
    "raw": lambda drawn: drawn[:64],
}


@pytest.mark.parametrize("form", FORMS)
@given(seed=st.integers(0, 2**64), size=st.integers(SHORTEST, 200))
def test_whatever_is_drawn_will_do(form: str, seed: int, size: int) -> None:
    drawn = random.Random(seed).randbytes(size)
    assert weakness(FORMS[form](drawn)) is None


@pytest.mark.parametrize("form", FORMS)
@given(seed=st.integers(0, 2**64), size=st.integers(8, SHORTEST - 1))
def test_less_will_not(form: str, seed: int, size: int) -> None:
    drawn = random.Random(seed).randbytes(size)
    assert weakness(FORMS[form](drawn)) is not None


WEAK = {
    "nothing": b"",
    "white space": b" \n\n",
    "one letter": b"a" * 16,
    "one letter, long": b"a" * 64,
    "zeros": bytes(64),
    "a pattern": b"0123456789abcdef" * 4,
    "another pattern": b"deadbeef" * 8,
    "every byte in turn": bytes(range(64)).hex().encode(),
    "every byte in turn, by threes": bytes(range(0, 192, 3)),
    "the alphabet": b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "digits of pi": b"3141592653589793238462643383279502884197169399375105820974944592",
    "words": b"this is a file of words that somebody pointed at by mistake, and no key",
    "words without spaces": b"correcthorsebatterystaplecorrecthorsebatterystapleandmore",
    "words in lines": b"correct\nhorse\nbattery\nstaple\nuniform\nmunicipal\nscreening\n",
    "words in hexadecimal": b"the key of the municipality of Meerwolde".hex().encode(),
    "words in base64": base64.b64encode(b"the key of the municipality of Meerwolde"),
    "a compressed file": gzip.compress(random.Random(2).randbytes(100)),
    "words in UTF-16": "de sleutel van de gemeente Meerwolde".encode("utf-16"),
    "words with accents": "de sleutel van een coöperatieve café-eigenaar, dus niet geheim".encode(),
    "accounts": b"root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n",
    "a setting": b"PSEUDONYM_KEY=" + GOOD,
    "a certificate": b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(bytes(300)),
    "too long": random.Random(1).randbytes(LONGEST + 1),
}


@pytest.mark.parametrize("name", WEAK)
def test_what_somebody_thought_of_is_refused_and_never_told(tmp_path: Path, name: str) -> None:
    write_private(tmp_path / "my.key", WEAK[name])
    said = refusal(tmp_path / "my.key")
    assert "umask 077; openssl rand" in said
    for word in ("Meerwolde", "correct", "daemon", "deadbeef", "0123", GOOD.decode()):
        assert word not in said


def test_a_key_that_others_may_read_is_refused_with_the_command(tmp_path: Path) -> None:
    file = tmp_path / "my.key"
    write_private(file, GOOD)
    for mode in (0o640, 0o604, 0o644, 0o660, 0o610, 0o602):
        file.chmod(mode)
        assert f"chmod 600 {file}" in refusal(file)
    for mode in (0o600, 0o400, 0o700):
        file.chmod(mode)
        assert read(file) == GOOD


def test_another_file_is_never_to_be_closed_to_others() -> None:
    """``chmod 600 /etc/passwd`` would be a bad remedy."""
    assert "chmod" not in refusal(Path("/etc/passwd"))


def test_a_link_to_a_key_is_followed(tmp_path: Path) -> None:
    """As a secret that a container gets."""
    write_private(tmp_path / "real", GOOD + b"\n")
    (tmp_path / "link").symlink_to("real")
    assert read(tmp_path / "link") == GOOD


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "absent", "/dev/zero", "/dev/null"])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "my.key"
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case "loop":
            file.symlink_to(file)
        case "absent":
            pass
        case _:
            file = Path(kind)
    assert "cannot be read" in refusal(file)


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "my.key"
    with file.open("wb") as opened:
        opened.truncate(1 << 40)
    assert "too long" in refusal(file)


def test_the_key_of_the_demo_is_for_the_demo_only(tmp_path: Path) -> None:
    write_private(tmp_path / "my.key", f"{PUBLISHED_KEY}\n")
    assert "everybody knows" in refusal(tmp_path / "my.key")
    assert read(tmp_path / "my.key", demo=True) == PUBLISHED_KEY.encode()


def test_a_written_key_will_do_and_is_never_overwritten(tmp_path: Path) -> None:
    write_key(tmp_path / "a.key")
    write_key(tmp_path / "b.key")
    assert read(tmp_path / "a.key") != read(tmp_path / "b.key")
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_key(tmp_path / "a.key")
