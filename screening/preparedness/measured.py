"""Which rules of a list were measured, which in part and which not, and why (in Dutch).

A list without a row says nothing about what nobody measured. This is the one place that says what
was; every format of a list shows what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from screening.detect.needs import Gap
from screening.detect.run import Detection
from screening.frames import Measured, passed, schema_of
from screening.packs.loaded import LoadedRule, Pack
from screening.packs.models import Common
from screening.preparedness.coverage import Preparedness, RuleCoverage, noise
from screening.preparedness.escalations import escalation_coverage, rests_on_rules
from screening.preparedness.unseen import Demand, unseen
from screening.reference.suppliers import suppliers
from screening.registers.reading.report import Loaded, RegisterReport

MEASURED, PARTLY, NOT_MEASURED = "gemeten", "gedeeltelijk", "niet gemeten"
MEASURED_SCHEMA = schema_of(Measured)
"""A row per list and rule that can put something on it: ``measured`` is one of the words above."""
_STATUS: dict[str, Preparedness] = {MEASURED: "ready", PARTLY: "partly", NOT_MEASURED: "cannot_run"}
_OFF = {
    "disabled": "de regel staat uit",
    "experimental": "de regel is nog een proef en doet niet mee",
    "deprecated": "de regel is vervallen",
}
_NAMED = 3


@dataclass(frozen=True)
class _Found:
    measured: str
    reason: str = ""
    subjects: int | None = None
    not_evaluable: int | None = None


def measured_rules(
    packs: Sequence[Pack], detection: Detection, loaded: Loaded
) -> dy.DataFrame[Measured]:
    """What was measured (``MEASURED_SCHEMA``), sorted by list, pack and rule."""
    found = _of_rules(packs, detection, loaded)
    found |= _of_escalations(packs, found)
    rows = [
        (name, pack.id, model.id, model.title, each.measured, each.reason, each.subjects,
         each.not_evaluable)
        for pack in packs
        for model in (loaded.model for loaded in pack.documents)
        for each in [found[model.id]]
        for name in model.lists
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=MEASURED_SCHEMA, orient="row")
    return passed(Measured, frame.sort("list", "pack", "rule"))


def _of_rules(packs: Iterable[Pack], detection: Detection, loaded: Loaded) -> dict[str, _Found]:
    counted = {row["rule"]: row for row in noise(detection.outcomes).iter_rows(named=True)}
    told = frozenset(detection.signals["rule"].unique())
    return {
        each.id: _of_rule(each, detection, loaded, counted.get(each.id), told)
        for pack in packs
        for each in pack.rules
    }


def _of_rule(
    asked: LoadedRule,
    detection: Detection,
    loaded: Loaded,
    counted: Mapping[str, int] | None,
    told: frozenset[str],
) -> _Found:
    name = asked.id
    if asked.rule.status != "active":
        return _Found(NOT_MEASURED, _off(asked.rule))
    if name in detection.obstacles:
        return _Found(NOT_MEASURED, _joined(map(_in_dutch, detection.obstacles[name])))
    failed = name in detection.failures
    if failed and name not in told:
        return _Found(NOT_MEASURED, "de regel is mislukt; wat er misging staat in manifest.json")
    subjects, lacking = (counted["subjects"], counted["not_evaluable"]) if counted else (0, 0)
    if subjects == lacking:
        return _Found(NOT_MEASURED, _nothing(subjects), subjects, lacking)
    limits = ["de onderliggende gegevens zijn niet gevonden"] * failed
    if lacking:
        share = f"{_number(lacking)} van {_number(subjects)}"
        limits.append(f"{share} niet te beoordelen, omdat gegevens ontbreken")
    if name not in told:
        limits += [_never(demand) for demand in unseen(asked.rule, loaded.registers)]
    for register, columns in sorted(detection.columns.get(name, {}).items()):
        if register in loaded.reports:
            limits += _limits(loaded.reports[register], columns)
    return _Found(PARTLY if limits else MEASURED, _joined(limits), subjects, lacking)


def _nothing(subjects: int) -> str:
    if subjects:
        return f"geen van de {_number(subjects)} is te beoordelen, omdat gegevens ontbreken"
    return "in de registers staat niets om deze regel op te meten"


def _limits(report: RegisterReport, columns: frozenset[str]) -> list[str]:
    """What a rule that reads these columns of a register could not see."""
    missing = sorted(columns & set(report.missing_columns))
    said = [f"niet aangeleverd van {_called(report.name)}: {', '.join(missing)}"] if missing else []
    if report.rows_quarantined:
        rows = f"{_number(report.rows_quarantined)} van {_number(report.rows_read)} rijen"
        said.append(f"onbruikbaar in {_called(report.name)}: {rows}")
    return said


def _never(demand: Demand) -> str:
    """A code that a rule without hits asks for and the data never holds, as mapped wrongly."""
    place = f"'{demand.column}' van {_called(demand.register)}"
    if demand.group:
        return f"in {place} staat geen code van de branchegroep {demand.codes[0]}"
    return f"in {place} komt niet voor: {', '.join(demand.codes)}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _in_dutch(gap: Gap) -> str:
    register = _called(gap.register) if gap.register else ""
    place = f"'{gap.column}' van {register}"
    return {
        "no_value": f"de norm {gap.column} is op de peildatum niet bekend",
        "absent": f"het register {register} ontbreekt in dit project",
        "too_old": f"het register {register} is ouder dan de {gap.most_days} dagen die mogen",
        "age_unknown": f"van het register {register} is de peildatum onbekend",
        "too_empty": f"{place} is te weinig gevuld",
        "not_delivered": f"{place} is niet aangeleverd",
        "partly": f"{place} is niet overal gevuld",
    }[gap.kind]


def _off(model: Common) -> str:
    why = model.status_reason.strip().split(". ")[0].rstrip(".")
    return f"{_OFF[model.status]}: {why}" if why else _OFF[model.status]


def _of_escalations(packs: Sequence[Pack], rules: Mapping[str, _Found]) -> dict[str, _Found]:
    covered = [
        RuleCoverage(pack.id, loaded.id, loaded.rule.title, _STATUS[rules[loaded.id].measured])
        for pack in packs
        for loaded in pack.rules
    ]
    possible = {each.rule: each.status for each in escalation_coverage(packs, covered)}
    titles = {each.id: each.rule.title for pack in packs for each in pack.rules}
    found = {}
    for pack in packs:
        behind = rests_on_rules(pack)
        for loaded in pack.escalations:
            if possible[loaded.id] == "inactive":
                found[loaded.id] = _Found(NOT_MEASURED, _off(loaded.escalation))
                continue
            asked = {rule: rules[rule].measured for rule in sorted(behind[loaded.id])}
            lost = [rule for rule, state in asked.items() if state == NOT_MEASURED]
            limited = [rule for rule, state in asked.items() if state == PARTLY]
            state = PARTLY if lost or limited else MEASURED
            if possible[loaded.id] == "cannot_run":
                state = NOT_MEASURED
            found[loaded.id] = _Found(state, _builds_on(lost, limited, titles))
    return found


def _builds_on(lost: Sequence[str], limited: Sequence[str], titles: Mapping[str, str]) -> str:
    said = [
        f"bouwt op wat {word} is: {_first(rules, titles)}"
        for word, rules in [(NOT_MEASURED, lost), (f"{PARTLY} gemeten", limited)]
        if rules
    ]
    return _joined(said)


def _first(rules: Sequence[str], titles: Mapping[str, str]) -> str:
    """The first rules by their titles, and how many more there are."""
    told = ", ".join(f"'{titles[rule]}'" for rule in rules[:_NAMED])
    more = len(rules) - _NAMED
    if more <= 0:
        return told
    return f"{told} en {more} andere {'regel' if more == 1 else 'regels'}"


def _called(register: str) -> str:
    """The register as people call it; the name it has in the project where it has no other."""
    known = suppliers().get(register)
    return known.title if known else register


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)
