"""Zignature's dossiers, with its real figures and what its people wrote; and dossiers of companies that have little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from bilan.plan.dossier import Dossier, State
from bilan.plan.plan import Action, Decision, Plan, Session, Status
from bilan.plan.proposals import proposals
from bilan.review.blocking import Blocking, Reason, blocked, reviewed_deals
from bilan.review.findings import findings
from bilan.review.judgement import judgement
from bilan.review.last_plan import effects
from bilan.review.review import review
from bilan.review.story import Answer, Check, Story, StoryKind
from bilan.review.story_checks import check_story
from companies import load

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import Strategy

FOLDER = Path(__file__).parents[1] / "examples" / "zignature"
TODAY = date(2027, 1, 4)
TOLD = date(2026, 10, 5)
NAMES = ("Paul", "Anne", "Karim", "Léa", "Pierre", "Claire", "Marc", "Sofia")

STORIES = (
    Story(
        1,
        "2026-T3",
        StoryKind.FAILURE,
        "J'ai perdu du temps en RDV-D avec des prospects non qualifiés.",
        "Pierre",
        TOLD,
        about="rep:pierre",
        kpi="qualif_rate",
        check=Check.UNQUALIFIED,
        follow_up="adjust",
    ),
    Story(
        2,
        "2026-T3",
        StoryKind.PRACTICE,
        "Je bloque deux matinées par semaine ; la liste de Paul est prête la veille.",
        "Paul",
        TOLD,
        about="rep:paul",
        kpi="rdv_d",
        finding="standout:rdv_d:paul",
        check=Check.KPI,
        follow_up="replicate",
    ),
    Story(
        3,
        "2026-T3",
        StoryKind.SUCCESS,
        "Le rappel d'Anne et de Léa par SMS change tout. Pierre aussi l'a vu.",
        "Léa",
        TOLD,
        about="rep:lea",
        kpi="no_show_rate",
        check=Check.NO_SHOW,
        follow_up="replicate",
    ),
)
ANSWERS = (
    Answer("story:1", "Pierre", "Le salon de juin me les avait transmis sans tri.", date(2026, 10, 6)),
    Answer(
        "standout:no_show_rate:pierre",
        "Pierre",
        "Mes prospects de salon confirment rarement.",
        date(2026, 10, 6),
        is_contest=True,
    ),
)
BLOCKINGS = (  # the two deals beyond the limit, then a silent one
    Blocking(1, "2026-T3", "A-0607", Reason.DECIDER, "Paul", TOLD, "Anne présente qui signe."),
    Blocking(2, "2026-T3", "A-0637", Reason.BUDGET, "Pierre", TOLD, "Demander le budget avec Anne."),
    Blocking(3, "2026-T3", "A-0001", Reason.DECIDER, "Directrice", TOLD),
)
LAST = (
    Action(
        1,
        "2026-T2",
        "Rappel par SMS la veille de chaque rendez-vous",
        "process",
        "no_show_rate",
        "Anne",
        date(2026, 7, 15),
        scope="rep:anne,rep:karim,rep:lea,rep:paul",
        starts_on=date(2026, 7, 1),
        expected=Fraction(8, 100),
        status=Status.DONE,
        done_on=date(2026, 7, 10),
    ),
    Action(
        2,
        "2026-T2",
        "RDV-C de Sofia à deux, avec la direction",
        "coaching",
        "win_rate",
        "Directrice",
        date(2026, 9, 30),
        scope="rep:sofia",
        starts_on=date(2026, 7, 1),
        expected=Fraction(2, 5),
        status=Status.DROPPED,
        reason="agenda incompatible avec celui de Sofia",
    ),
    Action(
        3,
        "2026-T2",
        "Relire les affaires dormantes",
        "process",
        "stalled",
        "sofia",
        date(2026, 9, 30),
        scope="company",
        starts_on=date(2026, 7, 1),
        status=Status.CARRIED_OVER,
        times_carried=2,
        is_orphan=True,
    ),
)
SESSIONS = (
    Session(
        1,
        "2026-T3",
        date(2026, 10, 8),
        "Que reprendre de l'expérience de Pierre ?",
        ("pierre", "claire", "lea"),
        origin="story:1",
        options=("Un appel de 15 minutes", "L'idée de Claire"),
        outcome="Un appel de 15 minutes",
    ),
)
DECISIONS = (
    Decision(
        "target:bookings:each_rep",
        "accepted",
        "Directrice",
        date(2026, 10, 9),
        "L'équipe est à 140 %.",
        Fraction(120_000),
    ),
    Decision(
        "recommendation:rdv_d_week",
        "accepted",
        "Directrice",
        date(2026, 10, 9),
        "La méthode est présentée.",
        Fraction(6),
    ),
)
ACTIONS = (
    Action(
        4,
        "2026-T3",
        "Paul présente sa méthode de prospection à l'équipe",
        "sharing",
        "rdv_d_week",
        "paul",
        date(2026, 10, 16),
        origin="standout:rdv_d:paul",
        scope="company",
        starts_on=date(2026, 10, 12),
        baseline=Fraction(5),
        expected=Fraction(6),
    ),
    Action(
        5,
        "2026-T3",
        "Appel de 15 minutes avant chaque RDV-D physique",
        "process",
        "qualif_rate",
        "claire",
        date(2026, 12, 31),
        origin="session:1",
        scope="rep:claire,rep:pierre",
        starts_on=date(2026, 10, 1),
        baseline=Fraction(76, 100),
        expected=Fraction(9, 10),
    ),
)


@dataclass(frozen=True)
class Zignature:
    """The company's facts, and the dossiers of its third quarter: full, under way, and of a period without rows."""

    facts: Facts
    strategy: Strategy
    full: Dossier
    under_way: Dossier
    empty: Dossier


def zignature(home: Path, blocker: DjangoDbBlocker) -> Zignature:
    """Load the example once and put its dossiers together."""
    tables = {"deals": FOLDER / "deals.csv", "meetings": FOLDER / "meetings.csv", "measures": FOLDER / "calls.csv"}
    loaded = load(home, FOLDER / "strategy.toml", tables, TODAY, blocker)
    facts, strategy = loaded.facts, loaded.strategy
    return Zignature(
        facts,
        strategy,
        full=dossier(facts, strategy, "2026-T3", TODAY, stories=STORIES),
        under_way=dossier(facts, strategy, "2026-T4", date(2026, 11, 16)),
        empty=Dossier(review(facts, strategy, loaded.period("2031-T1"), today=date(2031, 4, 2)), State.DRAFT),
    )


def dossier(facts: Facts, strategy: Strategy, period: str, today: date, *, stories: Sequence[Story] = ()) -> Dossier:
    """A dossier as the application puts it together; with stories comes everything else that people wrote."""
    found = review(facts, strategy, strategy.company.calendar.parse(period), today=today)
    judged = judgement(facts, strategy, found)
    said = findings(facts, strategy, found, judged)
    checked = tuple(
        check_story(story, facts, strategy, found, said, answers=ANSWERS, judged=judged) for story in stories
    )
    proposed = proposals(facts, strategy, found, said, checked, judged=judged)
    if not stories:
        return Dossier(found, State.DRAFT, judged=judged, findings=said, plan=Plan(proposed))
    reviewed = reviewed_deals(BLOCKINGS, facts, strategy, found)
    return Dossier(
        found,
        State.IN_REVIEW,
        judged=judged,
        findings=(*said, *blocked(reviewed, found)),
        blockings=reviewed,
        stories=checked,
        answers=ANSWERS[1:],
        last_actions=LAST,
        last_effects=effects(LAST, facts, strategy, found.window),
        plan=Plan(proposed, DECISIONS, SESSIONS, ACTIONS),
        consents=frozenset({"paul"}),
    )
