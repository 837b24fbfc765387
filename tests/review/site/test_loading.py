"""A case outlives the runs: known again by what it shares, joined and split on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from screening.review.loading import _OfRun
    from screening.review.models import Case


def row(number: int, members: list[str], rules: tuple[str, ...] = ("car.a",)) -> dict[str, Any]:
    from screening.lists import LISTS

    plain = {column.key: None for column in LISTS["tvo"].open_columns}
    return {
        **plain, "rank": number, "case": f"Casus {number}", "place_type": "case",
        "place": members[0], "subject_type": "case", "subject": members[0], "members": members,
        "rules": list(rules),
    }  # fmt: skip


def signal(node: str, rule: str = "car.a") -> dict[str, Any]:
    from screening.frames import Signals, schema_of

    kind, subject = node.split(":")
    plain = dict.fromkeys(schema_of(Signals))
    return {
        **plain, "rule": rule, "pack": "tvo", "subject_type": kind, "subject": subject,
        "title": f"titel {rule}", "severity": 3, "values": [], "conditions": [], "innocent": [],
        "lists": ["tvo"],
    }  # fmt: skip


class Runs:
    """Loads one run of one list after another."""

    def __init__(self) -> None:
        self._day = dt.date(2030, 1, 1)

    def load(
        self,
        rows: list[dict[str, Any]],
        signals: Iterable[dict[str, Any]],
        before: str | None = None,
    ) -> tuple[int, int, int]:
        from screening.frames import Conclusions, Signals, schema_of
        from screening.review import loading
        from screening.review.cases.outlines import Outlines
        from screening.review.models import LoadedRun

        before = before or str(self._day)
        self._day += dt.timedelta(days=1)
        run = LoadedRun.objects.create(name=str(self._day), as_of=self._day, municipality="M")
        of_run: _OfRun = loading._OfRun(
            run,
            pl.DataFrame(list(signals), schema=schema_of(Signals)),
            pl.DataFrame(schema=schema_of(Conclusions)),
            Outlines(),
        )
        return loading._load_list(self._list(rows, before), of_run)

    def _list(self, rows: list[dict[str, Any]], before: str) -> Any:
        from screening.lists import LISTS
        from screening.publish.flat import spoken
        from screening.review.cases.rows import ListOfRun, Row, _nodes
        from screening.runs.published import rows_of

        kind = LISTS["tvo"]
        frame = rows_of({"rows": rows}, kind.open_columns)
        told = spoken(frame, kind.open_columns)
        made = [
            Row(raw, {k: v for k, v in said.items() if v}, {}, raw["case"], f"r{raw['rank']}",
                "signalen", [raw["case"]])
            for raw, said in zip(rows, told, strict=True)
        ]  # fmt: skip
        return ListOfRun(kind, {}, made, _nodes(frame), frozenset({"octopus"}), before)


@pytest.fixture
def runs(db: None) -> Runs:  # noqa: ARG001 - the tables
    from screening.review.models import Case, Standing

    Case.objects.filter(list="tvo").update(standing=Standing.JOINED)  # not those of the demo
    return Runs()


def cases() -> dict[str, Case]:
    from screening.review.models import Case, Standing

    found = Case.objects.exclude(seen__run__name__startswith="2026").distinct()
    return {c.title: c for c in found.exclude(standing=Standing.JOINED)}


def test_a_case_is_the_same_when_it_shares_an_address_or_company(runs: Runs) -> None:
    assert runs.load([row(1, ["address:A", "company:C"])], [signal("address:A")]) == (1, 0, 0)
    (before,) = cases().values()
    assert runs.load([row(7, ["address:B", "company:C"])], [signal("company:C")]) == (0, 1, 0)
    (after,) = cases().values()
    assert (after.pk, after.reference, after.rank) == (before.pk, before.reference, 7)
    assert not after.new
    assert {m.node for m in after.members.all()} == {"address:B", "company:C"}


def test_a_term_from_a_workbook_stands_beside_the_case_as_long_as_the_run_has_it(
    runs: Runs,
) -> None:
    agreed = row(1, ["address:A"]) | {"case_deadline": "2031-04-02"}
    for told, term in (([agreed], dt.date(2031, 4, 2)), ([row(1, ["address:A"])], None)):
        runs.load(told, [signal("address:A")])
        (case,) = cases().values()
        assert case.term == term


@pytest.mark.parametrize("said", [{"changed": ["weg: titel"]}, {"earlier_decision": "meer weten"}])
def test_a_new_case_that_says_what_was_there_before_is_of_every_pack_that_feeds_its_list(
    said: dict[str, Any], runs: Runs
) -> None:
    """Of what that rested on the site knows nothing; of a case that it had before it does."""
    known, new = row(1, ["address:A"]), row(2, ["address:B"])
    runs.load([known], [signal("address:A")])
    rows = [each | said for each in (known, new)] + [row(3, ["address:C"])]
    runs.load(rows, [signal(node) for node in ("address:A", "address:B", "address:C")])
    found = {name: {*case.packs.values_list("pack", flat=True)} for name, case in cases().items()}
    assert found == {"Casus 1": {"tvo"}, "Casus 2": {"tvo", "octopus"}, "Casus 3": {"tvo"}}


@pytest.mark.parametrize(
    ("said", "of"),
    [
        ({"changed": ["weg: titel"]}, {"tvo", "octopus"}),
        ({"earlier_decision": "meer weten"}, {"tvo"}),
        ({}, {"tvo"}),
    ],
)
def test_what_changed_since_a_run_that_the_site_never_had_is_of_every_pack_that_feeds_the_list(
    said: dict[str, Any], of: set[str], runs: Runs
) -> None:
    """It may have been listed by any rule then; what was decided of it rests on what it had."""
    known, signals = row(1, ["address:A"]), [signal("address:A")]
    runs.load([known], signals)
    runs.load([known | said], signals, before="2030-01-02-skipped")
    (case,) = cases().values()
    assert {*case.packs.values_list("pack", flat=True)} == of


def test_a_decided_case_keeps_its_state_and_its_decisions(
    runs: Runs, account: Callable[..., Any]
) -> None:
    from screening.review.deciding import take
    from tests.review.site.test_deciding import WEIGHED, choice, viewer_of

    runs.load([row(1, ["address:A"])], [signal("address:A")])
    (case,) = cases().values()
    take(viewer_of(account("x", "coordinator")), case.reference, choice(case, "weigh", **WEIGHED))
    runs.load([row(1, ["address:A"])], [signal("address:A")])
    case.refresh_from_db()
    assert (case.state, case.version, case.decisions.count()) == ("weighed", 1, 1)


def test_cases_that_become_one_are_joined_on_record(runs: Runs) -> None:
    from screening.review.models import CaseLink

    signals = [signal("address:A"), signal("address:B")]
    runs.load([row(1, ["address:A", "company:C"]), row(2, ["address:B"])], signals)
    one, two = (cases()[f"Casus {n}"] for n in (1, 2))
    assert runs.load([row(3, ["address:A", "company:C", "address:B"])], signals) == (0, 1, 0)
    link = CaseLink.objects.get(source=two)
    assert (link.kind, link.target_id, link.shared) == ("joined", one.pk, 1)
    two.refresh_from_db()
    assert two.standing == "joined"
    assert {c.pk for c in cases().values()} == {one.pk}


def test_a_case_that_becomes_two_is_split_on_record(runs: Runs) -> None:
    from screening.review.models import CaseLink

    signals = [signal("address:A"), signal("address:B")]
    runs.load([row(1, ["address:A", "company:C", "address:B"])], signals)
    (before,) = cases().values()
    runs.load([row(1, ["address:B"]), row(2, ["address:A", "company:C"])], signals)
    kept, fresh = cases()["Casus 2"], cases()["Casus 1"]
    assert kept.pk == before.pk
    link = CaseLink.objects.get(target=fresh)
    assert (link.kind, link.source_id) == ("split", before.pk)


def test_a_signal_that_vanished_marks_the_case(runs: Runs) -> None:
    rules = ("car.a", "car.b")
    signals = [signal("address:A", rule) for rule in rules]
    runs.load([row(1, ["address:A"], rules)], signals)
    assert runs.load([row(1, ["address:A"], ("car.a",))], signals[:1]) == (0, 1, 0)
    (case,) = cases().values()
    assert case.changed
    assert case.now is not None
    assert case.now.vanished == [{"rule": "car.b", "subject": "A", "title": "titel car.b"}]
    assert runs.load([], []) == (0, 0, 1)
    case.refresh_from_db()
    assert (case.standing, case.rank) == ("gone", None)
    last = case.seen.last()
    assert last is not None
    assert [each["rule"] for each in last.vanished] == ["car.a"]
    assert runs.load([], []) == (0, 0, 0)


def test_falling_below_the_capacity_is_not_vanishing(runs: Runs) -> None:
    runs.load([row(1, ["address:A"])], [signal("address:A")])
    runs.load([], [signal("address:A")])
    (case,) = cases().values()
    assert (case.standing, case.changed) == ("below", False)


def test_signals_of_another_list_are_not_told_here(runs: Runs) -> None:
    """What another law says of the same address stays on the list of that law (T62)."""
    runs.load([row(1, ["address:A"])], [signal("address:A"), signal("address:A", "bibob.x")])
    (case,) = cases().values()
    assert case.now is not None
    assert [each["rule"] for each in case.now.signals] == ["car.a"]


def test_a_run_is_loaded_once_and_an_older_one_not_at_all(
    db: None,  # noqa: ARG001 - the tables
    demo_run: Any,
) -> None:
    from screening.errors import RunError
    from screening.review.loading import load_run
    from screening.review.models import Case, LoadedRun

    project = demo_run.folder.parents[1]
    before = Case.objects.count()
    assert load_run(project) is None
    assert Case.objects.count() == before > 200
    LoadedRun.objects.create(name="later", as_of=dt.date(2031, 1, 1), municipality="M")
    LoadedRun.objects.filter(name=demo_run.folder.name).update(name="known by another name")
    with pytest.raises(RunError, match="older"):
        load_run(project)
    assert Case.objects.count() == before


def test_a_case_of_several_addresses_is_found_in_each_area_they_lie_in(
    runs: Runs, signed_in: Callable[..., Client]
) -> None:
    from screening.review.models import KnownAddress

    for vbo, district, neighbourhood in (
        ("1", "Oost", "Oosterhof"),
        ("2", "Oost", "Oosterveld"),
        ("3", "West", "Westhof"),
    ):
        KnownAddress.objects.create(
            vbo_id=vbo, address=vbo, folded=vbo, district=district, neighbourhood=neighbourhood
        )  # fmt: skip
    runs.load([row(1, ["address:1", "address:2"]), row(2, ["address:3", "company:9"])], [])
    one, two = cases()["Casus 1"], cases()["Casus 2"]
    assert (one.district, one.neighbourhood) == ("Oost", "")
    assert (two.district, two.neighbourhood) == ("West", "Westhof")
    board = signed_in("board")
    for area, wanted in (("Oost", one), ("Oosterveld", one), ("Westhof", two)):
        shown = board.get(reverse("list", args=["tvo"]), {"gebied": area}).content.decode()
        assert [each.reference in shown for each in (one, two)] == [
            each == wanted for each in (one, two)
        ]
    runs.load([row(1, ["address:1", "address:2"])], [])
    assert cases()["Casus 1"].areas.count() == 3
