"""Who signs in: a person with an account of their own; what they may do comes with groups."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """A person; each group is a role (``screening/reference/roles.yaml``)."""

    class Meta:
        """How it is called."""

        verbose_name = "account"
        verbose_name_plural = "accounts"

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()
