"""What is said to somebody who reads lists in part, by ``review.packs`` of the project."""

from __future__ import annotations

from collections.abc import Iterable

from screening.reference.roles import holding, roles
from screening.review.site.viewer import Viewer, packs_seen


def left_out(viewer: Viewer, *names: str) -> str:
    """That cases which rest on other packs too are not shown, and whom to ask.

    About these lists, or about all where none is named; empty for who reads them whole. It says so
    whether there is such a case or none.
    """
    part = {
        name: packs for name, packs in viewer.fed_by_others.items()
        if not names or name in names
    }  # fmt: skip
    if not part:
        return ""
    packs = {*part.values()}
    named = f": {', '.join(sorted(*packs)) or 'geen'}" if len(packs) == 1 else ""
    return (
        f"U ziet casussen die geheel rusten op regels van pakketten die bij uw rol horen{named}. "
        "Een casus die ook op een ander pakket rust staat er niet bij en is niet meegeteld, ook "
        f"niet voor een deel. Wilt u weten of er meer is, vraag het: {', '.join(_ask(part))}."
    )


def _ask(names: Iterable[str]) -> list[str]:
    """The titles of the roles to ask of these lists: for each the first that reads it whole.

    Of a list that no role reads whole that is who watches over all.
    """
    whole = [each for each in roles() if packs_seen([each]) is None]
    watch = next(each for each in roles() if each in holding("every_trail"))
    asked = {next((each for each in whole if roles()[each].reads(name)), watch) for name in names}
    return [role.title for each, role in roles().items() if each in asked]
