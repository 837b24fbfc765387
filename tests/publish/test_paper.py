"""Lists as PDF/A-2b: read back from the file with pypdf."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, PdfObject, TextStringObject

from screening.errors import RunError
from screening.lists import LISTS
from screening.lists.kind import ListKind
from screening.prioritise.schema import type_of
from screening.publish.formats import FORMATS, written_as
from screening.publish.formats.json import write_json
from screening.publish.formats.pdf import write_pdf
from screening.publish.meta import ListMeta
from screening.publish.notice import NOTICE, PROTECTED
from screening.publish.paper.document import document_of
from screening.publish.paper.intervals import chart_of
from screening.publish.published import Published
from screening.runs.published import rows_of
from tests.publish.archived import breaches
from tests.thorough import some

META = ListMeta(
    run="2026-01-01-abc",
    municipality="Meerwolde",
    purposes=("Integrale controle: adressen bekijken",),
    bases=("G-APV Gemeentewet 149",),
    pack_versions=("octopus versie 1",),
    recipient="Team Octopus",
    as_of=dt.date(2026, 1, 1),
    valid_until=dt.date(2026, 12, 31),
)
HOSTILE = (
    '#read("/etc/passwd")',
    "] #panic() [",
    "$x$ *vet* _schuin_ `code` @ref <etiket> // weg /* weg",
    "\\ \\u{41} \\n",
    '"); #import "x"',
    "#sys.inputs.data",
    "{{ d }} ${d} %s",
)


def value_of(column: Any, number: int) -> Any:
    """A value of the kind that a column holds."""
    dtype = type_of(column)
    return _filled(dtype, f"{column.key} {number}", number)


def _filled(dtype: Any, text: str, number: int) -> Any:
    if isinstance(dtype, pl.List):
        return [_filled(dtype.inner, text, number)]
    if isinstance(dtype, pl.Struct):
        return {each.name: _filled(each.dtype, text, number) for each in dtype.fields}
    if dtype == pl.Date:
        return dt.date(2025, 12, 1 + number % 28)
    return text if dtype == pl.String else number


def listed(kind: ListKind, rows: int = 2, **values: Any) -> Published:
    """A list of this kind with every column filled, ``values`` in the columns that have them."""
    columns = kind.open_columns
    made = [
        {column.key: values.get(column.key, value_of(column, n)) for column in columns}
        | {"rank": n}
        for n in range(1, rows + 1)
    ]
    schema = {column.key: type_of(column) for column in columns}
    return Published(
        pl.DataFrame(made, schema=schema), columns, kind.form, kind.title, META,
        {"list": kind.name, "title": kind.title},
        ["Een opmerking."], [("gemeten", "Veel bedrijven (a.b)")],
        paper=kind.paper,
    )  # fmt: skip


def annex_of(kind: ListKind) -> Published:
    """The protected annex of a list of this kind, with a row."""
    columns = kind.annex_columns
    rows = pl.DataFrame(
        [{column.key: value_of(column, 1) for column in columns}],
        schema={column.key: type_of(column) for column in columns},
    )
    return Published(rows, columns, (), "Bijlage", replace(META, marking=PROTECTED), protected=True)


def read(published: Published, folder: Path) -> pypdf.PdfReader:
    write_pdf(published, folder / "a.pdf")
    return pypdf.PdfReader(io.BytesIO((folder / "a.pdf").read_bytes()))


def text_of(page: pypdf.PageObject) -> str:
    return re.sub(r"\s+", " ", page.extract_text().replace("\u200b", ""))


def all_of(reader: pypdf.PdfReader) -> str:
    return " ".join(map(text_of, reader.pages))


@pytest.mark.parametrize("name", ["octopus.kamer", "adr", "tvo", "bibob", "designation", "care"])
def test_every_list_has_a_cover_a_page_per_row_and_its_form(name: str, tmp_path: Path) -> None:
    kind = LISTS[name]
    reader = read(listed(kind), tmp_path)
    texts = list(map(text_of, reader.pages))
    assert kind.title in texts[0]
    assert NOTICE in texts[0]
    assert "Ontvanger Team Octopus" in texts[0]
    forms = [text for text in texts if "In te vullen" in text]
    assert len(forms) == 2
    for field in kind.form:
        assert field.heading in forms[0]
        assert all(words in forms[0] for words in field.choices.values())
    assert all(f"Pagina {n} van {len(texts)}" in text for n, text in enumerate(texts, 1))
    assert "Veel bedrijven (a.b)" in texts[-1]


def test_the_page_of_an_address_is_read_in_the_order_of_inspectors(tmp_path: Path) -> None:
    page = text_of(read(listed(LISTS["octopus.kamer"]), tmp_path).pages[1])
    where = [page.index(f"{key} 1") for key in ("district", "reasons", "permits", "visits")]
    assert where == sorted(where)
    assert page.index("visits 1") < page.index("owners 1") < page.index("In te vullen")


@pytest.mark.parametrize("name", ["octopus.kamer", "adr"])
def test_a_round_is_planned_by_district_street_number_and_plot(name: str) -> None:
    made = listed(LISTS[name], 7)
    places = [
        ("Oost", "Dijk", "10", None),
        ("Oost", "Dijk", "9", None),
        ("Noord", "Weg", "1", None),
        (None, "Z", "2", None),
        ("Oost", "Dijk", None, "MWD-B-1200"),
        ("Oost", "Dijk", None, "MWD-B-340"),
        ("Oost", "Dijk", "9a", "MWD-B-1"),
    ]
    rows = made.rows.with_columns(
        pl.Series(key, [place[n] for place in places], dtype=pl.String)
        for n, key in enumerate(("district", "street", "house_number", "parcel"))
    )
    overview = document_of(replace(made, rows=rows))["overview"]
    assert [row["cells"][0] for row in overview["rows"]] == ["3", "6", "5", "2", "7", "1", "4"]
    plot = overview["head"].index("Perceel")
    assert [row["cells"][plot] for row in overview["rows"]][1:3] == ["MWD-B-340", "MWD-B-1200"]


def test_a_place_in_no_street_is_planned_by_its_name() -> None:
    made = listed(LISTS["octopus.park"], 1)
    rows = made.rows.with_columns(
        pl.lit(None, pl.String).alias(key) for key in ("district", "street", "house_number")
    ).with_columns(address=pl.lit("Vakantiepark De Wielewaal"))
    [row] = document_of(replace(made, rows=rows))["overview"]["rows"]
    assert "Vakantiepark De Wielewaal" in row["cells"]


def test_why_a_case_was_chosen_stands_on_a_sheet_that_can_be_left_out(tmp_path: Path) -> None:
    kind = LISTS["tvo"]
    texts = list(map(text_of, read(listed(kind), tmp_path).pages))
    case = next(text for text in texts if "In te vullen" in text)
    chosen = next(text for text in texts if "waarom gekozen" in text)
    for key in ("strongest", "reasons", "points_parts", "hits", "bases"):
        assert f"{key} 1" in chosen
        assert f"{key} 1" not in case
    kept = kind.paper.without_selection(kind.open_columns)
    made = listed(kind)
    left = replace(made, columns=kept, rows=made.rows.select(c.key for c in kept))
    whole = all_of(read(left, tmp_path))
    assert "waarom gekozen" not in whole
    assert "subjects 1" in whole
    assert not [
        key for key in ("strongest", "reasons", "points_parts", "hits") if f"{key} 1" in whole
    ]


def test_what_is_hostile_is_only_text(tmp_path: Path) -> None:
    made = listed(LISTS["octopus.kamer"], 1, reasons=list(HOSTILE), address=HOSTILE[0])
    told = all_of(read(replace(made, title=HOSTILE[1]), tmp_path))
    squeezed = told.replace(" ", "")
    assert [text for text in HOSTILE if text.replace(" ", "") not in squeezed] == []
    assert "root:" not in told


@pytest.mark.parametrize(
    "text",
    some(["中文 eethuis", "😀👨‍👩‍👧", "a\x00b\x07c", "\u202eomgekeerd", "مقهى", "\ue000"], of=4),
)
def test_characters_without_a_font_do_not_stop_a_list(text: str, tmp_path: Path) -> None:
    told = all_of(read(listed(LISTS["octopus.kamer"], 1, trade_name=[text, "Bakker"]), tmp_path))
    assert "Bakker" in told


@pytest.mark.large
def test_the_same_list_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    made = listed(LISTS["tvo"])
    write_json(made, tmp_path / "a.json")
    script = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
        "from test_paper import LISTS, listed, write_pdf\n"
        "write_pdf(listed(LISTS['tvo']), Path(sys.argv[1]))"
    )
    here = Path(__file__).parent
    command = [
        sys.executable,
        "-c",
        script,
        str(tmp_path / "b.pdf"),
        str(here),
        str(here.parents[1]),
    ]
    write_pdf(made, tmp_path / "a.pdf")
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PATH": ""})
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("name", some(sorted(LISTS), of=5))
def test_a_list_of_every_kind_is_pdf_a_2b(name: str, tmp_path: Path) -> None:
    made = listed(LISTS[name])
    with_codes = replace(made, meta=replace(META, site="https://screening.example.nl"))
    reader = read(with_codes, tmp_path)
    assert breaches(reader) == []
    assert reader.metadata is not None
    assert reader.metadata.creation_date == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert reader.metadata.title == made.title


@pytest.mark.parametrize("name", sorted(name for name in LISTS if LISTS[name].annex_columns))
def test_an_annex_of_every_kind_is_pdf_a_2b(name: str, tmp_path: Path) -> None:
    assert breaches(read(annex_of(LISTS[name]), tmp_path)) == []


def dictionary(values: Mapping[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in values.items()})


def test_what_no_archive_may_hold_is_found(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=read(listed(LISTS["care"], 1), tmp_path))
    writer.add_attachment("a.txt", b"a")
    started = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = dictionary(started)
    writer.add_metadata({"/Title": "Een andere titel"})
    inside = dictionary({"/Type": NameObject("/Font")})
    drawn = dictionary({"/Font": dictionary({"/F9": inside})})
    writer.root_object[NameObject("/Drawn")] = dictionary({"/Resources": drawn})
    del writer.root_object["/OutputIntents"]
    writer.encrypt("a", algorithm="RC4-128")
    writer.write(tmp_path / "spoilt.pdf")
    found = " ".join(breaches(pypdf.PdfReader(tmp_path / "spoilt.pdf", password="a")))
    for what in ("encrypted", "a file within", "a script", "'Een andere titel'",
                 "not in the file", "0 output intents"):  # fmt: skip
        assert what in found, what


def test_the_annex_is_a_file_of_its_own_with_its_marking(tmp_path: Path) -> None:
    kind = LISTS["octopus.kamer"]
    files = written_as([listed(kind), annex_of(kind)], tmp_path / "kamer.pdf")
    assert [file.name for file in files] == ["kamer.pdf", "kamer-afgeschermd.pdf"]
    opened, kept = (all_of(pypdf.PdfReader(file)) for file in files)
    assert "safety 1" in kept
    assert PROTECTED in kept
    assert "safety 1" not in opened


@pytest.mark.parametrize("name", some(sorted(LISTS), of=5))
def test_an_empty_list_and_empty_rows_are_pages_too(name: str, tmp_path: Path) -> None:
    kind = LISTS[name]
    none = listed(kind, 0)
    assert "Er staat niets op deze lijst." in all_of(read(none, tmp_path))
    blank = {column.key: None for column in kind.open_columns}
    rows = pl.DataFrame([blank | {"rank": 1}], schema=none.rows.schema)
    told = all_of(read(replace(none, rows=rows), tmp_path))
    assert "Niets bekend:" in told
    assert "waarom gekozen" not in told


@pytest.mark.large
def test_forty_rows_are_forty_pages_of_an_address(tmp_path: Path) -> None:
    reader = read(listed(LISTS["octopus.auto"], 40), tmp_path)
    forms = [text for text in map(text_of, reader.pages) if "In te vullen" in text]
    assert len(forms) == 40


def test_a_text_longer_than_a_page_is_all_there(tmp_path: Path) -> None:
    long = " ".join(f"woord{n}" for n in range(2_000))
    unbroken = "x" * 400
    made = listed(LISTS["octopus.kamer"], 1, reasons=[long], trade_name=[unbroken])
    told = all_of(read(made, tmp_path))
    assert all(f"woord{n} " in told for n in range(0, 2_000, 97))
    assert "x" * 400 in told.replace(" ", "")


def test_what_is_said_of_every_row_is_said_once(tmp_path: Path) -> None:
    same = [{"partner": "brandweer", "question": "Is het veilig?"}]
    told = all_of(read(listed(LISTS["octopus.kamer"], 3, partners=same, powers=[]), tmp_path))
    assert told.count("Is het veilig?") == 1
    differs = all_of(read(listed(LISTS["octopus.kamer"], 3), tmp_path))
    assert differs.count("Partners en hun vraag") == 3


def test_figures_are_drawn_with_their_interval() -> None:
    figure = {"what": "zaken", "ratio": 2.0, "lower": 0.04, "upper": 400.0}
    chart = chart_of([figure, {**figure, "lower": 0.0}, {**figure, "upper": None}])
    assert chart is not None
    assert [row["text"] for row in chart["rows"]] == ["2 (0 tot 400)"]
    assert (chart["low"], chart["high"]) == (0.1, 100)
    assert all(chart["low"] <= chart["rows"][0][key] <= chart["high"] for key in ("lower", "upper"))
    assert chart_of([]) is None
    alike = chart_of([{"what": "zaken", "ratio": 1.0, "lower": 1.0, "upper": 1.0}])
    assert alike is not None
    assert alike["low"] < 1 < alike["high"]


def test_a_list_read_back_from_json_gives_the_same_pages(tmp_path: Path) -> None:
    for name in ("octopus.kamer", "tvo", "bibob", "designation"):
        made = listed(LISTS[name])
        write_json(made, tmp_path / "a.json")
        content = json.loads((tmp_path / "a.json").read_text("utf-8"))
        again = rows_of(content, made.columns)
        assert again.equals(made.rows)
        assert again.schema == made.rows.schema


def test_an_ending_of_no_format_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"\.pdf"):
        written_as([listed(LISTS["tvo"])], tmp_path / "a.docx")
    assert not list(tmp_path.iterdir())


def test_a_pdf_is_made_when_it_is_asked_for_and_not_with_every_run() -> None:
    assert [each.suffix for each in FORMATS if each.on_request] == ["pdf"]
