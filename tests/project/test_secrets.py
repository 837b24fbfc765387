"""What may be a secret in a project file stands in no message, no log and no file of a run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from screening.engines.spark_session import _place
from screening.errors import ScreeningError
from screening.project.model import load_project
from screening.project.schema import project_schema
from screening.project.words import SECRET
from screening.registers.reading.report import Loaded
from screening.runs.identity import _of_spark, canonical, given
from tests.bad_input.conftest import case  # noqa: F401 - a fixture
from tests.bad_input.project import SETTINGS, Make

HIDDEN = "S3cr4t"
KEYS = [
    "registers.kvk_establishment.database", "review.database", "review.host",
    "review.oidc.client_secret", "pseudonym_key", "batch.mail.host", "spark.remote", "spark.master",
    "spark.config", "spark.config.spark/password",
]  # fmt: skip
"""Every place of the project file under a key that may hold a secret; '/' is a dot of a name."""
WRITTEN = [
    HIDDEN, f"!{HIDDEN}", f"*{HIDDEN}", f"&{HIDDEN} x", f"[{HIDDEN}]", f"{{a: {HIDDEN}}}",
    f"u:{HIDDEN}@h", f"sc://h:1/;token={HIDDEN}", f"sc:/h;token={HIDDEN}", f"'{HIDDEN} @'",
    f"postgresql://u:{HIDDEN}@@h:x/y", f"{{{HIDDEN}: 1}}", f"'{HIDDEN}\\0'", f'"{HIDDEN}\\0"',
    f"{HIDDEN}: x",
]  # fmt: skip
"""Ways in which a secret may be typed, right and wrong."""
NO_SECRET = {
    "algorithm": "one of three words",
    "groups_claim": "a word of the service, the same for everybody",
    "scopes": "words of the service, the same for everybody",
    "roles": "names of groups and of roles",
    "seconds": "a number of seconds",
    "line_mb": "a size",
    "address": "how people reach the site: printed on lists",
    "client_id": "the name of the site at the service, in every address it sends browsers to",
    "keys_url": "published by the service",
    "token_url": "published by the service; an account before its host is never shown",
    "path": "the name of a file; the address of a database is refused there, and not shown",
    "table": "the name of a table, which messages are about",
    "query": "a SELECT, which says nothing of how the database is reached",
    "query_seconds": "a number of seconds",
    "rows": "a number of rows",
    "key": "a column of a reference file",
    "sender": "an address that stands on every mail",
    "to": "an address that stands on every mail",
    "tables": "names of tables of the catalog",
    "port": "a number of a port",
    "identity": "one of two words",
    "oidc": "a group of keys",
    "issuer": "published by the service",
    "authorization_url": "published by the service",
    "userinfo_url": "published by the service",
}


def _properties() -> Iterator[tuple[str, dict[str, Any]]]:
    schema = project_schema()
    for part in (schema, *schema["$defs"].values()):
        yield from part.get("properties", {}).items()


def test_every_key_that_speaks_of_a_secret_is_one_or_is_said_to_be_none() -> None:
    word = re.compile(
        r"secret|password|token|database|server|service|cluster|\bkey with\b|\$\{", re.IGNORECASE
    )
    suspect = {
        name
        for name, said in _properties()
        if said.get("writeOnly")
        or said.get("format") == "password"
        or word.search(f"{name} {said.get('description', '')}")
    }
    assert suspect - set(SECRET) - set(NO_SECRET) == set()
    assert set(SECRET) <= {name for name, _ in _properties()}
    assert {key.split(".")[-1] for key in KEYS} >= set(SECRET) - {"config"}


def _file(key: str, written: str) -> str:
    lines = [yaml.safe_dump({**SETTINGS, "language": "en"})]
    parts = key.split(".")
    for depth, part in enumerate(parts):
        last = written if depth == len(parts) - 1 else ""
        lines.append(f"{'  ' * depth}{part.replace('/', '.')}: {last}\n")
    return "".join(lines)


def _told(folder: Path) -> str:
    """The message of a refusal, or what the manifest says of the settings."""
    try:
        project = load_project(folder)
    except ScreeningError as error:
        return f"{error} {error.problems}"
    return canonical({**given(project, [], Loaded({}, {}, {})), "spark": _of_spark(project)})


@pytest.mark.parametrize("key", KEYS)
def test_no_message_and_no_manifest_repeats_it(tmp_path: Path, key: str) -> None:
    for written in WRITTEN:
        (tmp_path / "screening.yaml").write_text(_file(key, written), encoding="utf-8")
        assert HIDDEN not in _told(tmp_path), written


def test_no_file_of_a_run_holds_one(case: Make) -> None:  # noqa: F811 - a fixture
    made = case(
        spark={"remote": f"sc://h:1/;token={HIDDEN}", "config": {"spark.password": HIDDEN}},
        review={"database": f"postgresql://u:{HIDDEN}@h/x"},
    )
    said = made.run("--engine", "polars")
    assert said.code == 0, said.err
    assert HIDDEN not in said.out + said.err
    for file in made.folder.rglob("*"):
        if file.is_file() and file.name != "screening.yaml":
            assert HIDDEN.encode() not in file.read_bytes(), file.name


@pytest.mark.parametrize("value", [f"/{HIDDEN}", f"{HIDDEN}\0", f"x\n{HIDDEN}"])
@pytest.mark.parametrize("uri", ["sqlite:////${PGPW}/x.db", "${PGPW}"])
def test_what_the_environment_fills_in_is_told_as_it_is_written(
    case: Make,  # noqa: F811 - a fixture
    monkeypatch: pytest.MonkeyPatch,
    uri: str,
    value: str,
) -> None:
    whole = f"sqlite:///{value}" if uri == "${PGPW}" else value
    monkeypatch.setattr(os, "environ", {**os.environ, "PGPW": whole})  # which may hold no NUL
    made = case(registers={"kvk_establishment": {"database": uri, "table": "x"}})
    said = made.refused("${PGPW}")
    assert HIDDEN not in said


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"sc://h:1/;token={HIDDEN}", "sc://h:1"),
        (f"sc://h:1;token={HIDDEN}", "sc://h:1"),
        (f"spark://u:{HIDDEN}@h:7077", "spark://h:7077"),
        ("local[*]", "local[*]"),
    ],
)
def test_a_server_of_spark_is_told_without_account_and_token(address: str, shown: str) -> None:
    assert _place(address) == shown
