"""How somebody works in a browser: by pointing without a script, or with the keys alone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

_MOST_TABS, _MOST_ANSWERS = 400, 20
_FOCUSED = "each => each === document.activeElement"


class Mouse:
    """Points and types; its page runs no script."""

    scripts = False

    def __init__(self, page: Page, address: str) -> None:
        self.page, self._address = page, address

    def open(self, path: str, status: int = 200) -> None:
        """Type an address; where one is signed in, all else is reached by what pages offer."""
        answer = self.page.goto(f"{self._address}{path}")
        assert answer is not None
        assert answer.status == status, path

    def sign_in(self, name: str, password: str) -> None:
        """As every person does."""
        self.open("/aanmelden/")
        self.write("Gebruikersnaam", name)
        self.write("Wachtwoord", password)
        self.press("Aanmelden")

    def sign_out(self) -> None:
        """And it shows."""
        self.press("Afmelden")
        assert "Aanmelden" in self.page.title()

    def press(self, name: str, within: str = "") -> None:
        """A button."""
        self._pressed(self._in(within).get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str, within: str = "") -> None:
        """A link, in the menu as well, which on a phone is folded."""
        link, menu = self._in(within).get_by_role("link", name=name, exact=True), self.menu()
        if not within and not link.count() and menu.is_visible():
            menu.click()
        self._pressed(link.first)

    def menu(self) -> Locator:
        """What unfolds the menu on a phone."""
        return self.page.locator("summary", has_text="Menu")

    def follow_case(self, reference: str) -> None:
        """The link to a case in a list."""
        row = self.page.get_by_role("row").filter(has_text=reference)
        self._pressed(row.get_by_role("link").first)

    def choose_first(self, question: str) -> None:
        """The first of the answers to a question, whatever it is."""
        self._chosen(self.page.get_by_role("group", name=question).get_by_role("radio").first)

    def where(self) -> str:
        """The path of the page."""
        return self.page.url.removeprefix(self._address)

    def choose(self, name: str, within: str = "") -> None:
        """One of several answers, by the words beside it."""
        self._chosen(self._in(within).get_by_label(name, exact=True).first)

    def answer(self, question: str, name: str) -> None:
        """One of the answers to a question."""
        group = self.page.get_by_role("group", name=question)
        self._chosen(group.get_by_label(name, exact=True))

    def write(self, name: str, words: str, within: str = "") -> None:
        """Words in a field."""
        self._written(self._in(within).get_by_label(name, exact=True).first, words)

    def pick(self, name: str, option: str) -> None:
        """One of the options of a field that folds out."""
        self._picked(self.page.get_by_label(name, exact=True), option)

    def reads(self, words: str) -> None:
        """The page says so."""
        assert words in self.page.locator("main").inner_text(), words

    def _in(self, within: str) -> Page | Locator:
        return self.page.get_by_role("region", name=within) if within else self.page

    def _pressed(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()

    def _chosen(self, what: Locator) -> None:
        what.check()

    def _written(self, what: Locator, words: str) -> None:
        what.fill(words)

    def _picked(self, what: Locator, option: str) -> None:
        what.select_option(label=option)


class Keys(Mouse):
    """Touches nothing but the keyboard; what has the focus has to show it."""

    scripts = True  # to ask what has the focus: pages have none of their own

    def _pressed(self, what: Locator) -> None:
        self._reach(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _chosen(self, what: Locator) -> None:
        if what.get_attribute("type") == "checkbox":
            self._reach(what)
            if not what.is_checked():
                self.page.keyboard.press("Space")
            return
        self._reach(what, "each => each.type === 'radio' && document.activeElement.type === 'radio'"
                          " && each.form === document.activeElement.form"
                          " && each.name === document.activeElement.name")  # fmt: skip
        for _ in range(_MOST_ANSWERS):
            if what.evaluate(_FOCUSED):
                self.page.keyboard.press("Space")
                assert what.is_checked()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("the arrows do not reach this answer")

    def _written(self, what: Locator, words: str) -> None:
        self._reach(what)
        self.page.keyboard.type(words)

    def _picked(self, what: Locator, option: str) -> None:
        self._written(what, option)
        assert what.locator("option:checked").inner_text() == option

    def _reach(self, what: Locator, there: str = _FOCUSED) -> None:
        """Tab on until it has the focus, and the focus can be seen."""
        seen: Any = what.element_handle()
        for _ in range(_MOST_TABS):
            if seen.evaluate(there):
                outline = self.page.evaluate(
                    "() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
                )
                assert outline >= 2, "the focus does not show"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("the keyboard does not come there")
