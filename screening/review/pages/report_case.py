"""A report that came in: what was told, what was done with it, and the next step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from screening.reference.roles import holding, roles
from screening.reference.workflow import questions
from screening.review.deciding import RefusedError
from screening.review.models import Report, ReportAccess, ReportStep
from screening.review.own_reports import rewrite_after
from screening.review.pages.reports import shown
from screening.review.places import FARTHER
from screening.review.reporting import (
    Choice,
    addresses_for,
    answer,
    asks_address,
    flow,
    is_placed,
    may_answer,
    pending,
    steps_for,
    take,
)
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, Viewer, project_of_site

_LONGEST = 2_000
_NOWHERE = "-"


class _Form(forms.Form):
    """The next step with its reason; every step asks the same."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    step = forms.ChoiceField(label="Stap", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Waarom", max_length=_LONGEST, help_text="In woorden die u later kunt uitleggen.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, report: Report, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, initial={"version": report.version})
        self.waits = pending(report)
        if self.waits is not None:
            choices = [("agree", "bevestigen"), ("decline", "niet bevestigen")]
            self.asks: tuple[str, ...] = ()
        else:
            choices = [(step.name, step.title) for step in steps_for(report, viewer)]
            self.asks = flow().states[report.state].asks
        self.fields["step"].choices = choices  # type: ignore[attr-defined]
        for name in self.asks:
            question = questions()[name]
            self.fields[name] = forms.ChoiceField(
                label=question.title, choices=[*question.choices.items()],
                widget=forms.RadioSelect,
            )  # fmt: skip
        self.places = asks_address(report)
        if self.places:
            self.fields["address"] = _address(report)
        self.order_fields(["version", *self.asks, "address", "step", "reason"])

    def act(self, viewer: Viewer, reference: str) -> ReportStep:
        """Do what was chosen. Raises RefusedError."""
        said = self.cleaned_data
        chosen = Choice(
            said["step"], said["reason"], said["version"],
            {name: said[name] for name in self.asks},
            said["address"].removeprefix(_NOWHERE) if self.places else None,
        )  # fmt: skip
        if self.waits is None:
            return take(viewer, reference, chosen)
        return answer(viewer, reference, chosen, agrees=said["step"] == "agree")


def _address(report: Report) -> forms.ChoiceField:
    """Which address a report with only a point is about; that it is none has to be said."""
    around = [(each.pk, each.address) for each in addresses_for(report)]
    none = "geen van deze: de melding blijft bewaard, en telt op geen lijst mee"
    return forms.ChoiceField(
        label="Om welk adres gaat het", choices=[*around, (_NOWHERE, none)],
        widget=forms.RadioSelect, help_text="De melding heeft alleen een punt. Zonder adres hoort "
        f"zij voor de volgende run nergens bij. Dit staat binnen {FARTHER:.0f} meter."
        if around else f"Binnen {FARTHER:.0f} meter van het punt van de melding staat geen adres.",
        error_messages={"required": "Kies een adres, of dat het geen van deze is."},
    )  # fmt: skip


def view(request: ReviewRequest, report: str) -> HttpResponseBase:
    """The page, which is recorded; or the step that was sent in."""
    viewer = request.viewer
    found = get_object_or_404(Report.objects.select_related("content"), reference=report,
                              content__isnull=False)  # fmt: skip
    acting = bool(steps_for(found, viewer)) or may_answer(found, viewer)
    sent = request.POST if request.method == "POST" and acting else None
    form = _Form(found, viewer, sent) if acting else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            made = form.act(viewer, report)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            rewrite_after(project_of_site())
            title = flow().steps[made.step].title
            messages.success(request, f"Vastgelegd: {title}, {made.get_kind_display()}.")
            return redirect("report_case", report=report)
    _note(viewer, found)
    context = {
        "report": shown(found),
        "with_reporter": viewer.may("reporters"),
        "steps": _steps(found),
        "form": form,
        "nowhere": flow().states[found.state].counts and not is_placed(found),
    }
    refused = request.method == "POST"
    return render(request, "review/report_case.html", context, status=400 if refused else 200)


def _steps(report: Report) -> list[ReportStep]:
    found = list(report.steps.all())
    for each in found:
        each.step_title = flow().steps[each.step].title
        each.role_title = roles()[each.role].title
        each.answered = [
            (questions()[name].title, questions()[name].choices.get(code, code))
            for name, code in each.answers.items()
        ]
    return found


def _note(viewer: Viewer, report: Report) -> None:
    account = viewer.account
    ReportAccess.objects.create(
        report=report, user=account, user_name=str(account)[:200],
        role=",".join(name for name in roles() if name in viewer.roles)[:63],
        with_reporter=viewer.may("reporters"),
    )  # fmt: skip


PAGE = Page(
    "report_case", "meldingen/<str:report>/", "Melding", holding("weigh"), view,
    methods=("GET", "POST"),
)  # fmt: skip
