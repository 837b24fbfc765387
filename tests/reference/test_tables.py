from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from screening.documents.dated import dated
from screening.errors import PackError
from screening.lists import LISTS
from screening.packs.shipped import shipped_rules
from screening.reference.tables import (
    _Terms,
    _Themes,
    bases,
    branch_groups,
    intervention_text,
    interventions,
    legal_terms,
    read_reference,
    themes,
)
from screening.reference.words import judgements
from tests.shipped import every_rule, shipped_packs

_SHARED = Path(
    os.environ.get(
        "SCREENING_SHARED_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
    )
)
_SBI = _SHARED / "sbi2008" / "sbi2008_codes.csv"
_SBI_2025 = _SHARED / "sbi2025" / "sbi2025_codes.csv"

NAMES = [
    "car_trade", "car_repair", "car_rental", "scrap", "waste", "secondhand", "phone_shops",
    "lodging", "horeca", "personal_care", "sex", "real_estate", "temp_work", "cleaning_security",
    "gaming", "fitness", "food_retail", "farming", "storage_transport", "chemicals", "taxi_money",
    "care", "hairdressers", "beauty",
]  # fmt: skip


@pytest.fixture(scope="module")
def sbi_2008() -> set[str]:
    if not _SBI.is_file():
        pytest.skip(f"no SBI 2008 list at {_SBI}")
    with _SBI.open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file) if row["code"].isdigit()}


@pytest.fixture(scope="module")
def sbi_2025() -> set[str]:
    if not _SBI_2025.is_file():
        pytest.skip(f"no SBI 2025 list at {_SBI_2025}")
    with _SBI_2025.open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)}


def _written_by_the_trade_register(code: str) -> str:
    """Groups without classes get a trailing zero: 563 is written 5630."""
    return code.ljust(4, "0")


def test_all_groups_are_there() -> None:
    assert list(branch_groups()) == sorted(NAMES)


def test_every_prefix_of_2008_is_a_code_of_the_list(sbi_2008: set[str]) -> None:
    for group in branch_groups().values():
        assert group.checked["2008"]
        unknown = [prefix for prefix in group.sbi["2008"] if prefix not in sbi_2008]
        assert not unknown, (group.name, unknown)


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("5630", "horeca"),
        ("56101", "horeca"),
        ("6810", "real_estate"),
        ("7810", "temp_work"),
        ("8010", "cleaning_security"),
        ("6190", "phone_shops"),
        ("4532", "car_trade"),
        ("45402", "car_trade"),
        ("46779", "scrap"),
        ("3832", "waste"),
        ("3900", "waste"),
        ("92009", "gaming"),
        ("53202", "storage_transport"),
        ("0113", "farming"),
        ("96021", "hairdressers"),
        ("4932", "taxi_money"),
    ],
)
def test_codes_as_the_trade_register_writes_them_match(written: str, group: str) -> None:
    assert written.startswith(branch_groups()[group].sbi["2008"])


def test_prefixes_match_what_is_written_for_their_own_codes(sbi_2008: set[str]) -> None:
    for group in branch_groups().values():
        prefixes = group.sbi["2008"]
        own = {code for code in sbi_2008 if code.startswith(prefixes)}
        assert own
        for code in own:
            assert _written_by_the_trade_register(code).startswith(prefixes)


@pytest.mark.parametrize(
    ("code", "group"),
    [("66191", "taxi_money"), ("562", "horeca"), ("53201", "storage_transport")],
)
def test_neighbouring_branches_stay_out(code: str, group: str) -> None:
    assert not code.startswith(branch_groups()[group].sbi["2008"])


def test_no_prefix_hides_behind_another() -> None:
    for group in branch_groups().values():
        for prefixes in group.sbi.values():
            doubled = [
                (long, short)
                for long in prefixes
                for short in prefixes
                if long != short and long.startswith(short)
            ]
            assert not doubled, (group.name, doubled)


UNLISTED = {"20", "93293"}
"""Prefixes of 2025 below or outside what the CBS list that is at hand holds."""

INSIDE = [
    ("car_trade", "47810"), ("car_trade", "46730"), ("car_repair", "95316"),
    ("car_rental", "77510"), ("scrap", "46871"), ("waste", "38320"), ("secondhand", "47793"),
    ("phone_shops", "47402"),
    ("phone_shops", "61200"), ("lodging", "55202"), ("horeca", "56112"), ("hairdressers", "96210"),
    ("beauty", "96220"), ("personal_care", "96230"), ("sex", "96990"), ("real_estate", "68110"),
    ("real_estate", "68202"), ("gaming", "93293"), ("gaming", "92000"), ("fitness", "93130"),
    ("storage_transport", "53202"), ("taxi_money", "49330"), ("taxi_money", "66199"),
    ("cleaning_security", "80010"), ("temp_work", "78200"), ("farming", "01"), ("care", "88"),
]  # fmt: skip
FOREIGN = [
    ("car_trade", "46870"), ("car_trade", "4791"), ("lodging", "55400"), ("phone_shops", "47401"),
    ("phone_shops", "47403"), ("phone_shops", "61100"), ("real_estate", "68120"),
    ("storage_transport", "53201"), ("taxi_money", "66191"), ("taxi_money", "4932"),
    ("personal_care", "96400"), ("food_retail", "4791"), ("gaming", "93290"), ("horeca", "56210"),
]  # fmt: skip


@pytest.mark.parametrize(("group", "code"), INSIDE)
def test_codes_of_2025_are_in_their_branch(group: str, code: str) -> None:
    assert code.startswith(branch_groups()[group].sbi["2025"])


@pytest.mark.parametrize(("group", "code"), FOREIGN)
def test_codes_of_2025_of_other_branches_stay_out(group: str, code: str) -> None:
    assert not code.startswith(branch_groups()[group].sbi["2025"])


def test_every_prefix_of_2025_is_a_code_of_the_list(sbi_2025: set[str]) -> None:
    for group in branch_groups().values():
        unknown = {prefix for prefix in group.sbi["2025"] if prefix not in sbi_2025}
        assert unknown <= UNLISTED, (group.name, unknown)
        assert group.checked["2025"] == (group.name != "chemicals"), group.name


COVERED = {
    "beauty": "96220",
    "car_rental": "77111, 77112, 77510",
    "car_repair": "95311, 95312, 95313, 95314, 95315, 95316, 95320",
    "car_trade": "46710, 46720, 46730, 47810, 47820, 47830",
    "care":
        "86101, 86102, 86103, 86104, 86210, 86221, 86222, 86230, 86910, 86920, 86930, 86941, "
        "86942, 86943, 86950, 86960, 86970, 86991, 86992, 86993, 86994, 86999, 87100, 87201, "
        "87202, 87301, 87302, 87910, 87991, 87992, 88101, 88102, 88103, 88910, 88991, 88992, 88999",
    "chemicals": "46851, 46852",
    "cleaning_security": "8001, 8009, 8121, 8122, 8123",
    "farming": "011, 012, 013, 014, 015, 016, 017",
    "fitness": "9313",
    "food_retail":
        "47110, 47210, 47221, 47222, 47230, 47241, 47242, 47250, 47260, 47271, 47272, 47273, 47279",
    "gaming": "92000",
    "hairdressers": "96210",
    "horeca": "56111, 56112, 56120, 56300",
    "lodging": "55101, 55102, 55201, 55202, 55300, 55900",
    "personal_care": "96210, 96220, 96230",
    "phone_shops": "47402, 6120, 6190, 95100",
    "real_estate": "68110, 68201, 68202, 68203, 68310, 68320",
    "scrap": "46871, 46872, 46879",
    "secondhand": "47770, 47791, 47792, 47793",
    "sex": "96990",
    "storage_transport": "49410, 5210, 53202",
    "taxi_money": "49330, 6419, 6499, 66199",
    "temp_work": "78100, 78201, 78202",
    "waste": "38110, 38120, 38210, 38220, 38230, 38310, 38320, 38330, 39001, 39002",
}  # fmt: skip
"""Every code of 2025 that each group covers, held one by one to the title it has in the list."""


def test_a_group_of_2025_covers_these_codes_and_nothing_foreign(sbi_2025: set[str]) -> None:
    own = {code for code in sbi_2025 if not any(c != code and c.startswith(code) for c in sbi_2025)}
    for group in branch_groups().values():
        covered = sorted(code for code in own if code.startswith(group.sbi["2025"]))
        assert covered == COVERED[group.name].split(", "), group.name


def test_what_cannot_be_split_is_said_of_codes_of_the_branch_itself() -> None:
    said = {
        (group.name, prefix)
        for group in branch_groups().values()
        for edition, mixed in group.mixed.items()
        for prefix in mixed
        if prefix in group.sbi[edition]
    }
    assert said == {
        ("car_repair", "9531"), ("car_repair", "9532"), ("phone_shops", "951"), ("sex", "9699"),
        ("cleaning_security", "80"),
    }  # fmt: skip
    assert sum(len(m) for g in branch_groups().values() for m in g.mixed.values()) == len(said)


def test_themes_fill_the_octopus_lists() -> None:
    assert [kind.theme for kind in LISTS.values() if kind.theme] == list(themes())
    for group in branch_groups().values():
        assert set(group.themes) <= set(themes())


def test_every_basis_has_a_dutch_article() -> None:
    assert {"G-STAT", "G-BRP", "G-BIB", "G-HR", "G-RIEC"} <= set(bases())
    assert len(bases()) == 14
    for basis in bases().values():
        assert basis.article
        assert basis.title
        assert basis.sources or not basis.checked


def test_shipped_rules_lie_beside_the_package() -> None:
    assert shipped_rules().name == "rules"


def test_interventions_have_neutral_words_and_say_what_is_not_checked() -> None:
    for each in interventions().values():
        assert each.title
        assert each.when
        assert not list(judgements(f"{each.text} {each.when}"))
        assert each.sources or not each.checked, each.name
    assert intervention_text("drug_closure").endswith("(Opiumwet, artikel 13b)")
    assert intervention_text("Eigen woorden (APV)") == "Eigen woorden (APV)"


def test_shipped_escalations_propose_known_interventions() -> None:
    proposed = {
        (loaded.id, entry)
        for pack in shipped_packs().values()
        for loaded in pack.escalations
        for entry in loaded.escalation.interventions
    }
    assert {rule for rule, entry in proposed if entry not in interventions()} == set()
    assert len({rule for rule, _ in proposed}) >= 12


def test_every_parameter_that_holds_a_term_is_there() -> None:
    rules = every_rule()
    held = [(term, where) for term in legal_terms().values() for where in term.parameters]
    assert len(held) >= 4
    for term, where in held:
        rule, _, name = where.rpartition(".")
        assert name in rules[rule].rule.parameters, where
        assert term.article
        assert term.sources or not term.checked
        assert dated(term.value) is not None, f"{where}: a law sets it anew"


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (_Themes, "themes: {kamer: {permits: []}}", "'themes.kamer.title' is missing"),
        (_Themes, "themes: {kamer: {title: '{x}'}}", "text without { and }"),
        (_Themes, "themes: {kamer: {title: K, permit: []}}", "Did you mean 'permits'?"),
        (_Themes, "themes: {Kamer: {title: K}}", "the key 'Kamer'"),
        (_Themes, "theme: {}", "unknown key 'theme'"),
        (_Themes, "themes: &a {}", "(&a)"),
        (_Terms, "terms: {bibob: {title: B, value: 0o7}}", "'terms.bibob.value' is '0o7'"),
        (_Terms, "terms: [1]", "'terms' is a list"),
    ],
)
def test_reference_data_is_read_as_strictly_as_a_rule(
    tmp_path: Path, kind: type[_Themes | _Terms], text: str, said: str
) -> None:
    file = tmp_path / "some.yaml"
    file.write_text(f"source: x\n{text}\n")
    with pytest.raises(PackError) as caught:
        read_reference(file, kind)
    matching = [each for each in caught.value.problems if said in str(each)]
    assert matching, str(caught.value)
    assert matching[0].where.line == 2


def test_wherever_the_purchase_register_is_named_its_notification_stands_beside_it() -> None:
    """Article 437 of the penal code is the register, 437ter that dealers make themselves known."""
    texts = {"bases.yaml": bases()["G-DOR"].article}
    for pack in shipped_packs().values():
        texts |= {f"{pack.id} {each.code}": each.article for each in pack.header.bases}
    for name, loaded in every_rule().items():
        points = loaded.rule.suitability.points if loaded.rule.suitability else {}
        texts |= {f"{name} {point}": each.note for point, each in points.items()}
    named = {place: text for place, text in texts.items() if "437" in text.replace("437ter", "")}
    assert len(named) >= 8
    for place, text in named.items():
        assert "437ter" in text, place
    assert "437ter" in legal_terms()["purchase_register_notice"].article
