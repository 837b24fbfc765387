"""Names and free text select nothing by how they are spelled; codes select by their codes (T8).

How a name is spelled tells where somebody comes from, so names are counted, compared with each
other and shown. Pieces of other texts are compared with figures only: half a word can stand for any
word. As with persons, a value is judged by the columns it can carry, not by what it is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from screening.errors import suggestion
from screening.language.grounds import ground_of_value
from screening.language.likeness import Likeness
from screening.language.persons import HANDED_ON, NUMBERED, says_something
from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin, Relation, Scope
from screening.registers.schemas import REGISTERS

CHECK = "name_selection"


def _with_content(*contents: str) -> frozenset[Origin]:
    return frozenset(
        (register.name, name)
        for register in REGISTERS.values()
        for name, declared in register.columns.items()
        if (declared.metadata or {}).get("content") in contents
    )


NAMES = _with_content("name")
FREE = _with_content("free")
SPELLED = NAMES | FREE
HISTORY = _with_content("history")
ADDRESSES = frozenset(
    (register, name)
    for register, name in FREE
    if (REGISTERS[register].columns[name].metadata or {}).get("personal") != "none"
)
"""Free texts that say where somebody is; the other ones hold kinds in words of a source."""
OWN_NUMBERS = _with_content("number")
"""Numbers in a form of the source's own, such as those of parcels: no word is one."""
WORDED = SPELLED | HISTORY
"""Columns whose order is one of spelling: what a column held before may be a name."""
CODES: dict[Origin, frozenset[str]] = {
    (register.name, name): frozenset(asked)
    for register in REGISTERS.values()
    for name, declared in register.columns.items()
    if (asked := (declared.metadata or {}).get("asked"))
}
"""What a rule may ask for; an extract may hold more where its column is not closed."""
PARTS: dict[Origin, frozenset[str]] = {
    (register.name, name): frozenset(parts)
    for register in REGISTERS.values()
    for name, declared in register.columns.items()
    if (parts := (declared.metadata or {}).get("parts"))
}
"""Codes that a column joins by '|'."""
OPEN: frozenset[Origin] = frozenset(
    (register.name, name)
    for register in REGISTERS.values()
    for name, declared in register.columns.items()
    if str(declared.dtype) == "String" and name not in register.key
    if getattr(declared, "regex", None) is None
) - (WORDED | NUMBERED | OWN_NUMBERS | CODES.keys())
"""Columns with words that are on no list; of a column with a form the form says what it holds."""
OF_ONE_ROW: frozenset[Origin] = frozenset(
    (register.name, name)
    for register in REGISTERS.values()
    for name in register.key
    if len(register.key) == 1 and str(register.columns[name].dtype) == "String"
)
"""Numbers of what is registered, such as an inspection."""
_THIS = frozenset({"this"})
_PLACE_MAY: dict[type[exp.Expr], frozenset[str]] = {
    exp.Alias: _THIS,
    exp.Paren: _THIS,
    exp.Select: frozenset({"expressions"}),
}
_SHOWN: dict[type[exp.Expr], frozenset[str]] = {
    **_PLACE_MAY,
    **dict.fromkeys([exp.Is, exp.Min, exp.Max, exp.Count, exp.Filter, exp.Window], _THIS),
    **dict.fromkeys([exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead], _THIS),
    exp.Case: frozenset({"default"}),
    exp.If: frozenset({"true"}),
    **dict.fromkeys(
        [exp.Coalesce, exp.DPipe, exp.Concat], frozenset({"this", "expression", "expressions"})
    ),
}
"""Where a name may stand that was chosen by how names are spelled: what shows it in the end."""
_PIECES = (exp.Left, exp.Right, exp.Substring, exp.Replace)
_JOINS = (exp.DPipe, exp.Concat)
_TEXT_FUNCTIONS = (*_PIECES, *_JOINS, exp.Lower, exp.Upper, exp.Trim)
_ORDERS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_OF_HISTORY = (exp.Left, exp.Substring, exp.StartsWith, exp.Like)
"""What may be done with the code an activity was changed to; its name was refused before this."""


def check_use(node: exp.Expr, meaning: Meaning, scope: Scope) -> None:
    """Note a problem when a name or a free text stands where its spelling could select."""
    above = node.parent
    if above is None:
        return
    chosen = chosen_by_name(meaning)
    may = _SHOWN if chosen else HANDED_ON
    if not SPELLED.isdisjoint(meaning.carries):
        fine = node.arg_key in may.get(type(above), frozenset())
    elif not HISTORY.isdisjoint(meaning.carries):
        fine = node.arg_key in may.get(type(above), frozenset())
        fine = fine or (isinstance(above, _OF_HISTORY) and not _has_letters(_fixed_texts(above)))
        fine = fine or isinstance(above, exp.EQ | exp.NEQ | exp.In)  # see check_equal
    elif chosen:
        fine = node.arg_key in _PLACE_MAY.get(type(above), frozenset())
    else:
        return
    if not fine:
        _refuse(above, [meaning], scope.problems)


def check_equal(node: exp.Expr, sides: Sequence[Meaning], scope: Scope) -> None:
    """Note a problem when values are compared with a text that must not tell them apart."""
    literals = frozenset().union(*(side.literals for side in sides))
    names = {name for side in sides for _, name in side.carries & SPELLED}
    glued = any(side.altered and not SPELLED.isdisjoint(side.carries) for side in sides)
    mixed = any(map(_among_others, sides))
    if len(names) > 1 or glued or mixed or not _unchosen(sides):
        _refuse(node, sides, scope.problems)
    elif any(not SPELLED.isdisjoint(side.carries) for side in sides):
        made = any(side.cast for side in sides)
        if literals or made or any(SPELLED.isdisjoint(side.carries) for side in sides):
            _refuse(node, sides, scope.problems)
    elif any(not HISTORY.isdisjoint(side.carries) for side in sides) and _has_letters(literals):
        _refuse(node, sides, scope.problems)
    elif any(side.altered for side in sides) and _has_letters(literals):
        _refuse_piece(node, scope.problems)
    else:
        _check_codes(node, sides, scope.problems)


def _unchosen(sides: Sequence[Meaning]) -> bool:
    """Whether the order of names chose none of the values, but an activity held against figures."""
    chosen = [side for side in sides if chosen_by_name(side)]
    others = [side for side in sides if side not in chosen]
    of_history = all(side.carries and side.carries <= HISTORY for side in chosen)
    figures = all(side.literals and not side.carries for side in others) and bool(others)
    return not chosen or (of_history and figures)


def one_of_many(node: exp.Expr, value: Meaning) -> Meaning:
    """An extreme of names, which one depends on their spelling; it can be shown."""
    chosen = value.carries & WORDED
    if not chosen or not isinstance(node, exp.Min | exp.Max):
        return value
    return value._replace(places=value.places | chosen)


def chosen_by_name(value: Meaning) -> bool:
    """Whether a value is a name, or something else, that the spelling of names chose."""
    return not WORDED.isdisjoint(value.places)


def check_alike(node: exp.Expr, value: Meaning, problems: Problems) -> None:
    """Note a problem when rows are told apart by how names, or pieces of texts, are spelled."""
    if by_spelling(value):
        _refuse(node, [value], problems)
    elif value.altered and _has_letters(value.literals) and not OPEN.isdisjoint(value.carries):
        _refuse_piece(node, problems)


def by_spelling(value: Meaning) -> bool:
    """Whether rows that this tells apart are told apart by how a name is spelled.

    So it is when the name stands among words of the rule or other texts, or was chosen by its
    spelling; the same names, and their numbers, may stand in one column.
    """
    among = any(map(says_something, value.literals)) or value.cast or _among_others(value)
    of_history = _has_letters(value.literals) and not HISTORY.isdisjoint(value.carries)
    named = not SPELLED.isdisjoint(value.carries)
    return chosen_by_name(value) or (named and among) or of_history


def _among_others(value: Meaning) -> bool:
    """Whether a value can be a name, and a name of something else or another text as well."""
    names = {name for _, name in value.carries & SPELLED}
    return len(names) > 1 or (bool(names) and not value.carries <= SPELLED | NUMBERED | OF_ONE_ROW)


def check_output(relation: Relation, tree: exp.Expr, problems: Problems) -> None:
    """Note what a rule is about or measures, when a name is it or made it."""
    outputs = tree.selects if isinstance(tree, exp.Query) else []
    for number, column in enumerate(relation.columns.values()):
        if chosen_by_name(column) and WORDED.isdisjoint(column.carries):
            _refuse(outputs[number] if number < len(outputs) else tree, [column], problems)
    _check_subject(relation, tree, problems)


def _check_subject(relation: Relation, tree: exp.Expr, problems: Problems) -> None:
    """A rule is not about a name: of a one-person business, it is that of a person."""
    subject = relation.columns.get("subject", Meaning())
    if not SPELLED.isdisjoint(subject.carries):
        problems.add(
            f"a name or free text as the subject: {_named(SPELLED & subject.carries)}",
            tree,
            expected="the id of a place, an object or a business",
            remedy="select its number, and show the name in evidence",
            check=CHECK,
        )


def altered(node: exp.Expr, made: Meaning) -> bool:
    """Whether a text function yields another text than its column holds, wherever it is used."""
    if isinstance(node, _PIECES):
        return True
    if made.altered or not isinstance(node, _JOINS):
        return made.altered
    return _has_letters(made.literals) or not SPELLED.isdisjoint(made.carries)


def check_constant(node: exp.Expr, made: Meaning, problems: Problems) -> None:
    """Note a problem when a text is made from the rule's own words: it can be written as it is."""
    if isinstance(node, _TEXT_FUNCTIONS) and made.literals and not made.carries:
        problems.add(
            f"a text made from fixed texts: {shown(node)}",
            node,
            expected="a text written as it is",
            remedy="write the text itself in quotes",
        )


def check_pattern(node: exp.Expr, text: Meaning, pattern: str, problems: Problems) -> None:
    """Note a problem when a LIKE pattern or a beginning fits none of a column's codes."""
    _check_parts(node, pattern.strip("%"), text.carries, problems)
    _check_number(node, [pattern], text.carries, problems)
    known = _codes_of(text.carries)
    if known and not any(map(Likeness(pattern).fits, _as_read(node, known))):
        _no_code(node, pattern, text.carries, known, problems)
    as_read = likeness(node, pattern)
    _check_left(node, {code for code in known if as_read.fits(code)}, known, problems)
    if text.altered and _has_letters([pattern]):
        _refuse_piece(node, problems)


def _check_codes(node: exp.Expr, sides: Sequence[Meaning], problems: Problems) -> None:
    carried = frozenset().union(*(side.carries for side in sides))
    known = _codes_of(carried)
    # What the rule itself puts in place of a code, as COALESCE does, may be asked for as well.
    own = frozenset().union(*(side.literals for side in sides if side.carries))
    asked = frozenset().union(*(side.literals for side in sides if not side.carries))
    for literal in sorted(asked - own - {""}):
        _check_parts(node, literal, carried, problems)
    _check_number(node, asked - own, carried, problems)
    for literal in sorted(asked - _as_read(node, known) - own - {""}) if known else []:
        _no_code(node, literal, carried, known, problems)
    if known and asked - own - {""}:
        if isinstance(node, _ORDERS):
            _refuse_order(node, carried, problems)
        read = {each.lower() for each in asked}
        named = {c for c in known if c in asked or (reads_case(node) and c.lower() in read)}
        _check_left(node, named, known, problems)


def _check_left(
    node: exp.Expr, asked: frozenset[str] | set[str], known: frozenset[str], problems: Problems
) -> None:
    """Note a problem when what is asked for, or all but that, is codes of a ground only."""
    for codes in (asked, known - asked if asked else frozenset[str]()):
        grounds = {ground_of_value(code) for code in codes}
        if codes and None not in grounds:
            problems.add(
                f"{shown(node)} tells '{min(codes)}' apart, "
                f"which stands for {min(map(str, grounds))}",
                node,
                expected="a condition that does not single out a ground of discrimination",
                remedy="Take it out.",
            )


def _refuse_order(node: exp.Expr, carried: frozenset[Origin], problems: Problems) -> None:
    problems.add(
        f"the codes of {_named(carried)} in an order of letters: {shown(node)}",
        node,
        expected="codes that are named, with = or IN",
        remedy="name the codes that are meant",
    )


def likeness(node: exp.Expr, pattern: str) -> Likeness:
    """What a LIKE pattern says yes to, in small letters and capitals where it reads them so."""
    return Likeness(pattern, any_case=reads_case(node))


def reads_case(node: exp.Expr) -> bool:
    """Whether a comparison is one of small letters or capitals."""
    return node.find(exp.Lower, exp.Upper) is not None


def _as_read(node: exp.Expr, codes: frozenset[str]) -> frozenset[str]:
    """The codes, and in small letters or capitals where the condition reads them so."""
    small = {code.lower() for code in codes} if node.find(exp.Lower) else set()
    large = {code.upper() for code in codes} if node.find(exp.Upper) else set()
    return codes | small | large


def _check_parts(
    node: exp.Expr, literal: str, carried: frozenset[Origin], problems: Problems
) -> None:
    """Note a problem when a text names a part that a column of joined codes never holds."""
    known = frozenset().union(*(PARTS.get(origin, frozenset()) for origin in carried))
    if not known or any(origin not in PARTS for origin in carried):
        return
    for part in literal.split("|"):
        if part and part not in known:
            _no_code(node, part, carried, known, problems)


def _check_number(
    node: exp.Expr, texts: Iterable[str], carried: frozenset[Origin], problems: Problems
) -> None:
    """Note a problem when a word is asked of a column that holds numbers only."""
    for text in sorted(texts):
        if OWN_NUMBERS & carried and _has_letters([text]) and not any(map(str.isdigit, text)):
            problems.add(
                f"'{text}' is no number of {_named(OWN_NUMBERS & carried)}",
                node,
                expected="a number as the register writes it, with figures in it",
                remedy="Take it out; such a number may be counted, compared with others and shown.",
            )


def _codes_of(carried: frozenset[Origin]) -> frozenset[str]:
    """The codes a value can have; empty when it can be anything else."""
    if not all(origin in CODES for origin in carried):
        return frozenset()
    return frozenset().union(*(CODES[origin] for origin in carried))


def _no_code(
    node: exp.Expr,
    literal: str,
    carried: frozenset[Origin],
    known: frozenset[str],
    problems: Problems,
) -> None:
    problems.add(
        f"'{literal}' is no code of {_named(carried)}",
        node,
        expected="one of " + ", ".join(sorted(known)),
        remedy=suggestion(literal, known) or "see the data dictionary for the codes of a column",
    )


def _refuse_piece(node: exp.Expr, problems: Problems) -> None:
    problems.add(
        f"a piece of a text, or texts put together, in {shown(node)}",
        node,
        expected="a column as it is, compared with a word; pieces with figures only",
        remedy="compare the column itself, or use LIKE with the whole word",
    )


def _named(columns: Iterable[Origin]) -> str:
    return ", ".join(sorted(f"{register}.{name}" for register, name in columns))


def _fixed_texts(node: exp.Expr) -> list[str]:
    return [part.name for part in node.find_all(exp.Literal) if part.is_string]


def _has_letters(texts: Iterable[str]) -> bool:
    return any(char.isalpha() for text in texts for char in text)


def _refuse(node: exp.Expr, held: Iterable[Meaning], problems: Problems) -> None:
    worded = frozenset().union(*(each.carries | each.places for each in held)) & WORDED
    free = bool(worded) and worded <= FREE
    problems.add(
        f"a selection on the words of a free text, {_named(worded)}: {shown(node)}"
        if free
        else f"a selection on the spelling of a name: {shown(node)}",
        node,
        expected="a condition on a column with codes, a date or a count"
        if free
        else "a condition on an activity (SBI), a date or a count",
        remedy="Take it out; a free text holds any word. It may be counted, compared with itself, "
        "and shown."
        if free
        else "Take it out; names may be counted, compared with each other, and shown.",
        check=CHECK,
    )
