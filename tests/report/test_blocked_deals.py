"""What blocks the deals that were reviewed: the sentence, the columns, and what each audience reads of them (Z10)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from bilan.report.audience import COLLECTIVE, MANAGER, individual
from bilan.report.document import Grid, Statements
from bilan.report.figures import Writer
from bilan.report.sections.long_deals import long_deals
from bilan.report.sentences import finding_said
from bilan.report.voice import Voice
from bilan.review.finding import Evidence, Finding, FindingKind

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.plan.dossier import Dossier
    from bilan.report.audience import Audience
    from zignature_dossiers import Zignature

pytestmark = pytest.mark.django_db

FIVE: Evidence = {
    "deals": 5, "reviewed": 3, "left": 2, "beside": 0,
    "budget": 1, "decider": 2, "decider_amount": Fraction(45_000), "decider_priced": 2,
}  # fmt: skip


def said(company: Zignature, language: Language = "fr", **numbers: Fraction | int) -> tuple[str, ...]:
    """The sentence, then why and its limits, with ordinary spaces."""
    finding = Finding("blocked", FindingKind.BLOCKED, "neutral", evidence={**FIVE, **numbers})
    told = finding_said(finding, Voice(company.full, Writer(language, "EUR"), MANAGER))
    return tuple(text.replace("\u00a0", " ") for text in (told.text, *told.whys))


def grids(dossier: Dossier, audience: Audience, language: Language = "fr") -> list[Grid]:
    section = long_deals(Voice(dossier, Writer(language, "EUR"), audience))
    return [part for part in section.parts if isinstance(part, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    return [[heading.text for heading in grid.headings], *([cell.text for cell in row.cells] for row in grid.rows)]


def test_the_reasons_are_told_the_most_frequent_first(company: Zignature) -> None:
    assert said(company) == (
        (
            "3 affaires sur 5 ont eu leur revue de blocage : le décideur pour 2 (45 k€), le budget pour 1. "
            "2 restent à revoir."
        ),
        (
            "Chaque revue note un seul motif, celui qui retient le plus l'affaire, tel que l'équipe l'a compris ; "
            "les montants sont ceux que l'on connaît."
        ),
        "Moins de dix revues : une liste, pas une tendance.",
    )
    assert said(company, "en") == (
        "3 of 5 deals had a blocking review: the decision maker for 2 (€45k), the budget for 1. 2 are left to review.",
        (
            "Each review notes one reason, the one that holds the deal most, as the team understood it; "
            "amounts are those that are known."
        ),
        "Fewer than ten reviews: a list, not a trend.",
    )


def test_one_deal_an_amount_of_some_others_beside_and_many_reviews(company: Zignature) -> None:
    one = said(company, reviewed=1, left=1, decider=0, budget_amount=Fraction(900), budget_priced=1)
    assert one[0] == "1 affaire sur 5 a eu sa revue de blocage : le budget pour 1 (900 €). 1 reste à revoir."
    beside = said(company, left=0, beside=1, budget=2, budget_amount=Fraction(12_000), budget_priced=1)
    assert beside[0] == (
        "3 affaires sur 5 ont eu leur revue de blocage, et 1 autre : le décideur pour 2 (45 k€), "
        "le budget pour 2 (12 k€ pour 1 d'entre elles)."
    )
    alone = said(company, "en", deals=0, reviewed=0, left=0, beside=3)
    assert alone[0].startswith("3 deals had a blocking review: the decision maker for 2 (€45k)")
    assert said(company, deals=0, reviewed=0, left=0, beside=3)[0].startswith(
        "3 affaires ont eu leur revue de blocage : "
    )
    assert len(said(company, budget=8)) == 2  # ten reasons may be read together


def test_managers_read_what_blocks_each_deal_and_what_comes_next(company: Zignature) -> None:
    beyond, others, *_ = grids(company.full, MANAGER)

    assert texts(beyond)[0][-2:] == ["Ce qui bloque", "Suite"]
    assert [row[-2:] for row in texts(beyond)[1:]] == [
        ["Décideur", "Anne présente qui signe."],
        ["Budget", "Demander le budget avec Anne."],
    ]
    assert texts(others) == [
        ["Affaire", "Commercial", "Montant", "Ce qui bloque"],
        ["Parapheur – Serrurerie Giraud", "Anne", "12\u202f619\u00a0€", "Décideur"],
    ]
    assert texts(grids(company.full, MANAGER, "en")[0])[0][-2:] == ["What blocks", "Follow-up"]


def test_an_open_deal_without_a_review_is_to_be_reviewed_and_a_closed_one_is_not(company: Zignature) -> None:
    first, second = company.full.review.over_limit
    review = replace(company.full.review, over_limit=(replace(first, status="open"), second))
    dossier = replace(company.full, blockings=(), review=review)

    grid, *_ = grids(dossier, MANAGER)

    assert [(row.cells[-1].text, row.cells[-1].status) for row in grid.rows] == [("à revoir", "unknown"), ("", "")]
    assert grid.headings[-1].text == "Ce qui bloque"  # nobody wrote a next step
    assert grids(dossier, MANAGER, "en")[0].rows[0].cells[-1].text == "to review"


def test_the_team_reads_how_many_and_why_and_a_rep_their_own_deals(company: Zignature) -> None:
    team = long_deals(Voice(company.full, Writer("fr", "EUR"), COLLECTIVE))

    told = [one.text for part in team.parts if isinstance(part, Statements) for one in part.items]
    # of three reviews, a reason would tell whose deal it is
    assert any("2\u00a0affaires sur 2 ont eu leur revue de blocage, et 1 autre." in one for one in told)
    assert grids(company.full, COLLECTIVE) == []
    assert not any(word in str(team) for word in ("Anne", "Pierre", "qui signe", "Parapheur"))
    own, *_ = grids(company.full, individual("pierre"))
    assert "Commercial" not in texts(own)[0]
    assert [row[-1:] for row in texts(own)[1:]] == [["Demander le budget avec un membre de l'équipe."]]


def test_slow_deals_are_told_one_by_one_to_managers_and_to_each_rep_their_own(company: Zignature) -> None:
    slow = company.full.judged.slow
    assert slow is not None
    of_all, of_pierre = (grids(company.full, audience)[-1] for audience in (MANAGER, individual("pierre")))

    assert texts(of_all)[0][:3] == ["Affaire", "Commercial", "Étape"]
    likely = [one for one in slow.deals if one.chance is not None and one.chance >= 1 / 20]
    assert len(of_all.rows) == min(12, len(likely))
    mine = [one for one in likely if one.rep == "pierre"]
    assert "Commercial" not in texts(of_pierre)[0]
    assert [row[0] for row in texts(of_pierre)[1:]] == [one.name for one in mine[:12]]
    assert all(one.silent_days is None or one.silent_days >= 0 for one in slow.deals)
