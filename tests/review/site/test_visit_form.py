"""The form of an address on a phone: kept at every step, recorded once, by two people too."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from screening.lists import LISTS
from screening.project.model import load_project
from screening.publish.form_address import of_run
from screening.review.models import Access, Case, CaseSeen, FormDraft
from screening.review.results import results_of, store
from screening.runs.issued import issued
from tests.registers.reading.workbooks.conftest import parts, zipped
from tests.thorough import some

LIST = "octopus.auto"
pytestmark = pytest.mark.usefixtures("folder", "seen")


@pytest.fixture
def folder(copied: Path, settings: Any) -> Iterator[Path]:
    settings.SCREENING = load_project(copied)
    yield copied
    shutil.rmtree(copied / "results", ignore_errors=True)
    shutil.rmtree(copied / "issued", ignore_errors=True)


@pytest.fixture
def seen(first_case: Callable[[str], Case]) -> CaseSeen:
    return CaseSeen.objects.filter(case=first_case(LIST)).latest("pk")


def address(seen: CaseSeen) -> str:
    return reverse("visit_form", kwargs={"run": of_run(seen.run.name), "key": seen.key})


def token_of(page: Any) -> str:
    return str(page.context["draft"].token)


STEPS = [
    {"result_date": "2026-03-12", "result_seen": "", "result_findings": ["overig"]},
    {"result_measures": [], "result_seized": "", "result_report": "PV 12"},
    {"result_follow_up": "", "result_false_alarm": "", "result_remarks": "Dicht.\nSlot vervangen."},
    {"result_by": "boa"},
]


def filled(browser: Client, where: str) -> str:
    """Go through the form as far as the last page; gives the token of this filling-in."""
    token = token_of(browser.get(where))
    for number, step in enumerate(STEPS, 1):
        answer = browser.post(where, {"token": token, "stap": number, "naar": "verder", **step})
        assert answer.status_code == 302
    whole = browser.get(answer["Location"]).content.decode()
    assert "12-03-2026" in whole
    assert "Slot vervangen" in whole
    return token


def test_what_is_filled_in_is_recorded_with_who(
    signed_in: Callable[..., Client], seen: CaseSeen, folder: Path
) -> None:
    browser, where = signed_in("inspector", name="bo"), address(seen)
    page = browser.get(where).content.decode()
    assert seen.case.title in page
    assert "Foto's horen niet" in page
    assert "<script" not in page
    token = filled(browser, where)
    sent = [browser.post(where, {"token": token, "stap": 5, "naar": "vastleggen"}) for _ in "ab"]
    assert {answer["Location"] for answer in sent} == {f"{where}?klaar=1"}, "sent twice: once"
    [entry] = store(folder).entries()
    assert (entry["actor"], entry["list"], entry["key"]) == ("bo", LIST, seen.key)
    assert entry["answers"] == {
        "result_date": "2026-03-12", "result_findings": ["overig"], "result_report": "PV 12",
        "result_remarks": "Dicht.\nSlot vervangen.", "result_by": "boa",
    }  # fmt: skip
    [result] = results_of([entry])
    assert result.verdict == "confirmed"
    assert result.rules
    assert not FormDraft.objects.exists()
    assert "Vastgelegd" in browser.get(f"{where}?klaar=1").content.decode()
    assert Access.objects.filter(case=seen.case, what="result", user_name="bo").count() == 1


def test_a_page_is_light_on_a_slow_line(signed_in: Callable[..., Client], seen: CaseSeen) -> None:
    """The page and its one style sheet: two requests, a second and a half at 20 kB a second."""
    page = signed_in("inspector").get(address(seen)).content.decode()
    asked = re.findall(r'<(?:link|img|script|source|iframe)\b[^>]*?(?:href|src)="([^"]+)"', page)
    [style] = asked
    sheet = finders.find(style.removeprefix("/static/"))
    assert isinstance(sheet, str)
    rules = Path(sheet).read_text("utf-8")
    assert "url(" not in rules
    assert "@import" not in rules
    assert len((page + rules).encode()) <= 30_000


def test_nothing_is_lost_when_the_session_is(
    signed_in: Callable[..., Client], seen: CaseSeen
) -> None:
    browser, where = signed_in("inspector", name="bo"), address(seen)
    token = token_of(browser.get(where))
    browser.post(where, {"token": token, "stap": 1, "naar": "verder", **STEPS[0]})
    browser.logout()
    lost = browser.post(where, {"token": token, "stap": 2, "result_report": "PV 12"})
    assert lost.status_code == 403
    assert "PV 12" in lost.content.decode(), "what was typed meanwhile is shown to copy"
    assert reverse("sign_in") in browser.get(where)["Location"]
    from screening.review.models import Account

    browser.force_login(Account.objects.get(username="bo"),
                        "django.contrib.auth.backends.ModelBackend")  # fmt: skip
    again = browser.get(where)
    assert token_of(again) == token
    assert 'value="2026-03-12"' in again.content.decode()


def test_what_is_no_answer_is_told_and_kept_as_it_was_typed(
    signed_in: Callable[..., Client], seen: CaseSeen, folder: Path
) -> None:
    browser, where = signed_in("inspector"), address(seen)
    token = token_of(browser.get(where))
    wrong = {**STEPS[0], "result_date": "morgen", "result_findings": ["onzin"]}
    answer = browser.post(where, {"token": token, "stap": 1, "naar": "verder", **wrong})
    assert answer.status_code == 400
    assert "12-03-2026" in answer.content.decode()
    assert FormDraft.objects.get().typed["result_date"] == "morgen"
    sent = browser.post(where, {"token": token, "stap": 5, "naar": "vastleggen"})
    assert sent.status_code == 400
    assert store(folder).entries() == []


def test_two_people_do_not_overwrite_each_other(
    signed_in: Callable[..., Client], seen: CaseSeen, folder: Path
) -> None:
    where = address(seen)
    first, second = signed_in("inspector", name="an"), signed_in("inspector", name="bo")
    tokens = [filled(browser, where) for browser in (first, second)]
    assert tokens[0] != tokens[1]
    change = {"stap": 4, "naar": "verder", "result_by": "inspecteur"}
    second.post(where, {"token": tokens[1], **change})
    first.post(where, {"token": tokens[0], "stap": 5, "naar": "vastleggen"})
    told = second.post(where, {"token": tokens[1], "stap": 5, "naar": "vastleggen"})
    assert told.status_code == 409
    page = told.content.decode()
    assert "Iemand anders heeft al iets vastgelegd" in page
    assert ">boa<" in page and ">inspecteur<" in page  # noqa: PT018 - both sides of one row
    assert len(store(folder).entries()) == 1
    second.post(where, {"token": tokens[1], "stap": 5, "naar": "verbeteren"})
    entries = store(folder).entries()
    assert [each["actor"] for each in entries] == ["an", "bo"], "the earlier one stays"
    assert entries[1]["answers"] == {"result_by": "inspecteur"}


@pytest.mark.parametrize("role", ["board", "analyst", "permit_desk", "auditor"])
def test_who_fills_in_no_forms_sees_none(
    role: str, signed_in: Callable[..., Client], seen: CaseSeen
) -> None:
    expected = 404 if role == "permit_desk" else 403  # which fills in other lists
    assert signed_in(role).get(address(seen)).status_code == expected


def test_a_list_of_others_has_no_form(
    signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    browser = signed_in("inspector")
    for name in ("care", "tvo", "bibob"):
        other = CaseSeen.objects.filter(case=first_case(name)).latest("pk")
        assert browser.get(address(other)).status_code == 404
    assert browser.get("/f/000000/r000000000000/").status_code == 404


@cache
def workbook(folder: Path, name: str = LIST) -> bytes:
    """A list that was filled in; the same folder has the same list throughout."""
    [run] = (folder / "runs").glob("2026-*")
    book = openpyxl.load_workbook(run / "lists" / f"{name}.xlsx")
    texts = [field.key for field in LISTS[name].form if field.answer == "text"]
    where = book.defined_names[f"answer_1_{texts[-1]}"].attr_text
    sheet, _, place = where.rpartition("!")
    book[sheet.strip("'")][place.replace("$", "")].value = "Niets bijzonders."
    book.save(folder / "in.xlsx")
    return (folder / "in.xlsx").read_bytes()


def upload(browser: Client, content: bytes, name: str = "lijst.xlsx") -> Any:
    return browser.post(reverse("workbook"), {"bestand": SimpleUploadedFile(name, content)})


def test_a_workbook_is_read_back_once_for_who_may(
    signed_in: Callable[..., Client], folder: Path
) -> None:
    browser = signed_in("inspector", name="bo")
    assert "antwoorden over 1 rij" in upload(browser, workbook(folder)).content.decode()
    [entry] = store(folder).entries()
    assert (entry["actor"], entry["file"]) == ("bo", "lijst.xlsx")
    assert "Niets nieuws" in upload(browser, workbook(folder)).content.decode()
    other = upload(browser, workbook(folder, "tvo"))
    assert other.status_code == 400
    assert "niet bij uw rol hoort" in other.content.decode()


@pytest.mark.parametrize(
    ("role", "name"),
    some([("permit_desk", "bibob"), ("permit_desk", "starters"), ("care_supervision", "care"),
          ("coordinator", "designation"), ("coordinator", "tvo")], of=2),
)  # fmt: skip
def test_results_come_back_from_whom_the_list_is_of(
    role: str, name: str, signed_in: Callable[..., Client], folder: Path
) -> None:
    content = workbook(folder, name)
    assert upload(signed_in("inspector"), content).status_code == 400
    answer = upload(signed_in(role), content)
    assert answer.status_code == 200, answer.content.decode()
    [entry] = store(folder).entries()
    assert (entry["list"], entry["actor"]) == (name, role)


def test_a_list_that_is_read_in_another_role_is_not_filled_in(
    signed_in: Callable[..., Client], folder: Path
) -> None:
    browser = signed_in("permit_desk", "auditor")
    assert upload(browser, workbook(folder, "tvo")).status_code == 400


@pytest.mark.parametrize("content", [b"", b"a;b\n", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_refused_in_dutch(
    content: bytes, signed_in: Callable[..., Client], folder: Path
) -> None:
    answer = upload(signed_in("inspector"), content)
    assert answer.status_code == 400
    assert "/tmp" not in answer.content.decode()
    assert store(folder).entries() == []


def hostile(content: bytes, how: str) -> bytes:
    """The workbook of a list, made into one that fills a memory or that refers to files."""
    files = dict(parts(content))
    if how == "unpacks to much":
        files["xl/media/image1.png"] = b"\0" * 110_000_000
    else:
        sheet = next(name for name in files if name.startswith("xl/worksheets/sheet"))
        declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        head, _, rest = files[sheet].partition(b"?>")
        files[sheet] = head + b"?>" + declared + rest
    return zipped(files)


@pytest.mark.parametrize("how", ["unpacks to much", "has a document type"])
def test_a_hostile_workbook_is_refused_and_leaves_nothing(
    how: str, signed_in: Callable[..., Client], folder: Path
) -> None:
    content = hostile(workbook(folder), how)
    assert len(content) < 20_000_000, "refused for what is in it, not for its size"
    answer = upload(signed_in("inspector"), content)
    told = answer.content.decode()
    assert answer.status_code == 400
    assert store(folder).entries() == []
    assert "/tmp" not in told
    assert "/etc" not in told


def test_a_control_shows_its_rounds_and_what_came_back(
    signed_in: Callable[..., Client], seen: CaseSeen, folder: Path
) -> None:
    row = {"key": seen.key, "place_type": "address", "place": "x", "origin": "signalen",
           "rules": ["car.no_recognition"], "address": "Kade 1"}  # fmt: skip
    beyond = {**row, "key": "r0123456789ab", "address": "Kade 2"}
    entry = {"actor": "a", "run": seen.run.name, "list": LIST, "control": "winter",
             "date": "2026-02-01", "recipient": "Team", "rows": [row, beyond]}  # fmt: skip
    issued(folder).add(lambda _: [entry, {**entry, "list": "octopus.horeca", "control": "zomer"}])
    browser = signed_in("inspector", name="bo")
    assert "winter" in browser.get(reverse("controls")).content.decode()
    where = reverse("control", kwargs={"control": "winter"})
    before = browser.get(where).content.decode()
    assert "Uitgegeven: 2; ingevuld: 0" in before
    assert "Kade 2" in before
    token = filled(browser, address(seen))
    browser.post(address(seen), {"token": token, "stap": 5, "naar": "vastleggen"})
    assert "ingevuld: 1, waarvan bevestigd 1" in browser.get(where).content.decode()
    form = reverse("visit_form", kwargs={"run": of_run(seen.run.name), "key": beyond["key"]})
    assert "Kade 2" in browser.get(form).content.decode()
    assert signed_in("board").get(where).status_code == 403
