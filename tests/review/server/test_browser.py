"""A whole meeting in a real browser, without a script and by keyboard alone; and what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.review.server.conftest import Furnished, Serve, Site
from tests.review.server.furnished import (
    ALONE,
    CHROMIUM,
    FLAGS,
    NOT_HERE,
    PASSWORD,
    SIGNED_OUT,
    asked_for,
    readable,
)
from tests.review.server.hands import Keys, Mouse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SMALL = {"width": 900, "height": 700}
"""A window beside another, on which tables are still tables."""
REASON, CONTRA = "de meldingen zijn concreet", "de ondernemer werkt mee"

pytestmark = [
    pytest.mark.large,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@dataclass
class Room:
    """A site on which people sign in, a browser, and cases of the board by reference."""

    site: Site
    browser: Browser
    cases: list[str]
    paths: list[str]
    """One of every page that can be read."""

    @contextmanager
    def hands(
        self, kind: type[Mouse], size: dict[str, int], site: Site | None = None
    ) -> Iterator[Mouse]:
        """Somebody at a screen of their own."""
        context = self.browser.new_context(
            java_script_enabled=kind.scripts,
            viewport=size,
            locale="nl-NL",  # type: ignore[arg-type]
        )
        context.set_default_timeout(20_000)
        yield kind(context.new_page(), (site or self.site).address)
        context.close()


@pytest.fixture(scope="module")
def room(furnished: Furnished) -> Iterator[Room]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Room(furnished.site, browser, furnished.cases, furnished.paths)
        browser.close()


def weigh(hands: Mouse, case: str) -> None:
    """Open the case from its list, read it, and take the first step."""
    hands.follow("Lijsten")
    hands.follow("Casuslijst tactisch overleg")
    hands.follow_case(case)
    hands.reads("Waar de redenen op rusten")
    hands.answer("Is het signaal concreet?", "ja")
    hands.answer("Is het signaal recent?", "ja")
    hands.answer("Is het fenomeen een prioriteit?", "nee")
    hands.choose("Weging vaststellen")
    in_words(hands)
    hands.press("Leg vast", "Besluit nemen")
    hands.reads("gewogen")


def in_words(hands: Mouse, within: str = "", why: tuple[str, str] = (REASON, CONTRA)) -> None:
    hands.write("Reden, in woorden", why[0], within)
    hands.write("Wat ervoor pleit iets anders te doen", why[1], within)


def vote(hands: Mouse, step: str) -> None:
    hands.choose(step, "Stemming")
    hands.write("Waarom, in woorden", "zo lees ik het", "Stemming")
    hands.press("Stem", "Stemming")
    hands.reads("Uw stem is vastgelegd")


def decide(hands: Mouse, step: str, why: tuple[str, str] = (REASON, CONTRA)) -> None:
    hands.choose(step, "Besluit van de vergadering")
    in_words(hands, "Besluit van de vergadering", why)
    hands.press("Leg vast", "Besluit van de vergadering")


DISMISS = "Geen vervolg"
PASS_ON = "Naar één afdeling"
SECOND = " (een tweede persoon bevestigt)"


def hold_a_meeting(hands: Mouse, ended: str, passed_on: str, suppressed: str) -> None:
    """Called, read, voted, decided, confirmed, suppressed, settled, by three people in turn."""
    hands.sign_in("secretaris", PASSWORD)
    for case in (ended, passed_on):
        weigh(hands, case)
    hands.follow("Vergaderingen")
    hands.follow("Vergadering beleggen")
    hands.choose("Casuslijst tactisch overleg")
    hands.pick("Voorzitter", "voorzitter")
    hands.press("Beleg de vergadering")
    for case in (ended, passed_on):
        hands.write("Kenmerk van een casus", case)
        hands.press("Zet op de agenda")
    for name in ("lid", "voorzitter", "secretaris"):
        hands.choose(name)
    hands.press("Leg vast wie er is")
    meeting = hands.where()
    hands.sign_out()

    hands.sign_in("lid", PASSWORD)
    for case, step in ((ended, DISMISS), (passed_on, PASS_ON)):
        hands.open(f"{meeting}zaken/{case}/")
        vote(hands, step)
        hands.reads("Nog niet gestemd")
    hands.sign_out()

    hands.sign_in("voorzitter", PASSWORD)
    for case, step in ((ended, DISMISS), (passed_on, PASS_ON)):
        hands.open(f"{meeting}zaken/{case}/")
        vote(hands, step)
        hands.open(f"{meeting}zaken/{case}/")
    decide(hands, PASS_ON + SECOND)
    hands.open(f"{meeting}zaken/{ended}/")
    decide(hands, DISMISS, (CONTRA, REASON))
    hands.sign_out()

    hands.sign_in("secretaris", PASSWORD)
    hands.open(f"/zaken/{passed_on}/")
    hands.answer("Gaat deze stap door?", "ja, de stap gaat door")
    hands.write("Reden, in woorden", "ik lees hetzelfde", "Tweede persoon: naar één afdeling")
    hands.write("Wat ervoor pleit iets anders te doen", "niets gezien",
                "Tweede persoon: naar één afdeling")  # fmt: skip
    hands.press("Leg vast", "Tweede persoon: naar één afdeling")
    hands.reads("bij een afdeling")
    hands.open(f"/zaken/{suppressed}/")
    hands.follow("Een signaal onderdrukken")
    hands.choose_first("Signaal")
    hands.write("Waarom", "bekend bij de gemeente")
    hands.press("Onderdrukken")
    hands.reads("onderdrukt")
    hands.sign_out()

    hands.sign_in("voorzitter", PASSWORD)
    hands.open(meeting)
    hands.follow("Verslag")
    for words in (REASON, CONTRA, "ik lees hetzelfde", "2 stemmen"):
        hands.reads(words)
    hands.press("Stel het verslag vast")
    hands.reads("Vastgesteld door voorzitter")
    hands.sign_out()


def test_a_meeting_without_a_script(room: Room) -> None:
    with room.hands(Mouse, PHONE) as hands:
        hold_a_meeting(hands, *room.cases[:2], room.cases[4])


def test_a_meeting_by_keyboard_alone(room: Room) -> None:
    with room.hands(Keys, DESKTOP) as hands:
        hold_a_meeting(hands, *room.cases[2:4], room.cases[5])


AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_every_page_is_accessible_and_fits_a_phone(room: Room, serve: Serve) -> None:
    from axe_playwright_python.sync_playwright import Axe

    wrong: list[str] = []

    def judge(hands: Mouse, what: str) -> None:
        said = Axe().run(hands.page, options=AXE).response
        assert said["passes"], f"{what}: nothing was judged"
        for found in said["violations"]:
            wrong.extend(f"{what}: {found['id']}: {node['html']}" for node in found["nodes"])

    def look(hands: Mouse, path: str, status: int = 200) -> None:
        hands.open(path, status)
        judge(hands, path)
        for size in (SMALL, PHONE):
            hands.page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = hands.page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                wrong.append(f"{path}: {wide} pixels wide on {size['width']}")
        judge(hands, f"{path} on a phone")
        if path == "/":
            hands.menu().click()
            judge(hands, "menu on a phone")
            hands.follow("Lijsten")
            assert hands.where() == "/lijsten/"
        hands.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]

    with room.hands(Keys, DESKTOP) as hands:
        look(hands, SIGNED_OUT)
        hands.sign_in("ieder", PASSWORD)
        for path in room.paths:
            look(hands, path)
        look(hands, "/zaken/nergens/", 404)
    alone = serve()
    with room.hands(Keys, DESKTOP, alone) as hands:
        hands.page.goto(f"{alone.address}{alone.opening}")
        assert hands.where() == ALONE
        look(hands, ALONE)
    assert wrong == []


def test_every_page_is_looked_at(room: Room) -> None:
    assert asked_for((*room.paths, SIGNED_OUT, ALONE)) == readable() - {*NOT_HERE}
    assert {*NOT_HERE} <= readable()
