"""The registers: what each holds, and extracts read, checked and repaired into them.

Where SQLAlchemy happens to be installed, dataframely brings the whole of it along, a fifth of the
start of a command, for tables it could make in a database. Nothing here asks for those, so it is
loaded once, here, without.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

_HIDDEN = "sqlalchemy"

if _HIDDEN not in sys.modules:
    modules: dict[str, Any] = sys.modules
    modules[_HIDDEN] = None
    try:
        importlib.import_module("dataframely")
    finally:
        del modules[_HIDDEN]
