"""The pack header: nothing runs without purpose, basis, responsibility and retention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from screening.errors import Problem, suggestion
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack
from screening.registers.schemas import REGISTERS

_REQUIRED = {
    "purpose": "the purpose (doel) the pack serves",
    "task": "the statutory task or power",
    "controller": "who is responsible for the processing (verwerkingsverantwoordelijke)",
    "owner": "the function that owns the pack",
    "contact": "where questions go",
}


class IncompleteHeader(Check):
    """T1: no purpose, task, basis, controller, owner, contact or retention: no run."""

    description = "The pack does not say for what, on which basis and under whom it runs."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Every empty part of the header."""
        for name, meaning in _REQUIRED.items():
            if not str(getattr(pack.header, name)).strip():
                yield Problem(
                    f"'{name}' is empty", pack.where(name), meaning, "Fill it in: a pack needs it."
                )
        if not pack.header.bases:
            yield Problem(
                "no legal basis",
                pack.where("bases"),
                "at least one basis (grondslag) with code and article",
                "Add one under 'bases:'.",
            )
        if "signal" not in pack.header.retention_days:
            yield Problem(
                "no retention term for signals",
                pack.where("retention_days"),
                "days per class, such as 'signal: 365'",
                "Add 'retention_days:'; there is no default.",
            )


class UnassessedScreening(Check):
    """T4: looking at everybody needs its own data-protection impact assessment."""

    description = "A pack that screens a whole population has no DPIA reference."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """A screening pack without a DPIA."""
        dpia = pack.header.dpia
        if pack.header.mode == "screening" and (dpia is None or not dpia.reference.strip()):
            yield Problem(
                "mode 'screening' without a screening DPIA",
                pack.where("dpia" if dpia else "mode"),
                "dpia: {reference: ..., date: yyyy-mm-dd}",
                "Add the DPIA made for this screening, or use 'mode: signal'.",
            )


class UnmotivatedWeights(Check):
    """T14: weights are choices, and a choice has a reason."""

    description = "Priority weights are set without the reason for them."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """A priority block without a motivation."""
        header = pack.header
        if "priority" in header.model_fields_set and not header.priority.motivation.strip():
            yield Problem(
                "priority weights without 'motivation'",
                pack.where("priority"),
                "the reason for the points and the second share",
                "Add 'motivation:' under 'priority:'.",
            )


class UnknownRegister(Check):
    """T2, T3: the header names registers and columns that exist."""

    description = "The header names a register or column that does not exist."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Unknown registers and columns."""
        for name, columns in pack.header.registers.items():
            path = f"registers.{name}"
            register = REGISTERS.get(name)
            if register is None:
                near = suggestion(name, REGISTERS)
                yield Problem(
                    f"unknown register '{name}'",
                    pack.where(path),
                    "a register of the data dictionary",
                    near or "Correct the name.",
                )
                continue
            for number, column in enumerate(columns if columns != "all" else []):
                if column not in register.columns:
                    yield Problem(
                        f"unknown column '{name}.{column}'",
                        pack.where(f"{path}.{number}"),
                        f"one of {', '.join(register.columns)}",
                        suggestion(column, register.columns) or "Correct the name.",
                    )


class BasisOutsidePack(Check):
    """A rule rests on a basis that is valid for the purpose of its pack."""

    description = "The basis of a rule is not one of the pack."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """A rule with a foreign basis."""
        return self._basis(loaded)

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """An escalation with a foreign basis."""
        return self._basis(loaded)

    def _basis(self, loaded: LoadedRule | LoadedEscalation) -> Iterator[Problem]:
        codes = sorted(basis.code for basis in loaded.pack.bases)
        if loaded.model.basis not in codes:
            yield Problem(
                f"basis '{loaded.model.basis}'",
                loaded.where("basis"),
                f"a basis of pack '{loaded.pack.id}': {', '.join(codes) or 'none'}",
                "Move the rule to a pack with this basis, or correct the code.",
            )


class DuplicateId(Check):
    """Signals, runs and decisions point to ids; two of one would mix them up."""

    description = "Two rules or two packs have the same id."
    blocks = True

    def together(self, packs: list[Pack]) -> Iterator[Problem]:
        """Ids that occur more than once, over all packs."""
        by_id: dict[str, list[LoadedRule | LoadedEscalation]] = defaultdict(list)
        for pack in packs:
            for loaded in pack.documents:
                by_id[loaded.id].append(loaded)
        for name, same in sorted(by_id.items()):
            first, *others = sorted(same, key=lambda loaded: str(loaded.file))
            for loaded in others:
                yield Problem(
                    f"the id '{name}' is also used in {first.file}",
                    loaded.where("id"),
                    "an id that is unique over all packs",
                    "Rename one of the two files and its id.",
                )


class MisnamedPack(Check):
    """Packs are chosen by the name of their folder."""

    description = "The id of a pack differs from its folder."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """A pack whose id is not the folder's name."""
        if pack.header.id != pack.folder.resolve().name:
            yield Problem(
                f"pack id '{pack.header.id}' in folder '{pack.folder.resolve().name}'",
                pack.where("id"),
                "the same name",
                "Rename the folder or correct the id.",
            )
