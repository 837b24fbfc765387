"""Statements that are deep or long: the same thing inside or beside itself, over and over."""

from __future__ import annotations

from tests.fuzz.grammar.draw import Draw

_FROM = "FROM bag_object b"
_SUBJECT = "SELECT b.vbo_id AS subject"
_AROUND = [
    ("(", ")"), ("-", ""), ("NOT ", ""), ("ABS(", ")"), ("COALESCE(", ", 1)"), ("(1 IN (", "))"),
    ("CASE WHEN TRUE THEN ", " END"), ("CAST(", " AS INT)"), ("1 + ", ""), ("GREATEST(1, ", ")"),
    ("ROUND(", ", 1)"), ("(SELECT MAX(", f") {_FROM})"), ("b.pand_id || ", ""),
    ("1.5 IN (1, ", ")"), ("EXISTS (SELECT 1 FROM bag_object b WHERE ", ")"), ("1.5 * (", ")"),
    ("(1.5 BETWEEN 1 AND ", ")"),
    ("NULLIF(1, ", ")"), ("LEAST(1.5, ", ")"), ("UPPER(", ")"), ("REPLACE(", ", 'a', 'aaaaaaaa')"),
]  # fmt: skip
_BESIDE = [
    ("b.build_year = 1", " OR "), ("b.build_year > 1.5", " AND "), ("b.floor_m2", " + "),
    ("b.pand_id", " || "), ("b.build_year", " * "), ("b.floor_m2", " / "), ("b.build_year", " - "),
    ("b.pand_id = 'a'", " = "), ("b.build_year IN (1, 2.5)", " OR "),
]  # fmt: skip
_MOST_DOUBLED = 60


def deep(d: Draw) -> str:
    """The same thing inside itself."""
    times = d.one([4, 20, 60, 300, 3000])
    if d.chance(0.2):
        nested = f"{_SUBJECT} {_FROM}"
        for number in range(times):
            nested = f"SELECT q{number}.subject FROM ({nested}) AS q{number}"
        return nested
    before, after = d.one(_AROUND)
    inner = d.one(["1", "TRUE", "b.build_year", "b.pand_id", "b.floor_m2", "b.build_year = 1"])
    grown = before * times + inner + after * times
    if d.chance(0.6):
        return f"{_SUBJECT}, {grown} AS m {_FROM}"
    return f"{_SUBJECT} {_FROM} WHERE {grown}{d.one(['', ' > 0', ' IS NULL'])}"


def long(d: Draw) -> str:
    """The same thing beside itself."""
    times = d.weighted({4: 4, 20: 4, 200: 3, 1000: 1, 5000: 1})
    return d.one([_conditions, _columns, _joins, _calls, _unions, _doubled])(d, times)


def _conditions(d: Draw, times: int) -> str:
    numbers = ", ".join(map(str, range(times)))
    listed = d.one([numbers, f"1.5, {numbers}", ", ".join(f"'{n}'" for n in range(times))])
    column = d.one(["b.build_year", "b.floor_m2", "b.pand_id"])
    return f"{_SUBJECT} {_FROM} WHERE {column} {d.one(['IN', 'NOT IN'])} ({listed})"


def _columns(d: Draw, times: int) -> str:
    part, sign = d.one(_BESIDE)
    columns = ", ".join(f"b.pand_id AS c{n}" for n in range(times))
    return f"{_SUBJECT}, {d.one([columns, sign.join([part] * times) + ' AS m'])} {_FROM}"


def _joins(d: Draw, times: int) -> str:
    names = ["c"] * times if d.chance(0.2) else [f"c{n}" for n in range(times)]
    joins = " ".join(f"JOIN bag_object {name} ON {name}.vbo_id = b.vbo_id" for name in names)
    return f"{_SUBJECT} {_FROM} {joins}"


def _calls(d: Draw, times: int) -> str:
    part = d.one(["b.build_year > 1", "b.build_year", "b.pand_id", "b.floor_m2"])
    parts = ", ".join([part] * times)
    name = d.one(["AT_LEAST(2, {})", "COALESCE({})", "GREATEST({})", "CONCAT({})", "AT_LEAST({})"])
    case = f"CASE {'WHEN b.build_year = 1 THEN 2 ' * times} END"
    return f"{_SUBJECT}, {d.one([name.format(parts), case])} AS m {_FROM}"


def _unions(_d: Draw, times: int) -> str:
    return " UNION ALL ".join([f"{_SUBJECT} {_FROM}"] * times)


def _doubled(d: Draw, times: int) -> str:
    """Every WITH query reads or repeats the one before twice."""
    last = min(times, _MOST_DOUBLED)
    if d.chance(0.5):
        step = "SELECT x.k, x.u || y.u AS u FROM w{0} x JOIN w{0} y ON y.k = x.k"
    else:
        step = "SELECT x.k, x.u || x.u AS u FROM w{0} x"
    made = [f"w{n} AS ({step.format(n - 1)})" for n in range(1, last)]
    first = f"w0 AS (SELECT b.vbo_id AS k, b.pand_id AS u {_FROM})"
    end = f"SELECT w{last - 1}.k AS subject, w{last - 1}.u AS u FROM w{last - 1}"
    return f"WITH {', '.join([first, *made])} {end}"
