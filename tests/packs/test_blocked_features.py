from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.language.grounds import ground_of_name, ground_of_text, ground_of_value
from screening.registers.schemas import REGISTERS
from tests.compiled import load_pack

Write = Callable[..., Path]

_CATALOGUE = Path(__file__).resolve().parents[2] / ".." / "shared" / "domain" / "rule-catalogue.md"


def _select(extra: str = "", where: str = "TRUE", table: str = "kvk_establishment e") -> str:
    return (
        f"SELECT e.vbo_id AS subject, COUNT(*) AS companies{extra} FROM {table} "
        f"WHERE {where} GROUP BY e.vbo_id"
    )


HOSTILE: dict[str, dict[str, Any]] = {
    "a name in two parts": {
        "select": "SELECT e.vbo_id AS subject, COUNT(*) AS natio_naliteit "
        "FROM kvk_establishment e GROUP BY e.vbo_id",
        "when": "natio_naliteit > :max_companies",
        "measures": {"natio_naliteit": {"label": "aantal", "unit": ""}},
        "explain": "{natio_naliteit}.",
    },
    "nationality column": {"select": _select(where="e.nationaliteit <> 'NL'")},
    "nationality code": {"select": _select(where="e.nat_code = 52")},
    "English nationality": {"select": _select(where="e.nationality IS NOT NULL")},
    "camel case": {"select": _select(where="e.natCode = 1")},
    "birth country": {"select": _select(where="e.geboorteland = 'x'")},
    "birth country short": {"select": _select(where="e.geb_land = 'x'")},
    "country of birth": {"select": _select(where="e.country_of_birth = 'x'")},
    "alias": {"select": _select(", MAX(e.sbi) AS herkomst_land")},
    "alias in when": {"when": "companies > 3 AND ethnicity_score > 1"},
    "derived ethnicity": {"select": _select(", COUNT(*) * 2 AS etniciteit_index")},
    "skin": {"select": _select(where="e.huidskleur = 'x'")},
    "migration": {"select": _select(where="e.migratieachtergrond")},
    "religion": {"select": _select(where="e.religie = 'x'")},
    "church by branch": {"select": _select(where="e.sbi LIKE '9491%'")},
    "mosque by branch code": {"select": _select(where="LEFT(e.sbi, 4) = '9491'")},
    "party by branch": {"select": _select(where="e.sbi IN ('94921', '94922')")},
    "foreign food shops": {"select": _select(where="e.sbi = '47293'")},
    "political view": {"select": _select(where="e.politieke_voorkeur = 1")},
    "sex": {"select": _select(where="e.geslacht = 'V'")},
    "sex in English": {"select": _select(where="e.sex = 'F'")},
    "men as a value": {"select": _select(where="e.trade_name_kind IN ('man', 'vrouw')")},
    "orientation": {"select": _select(where="e.geaardheid = 'x'")},
    "civil status": {"select": _select(where="e.burgerlijke_staat = 'gehuwd'")},
    "nationalities as values": {"select": _select(where="e.sbi IN ('Turks', 'Marokkaans')")},
    "countries as values": {"select": _select(where="e.sbi IN ('Polen', 'Roemenië')")},
    "not Dutch": {"select": _select(where="e.sbi <> 'Nederlandse'")},
    "value glued together": {"select": _select(where="e.sbi = CONCAT('Mar', 'okko')")},
    "value glued with bars": {"select": _select(where="e.sbi = 'Bul' || 'gaars'")},
    "value in a parameter": {
        "parameters": {"kind": {"value": "Syrische", "unit": "", "why": "x"}},
        "when": "companies > 1",
        "explain": "{companies}",
    },
    "parameter name": {
        "parameters": {"max_nationaliteiten": {"value": 2, "unit": "", "why": "x"}},
        "when": "companies > :max_nationaliteiten",
        "explain": "{companies}",
    },
    "reason of a parameter": {
        "parameters": {
            "max_companies": {"value": 2, "unit": "", "why": "Vooral bij eigenaren met een "
                              "migratieachtergrond."},
        }
    },
    "surname pattern": {"select": _select(where="e.trade_name LIKE '%oglu'")},
    "start of a name": {"select": _select(where="STARTS_WITH(e.trade_name, 'Al-')")},
    "piece of a name": {"select": _select(where="LEFT(LOWER(e.trade_name), 2) = 'el'")},
    "name through an alias": {
        "select": "WITH n AS (SELECT vbo_id, LOWER(trade_name) AS t FROM kvk_establishment) "
        "SELECT vbo_id AS subject, COUNT(*) AS companies FROM n WHERE t LIKE '%ski' "
        "GROUP BY vbo_id"
    },
    "name in when": {
        "select": "SELECT vbo_id AS subject, MAX(trade_name) AS companies "
        "FROM kvk_establishment GROUP BY vbo_id",
        "when": "companies LIKE '%oglu%'",
    },
    "surname column": {"select": _select(where="e.achternaam = 'x'")},
    "caravan dwellers": {"select": _select(where="e.woonwagenbewoner")},
    "Roma as a value": {"select": _select(where="e.sbi = 'Roma'")},
    "not applicable": {
        "not_applicable": [{"if": "nationaliteit = 'NL'", "reason": "Nederlander"}]
    },
    "evidence": {"evidence": "SELECT nationaliteit FROM kvk_establishment WHERE vbo_id = :subject"},
    "title": {"title": "Ondernemers van buitenlandse herkomst"},
    "why": {"why": "Komt vaak voor bij een bepaalde nationaliteit."},
    "explanation": {"explain": "{companies} bedrijven van allochtone ondernemers."},
    "verify": {"verify": "Kijk naar het geboorteland van de bestuurder."},
    "test rows": {
        "tests": [
            {
                "name": "x",
                "given": {"kvk_establishment": [{"vbo_id": "1", "geboorteland": "x"}]},
                "expect": {"hit": ["1"]},
            }
        ]
    },
}  # fmt: skip


def test_there_are_at_least_thirty_of_them() -> None:
    assert len(HOSTILE) >= 30


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_rule_is_refused_for_what_it_is(write_pack: Write, name: str) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(HOSTILE[name]))
    said = [
        problem
        for problem in caught.value.problems
        if "stands for" in problem.found or "spelling of a name" in problem.found
    ]
    assert said, str(caught.value)
    assert "Take it out" in said[0].remedy
    assert said[0].where.line


@pytest.mark.parametrize(
    "where", ["e.trade_name ~ '(ski|escu)$'", "e.trade_name SIMILAR TO '%(vic|oglu)'"]
)
def test_expressions_that_match_a_name_are_no_part_of_the_language(
    write_pack: Write, where: str
) -> None:
    with pytest.raises(PackError, match=r"not allowed|not part of the rule language"):
        load_pack(write_pack({"select": _select(where=where)}))


def test_no_setting_lifts_it(write_pack: Write) -> None:
    change = {
        **HOSTILE["nationality column"],
        "proxies": {"nationaliteit": "Echt heel nodig hier."},
    }
    with pytest.raises(PackError, match="stands for nationality"):
        load_pack(write_pack({**change, "status": "disabled", "status_reason": "proef"}))


def test_an_escalation_is_read_too(write_pack: Write) -> None:
    change = {"kind": "escalation", "interventions": ["Vraag naar de nationaliteit."]}
    with pytest.raises(PackError, match="stands for nationality"):
        load_pack(write_pack({}, change))


@pytest.mark.parametrize(
    "text",
    [
        "Vooral Marokkanen op dit adres", "Poolse arbeiders in de woning", "een moslimondernemer",
        "m o s l i m s", "m.o.s.l.i.m.s", "mosl1ms op het adres", "1slam", "Turkse winkels",
        "Nederlandse ondernemers", "Syriërs", "m 0 s l 1 m s", "de Marokkanenbuurt",
        "mos|ims", "mos-lims", "mos&#45;lims", "&amp;#109;oslims", "&amp;amp;#109;oslims",
        "mos<!-- -->lims", "mos<!-- een\nregel -->lims", "mos\u2800lims", "mos\u3164lims",
        "Marokka(a)nse winkels", "mos/lims", "mos·lims", "geboren in Marokko",
        "geboren in het buitenland", "buitenlandse eigenaren", "etni-citeit",
    ],
)  # fmt: skip
def test_a_text_that_speaks_of_people_by_a_ground_is_refused(text: str) -> None:
    assert ground_of_text(text) is not None


@pytest.mark.parametrize(
    "value",
    [
        "M a r o k k a a n", "Mar0kkaan", "M@rokk@an", "Mar-okk-aan", "Turks ondernemer", "1slam",
        "k.e.r.k", "Poolse werknemers",
    ],
)  # fmt: skip
def test_no_spelling_of_a_value_hides_its_ground(value: str) -> None:
    assert ground_of_value(value) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Turks bad met vergunning",
        "een Chinees restaurant",
        "De Poolse Zoom",
        "naar Pools recht",
        "een Nederlands kenteken",
        "de Nederlandse Arbeidsinspectie",
        "100 m2 in 4 kamers",
        "a b c d",
        "A4 en B1 tot S3",
        "een Duitse bank onder toezicht",
        "De herkomst van het geld is niet aangetoond",
        "Eigen middelen waarvan de herkomst niet met stukken is aangetoond",
        "nationaal register van adressen",
        "internationale handel",
        "goederen afkomstig van sloop",
        "seksinrichting zonder vergunning",
        "gescheiden afval",
        "monumenten- en kerkstichtingen",
        "huisvesting van arbeidsmigranten",
        "politiek besluit van de raad",
        "Politie en brandweer",
        "rasterhekwerk",
        "partij schroot",
        "kamerverhuur aan studenten",
        "caravanstalling en standplaatsen op een vakantiepark",
        "het Romaanse pand",
        "overlast in de nacht",
        "natte horeca",
        "origineel bouwjaar",
        "in- en uitschrijving",
        "ja/nee",
        "een pand (bij)gebouwd in 1960",
        "zee-egel en na-apen",
        "kantoorfunctie|woonfunctie",
        "geboren in 1960",
        "buitenlandse vennootschap",
        "een auto met een buitenlands kenteken",
        "sloop- en grondwerk",
        "hang-en-sluitwerk",
        "zie www.gemeente.example/mos-lijst",
    ],
)
def test_lawful_texts_pass(text: str) -> None:
    assert ground_of_text(text) is None


@pytest.mark.parametrize(
    "value",
    [
        "woonfunctie", "%woonfunctie%", "kantoorfunctie|woonfunctie", "standplaats", "granted",
        "foreign_legal", "Besloten Vennootschap", "in gebruik", "sale", "inheritance", "caravan",
        "suspicious_transactions", "45", "9609", "4729", "Poolse Zoom 12", "services", "kamer",
        "sex_business", "mens", "bestuurder", "room_rental_policy", "private",
    ],
)  # fmt: skip
def test_lawful_values_pass(value: str) -> None:
    assert ground_of_value(value) is None


@pytest.mark.parametrize(
    "name",
    [
        "national_total", "natural_owner", "signature", "racket", "sexes_of_none", "equity_origin",
        "origin_shown", "gender_neutral",
    ],
)  # fmt: skip
def test_names_are_judged_by_their_parts(name: str) -> None:
    assert (ground_of_name(name) is None) is (name != "gender_neutral")


def test_every_declared_column_and_register_passes() -> None:
    for register in REGISTERS.values():
        assert ground_of_name(register.name) is None
        assert [name for name in register.columns if ground_of_name(name)] == []


def test_the_rules_of_the_catalogue_pass() -> None:
    if not _CATALOGUE.is_file():
        pytest.skip(f"no rule catalogue at {_CATALOGUE}")
    rows = re.findall(r"^\| ([a-z]+\.[a-z0-9_]+)[^|]*\|(.*)$", _CATALOGUE.read_text(), re.MULTILINE)
    assert len(rows) >= 140
    refused = {
        name: ground_of_text(cell) or ground_of_name(name.replace(".", "_"))
        for name, cells in rows
        for cell in cells.split("|")
        if ground_of_text(cell) or (ground_of_name(name.split(".")[1]))
    }
    assert refused == {}


def test_a_name_may_be_shown_and_compared_with_another(write_pack: Write) -> None:
    folder = write_pack(
        {
            "select": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
            "JOIN kvk_company c ON c.kvk_nr = e.kvk_nr WHERE c.trade_name <> e.trade_name "
            "GROUP BY e.vbo_id",
            "evidence": "SELECT kvk_nr, trade_name FROM kvk_establishment WHERE vbo_id = :subject",
        }
    )
    assert load_pack(folder).rules
