"""Packs that passed before are not checked again; what is kept of them is exactly what they are."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from screening.errors import PackError
from screening.files import cache
from screening.language import stored
from screening.language.dialects import Dialect
from screening.language.stored import NotStoredError, rows_of, tree_of
from screening.packs import compiled, kept
from screening.packs.compiled import CompiledRule, Part, compiled_as_shipped
from screening.packs.load import load_packs
from screening.packs.loaded import LoadedRule
from screening.packs.shipped import shipped_rules
from tests.thorough import some

DAY = dt.date(2026, 1, 1)
DIALECTS: tuple[Dialect, ...] = ("polars", "duckdb", "postgres", "readable")
PARTS: tuple[Part, ...] = ("select", "evidence")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test keeps things; nothing yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "screening" / "packs"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with one pack of a few rules."""
    shutil.copytree(shipped_rules() / "care", tmp_path / "rules" / "care")
    return tmp_path / "rules"


def _loaded(folder: Path, day: dt.date = DAY) -> list[LoadedRule]:
    return [loaded for pack in load_packs(folder, as_of=day) for loaded in pack.rules]


def _compiled(loaded: LoadedRule) -> CompiledRule:
    found = compiled_as_shipped(loaded)
    assert found is not None
    return found


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Rules that are compiled from here on."""
    seen: list[str] = []
    real = compiled._compile

    def counting(loaded: LoadedRule, *rest: object) -> object:
        seen.append(loaded.id)
        return real(loaded, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(compiled, "_compile", counting)
    return seen


@pytest.mark.large
def test_every_shipped_rule_comes_back_as_it_was(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {loaded.id: _compiled(loaded) for loaded in _loaded(shipped_rules())}
    assert len(list(place.iterdir())) == 1
    seen = _counted(monkeypatch)
    again = {loaded.id: _compiled(loaded) for loaded in _loaded(shipped_rules())}
    assert not seen
    assert again == first
    for name, rule in first.items():
        for dialect in DIALECTS:
            for part in PARTS:
                assert again[name].sql(dialect, part) == rule.sql(dialect, part), name
        assert rule.when.expression == again[name].when.expression


def test_the_text_kept_for_polars_is_that_of_the_tree(place: Path, packs: Path) -> None:
    _loaded(packs)
    assert place.is_dir()
    for loaded in _loaded(packs):
        query = _compiled(loaded).query
        assert query.sql("polars") == stored.restored_query(stored.stored_query(query)).sql(
            "polars"
        )
        fresh = stored.stored_query(query) | {"polars": "nothing"}
        bare = stored.restored_query(fresh)
        bare._texts.clear()
        assert bare.sql("polars") == query.sql("polars")


def test_another_letter_anywhere_is_another_name(
    place: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _loaded(packs)
    seen = _counted(monkeypatch)
    _loaded(packs)
    assert not seen
    _loaded(packs, dt.date(2026, 1, 2))
    assert seen, "another reference date"
    seen.clear()
    rule = next((packs / "care" / "care").glob("*.yaml"))
    rule.write_text(f"{rule.read_text('utf-8')}# a remark\n", "utf-8")
    _loaded(packs)
    assert seen, "another rule file"
    seen.clear()
    header = packs / "care" / "pack.yaml"
    header.write_text(f"{header.read_text('utf-8')}# a remark\n", "utf-8")
    _loaded(packs)
    assert seen, "another header"
    seen.clear()
    monkeypatch.setattr(kept, "PROGRAM", ["another program"])
    _loaded(packs)
    assert seen, "another program"
    assert len(list(place.iterdir())) == 5


@pytest.mark.parametrize(
    "spoiled", some(["cut", "changed", "open to others", "a link", "folder open"], of=3)
)
def test_what_cannot_be_trusted_is_made_again(
    place: Path, packs: Path, monkeypatch: pytest.MonkeyPatch, spoiled: str
) -> None:
    before = {loaded.id: _compiled(loaded) for loaded in _loaded(packs)}
    [file] = place.iterdir()
    content = file.read_bytes()
    if spoiled == "cut":
        file.write_bytes(content[:-20])
    elif spoiled == "changed":
        file.write_bytes(content.replace(b'"int"', b'"text"'))
    elif spoiled == "open to others":
        file.chmod(0o644)
    elif spoiled == "a link":
        elsewhere = place.parent / "elsewhere"
        file.rename(elsewhere)
        file.symlink_to(elsewhere)
    else:
        place.chmod(0o777)
    seen = _counted(monkeypatch)
    after = {loaded.id: _compiled(loaded) for loaded in _loaded(packs)}
    assert set(seen) == set(before)
    assert after == before


def test_packs_that_are_refused_are_refused_again(place: Path, packs: Path) -> None:
    rule = next((packs / "care" / "care").glob("*.yaml"))
    rule.write_text(rule.read_text("utf-8").replace("WHERE", "WHERE nothing_known AND", 1), "utf-8")
    told = []
    for _ in range(2):
        with pytest.raises(PackError) as refused:
            _loaded(packs)
        told.append(str(refused.value))
    assert told[0] == told[1]
    assert not place.exists()


def test_a_pack_in_a_folder_of_another_name_is_another_pack(place: Path, packs: Path) -> None:
    load_packs(packs)
    assert list(place.iterdir())
    (packs / "care").rename(packs / "zorg")
    with pytest.raises(PackError, match="pack id 'care' in folder 'zorg'"):
        load_packs(packs)


def test_without_a_place_everything_works_as_before(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no folder").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no folder"))
    assert _loaded(packs)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", _nowhere)
    assert _loaded(packs)


def _nowhere() -> Path:
    raise RuntimeError


def test_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for number in range(cache.NEWEST + 3):
        cache.keep("sort", f"{number:03}", b"x")
    assert len(list((tmp_path / "screening" / "sort").iterdir())) == cache.NEWEST
    assert cache.kept("sort", f"{cache.NEWEST + 2:03}") == b"x"


def test_only_parts_of_sql_are_made_of_what_is_kept() -> None:
    with pytest.raises(NotStoredError):
        tree_of([["Popen", {}]])
    with pytest.raises(NotStoredError):
        tree_of([["annotate_types", {}]])
    tree = parse_one("SELECT a FROM b WHERE c = 1")
    tree.find(exp.Literal).set("this", dt.date(2026, 1, 1))  # type: ignore[union-attr]
    with pytest.raises(NotStoredError):
        rows_of(tree)


def test_a_rule_that_cannot_be_read_back_is_compiled(
    place: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {loaded.id: _compiled(loaded) for loaded in _loaded(packs)}
    assert len(list(place.iterdir())) == 1
    monkeypatch.setattr(kept, "restored_predicate", _broken)
    seen = _counted(monkeypatch)
    assert {loaded.id: _compiled(loaded) for loaded in _loaded(packs)} == before
    assert set(seen) == set(before)


def _broken(_held: object) -> object:
    raise KeyError("tree")
