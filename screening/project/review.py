"""The review site in the project file: where its records are, where it listens, who signs in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.documents.fields import Model

Identity = Literal["local"]


class Review(Model):
    """The site on which people judge what is on the lists."""

    database: str = Field(default="sqlite:///review.sqlite3", min_length=1)
    """Where decisions are kept: sqlite:///file.db, seen from here, or postgresql://user@host/name."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address of this machine on which the site listens; --host takes another."""
    port: int = Field(default=8000, ge=1, le=65_535)
    """Port on which it listens; --port takes another."""
    address: Annotated[str, Field(pattern=r"^(https://[A-Za-z0-9.-]+(:\d{1,5})?)?$")] = ""
    """How people reach it, through a server with a certificate: https://host; '' for none."""
    identity: Identity | None = None
    """How people sign in: local is with accounts of the site; unless set, one person may use it."""
    session_minutes: int = Field(default=60, ge=5, le=720)
    """Minutes without use after which somebody has to sign in again."""
    show_score: bool = False
    """Pages show points and order from the start; otherwise only to whoever asks for them."""
