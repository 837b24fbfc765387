"""``init --from`` and ``map``, as somebody without a terminal uses them."""

from __future__ import annotations

from typer.testing import CliRunner

from cli.main import app
from screening.project.model import load_project

HEADER = "Vestigingsnummer;KVK-nummer;BAG-id;Begin;SBI\n"
ROWS = "".join(f"00000000000{n};0000000{n};999901000000000{n};01-02-2025;56101\n" for n in "123")


def test_init_from_a_folder_then_answers_then_one_more_file(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "vestigingen.csv").write_text(HEADER + ROWS)
    project, run = tmp_path / "own" / "project", CliRunner().invoke
    first = run(app, ["init", str(project), "--from", str(tmp_path / "in")])
    assert first.exit_code == 0, first.output
    assert "2 questions are in" in first.output
    assert load_project(project).registers["kvk_establishment"][0].fixed == {"sbi_edition": "2025"}
    questions = project / "vragen.yaml"
    text = questions.read_text("utf-8")
    sbi = text.index('- id: "sbi')
    answered = text[:sbi] + text[sbi:].replace("    answer:", "    answer: '2008'", 1)
    questions.write_text(answered, "utf-8")
    again = ["init", str(project), "--from", str(tmp_path / "in"), "--answers", str(questions)]
    assert run(app, again).exit_code == 0
    assert load_project(project).registers["kvk_establishment"][0].fixed == {"sbi_edition": "2008"}
    file = project / "screening.yaml"
    file.write_text(file.read_text("utf-8") + "# gezien\n", "utf-8")
    changed = run(app, again)
    assert "has changed since the questions" in str(changed.exception)
    more = tmp_path / "sluitingen.csv"
    more.write_text("Sluiting;BAG-id;Dicht vanaf\nS1;9999010000000001;01-02-2025\n")
    added = run(app, ["map", str(project), "closure", str(more)])
    assert added.exit_code == 0, added.output
    assert load_project(project).registers["closure"][0].columns["start_date"] == "Dicht vanaf"
    assert file.read_text("utf-8").endswith("# gezien\n")
    twice = run(app, ["map", str(project), "closure", str(more)])
    assert "mapped already" in str(twice.exception)
    wrong = run(app, ["map", str(project), "closures", str(more)])
    assert "Did you mean 'closure'" in str(wrong.exception)


def test_in_a_terminal_the_questions_are_asked_at_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("cli.guided._by_hand", lambda: True)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "vestigingen.csv").write_text(HEADER + ROWS)
    project = tmp_path / "own" / "project"
    words = ["init", str(project), "--from", str(tmp_path / "in")]
    done = CliRunner().invoke(app, words, input="9\n1\nMeerwolde\n")
    assert done.exit_code == 0, done.output
    assert "Give a number, or one of the words." in done.output
    loaded = load_project(project)
    assert loaded.registers["kvk_establishment"][0].fixed == {"sbi_edition": "2008"}
    assert loaded.name == "Meerwolde"
    assert not (project / "vragen.yaml").exists()
