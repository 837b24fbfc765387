"""Reports that come in as a file of the register: whole, once, and with what is wrong named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

HEADER = "signal_id;signal_date;source;topic;vbo_id\n"


def sent(browser: Client, content: str | bytes) -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("meldingen.csv", data)
    return browser.post(reverse("report_file"), {"file": file}, follow=True)


@pytest.mark.usefixtures("project", "address")
def test_a_file_of_the_register_comes_in_whole_and_once(signed_in: Callable[..., Client]) -> None:
    from screening.review.models import Report

    coordinator = signed_in("coordinator")
    rows = HEADER + "M-1;01-11-2025;partner;afval;9001010000000001\nM-2;02-11-2025;kcc;overig;\n"
    assert "2 meldingen ontvangen; 0 waren al bekend" in sent(coordinator, rows).content.decode()
    assert "0 meldingen ontvangen; 2 waren" in sent(coordinator, rows).content.decode()
    first = Report.objects.get(content__topic="afval")
    assert first.content.place == "Dorpsstraat 12, Meerwolde"
    assert (first.state, first.content.user) == ("received", None)
    own = coordinator.get(reverse("report_file"), {"als": "csv"}).content
    assert own.decode().startswith("signal_id;signal_date;")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER + "M-1;01-11-2025;partner;roddel;\n", "topic"),
        (HEADER + "M-1;gisteren;partner;afval;\n", "signal_date"),
        (HEADER + "M-1;01-11-2025;partner;;\n", "topic"),
        ("iets anders\nM-1\n", "signal_id"),
        (b"PK\x03\x04\x00\x00\xff", "niet"),
        (HEADER + "M-1;01-11-2025;kcc;afval;\n" * 40_000, "kB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    signed_in: Callable[..., Client], content: str | bytes, told: str
) -> None:
    from screening.review.models import Report

    good = HEADER + "M-0;01-11-2025;partner;afval;\n"
    if isinstance(content, str) and content.startswith(HEADER):
        content = good + content.removeprefix(HEADER)
    answer = sent(signed_in("coordinator"), content)
    assert answer.status_code == 400
    assert "Niets ingelezen" in answer.content.decode()
    assert told in answer.content.decode()
    assert not Report.objects.exists()
