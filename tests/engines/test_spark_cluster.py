"""Spark as a cluster: a master and two workers, processes of their own, one of which is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.engines.spark import needs_spark

pytestmark = needs_spark
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600
"""Seconds; a machine that does much else is slow to start five Javas."""
RUN = """
import sys, time
from pathlib import Path
import polars as pl
from screening.engines import get_engine
from tests.compiled import compile_query

master, shared, ready, go = sys.argv[1:]
rows = 300_000
objects = pl.DataFrame({"vbo_id": pl.int_range(rows, eager=True).cast(pl.String),
    "area_code": (pl.int_range(rows, eager=True) % 1000).cast(pl.String),
    "floor_m2": (pl.int_range(rows, eager=True) % 97).cast(pl.Float64)})
small = objects.head(5).select("vbo_id", severity=pl.lit(1, pl.Int64))
queries = {str(n): compile_query("SELECT b.area_code AS subject, COUNT(*) AS n, "
    f"MEDIAN(b.floor_m2) AS m, SUM(b.floor_m2 + {n}) AS s, COUNT(i.vbo_id) AS seen "
    "FROM bag_object b LEFT JOIN inspection i ON i.vbo_id = b.vbo_id GROUP BY b.area_code")
    for n in range(4)}
tables = {"bag_object": objects, "inspection": small}
config = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "512m", "spark.driver.memory": "600m", "spark.executor.cores": 1,
    "spark.cores.max": 2, "spark.sql.shuffle.partitions": 2}
engine = get_engine("spark",
    said={"master": master, "shared": Path(shared), "config": config, "at_once": 1})
expected = get_engine("polars").run(queries, tables)

def right(found):
    for name, rows in found.items():
        assert isinstance(rows, pl.DataFrame), rows
        assert rows.equals(expected[name]), name

right(engine.run({"0": queries["0"]}, tables))
[folder] = Path(shared).iterdir()
assert [each.suffix for each in folder.iterdir()] == [".parquet"]
Path(ready).touch()
while not Path(go).exists():
    time.sleep(0.1)
right(engine.run(queries, tables))
print("right after a worker was killed")
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m", "SPARK_NO_DAEMONIZE": "1",
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "SPARK_WORKER_OPTS": "-Dspark.worker.ui.enabled=false",
    }  # fmt: skip
    listening = ["--host", "127.0.0.1", "--port"]
    with ExitStack() as stack:

        def started(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
            log = stack.enter_context((tmp_path / f"{kind}.log").open("ab"))
            made = subprocess.Popen(
                [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments],
                env=environment, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            stack.callback(ended, made)
            return made

        started("master.Master", *listening, str(port), "--webui-port", "0")
        workers = [
            started(
                "worker.Worker", *listening, "0", "--webui-port", "0", "--cores", "1",
                "--memory", "600m", "--work-dir", str(tmp_path / f"work{number}"), address,
            )
            for number in range(2)
        ]  # fmt: skip
        yield address, workers


def ended(process: subprocess.Popen[bytes]) -> None:
    """The process and the executors that it started, which are of its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def test_a_run_ends_right_when_a_worker_is_killed_in_the_middle(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    shared, ready, go = (tmp_path / name for name in ("shared", "ready", "go"))
    shared.mkdir()
    with (tmp_path / "run.log").open("w+b") as log:
        run = subprocess.Popen(
            [sys.executable, "-c", RUN, address, str(shared), str(ready), str(go)],
            cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            end = time.monotonic() + PATIENCE
            while not ready.exists() and run.poll() is None and time.monotonic() < end:
                time.sleep(0.2)
            assert ready.exists(), (tmp_path / "run.log").read_text("utf-8", "replace")[-3000:]
            go.touch()
            time.sleep(1)  # the queries are under way
            assert run.poll() is None
            ended(workers[0])
            run.wait(max(end - time.monotonic(), 60))
        finally:
            ended_alone(run)
    told = (tmp_path / "run.log").read_text("utf-8", "replace")
    assert "right after a worker was killed" in told, told[-3000:]
    assert list(shared.iterdir()) == []  # the registers went with the run


def ended_alone(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait(30)
