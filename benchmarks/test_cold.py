"""Commands as a user starts them: a new process, nothing in memory, two cores at most."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures.generate import generate_project

MOST_SECONDS = 12.0
MOST_SECONDS_FIRST_RULES = 6.0
MOST_MEGABYTES = 700
MOST_SECONDS_HELP = 0.5
CORES = 2

RULES = Path(__file__).parents[1] / "rules"
FIRST_RULES = """
  area.branch_density area.branch_density_and_turnover area.branch_growth
  area.branch_turnover_per_inhabitant area.designation_candidate area.registered_crime_rate
  area.suspicious_transactions_rate
  bibob.construction_sum_risk bibob.deadline_guard
  bibob.financing_opaque bibob.known_relation bibob.operator_change bibob.split_applications
  address.companies_in_dwelling address.companies_per_m2 address.industrial_habitation
  address.many_companies address.overoccupancy_m2 address.repeat_closure
  address.room_rental_unpermitted address.signal_cluster address.through_address
  agri.new_nonfarm_company car.many_dealers_one_plot car.no_recognition
  establishment.never_visited establishment.permit_missing establishment.turnover_per_employee
  establishment.turnover_per_m2 establishment.violation_history
  park.company_registrations recycling.no_permit_or_notification secondhand.not_notified
  company.dormant_reactivated company.rapid_director_change company.recycled_company
  company.successor_same_address property.abc_transfer property.no_bank_mortgage
  property.price_jump property.price_vs_woz role.bankruptcy_chain role.many_directorships
"""
"""A municipality's first set: 40 rules, and the 3 escalations that combine only those."""


def started(*arguments: str) -> tuple[int, float, float]:
    """Exit code, peak memory in megabytes, and processor seconds of a command."""
    command = [sys.executable, "-m", "screening.cli.main", *arguments]
    quiet = os.open(os.devnull, os.O_WRONLY)
    silenced = [(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=silenced)
    _, status, used = os.wait4(child, 0)
    os.close(quiet)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("municipality")
    generate_project(folder)
    return folder


@pytest.fixture(scope="module")
def first_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same municipality with the first set of rules only."""
    folder = tmp_path_factory.mktemp("first_rules")
    generate_project(folder)
    for rule in FIRST_RULES.split():
        for file in RULES.glob(f"*/{rule.replace('.', '/')}.yaml"):
            copied = folder / "rules" / file.relative_to(RULES)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copied)
            shutil.copy(RULES / copied.parts[-3] / "pack.yaml", copied.parents[1])
    settings = folder / "screening.yaml"
    text = settings.read_text(encoding="utf-8")
    packs = "packs: [area, octopus, tvo, bibob, care]"
    assert packs in text
    settings.write_text(
        text.replace(packs, "packs: [area, octopus, tvo, bibob]\nrules: rules"), encoding="utf-8"
    )
    return folder


@pytest.fixture(autouse=True)
def two_cores() -> Any:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:CORES])
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.benchmark(group="cold start")
@pytest.mark.parametrize(
    ("project", "most_seconds"),
    [("municipality", MOST_SECONDS), ("first_rules", MOST_SECONDS_FIRST_RULES)],
)
def test_screening_run(
    benchmark: Any, request: pytest.FixtureRequest, project: str, most_seconds: float
) -> None:
    folder: Path = request.getfixturevalue(project)
    measured: list[tuple[int, float, float]] = []

    def run() -> None:
        measured.append(started("run", str(folder)))

    def clean() -> None:
        shutil.rmtree(folder / "runs", ignore_errors=True)

    benchmark.pedantic(run, setup=clean, rounds=5)
    assert {code for code, _, _ in measured} == {0}
    peak = max(megabytes for _, megabytes, _ in measured)
    benchmark.extra_info["peak_megabytes"] = round(peak)
    benchmark.extra_info["processor_seconds"] = round(min(seconds for *_, seconds in measured), 1)
    assert peak <= MOST_MEGABYTES
    assert benchmark.stats.stats.min <= most_seconds


@pytest.mark.benchmark(group="cold start")
def test_screening_help(benchmark: Any) -> None:
    benchmark.pedantic(lambda: started("--help"), rounds=5)
    assert benchmark.stats.stats.min <= MOST_SECONDS_HELP
