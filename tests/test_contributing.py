"""What CONTRIBUTING.md says that it takes to add something is done, in a copy, and is enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?:python|yaml)\n# ([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INTO = re.compile(r"into (\S+)")
NEW_RULE = ["rules", "new", "address.few_companies", "--pack", "octopus", "--subject", "address"]


def sections() -> dict[str, str]:
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0].lower(): part for part in parts}


def table() -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines()
            if line.startswith("|")]  # fmt: skip
    return rows[2:]


class Copy:
    """The project with what the page says to add, and nothing of the checkout in reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for top in ("screening", "cli", "fixtures", "rules"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / top, folder / top, ignore=ignored)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-S", *words],
            cwd=self.folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib"), "COLUMNS": "200"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        return self.run("-c", code)

    def screening(self, *words: str) -> str:
        return self.run("-m", "cli.main", *words)

    def add(self, said: str, text: str) -> None:
        into = INTO.fullmatch(said)
        if into is None:
            file = self.folder / said
            assert not file.exists()
            file.write_text(text, "utf-8")
            return
        file = self.folder / into[1]
        file.write_text(f"{file.read_text('utf-8')}\n\n{text}", "utf-8")


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    copy = Copy(tmp_path_factory.mktemp("copy"))
    for said, text in BLOCK.findall(PAGE):
        if "screening rules new" not in said:
            copy.add(said, text)
    copy.screening(*NEW_RULE, "--rules", "rules")
    return copy


@pytest.mark.parametrize("row", table(), ids=lambda row: row[0])
def test_so_many_files_where_the_table_says(row: list[str]) -> None:
    what, files, lines, where = row
    blocks = [said for said, _ in BLOCK.findall(sections()[what])]
    into = [said for said in blocks if INTO.fullmatch(said)]
    new = [said.split(",")[0] for said in blocks if said not in into]
    assert len(new) == int(files)
    assert bool(into) is (lines != "0")
    pattern = re.sub(r"[A-Z]{2,}", r"[a-z_]+", where.strip("`"))
    for path in (*new, *(said.split()[1] for said in into)):
        assert re.match(pattern, path)


@pytest.mark.large
def test_a_rule(added: Copy) -> None:
    said = added.screening("rules", "test", "address.few_companies")
    assert "Tests: 3, rules: 1, failed: 0" in said


@pytest.mark.large
def test_a_list(added: Copy) -> None:
    rule = added.folder / "rules/octopus/address/few_companies.yaml"
    kept = rule.read_text("utf-8")
    rule.write_text(re.sub(r"(?m)^lists: \[\]", "lists: [markt]", kept), "utf-8")
    try:
        assert "markt" in added.screening("rules", "show", "address.few_companies")
    finally:
        rule.write_text(kept, "utf-8")


@pytest.mark.large
def test_a_format(added: Copy) -> None:
    added.python(
        "import sys; sys.path.insert(0, '.')\n"
        "import datetime as dt, polars as pl\n"
        "from pathlib import Path\n"
        "from screening.publish.formats import FORMATS\n"
        "from screening.publish.meta import ListMeta\n"
        "from screening.publish.published import Published\n"
        "day = dt.date(2026, 1, 1)\n"
        "meta = ListMeta('r', 'Meerwolde', ('d',), ('g',), ('p',), 'ontvanger', day, day)\n"
        "from screening.lists import LISTS\n"
        "from screening.prioritise.schema import type_of\n"
        "kind = LISTS['markt']\n"
        "schema = {column.key: type_of(column) for column in kind.columns}\n"
        "given = [{'rank': 1, 'address': 'Dijk 1'}, {'rank': 2, 'address': 'Dijk 2'}]\n"
        "rows = pl.DataFrame(given, schema=schema)\n"
        "listed = Published(rows, kind.columns, kind.form, 't', meta)\n"
        "for each in FORMATS:\n"
        "    each.write(listed, Path(f'a.{each.suffix}'))\n"
    )
    lines = (added.folder / "a.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert "ontvanger" in lines[0]
    assert '"stall":null' in lines[0]
    heading = (added.folder / "a.csv").read_text("utf-8-sig").splitlines()[0]
    assert ";Kraam;Aangetroffen;" in heading
    assert (added.folder / "a.csv").exists()


@pytest.mark.large
def test_an_engine(added: Copy) -> None:
    said = added.python(
        "from screening.engines import ENGINES, get_engine, second_of\n"
        "print(*ENGINES, get_engine('patient').max_rows, second_of('patient'))"
    )
    assert said.split() == ["duckdb", "patient", "polars", "spark", "100000000", "duckdb"]


@pytest.mark.large
def test_a_kind_of_comparison(added: Copy) -> None:
    said = added.python(
        "from screening.packs.schema import file_schema; import json\n"
        "print(json.dumps(file_schema()))"
    )
    assert '"portion"' in said


@pytest.mark.large
def test_a_check_of_lint(added: Copy) -> None:
    said = added.python(
        "from screening.packs.lint.run import all_checks\n"
        "print(*(check.identifier() for check in all_checks()))"
    )
    assert "shouting" in said


def test_a_register(added: Copy) -> None:
    assert "## market_stall" in added.run("-m", "screening.registers.schemas.dictionary")
    added.screening("init", "here")
    assert "market_stall:" in (added.folder / "here" / "screening.yaml").read_text("utf-8")


def test_a_known_shape(added: Copy) -> None:
    said = added.python(
        "from screening.registers.known.recognise import recognised\n"
        "print(recognised([['Markten'], ['marktcode', 'Marktnaam', 'buurtcode_cbs']]).name)"
    )
    assert said.strip() == "markt"


def test_what_runs_before_a_commit_is_what_make_check_runs() -> None:
    made = re.search(
        r"^check: setup\n\t@(.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert made is not None
    checks = [
        each.replace("$(BIN)", ".venv/bin").removesuffix(" .") for each in made[1].split(" && ")
    ]
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert {each["repo"] for each in repositories} == {"local"}
    hooks = [hook for each in repositories for hook in each["hooks"]]
    assert [hook["entry"].removesuffix(" --force-exclude") for hook in hooks] == checks
    assert {hook["language"] for hook in hooks} == {"system"}
