"""What a project says about the batch that runs by itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from screening.documents.fields import Mailbox, Model


class Mail(Model):
    """Where the summary goes with --mail, through a mail server of one's own."""

    sender: Mailbox
    """Address that the summary comes from."""
    to: Annotated[list[Mailbox], Field(min_length=1)]
    """Addresses that the summary goes to; of functions rather than of people."""
    host: str = Field(default="localhost", pattern=r"^[A-Za-z0-9.:-]+$", max_length=253)
    """Mail server; one on another machine has to offer STARTTLS with a certificate that holds."""
    port: int = Field(default=25, ge=1, le=65535)
    """Port of the mail server."""
    seconds: int = Field(default=30, ge=1, le=600)
    """Longest wait for an answer of the mail server, in seconds."""


class Batch(Model):
    """What the batch keeps to (docs/batch.md)."""

    least_share: float = Field(default=0.5, ge=0, le=1)
    """Least share (0-1) of the rows of the last run in a register; less is a failed delivery."""
    mail: Mail | None = None
    """Where the summary goes with --mail; no mail unless set."""
