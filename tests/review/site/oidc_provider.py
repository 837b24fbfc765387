"""A service to sign in with, of django-oauth-toolkit: ``python oidc_provider.py FOLDER PORT SITE``.

Makes the user jan of the group inspecteurs, and the client of the site; then answers until it is
stopped. What people are changed to in its database holds from the next sign-in on.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from jwcrypto import jwk

CLIENT, SECRET, PASSWORD = "beoordelen", "geheim-van-de-site", "een wachtwoord daar"
FORM = '<form method="post">{% csrf_token %}{{ form }}<input name="next" value="{{ next }}"></form>'


def configure(folder: Path, port: int) -> None:
    key = jwk.JWK.generate(kty="RSA", size=2048).export_to_pem(private_key=True, password=None)
    settings.configure(
        SECRET_KEY="of a service for tests only" * 3,
        ALLOWED_HOSTS=["127.0.0.1"],
        DEBUG_PROPAGATE_EXCEPTIONS=True,  # waitress then says what failed
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "service.sqlite3"}
        },
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        SESSION_COOKIE_NAME="service",
        CSRF_COOKIE_NAME="service_csrf",
        LOGIN_URL="/login/",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.locmem.Loader",
                                 {"registration/login.html": FORM})],
                },
            }
        ],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.decode(),
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}_claims.Claims",
            "SCOPES": {"openid": "who somebody is", "profile": "name and groups"},
        },
    )  # fmt: skip


def urls() -> list[Any]:
    from django.contrib.auth.views import LoginView

    return [
        path("login/", LoginView.as_view()),
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    ]


def fill(site: str) -> None:
    from django.contrib.auth.models import Group, User
    from oauth2_provider.models import Application

    user = User.objects.create_user("jan", password=PASSWORD, first_name="Jan", last_name="Bos")
    user.groups.add(Group.objects.create(name="inspecteurs"))
    Application.objects.create(
        name="site", client_id=CLIENT, client_secret=SECRET, algorithm="RS256",
        client_type=Application.CLIENT_CONFIDENTIAL, skip_authorization=True,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=f"{site}/aanmelden/terug/",
    )  # fmt: skip


def main(folder: str, port: str, site: str) -> None:
    import types

    configure(Path(folder), int(port))
    django.setup()
    sys.modules[f"{__name__}_claims"] = claims = types.ModuleType("claims")
    claims.Claims = claims_class()  # type: ignore[attr-defined]
    globals()["urlpatterns"] = urls()
    call_command("migrate", verbosity=0)
    fill(site)
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=int(port))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.run()


def claims_class() -> type:
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Claims(OAuth2Validator):  # type: ignore[misc]
        oidc_claim_scope = None

        def validate_silent_login(self, *_: Any) -> bool:
            return True  # the view sends away whoever did not sign in there

        def validate_silent_authorization(self, request: Any) -> bool:
            return bool(request.client.skip_authorization)

        def validate_user_match(self, *_: Any) -> bool:
            return True

        def get_additional_claims(self, request: Any) -> dict[str, Any]:
            return {
                "name": request.user.get_full_name(),
                "groups": list(request.user.groups.values_list("name", flat=True)),
            }

    return Claims


if __name__ == "__main__":
    main(*sys.argv[1:])
