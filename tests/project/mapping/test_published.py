"""The BAG of the demo, in the shape that PDOK publishes, is proposed as the demo reads it."""

from __future__ import annotations

import os

import pytest

from fixtures import bag, rdw_open
from screening.project.model import load_project
from screening.registers.reading.geopackage import layers_of
from screening.registers.reading.limits import Limits
from screening.registers.reading.load import load_registers
from tests.guided import AS_OF, guide, written
from tests.layers import first_rows, layer

NAMES = ("bag_object", "bag_pand")


@pytest.fixture
def first(demo_folder, tmp_path):
    """The GeoPackage of the demo with few rows, and its day."""
    file = tmp_path / "in" / "bag-light.gpkg"
    file.parent.mkdir()
    first_rows(demo_folder, file, 300)
    day = (demo_folder / "extracts" / bag.FILE).stat().st_mtime
    os.utime(file, (day, day))
    return file


def test_the_bag_is_mapped_as_the_demo_maps_it(demo_folder, first, tmp_path):
    found, kept = guide(tmp_path / "project", first.parent)
    assert [each.id for each in kept.asked] == ["name", "recipient"]
    assert found.head.municipality == "GM9001"
    said = {each.name.split()[-1]: each.reason for each in found.other}
    assert said["(ligplaats)"] == "er staan geen regels in"
    assert "woonplaatsen van PDOK" in said["(woonplaats)"]
    demo = load_project(demo_folder)
    sources = {
        name: [each.model_copy(update={"path": str(first)}) for each in demo.registers[name]]
        for name in NAMES
    }
    by_hand = demo.model_copy(update={"registers": sources}).placed(demo_folder)
    ours, theirs = (
        load_registers(each, as_of=AS_OF)
        for each in (written(tmp_path / "project", found), by_hand)
    )
    for name in NAMES:
        mine, by_demo = (each.registers[name] for each in (ours, theirs))
        assert mine.sort(mine.columns).equals(by_demo.sort(mine.columns))
        assert ours.reports[name].reference_date == theirs.reports[name].reference_date
    assert ours.registers["bag_object"]["object_type"].n_unique() == 2
    assert ours.reports["bag_object"].source == theirs.reports["bag_object"].source


def test_the_layers_are_those_of_pdok_with_what_the_municipality_added(demo_folder):
    file = demo_folder / "extracts" / bag.FILE
    named = layers_of(file, "", Limits())
    assert named == ["ligplaats", "pand", "standplaats", "verblijfsobject", "woonplaats"]
    pitches, homes = layer(demo_folder, "standplaats"), layer(demo_folder, "verblijfsobject")
    assert "gebruiksdoel" not in pitches.columns
    assert pitches["status"].unique().to_list() == ["Plaats aangewezen"]
    assert pitches["identificatie"].str.starts_with("999903").all()
    assert homes["gebruiksdoel"].str.contains("winkelfunctie,woonfunctie").any()
    number = homes["huisnummer"].cast(int, strict=False)
    assert number.null_count() == 0
    head = file.read_bytes()[:100]
    assert head[68:72] == b"GPKG"
    assert [int.from_bytes(head[n : n + 4]) for n in (24, 92, 96)] == [1, 1, 3_040_000]


def test_what_the_rdw_publishes_is_recognised_and_fills_nothing(demo_folder, tmp_path):
    (tmp_path / "in").mkdir()
    for name in (rdw_open.COMPANIES, rdw_open.RECOGNITIONS):
        (tmp_path / "in" / name.split("/")[-1]).write_bytes(
            (demo_folder / "extracts" / name).read_bytes()
        )
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    assert not found.mapped
    said = [each.reason for each in found.other]
    assert [text.split(":")[0] for text in said] == [
        "herkend als RDW, erkende bedrijven", "herkend als RDW, erkenningen",
    ]  # fmt: skip
