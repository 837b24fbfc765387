"""How people sign in: with accounts of the site, or with those of the organisation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from screening.errors import Problem, ProjectError
from screening.project.model import Project
from screening.project.review import Oidc

OIDC = "oidc"
BACKEND = "screening.review.site.oidc.Backend"
MIDDLEWARE: Mapping[str, tuple[str, ...]] = {OIDC: ("screening.review.site.oidc.Again",)}
"""What has to look at every request, by identity."""
_SECONDS = 10
_AGAIN = 15 * 60
"""Seconds after which the service is asked anew who somebody is and of which groups."""
_SILENCED = ["axes.W006"]  # which asks to count per address of the network


def signing_in(project: Project) -> dict[str, Any]:
    """The settings of Django for signing in. Raises ProjectError for what is not complete."""
    if project.review.oidc is None:
        return {
            "AUTHENTICATION_BACKENDS": [
                "axes.backends.AxesStandaloneBackend",
                "django.contrib.auth.backends.ModelBackend",
            ],
            "SILENCED_SYSTEM_CHECKS": _SILENCED,
        }
    if find_spec("mozilla_django_oidc") is None:
        raise ProjectError(
            Problem(
                "the part that signs people in with OpenID Connect is not installed",
                project.place("review", "oidc"),
                "the extra oidc of this program",
                "install it: pip install 'screening[oidc]'",
            )
        )
    return {
        "AUTHENTICATION_BACKENDS": [BACKEND],  # passwords are not taken: the service counts guesses
        "SILENCED_SYSTEM_CHECKS": [*_SILENCED, "axes.W003"],
        **_of_service(project.review.oidc, _secret(project, project.review.oidc)),
    }


def _of_service(oidc: Oidc, secret: str) -> dict[str, Any]:
    return {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": oidc.authorization_url,
        "OIDC_OP_TOKEN_ENDPOINT": oidc.token_url,
        "OIDC_OP_USER_ENDPOINT": oidc.userinfo_url,
        "OIDC_OP_JWKS_ENDPOINT": oidc.keys_url,
        "OIDC_RP_CLIENT_ID": oidc.client_id,
        "OIDC_RP_CLIENT_SECRET": secret,
        "OIDC_RP_SIGN_ALGO": oidc.algorithm,
        "OIDC_RP_SCOPES": " ".join(oidc.scopes),
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": _SECONDS,
        "OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS": _AGAIN,
    }


def _secret(project: Project, oidc: Oidc) -> str:
    name = oidc.client_secret[2:-1]
    if not os.environ.get(name):
        raise ProjectError(
            Problem(
                f"the environment does not hold {name}, the secret of this site at the service "
                "with which people sign in",
                project.place("review", "oidc", "client_secret"),
                "a secret in the environment of the site",
                f"set {name} before the command, or correct the name",
            )
        )
    return os.environ[name]
