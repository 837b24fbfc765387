"""Names select nothing, codes select by their codes, and no spelling hides a blocked word (T8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import PackError
from screening.language.grounds import ground_of_pattern, ground_of_text, ground_of_value
from screening.language.persons import PERSON_KEYS
from screening.language.spelled import OPEN, PARTS
from screening.reference.folding import folded
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.keys import FOREIGN_KEYS
from tests.compiled import load_pack

Write = Callable[..., Path]


def select(where: str, extra: str = "", before: str = "") -> dict[str, str]:
    return {
        "select": f"{before}SELECT e.vbo_id AS subject, COUNT(*) AS companies{extra} "
        f"FROM kvk_establishment e JOIN kvk_company c ON c.kvk_nr = e.kvk_nr "
        f"WHERE {where} GROUP BY e.vbo_id"
    }


def said(write_pack: Write, rule: dict[str, object]) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(rule))
    return str(caught.value)


BY_SPELLING = {
    "null safe": select("e.trade_name IS NOT DISTINCT FROM 'Jansen'"),
    "null safe, the other way": select("'Jansen' IS DISTINCT FROM e.trade_name"),
    "simple case": select("CASE e.trade_name WHEN 'Jansen' THEN TRUE ELSE FALSE END"),
    "nullif": select("NULLIF(e.trade_name, 'Jansen') IS NULL"),
    "default that is asked for": select("COALESCE(e.trade_name, 'Jansen') = c.trade_name"),
    "list": select("e.trade_name IN ('Jansen', 'Pietersen')"),
    "between": select("e.trade_name BETWEEN 'Ja' AND 'Jb'"),
    "order": select("e.trade_name < 'M'"),
    "length": select("LENGTH(e.trade_name) = 6"),
    "put together": select("e.trade_name || 'x' = c.trade_name || 'x'"),
    "put together from names": select("e.trade_name = c.trade_name || c.trade_name"),
    "other text column": select("e.trade_name = e.sbi"),
    "in a filter": select("TRUE", ", COUNT(*) FILTER (WHERE e.trade_name = 'Jansen') AS found"),
    "joined to a literal": {
        "select": "WITH w AS (SELECT DISTINCT 'Jansen' AS n, kvk_nr FROM kvk_company) "
        "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        "JOIN w ON w.n = e.trade_name GROUP BY e.vbo_id"
    },
    "second branch of a union": {
        "select": "WITH w AS (SELECT vbo_id, sbi AS t FROM kvk_establishment UNION ALL "
        "SELECT vbo_id, trade_name FROM kvk_establishment) "
        "SELECT vbo_id AS subject, COUNT(*) AS companies FROM w WHERE t LIKE '%ski' GROUP BY vbo_id"
    },
    "scalar subquery": select(
        "(SELECT MAX(x.trade_name) FROM kvk_company x WHERE x.kvk_nr = e.kvk_nr) = 'Jansen'"
    ),
    "window": {
        "select": "WITH w AS (SELECT vbo_id, FIRST_VALUE(trade_name) OVER (PARTITION BY vbo_id "
        "ORDER BY start_date) AS t FROM kvk_establishment) SELECT vbo_id AS subject, "
        "COUNT(*) AS companies FROM w WHERE t = 'Jansen' GROUP BY vbo_id"
    },
    "measured, then asked in when": {
        "select": "SELECT vbo_id AS subject, COUNT(*) AS companies, MIN(trade_name) AS called "
        "FROM kvk_establishment GROUP BY vbo_id",
        "when": "companies > 0 AND called IS NOT DISTINCT FROM 'Jansen'",
    },
    "not applicable": {
        "select": "SELECT vbo_id AS subject, COUNT(*) AS companies, MIN(trade_name) AS called "
        "FROM kvk_establishment GROUP BY vbo_id",
        "not_applicable": [{"if": "called <> 'Jansen'", "reason": "Heet anders."}],
    },
    "evidence": {
        "evidence": "SELECT kvk_nr FROM kvk_establishment WHERE vbo_id = :subject "
        "AND trade_name LIKE 'J%'"
    },
}  # fmt: skip


@pytest.mark.parametrize("how", BY_SPELLING)
def test_no_name_selects_by_its_spelling(write_pack: Write, how: str) -> None:
    assert "selection on the spelling of a name" in said(write_pack, BY_SPELLING[how])


HIDDEN = {
    "replaced": select("e.sbi = REPLACE('Maxrokkaan', 'x', '')"),
    "cut out": select("e.sbi = SUBSTR('xxMarokkaan', 3, 9)"),
    "in lower case": select("e.sbi = LOWER('MAROKKAAN')"),
    "made in a WITH query": {
        "select": "WITH w AS (SELECT DISTINCT 'xMarokkaan' AS n, kvk_nr FROM kvk_company) "
        "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        "JOIN w ON w.kvk_nr = e.kvk_nr WHERE e.sbi = RIGHT(w.n, 9) GROUP BY e.vbo_id"
    },
    "wildcard for a letter": select("e.sbi LIKE 'Mar_kkaan'"),
    "wildcards around a piece": select("e.sbi LIKE '%rokkaa%'"),
    "piece of the column": select("RIGHT(e.sbi, 8) = 'arokkaan'"),
    "column changed": select("REPLACE(e.sbi, 'k', 'q') = 'Maroqqaan'"),
    "column wrapped": select("CONCAT('x', e.sbi, 'x') = 'xMarokkaanx'"),
    "mathematical letters": select(
        "e.sbi = '\U0001d40c\U0001d41a\U0001d42b\U0001d428"
        "\U0001d424\U0001d424\U0001d41a\U0001d41a\U0001d427'"
    ),
    "Cyrillic letters": select("e.sbi = 'M\u0430r\u043e\u043a\u043a\u0430\u0430n'"),
    "small capitals": select("e.sbi = '\u1d0d\u1d00\u0280\u1d0f\u1d0b\u1d0b\u1d00\u1d00\u0274'"),
    "full width": select("e.sbi = '\uff2d\uff41\uff52\uff4f\uff4b\uff4b\uff41\uff41\uff4e'"),
    "unseen space": select("e.sbi = 'Marok\u200bkaan'"),
    "religion by branch with a wildcard": select("e.sbi LIKE '949_'"),
    "text with a mark for direction": {"why": "Let op mos\u202elims in deze branche."},
    "text with dotless i": {"why": "Let op mosl\u0131ms in deze branche."},
    "text with escapes": {"why": "Let op &#109;oslims in deze branche."},
    "text with program escapes": {"verify": "Let op \\u006doslims in deze branche."},
    "text with emphasis": {"why": "Let op mos**lims** in deze branche."},
}


@pytest.mark.parametrize("how", HIDDEN)
def test_no_spelling_hides_a_blocked_word(write_pack: Write, how: str) -> None:
    message = said(write_pack, HIDDEN[how])
    reasons = ("stands for", "a text made from fixed texts", "a piece of a text")
    assert any(reason in message for reason in reasons), message


def test_a_code_that_is_not_on_the_list_of_its_column_does_not_load(write_pack: Write) -> None:
    for where in (
        "c.status = 'actief'",
        "c.status IN ('active', 'opgeheven')",
        "CASE c.status WHEN 'actief' THEN TRUE ELSE FALSE END",
        "NULLIF(c.status, 'actief') IS NULL",
        "c.status LIKE 'opge%'",
        "STARTS_WITH(c.status, 'opge')",
        "c.status IS DISTINCT FROM 'actief'",
        "COALESCE(c.status, 'leeg') = 'actief'",
    ):
        assert "is no code of kvk_company.status" in said(write_pack, select(where)), where


@pytest.mark.parametrize(
    "where",
    [
        "c.status = 'active'",
        "COALESCE(c.status, 'leeg') = 'leeg'",
        "c.status LIKE 'de%'",
        "e.sbi LIKE '45%'",
        "LEFT(e.sbi, 2) IN ('45', '46')",
        "LOWER(c.legal_form) LIKE '%stichting%'",
        "LOWER(c.legal_form) = 'stichting'",
        "CONCAT('|', COALESCE(c.sbi_other, '')) LIKE '%|7711%'",
        "c.trade_name IS DISTINCT FROM e.trade_name",
        "e.trade_name IS NOT NULL",
        "e.trade_name IN (SELECT x.trade_name AS t FROM kvk_company x)",
    ],
)
def test_lawful_conditions_load(write_pack: Write, where: str) -> None:
    assert load_pack(write_pack(select(where))).rules


FREE = [
    ("permit_application", "activity"), ("env_notification", "activity"),
    ("inspection", "agency"), ("area_designation", "decision"), ("web_finding", "branch"),
    ("closure", "cause"), ("signal", "sensitivity"), ("bag_object", "address"),
]  # fmt: skip
ASKED = [
    "{} = 'Yilmaz'",
    "{} <> 'geheim'",
    "{} LIKE '%Yilmaz%'",
    "STARTS_WITH({}, 'Yil')",
    "LENGTH({}) = 6",
]


def about_free_text(register: str, where: str) -> dict[str, object]:
    key = next(name for name in REGISTERS[register].key if name != "area_code")
    return {
        "select": f"WITH f AS (SELECT {key} FROM {register} f WHERE {where}) SELECT e.vbo_id AS "
        "subject, COUNT(*) AS companies FROM kvk_establishment e "
        f"JOIN f ON f.{key} = e.est_nr GROUP BY e.vbo_id"
    }


@pytest.mark.parametrize(("register", "name"), FREE)
def test_free_text_selects_nothing_by_its_words(
    write_pack: Write, register: str, name: str
) -> None:
    header = {"registers": dict.fromkeys(["kvk_establishment", register], "all")}
    for asked in ASKED:
        rule = about_free_text(register, asked.format(f"f.{name}"))
        words = f"a selection on the words of a free text, {register}.{name}"
        with pytest.raises(PackError, match=words):
            load_pack(write_pack(rule, header=header))
    rule = about_free_text(register, f"f.{name} IS NOT NULL")
    assert load_pack(write_pack(rule, header=header)).rules


def test_every_text_column_says_what_a_rule_may_ask_of_it() -> None:
    """Codes, figures of a form, a key, or text that is counted and shown only."""
    pointing = {(key.register, key.column) for key in FOREIGN_KEYS}
    numbers = {
        ("area", "merged_into"), ("bag_object", "estate_code"), ("kvk_company", "sbi_other")
    }  # fmt: skip
    patterned = {
        (register.name, name)
        for register in REGISTERS.values()
        for name, declared in register.columns.items()
        if getattr(declared, "regex", None)
    }
    assert OPEN - pointing - PERSON_KEYS - patterned - PARTS.keys() == numbers


@pytest.mark.parametrize("register", ["bag_object", "bag_pand", "brk_right"])
@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("f.parcel = 'Jansen'", "'Jansen' is no number of"),
        ("f.parcel LIKE '%Jansen%'", "'%Jansen%' is no number of"),
        ("STARTS_WITH(f.parcel, 'Jan')", "'Jan%' is no number of"),
        ("f.parcel IN ('MWD-A-000012', 'Jansen')", "'Jansen' is no number of"),
        ("f.parcel LIKE 'MWD01%' OR f.parcel IN (SELECT g.parcel FROM {register} g)", None),
        ("COALESCE(f.parcel, 'geen') = 'geen' OR f.parcel <> ''", None),
    ],
)
def test_a_parcel_is_asked_for_by_its_number(
    write_pack: Write, register: str, where: str, told: str | None
) -> None:
    header = {"registers": dict.fromkeys(["kvk_establishment", register], "all")}
    rule = about_free_text(register, where.format(register=register))
    if told is None:
        assert load_pack(write_pack(rule, header=header)).rules
    else:
        with pytest.raises(PackError, match=told):
            load_pack(write_pack(rule, header=header))


OF_A_RIGHT = {
    "select": "SELECT vbo_id AS subject, COUNT(*) AS companies{} FROM brk_right {} GROUP BY vbo_id"
}
RIGHTS = {
    "held against another key": (
        {
            "select": OF_A_RIGHT["select"].format(
                "", "WHERE right_id IN (SELECT t.seller_key FROM brk_transfer t)"
            )
        },
        False,
    ),
    "held against itself": (
        {
            "select": OF_A_RIGHT["select"].format(
                "", "WHERE right_id IN (SELECT t.right_id FROM brk_right t WHERE t.share < 1)"
            )
        },
        True,
    ),
    "measured": ({"select": OF_A_RIGHT["select"].format(", MIN(right_id) AS held", "")}, False),
    "asked for": ({"select": OF_A_RIGHT["select"].format("", "WHERE right_id = 'T1'")}, False),
    "shown": (
        {
            "select": OF_A_RIGHT["select"].format("", ""),
            "evidence": "SELECT right_id FROM brk_right WHERE vbo_id = :subject",
        },
        False,
    ),
    "counted": (
        {"select": OF_A_RIGHT["select"].format(", COUNT(DISTINCT right_id) AS held", "")},
        True,
    ),
}


@pytest.mark.parametrize("how", RIGHTS)
def test_the_number_of_a_right_is_that_of_its_holder(write_pack: Write, how: str) -> None:
    rule, fine = RIGHTS[how]
    header = {"registers": {"brk_right": "all"}}
    if fine:
        assert load_pack(write_pack(rule, header=header)).rules
    else:
        with pytest.raises(PackError, match="the key of a person"):
            load_pack(write_pack(rule, header=header))


@pytest.mark.parametrize("asked", ASKED)
def test_a_province_is_a_name_as_that_of_other_areas_is(write_pack: Write, asked: str) -> None:
    rule = {
        "subject": "area",
        "select": "SELECT area_code AS subject, COUNT(*) AS companies FROM area "
        f"WHERE {asked.format('province')} GROUP BY area_code",
    }
    with pytest.raises(PackError, match="selection on the spelling of a name"):
        load_pack(write_pack(rule, header={"registers": {"area": "all"}}))


def test_names_are_counted_and_shown(write_pack: Write) -> None:
    rule = select("TRUE", ", COUNT(DISTINCT e.trade_name) AS names, MIN(e.trade_name) AS first_one")
    assert load_pack(write_pack(rule)).rules


@given(st.text(max_size=60))
def test_any_text_can_be_folded_and_judged(text: str) -> None:
    again = folded(folded(text))
    assert folded(again) == again or "&" in text or "\\" in text
    ground_of_text(text)
    ground_of_value(text)
    ground_of_pattern(text)


_MARKS = ["\u200b", "\u200d", "\u00ad", "\u202e", "\u2066", "\u0301", "\ufe0f"]


@given(st.sampled_from(["moslims", "marokkaan", "geboorteland", "etniciteit"]), st.data())
def test_marks_that_cannot_be_seen_hide_nothing(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word)))
    hidden = word[:place] + data.draw(st.sampled_from(_MARKS)) + word[place:]
    assert ground_of_value(hidden) is not None


@given(st.sampled_from(["marokkaan", "islam", "turkije", "poolse"]), st.data())
def test_a_wildcard_for_any_letter_hides_nothing(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    wild = data.draw(st.sampled_from(["_", "%"]))
    assert ground_of_pattern(word[:place] + wild + word[place + 1 :]) is not None
