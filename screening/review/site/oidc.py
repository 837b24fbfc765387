"""Who somebody is as the service of the organisation says it (OpenID Connect).

The service decides everything: at each sign-in, and every quarter of an hour after it, the roles of
an account become those of the groups it names. Nothing else gives a role, and who is in no group
that means something here keeps none. Needs the extra ``oidc``.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from jwt import PyJWTError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.middleware import SessionRefresh

from screening.faults import place_of, told
from screening.project.review import Oidc
from screening.review.models import Account
from screening.review.site.viewer import project_of_site

Claims = Mapping[str, Any]
_FAILURES = (SuspiciousOperation, OSError, PyJWTError, KeyError, TypeError, ValueError)
"""What a service that is down, or that does not say what it should, ends in."""


class Backend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Knows people by what the service calls them for good, never by a name or mail address."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Account | None:
        """The account; None when the service does not vouch for one, and why is told."""
        if not kwargs.get("nonce"):  # not begun here: the form for passwords is no way in
            return None
        try:
            user: Account | None = super().authenticate(request, **kwargs)
        except _FAILURES as error:  # what a token holds is shown to nobody
            sys.stderr.write(f"{place_of(error)}: {told(error)}\n")
            return None
        return user

    def verify_token(self, token: str, **kwargs: Any) -> Claims:
        """What the token says. Raises SuspiciousOperation for one of another service or site."""
        payload: Claims = super().verify_token(token, **kwargs)
        oidc, meant = _service(), payload.get("aud")
        audience = meant if isinstance(meant, list) else [meant]
        if payload.get("iss") != oidc.issuer:
            raise SuspiciousOperation("the token is of another service")
        if oidc.client_id not in audience or not payload.get("sub"):
            raise SuspiciousOperation("the token is meant for another site")
        if "exp" not in payload:
            raise SuspiciousOperation("the token has no end")
        return payload

    def get_userinfo(self, access_token: str, id_token: str, payload: Claims) -> Claims:
        """What the service says of who signed in, and of nobody else."""
        told_of: Claims = super().get_userinfo(access_token, id_token, payload)
        if told_of.get("sub") != payload["sub"]:
            raise SuspiciousOperation("the service tells of somebody else")
        return {**payload, **told_of}

    def verify_claims(self, claims: Claims) -> bool:
        """Whether somebody is named; what that person may see is a matter of roles."""
        return bool(claims.get("sub"))

    def filter_users_by_claims(self, claims: Claims) -> QuerySet[Account]:
        """The account of this person, where there is one."""
        return Account.objects.filter(username=name_of(claims))

    def create_user(self, claims: Claims) -> Account:
        """An account for somebody who signs in for the first time."""
        user = Account(username=name_of(claims))
        user.set_unusable_password()
        return self.update_user(user, claims)

    def update_user(self, user: Account, claims: Claims) -> Account:
        """Name and roles as the service has them now; an account that was ended stays ended."""
        oidc = _service()
        user.first_name, user.last_name = _called(claims)[:150], ""
        user.is_staff = user.is_superuser = False
        held = {role for group in _groups(claims, oidc) for role in oidc.roles.get(group, ())}
        with transaction.atomic():
            user.save()
            user.groups.set(Group.objects.filter(name__in=held))
        return user

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session; None as soon as it was ended."""
        return Account.objects.filter(pk=user_id, is_active=True).first()


class Again(SessionRefresh):  # type: ignore[misc]
    """Asks the service anew who somebody is when the last time is a quarter of an hour ago."""

    @property
    def exempt_urls(self) -> set[str]:
        """Where that is going on already."""
        return {reverse("oidc_authentication_init"), reverse("oidc_authentication_callback")}


def name_of(claims: Claims) -> str:
    """The name of an account: by service and person, as two services may use one name."""
    whole = f"{_service().issuer} {claims['sub']}"
    return f"oidc-{hashlib.sha256(whole.encode()).hexdigest()[:32]}"


def _groups(claims: Claims, oidc: Oidc) -> list[str]:
    """The groups that are named; none where the service says nothing, or something else."""
    named = claims.get(oidc.groups_claim)
    if isinstance(named, str):
        return [named]
    return [each for each in named if isinstance(each, str)] if isinstance(named, list) else []


def _called(claims: Claims) -> str:
    return str(claims.get("name") or claims.get("preferred_username") or claims["sub"])


def _service() -> Oidc:
    oidc = project_of_site().review.oidc
    if oidc is None:
        raise SuspiciousOperation("people do not sign in with a service here")
    return oidc
