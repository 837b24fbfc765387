"""What pages show and how they answer: in Dutch, neutral, without the weights, and never cached."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.reference.words import is_neutral
from screening.reference.workflow import workflow_of
from screening.review.presenting import SCORE
from tests.thorough import some

if TYPE_CHECKING:
    from screening.review.models import Case

TEMPLATES = Path(__file__).resolve().parents[3] / "screening" / "review" / "templates"
WEIGHED = {"answer_concrete": "ja", "answer_recent": "ja", "answer_priority": "nee"}


class _Form(HTMLParser):
    """The fields of the form to an address, as a browser would send them."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._action, self._inside = action, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("action") == self._action
        if self._inside and given.get("name"):
            self.fields.setdefault(str(given["name"]), []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def form_to(page: str, case: Case, content: str) -> dict[str, list[str]]:
    parser = _Form(reverse(page, args=[case.reference]))
    parser.feed(content)
    return parser.fields


def sent(page: str, case: Case, content: str, **said: str) -> dict[str, str]:
    hidden = form_to(page, case, content)
    return {"version": hidden["version"][0], "seen": hidden["seen"][0], **said}


@pytest.fixture
def case(first_case: Callable[[str], Case]) -> Case:
    return first_case("tvo")


def shown(browser: Client, case: Case, **query: str) -> str:
    return str(browser.get(reverse("case", args=[case.reference]), query).content.decode())


@pytest.mark.parametrize(
    "listed", some(["tvo", "octopus.auto", "adr", "bibob", "starters", "designation", "care"], of=4)
)
def test_dismissing_takes_as_much_as_going_on(
    listed: str, first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    """T17: one form for all, the same fields for each way, one request for each."""
    case, flow = first_case(listed), workflow_of(listed)
    state = flow.steps["dismiss"].from_[0]
    type(case).objects.filter(pk=case.pk).update(state=state)
    (role, *_) = set.intersection(*({*step.roles} for step in flow.steps_from(state)))
    browser, answers = signed_in(role), dict.fromkeys(flow.states[state].asks, "ja")
    said = {
        "reason": "gelezen",
        "contra": "niets",
        **{f"answer_{k}": v for k, v in answers.items()},
    }
    content = shown(browser, case)
    fields = form_to("decide", case, content)
    assert set(fields["step"]) == {step.name for step in flow.steps_from(state)}
    needed = {}
    for step in fields["step"]:
        for left_out in fields.keys() - {"csrfmiddlewaretoken", "seen", "version"}:
            given = sent("decide", case, content, step=step, **said)
            given.pop(left_out)
            answer = browser.post(reverse("decide", args=[case.reference]), given)
            needed.setdefault(step, set()).add((left_out, answer.status_code))
    assert len({frozenset(each) for each in needed.values()}) == 1
    done = sent("decide", case, content, step="dismiss", **said)
    assert browser.post(reverse("decide", args=[case.reference]), done).status_code == 302
    case.refresh_from_db()
    assert case.state == "dismissed"


def test_what_was_typed_stays_when_something_is_missing(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    coordinator = signed_in("coordinator")
    given = sent("decide", case, shown(coordinator, case), step="weigh", reason="een lange uitleg",
                 contra="", **WEIGHED)  # fmt: skip
    answer = coordinator.post(reverse("decide", args=[case.reference]), given)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "een lange uitleg" in page
    assert "Nog niet vastgelegd" in page
    assert page.count("checked") == 4


def test_the_second_of_two_is_told_what_changed(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    one, other = signed_in("coordinator", name="een"), signed_in("coordinator", name="ander")
    words = {"step": "weigh", "reason": "eigen woorden", "contra": "niets gezien", **WEIGHED}
    address = reverse("decide", args=[case.reference])
    mine = sent("decide", case, shown(one, case), **words)
    theirs = sent("decide", case, shown(other, case), **{**words, "reason": "mijn eigen reden"})
    assert one.post(address, mine).status_code == 302
    answer = other.post(address, theirs)
    page = answer.content.decode()
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.decisions.count() == 1
    assert "veranderd" in page
    assert "een (coördinator ondermijning): weging vaststellen" in page
    assert "mijn eigen reden" in page
    # Sent again after reading, as the page now has it: it is judged as the case is now.
    again = sent("decide", case, page, step="build", reason="gelezen", contra="niets gezien")
    assert other.post(address, again).status_code == 302


def test_a_whole_decision_with_a_second_person(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    coordinator, chair = signed_in("coordinator"), signed_in("chair")
    address = reverse("decide", args=[case.reference])
    words = {"reason": "gelezen", "contra": "niets gezien"}
    coordinator.post(address, sent("decide", case, shown(coordinator, case), step="weigh", **words,
                                   **WEIGHED))  # fmt: skip
    coordinator.post(address, sent("decide", case, shown(coordinator, case), step="intervene",
                                   **words))  # fmt: skip
    assert "wacht op een tweede persoon" in shown(chair, case)
    assert "Wacht op u als tweede persoon (1)" in chair.get(reverse("my_work")).content.decode()
    assert form_to("second", case, shown(coordinator, case)) == {}
    said = sent("second", case, shown(chair, case), agrees="ja", **words)
    assert chair.post(reverse("second", args=[case.reference]), said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.decisions.count()) == ("intervention", 3)


def test_consent_is_recorded_on_a_page(case: Case, signed_in: Callable[..., Client]) -> None:
    chair, coordinator = signed_in("chair"), signed_in("coordinator")
    words = {"reason": "gelezen", "contra": "niets gezien"}
    address = reverse("decide", args=[case.reference])
    coordinator.post(address, sent("decide", case, shown(coordinator, case), step="weigh", **words,
                                   **WEIGHED))  # fmt: skip
    content = shown(chair, case)
    link = reverse("consent", args=[case.reference, "triangle"])
    assert link in content
    refused = chair.post(address, sent("decide", case, content, step="offer", **words))
    assert "driehoek" in refused.content.decode()
    for given, status in (("2999-01-01", 400), ("", 400), ("2026-01-05", 302)):
        answer = chair.post(link, {"given_on": given, "words": "akkoord van alle drie"})
        assert answer.status_code == status
    done = chair.post(address, sent("decide", case, shown(chair, case), step="offer", **words))
    assert done.status_code == 302
    assert case.consents.get().words == "akkoord van alle drie"


def test_the_weights_are_hidden_until_somebody_asks(
    case: Case, signed_in: Callable[..., Client], settings: Any
) -> None:
    from screening.lists import LISTS

    browser = signed_in("coordinator")
    headings = {c.heading for c in LISTS[case.list].open_columns if c.key in SCORE}
    as_shown = {f"<dt>{heading}</dt>" for heading in headings}
    assert not [heading for heading in as_shown if heading in shown(browser, case)]
    assert [heading for heading in as_shown if heading in shown(browser, case, toon="punten")]
    project = settings.SCREENING
    review = project.review.model_copy(update={"show_score": True})
    settings.SCREENING = project.model_copy(update={"review": review})
    assert [heading for heading in as_shown if heading in shown(browser, case)]


@pytest.mark.parametrize("name", ["octopus.auto", "tvo", "adr", "designation"])
def test_a_case_shows_everything_its_list_says(
    name: str, first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    from screening.lists import LISTS

    case = first_case(name)
    page = shown(signed_in("coordinator"), case)
    kind, told = LISTS[name], case.now.told
    placed = [*kind.paper.page, *kind.paper.selection] or None
    columns = [c for part in placed or [] for c in part.of(kind.open_columns)] or kind.open_columns
    expected = [c for c in columns if told.get(c.key) and not c.hidden and c.key not in SCORE]
    assert expected
    for column in expected:
        assert re.search(f"<(dt|h2)>{re.escape(column.heading)}</", page)
    assert page.partition("<main")[2].count("<details>") == len(case.now.signals)


class _Rows(HTMLParser):
    """The rows of the tables of a page that say what was read, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.rows.append([])
        self._cell = tag in {"td", "th"}
        if self._cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("name", ["octopus.auto", "tvo", "adr"])
def test_each_reason_shows_its_values_with_source_and_date(
    name: str, first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    case = first_case(name)
    read = _Rows()
    read.feed(shown(signed_in("coordinator"), case))
    values = [value for signal in case.now.signals for value in signal["values"]]
    assert values
    for value in values:
        day = value["reference_date"]
        told = "onbekend" if day is None else "-".join(reversed(day.split("-")))
        assert re.fullmatch(r"onbekend|\d\d-\d\d-\d{4}", told)
        assert value["source"]
        row = [value["label"], value["text"] or "onbekend", value["source"], told]
        assert row in read.rows, row


def test_the_protected_annex_is_for_few(
    first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    case = first_case("octopus.auto")
    assert case.now.annex
    assert "Afgeschermd" in shown(signed_in("coordinator"), case)
    assert "Afgeschermd" not in shown(signed_in("analyst"), case)
    assert not set(case.now.told) & {c for c in case.now.annex if c not in {"rank", "address"}}


def test_an_address_has_a_map_and_a_timeline(
    first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    page = shown(signed_in("coordinator"), first_case("octopus.auto"))
    assert page.count("<path") > 3
    assert page.count('fill="#93b4d2"') == 1
    assert re.search(r"<li>\d\d-\d\d-\d{4}, Eerdere bezoeken: ", page)
    assert re.search(r"<li>\d\d-\d\d-\d{4}, Nieuwste gegeven van een signaal: [^,(<]+</li>", page)
    assert "Run: voor het eerst op de lijst" in page


def test_a_timeline_shows_a_permit_a_closure_and_a_change(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    """What registers date and what a run found stand in one order, the first day first."""
    from screening.review.models import CaseSeen, LoadedRun

    row, told = dict(case.now.row), dict(case.now.told)
    row["happened"] = [
        {"date": "2023-04-05", "what": "Sluiting", "where": "Kade 1"},
        {"date": "2021-02-03", "what": "Vergunning verleend", "where": "Kade 1"},
    ]
    told["happened"] = ["Sluiting, Kade 1", "Vergunning verleend, Kade 1"]
    run = LoadedRun.objects.create(
        name="2099-02-01-later", as_of=dt.date(2099, 2, 1), municipality="Meerwolde", lists={}
    )
    case.now = CaseSeen.objects.create(
        case=case, run=run, standing="listed", key=case.now.key, rank=1, row=row, told=told,
        changed=["nieuw signaal: te veel bewoners"], digest=f"{7:064d}",
    )  # fmt: skip
    case.save()
    page = shown(signed_in("coordinator"), case)
    at = [
        page.index(f"<li>{event}")
        for event in (
            "03-02-2021, Gebeurtenis: Vergunning verleend, Kade 1</li>",
            "05-04-2023, Gebeurtenis: Sluiting, Kade 1</li>",
            "01-02-2099, Run: op de lijst; nieuw signaal: te veel bewoners</li>",
        )
    ]
    assert at == sorted(at)


@pytest.mark.parametrize(("asked", "kept"), [
    ({"stand": "weighed"}, {1}), ({"stand": "dismissed"}, set()), ({"run": "nieuw"}, {2}),
    ({"run": "veranderd"}, {3}), ({"stand": "weighed", "run": "nieuw"}, set()),
])  # fmt: skip
def test_state_and_new_narrow_a_list(
    asked: dict[str, str], kept: set[int], signed_in: Callable[..., Client]
) -> None:
    from screening.review.models import Case as Every

    every = Every.objects.filter(list="tvo").order_by("rank", "pk")
    every.update(state="received", new=False, changed=False, standing="listed")
    numbered = {number: each.reference for number, each in enumerate(every[:4], 1)}
    for number, change in ((1, {"state": "weighed"}), (2, {"new": True}), (3, {"changed": True})):
        every.filter(reference=numbered[number]).update(**change)
    page = signed_in("coordinator").get(reverse("list", args=["tvo"]), asked).content.decode()
    found = set(re.findall(r'href="/zaken/([^/"]+)/"', page))
    assert found == {numbered[number] for number in kept}
    assert f"<p>{len(kept)} casus" in page


@pytest.mark.parametrize("name", ["octopus.auto", "tvo", "adr", "designation"])
def test_nothing_is_decided_of_many_at_once(name: str, signed_in: Callable[..., Client]) -> None:
    """T16: on a list nothing is sent in but that somebody leaves; a row cannot be ticked."""
    browser = signed_in("coordinator")
    address = reverse("list", args=[name])
    page = browser.get(address).content.decode()
    assert page.count("/zaken/") > 1
    forms = re.findall(r"<form[^>]*>", page)
    sending = [each for each in forms if 'method="post"' in each]
    assert len(sending) == 1
    assert f'action="{reverse("sign_out")}"' in sending[0]
    assert 'type="checkbox"' not in page
    assert "formaction" not in page
    assert browser.post(address, {"step": "dismiss"}).status_code == 405


def test_looking_is_recorded_and_the_officer_sees_who_but_not_why(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    shown(signed_in("coordinator"), case)
    officer = signed_in("privacy_officer")
    page = officer.get(reverse("trail"), {"q": case.reference}).content.decode()
    assert "coordinator" in page
    assert str(case.now.told["strongest"][0])[:40] not in page
    assert officer.get(reverse("case", args=[case.reference])).status_code == 403
    assert case.accesses.count() == 2


@pytest.mark.parametrize("part", ["adres", "handelsnaam", "nummer"])
def test_search_by_address_number_and_name(
    part: str, first_case: Callable[[str], Case], signed_in: Callable[..., Client]
) -> None:
    case = first_case("octopus.auto")
    key = {"adres": "address", "handelsnaam": "trade_name", "nummer": "kvk_nr"}[part]
    asked = case.now.told[key][0].upper()[:20]
    page = signed_in("inspector").get(reverse("search"), {"q": asked}).content.decode()
    assert f"/zaken/{case.reference}/" in page


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_templates_are_neutral_and_hold_nothing_that_runs(template: Path) -> None:
    text = template.read_text("utf-8")
    words = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", text)
    for line in filter(str.strip, words.splitlines()):
        assert is_neutral(line), line
    assert not re.search(r"<script|\son\w+=|\sstyle=|javascript:|https?://|<style", text)
    assert not re.search(r"\|safe|autoescape off", text)


def test_the_look_has_no_red_and_green() -> None:
    css = (TEMPLATES.parent / "static" / "review" / "site.css").read_text("utf-8")
    colours = set(re.findall(r"#[0-9a-f]{6}", css))
    assert len(colours) > 5
    for colour in colours:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert not red > 1.6 * max(green, blue), colour
        assert not green > 1.6 * max(red, blue), colour
    assert not re.search(r"\b(red|green|tomato|crimson|lime)\b", css)
    assert "url(" not in css


def test_a_longer_list_asks_the_database_no_more_often(signed_in: Callable[..., Client]) -> None:
    browser = signed_in("coordinator")

    def asked(**filters: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as questions:
            shown = browser.get(reverse("list", args=["octopus.kamer"]), filters).content.decode()
        return shown.count('<th scope="row">'), len(questions)

    asked()  # what is loaded at the first request
    (many, often), (few, seldom) = asked(), asked(run="gone")
    assert many > few + 10
    assert often <= seldom + 1
