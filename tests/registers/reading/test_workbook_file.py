"""Every kind of workbook that is read, by the kind of its content and not by its name."""

from __future__ import annotations

import base64
import datetime as dt
import zlib

import pytest

from screening.errors import ExtractError
from screening.registers.reading.limits import Limits
from screening.registers.reading.workbooks.open_document import check_repeats
from screening.registers.reading.workbooks.packed import Packed
from screening.registers.reading.workbooks.refused import RefusedError
from tests.registers.conftest import HEAD
from tests.registers.reading.workbooks.conftest import workbook, zipped

# One sheet with the two rows of ROWS, in the form of Excel 97, as xlwt writes it.
XLS = (
    b"c-rk)O=uHA6#izDZGLEeO@&sdp<vb8LW2kO&~7bgPnPOMQ6VPo3bkn>p$he4wdN=Yo)j;Idhk;9;twk5O+l#WK@f"
    b"yQkDdet4{g>rFT0Xfg#@%vnQxglZ{Ez?c{?-j&Ca}DjFso^byTnlgYckg2hdU{6O;mOAquLuZOOX1pOUSxt`P9kM"
    b"7HR79D3!Gb13J#0u6V)&xrybDILcdj27}%at$%eHe`gfVSuQ>O_GGs&Q`^lo@Ba#=^bwQgy|4Vt}q>-wq<b?i^gc"
    b"rZf6xA(Ym-U4Ef#%tn;2FDYW5*T*VizidtJ8dyC_l+&Zi1^tNIiG@&C_-YUv+1h)_bOtWutvTvGDMuH}L9^dRF@Y"
    b"VI|XGtYrTe$$qzps@0{vh|$B(9cU)4ae8>=W!HC4{iqD{FKN=Q3t$3A-T6-kNWp%NEk(CI#xEbt-LUrYxOgncP{6"
    b"qQD+Pf2!X_Dk#G}hll8j@DO6RX(ehR!hDRKCrb7$-Tw0CKz7VXvt)+1gxbcjMcN4)7o`R%hq*>$>Y>!b{0^p<_^q"
    b"3m?_ips@1eYVtj%He&vKi~T-#0k>}0$(w$}06h%bFU_^`9|$=FW(!bs(OV&R=Jhc4R4OwyOnEP6$+xN%+Lk>TdT2"
    b"{Ip;w*L}v{94qp-F9}z2$rRb5n@bhB{@3cXGwF$N@|PWXbaYs<MEXGm)6B``lZx5rb+EVEspy<XhU@ya}Wv&3JMA"
    b"e3JMAe4M8|R;U4FVpgTYLKIdL%nNn3<ll-?hgaSQNbg0~iJmp19H?@8?LKp74M1wl+eWAo*>b-~wWZ901rq?eW(n"
    b"S6DG^`l?doI*$|J7#f{Kx(O0J=@p{Q"
)
ROWS = [["vbo_id", "ref_date", "value"], ["9999010000000001", dt.date(2025, 1, 1), 1.5]]
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Blad1">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
MANIFEST = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
CELL = (
    '<table:table-cell office:value-type="{kind}" {value}>'
    "<text:p>{text}</text:p></table:table-cell>"
)


def xls() -> bytes:
    return zlib.decompress(base64.b85decode(XLS))


def content(rows: str | None = None) -> str:
    cells = [
        [("string", "", "vbo_id"), ("string", "", "ref_date"), ("string", "", "value")],
        [
            ("string", "", "9999010000000001"),
            ("date", 'office:date-value="2025-01-01"', "1 januari"),
            ("float", 'office:value="1.5"', "1,5"),
        ],
    ]
    text = ""
    for row in cells:
        shown = (CELL.format(kind=kind, value=value, text=said) for kind, value, said in row)
        text += f"<table:table-row>{''.join(shown)}</table:table-row>"
    return ODS.format(rows=text + (rows or ""))


def ods(rows: str | None = None) -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": MANIFEST,
            "content.xml": content(rows).encode(),
        }
    )


def fods(rows: str | None = None) -> bytes:
    """The same in one file, as LibreOffice writes it."""
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    whole = content(rows).replace("document-content xmlns", f"document {kind} xmlns")
    whole = whole.replace("office:document-content", "office:document")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n\n{whole}'.encode()


KINDS = {
    "w.xlsx": workbook(ROWS),
    "w.xls": xls(),
    "w.ods": ods(),
    "w.fods": fods(),
    "named_flat.ods": fods(),
    "named_wrong.xls": workbook(ROWS),
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds(load, name: str) -> None:
    loaded = load(f"  woz_value: {{path: {name}}}\n", {name: KINDS[name]})
    row = loaded.registers["woz_value"].select("vbo_id", "ref_date", "value").row(0)
    assert row == ("9999010000000001", dt.date(2025, 1, 1), 1.5)


@pytest.mark.parametrize("name", ["w.7z", "w.docx"])
def test_what_is_not_read_is_told_with_what_is(load, name: str) -> None:
    with pytest.raises(ExtractError, match="files of kind") as caught:
        load(f"  woz_value: {{path: {name}}}\n", {name: b"PK"})
    (problem,) = caught.value.problems
    assert problem.expected.startswith("csv, tsv, txt, fods, ods, xls, xlsb, xlsm, xlsx, parquet")
    assert problem.remedy == ("export it as csv" if name == "w.docx" else "unpack it first")


BOMBS = {
    '<table:table-row><table:table-cell><text:p><text:s text:c="2000000000"/></text:p>'
    "</table:table-cell></table:table-row>": r"a cell holds 2000000000 spaces",
    "<table:table-row><table:table-cell><text:p><text:s text:c='&#50;000000001'/></text:p>"
    "</table:table-cell></table:table-row>": r"a cell holds 2000000001 spaces",
    "<table:table-row><table:table-cell><text:p>"
    + f'<text:s text:c="{16 * 10**6}"/>' * 126
    + "</text:p></table:table-cell></table:table-row>": r"it holds 2016000000 spaces",
    '<table:table-row table:number-rows-repeated="4000000000"/>': r"repeats 4000000000 rows",
    '<table:table-row table:style-name="a" table:number-rows-repeated="20000000"/>'
    * 2: r"repeats 40000000 rows",
    '<table:table-row><table:table-cell table:number-columns-repeated="4000000000"/>'
    "</table:table-row>": r"a cell is repeated 4000000000 times",
}


@pytest.mark.parametrize("rows", BOMBS, ids=range(len(BOMBS)))
def test_what_a_few_bytes_repeat_is_counted_before_it_is_laid_out(rows: str) -> None:
    """In a moment: laid out, one of these takes a minute and gigabytes."""
    packed = Packed(ods(rows), Limits().model_dump())
    with pytest.raises(RefusedError, match=BOMBS[rows]) as caught:
        check_repeats(packed, Limits().model_dump())
    assert caught.value.limit in Limits.model_fields


def test_blank_rows_down_to_the_end_of_every_sheet_are_no_bomb() -> None:
    blank = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="Blad">'
    )
    check_repeats(Packed(ods(blank * 40), Limits().model_dump()), Limits().model_dump())


def test_a_tag_between_two_pieces_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = b'<a><text:s text:c="2000000000"/>' + b"x" * 40
    packed = Packed(ods(), Limits().model_dump())
    for size in range(1, len(bomb)):
        pieces = [bomb[at : at + size] for at in range(0, len(bomb), size)]
        monkeypatch.setattr(packed, "pieces", lambda _, said=pieces: iter(said))
        with pytest.raises(RefusedError, match="2000000000"):
            check_repeats(packed, Limits().model_dump())


def test_such_a_file_is_refused_by_a_run_in_words(load) -> None:
    with pytest.raises(ExtractError, match="repeats 4000000000 rows") as caught:
        load("  woz_value: {path: w.ods}\n", {"w.ods": ods(list(BOMBS)[3])})
    assert "limits: rows:" in caught.value.problems[0].remedy


FLAT = {
    "bomb": (fods(list(BOMBS)[3]), "repeats 4000000000 rows"),
    "entities": (
        fods().replace(b"<office:document ", b'<!DOCTYPE a [<!ENTITY b "c">]><office:document ', 1),
        r"HTML or XML|declares a type of document",
    ),
    "inside": (fods().replace(b"Blad1", b'Blad1"><!DOCTYPE a><b c="', 1), "declares a type"),
    "text": (fods().replace(b'spreadsheet"', b'text"'), "page of HTML or XML"),
    "cut": (fods()[:-200], "damaged"),
    "latin": (fods().replace(b"1 januari", b"1 januar\xef"), "damaged"),
    "spreadsheet without a sheet": (
        fods().replace(b"table:table table", b"table:other table"), "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_a_workbook_of_one_file_is_held_to_what_others_are_held_to(load, name: str) -> None:
    made, message = FLAT[name]
    with pytest.raises(ExtractError, match=message):
        load("  woz_value: {path: w.fods}\n", {"w.fods": made})


def test_a_chart_in_a_workbook_of_one_file_is_no_sheet(load) -> None:
    chart = (
        "<table:table-row><table:table-cell><draw:frame><draw:object><office:document>"
        '<table:table table:name="local-table"><table:table-row><table:table-cell '
        'office:value-type="float" office:value="99"><text:p>99</text:p></table:table-cell>'
        "</table:table-row></table:table></office:document></draw:object><draw:object-ole/>"
        "</draw:frame></table:table-cell></table:table-row>"
    )
    made = fods(chart).replace(b"xmlns:text", b'xmlns:draw="urn:draw" xmlns:text', 1)
    loaded = load("  woz_value: {path: w.fods}\n", {"w.fods": made})
    assert loaded.registers["woz_value"]["value"].to_list() == [1.5]
    assert loaded.reports["woz_value"].rows_read == 1


def test_rows_that_are_repeated_by_the_million_are_bounded(load) -> None:
    cell = CELL.format(kind="string", value='table:number-columns-repeated="100"', text="x" * 90)
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(ExtractError, match="or repeats cells without end"):
        load("  woz_value: {path: w.ods}\n", {"w.ods": ods(row)})
    row = row.replace("1000000", "10")
    with pytest.raises(ExtractError, match=r"over 1200 cells"):
        load(
            "  woz_value: {path: w.ods}\n",
            {"w.ods": ods(row)},
            head="limits: {sheet_cells: 1000}\n" + HEAD,
        )
