"""Cells that show a percentage are one in every kind of workbook, whatever their unit is."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import pytest

from screening.comparison.table_file import read_columns
from screening.registers.reading.workbooks.old_part import old_marks
from screening.registers.reading.workbooks.percents import shows
from tests.registers.reading.test_workbook_file import MANIFEST, ODS
from tests.registers.reading.xlsb import Shown, xlsb

PARTS = [0.125, 0.12125, 1.0, 0.07, 0.0]
HEADERS = ["area_code", "name", "rural_share", "industry_trade_share"]
XLS = (
    b"c-rk)Z){Ul6hH6v_4TzIqZ<ryV6D>u`vd7fVMMWmflAbXh(Zj>C|d`UvM${)l4vX<A2g6i_`nwuLPYqWQHhC~pke!F"
    b"f=0d&qtRsW!D!$^H5x-AtG{#ZeeK)q%sS9S*=^3d_x|oX@0@$@IrrSti(gfboIG21nZ}g|$w#C4AlV+w00rGnn8?)F"
    b"Xg;5J;rw*@Pn8?G<~_8qe|`|}c>v_-y$$Jly8QpjCQ9QsNKslxeW)|EkIE@?U@_kBO@?Q5lJ8BnOv|6Td_KSV9QT1r"
    b"`9Gic?Ee*@O3(~Y6=<dk0aOjD0nGx<2Gxp95ZwWq3%V0j2bu?(54sB!0o@IXg6;v;gYE_02WrszEz~tr6WYzXzZmtB"
    b">GSB8m7s%NwEc8$#uvQhviFx^5g%B?Vi#9H+o+#yqa%^(ivC+=jp&dtScf4P=_<4gIu5jo-WT*!d9D)cLusdIo3`k!"
    b"X1nNqSf2IrtRm+BSa`k_q!o7fomlys;sgc-j1Edrih5}W&cR;1QAeM%f4w4auy+`%WrW|lnbC+<NvGJy9!>ToGl^8h"
    b"3eelERjeUm)zWEpt=N)StUmfeqA%JSi$&`jnCA@hV4yzQP(LF6c8Y$>M?Jnh6lI)63jXWlaI;LDZae%G)~?h#H>>w^"
    b"<MGA`@RkYirU~$1Nt|FUqK`EmKRp3{<}dhB6P+yOxejN2QdehfscW*9)U&bysb^>X`R(F62cc2gul#JyA$-rkZ`g1^"
    b"M4JyAbd{dt;E>xSV(c6T0T$~f3tn1A6*+d_^Ke3k_8SN`&XCcLXFElH4y$nEAnZ5@C(iGPIDgO)arjCVni830qO&XA"
    b"orHkC#GWLgRAw*ysdHc#hA{8mzV5vPgPDDugPBBkQo#soTOMDD5^IGLtBc*G#pbeN^ZsJ<fnsxcvAH6T2w6$zETvYL"
    b"Qwu6uO0BL<4x{S04Uai)E3r1+STjDLs%4$RSdGOU^RHf6UKj5aJWItdHt@z#i?JUg!&Z}UG|Tf<dDjiY2LyXfo(sUg"
    b"vxmzM@r9oDqQZB7j5m7PCvj{Bp%uygnvm9F%&oK!3~wKayR|{jV8o%9W!hxC;mp)Ct&&Q8jdgX*ux_`g!_b&1m{9^V"
    b"OJKedm{kJvm%!{2SU@g3MeK%Lanz-Tbk9J~DD+I(AGha2&!>Ba@L7c(^RXU2tOBo`yZu9Ph4?%ObC|+!YkqSKzlq-*"
    b"3Vr=n|EkdWxI&oUMVP}U`~l7HEAW2?Kk<otTkOFWz4;wWI2_Gkjge@H#A{D|5;=JFY+NBM(M6cUFZ@Bx?;j)4FA`0W"
    b"Xci>e!V%IO_81OZ*7ky287~w#0>V+DIRXU^8yCocXH_r8RUM#+fv8IMHQLBqm3vINQO?mv4bK{zmW!$F$}JK+m<yM<"
    b"ADa{sKIUPe51Tdgk*zKnL=TBu@J&`3fhz!IC(fyzj`u@`dnXS~a2Gdlll6tv9X{-s$}rT>BYbCmvbQUf9!U2LM%TUA"
    b"l}trfu2{S|u_KvEC1q9D^!D_$-AwLasFQihWi(G><|V#MBL`3Xa(%<D@H<BwYF_x^H@x;Q=|hjl+jM@>uGi-Yoo8&-"
    b"2Yk2AH~Mvs^3x5KJ8(Ou`P?$Toqhe#{A2sSH@xj~^k>Ap^yQ`FOXh`-9)tcZ*WX*qx43cGHl63VAua6Db)(L!Nas54"
    b"oK3Bxn|tw`SNHcno6HRKru)Xum943DDXxOC82uCFR_6aQ|8X{4iig)^s6w^3KzfFD<HpT;>@HjX8aX6Yn8}xsSEqum"
    b"opwO(9@y9h=<xiM<oi51_+)q%fYulMWCQYn<dpZ1Lq@sz|012MOIAWp(_YMf5AqV;`}MGb9@!H{29d9%f&AUKlze{~"
    b">)!}^w;+ElBy@=mNwL84^l6*I{98QoZ}<Oy{sfqvJXQ"
)
"""Written by LibreOffice: the table below, of which the last share is what a formula came to."""


def xls() -> bytes:
    return zlib.decompress(base64.b85decode(XLS))


def binary() -> bytes:
    rows = [[f"WK99990{n}", "A", Shown(e, n % 2), Shown(e, 2)] for n, e in enumerate(PARTS, 1)]
    last = [["WK999906", "A", 0.5, Shown(0.5, 3)], ["WK999907", "A", Shown(0.25, 0)]]
    return xlsb([HEADERS, *rows, *last], formats=['0.00" van 100" %', "0%", 9, '0.0" %"'])


def _cell(kind: str, value: object, times: int = 1) -> str:
    again = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    held = "" if kind == "string" else f' office:value="{value}"'
    return (
        f'<table:table-cell{again} office:value-type="{kind}"{held}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def ods() -> bytes:
    lines = ["".join(_cell("string", header) for header in HEADERS)]
    for number, part in enumerate(PARTS, 1):
        named = _cell("string", f"WK99990{number}") + _cell("string", "A")
        lines.append(named + _cell("percentage", part, 2))
    named = _cell("string", "WK999906") + _cell("string", "A")
    lines.append(named + _cell("float", 0.5, 2))
    last = _cell("string", "WK999907") + _cell("string", "A") + _cell("percentage", 0.25)
    rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in [*lines, last])
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", ODS.format(rows=rows))
    return data.getvalue()


KINDS = [("xls", xls), ("xlsb", binary), ("ods", ods)]


@pytest.mark.parametrize("units", ["", ", units: {rural_share: '%', industry_trade_share: '%'}"])
@pytest.mark.parametrize(("kind", "made"), KINDS)
def test_what_shows_a_percentage_is_one(load, kind, made, units):
    source = f"  area: {{path: a.{kind}, fixed: {{level: district}}{units}}}\n"
    found = load(source, {f"a.{kind}": made()}).registers["area"]
    own = 0.005 if units else 0.5
    assert found["rural_share"].to_list() == [*PARTS, own, 0.25]
    assert found["industry_trade_share"].to_list() == [*PARTS, own, None]


@pytest.mark.parametrize(("kind", "made"), KINDS)
def test_a_table_to_compare_is_read_the_same(tmp_path, kind, made):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(made())
    found = read_columns(path, path.name, ["rural_share"]).cells["rural_share"].to_list()
    assert found == ["12.5%", "12.1250%", "100%", "7%", "0%", "0.5", "25%"]


def test_a_row_that_is_repeated_shows_it_in_each(load):
    row = "".join(_cell("string", each) for each in HEADERS)
    again = '<table:table-row table:number-rows-repeated="3">'
    part = _cell("string", "WK999901") + _cell("string", "A") + _cell("percentage", 0.2)
    rows = f"<table:table-row>{row}</table:table-row>{again}{part}</table:table-row>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", ODS.format(rows=rows))
    source = (
        "  area: {path: a.ods, max_quarantined: 1, fixed: {level: district},"
        " units: {rural_share: '%'}}\n"
    )
    loaded = load(source, {"a.ods": data.getvalue()})
    assert loaded.registers["area"]["rural_share"].to_list() == [0.2]
    assert loaded.reports["area"].duplicate_keys == 2


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [(9, None, True), (10, None, True), (0, None, False), (164, "0.0%", True),
     (164, '0.0" %"', False), (164, r"0.0\%", False), (164, "0_%", False), (164, "0*%", False),
     (164, "[Red]0%;[Blue]-0%", True), (164, '"deel" 0.0 %', True), (165, "0%_);(0%)", True)],
)  # fmt: skip
def test_a_sign_that_is_text_makes_no_percentage(number, form, shown):
    assert shows(number, {} if form is None else {number: form}) is shown


@pytest.mark.parametrize("cut", range(0, 100, 9))
def test_a_workbook_that_is_torn_says_less(cut):
    content = bytearray(xls())
    content[cut * 5 :: 97] = b"\xff" * len(content[cut * 5 :: 97])
    old_marks(bytes(content), "B")
    old_marks(xls()[: len(content) * cut // 100], "B")
