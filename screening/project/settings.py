"""What a project sets about rules and lists, held against the packs it runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from screening.documents.fields import Scalar
from screening.errors import Problem, ProjectError, suggestion
from screening.lists import LISTS
from screening.packs.loaded import LoadedRule, Pack, feeds
from screening.packs.overridden import refused_with, unfit
from screening.project.actions import check_actions
from screening.project.model import Project


def check_settings(project: Project, packs: Sequence[Pack]) -> None:
    """Refuse settings that would otherwise be passed over in silence.

    Raises ProjectError with every parameter of an unknown rule, unknown parameter, value of
    another kind than the rule has, unknown list, length of a queue, random share where no draw is
    allowed, unknown theme or partner of a control, and unknown pack that a role may see.
    """
    problems = [*_parameters(project, packs), *_lists(project, packs), *check_actions(project),
                *_seen(project, packs)]  # fmt: skip
    if problems:
        raise ProjectError(problems)


def _seen(project: Project, packs: Sequence[Pack]) -> Iterable[Problem]:
    known = sorted(pack.id for pack in packs)
    for role, names in project.review.packs.items():
        for name in sorted({*names} - {*known}):
            yield Problem(
                f"the role {role} may see the pack '{name}', which this project does not run",
                project.place("review", "packs", role),
                f"one of {', '.join(known)}",
                suggestion(name, known) or "correct the name, or remove it from this line",
            )


def _parameters(project: Project, packs: Sequence[Pack]) -> Iterable[Problem]:
    rules = {loaded.id: loaded for pack in packs for loaded in pack.rules}
    for rule_id, values in project.parameters.items():
        loaded = rules.get(rule_id)
        if loaded is None:
            names = ", ".join(sorted(pack.id for pack in packs))
            yield Problem(
                f"parameters are set for '{rule_id}', which is no rule of this project",
                project.place("parameters", rule_id),
                f"the id of a rule in the packs {names}; see: screening rules list",
                suggestion(rule_id, rules) or "correct the id, or remove these lines",
            )
            continue
        wrong = [each for name in values for each in _value(project, loaded, name, values[name])]
        yield from wrong or _together(project, loaded)


def _value(project: Project, loaded: LoadedRule, name: str, value: Scalar) -> Iterable[Problem]:
    where = project.place("parameters", loaded.id, name)
    known = loaded.rule.parameters
    if name not in known:
        yield Problem(
            f"rule {loaded.id} has no parameter '{name}'",
            where,
            f"one of {', '.join(sorted(known)) or '(none: this rule has no parameters)'}",
            suggestion(name, known) or "correct the name, or remove this line",
        )
        return
    wrong = unfit(value, known[name].usual)
    if wrong is not None:
        what, expected, remedy = wrong
        yield Problem(
            f"parameter '{name}' of {loaded.id} is {value!r}, {what}",
            where,
            expected,
            remedy or "correct the value, or remove this line to keep the value of the rule",
        )


def _together(project: Project, loaded: LoadedRule) -> Iterable[Problem]:
    for each in refused_with(loaded, project.parameters[loaded.id]):
        yield replace(
            each,
            found=f"{loaded.id} with these parameters: {each.found}",
            where=project.place("parameters", loaded.id),
        )


def _lists(project: Project, packs: Sequence[Pack]) -> Iterable[Problem]:
    for name, asked in project.lists.items():
        kind = LISTS.get(name)
        if kind is None:
            yield Problem(
                f"there is no list '{name}'",
                project.place("lists", name),
                f"one of {', '.join(LISTS)}",
                suggestion(name, LISTS) or "correct the name, or remove these lines",
            )
            continue
        if kind.queue and asked.capacity:
            yield Problem(
                f"lists.{name}.capacity is {asked.capacity}, but this list is a queue by law: "
                "nothing is cut",
                project.place("lists", name, "capacity"),
                "no length: every application with a reason stands on it, in order of deadline",
                "Remove the setting.",
            )
        feeding = [pack for pack in packs if feeds(pack, name)]
        shares = [pack.header.random.share for pack in feeding]
        if asked.random_share and shares and not kind.share(shares):
            yield Problem(
                f"lists.{name}.random_share is {asked.random_share}, but no random part is allowed "
                "on this list",
                project.place("lists", name, "random_share"),
                f"0: the pack(s) {', '.join(pack.id for pack in feeding)} allow no draw for it",
                "Remove the setting, or let the owner of the pack allow a random share.",
            )
