"""Personal data: hashed, refused or dropped, and never shown."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from screening.errors import ExtractError, ProjectError

WOZ = "  woz_value: {path: woz.csv%s}\n"
WOZ_HEAD = "vbo_id;ref_date;value\n"
VBO = "9999010000000001"
AREAS = "area_code;name;level\nGM9001;A;municipality\nGM9002;B;municipality\n"
HEAD = "name: V\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [octopus]\nregisters:\n"


def citizen_number(first_eight):
    """A number that passes the eleven test, made here so that none stands in the repository."""
    digits = [int(digit) for digit in first_eight]
    check = sum(weight * d for weight, d in zip(range(9, 1, -1), digits, strict=True)) % 11
    return None if check == 10 else f"{first_eight}{check}"


def citizen_numbers(count):
    made = (citizen_number(f"{number:08d}") for number in range(10_000_000, 10_000_000 + 2 * count))
    return [number for number in made if number][:count]


KEY, OTHER_KEY = (hashlib.sha256(each).hexdigest() for each in (b"one", b"other"))
KEYED = "pseudonym_key: k.key\ndemo: true\n" + HEAD
ROLES = "  kvk_role: {path: r.csv}\n"


def roles(keys):
    return "kvk_nr;person_key;role\n" + "".join(f"99000001;{key};bestuurder\n" for key in keys)


def test_person_keys_become_keyed_hashes_the_same_in_every_register(load):
    rights = f"vbo_id;owner_key;right;start_date\n{VBO};P-1;eigendom;01-01-2020\n"
    files = {"r.csv": roles(["P-1", "P-2", ""]), "g.csv": rights, "k.key": KEY}
    loaded = load(ROLES + "  brk_right: {path: g.csv}\n", files, KEYED)
    keys = loaded.registers["kvk_role"]["person_key"]
    assert keys.str.contains("^[0-9a-f]{32}$").to_list() == [True, True, None]
    assert loaded.registers["brk_right"]["owner_key"].item() == keys[0] != keys[1]
    other = load(ROLES, {**files, "k.key": OTHER_KEY}, KEYED)
    assert other.registers["kvk_role"]["person_key"][0] != keys[0]


def test_person_keys_without_a_key_are_refused(load):
    with pytest.raises(ProjectError, match="names no pseudonym_key"):
        load(ROLES, {"r.csv": roles(["P-1"])})


def test_citizen_service_numbers_are_refused_and_never_echoed(load):
    numbers = citizen_numbers(30)
    for keys in (numbers, [f"{n[:3]}.{n[3:6]}.{n[6:]}" for n in numbers], [*numbers[:3], "P-1"]):
        with pytest.raises(ExtractError, match="citizen service numbers") as caught:
            load(ROLES, {"r.csv": roles(keys), "k.key": KEY}, KEYED)
        assert not any(key in str(caught.value) for key in keys)


def test_ordinary_nine_digit_keys_pass(load):
    failing = [f"{n:09d}" for n in range(100_000_000, 100_000_100)]
    loaded = load(ROLES, {"r.csv": roles(failing), "k.key": KEY}, KEYED)
    assert loaded.registers["kvk_role"].height == 100


def test_a_bad_person_key_row_never_shows_the_key(load):
    loaded = load(
        "  permit_role: {path: r.csv, max_quarantined: 1}\n",
        {"r.csv": "permit_id;person_key;role;start_date\n"
                  "1;GEHEIM;operator;30-02-2025\n1;;operator;01-01-2025\n"
                  "2;GEHEIM;operator;01-01-2025\n2;GEHEIM;operator;01-01-2025\n"
                  f"3;{'GEHEIM' * 5000};operator;01-01-2025\n",
         "k.key": KEY},
        KEYED,
    )  # fmt: skip
    assert loaded.quarantine["permit_role"].height == 4
    assert "GEHEIM" not in loaded.quarantine["permit_role"].write_csv()
    assert "GEHEIM" not in loaded.registers["permit_role"].write_csv()


def test_blocked_and_undeclared_columns_are_dropped_and_counted(load):
    loaded = load(
        "  signal: {path: s.csv}\n",
        {"s.csv": "signal_id;signal_date;Geboorteland;Nationaliteit;bsn;kleur\n"
                  "1;01-01-2025;Utopia;Utopisch;x;rood\n"},
    )  # fmt: skip
    report = loaded.reports["signal"]
    assert report.blocked_columns == ("Geboorteland", "Nationaliteit")
    assert report.dropped_columns == ("bsn", "kleur")
    assert "Utopia" not in loaded.registers["signal"].write_csv()


def test_only_wanted_columns_are_kept(load):
    files = {"woz.csv": WOZ_HEAD + f"{VBO};01-01-2025;1\n", "a.csv": AREAS}
    loaded = load(
        WOZ % "" + "  area: {path: a.csv}\n",
        files,
        wanted={"woz_value": frozenset({"usage_class"})},
    )
    assert list(loaded.registers) == ["woz_value"]
    assert loaded.registers["woz_value"].row(0) == (VBO, dt.date(2025, 1, 1), None, None)
    assert loaded.reports["woz_value"].dropped_columns == ("value",)


def test_a_missing_key_is_said_once_for_all_registers(load):
    rights = f"vbo_id;owner_key;right;start_date\n{VBO};P-1;eigendom;01-01-2020\n"
    files = {"r.csv": roles(["P-1"]), "g.csv": rights}
    with pytest.raises(ProjectError) as caught:
        load(ROLES + "  brk_right: {path: g.csv}\n", files)
    assert len(caught.value.problems) == 1
