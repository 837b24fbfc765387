"""What happened in the own municipality is no row of a register about other municipalities."""

from __future__ import annotations

HEAD = "park_id;year;from_municipality;registrations\n"
SETTINGS = "  park_arrival: {path: a.csv}\n"


def test_the_own_municipality_is_not_elsewhere(load):
    rows = "P1;2025;GM9001;30\nP1;2025;GM9002;12\nP1;2025;rest;4\n"
    loaded = load(SETTINGS, {"a.csv": HEAD + rows})
    assert loaded.registers["park_arrival"]["from_municipality"].to_list() == ["GM9002", "rest"]
    (line,) = loaded.quarantine["park_arrival"].to_dicts()
    assert (line["row"], line["column"]) == (2, "from_municipality")
    assert "the municipality that is screened" in line["reason"]
    assert "park_arrival" not in loaded.unread


def test_elsewhere_as_the_screened_municipality_sees_it(load):
    head = "name: V\nmunicipality: GM9002\nas_of: 2026-01-01\npacks: [octopus]\nregisters:\n"
    loaded = load(SETTINGS, {"a.csv": HEAD + "P1;2025;GM9001;30\nP1;2025;GM9002;12\n"}, head=head)
    assert loaded.registers["park_arrival"]["from_municipality"].to_list() == ["GM9001"]
