"""What the answers of the API hold; the names and texts stand in its description."""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, TypeVar

from ninja import Field, Schema

from screening.review.models import Decision, Standing

T = TypeVar("T")


class PageOf(Schema, Generic[T]):
    """A part of what there is; links to what stands before and after it."""

    count: int = Field(description="Hoeveel er zijn, van wat dit systeem mag zien.")
    next: str | None = Field(description="Adres van wat volgt; null aan het eind.")
    previous: str | None = Field(description="Adres van wat ervoor staat; null aan het begin.")
    results: list[T]


class RunShape(Schema):
    """Een run die in de site is geladen."""

    name: str
    as_of: dt.date = Field(description="Peildatum van de gegevens.")
    municipality: str
    loaded_at: dt.datetime
    lists: list[str] = Field(description="De lijsten van deze run die dit systeem mag lezen.")


class ListShape(Schema):
    """Een lijst, met hoeveel erop staat in de laatste run."""

    name: str
    title: str
    listed: int = Field(description="Casussen op de lijst.")
    new: int = Field(description="Daarvan niet eerder gezien.")
    open: int = Field(description="Daarvan in een stand die het werk niet afsluit.")
    suppressed: int = Field(description="Daarvan met elk signaal onderdrukt, en weggelaten.")


class ListFacts(ListShape):
    """Een lijst met wat zij van zichzelf zegt, zoals doel, grondslag en peildatum."""

    facts: dict[str, str]
    notes: list[str]


class CaseShape(Schema):
    """Een casus: een regel van een lijst die mensen beoordelen. Een reden om te kijken."""

    reference: str
    list: str
    title: str
    state: str = Field(description="Stand in de behandeling.")
    standing: Standing = Field(description="Hoe de casus er in de laatste run bij staat.")
    new: bool
    changed: bool
    district: str
    neighbourhood: str
    suppressed: int = Field(description="Hoeveel signalen van de casus zijn onderdrukt.")
    version: int = Field(description="Hoeveel stappen er zijn vastgelegd.")
    opened: dt.datetime
    since: dt.datetime = Field(description="Sinds wanneer de casus in deze stand is.")


class RowShape(CaseShape):
    """Een casus met de regel van de lijst."""

    row: dict[str, Any] = Field(description="Kolom en waarde; null is onbekend, niet afwezig.")


class WholeCase(RowShape):
    """Een casus met de regel, de signalen erachter, en het afgeschermde deel voor wie dat mag."""

    signals: list[dict[str, Any]]
    annex: dict[str, list[str]] | None = Field(description="null voor wie dit niet mag lezen.")


class DecisionShape(Schema):
    """Een stap van een casus, zoals een mens die vastlegde; wordt nooit meer veranderd."""

    case: str
    version: int
    kind: Decision.Kind
    step: str
    from_state: str
    to_state: str
    reason: str
    contra: str = Field(description="Wat er tegen pleit.")
    answers: dict[str, str]
    user: str
    role: str
    time: dt.datetime
    run: str
