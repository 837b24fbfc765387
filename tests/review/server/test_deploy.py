"""The unit for systemd, and nginx before the site for real, on the loopback."""

from __future__ import annotations

import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.review.server.conftest import Browser, free_port, screening

if TYPE_CHECKING:
    from tests.review.server.conftest import Serve, Site

DEPLOY = Path(__file__).resolve().parents[3] / "docs/deploy"
PROGRAM = "/opt/screening/bin/screening"
PASSWORD = "negen paarse fietsen"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def test_the_unit_holds_and_starts_a_command_that_there_is(tmp_path: Path) -> None:
    from typer.main import get_command

    from cli.main import app

    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not on this machine (apt-get install systemd)")
    name = "screening-site.service"
    text = (DEPLOY / name).read_text("utf-8")
    (tmp_path / name).write_text(text.replace(PROGRAM, sys.executable), "utf-8")
    done = subprocess.run(
        [tool, "verify", str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if name in line]
    assert (done.returncode, ours) == (0, [])
    for right, wrong in (("Type=exec", "Type=often"), ("ProtectHome", "ProtectHoem"),
                         (sys.executable, "/opt/nowhere/screening")):  # fmt: skip
        broken = (tmp_path / name).read_text("utf-8").replace(right, wrong)
        (tmp_path / "broken").mkdir(exist_ok=True)
        (tmp_path / "broken" / name).write_text(broken, "utf-8")
        done = subprocess.run(
            [tool, "verify", str(tmp_path / "broken" / name)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert wrong.removeprefix("Type=") in done.stderr, "what is wrong in it would be seen"
    [words] = re.findall(rf"^ExecStart={PROGRAM} serve (.*)$", text, re.MULTILINE)
    serve = get_command(app).commands["serve"]  # type: ignore[attr-defined]
    options = {each for parameter in serve.params for each in parameter.opts}
    assert set(re.findall(r"--[\w-]+", words)) <= options


class Behind(NamedTuple):
    """A site behind nginx: by https with a certificate of its own, and by http."""

    site: Site
    https: str
    http: str
    context: ssl.SSLContext


@pytest.fixture
def behind(serve: Serve, tmp_path: Path) -> Iterator[Behind]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not on this machine (apt-get install nginx openssl)")
    plain, secure = free_port(), free_port()
    address = f"https://localhost:{secure}"
    site = serve(review=f"  identity: local\n  address: {address}\n")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(tmp_path / "site.key"), "-out", str(tmp_path / "site.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    conf = (DEPLOY / "screening-site.nginx").read_text("utf-8")
    for there, here in (
        ("beoordelen.meerwolde.example", "localhost"),
        ("/etc/ssl/screening", str(tmp_path)),
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        # on the loopback the port is part of the name, as it is not on 443
        ("Host $host;", "Host $http_host;"),
        ("https://$host$", f"{address}$"),
    ):
        assert there in conf, there
        conf = conf.replace(there, here)
    (tmp_path / "site.conf").write_text(conf, "utf-8")
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path), "utf-8")
    given = [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    tried = subprocess.run([*given, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr.replace('the "user" directive', "")
    with subprocess.Popen(given, stderr=subprocess.DEVNULL) as running:
        context = ssl.create_default_context(cafile=str(tmp_path / "site.pem"))
        _wait(Browser(address, context))
        yield Behind(site, address, f"http://localhost:{plain}", context)
        running.terminate()


def _wait(browser: Browser) -> None:
    for _ in range(100):
        try:
            browser.get("/aanmelden/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx does not answer")


def password_of(site: Site, name: str) -> str:
    """What is kept of somebody's password."""
    with sqlite3.connect(site.database) as opened:
        asked = "SELECT password FROM review_account WHERE username = ?"
        [found] = opened.execute(asked, (name,)).fetchone()
    opened.close()
    return str(found)


def test_an_address_that_others_reach_is_refused_by_the_command(
    small_project: Path,
) -> None:
    done = screening("serve", small_project, "--host", "0.0.0.0", timeout=120)
    assert done.returncode != 0
    assert "nobody has to sign in" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (small_project / "review.sqlite3").exists()


@pytest.mark.large
def test_people_sign_in_through_nginx(behind: Behind) -> None:
    made = screening(
        "review", "user", "add", "jan", behind.site.folder, "--role", "coordinator",
        input=f"{PASSWORD}\n{PASSWORD}\n",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert password_of(behind.site, "jan").startswith("argon2$argon2id$")
    status, _, headers = Browser(behind.http).get("/lijsten/tvo/")
    assert (status, headers["Location"]) == (301, f"{behind.https}/lijsten/tvo/")

    browser = Browser(behind.https, behind.context)
    status, _, headers = browser.get("/")
    assert (status, headers["Location"]) == (302, "/aanmelden/?next=%2F")
    form = {"username": "jan", "password": PASSWORD, **browser.hidden("/aanmelden/")}
    status, _, headers = browser.get("/aanmelden/", form)
    assert status == 302
    assert headers["Strict-Transport-Security"].startswith(f"max-age={365 * 24 * 3600}")
    assert "waitress" not in str(headers.get("Server", ""))
    assert all(cookie.secure for cookie in browser.cookies)
    assert {cookie.name for cookie in browser.cookies} == {"sessionid", "csrftoken"}
    assert browser.get("/lijsten/tvo/")[0] == 200
    assert password_of(behind.site, "jan").startswith("argon2$"), "signing in keeps it so"
    status, text, headers = browser.get("/static/review/site.css")
    assert (status, headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    status, text, _ = browser.get("/api/v1/lists")
    assert status == 401
    assert '"status": 401' in text


@pytest.mark.large
def test_a_name_that_is_not_the_site_s_is_refused(behind: Behind) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", behind.site.port)
    connection.request(
        "GET", "/aanmelden/", headers={"Host": "kwaad.example", "X-Forwarded-Proto": "https"}
    )
    assert connection.getresponse().status == 400
    connection.close()
