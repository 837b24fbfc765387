from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from screening.errors import ProjectError
from screening.files.private import write_private
from screening.packs.shipped import shipped_rules
from screening.project.model import load_project
from screening.registers.reading.key_file import PUBLISHED_KEY

MINIMAL = """\
name: Voorbeeld
municipality: GM9001
as_of: 2026-01-01
packs: [octopus]
"""


def project_in(folder, text):
    (folder / "screening.yaml").write_text(text, encoding="utf-8")
    return folder


def problems_of(folder, text):
    with pytest.raises(ProjectError) as caught:
        load_project(project_in(folder, text))
    return caught.value.problems


def test_a_minimal_project_gets_dutch_defaults(tmp_path):
    project = load_project(project_in(tmp_path, MINIMAL))
    assert project.as_of == dt.date(2026, 1, 1)
    assert (project.defaults.separator, project.defaults.decimal) == (";", ",")
    assert project.folder == tmp_path.resolve()
    assert project.rule_folders == [shipped_rules()]


def test_one_source_and_several_sources_both_become_a_list(tmp_path):
    text = MINIMAL + (
        "registers:\n  area: {path: a.csv}\n"
        "  area_count:\n    - {path: b.csv}\n    - {path: c.csv, regime: fiu}\n"
    )
    registers = load_project(project_in(tmp_path, text)).registers
    assert [source.path for source in registers["area"]] == ["a.csv"]
    assert [source.path for source in registers["area_count"]] == ["b.csv", "c.csv"]


def test_every_problem_comes_at_once_with_its_line(tmp_path):
    text = (
        "name: Voorbeeld\n"
        "municipality: 9001\n"
        "packs: [octopus]\n"
        "pack: x\n"
        "seed: 1\n"
        "seed: 2\n"
        "registers:\n"
        "  kvk_compny: {path: a.csv}\n"
        "  permit:\n"
        "    path: p.csv\n"
        "    seperator: ','\n"
        "    columns:\n"
        "      permit_nr: NR\n"
    )
    found = {
        (problem.where.line, problem.found.split("'")[0].strip(), problem.remedy)
        for problem in problems_of(tmp_path, text)
    }
    assert found == {
        (1, "the key", "Add 'as_of:'."),
        (2, "", "Put the value in quotes."),
        (4, "unknown key", "Did you mean 'packs'?"),
        (6, "the key", "Remove one of the two."),
        (8, "unknown register", "Did you mean 'kvk_company'?"),
        (11, "unknown key", "Did you mean 'separator'?"),
        (13, "register permit has no column", "Did you mean 'permit_id'?"),
    }


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{path: a.csv, regime: wpg}", "police data"),
        ("{path: a.csv, regime: fiu}", "FIU data"),
        ("{}", "either 'path' or 'database'"),
        ("{path: a.csv, database: 'sqlite://'}", "either 'path' or 'database'"),
        ("{database: 'sqlite://'}", "either 'table' or 'query'"),
        ("{path: a.csv, date: [dd/mm/yyyy, mm/dd/yyyy]}", "cannot be told apart"),
        ("{path: a.csv, date: dd.mm.yy}", "dd-mm-yyyy"),
        ("{path: a.csv, codes: {status: {A: actief}}}", "is mapped to 'actief'"),
        ("{path: a.csv, columns: {legal_form: Geboorteland}}", "country of birth"),
        ("{path: a.csv, columns: {legal_form: BSN}}", "citizen service numbers"),
    ],
)
def test_what_a_source_may_not_say(tmp_path, source, message):
    problems = problems_of(tmp_path, MINIMAL + f"registers:\n  kvk_company: {source}\n")
    assert any(message in str(problem) for problem in problems)
    assert all(problem.where.line == 6 for problem in problems)


def test_a_key_inside_the_project_is_refused_unless_it_is_a_demo(tmp_path):
    text = MINIMAL + "pseudonym_key: keys/my.key\n"
    assert "inside the project" in problems_of(tmp_path, text)[0].found
    assert load_project(project_in(tmp_path, text + "demo: true\n")).demo


def test_what_is_said_of_real_data_opens_nothing(tmp_path):
    """Its extracts are read as any; the published key, examples and other roles stay shut."""
    folder = tmp_path / "project"
    folder.mkdir()
    write_private(folder / "demo.key", f"{PUBLISHED_KEY}\n")
    text = MINIMAL + "demo: true\npseudonym_key: demo.key\n"
    invented = load_project(project_in(folder, text))
    assert (invented.demo, invented.invented) == (True, True)
    assert invented.key() == PUBLISHED_KEY.encode()
    real = load_project(project_in(folder, text.replace("GM9001", "GM0114")))
    assert (real.demo, real.invented) == (True, False)
    with pytest.raises(ProjectError, match="everybody knows"):
        real.key()


def test_a_key_outside_the_project_is_read(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    key = hashlib.sha256(b"a key of the test").hexdigest()
    write_private(tmp_path / "my.key", f"{key}\n")
    project = load_project(project_in(folder, MINIMAL + "pseudonym_key: ../my.key\n"))
    assert project.key() == key.encode()


@pytest.mark.parametrize("setting", ["", "pseudonym_key: ../gone.key\n"])
def test_no_key_is_an_error_only_when_it_is_needed(tmp_path, setting):
    project = load_project(project_in(tmp_path, MINIMAL + setting))
    with pytest.raises(ProjectError, match="pseudonym"):
        project.key()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds nothing"),
        ("- a\n", "holds a list"),
        ("a: [1\n", "cannot be read as YAML"),
        ("a: \x00", "control character (U+0000)"),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path, text, message):
    assert message in problems_of(tmp_path, text)[0].found


def test_a_folder_without_a_project_says_how_to_make_one(tmp_path):
    with pytest.raises(ProjectError, match="screening init"):
        load_project(tmp_path)


def test_a_code_is_the_text_it_looks_like(tmp_path):
    codes = "{01: active, no: active, 1:30: active, 12: active}"
    fixed = "{sbi_edition: 0111}"
    source = f"{{path: a.csv, codes: {{status: {codes}}}, fixed: {fixed}}}"
    registers = load_project(
        project_in(tmp_path, MINIMAL + f"registers:\n  kvk_company: {source}\n")
    ).registers
    (found,) = registers["kvk_company"]
    assert list(found.codes["status"]) == ["01", "no", "1:30", "12"]
    assert found.fixed == {"sbi_edition": "0111"}
