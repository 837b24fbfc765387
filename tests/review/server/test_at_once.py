"""Two people who decide on one case in the same moment: one does, the other is told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.review.server.test_killed import cases_of, decided

if TYPE_CHECKING:
    from tests.review.server.conftest import Browser, Serve

_TIMES = 5


def posted_at_once(browsers: list[Browser], reference: str) -> list[int]:
    """The answers to people who all had the page before them, and sent it in together."""
    path = f"/zaken/{reference}/"
    names = ("csrfmiddlewaretoken", "version", "seen")
    said = {
        "step": "weigh", "reason": "de meldingen zijn concreet", "contra": "niets gezien",
        "answer_concrete": "ja", "answer_recent": "ja", "answer_priority": "unknown",
    }  # fmt: skip
    pages = [browser.hidden(path) for browser in browsers]
    forms = [said | {name: page[name] for name in names} for page in pages]
    together, answers = threading.Barrier(len(browsers)), list[int]()

    def send(browser: Browser, form: dict[str, str]) -> None:
        together.wait(30)
        answers.append(browser.get(f"{path}besluit/", form)[0])

    people = [
        threading.Thread(target=send, args=each) for each in zip(browsers, forms, strict=True)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    return sorted(answers)


@pytest.mark.large
def test_of_two_at_once_one_decides_and_the_other_is_told(serve: Serve) -> None:
    site = serve()
    browsers = [site.browser(), site.browser()]
    cases = cases_of(site.database)[:_TIMES]
    assert len(cases) == _TIMES
    for reference in cases:
        assert posted_at_once(browsers, reference) == [302, 409]
        assert decided(site.database)[reference] == (1, "weighed", 1)
