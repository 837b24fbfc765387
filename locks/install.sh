#!/bin/sh
# usage: locks/install.sh VENV runtime|durable|forecast|dev|bench|spark|tools [copy]
# Installs what a lock names into a virtual environment; `runtime` and `tools` make it anew first.
# Every file is checked against its hash. Wheels only, so installing runs no code of a package, but
# for durable_rules, pyspark and this project itself: these are built with the build tools of
# locks/build.txt.
# This project is installed as the files that lie here, or with `copy` as a copy of them.
set -eu
venv=$1 what=$2 editable=-e
[ "${3:-}" = copy ] && editable=
cd "$(dirname "$0")/.."
python=$venv/bin/python

# durable_rules 2.0.28 calls PyEval_CallObject, which left Python in 3.13; the function it stood for
# is still there. Its setup.py overwrites CFLAGS, so the compiler is told in CPPFLAGS.
define=-DPyEval_CallObject=PyObject_CallObject

find_python() {
  # The one that was named, or else the first that is new enough.
  if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.14 python3.13 python3.12 python3.11; fi
  for candidate in "$@"; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      base=$candidate
      return
    fi
  done
  echo "Python 3.11 or newer was not found${PYTHON:+ ($PYTHON is none)}: install it (Debian: apt install python3 python3-venv), or name it with 'make PYTHON=/path/to/python3 demo'." >&2
  exit 1
}

make_venv() {
  find_python
  if ! "$base" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "$base cannot create virtual environments: install its venv module (Debian: apt install python3-venv)." >&2
    exit 1
  fi
  echo "Setting up $venv with $("$base" --version) (once; about a minute) ..."
  rm -rf "$venv"
  "$base" -m venv "$venv"
}

pip_install() {
  "$python" -m pip install -q --disable-pip-version-check "$@"
}

# usage: from_wheels LOCK [PACKAGE that comes as source only]
from_wheels() {
  if ! pip_install --require-hashes --only-binary :all: ${2:+--no-binary "$2" --no-build-isolation} -r "locks/$1.txt"; then
    echo "locks/$1.txt could not be installed (see above). Expected: Python 3.11 to 3.14 on a platform with wheels, and a package index that pip reaches." >&2
    exit 1
  fi
}

only_runtime_stays() {
  "$python" -m pip uninstall -q -y --disable-pip-version-check setuptools
}

install_project() {
  pip_install --no-deps --no-build-isolation $editable .
  missing=$("$python" -m pip check --disable-pip-version-check | grep '^screening' | grep -v -i 'durable.rules' || true)
  if [ -n "$missing" ]; then
    echo "locks/runtime.txt is older than pyproject.toml ($missing): run 'make lock'." >&2
    exit 1
  fi
}

imported() {
  "$python" -c 'import durable.engine' >>"$1" 2>&1
}

# What cannot be built is done without; what is not the file it should be is never passed over.
not_another_file() {
  if grep -q 'DO NOT MATCH THE HASHES' "$1"; then
    echo "The source of durable_rules that pip got is not the file that locks/durable.txt names, so nothing of it was used: see $1, and find out who changed it." >&2
    exit 1
  fi
}

# True when durable_rules is in the environment and can be imported.
build_durable() {
  log=$venv/durable_rules.log
  flags= said="durable_rules is built from source"
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
    flags=$define
    said="$said, with $define: from Python 3.13 on it does not compile without"
  fi
  # No cache: a wheel that was once built without the define installs well and then fails at import.
  CPPFLAGS="${CPPFLAGS:-} $flags" pip_install --require-hashes --no-cache-dir --no-deps \
    --no-build-isolation --use-pep517 --no-binary :all: -r locks/durable.txt >"$log" 2>&1 || {
    not_another_file "$log"
    return 1
  }
  imported "$log" || return 1
  echo "$said."
}

why_not() {
  if ! ${CC:-cc} --version >/dev/null 2>&1; then
    echo "there is no C compiler (Debian: build-essential)"
  elif ! "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))'; then
    echo "the header files of Python are missing (Debian: python3-dev)"
  else
    echo "see $log"
  fi
}

durable_if_possible() {
  build_durable && return
  "$python" -m pip uninstall -q -y --disable-pip-version-check durable_rules 2>/dev/null || true
  echo "durable_rules was not built ($(why_not)): the fixed-point evaluator combines the signals instead, with the same results. 'make durable' tries again." >&2
  return 1
}

case $what in
  runtime)
    make_venv
    from_wheels build
    from_wheels runtime
    durable_if_possible || true
    install_project
    only_runtime_stays
    ;;
  durable)
    if imported /dev/null; then
      echo "durable_rules is installed and can be imported."
      exit
    fi
    from_wheels build
    durable_if_possible
    only_runtime_stays
    ;;
  tools)
    make_venv
    from_wheels tools
    ;;
  dev | bench | forecast)
    from_wheels "$what"
    ;;
  spark) # into an environment that has dev: the build tools are there
    from_wheels spark pyspark
    ;;
  *)
    sed -n 2p "$0" >&2
    exit 2
    ;;
esac
