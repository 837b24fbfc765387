"""Errors that cells show are unreadable, not empty, in every kind of workbook."""

from __future__ import annotations

import base64
import io
import zlib

import openpyxl
import pytest

from screening.registers.reading.workbooks.old_part import old_marks
from screening.registers.reading.workbooks.sheet_part import errors_in
from tests.registers.reading.test_sheet_marks import open_document
from tests.registers.reading.xlsb import NOT_AVAILABLE, xlsb

XLS_WITH_ERROR = (
    b"c-rk(U1(fI6h3qJ@9s8DZqi26v|ZO~ZJMMdsh}xZvq{=&KuM`pixkprauZ`Vo3L3$LF?Aq7qOre^raw$yj9dH=!1d@"
    b"zWAW%OCJ=4v=5@xhgB3Qm|VYe?%d7oHi6wlirSpZnV)m#%$b?<GiSc}x_0*5g~m%%0{2mX=A9^oeKZ9$y^cj>XxhBv"
    b"I3C$qh5r=H>6&#Ig#JQ6)_FwhHLB}X_<zDd8poHT1nr{?>MT7^mB1~q82^0b@XVJvu3T7^zkK-|zd4QvfTjM=v7Y@u"
    b"23!NI0<HyC18dwXfNFttz;(d&z<RL>qFaFtzzx7g;6~skEjzAj#@o@}qWgEE-ntrZZYV@eXfYh3Pu70PDi_^ff<?R^"
    b"oDsXY3_L;;Y#TkP^g!Z9LAR_SrFad~Fw#9}DLM;kHN7X)Po>-=)(1#ZqC;EsVIwJPKP}}JDXWS3KNg<vgwjrN`d+O3"
    b"b#Vek5!FK}O4A4(LmV8zh(`K?{p%$e!QP>|<PVQp$=`Ueil*4d9<(!dHkF<g-<hI6oP^I$rxQ$PcA@`X9^I&rPB$HW"
    b"3TL<2Ik&ju3#Ih!OVC@Fpf@i;k6uSVW5BQS<Zx}}15(%K!&2AfgHo@{N2Fe#4>?E0eotYh^Fi0vyI+HADtt4_1QH!O"
    b"t>_9p$pN}>P{f1_9EjP2y@cJ5chi~zyU=HF1d~oE1blN^B~d0R{;TDNd=sJHL`XOPMAZL_dgXeExZz^-+0p(?7I#E0"
    b"n;NwHGpR8foylA(o9iD;<!sy{yW0fXA+Kwpy9?cJ2e*q!ok90@88GXC3!16dwZT`A8>*~pLRA&^G>E;jbJxoLEKIkf"
    b"XVaC-_cV6)3q8N^XrZlq;MA&4;Ll93SvXpxd|AeNSJ+9Ry&~mZ;2$1h__1@FuiaFf_ovS7zV<nUoG4aBq89_wT2(_;"
    b"_~gvd*-o!k^cen_^rCE=)T?HV-f6W|fnsSImTtGYfkf2^O)Ww*N@#O(b-R}}>7GJQ6?=x9o!e6~GEnUC$e^6_2H6LX"
    b"Y?gF`^oqJ-GSm>pkY+T5k(G1Y;2tx6@VP<1&;g#J@Q|ydf~gIVWk779O=bxenuH!LSc_yX2E~Mrd05^9Mjd?=cEdl>"
    b"{c`9;oAow40f1px@385gNO{>(Y(=@3Lbei!xjC3+8m?cvzxH#^^T^0Rc6@StD3{px+<=`<?7nx$q0})uowntOx<`hF"
    b"I#wp1jFs@uJ0!|oWL}y*_4aR9`<}ASzhP3#whzB$4ZWZpkN<b*{4l9c@nM}O9@e?ypw1U3bdLG+98p}i+ccjC*R`F7"
    b"<8S7FQ2ur$>t~8_@vDnxcW$)KyoL3*UVV2j-@+xdBRWs@!lC6`>w%&plH3>Go(;W5FL&lWcTG$@Zf7S)#xvLMm2Iwl"
    b"*G`Ui^lyZJ^8F|0SK<SU@$i}Eqi*{NNYBzJGA>@nXvOQVlL+I!U7QNuRpE$d=RJ@+1{>|e8lGO3{DAKbRu0c*U~kdS"
    b"`j8LW%hn%9*h=4jx9PW<WTo^dJ%jy^Auna!_reN>L?=wiAzvK_Woc;A@<SDzKl{=<MfrOnVL;Ykiv?D;o{nYg{|=x0"
    b"oBjR&H&f~z=l"
)
"""Written by LibreOffice: two companies, with =NA() as the start date of the first."""
ROWS = [
    ["kvk_nr", "trade_name", "start_date"],
    ["99000001", "A", "#N/A"],
    ["99000002", "B", "45292"],
]


def old() -> bytes:
    return zlib.decompress(base64.b85decode(XLS_WITH_ERROR))


def binary() -> bytes:
    return xlsb([[NOT_AVAILABLE if cell == "#N/A" else cell for cell in row] for row in ROWS])


def open_one() -> bytes:
    kind = 'office:value-type="string" calcext:value-type="error"><text:p>#N/A'
    return open_document(ROWS, marked=("#N/A", kind))


@pytest.mark.parametrize(("kind", "made"), [("xls", old), ("xlsb", binary), ("ods", open_one)])
def test_an_error_is_set_aside(load, kind, made):
    loaded = load(f"  kvk_company: {{path: k.{kind}, max_quarantined: 1}}\n", {f"k.{kind}": made()})
    assert loaded.registers["kvk_company"]["start_date"].null_count() == 1
    (line,) = loaded.quarantine["kvk_company"].to_dicts()
    assert (line["row"], line["column"], line["value"]) == (2, "start_date", "#N/A")
    assert line["reason"].startswith("an error of the spreadsheet")


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_file_that_was_cut_says_nothing(cut):
    content = old()
    assert old_marks(content[: len(content) * cut // 100], "B")[0] in ({}, {1: {2: "#N/A"}})
    torn = bytearray(content)
    torn[cut * 5 :: 97] = b"\xff" * len(torn[cut * 5 :: 97])
    old_marks(bytes(torn), "B")


def never_computed():
    """As openpyxl writes formulas, which it does not compute; the last row has nothing else."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["kvk_nr", "end_date"], ["99000001", "=DATE(2020,1,1)"], ["99000002", None],
                ['="990000"&"03"', "=B2"]):  # fmt: skip
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def never_computed_open():
    formula = 'table:formula="of:=DATE(2020;1;1)"><text:p>'
    rows = [["kvk_nr", "end_date"], ["99000001", "="], ["99000002", ""], ["=", "="]]
    return open_document(rows, marked=("=", formula))


@pytest.mark.parametrize(("kind", "made"), [("xlsx", never_computed), ("ods", never_computed_open)])
def test_a_formula_without_an_outcome_is_unread_and_not_blank(load, kind, made):
    loaded = load(f"  kvk_company: {{path: k.{kind}, max_quarantined: 1}}\n", {f"k.{kind}": made()})
    assert loaded.registers["kvk_company"]["kvk_nr"].to_list() == ["99000002"]
    found = loaded.quarantine["kvk_company"]
    assert found.rows_by_key("row", named=False).keys() == {2, 4}
    assert all("no outcome" in reason for reason in found["reason"])


@pytest.mark.parametrize(
    ("cell", "told"),
    [(b'<c r="B2"><f>A1</f><v></v></c>', True), (b'<c r="B2" s="1"><f>A1</f><v/></c>', True),
     (b'<c r="B2"><f t="shared" si="0"/></c>', True), (b"<x:c r='B2'><x:f>A1</x:f></x:c>", True),
     (b'<c r="B2" t="str"><f>A1</f><v></v></c>', False),
     (b'<c r="B2"><f>A1</f><v>0</v></c>', False), (b'<c r="B2"/><c r="C2"><v></v></c>', False),
     (b"</f><v></v></c>", False)],
)  # fmt: skip
def test_a_formula_that_came_to_nothing_has_an_outcome(cell, told):
    assert errors_in(b"<row>" + cell + b"</row>") == ({1: {1: "#FORMULA"}} if told else {})
