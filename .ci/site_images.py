"""Take the pictures of the review site for the README: ``make images``.

``python .ci/site_images.py PROJECT FOLDER``: the project is a demo that was run; a copy of it is
furnished as for the tests in a browser, and held a meeting on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.review.server.conftest import started
from tests.review.server.furnished import CHROMIUM, FLAGS, PASSWORD, furnish
from tests.review.server.hands import Mouse
from tests.review.server.test_browser import CONTRA, REASON, hold_a_meeting

WIDE, PHONE = {"width": 900, "height": 640}, {"width": 360, "height": 640}
TALL = {"width": 900, "height": 960}


def main(project: Path, folder: Path) -> None:
    """Write a png per picture."""
    started(project).kill()  # makes the records, and loads the run
    cases, paths = furnish(project)
    [form] = [path for path in paths if path.startswith("/f/")]
    site = started(project)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def hands(size: dict[str, int]) -> Mouse:
            context = browser.new_context(viewport=size, locale="nl-NL")  # type: ignore[arg-type]
            return Mouse(context.new_page(), site.address)

        hold_a_meeting(hands(WIDE), *cases[:2], cases[4])
        chair, phone = hands(WIDE), hands(PHONE)
        chair.sign_in("secretaris", PASSWORD)
        _take(chair, "/", folder / "site-work.png")
        chair.page.set_viewport_size(TALL)  # type: ignore[arg-type]
        _take(chair, "/lijsten/octopus.kamer/?gebied=Meerwolde-Oost", folder / "site-list.png")
        chair.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        _take(chair, f"/zaken/{cases[2]}/", folder / "site-case.png")
        for question in ("Is het signaal concreet?", "Is het signaal recent?"):
            chair.answer(question, "ja")
        chair.answer("Is het fenomeen een prioriteit?", "nog niet te zeggen")
        chair.choose("Weging vaststellen")
        chair.write("Reden, in woorden", REASON)
        chair.write("Wat ervoor pleit iets anders te doen", CONTRA)
        chair.page.set_viewport_size(TALL)  # type: ignore[arg-type]
        _take(chair, "", folder / "site-decide.png", at="#besluiten")
        chair.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        chair.open("/vergaderingen/")
        chair.page.locator("tr", has_text="vastgesteld").first.get_by_role("link").first.click()
        chair.follow("Verslag")
        _take(chair, "", folder / "site-minutes.png")
        phone.sign_in("ieder", PASSWORD)
        _take(phone, form, folder / "site-phone.png")
        browser.close()
    site.kill()


def _take(hands: Mouse, path: str, file: Path, at: str = "") -> None:
    page: Page = hands.page
    if path:
        hands.open(path)
    if at:
        page.locator(at).evaluate("each => each.scrollIntoView()")
    page.screenshot(path=file)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
