from __future__ import annotations

import hmac

import polars as pl
import pytest

from screening.registers.reading.pseudonym import Pseudonyms


@pytest.mark.parametrize("length", [16, 64, 65, 200])
def test_pseudonyms_are_hmac_sha256(length):
    key = b"k" * length
    values = pl.Series(["P-1", "Ç", None, "P-1"])
    expected = [
        None if text is None else hmac.digest(key, text.encode(), "sha256").hex()[:32]
        for text in values
    ]
    keys = Pseudonyms(key)
    assert keys.of(values).to_list() == expected
    assert keys.of(values).to_list() == expected


def test_no_values_stay_no_values():
    assert Pseudonyms(b"k" * 16).of(pl.Series([None], dtype=pl.String)).to_list() == [None]
