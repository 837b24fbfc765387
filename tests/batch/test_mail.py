"""The summary by mail: off unless asked for, to a server that a test runs, and what it refuses."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from screening.batch.mail import composed, send
from screening.errors import RunError
from screening.project.batch import Mail
from tests.batch.conftest import Do, command, record_of

Town = Callable[..., Path]


class Server(socketserver.ThreadingTCPServer):
    """Takes mail as a server does, and keeps it."""

    allow_reuse_address = True
    refuses: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mail: list[tuple[str, list[str], bytes]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    """The few words of SMTP (RFC 5321) that a client that sends one mail says."""

    def handle(self) -> None:
        server, sender, to = cast("Server", self.server), "", list[str]()
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            word = word.upper()
            if word == "MAIL":
                sender = rest.partition("<")[2].partition(">")[0]
                self.say("250 ok")
            elif word == "RCPT":
                whom = rest.partition("<")[2].partition(">")[0]
                to += [] if whom in server.refuses else [whom]
                self.say("550 no such mailbox" if whom in server.refuses else "250 ok")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part.removeprefix(b"."))
                server.mail.append((sender, to, b"".join(lines)))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 here")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving(*refuses: str) -> Iterator[Server]:
    with Server() as server:
        server.refuses = frozenset(refuses)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def mailing(port: int, *to: str) -> str:
    addresses = ", ".join(to or ("team@gemeente.example",))
    return (
        f"batch: {{mail: {{sender: screening@gemeente.example, to: [{addresses}], "
        f"host: 127.0.0.1, port: {port}}}}}"
    )


def parsed(content: bytes) -> Any:
    return email.message_from_bytes(content, policy=email.policy.default)


def test_the_summary_and_nothing_else_is_mailed_when_asked(town: Town, do: Do) -> None:
    with serving() as server:
        folder = town(extra=mailing(server.port, "a@gemeente.example", "b@gemeente.example"))
        did = do(folder)
        assert server.mail == [], "off unless asked for"
        assert "mail" not in did.stages
        done = command(folder, "--mail")
        assert done.returncode == 0, done.stderr
        [(sender, to, content)] = server.mail
    message = parsed(content)
    assert sender == "screening@gemeente.example"
    assert to == ["a@gemeente.example", "b@gemeente.example"]
    assert message["Subject"] == "Screening van Proefstad: nieuwe lijsten"
    assert message["Auto-Submitted"] == "auto-generated"
    assert not list(message.iter_attachments())
    text = message.get_content().replace("\r\n", "\n")
    assert text == (folder / "batch/samenvatting.txt").read_text("utf-8")
    assert "Plein" not in text
    [mailed] = [each for each in record_of(folder) if each["action"] == "mailed"]
    assert mailed["to"] == to


def test_a_failed_delivery_is_mailed_too(town: Town, do: Do) -> None:
    with serving() as server:
        folder = town(extra=mailing(server.port))
        (folder / "rdw.csv").unlink()
        assert do(folder, mail=True).batch.exit_code == 1
        [(_, _, content)] = server.mail
    assert parsed(content)["Subject"] == "Screening van Proefstad: geen nieuwe lijsten"


@pytest.mark.large
@pytest.mark.parametrize("refuses", ["b", "ab"])
def test_an_address_that_is_refused_is_told_and_the_lists_are_there(
    town: Town, do: Do, refuses: str
) -> None:
    with serving(*(f"{each}@gemeente.example" for each in refuses)) as server:
        folder = town(extra=mailing(server.port, "a@gemeente.example", "b@gemeente.example"))
        did = do(folder, mail=True)
    assert did.batch.exit_code == 5
    assert did.batch.run is not None
    assert did.stages["mail"]["outcome"] == "failed"
    assert "the summary was not mailed" in did.batch.problems[0].found
    assert "gemeente.example" not in str(did.stages["mail"])


@pytest.mark.large
def test_no_server_is_one_clear_message(town: Town) -> None:
    with serving() as server:
        port = server.port
    folder = town(extra=mailing(port))
    done = command(folder, "--mail")
    assert done.returncode == 5
    assert "de samenvatting is niet gemaild: ConnectionRefusedError" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "batch/samenvatting.txt").exists()


def test_a_project_without_a_mailbox_is_refused_before_anything_is_done(town: Town) -> None:
    folder = town()
    done = command(folder, "--mail")
    assert done.returncode == 1
    assert "noemt geen postbus" in done.stderr
    assert not (folder / "runs").exists()


def test_a_server_elsewhere_has_to_offer_a_line_that_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is told to a server that does not; here one that is elsewhere by name only."""
    with serving() as server:
        monkeypatch.setattr("screening.batch.mail._HERE", set())
        mail = Mail(sender="a@b.example", to=["c@d.example"], host="127.0.0.1", port=server.port)
        with pytest.raises(RunError, match="STARTTLS"):
            send(mail, "x\n")
        assert server.mail == []


@pytest.mark.parametrize(
    "given", ["a@b.example\nBcc: x@y.example", "A <a@b.example>", "a b", "a,b@c"]
)
def test_an_address_can_begin_no_other_line(given: str) -> None:
    with pytest.raises(ValueError, match="sender"):
        Mail(sender=given, to=["c@d.example"])


def test_a_subject_is_one_line() -> None:
    mail = Mail(sender="a@b.example", to=["c@d.example"])
    assert composed(mail, "Screening van\tX\r\nBcc: y\n")["Subject"] == "Screening van X"
