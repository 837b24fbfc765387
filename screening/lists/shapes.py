"""The structured values of lists: what is in them, and how they read as Dutch text."""

from __future__ import annotations

from screening.lists.column import Piece, Shape

HIT = Shape(
    (
        ("family", "text"), ("rule", "text"), ("version", "whole"), ("title", "text"),
        ("severity", "whole"), ("date", "date"), ("basis", "text"), ("times", "whole"),
    ),
    (Piece("title"), Piece("rule", " (", ")"), Piece("date", ", "), Piece("basis", ", ")),
)  # fmt: skip
"""A rule that put the row on the list: its newest fact, its own basis, how often it hit."""
PERMIT = Shape(
    (
        ("kind", "text"), ("holder", "text"), ("operators", "whole"), ("until", "date"),
        ("missing", "texts"),
    ),
    (
        Piece("kind"), Piece("holder", ", houder "), Piece("operators", ", exploitanten: "),
        Piece("until", ", geldig tot "), Piece("missing", "; niet bekend: "),
    ),
)  # fmt: skip
VISIT = Shape(
    (
        ("date", "date"), ("agency", "text"), ("theme", "text"), ("findings", "texts"),
        ("follow_up", "text"), ("units", "whole"),
    ),
    (
        Piece("date"), Piece("agency", ", "), Piece("theme", ", thema "),
        Piece("units", ", bij ", " eenheden"), Piece("findings", ": "),
        Piece("follow_up", "; hercontrole "),
    ),
)  # fmt: skip
"""A visit; of a park, those to several units that are alike are one with their number."""
OWNER = Shape(
    (("kind", "text"), ("right", "text"), ("since", "date"), ("other_objects", "whole")),
    (
        Piece("kind"), Piece("right", ", "), Piece("since", " sinds "),
        Piece("other_objects", ", andere objecten: "),
    ),
)  # fmt: skip
REGISTRATION = Shape(
    (("register", "text"), ("what", "text"), ("date", "date")),
    (Piece("register"), Piece("what", ": "), Piece("date", ", ")),
)
EXPECTED = Shape(
    (("role", "text"), ("persons", "whole"), ("source", "text")),
    (Piece("role"), Piece("persons", ": "), Piece("source", " (", ")")),
)
"""Who should be there: a role and how many people hold it; names stay in the source."""
PARTNER = Shape(
    (("partner", "text"), ("question", "text")), (Piece("partner"), Piece("question", ": "))
)
POWER = Shape(
    (("partner", "text"), ("power", "text"), ("identification", "text"), ("entry", "text")),
    (
        Piece("partner"), Piece("power", ": "), Piece("identification", "; "),
        Piece("entry", "; toegang: "),
    ),
)  # fmt: skip
INTERVENTION = Shape(
    (("title", "text"), ("article", "text"), ("when", "text"), ("who", "text"), ("term", "text")),
    (
        Piece("title"), Piece("article", " (", ")"), Piece("when", "; als: "),
        Piece("who", "; wie: "), Piece("term", "; "),
    ),
)  # fmt: skip
HAPPENED = Shape(
    (("date", "date"), ("what", "text"), ("where", "text")),
    (Piece("what"), Piece("where", ", ")),
)
"""Something that registers date; the day itself stands beside it in a timeline."""
SOURCE = Shape(
    (("source", "text"), ("facts", "whole"), ("newest", "date")),
    (Piece("source"), Piece("facts", ", aantal gegevens: "), Piece("newest", ", nieuwste ")),
)
"""A register behind the reasons: how many facts of it, each counted once, and the newest."""
WANTED = Shape(
    (("what", "text"), ("supplier", "text"), ("basis", "text")),
    (Piece("what"), Piece("supplier", ": bij "), Piece("basis", " (", ")")),
)
"""What is not known, who can supply it, and on which basis."""
LOAN = Shape(
    (("amount", "number"), ("lender", "text"), ("contract", "text")),
    (Piece("lender"), Piece("amount", ", € "), Piece("contract", ", overeenkomst: ")),
)
STEP = Shape(
    (("date", "date"), ("event", "text"), ("result", "text")),
    (Piece("date"), Piece("event", ": "), Piece("result", ", ")),
)
"""A step in the procedure of an application."""
FIGURE = Shape(
    (
        ("what", "text"), ("period", "text"), ("count", "number"), ("denominator", "text"),
        ("value", "number"), ("expected", "number"), ("ratio", "number"), ("lower", "number"),
        ("upper", "number"), ("level", "text"), ("peers", "whole"),
    ),
    (
        Piece("what"), Piece("period", " (", ")"), Piece("count", ": "),
        Piece("denominator", " op "), Piece("value", ", dat is "),
        Piece("expected", ", verwacht "), Piece("ratio", "; verhouding "),
        Piece("lower", " (95%-interval "), Piece("upper", " tot ", ")"), Piece("level", ", "),
        Piece("peers", ", gebieden vergeleken: "),
    ),
)  # fmt: skip
"""A figure of a branch or area against its peers."""
