"""The review site in the project file: where its records are, where it listens, who signs in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from screening.documents.fields import Mailbox, Model, Name
from screening.reference.roles import roles

Identity = Literal["local", "oidc"]
_Endpoint = Annotated[
    str,
    Field(pattern=r"^(https://|http://(127\.0\.0\.1|localhost)(:\d{1,5})?/)\S+$", max_length=400),
]
"""An address that is asked over a protected line, or of a service on this machine."""
_Secret = Annotated[str, Field(pattern=r"^\$\{\w+\}$")]


_Role = Annotated[str, WithJsonSchema({"type": "string", "enum": [*roles()]})]


class Oidc(Model):
    """The service of the organisation with which people sign in (OpenID Connect)."""

    issuer: _Endpoint
    """What the service calls itself; tokens of another are refused."""
    authorization_url: _Endpoint
    """Where browsers are sent to sign in; this and the next three are in its published settings."""
    token_url: _Endpoint
    """Where the site gets the token of who signed in."""
    userinfo_url: _Endpoint
    """Where the site asks who that is, and of which groups."""
    keys_url: _Endpoint
    """Where the public keys are with which its tokens are checked (jwks)."""
    client_id: str = Field(min_length=1, max_length=200)
    """By what name the service knows this site."""
    client_secret: _Secret
    """What proves that it is this site: ${NAME} of the environment, never the secret itself."""
    scopes: list[str] = ["openid", "profile"]
    """What the site asks to be told; some services tell groups only when asked for them."""
    algorithm: Literal["RS256", "ES256", "PS256"] = "RS256"
    """How the service signs its tokens."""
    groups_claim: str = Field(default="groups", min_length=1, max_length=100)
    """Under what name the service tells of which groups somebody is."""
    roles: dict[str, list[str]] = Field(min_length=1)
    """Which roles a group of the service gives; who is in none of these groups sees nothing."""

    @field_validator("roles")
    @classmethod
    def _known(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        require_roles(name for held in value.values() for name in held)
        return value


def require_roles(names: Iterable[str]) -> None:
    """Raise ValueError for names of no role."""
    unknown = sorted({*names} - set(roles()))
    if unknown:
        raise ValueError(f"no role: {', '.join(unknown)}; one of {', '.join(roles())}")


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
    contact: Mailbox | None = None
    """Where makers of other systems ask about the API; everybody may read it, so of a function."""
    identity: Identity | None = None
    """How people sign in: local with accounts of the site, oidc with those of the organisation."""
    oidc: Oidc | None = None
    """The service that knows the accounts, for identity oidc."""
    session_minutes: int = Field(default=60, ge=5, le=720)
    """Minutes without use after which somebody has to sign in again."""
    packs: dict[_Role, list[Name]] = {}
    """Role to the rule packs it may see; a case with a reason of another pack is not there for it.
    A role that is not named sees every pack of its lists."""
    show_score: bool = False
    """Pages show points and order from the start; otherwise only to whoever asks for them."""

    @field_validator("packs")
    @classmethod
    def _of_roles(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        require_roles(value)
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.identity == "oidc") != (self.oidc is not None):
            raise ValueError("identity oidc and the section oidc go together")
        return self
