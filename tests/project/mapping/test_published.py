"""The BAG as PDOK publishes it, with columns of the municipality's own, is the BAG of the demo."""

from __future__ import annotations

import polars as pl

from screening.project.model import load_project
from screening.registers.reading.load import load_registers
from tests.guided import AS_OF, guide, written
from tests.published import write_bag


def test_the_bag_of_pdok_is_that_of_the_demo(demo_folder, tmp_path):
    (tmp_path / "in").mkdir()
    write_bag(demo_folder / "extracts", tmp_path / "in" / "bag-light.gpkg", 400)
    found, kept = guide(tmp_path / "project", tmp_path / "in")
    assert [each.id for each in kept.asked] == ["name"]
    assert found.head.municipality == "GM9001"
    ours = load_registers(written(tmp_path / "project", found), as_of=AS_OF).registers
    demo = load_project(demo_folder)
    bag = {name: demo.registers[name] for name in ("bag_object", "bag_pand")}
    by_hand = load_registers(
        demo.model_copy(update={"registers": bag}).placed(demo_folder), as_of=AS_OF
    ).registers
    for name, key in (("bag_object", "vbo_id"), ("bag_pand", "pand_id")):
        mine = ours[name].sort(key)
        theirs = by_hand[name].filter(pl.col(key).is_in(mine[key].implode())).sort(key)
        assert mine.height == 400
        assert [c for c in mine.columns if not mine[c].equals(theirs[c])] == []
