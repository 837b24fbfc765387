"""``screening serve``: the site on which people judge what is on the lists."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from screening.locale import tr

from .console import out, progress
from .options import HERE, ProjectFolder
from .stop import serves

_KEY_LENGTH = 24


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve)


def serve(
    project: ProjectFolder = HERE,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Address to listen on; that of screening.yaml unless set."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65_535,
            help="Port to listen on; that of screening.yaml unless set.",
        ),
    ] = None,
) -> None:
    """Open the site on which people judge what is on the lists; Ctrl+C stops it."""
    from screening.project.model import load_project
    from screening.review.site import start

    loaded = load_project(project)
    host, port = host or loaded.review.host, port or loaded.review.port
    start.require_safe(loaded, host)
    alone = loaded.review.identity is None
    opening = secrets.token_urlsafe(_KEY_LENGTH) if alone else ""
    start.configure(loaded, opening=opening)
    with progress() as say:
        start.prepare(loaded, say)

    def ready() -> None:
        shown = f"[{host}]" if ":" in host else host
        address = loaded.review.address or f"http://{shown}:{port}"
        if alone:
            out.print(tr("Open in your browser: {address}", address=f"{address}/open/{opening}/"),
                      soft_wrap=True)  # fmt: skip
            out.print(tr("This address is for you alone. Ctrl+C stops the site."))
        else:
            out.print(tr("The site is at {address}. Ctrl+C stops it.", address=address),
                      soft_wrap=True)  # fmt: skip

    serves()
    start.serve(loaded, host, port, ready)
