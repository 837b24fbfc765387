"""What a header says its figures are in; a limit in it, or a rate, is no unit."""

from __future__ import annotations

import pytest

from screening.errors import ExtractError
from screening.registers.reading.header_units import times_in, unit_in

THOUSANDS = [
    "Inwoners (x 1 000)", "Inwoners x1000", "inwoners_x_1000", "inwoners_x_1_000",
    "Inwoners (1 000)", "Inwoners (1.000)", "Inwoners [x 1000]", "Inwoners in duizendtallen",
    "Inwoners in 1000-tallen", "Inwoners (duizend)", "AantalX1000", "aantalx1000",
    "Aantal \u00d7 1.000", "Aantal (*1000)", "Inwoners (in duizenden)", "inwoners_in_duizenden",
    "InwonersInDuizenden", "Inwoners x\u00a01\u00a0000 personen", "Inwoners (1 000 personen)",
    "Inwoners x duizend", "Inwoners per km2 (x 1000)", "Inwoners duizendtal", "x 1000",
    "Inwoners (x 1,000)", "Inwoners X 1000 2024",
]  # fmt: skip
MILLIONS = [
    "Inwoners (x 1 000 000)", "Inwoners (mln)", "inwoners_in_miljoenen", "Inwoners x mln",
    "Inwoners x 1 miljoen", "InwonersX1000000", "Inwoners (in mln.)",
]  # fmt: skip
NEITHER = [
    "Woningen boven 1 miljoen euro", "Woningen (boven 1 miljoen euro)", "omzet > 1 mln",
    "tot 1000 euro", "(tot 1000 euro)", "Woningen (1000 euro of meer)", "Woningen (1000-2000 euro)",
    "Woningen (1000+)", "Misdrijven per x 1000 inwoners", "Misdrijven (per x 1000 inwoners)",
    "Misdrijven per 1000 inwoners", "Misdrijven (per 1 000)", "Misdrijven per duizend",
    "Inwoners per miljoen", "meer dan een miljoen", "tot duizend euro", "woningen_tot_1000_euro",
    "Max 1000", "max1000", "index1000", "Inwoners x 10000", "Inwoners 1000", "4 x 1000 meter",
    "Bezit van duizend of meer woningen", "Woningen in 1000 straten", "Inwoners 2024",
]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "said"), [(THOUSANDS, "x 1000"), (MILLIONS, "x 1000000"), (NEITHER, "")]
)
def test_only_what_multiplies_is_a_unit_of_numbers(headers, said):
    found = {header: times_in(header, "inhabitants") for header in headers}
    assert {header: unit for header, unit in found.items() if unit != said} == {}


AMOUNTS = {
    "Omzet (x 1.000 euro)": "keur", "Omzet x \u20ac 1.000": "keur", "omzet_keur": "keur",
    "Omzet in k\u20ac": "keur", "Omzet (1 000 euro)": "keur", "Omzet in 1000 euro": "keur",
    "Omzet (mln euro)": "meur", "Omzet mln euro": "meur", "Omzet in duizenden euro's": "keur",
    "Bedrag (x \u20ac 1 mln)": "meur", "Omzet in euro's": "", "Omzet boven 1 mln": "",
    "Omzet tot 1000 euro": "", "Bedrag in centen": "cent", "Omzet kEUR": "keur",
}  # fmt: skip


@pytest.mark.parametrize("header", AMOUNTS)
def test_the_unit_of_an_amount(header):
    assert unit_in(header, "EUR") == AMOUNTS[header]


def test_other_units_and_none_of_days():
    assert unit_in("Perceel_ha", "m2") == "ha"
    assert unit_in("Gemiddelde waarde (x 1 000 euro)", "1000 EUR") == ""
    assert unit_in("Gemiddelde waarde (euro)", "1000 EUR") == "eur"
    assert unit_in("Perceel (in ha)", "m2") == unit_in("Perceel (ha, 2024)", "m2") == "ha"
    assert unit_in("Landelijk (% van totaal)", "share 0-1") == "%"
    assert unit_in("Landelijk (0-100%)", "share 0-1") == "%"
    assert unit_in("Waarde (prijzen 2020 euro)", "1000 EUR") == "eur"
    for limit in ("min. 1 ha", "> 1,5 ha", "1 ha of meer", "meer dan een hectare", "tot 10 are"):
        assert unit_in(f"Opp ({limit})", "m2") == ""
    assert unit_in("Opp (min. 1 ha) in ha", "m2") == "ha"
    assert unit_in("Begin (x 1000)", "date") == unit_in("Actief x 1000", "yes/no") == ""


AREA = "  area: {path: a.csv, fixed: {level: district}, columns: {%s: %s}%s}\n"
OTHER = {
    "land_km2": ("Oppervlakte land (ha)", "250", "ha", 2.5, "km2", 250.0),
    "rural_share": ("Landelijk (%)", "0,5", "'%'", 0.005, "share", 0.5),
    "home_value_keur": ("WOZ-waarde in euro's", "312000", "eur", 312.0, "keur", 312_000.0),
}


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize("below", [False, True])
def test_a_unit_that_a_header_says_and_the_mapping_does_not_is_asked(load, name, below):
    header, cell, theirs, value, ours, same = OTHER[name]
    word = {"ha": "ha", "'%'": "%", "eur": "euro"}[theirs]
    heads = f"area_code;name;Cijfer\n;;{word}\n" if below else f"area_code;name;{header}\n"
    files = {"a.csv": f"{heads}WK999900;A;{cell}\nWK999901;B;\n"}
    settings = (name, f'"{"Cijfer" if below else header}"')
    with pytest.raises(ExtractError, match=f"the header says that {name} is in"):
        load(AREA % (*settings, ""), files)
    for unit, expected in ((theirs, value), (ours, same)):
        loaded = load(AREA % (*settings, f", units: {{{name}: {unit}}}"), files)
        assert loaded.registers["area"][name].to_list() == [expected, None]


def test_percentages_that_say_so_themselves_and_the_unit_of_the_register_are_not_asked(load):
    heads = "area_code;name;Landelijk in %;Land (km\u00b2)\n"
    files = {"a.csv": f"{heads}WK999900;A;50%;2,5\n"}
    source = AREA % ("rural_share", "Landelijk in %, land_km2: Land (km\u00b2)", "")
    row = load(source, files).registers["area"].row(0, named=True)
    assert (row["rural_share"], row["land_km2"]) == (0.5, 2.5)


@pytest.mark.parametrize("below", ["x 1 000", "1000", "(x 1.000)", "x 1 000 euro"])
def test_a_row_of_units_says_that_numbers_are_thousands(load, below):
    files = {"p.csv": f"area_code;year;inhabitants\n;;{below}\nWK999900;2024;17\n"}
    source = "  area_population: {path: p.csv%s}\n"
    with pytest.raises(ExtractError, match="each number of inhabitants stands for more"):
        load(source % "", files)
    loaded = load(source % ", units: {inhabitants: x 1000}", files)
    assert loaded.registers["area_population"]["inhabitants"].to_list() == [17_000]
