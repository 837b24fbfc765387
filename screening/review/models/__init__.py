"""What the review site keeps: one file per group of records."""

from __future__ import annotations

from screening.review.models.access import Access, Destruction, ListAccess
from screening.review.models.account import Account
from screening.review.models.cases import (
    Case,
    CaseArea,
    CaseLink,
    CaseMember,
    CaseName,
    CasePack,
    CaseSeen,
    CaseTopic,
    Standing,
)
from screening.review.models.decisions import ByPerson, Consent, Decision, SharePackage, Vote
from screening.review.models.figures import FigureNote
from screening.review.models.inserted import Inserted, OnlyInsertedError
from screening.review.models.meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesRemark,
    Treatment,
    VoteClosing,
)
from screening.review.models.places import KnownAddress
from screening.review.models.reports import (
    Report,
    ReportAccess,
    ReportContent,
    ReportDestruction,
    ReportStep,
)
from screening.review.models.runs import LoadedRun
from screening.review.models.suppressions import Suppression, SuppressionEnd
from screening.review.models.system import SystemToken
from screening.review.models.visits import FormDraft

__all__ = [
    "Access",
    "Account",
    "AgendaItem",
    "Attendance",
    "ByPerson",
    "Case",
    "CaseArea",
    "CaseLink",
    "CaseMember",
    "CaseName",
    "CasePack",
    "CaseSeen",
    "CaseTopic",
    "Consent",
    "Decision",
    "Destruction",
    "FigureNote",
    "FormDraft",
    "Inserted",
    "KnownAddress",
    "ListAccess",
    "LoadedRun",
    "Meeting",
    "Minutes",
    "MinutesRemark",
    "OnlyInsertedError",
    "Report",
    "ReportAccess",
    "ReportContent",
    "ReportDestruction",
    "ReportStep",
    "SharePackage",
    "Standing",
    "Suppression",
    "SuppressionEnd",
    "SystemToken",
    "Treatment",
    "Vote",
    "VoteClosing",
]
