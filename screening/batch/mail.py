"""Mails the summary through the mail server of the municipality: the only module that sends.

It sends when ``--mail`` asks for it, to the addresses in the project file, the text of the summary
and nothing else: counts, and no row about anybody (T15).
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from screening.errors import Problem, ProjectError, RunError, Where
from screening.project.batch import Mail
from screening.project.model import FILE, Project

_HERE = {"localhost", "127.0.0.1", "::1"}


def settings_of(project: Project) -> Mail:
    """Where the summary goes. Raises ProjectError when the project does not say it."""
    mail = project.batch.mail
    if mail is None:
        raise ProjectError(
            Problem(
                "--mail was asked for, but the project names no mailbox",
                Where(FILE, column="batch.mail"),
                f"'batch: mail:' with 'sender' and 'to' in {FILE}; see docs/batch.md",
                "name them, or leave out --mail",
            )
        )
    return mail


def send(mail: Mail, text: str) -> int:
    """Mail a text, whose first line is its subject; gives to how many addresses it went.

    A server on another machine has to be known by its certificate before anything is told to it.
    Raises RunError when the message was not taken for every address.
    """
    message = composed(mail, text)
    try:
        with smtplib.SMTP(mail.host, mail.port, timeout=mail.seconds) as server:
            if mail.host not in _HERE:
                server.starttls(context=ssl.create_default_context())
            refused = server.send_message(message, mail.sender, mail.to)
    except (OSError, smtplib.SMTPException) as error:
        raise RunError(_not_sent(mail, type(error).__name__)) from error
    if refused:
        raise RunError(_not_sent(mail, f"{len(refused)} of {len(mail.to)} addresses were refused"))
    return len(mail.to)


def composed(mail: Mail, text: str) -> EmailMessage:
    """The message; marked as sent by a machine, so that nobody's absence answers it."""
    message = EmailMessage()
    message["Subject"] = " ".join(text.split("\n", 1)[0].split())
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _not_sent(mail: Mail, why: str) -> Problem:
    near = "a mail server on this machine that takes the message"
    far = "a mail server that offers STARTTLS, with a certificate that holds, and takes the message"
    return Problem(
        f"the summary was not mailed: {why}",
        Where(f"{mail.host}:{mail.port}"),
        near if mail.host in _HERE else far,
        "the summary stands in batch/samenvatting.txt; mend batch.mail in screening.yaml or the "
        "mail server",
    )
