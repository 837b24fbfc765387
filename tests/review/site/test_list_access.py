"""Reading a list is on record as well: who, when, which list and by which filters; nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from screening.review.models import Access, ListAccess

ADDRESS = "/lijsten/tvo/"


def test_who_read_a_list_and_by_which_filters_is_shown_to_who_watches(
    signed_in: Callable[..., Client],
) -> None:
    reader, cases = signed_in("coordinator", name="karin"), Access.objects.count()
    reader.get(ADDRESS, {"stand": "received", "volgorde": "kenmerk"})
    reader.get(ADDRESS, {"stand": "Jan van de hoek", "bladzijde": "2"})
    first, second = ListAccess.objects.order_by("pk")
    assert (first.user_name, first.role, first.list) == ("karin", "coordinator", "tvo")
    assert "stand=received" in first.asked
    assert "volgorde=kenmerk" in first.asked
    assert "Jan" not in second.asked
    assert Access.objects.count() == cases
    for role in ("privacy_officer", "auditor"):
        shown = signed_in(role).get(reverse("trail"), {"lijst": "tvo"}).content.decode()
        assert "karin" in shown
        assert "stand ontvangen" in shown
    other = signed_in("privacy_officer", name="b").get(reverse("trail"), {"lijst": "adr"})
    assert "karin" not in other.content.decode()


def test_a_list_that_is_not_there_for_somebody_was_not_read(
    signed_in: Callable[..., Client],
) -> None:
    assert signed_in("permit_desk").get(ADDRESS).status_code == 404
    assert not ListAccess.objects.exists()


def test_who_read_a_list_stays_on_record(signed_in: Callable[..., Client]) -> None:
    signed_in("coordinator").get(ADDRESS)
    kept = QuerySet(ListAccess)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(user_name="iemand anders")
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.all().delete()
    assert ListAccess.objects.count() == 1
