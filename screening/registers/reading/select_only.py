"""Whether the query of a source is one SELECT that only reads.

The database is told to allow no writing as well; this says it before the database is asked, and
closes what a read-only transaction leaves open: functions that sleep, read files or call others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

_MOST_TOKENS = 10_000
_DEEPEST = 50
_MOST_BARE_JOINS = 12
"""The parser tries twice as much for every further join without a condition."""
_STARTS = {TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN}
_FUNCTIONS = {
    # of text, numbers and time, in either database
    "age", "btrim", "char", "clock_timestamp", "date_part", "div", "format", "glob", "instr",
    "isfinite", "julianday", "likelihood", "likely", "make_date", "make_time", "make_timestamp",
    "octet_length", "position", "printf", "quote", "quote_ident", "quote_literal", "regexp_match",
    "regexp_matches", "regexp_split_to_array", "regexp_split_to_table", "replace", "rtrim", "ltrim",
    "statement_timestamp", "strftime", "string_to_table", "substr", "timediff", "to_ascii",
    "to_hex", "total", "translate", "unaccent", "unixepoch", "unlikely", "width_bucket",
    # of JSON, arrays and ranges
    "array_ndims", "array_upper", "array_lower", "cardinality", "isempty", "json",
    "json_array_elements", "json_array_elements_text", "json_array_length", "json_each",
    "json_each_text", "json_object_keys", "json_tree", "json_type", "json_typeof", "json_valid",
    "jsonb_array_elements", "jsonb_array_elements_text", "jsonb_array_length", "jsonb_each",
    "jsonb_each_text", "jsonb_object_keys", "jsonb_typeof", "lower_inc", "num_nonnulls",
    "num_nulls", "row_to_json", "to_json", "to_jsonb", "upper_inc",
    # of places
    "st_area", "st_asewkt", "st_asgeojson", "st_astext", "st_centroid", "st_contains",
    "st_geometrytype", "st_intersects", "st_length", "st_perimeter", "st_pointonsurface",
    "st_setsrid", "st_srid", "st_transform", "st_within", "st_x", "st_y",
}  # fmt: skip
"""What the parser knows no kind of its own for, and what only computes."""
_NOT = (exp.ReadCSV, exp.ReadParquet, exp.ToFile, exp.NextValueFor, exp.NetFunc)
_STATEMENTS = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock, exp.Set, exp.Pragma, exp.Attach,
               exp.Detach, exp.Copy, exp.Parameter, exp.Placeholder)  # fmt: skip


def wrong_with(query: str, dialect: str) -> str | None:
    """Why the query may not be asked, or None when it is one SELECT that only reads."""
    written = Dialect.get_or_raise(dialect)
    try:
        tokens = written.tokenize(query)
        while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
            tokens.pop()
        reason = _wrong_form(tokens)
        if reason:
            return reason
        (tree,) = written.parser().parse(tokens, query)
    except (SqlglotError, RecursionError):
        return "the query is no SELECT that can be followed"
    return "the query is empty" if tree is None else next(_wrong(tree), None)


def _wrong_form(tokens: Sequence[Token]) -> str | None:
    kinds = [token.token_type for token in tokens]
    if not kinds or kinds[0] not in _STARTS:
        return "the query is no SELECT"
    if TokenType.SEMICOLON in kinds:
        return "the query holds more than one statement"
    depth = deepest = 0
    for kind in kinds:
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        deepest = max(deepest, depth)
    bare = kinds.count(TokenType.JOIN) - kinds.count(TokenType.ON) - kinds.count(TokenType.USING)
    if len(kinds) > _MOST_TOKENS or deepest > _DEEPEST or bare > _MOST_BARE_JOINS:
        return "the query is too long, or nests too deeply, to be followed; make it a view"
    return None


def _wrong(statement: exp.Expr) -> Iterator[str]:
    if not isinstance(statement, exp.Query):
        yield "the query is no SELECT"
    for node in statement.walk():
        whole = not isinstance(node, exp.CTE | exp.Subquery)
        if not whole and not isinstance(node.this, exp.Query | exp.Table | exp.Values):
            yield "the query is no SELECT throughout"
        if isinstance(node, exp.Into | exp.Lock):
            yield "the query writes, or locks rows: INTO or FOR UPDATE"
        if isinstance(node, _STATEMENTS):
            yield "the query is no SELECT throughout"
        if isinstance(node, _NOT):
            yield f"the query calls {node.key.upper()}, which does more than compute"
        if isinstance(node, exp.Anonymous) and node.name.lower() not in _FUNCTIONS:
            yield f"the query calls {node.name}, which is not among the functions that only compute"
