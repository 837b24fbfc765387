from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError, Problem
from screening.packs.load import load_packs
from tests.compiled import load_pack

Write = Callable[..., Path]


def _refused(folder: Path) -> list[Problem]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value.problems


def test_a_sound_pack_loads_with_lines_and_hashes(write_pack: Write) -> None:
    folder = write_pack({}, {"kind": "escalation"})
    pack = load_pack(folder)
    (loaded,) = pack.rules
    assert pack.id == "demo"
    assert loaded.rule.family == "address"
    assert loaded.pack is pack.header
    assert loaded.hash == hashlib.sha256(loaded.file.read_bytes()).hexdigest()
    lines = loaded.file.read_text().splitlines()
    assert lines[loaded.lines["when"] - 1].startswith("when:")
    assert lines[loaded.lines["tests.1.kind"] - 1].strip() == "kind: near_miss"
    assert [escalation.id for escalation in pack.escalations] == ["address.both"]


def test_the_place_of_a_line_of_sql(write_pack: Write) -> None:
    folder = write_pack()
    file = folder / "address" / "many_companies.yaml"
    text = file.read_text().split("select:")[0]
    rest = "\n".join(file.read_text().split("GROUP BY e.vbo_id")[1].splitlines()[1:])
    sql = "select: |\n  SELECT e.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies\n"
    sql += "  FROM kvk_establishment e\n  GROUP BY e.vbo_id\n"
    when = rest[rest.index("when:") :]
    file.write_text(text + sql + when)
    (loaded,) = load_pack(folder).rules
    line = loaded.where("select", 2).line
    assert line is not None
    assert file.read_text().splitlines()[line - 1].strip() == "FROM kvk_establishment e"


def test_the_hash_of_a_pack_follows_every_file(write_pack: Write) -> None:
    folder = write_pack()
    before = load_pack(folder).hash
    assert load_pack(folder).hash == before
    file = folder / "address" / "many_companies.yaml"
    file.write_text(file.read_text() + "# a remark\n")
    after = load_pack(folder).hash
    assert after != before
    header = folder / "pack.yaml"
    header.write_text(header.read_text() + "# a remark\n")
    assert load_pack(folder).hash not in (before, after)


def test_all_problems_of_all_files_come_at_once(write_pack: Write) -> None:
    folder = write_pack(
        {"severity": 9, "titel": "x"},
        {"id": "address.second", "status": "aktive", "when": ...},
        header={"purpose": ..., "retentions": 3},
    )
    problems = _refused(folder)
    found = [(Path(problem.where.file).name, problem.found) for problem in problems]
    assert ("many_companies.yaml", "unknown key 'titel'") in found
    assert ("many_companies.yaml", "'severity' is '9'") in found
    assert ("second.yaml", "'status' is 'aktive'") in found
    assert ("second.yaml", "the key 'when' is missing") in found
    assert ("pack.yaml", "the key 'purpose' is missing") in found
    assert ("pack.yaml", "unknown key 'retentions'") in found
    assert all(problem.expected and problem.remedy for problem in problems)
    assert all(problem.where.line for problem in problems)


@pytest.mark.parametrize(
    ("change", "found", "remedy"),
    [
        ({"titel": "x"}, "unknown key 'titel'", "Did you mean 'title'?"),
        ({"status": "actief"}, "'status' is 'actief'", "Did you mean 'active'?"),
        ({"subject": "person"}, "'subject' is 'person'", "never a person"),
        ({"subject": "persoon"}, "'subject' is 'persoon'", "never a person"),
        ({"lists": ["octopus.kammer"]}, "'lists.0'", "Did you mean 'octopus.kamer'?"),
        ({"version": "one"}, "'version' is 'one'", ""),
        ({"title": 3}, "'title' is '3'", "quotes"),
        ({"title": ""}, "'title' is ''", "Fill it in"),
        ({"innocent": "iets"}, "'innocent' is 'iets'", ""),
        ({"why": {"a": 1}}, "'why' is a group of keys", "Write one text"),
        ({"basis": "HR"}, "'basis' is 'HR'", ""),
        ({"parameters": {"n": {"value": [1], "unit": "", "why": "x"}}}, "value.0' is '1'", ""),
        ({"parameters": {"n": {"value": 1, "unit": "", "wy": "x"}}}, "wy'", "Did you mean 'why'?"),
        (
            {"compare": {"x": {"kind": "rate", "count": "a", "pr": "b", "min_group": 20}}},
            "'compare.x.pr'",
            "Did you mean 'per'?",
        ),
        (
            {"compare": {"x": {"kind": "rat", "count": "a", "per": "b"}}},
            "'compare.x' is a group",
            "",
        ),
        (
            {
                "compare": {
                    "x": {
                        "kind": "rate",
                        "count": "companies",
                        "per": "companies",
                        "peers": {"nearest": 5, "one": ["a"]},
                    }
                }
            },
            "'compare.x.peers.one'",
            "Did you mean 'on'?",
        ),
        ({"not_applicable": [{"if": "companies = 1"}]}, "not_applicable.0.reason' is missing", ""),
    ],
)
def test_a_wrong_value_names_itself_and_the_way_out(
    write_pack: Write, change: dict[str, Any], found: str, remedy: str
) -> None:
    problems = _refused(write_pack(change))
    matching = [problem for problem in problems if found in problem.found]
    assert matching, [str(problem) for problem in problems]
    assert remedy in matching[0].remedy
    assert matching[0].where.line


def test_a_condition_of_the_wrong_kind_is_one_problem(write_pack: Write) -> None:
    folder = write_pack(
        {}, {"kind": "escalation", "when": {"all": ["address.many_companies", {"al": ["x"]}]}}
    )
    problems = _refused(folder)
    assert [problem.found for problem in problems] == ["unknown key 'when.all.1.al'"]
    assert problems[0].remedy == "Did you mean 'all'?"


def test_the_id_follows_folder_and_file(write_pack: Write) -> None:
    folder = write_pack()
    file = folder / "address" / "many_companies.yaml"
    file.rename(folder / "address" / "other.yaml")
    (problem,) = _refused(folder)
    assert problem.found == "the id 'address.many_companies'"
    assert "address.other" in problem.expected


@pytest.mark.parametrize("place", ["loose.yaml", "address/deep/rule.yaml", "address/short.yml"])
def test_files_in_the_wrong_place_are_not_passed_over(write_pack: Write, place: str) -> None:
    folder = write_pack()
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).write_text("id: x\n")
    assert any(place in problem.found for problem in _refused(folder))


def test_a_link_out_of_the_pack_is_refused(write_pack: Write, tmp_path: Path) -> None:
    folder = write_pack()
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: value\n")
    (folder / "address" / "linked.yaml").symlink_to(outside)
    problems = _refused(folder)
    assert any(problem.found == "a link out of the pack" for problem in problems)
    assert "secret" not in " ".join(map(str, problems))


def test_ids_are_unique_over_all_packs(write_pack: Write) -> None:
    folder = write_pack()
    write_pack(name="other")
    with pytest.raises(PackError) as caught:
        load_packs(folder.parent)
    assert "is also used in" in caught.value.problems[0].found
    assert [pack.id for pack in load_packs(folder.parent, ["other"])] == ["other"]


def test_packs_come_sorted(write_pack: Write) -> None:
    write_pack(name="zeta")
    folder = write_pack({"id": "address.other"}, name="alpha")
    assert [pack.id for pack in load_packs(folder.parent)] == ["alpha", "zeta"]
    assert [pack.id for pack in load_packs(folder.parent, ["zeta", "alpha"])] == ["alpha", "zeta"]


def test_an_unknown_pack_gets_a_suggestion(write_pack: Write) -> None:
    folder = write_pack()
    with pytest.raises(PackError, match="no pack 'demmo'") as caught:
        load_packs(folder.parent, ["demmo"])
    assert caught.value.problems[0].remedy == "Did you mean 'demo'?"


def test_no_folder_no_pack_no_header(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="does not exist"):
        load_packs(tmp_path / "none")
    with pytest.raises(PackError, match="no pack"):
        load_packs(tmp_path)
    (tmp_path / "demo").mkdir()
    with pytest.raises(PackError, match=r"no pack\.yaml"):
        load_packs(tmp_path)


@pytest.mark.parametrize(
    "raw",
    [
        "id: address.raw0\ntitle: !!python/name:os.system ''\n",
        "a: &a [1]\nb: [*a, *a]\n",
        "- a\n",
        "id: address.raw0\n---\nid: address.raw1\n",
        "\tid: x\n",
    ],
)
def test_hostile_files_are_problems_of_the_pack(write_pack: Write, raw: str) -> None:
    problems = _refused(write_pack(raw))
    assert all(problem.where.file.endswith("raw0.yaml") for problem in problems)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT vbo_id AS subject, 1 AS companies FROM kvk_establishment; SELECT 1",
        "SELECT vbo_id AS subject, x AS companies FROM read_csv('/etc/passwd')",
        "SELECT vbo_id AS subject, 1 AS companies FROM kvk_establisment",
    ],
)
def test_sql_outside_the_gate_keeps_the_pack_from_loading(write_pack: Write, sql: str) -> None:
    problems = _refused(write_pack({"select": sql}))
    assert any("many_companies" in problem.where.file for problem in problems)


def test_a_circle_through_none_is_refused(write_pack: Write) -> None:
    first = {"id": "address.a", "kind": "escalation"}
    second = {"id": "address.b", "kind": "escalation"}
    signal = "address.many_companies"
    folder = write_pack(
        {},
        {**first, "when": {"all": [signal, {"none": ["address.b"]}]}},
        {**second, "when": {"any": ["address.a", signal]}},
    )
    problems = _refused(folder)
    assert any("absence" in problem.found for problem in problems)


def test_an_unknown_signal_gets_a_suggestion(write_pack: Write) -> None:
    folder = write_pack({}, {"kind": "escalation", "when": {"all": ["address.many_company"]}})
    (problem,) = _refused(folder)
    assert "address.many_company" in problem.found
    assert "Did you mean" in problem.remedy
