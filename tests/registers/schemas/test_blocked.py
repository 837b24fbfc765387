from __future__ import annotations

import pytest

from screening.registers.schemas import REGISTERS
from screening.registers.schemas.blocked import is_blocked, is_citizen_number


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("nationaliteit", "nationality"),
        ("NAT_CODE", "nationality"),
        ("nat_code2", "nationality"),
        ("Nationality Code", "nationality"),
        ("GeboorteLand", "country of birth"),
        ("geboorte-plaats", "country of birth"),
        ("country_of_birth", "country of birth"),
        ("herkomst", "origin"),
        ("herkomstgroepering", "origin"),
        ("afkomst", "origin"),
        ("etniciteit", "ethnicity"),
        ("multietnisch", "ethnicity"),
        ("etnie", "ethnicity"),
        ("internet_etni", "ethnicity"),
        ("ethnic", "ethnicity"),
        ("NatOms", "nationality"),
        ("nationaliteit_open", "nationality"),
        ("islam", "religion"),
        ("islamitisch_pad", "religion"),
        ("joodse_gemeente", "religion"),
        ("politiekekleur", "political view"),
        ("politieke_kandidaat", "political view"),
        ("sekse", "sex"),
        ("orientatie", "orientation"),
        ("woonwagenbewoner", "ethnicity"),
        ("Roma", "ethnicity"),
        ("huidskleur", "skin colour"),
        ("migratieachtergrond", "migration background"),
        ("asielstatus", "migration background"),
        ("naam_herkomst", "origin"),
        ("surname_origin", "name-based origin"),
        ("Geloofsrichting", "religion"),
        ("levensovertuiging", "belief"),
        ("politieke_voorkeur", "political view"),
        ("geslacht", "sex"),
        ("Géslacht", "sex"),
        ("seksuele_gerichtheid", "orientation"),
        ("burgerlijke_staat", "civil status"),
        ("burgerlijkeStaat", "civil status"),
    ],
)
def test_direct_grounds_are_recognised_however_written(name, ground):
    assert is_blocked(name) == ground


@pytest.mark.parametrize(
    "name",
    ["naam", "straatnaam", "herkomst_middelen", "geloofwaardigheid", "natura", "technische_staat",
     "original_price", "essex", "aantal_reizigers", "vennootschap", "kerkstraat",
     "internetniveau", "InternetNieuws", "kabinetniveau", "Islamstraat", "islamitischeweg",
     "Joodsekade", "politiekeurmerk", "politiekorps", "OppervlakteOpenNatTerrein_12",
     "OpenNatNatuurlijkTerrein_38", "NatNatuurlijkTerrein_37", "internationaliteit",
     "dakorientatie", "orientatie_pand", "PolitieKeurmerkVeiligWonen"],
)  # fmt: skip
def test_ordinary_columns_are_not_blocked(name):
    assert is_blocked(name) is None


def test_no_declared_column_is_blocked():
    declared = [column for register in REGISTERS.values() for column in register.columns]
    assert [name for name in declared if is_blocked(name) or is_citizen_number(name)] == []


@pytest.mark.parametrize("name", ["bsn", "BSN_nr", "burgerservicenummer", "SofiNummer", "bsn_1"])
def test_citizen_numbers_are_recognised(name):
    assert is_citizen_number(name)
