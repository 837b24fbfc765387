"""Where the pages are."""

from __future__ import annotations

from django.urls import path

from screening.review.api.answering import PATH
from screening.review.api.routes import api
from screening.review.site.pages import pages

urlpatterns = [
    *(path(page.path, page, name=page.name) for page in pages()),
    path(PATH, api.urls),
]
handler403 = "screening.review.site.faults.refused"
handler404 = "screening.review.site.faults.absent"
handler500 = "screening.review.site.faults.broken"
