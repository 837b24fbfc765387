"""Files that people send: no larger than is read, and gone when the request is."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from screening.registers.reading.workbooks.packed import MB
from screening.review.workbook import MOST_MB


class Bounded(TemporaryFileUploadHandler):
    """Keeps a file on disk while it is read; stops as soon as it is larger than allowed."""

    _received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """A part of the file."""
        self._received += len(raw_data)
        if self._received > (MOST_MB + 1) * MB:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)
