"""How Django is set up for the review site of one project: a function, so that nothing is global.

Pages hold data about addresses and firms. So nothing is kept by browsers, nothing is loaded from
elsewhere, no script runs, and a session ends when it was not used for a while.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from screening.errors import Problem, ProjectError
from screening.project.model import Project
from screening.registers.reading.database_url import UnusableUrlError, read_url
from screening.review.site.identity import MIDDLEWARE, signing_in

HERE = Path(__file__).resolve().parents[1]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_YEAR = 31_536_000
_SQLITE = "sqlite"
MEMORY = ":memory:"
"""Of SQLite: kept nowhere, for tools and tests."""
_KEPT = 60
"""Seconds that a connection is kept: SQLite forgets what it read when one is closed."""
_POSTGRES = ("postgresql", "postgres")
_APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "screening.review",
)
_MIDDLEWARE = (
    "screening.review.site.faults.Told",
    "screening.review.api.answering.Answering",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "screening.review.site.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # its files are told the same as pages
    "django.contrib.sessions.middleware.SessionMiddleware",
    "screening.review.site.renewing.Renewing",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "screening.review.site.viewer.Viewing",
    "axes.middleware.AxesMiddleware",
)
_VALIDATORS: tuple[tuple[str, Mapping[str, int]], ...] = (
    ("UserAttributeSimilarityValidator", {}),
    ("MinimumLengthValidator", {"min_length": 12}),
    ("CommonPasswordValidator", {}),
    ("NumericPasswordValidator", {}),
)


@dataclass(frozen=True)
class Secrets:
    """What must not be known: what signs sessions, and what opens the site for one person."""

    signing: str
    opening: str = ""


def settings_of(project: Project, secrets: Secrets) -> dict[str, Any]:
    """The settings of Django for a project. Raises ProjectError for a database that is no such."""
    review = project.review
    secure = bool(review.address)
    return {
        "SCREENING": project,
        "SCREENING_OPENING": secrets.opening,
        "SECRET_KEY": secrets.signing,
        "DEBUG": False,
        "ALLOWED_HOSTS": [_host(review.address), *LOOPBACK] if secure else [*LOOPBACK],
        "CSRF_TRUSTED_ORIGINS": [review.address] if secure else [],
        "DATABASES": {"default": database_of(project)},
        "INSTALLED_APPS": [*_APPS],
        "MIDDLEWARE": [*_MIDDLEWARE, *MIDDLEWARE.get(review.identity or "", ())],
        "ROOT_URLCONF": "screening.review.site.urls",
        "TEMPLATES": [_templates()],
        "AUTH_USER_MODEL": "review.Account",
        "FILE_UPLOAD_HANDLERS": ["screening.review.site.uploads.Bounded"],
        "LOGGING_CONFIG": None,
        **_language(),
        **_static(),
        **_sessions(review.session_minutes),
        **signing_in(project),
        **_headers(secure=secure),
    }


def database_of(project: Project) -> dict[str, Any]:
    """Where the records are, as Django says it; a SQLite file lies in the project unless said."""
    where = project.place("review", "database")
    try:
        url = read_url(project.review.database, os.environ)
    except UnusableUrlError as error:
        found = f"review.database cannot be used: {error.found}"
        raise ProjectError(Problem(found, where, remedy=error.remedy)) from error
    if url.kind == _SQLITE and url.database:
        kept = url.database != MEMORY
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(project.resolve(url.database)) if kept else MEMORY,
            "CONN_MAX_AGE": _KEPT,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if url.kind in _POSTGRES and url.database:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.database,
            "USER": url.user or "",
            "PASSWORD": url.password or "",
            "HOST": url.host or "",
            "PORT": str(url.port or ""),
            "OPTIONS": dict(url.options),
            "CONN_MAX_AGE": _KEPT,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ProjectError(
        Problem(
            "review.database names no file of SQLite and no database of PostgreSQL",
            where,
            "sqlite:///review.sqlite3, or postgresql://user:${NAME}@host/name",
            "correct the URI, or leave it out for a file in the project",
        )
    )


def _host(address: str) -> str:
    return address.removeprefix("https://").split(":", maxsplit=1)[0]


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "screening.review.site.viewer.shown",
            ],
            "builtins": ["screening.review.templatetags.dutch"],
        },
    }


def _language() -> Mapping[str, Any]:
    return {
        "LANGUAGE_CODE": "nl",
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "Europe/Amsterdam",
        "USE_THOUSAND_SEPARATOR": True,
    }


def _static() -> Mapping[str, Any]:
    return {
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
    }


def _sessions(minutes: int) -> Mapping[str, Any]:
    return {
        "LOGIN_URL": "sign_in",
        "LOGIN_REDIRECT_URL": "my_work",
        "LOGOUT_REDIRECT_URL": "sign_in",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in _VALIDATORS
        ],
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": dt.timedelta(minutes=15),
        "AXES_LOCKOUT_PARAMETERS": ["username"],  # whole offices share an address of the network
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_LOCKOUT_TEMPLATE": "review/locked_out.html",
        "AXES_ENABLE_ACCESS_FAILURE_LOG": True,
        "AXES_VERBOSE": False,
        "SESSION_COOKIE_AGE": minutes * 60,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "screening.review.site.faults.stale",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def _headers(*, secure: bool) -> Mapping[str, Any]:
    return {
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_SSL_REDIRECT": secure,
        "SECURE_HSTS_SECONDS": _YEAR if secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": secure,
        "SECURE_HSTS_PRELOAD": secure,
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [NONE],
                "style-src": [SELF],
                "img-src": [SELF],
                "form-action": [SELF],
                "frame-ancestors": [NONE],
                "base-uri": [NONE],
            }
        },
    }
