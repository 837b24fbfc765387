"""Load rule packs; everything wrong in all files comes back at once.

A pack that would be unlawful or could not run is refused here: an incomplete header, a blocked
feature, a proxy nobody justified, a register outside its regime, SQL outside the gate, a duplicate
id, a cycle. What makes a rule merely poor is left to :func:`screening.packs.lint.lint_packs`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from screening.documents.read import Document, read_yaml
from screening.documents.validate import Words, validate
from screening.errors import PackError, Problem, Where, suggestion
from screening.files.paths import resolved
from screening.packs.folders import HEADER, pack_folders
from screening.packs.kept import checked_before, remember
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack
from screening.packs.models import Escalation, PackHeader, Rule
from screening.packs.models.shared import POINT_NAMES
from screening.packs.own_lists import adopt, problems_of
from screening.packs.settle import settled

__all__ = ["LoadedEscalation", "LoadedRule", "Pack", "load_packs"]

_NO_PERSON = "The unit of selection is a place, an object or a business, never a person."
_PEOPLE = ("person", "persoon", "people", "owner", "director", "resident", "inhabitant")
_UNDER = "Write it under 'shown:' or 'not_shown:', with the note as its text."
_REPEAT = "Write these rows under 'given:', where a row with 'times' stands for many."
_WORDS = Words(
    remedies={"subject": dict.fromkeys(_PEOPLE, _NO_PERSON)},
    moved={**dict.fromkeys(POINT_NAMES, _UNDER), "repeat": _REPEAT},
)


def load_packs(
    rules: Path | Sequence[Path],
    ids: Sequence[str] | None = None,
    *,
    as_of: dt.date | None = None,
) -> list[Pack]:
    """The packs in one or several folders, sorted by id; only those named when ``ids`` is given.

    With ``as_of`` the gate checks the rules for that day, which saves a run from doing it again.

    Raises:
        PackError: with every problem of every file of every pack, and every name of a pack or id
            of a rule that stands in more than one folder.

    """
    folders = pack_folders([rules] if isinstance(rules, Path) else rules)
    wanted = sorted(folders) if ids is None else sorted(set(ids))
    unknown = [name for name in wanted if name not in folders]
    if unknown or not wanted:
        where = Where(str(rules) if isinstance(rules, Path) else ", ".join(map(str, rules)))
        raise PackError(_unknown_packs(where, unknown, list(folders)))
    return _checked([folders[name] for name in wanted], as_of)


def _unknown_packs(where: Where, unknown: list[str], known: list[str]) -> list[Problem]:
    if not unknown:
        return [Problem("no pack", where, "at least one folder with a pack.yaml", "Add a pack.")]
    return [
        Problem(
            f"no pack '{name}'",
            where,
            f"one of {', '.join(known)}" if known else "a pack",
            suggestion(name, known) or "Correct the name under 'packs:'.",
        )
        for name in unknown
    ]


def _checked(folders: list[Path], as_of: dt.date | None) -> list[Pack]:
    problems: list[Problem] = []
    packs = []
    adopt(folders)
    for folder in folders:
        pack, wrong = _read_pack(folder, as_of)
        problems.extend(wrong)
        if pack is not None:
            packs.append(pack)
    if not problems and checked_before(packs):
        return packs
    problems.extend(refusals(packs))
    problems.extend(problems_of(packs))
    if problems:
        raise PackError(_distinct(problems))
    remember(packs)
    return packs


def refusals(packs: list[Pack]) -> list[Problem]:
    """What keeps these packs from loading; the checks themselves are read when there is need."""
    from screening.packs import lint  # noqa: PLC0415 - half as long as reading all packs

    return lint.refusals(packs)


def _distinct(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def _read_pack(folder: Path, as_of: dt.date | None) -> tuple[Pack | None, list[Problem]]:
    header_file = folder / HEADER
    if not header_file.is_file():
        return None, [
            Problem(
                "no pack.yaml",
                Where(str(folder)),
                "a pack.yaml that states purpose, task, basis, controller, owner and contact",
                "Add one; without it nothing in this folder may run.",
            )
        ]
    document, content_hash = _read(header_file)
    header = validate(PackHeader, document)
    problems = list(document.problems)
    # Rule files are read under a stand-in when the header is wrong, to show their problems too.
    stand_in = header or PackHeader.model_construct(id=folder.name, bases=[], registers={})
    digest = hashlib.sha256(content_hash.encode())
    rules: list[LoadedRule] = []
    escalations: list[LoadedEscalation] = []
    for file in _rule_files(folder, problems):
        one, one_hash = _read(file)
        loaded = _load_one(file, one, one_hash, stand_in, as_of)
        problems.extend(one.problems)
        digest.update(f"\n{file.relative_to(folder).as_posix()} {one_hash}".encode())
        if isinstance(loaded, LoadedRule):
            rules.append(loaded)
        elif loaded is not None:
            escalations.append(loaded)
    if header is None:
        return None, problems
    pack = Pack(
        header=header,
        rules=tuple(sorted(rules, key=lambda loaded: loaded.rule.id)),
        escalations=tuple(sorted(escalations, key=lambda loaded: loaded.escalation.id)),
        folder=folder,
        hash=digest.hexdigest(),
        lines=document.lines,
    )
    return pack, problems


def _read(file: Path) -> tuple[Document, str]:
    document = read_yaml(file)
    readable = not document.problems or bool(document.data)
    return document, hashlib.sha256(file.read_bytes()).hexdigest() if readable else ""


def _rule_files(folder: Path, problems: list[Problem]) -> list[Path]:
    found = []
    root = folder.resolve()
    for file in sorted(folder.rglob("*.y*ml")):
        inside = file.relative_to(folder)
        if file.name == HEADER and len(inside.parts) == 1:
            continue
        if any(part.startswith(".") for part in inside.parts):
            continue
        if not _leads_into(root, file):
            expected, remedy = "files inside the pack's folder", "Replace the link by the file."
            problems.append(Problem("a link out of the pack", Where(str(file)), expected, remedy))
        elif len(inside.parts) != 2 or file.suffix != ".yaml":  # noqa: PLR2004
            problems.append(
                Problem(
                    f"a rule file at '{inside.as_posix()}'",
                    Where(str(file)),
                    "<family>/<name>.yaml",
                    "Move or rename the file.",
                )
            )
        else:
            found.append(file)
    return found


def _leads_into(root: Path, file: Path) -> bool:
    try:
        return resolved(file).is_relative_to(root)
    except OSError:  # a loop of links
        return False


def _load_one(
    file: Path,
    document: Document,
    content_hash: str,
    header: PackHeader,
    as_of: dt.date | None,
) -> LoadedRule | LoadedEscalation | None:
    rule: Rule | None = None
    escalation: Escalation | None = None
    if document.data.get("kind") == "escalation":
        escalation = validate(Escalation, document, _WORDS)
    else:
        rule = validate(Rule, document, _WORDS)
    model = rule or escalation
    if model is None:
        return None
    expected = f"{file.parent.name}.{file.stem}"
    if model.id != expected:
        document.problems.append(
            Problem(
                f"the id '{model.id}'",
                Where(str(file), document.lines.get("id")),
                f"'{expected}', after the folder and the file",
                "Rename the file or correct the id.",
            )
        )
    lines, texts = document.lines, document.text_lines
    if rule is not None:
        return LoadedRule(
            rule=settled(rule, header),
            file=file,
            hash=content_hash,
            lines=lines,
            pack=header,
            text_lines=texts,
            day=as_of,
        )
    if escalation is not None:
        return LoadedEscalation(
            escalation=settled(escalation, header),
            file=file,
            hash=content_hash,
            lines=lines,
            pack=header,
            text_lines=texts,
        )
    return None
