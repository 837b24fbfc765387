"""Start the site of a project: its key, its tables, the newest run, and the server."""

from __future__ import annotations

import datetime as dt
import gc
import ipaddress
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings

from screening.errors import ExtractError, NoRunError, Problem, ProjectError, Where
from screening.files.private import read_plain, write_once
from screening.project.model import Project
from screening.review.site.settings import MEMORY, Secrets, database_of, settings_of

if TYPE_CHECKING:
    from screening.review.loading import Loaded

KEY = "review.key"
"""In the project: what signs sessions. Without it everybody signs in anew; nothing else is lost."""
_LENGTH = 50
_THREADS = 8


def configure(project: Project, *, opening: str = "") -> None:
    """Set Django up for a project, once per process. Raises ProjectError."""
    settings.configure(**settings_of(project, Secrets(_signing(project), opening)))
    django.setup()


def prepare(project: Project, say: Callable[[str], None], *, destroy: bool = True) -> Loaded | None:
    """Bring the tables up to date and load the newest run; None where there is none to load.

    What may no longer be kept goes before that, unless ``destroy`` is off.
    """
    from screening.review.decided_file import (  # noqa: PLC0415 - models need the registry
        write_decisions,
    )
    from screening.review.loading import load_run  # noqa: PLC0415 - as above

    say("Bringing the records up to date")
    bring_up_to_date(project)
    if destroy:
        destroy_expired(project)
    _bring_reports_up_to_date(project, say)
    say("Loading the last run")
    try:
        return load_run(project.folder)
    except NoRunError:
        say("There is no run yet")
        return None
    finally:
        write_decisions(project)


def has_records(project: Project) -> bool:
    """Set Django up for a project, and say whether its site has records that can be read."""
    database = database_of(project)
    if database["ENGINE"].endswith("sqlite3") and not Path(str(database["NAME"])).is_file():
        return False
    configure(project)
    from django.db import DatabaseError, connection  # noqa: PLC0415 - after configure

    try:
        return "review_decision" in connection.introspection.table_names()
    except DatabaseError:
        return False


def bring_up_to_date(project: Project) -> None:
    """Make the tables, or change them to what this version asks. Raises ProjectError."""
    from django.core.management import call_command  # noqa: PLC0415 - after configure
    from django.db import OperationalError  # noqa: PLC0415 - after configure

    _own_file(project)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise ProjectError(
            Problem(
                "the database of the review site cannot be reached, or is not one of these records",
                project.place("review", "database"),
                "a database that is up and that may be written to",
                "check review.database, whether the server is up, and the rights on it",
            )
        ) from error


def _bring_reports_up_to_date(project: Project, say: Callable[[str], None]) -> None:
    """The addresses to choose from, and the file of the project."""
    from screening.review.own_reports import write_file  # noqa: PLC0415 - models need the registry
    from screening.review.places import load_places  # noqa: PLC0415 - as above

    say("Reading the addresses")
    try:
        load_places(project)
    except ExtractError:
        say("The addresses cannot be read now; those that were known stay")
    write_file(project)


@dataclass(frozen=True)
class Destroyed:
    """How many cases and reports were destroyed, or would be."""

    cases: int
    reports: int


def destroy_expired(
    project: Project,
    today: dt.date | None = None,
    signal_days: int | None = None,
    *,
    dry: bool = False,
) -> Destroyed:
    """Destroy what is known of cases and reports whose time is over, or only count them.

    On ``today`` unless it is now; ``signal_days`` is the term of signals that nobody decided on.
    """
    from django.utils import timezone  # noqa: PLC0415 - after configure

    from screening.review import destroying, reporting  # noqa: PLC0415 - models need the registry
    from screening.review.decided_file import write_decisions  # noqa: PLC0415 - as above
    from screening.review.own_reports import write_file  # noqa: PLC0415 - as above

    now = timezone.now()
    if today is not None:
        now = timezone.make_aware(dt.datetime.combine(today, now.time()))
    if dry:
        cases, reports = destroying.expired(now, signal_days), reporting.expired(now)
        return Destroyed(cases.distinct().count(), reports.count())
    gone = Destroyed(
        destroying.destroy_expired(now, signal_days), reporting.destroy_expired(now)
    )  # fmt: skip
    if gone.reports:
        write_file(project)
    if gone.cases:
        write_decisions(project)
    return gone


def require_safe(project: Project, host: str) -> None:
    """Raise ProjectError when others could reach a site that does not ask who they are (T43)."""
    review = project.review
    where = project.place("review")
    if not is_loopback(host) and review.identity is None:
        raise ProjectError(
            Problem(
                f"the site would listen on {host}, where others can reach it, and nobody has to "
                "sign in",
                where,
                "an address of this machine alone, such as 127.0.0.1, until people sign in",
                "set review.identity: local, make accounts with: screening review user add NAME",
            )
        )
    if not is_loopback(host) and not review.address:
        raise ProjectError(
            Problem(
                f"the site would listen on {host} without a certificate, so that passwords and "
                "data cross the network unprotected",
                where,
                "review.address, the https:// address of a server with a certificate before it",
                "set review.address, or listen on 127.0.0.1",
            )
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def serve(project: Project, host: str, port: int, ready: Callable[[], None]) -> None:
    """Answer requests until the process is told to stop; ``ready`` is called when it listens.

    Raises ProjectError when the port cannot be had.
    """
    import waitress  # noqa: PLC0415 - with the server only
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - after configure

    behind = bool(project.review.address)
    proxy = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }
    application = get_wsgi_application()
    leave_alone()
    try:
        server = waitress.create_server(
            application, host=host, port=port, threads=_THREADS, ident=None,
            **(proxy if behind else {}),
        )  # fmt: skip
    except OSError as error:
        raise ProjectError(
            Problem(
                f"the site cannot listen on {host}, port {port}: {error.strerror}",
                Where(),
                "a port that nothing else listens on",
                "stop what is there, or take another: screening serve --port 8001",
            )
        ) from error
    ready()
    try:
        server.run()
    finally:
        server.close()


def leave_alone() -> None:
    """What was loaded stays for good: looking whether it can go would cost time at every page."""
    gc.collect()
    gc.freeze()


def _signing(project: Project) -> str:
    """The key of the project; drawn when there is none yet."""
    file = project.folder / KEY
    try:
        with suppress(FileExistsError):
            write_once(file, secrets.token_urlsafe(_LENGTH).encode())
        key = read_plain(file, 2 * _LENGTH)[0].decode("ascii", "replace").strip()
    except OSError as error:
        raise ProjectError(_unusable(file, error.strerror or str(error))) from error
    if len(key) < _LENGTH:
        raise ProjectError(_unusable(file, "it is too short"))
    return key


def _unusable(file: Path, why: str) -> Problem:
    return Problem(
        f"the key that signs sessions cannot be used: {why}",
        Where(str(file)),
        "a file of this program's making, which its owner may read",
        "remove the file: a new key is drawn, and everybody signs in again",
    )


def _own_file(project: Project) -> None:
    """A SQLite file is its owner's alone from the moment it exists; what SQLite adds follows it."""
    database = database_of(project)
    name = str(database["NAME"])
    if not database["ENGINE"].endswith("sqlite3") or name == MEMORY:
        return
    try:
        write_once(Path(name), b"")
    except FileExistsError:
        return
    except OSError as error:
        raise ProjectError(
            Problem(
                f"the records cannot be kept: {error.strerror}",
                Where(name),
                "a file in an existing folder that may be written to",
                "correct review.database, or the rights on the folder",
            )
        ) from error
