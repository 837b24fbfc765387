from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import ExtractError, Problem, ProjectError, ScreeningError
from screening.project.model import load_project
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.database_url import (
    DatabaseUrl,
    UnusableUrlError,
    check_url,
    read_url,
)

SECRET = "gehe@im:123/x?y#z%41"
WRITTEN = "postgresql+psycopg://lezer:${PW}@db.example.nl:5432/vth?sslmode=require"
SHORT = 4
"""Signs that a message may hold by chance."""
HEAD = "name: X\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [tvo]\nregisters:\n"


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_secret_of_any_signs_stays_one_part(secret: str) -> None:
    url = read_url(WRITTEN, {"PW": secret})
    assert url == DatabaseUrl(
        "postgresql+psycopg", "lezer", secret, "db.example.nl", 5432, "vth", {"sslmode": "require"}
    )


@given(st.text("ab@:/?#%[]{}$0", max_size=12))
def test_a_url_of_any_signs_is_read_or_refused_without_showing_it(rest: str) -> None:
    for written, environment in ((f"postgresql://{rest}", {}), ("${ALL}", {"ALL": f"x://{rest}"})):
        try:
            url = read_url(written, environment)
        except UnusableUrlError as error:
            shown = error.found + error.remedy
        else:
            shown = repr(url)
        assert len(rest) < SHORT or rest not in shown


def test_parts_are_decoded_where_they_are_written_and_not_where_they_are_filled_in() -> None:
    assert read_url("postgresql://a%40b:p%2Fw@h/n", {}).password == "p/w"
    assert read_url("postgresql://${U}:${P}@h/n", {"U": "a%40", "P": "${U}"}) == DatabaseUrl(
        "postgresql", "a%40", "${U}", "h", None, "n"
    )
    assert read_url("mssql://[::1]:1433/n", {}).host == "::1"
    assert read_url("sqlite:///a@b/c.db", {}).database == "a@b/c.db"


def test_one_name_may_stand_for_the_whole_url() -> None:
    url = read_url(" ${VTH} ", {"VTH": "postgresql://u:p@s/w:${X}@host/name"})
    assert (url.user, url.password, url.host) == ("u", "p@s/w:${X}", "host")


@pytest.mark.parametrize("written", ["sqlite", "://x", "1sql://x", "postgresql://h:99999/x", ""])
def test_what_is_no_url_is_refused_at_load(written: str) -> None:
    with pytest.raises(UnusableUrlError):
        check_url(written)


def test_a_name_the_environment_lacks_is_named() -> None:
    with pytest.raises(UnusableUrlError, match="does not hold PW"):
        read_url(WRITTEN, {})


@pytest.mark.parametrize(
    "source",
    [
        f"{{database: ['postgresql://u:{SECRET}@h/n'], table: x}}",
        f"{{database: {{url: 'postgresql://u:{SECRET}@h/n'}}, table: x}}",
        f"{{database: 'postgresql://u:{SECRET}@h:port/n', table: x}}",
        f"{{database: 'no url {SECRET}', table: x}}",
        f"{{path: 'postgresql://u:{SECRET}@h/n'}}",
        f"'postgresql://u:{SECRET}@h/n'",
        f"{{databse: 'postgresql://u:{SECRET}@h/n', table: x}}",
    ],
)
def test_a_wrong_source_is_a_schema_error_that_shows_no_password(
    tmp_path: Path, source: str
) -> None:
    (tmp_path / "screening.yaml").write_text(f"{HEAD}  woz_value: {source}\n")
    with pytest.raises(ProjectError) as caught:
        load_project(tmp_path)
    assert "screening.yaml:6" in str(caught.value)
    assert "gehe" not in str(caught.value)


def test_the_project_itself_does_not_show_it(tmp_path: Path) -> None:
    source = "{database: 'postgresql://u:gehe%40im@h/n', table: x}"
    (tmp_path / "screening.yaml").write_text(f"{HEAD}  woz_value: {source}\n")
    project = load_project(tmp_path)
    assert "gehe" not in repr(project) + str(project) + project.model_dump_json()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("postgresql://u:${PW}@localhost:1/n", "the server cannot be reached"),
        ("postgresql://u:${PW}@localhost:1/n?options=x", "a parameter that is not passed on"),
        ("nosuch://u:${PW}@localhost/n", "only SQLite and PostgreSQL can be held to reading"),
        ("oracle://u:${PW}@localhost/n", "only SQLite and PostgreSQL can be held to reading"),
        ("sqlite://u:${PW}@localhost/n", "holds more than its path"),
    ],
)
def test_a_database_that_cannot_be_read_says_why_in_one_message_without_the_password(
    load: Callable[..., object], monkeypatch: pytest.MonkeyPatch, written: str, found: str
) -> None:
    monkeypatch.setenv("PW", SECRET)
    with pytest.raises(ExtractError) as caught:
        load(f"  woz_value: {{database: '{written}', table: woz}}\n", {})
    assert [found in each.found for each in caught.value.problems] == [True]
    assert not set(SECRET.split("@")) & set(str(caught.value).split())
    assert "gehe" not in str(caught.value)


def raised(text: str, state: str | None = None) -> Exception:
    error = type("OperationalError", (Exception,), {"sqlstate": state})
    return error(text)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (raised(f"FATAL: password authentication failed for {SECRET}", "28P01"), "the account"),
        (raised(f"FATAL: password authentication failed for {SECRET}"), "the account"),
        (raised(f"could not translate host name {SECRET}"), "cannot be reached"),
        (raised(f"database {SECRET} does not exist", "3D000"), "no such database"),
        (raised(f"relation {SECRET}", "42P01"), "no such table"),
        (raised(f"invalid input syntax for integer: '{SECRET}'", "22P02"), "cannot work with"),
        (raised(SECRET, "25006"), "may not do this"),
        (raised(SECRET, "57014"), "too long"),
        (raised(SECRET), "gave an error"),
        (sqlite3.OperationalError(f"no such column: {SECRET}"), "no such column"),
        (ModuleNotFoundError(SECRET, name="psycopg"), "not installed (psycopg)"),
    ],
)
def test_what_a_driver_says_is_never_repeated(error: Exception, cause: str) -> None:
    problem = cannot_be_read("database x", error)
    assert isinstance(problem, Problem)
    assert cause in problem.found
    assert problem.remedy
    assert "gehe" not in str(ScreeningError(problem))
