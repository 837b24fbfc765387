"""Packs in several folders, side by side, without a copy of anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import screening
from cli.main import app
from screening.errors import PackError, ProjectError
from screening.packs.load import load_packs
from screening.packs.shipped import PACKS, shipped_rules
from screening.project.model import load_project
from screening.project.prepare import prepare
from tests.bad_input.project import PACK, RULE
from tests.example_pack import HEADER

Write = Callable[..., Path]
OWN = {"id": "address.my_own"}
PLACE = "9999010000000001"


@pytest.fixture
def own(write_pack: Write) -> Path:
    """A folder with one pack, 'demo', with one rule of its own."""
    return write_pack(OWN).parent


def problems(*roots: Path, ids: list[str] | None = None) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_packs(roots, ids)
    assert all(each.expected and each.remedy for each in caught.value.problems)
    return [str(each) for each in caught.value.problems]


def test_packs_of_both_folders_are_found(own: Path) -> None:
    packs = load_packs([shipped_rules(), own], ["demo", "area"])
    assert [pack.id for pack in packs] == ["area", "demo"]
    assert [each.id for each in packs[1].rules] == ["address.my_own"]


def test_an_id_that_stands_in_both_is_told_with_both_files(write_pack: Write) -> None:
    own = write_pack({}).parent  # address.many_companies
    [told] = problems(shipped_rules(), own, ids=["demo"])
    assert "rule 'address.many_companies' also stands in" in told
    assert str(shipped_rules() / "octopus" / "address" / "many_companies.yaml") in told
    assert str(own / "demo" / "address" / "many_companies.yaml") in told


def test_a_pack_that_stands_in_both_is_told_once(write_pack: Write) -> None:
    own = write_pack(OWN, name="octopus").parent
    [told] = problems(shipped_rules(), own)
    assert f"pack 'octopus' also stands in {shipped_rules() / 'octopus'}" in told


def test_a_folder_that_is_named_twice_counts_once(own: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(own)
    assert [each.id for each in load_packs([own, own, tmp_path / "link"])] == ["demo"]


def test_a_pack_named_as_the_folder_it_stands_in(own: Path) -> None:
    [told] = problems(own / "demo")
    assert "a pack, not a folder with packs" in told
    assert f"Name {own}." in told


def test_every_folder_that_is_not_there_is_told(own: Path, tmp_path: Path) -> None:
    told = problems(own, tmp_path / "a", tmp_path / "b")
    assert [each.split(":")[0] for each in told] == [str(tmp_path / "a"), str(tmp_path / "b")]


def test_a_pack_that_is_in_none_is_told_with_those_there_are(own: Path) -> None:
    [told] = problems(shipped_rules(), own, ids=["dmo"])
    assert "area" in told
    assert "Did you mean 'demo'?" in told


def project(folder: Path, rules: str) -> screening.Project:
    text = f"name: V\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [demo]\nrules: {rules}\n"
    (folder / "screening.yaml").write_text(text, "utf-8")
    return load_project(folder)


@pytest.mark.parametrize(
    "written", ["./rules", "[./rules]", "[shipped, ./rules]", "[rules, shipped]"]
)
def test_a_project_names_one_folder_or_several(own: Path, written: str) -> None:
    found = project(own.parent, written)
    assert own in found.rule_folders
    assert (shipped_rules() in found.rule_folders) == ("shipped" in written)
    assert [pack.id for pack in prepare(found).packs] == ["demo"]


def test_a_project_without_rules_runs_the_shipped_ones(tmp_path: Path) -> None:
    assert project(tmp_path, "").rule_folders == [shipped_rules()]
    assert project(tmp_path, "shipped").rule_folders == [shipped_rules()]


@pytest.mark.parametrize("written", ["[]", '""', '[shipped, ""]', "[shipped, 5]", "{a: b}"])
def test_what_names_no_folder_is_told_with_its_line(tmp_path: Path, written: str) -> None:
    with pytest.raises(ProjectError, match=r"screening.yaml:5"):
        project(tmp_path, written)


def test_rules_of_ones_own_fill_a_list_beside_the_shipped_ones() -> None:
    frame = pl.DataFrame(
        {
            "est_nr": [f"{n:012d}" for n in range(1, 13)],
            "kvk_nr": [f"{99_000_000 + n}" for n in range(1, 13)],
            "vbo_id": [PLACE] * 12,
            "start_date": ["01-01-2020"] * 12,
            "end_date": [None] * 12,
        }
    )
    rule = {**RULE, **OWN, "lists": ["adr"]}
    found = screening.run(
        screening.build_project(
            {"kvk_establishment": frame}, rules=[_text(rule)], pack=_text(PACK),
            name="V", municipality="GM9001", as_of="2026-01-01", recipient="Team",
            packs=["octopus", PACK["id"]],
        ),
        write=False,
    )  # fmt: skip
    assert found.signals["rule"].to_list() == ["address.my_own"]
    assert found.lists["adr"].height == 1
    assert {pack.id for pack in found.outcome.packs} == {"octopus", PACK["id"]}


def _text(content: Any) -> str:
    import yaml

    return yaml.safe_dump(content, allow_unicode=True)


@pytest.mark.parametrize("command", ["list", "lint", "test"])
def test_commands_take_several_folders(own: Path, tmp_path: Path, command: str) -> None:
    other = tmp_path / "other" / "second"
    other.mkdir(parents=True)
    header = _text({**HEADER, "id": "second"})
    (other / "pack.yaml").write_text(header, "utf-8")
    (other / "address").mkdir()
    file = own / "demo" / "address" / "my_own.yaml"
    text = file.read_text("utf-8").replace("my_own", "another")
    (other / "address" / "another.yaml").write_text(text, "utf-8")
    said = CliRunner().invoke(
        app, ["rules", command, "--rules", str(own), "--rules", str(other.parent), "--json"]
    )
    assert said.exception is None or isinstance(said.exception, SystemExit)
    if command != "lint":
        assert "address.my_own" in said.output
        assert "address.another" in said.output
    else:
        assert said.exit_code == 0, said.output


def test_the_word_shipped_stands_for_the_shipped_ones(own: Path) -> None:
    named = ["rules", "show", "address.many_companies", "--rules", str(own)]
    assert CliRunner().invoke(app, named).exit_code == 1
    assert CliRunner().invoke(app, [*named, "--rules", "shipped"]).exit_code == 0


def test_the_shipped_packs_are_the_folders_that_are_shipped() -> None:
    folders = {path.parent.name for path in shipped_rules().glob("*/pack.yaml")}
    assert sorted(PACKS) == sorted(folders)
