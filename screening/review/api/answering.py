"""What every answer of the API has: its version, and one shape for what goes wrong (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

VERSION = "1.0.0"
PATH = "api/v1/"
DESCRIPTION = "openapi.json"
PROBLEM = "application/problem+json"
_FAILED, _UNKNOWN = 400, 401
_TOLD: Mapping[int, str] = {
    400: "De vraag klopt niet; zie de beschrijving van de API.",
    401: "Geef het token van uw systeem mee: Authorization: Bearer TOKEN.",
    403: "De rollen van dit systeem gaan hier niet over.",
    404: "Dit is er niet, of het is niet voor dit systeem.",
    405: "Hier kan alleen gelezen worden, met GET.",
}
_OTHERWISE = "Het antwoord kon niet worden gemaakt. Meld het aan de beheerder."


class Answering:
    """Says the version; turns whatever went wrong below the path of the API into a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        answer = self._get_response(request)
        if not request.path_info.startswith(f"/{PATH}"):
            return answer
        if answer.status_code >= _FAILED and answer.headers.get("Content-Type") != PROBLEM:
            answer.content = problem(answer.status_code)
            answer.headers["Content-Type"] = PROBLEM
            answer.headers["Content-Length"] = str(len(answer.content))
        if answer.status_code == _UNKNOWN:
            answer.headers["WWW-Authenticate"] = 'Basic realm="screening", Bearer realm="screening"'
        if request.path_info == f"/{PATH}{DESCRIPTION}":  # may be read from pages of others
            answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["API-Version"] = VERSION
        return answer


def problem(status: int, detail: str = "", wrong: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """What is said of something that went wrong: never what was sent, nor anything of rows."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HttpResponse(status=status).reason_phrase,
        "status": status,
        "detail": detail or _TOLD.get(status, _OTHERWISE),
    }
    if wrong:
        said["invalid_params"] = [
            {"name": str(each["loc"][-1]), "reason": str(each["msg"])} for each in wrong
        ]
    return json.dumps(said, ensure_ascii=False).encode()
