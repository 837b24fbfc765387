"""The review site as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Cases, decisions and who looked at them."""

    name = "screening.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Beoordelen"

    def ready(self) -> None:
        """Every role is a group as soon as there are tables for it."""
        from django.db.models.signals import post_migrate  # noqa: PLC0415 - after the registry

        from screening.review.roles import make_groups  # noqa: PLC0415 - after the registry

        post_migrate.connect(make_groups, sender=self, dispatch_uid="review.make_groups")
