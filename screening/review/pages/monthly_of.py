"""The monthly picture of a month that is named."""

from __future__ import annotations

from screening.reference.roles import holding
from screening.review.pages.monthly import view
from screening.review.site.page import Page

PAGE = Page("monthly_of", "maandbeeld/<str:month>/", "Maandbeeld", holding("areas"), view)
