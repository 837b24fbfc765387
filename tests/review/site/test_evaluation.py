"""The key of a blind list: for the evaluator alone, by row and case, and as csv (T23)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from screening.files.private import new_folder, write_private
from screening.publish.form_address import of_run
from screening.publish.marks import row_key
from screening.reference.roles import roles
from screening.runs.issued import issued
from screening.runs.names import KEYS, RUNS

if TYPE_CHECKING:
    from screening.review.models import Case

LIST = "octopus.auto"


@pytest.fixture
def keyed(project: Any, first_case: Callable[[str], Case]) -> str:
    """The address of a key: of a run of two rows, of which one is a case, and of a control."""
    case = first_case(LIST)
    assert case.now is not None
    run, place = case.now.run.name, case.now.row["place"]
    folder: Path = project.folder / RUNS / run / KEYS
    new_folder(folder.parents[1])
    new_folder(folder.parent)
    new_folder(folder)
    lines = [f"1;{case.place_type};{place};signalen", "2;address;kwintel;steekproef"]
    text = "\n".join(["Nr.;Soort plaats;Plaats;Herkomst", *lines])
    write_private(folder / f"{LIST}.csv", f"\ufeff{text}\n")
    rows = [
        {"key": row_key(LIST, "address", at), "place_type": "address", "place": at,
         "origin": "steekproef", "rules": []} for at in ("kwintel", "verder")
    ]  # fmt: skip
    entry = {"actor": "wie", "run": run, "list": LIST, "date": None, "recipient": "team"}
    issued(project.folder).add(
        lambda _: [
            {**entry, "control": "=kamers", "blind": True, "rows": rows},
            {**entry, "control": "open", "blind": False, "list": "octopus.kamer", "rows": rows},
        ]
    )
    return f"/evaluatie/{of_run(run)}/{LIST}/"


def test_the_evaluator_reads_per_row_where_it_came_from(
    keyed: str, signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    browser, case = signed_in("evaluator"), first_case(LIST)
    assert case.now is not None
    index = browser.get("/evaluatie/").content.decode()
    assert keyed in index
    assert index.count('<tr><th scope="row">') == 1, "a list that is not blind has no key"
    told = [f'data-label="{what}">{n}<' for what, n in
            (("Rijen", 3), ("Uit signalen", 1), ("Uit de steekproef", 2))]  # fmt: skip
    assert [each for each in told if each not in index] == []
    page = browser.get(keyed).content.decode()
    file = browser.get(f"{keyed}?als=csv")
    assert file["Content-Disposition"].endswith('.csv"')
    head, *lines = csv.reader(
        io.StringIO(file.content.decode("utf-8-sig")), delimiter=";", strict=True
    )
    assert head == ["Run", "Lijst", "Nr.", "Rij", "Zaak", "Herkomst", "Controles"]
    kwintel, verder = (row_key(LIST, "address", at) for at in ("kwintel", "verder"))
    first = [case.now.run.name, LIST]
    assert lines == [
        [*first, "1", case.now.key, case.reference, "signalen", ""],
        [*first, "2", kwintel, "", "steekproef", "'=kamers"],
        [*first, "", verder, "", "steekproef", "'=kamers"],
    ]
    for text in (page, file.content.decode(), index):
        assert "kwintel" not in text, "no address"
        assert case.title not in text
    assert case.reference in page
    assert browser.get(keyed.replace(LIST, "octopus.kamer")).status_code == 404
    assert browser.get(f"/evaluatie/zzzzzz/{LIST}/").status_code == 404


@pytest.mark.parametrize("role", [role for role in roles() if role != "evaluator"])
def test_nobody_else_reads_it_or_is_led_there(
    role: str, keyed: str, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(role)
    for path in ("/evaluatie/", keyed, f"{keyed}?als=csv"):
        assert browser.get(path).status_code == 403
    assert "/evaluatie/" not in browser.get("/").content.decode()


def test_that_it_was_read_is_recorded(keyed: str, signed_in: Callable[..., Client]) -> None:
    from screening.review.models import ListAccess

    signed_in("evaluator").get(f"{keyed}?als=csv")
    noted = ListAccess.objects.get(list=LIST)
    assert (noted.role, noted.asked) == ("evaluator", f"sleutel={keyed.split('/')[2]}&als=csv")


@pytest.mark.parametrize(("packs", "there"), [(["care"], False), (None, True), ("fed", True)])
def test_who_sees_some_packs_reads_the_keys_of_lists_that_no_other_pack_fed(
    packs: list[str] | str | None,
    there: bool,
    keyed: str,
    settings: Any,
    signed_in: Callable[..., Client],
) -> None:
    from screening.review.models import LoadedRun

    of = LoadedRun.objects.latest("pk").packs[LIST] if packs == "fed" else packs
    said = {} if of is None else {"evaluator": of}
    review = settings.SCREENING.review.model_copy(update={"packs": said})
    settings.SCREENING = settings.SCREENING.model_copy(update={"review": review})
    browser = signed_in("evaluator")
    assert (keyed in browser.get("/evaluatie/").content.decode()) is there
    assert (browser.get(keyed).status_code == 200) is there
