from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import ProjectError, Where
from screening.registers.reading.shapes import Shapes, read_shapes

CODES = {"BU90010100", "BU90010200"}
RING = [[4.0, 52.0], [4.1, 52.0], [4.1, 52.1], [4.0, 52.0]]


BROKEN = (
    '{"features": [{"properties": {"c": "BU90010100"}, "geometry": {"type": "Polygon", '
    '"coordinates": [[[?, 1], [1, 1], [1, 2], [?, 1]]]}}]}'
)


def feature(code: object, geometry: Any = ..., name: str = "buurtcode") -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [RING]} if geometry is ... else geometry
    return {"type": "Feature", "properties": {name: code, "naam": "x"}, "geometry": shape}


def read(tmp_path: Path, content: object, codes: set[str] | None = None) -> Shapes:
    file = tmp_path / "kaart.geojson"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_shapes(file, "kaart.geojson", Where("screening.yaml", 9), codes or CODES)


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [*features]}


@pytest.mark.parametrize("name", ["buurtcode", "statcode", "area_code", "BU_CODE"])
def test_the_codes_are_found_in_whichever_property_holds_them(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, collection(feature("BU90010100", name=name), feature("BU1", name=name)))
    assert [shape.code for shape in found.found] == ["BU90010100"]
    assert found.others == 1


def test_the_id_of_a_feature_may_be_the_code(tmp_path: Path) -> None:
    held = {**feature(None), "id": " BU90010200 "}
    assert [shape.code for shape in read(tmp_path, collection(held)).found] == ["BU90010200"]


def test_parts_of_one_area_in_several_features_are_one_shape(tmp_path: Path) -> None:
    many = {"type": "MultiPolygon", "coordinates": [[RING], [RING, RING]]}
    found = read(tmp_path, collection(feature("BU90010100"), feature("BU90010100", many)))
    [shape] = found.found
    assert [len(polygon) for polygon in shape.polygons] == [1, 1, 2]


def test_an_area_without_a_shape_is_left_out_and_three_dimensions_are_two(tmp_path: Path) -> None:
    high = {"type": "Polygon", "coordinates": [[[*corner, 7.0] for corner in RING]]}
    found = read(tmp_path, collection(feature("BU90010100", None), feature("BU90010200", high)))
    [shape] = found.found
    assert shape.polygons[0][0][1] == (4.1, 52.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no JSON"),
        ('{"features": [}', "no JSON"),
        ("null", "without a list of features"),
        ('{"type": "Topology"}', "without a list of features"),
        (collection(), "no features"),
        (collection(1, "x"), "no features"),
        (collection(feature("GM0363"), feature(7)), "none of the areas of this run"),
        (collection({"type": "Feature", "properties": None}), "none of the areas of this run"),
        (collection(feature("BU90010100", None)), "none of its areas has a shape"),
        (collection(feature("BU90010100", {"type": "Point", "coordinates": [4, 52]})),
         "feature 1 is no polygon"),
        (collection(feature("BU90010100", "Polygon")), "feature 1 is no polygon"),
        (collection(feature("BU90010100", {"type": "Polygon", "coordinates": [[[4, 52]]]})),
         "no pairs of numbers"),
        (collection(feature("BU90010100", {"type": "Polygon", "coordinates": [[["a", 1]] * 4]})),
         "no pairs of numbers"),
        (collection(feature("BU90010100", {"type": "Polygon", "coordinates": [[[True, 1]] * 4]})),
         "no pairs of numbers"),
        (BROKEN.replace("?", "NaN"), "no pairs of numbers"),
        (BROKEN.replace("?", "1e999"), "no pairs of numbers"),
        ("[" * 100_000, "nested too deep"),
    ],
)  # fmt: skip
def test_what_is_no_map_of_these_areas_ends_in_one_problem(
    tmp_path: Path, content: object, message: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, content)
    [problem] = caught.value.problems
    assert message in problem.found
    assert problem.where.file == "kaart.geojson"
    assert problem.expected
    assert problem.remedy


def test_what_cannot_be_read_points_at_the_project_file(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "weg.geojson", "does not exist"), (tmp_path, "it is not")):
        with pytest.raises(ProjectError, match=message) as caught:
            read_shapes(path, path.name, Where("screening.yaml", 9), CODES)
        assert caught.value.problems[0].where == Where("screening.yaml", 9)


def test_other_bytes_than_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "kaart.geojson"
    file.write_bytes(b'{"x": "\xff"}')
    with pytest.raises(ProjectError, match="no text in UTF-8"):
        read_shapes(file, "kaart.geojson", Where(), CODES)


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("BU90010100"),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["features", "properties", "geometry", "coordinates", "type", "id", "c"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(json_like)
def test_any_json_gives_shapes_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, content: object
) -> None:
    folder = tmp_path_factory.mktemp("map", numbered=True)
    try:
        found = len(read(folder, content).found)
    except ProjectError as error:
        found = len(error.problems)
    assert found >= 1
