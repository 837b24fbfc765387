"""T48: nothing real in the repository: no citizen service number, no existing company."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE_UP = re.compile(r"99\d{6}|00\d{6}|(19|20)\d{2}(0\d|1[0-2])([0-2]\d|3[01])")
"""Our own ranges, and dates, those known in part (19870000) too."""
KNOWN = {"01234567"} | {f"{first}0000000" for first in range(1, 10)}
"""Counting up, in a test of how numbers are read, and round numbers, such as limits are."""
URL = re.compile(r"https?://\S+")


def tracked() -> list[Path]:
    """Files under version control, or all files where the repository came as an archive."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    tops = ["screening", "cli", "fixtures", "rules", "tests", "docs", "benchmarks"]
    return [path for top in tops for path in (ROOT / top).rglob("*") if path.is_file()]


def passes_eleven_test(number: str) -> bool:
    digits = [int(digit) for digit in number]
    weighed = sum(w * d for w, d in zip(range(9, 1, -1), digits[:8], strict=True))
    return any(digits) and (weighed - digits[8]) % 11 == 0


def citizen_numbers(text: str) -> list[str]:
    """Numbers of nine digits, also with points, blanks or hyphens between, that pass the test."""
    found = re.findall(r"(?<![\w.])\d{3}[. -]?\d{2,3}[. -]?\d{3,4}(?![\w])", text)
    plain = [re.sub(r"\D", "", number) for number in found]
    return [number for number in plain if len(number) == 9 and passes_eleven_test(number)]


def trade_register_numbers(text: str) -> list[str]:
    """Loose numbers of eight digits that are neither in our ranges nor a date."""
    found = re.findall(r"(?<![\w.,-])\d{8}(?![\w])", URL.sub("", text))
    return [number for number in found if not MADE_UP.fullmatch(number) and number not in KNOWN]


def readable() -> dict[str, str]:
    texts = {}
    for path in tracked():
        if path.suffix != ".png" and path.is_file():
            broken = "replace" if path.suffix == ".mo" else "strict"  # texts between binary tables
            texts[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8", broken)
    return texts


def test_no_file_holds_a_citizen_service_number() -> None:
    texts = readable()
    assert len(texts) > 100
    assert {name: hits for name, text in texts.items() if (hits := citizen_numbers(text))} == {}


def test_trade_register_numbers_are_in_the_made_up_ranges() -> None:
    found = {name: hits for name, text in readable().items()
             if (hits := trade_register_numbers(text))}  # fmt: skip
    assert found == {}


def test_no_extract_of_the_fictional_municipality_holds_one_either(demo_folder: Path) -> None:
    for path in demo_folder.rglob("*.csv"):
        text = path.read_bytes().decode("windows-1252", "replace")
        assert citizen_numbers(text) == [], path.name


@pytest.mark.parametrize("between", ["", ".", " ", "-"])
def test_the_scan_sees_a_number_that_passes(between: str) -> None:
    first = "".join(map(str, range(1, 9)))
    check = sum(w * int(d) for w, d in zip(range(9, 1, -1), first, strict=True)) % 11
    number = between.join([first[:3], first[3:6], f"{first[6:]}{check}"])
    assert check < 10
    assert len(citizen_numbers(f"nummer {number}, einde")) == 1
    assert citizen_numbers("nummer " + number.replace(str(check), str((check + 1) % 10))) == []
    assert trade_register_numbers(f"kvk {first}") == [first]
