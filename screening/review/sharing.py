"""Making a package about a case ready for a partner: the case sheet with the record of the sharing.

Only after a second person confirmed the step to share, with the consent that it asks (T59). It is
handed to whoever asks for it and sent to nobody; the record stays, with the hash of the file.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from screening.lists import LISTS
from screening.lists.column import Column
from screening.reference.sharing import Recipient, recipients
from screening.reference.workflow import workflow_of
from screening.review.deciding import RefusedError, standing_consents
from screening.review.meetings.holding import role_with, who
from screening.review.models import Case, Consent, Decision, SharePackage, Standing
from screening.review.presenting import Entry, columns_of, parts_of
from screening.review.site.viewer import Viewer, project_of_site

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The day that stands with every file in the package: the same content gives the same bytes."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to share: with whom, on what basis, which columns, after what check."""

    recipient: str
    basis: str
    privacy: str
    contact: str
    fields: tuple[str, ...]
    selection: bool


@dataclass(frozen=True)
class Package:
    """The record of a package and the zip itself."""

    record: SharePackage
    content: bytes


def open_to(case: Case) -> Mapping[str, Recipient]:
    """To whom a package about a case may go as it stands now; empty before it was decided."""
    if case.pending_id is not None or case.standing in {Standing.GONE, Standing.JOINED}:
        return {}
    if case.now is None or _confirmed(case) is None:
        return {}
    return {
        name: each
        for name, each in recipients().items()
        if case.state in each.states.get(case.list, ())
    }


def columns_for(case: Case, recipient: Recipient) -> list[Column]:
    """The columns that may go to a recipient and in which this case has something."""
    told = case.now.told if case.now else {}
    by_key = {column.key: column for column in LISTS[case.list].open_columns}
    return [by_key[key] for key in recipient.fields if key in by_key and told.get(key)]


def make(viewer: Viewer, reference: str, wanted: Wanted) -> Package:
    """Make a package and record it.

    Raises RefusedError, and Case.DoesNotExist for a case that is not theirs to see.
    """
    role = role_with(viewer, "share")
    with transaction.atomic():
        held = viewer.cases().select_for_update(of=("self",)).select_related("now__run")
        case = held.get(reference=reference)
        recipient = open_to(case).get(wanted.recipient)
        if recipient is None:
            raise RefusedError(
                "Aan deze partij kan nu geen pakket gaan: er is geen bevestigd besluit om te "
                "delen, of het signaal is vervallen."
            )
        decision = _confirmed(case)
        if decision is None:
            raise RefusedError("Er is geen bevestigd besluit om te delen.")
        _require(case, decision, recipient, wanted)
        record = SharePackage(
            case=case, profile=wanted.recipient, recipient=recipient.title,
            basis=wanted.basis.strip(), privacy=wanted.privacy.strip(),
            contact=wanted.contact.strip(), fields=list(wanted.fields),
            selection=wanted.selection, approver=decision.user_name, decision=decision,
            role=role, **who(viewer),
        )  # fmt: skip
        content = _zipped(_files(case, recipient, record))
        record.digest = hashlib.sha256(content).hexdigest()
        record.save()
        viewer.note(case, "share")
        return Package(record, content)


def _confirmed(case: Case) -> Decision | None:
    """The answer of the second person by which the case came where it is."""
    last = case.decisions.last()
    if last is None or last.kind != Decision.Kind.CONFIRMED or last.to_state != case.state:
        return None
    return last


def _require(case: Case, decision: Decision, recipient: Recipient, wanted: Wanted) -> None:
    lacking = [
        told
        for told, text in (
            ("de grondslag", wanted.basis),
            ("de toets vooraf", wanted.privacy),
            ("het contactpunt", wanted.contact),
        )
        if not any(sign.isalpha() for sign in text)
    ]
    if lacking:
        raise RefusedError(f"Vul in: {', '.join(lacking)}. Zonder wordt er niets gemaakt.")
    allowed = {column.key for column in columns_for(case, recipient)}
    if not wanted.fields or {*wanted.fields} - allowed:
        raise RefusedError("Kies ten minste één gegeven, van wat naar deze partij mag.")
    consent = workflow_of(case.list).steps[decision.step].consent
    if consent and not Consent.objects.filter(case=case, kind=consent).exists():
        raise RefusedError("De instemming die deze stap vraagt is niet vastgelegd.")


def _files(case: Case, recipient: Recipient, record: SharePackage) -> dict[str, str]:
    """The files of a package, by name."""
    told = case.now.told if case.now else {}
    columns = [each for each in columns_for(case, recipient) if each.key in record.fields]
    day = timezone.localdate()
    shared: dict[str, Any] = {
        "case": case,
        "record": record,
        "day": day,
        "profile": recipient,
        "municipality": project_of_site().name,
        "entries": [Entry(each.heading, told[each.key]) for each in columns],
        "facts": case.now.run.lists.get(case.list, {}) if case.now else {},
        "run": case.now.run if case.now else None,
        "consents": list(standing_consents(case)),
    }
    files = {
        "1-deelverslag.html": render_to_string("review/share_record.html", shared),
        "2-casusblad.html": render_to_string("review/share_sheet.html", shared),
        "deelverslag.json": _as_json(case, record, recipient, shared),
    }
    if record.selection:
        open_to_all = columns_of(case.list, score=False, whole=False)
        parts = [part for part in parts_of(case, open_to_all) if part.selection]
        shared |= {"parts": parts, "signals": case.now.signals if case.now else []}
        files["3-selectie.html"] = render_to_string("review/share_selection.html", shared)
    return files


def _as_json(case: Case, record: SharePackage, recipient: Recipient, shared: Any) -> str:
    told = {
        "kenmerk": case.reference,
        "datum": shared["day"].isoformat(),
        "ontvanger": record.recipient,
        "grondslag": record.basis,
        "toets_vooraf": record.privacy,
        "velden": [entry.heading for entry in shared["entries"]],
        "selectieblad": record.selection,
        "goedgekeurd_door": record.approver,
        "gemaakt_door": record.user_name,
        "contactpunt": record.contact,
        "instemming": [f"{each.given_on.isoformat()}: {each.words}" for each in shared["consents"]],
        "wgs": recipient.wgs,
        "doel": shared["facts"].get("Doel", ""),
        "run": shared["run"].name,
        "peildatum": shared["run"].as_of.isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _zipped(files: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _EARLIEST), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()
