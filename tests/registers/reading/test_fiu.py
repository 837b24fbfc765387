"""FIU data comes in as area aggregates with large enough cells, or not at all."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError

SOURCE = "  area_count: {path: f.csv, regime: fiu%s}\n"
HEADER = "area_code;year;month;phenomenon;count;subjects\n"


def test_cells_below_the_minimum_are_set_aside_with_their_amounts(load):
    loaded = load(
        SOURCE % "",
        {
            "f.csv": HEADER + "GM9001;2024;0;suspicious_transactions;12;5\n"
            "GM9001;2024;0;suspicious_value;900000;\n"
            "GM9002;2024;0;suspicious_transactions;9;5\n"
            "GM9002;2024;0;suspicious_value;800000;\n"
            "GM9003;2024;0;suspicious_transactions;0;0\n"
            "GM9004;2024;0;suspicious_transactions;40;2\n"
            "GM9005;2024;0;suspicious_transactions;10;3\n"
        },
    )
    kept = loaded.registers["area_count"]["area_code"].to_list()
    assert kept == ["GM9001", "GM9001", "GM9003", "GM9005"]
    quarantine = loaded.quarantine["area_count"]
    assert quarantine["row"].to_list() == [4, 5, 7]
    assert quarantine["reason"].str.contains("below the minimum of 10").all()
    assert quarantine["value"].unique().to_list() == ["***"]


def test_a_small_count_of_anything_else_stays(load):
    loaded = load(
        "  area_count: {path: f.csv}\n", {"f.csv": HEADER + "GM9001;2024;0;registered_crime;1;1\n"}
    )
    assert loaded.registers["area_count"].height == 1


@pytest.mark.parametrize(
    "column", ["kvk_nummer", "VBO_ID", "iban", "naam", "Rekeningnummer", "bsn", "transactie_id"]
)
@pytest.mark.parametrize("regime", ["", ", regime: fiu"])
def test_record_level_columns_are_refused_even_if_undeclared(load, column, regime):
    text = f"area_code;year;month;phenomenon;count;{column}\n"
    with pytest.raises(ExtractError, match="record level"):
        load(
            f"  area_count: {{path: f.csv{regime}}}\n",
            {"f.csv": text + "GM9001;2024;0;suspicious_transactions;12;x\n"},
        )


@pytest.mark.parametrize("column", ["gemeentenaam", "area_name", "provincienaam", "toelichting"])
def test_names_of_areas_are_no_identifiers(load, column):
    text = f"area_code;year;month;phenomenon;count;{column}\n"
    loaded = load(SOURCE % "", {"f.csv": text + "GM9001;2024;0;suspicious_transactions;12;x\n"})
    assert loaded.registers["area_count"].height == 1


def test_more_rows_than_cells_are_records(load):
    row = "GM9001;2024;0;suspicious_transactions;12;5\n"
    with pytest.raises(ExtractError, match="record level"):
        load(SOURCE % "", {"f.csv": HEADER + row + row})
