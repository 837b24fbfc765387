"""What a project sets is held against its packs before any extract is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screening.errors import ProjectError
from screening.project.model import load_project
from screening.project.settings import check_settings
from tests.shipped import shipped_packs

if TYPE_CHECKING:
    from screening.packs.loaded import Pack

BASE = "name: Stad\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [tvo]\n"
LINES = {
    "bibob: {capacity: 40}": (1, "lists.bibob.capacity is 40, but this list is a queue by law"),
    "tvo: {random_share: 0.2}": (1, "lists.tvo.random_share is 0.2, but no random part is allowed"),
    "octopus.auto: {random_share: 0.2, capacity: 40}": (0, ""),
    "tvo: {random_share: 0.0}": (0, ""),
    "octopus.cars: {capacity: 40}": (1, "there is no list 'octopus.cars'"),
}


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [*shipped_packs().values()]


@pytest.mark.parametrize("line", LINES)
def test_settings_of_lists(packs: list[Pack], tmp_path: Path, line: str) -> None:
    file = tmp_path / "screening.yaml"
    file.write_text(f"{BASE}lists:\n  {line}\n", "utf-8")
    count, said = LINES[line]
    problems = []
    try:
        check_settings(load_project(tmp_path), packs)
    except ProjectError as error:
        problems = error.problems
    assert len(problems) == count
    for problem in problems:
        assert problem.found.startswith(said)
        assert problem.where.line == 6, "the line of the setting"


def test_a_draw_that_a_pack_does_not_allow_is_refused(packs: list[Pack], tmp_path: Path) -> None:
    file = tmp_path / "screening.yaml"
    file.write_text(f"{BASE}lists:\n  octopus.auto: {{random_share: 0.2}}\n")
    random = packs[0].header.random.model_copy(update={"share": 0.0})
    strict = [
        _with(pack, header=pack.header.model_copy(update={"random": random})) for pack in packs
    ]
    with pytest.raises(ProjectError, match="allow no draw for it"):
        check_settings(load_project(tmp_path), strict)


def _with(pack: Pack, **changes: object) -> Pack:
    from dataclasses import replace

    return replace(pack, **changes)  # type: ignore[arg-type]
