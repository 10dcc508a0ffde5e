"""Who leaves, whom nobody replaces yet, who changes name: whose figures and whose targets they are (EC-52 to EC-63)."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bilan.app.changes import changes
from bilan.app.dossiers import open_dossier
from bilan.kpis.scope import Scope
from bilan.plan.current import Current
from bilan.plan.presence_of import days_of
from bilan.report.audience import MANAGER
from bilan.report.document import Document, Grid, Paragraph
from bilan.report.figures import Writer
from bilan.report.sections import document, document_of
from bilan.report.sentences import target_said
from bilan.report.voice import Voice
from bilan.review.eligible import eligible
from bilan.review.fairness import Load, uneven_loads
from bilan.strategy.checks import problems
from bilan.strategy.document import Membership, Rep, Strategy, WorkingTime
from bilan.strategy.presence import members, present_days
from bilan.strategy.targets import target_for
from desk import Desk, Target, zignature

HEAD = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature |"
NORD, SUD = (Membership(team="nord"),), (Membership(team="sud"),)


def deals(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def asked(scope: str, value: int) -> Target:
    return Target(kpi="bookings", scope=scope, window="2026-T3", value=Decimal(value))


def promised(strategy: Strategy, scope: str) -> Fraction | None:
    promise = target_for(strategy, "bookings", scope, strategy.reviewed)
    return promise.value if promise else None


def with_rep(rep: Rep, *targets: Target) -> Strategy:
    """Zignature where one rep is another, or comes in addition."""
    others = tuple(one for one in zignature().reps if one.key != rep.key)
    return zignature(reps=(*others, rep), targets=targets)


def texts(page: Document) -> list[str]:
    """Every paragraph, cell and note of a document, plain spaces."""
    parts = [part for section in page.sections for part in section.parts]
    said = [part.text for part in parts if isinstance(part, Paragraph)]
    said += [text for part in parts if isinstance(part, Grid) for row in part.rows for cell in row.cells
             for text in (cell.text, cell.note)]  # fmt: skip
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in said]


# -- EC-52: who leaves in mid-period ------------------------------------------------------------------------------

GONE = Rep(key="anne", name="Anne", teams=NORD, left_on=date(2026, 8, 14))


def test_ec_52_who_leaves_is_asked_the_days_that_they_were_there() -> None:
    """EC-52: 32 of the quarter's 65 working days; the other 33 are asked of nobody else."""
    strategy = with_rep(GONE, asked("each_rep", 65_000))

    assert [promised(strategy, scope) for scope in ("rep:anne", "rep:paul", "team:nord")] == [32_000, 65_000, 97_000]


def test_ec_52_what_a_leaver_signed_stays_theirs_and_what_is_open_goes_to_the_successor_with_its_date(
    desk: Desk,
) -> None:
    desk.follow(with_rep(GONE))
    desk.today = date(2026, 8, 13)
    first = desk.load(deals("| A1 | Durand | Anne | 1 000,00 | Gagnée | 2026-06-01 | 2026-07-20 |",
                            "| A2 | Petit | Anne | 500,00 | Ouverte | 2026-06-02 | |"))  # fmt: skip
    assert (desk.figure("pipe", scope="rep:anne"), desk.figure("pipe", scope="rep:paul")) == (500, 0)

    desk.today = date(2026, 8, 17)
    taken = desk.load(deals("| A1 | Durand | Paul | 1 000,00 | Gagnée | 2026-06-01 | 2026-07-20 |",
                            "| A2 | Petit | Paul | 500,00 | Ouverte | 2026-06-02 | |"))  # fmt: skip

    assert (desk.figure("bookings", scope="rep:anne"), desk.figure("bookings", scope="rep:paul")) == (1000, 0)
    assert (desk.figure("pipe", scope="rep:anne"), desk.figure("pipe", scope="rep:paul")) == (0, 500)
    found = changes(desk.workspace, "2026-T3", since=first.import_id, today=desk.today)
    moved = [(row.key, row.before, row.after) for row in found.rows if row.what == "owner"]
    assert (moved, found.until) == ([("A1", "Anne", "Paul"), ("A2", "Anne", "Paul")], taken.import_id)

    desk.today = date(2026, 10, 5)
    desk.load(deals("| A2 | Petit | Paul | 500,00 | Gagnée | 2026-06-02 | 2026-09-10 |"))
    found_by = [desk.figure("bookings", scope=scope) for scope in ("rep:anne", "rep:paul", "team:nord")]
    assert found_by == [1000, 500, 1500]


def test_ec_52_what_a_successor_took_over_is_told_beside_their_figures(desk: Desk) -> None:
    """Anne discovered Petit and Leroy; Paul took both over when she left, and lost Leroy in September."""
    desk.follow(with_rep(GONE))
    desk.load(
        "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de perte |\n"
        "| A2 | Petit | Paul | 500,00 | Ouverte | 2026-06-02 | |\n"
        "| A3 | Leroy | Paul | 700,00 | Perdue | 2026-06-02 | 2026-09-02 |\n"
        "| A4 | Morel | Paul | 900,00 | Ouverte | 2026-06-02 | |"
    )
    desk.load(
        "| ID | Titre | Organisateur | Client | ID affaire | Début | Issue |\n"
        "| M1 | RDV-D Petit | Anne | Petit | A2 | 2026-07-06 10:00 | Tenu |\n"
        "| M2 | RDV-D Leroy | Anne | Leroy | A3 | 2026-07-07 10:00 | Tenu |\n"
        "| M3 | RDV-D Morel | Paul | Morel | A4 | 2026-07-08 10:00 | Tenu |",
        table="meetings",
    )

    told = next(one for one in desk.review("2026-T3").remarks if one.code == "taken_over")

    assert (told.count, told.cents, told.keys) == (2, 120_000, ("A2", "A3"))


def test_ec_52_a_deal_without_meetings_is_taken_over_when_a_later_export_gives_it_to_another(desk: Desk) -> None:
    """Anne's Petit and Leroy are Paul's in the export after she left; Morel was Paul's by mistake, in a load undone."""
    desk.follow(with_rep(GONE))
    header = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature |\n"
    desk.load(
        header + "| A2 | Petit | Anne | 500,00 | Ouverte | 2026-06-02 | |\n"
        "| A3 | Leroy | Anne | 700,00 | Ouverte | 2026-06-02 | |\n"
        "| A4 | Morel | Karim | 900,00 | Ouverte | 2026-06-02 | |"
    )
    assert not [one for one in desk.review("2026-T3").remarks if one.code == "taken_over"]
    wrong = desk.load(header + "| A4 | Morel | Anne | 900,00 | Ouverte | 2026-06-02 | |")
    assert wrong.import_id
    desk.undo(wrong.import_id)

    desk.load(
        header + "| A2 | Petit | Paul | 500,00 | Ouverte | 2026-06-02 | |\n"
        "| A3 | Leroy | Paul | 700,00 | Gagnée | 2026-06-02 | 2026-09-10 |\n"
        "| A4 | Morel | Paul | 900,00 | Ouverte | 2026-06-02 | |"
    )

    told = next(one for one in desk.review("2026-T3").remarks if one.code == "taken_over")
    assert (told.count, told.cents, told.keys) == (2, 120_000, ("A2", "A3"))


# -- EC-56: a position that nobody holds --------------------------------------------------------------------------

VACANT = Rep(key="nord-3", name="Nord 3", teams=NORD, vacant=True)


def test_ec_56_a_vacant_position_keeps_its_target_and_nobody_else_is_asked_it() -> None:
    full, short = zignature(targets=(asked("each_rep", 65_000),)), with_rep(VACANT, asked("each_rep", 65_000))

    assert promised(short, "rep:nord-3") == 65_000
    assert promised(short, "rep:paul") == promised(full, "rep:paul") == 65_000
    assert (promised(full, "team:nord"), promised(short, "team:nord")) == (130_000, 195_000)


def test_ec_56_a_vacant_position_is_nobody_to_count(desk: Desk) -> None:
    """EC-56: even where a minimum presence of nothing would let everybody in."""
    strategy = with_rep(VACANT, asked("each_rep", 65_000)).model_copy(
        update={"thresholds": zignature(thresholds={"minimum_presence": 0}).thresholds}
    )
    desk.follow(strategy)
    desk.load(deals("| A1 | Durand | Paul | 65 000,00 | Gagnée | 2026-06-01 | 2026-07-20 |"))
    found = desk.review()

    assert present_days(VACANT, strategy, strategy.reviewed) == 0
    assert VACANT not in eligible(strategy, strategy.reviewed)
    assert VACANT not in members("nord", strategy, strategy.reviewed)
    assert Scope("rep", "nord-3") not in {reading.scope for reading in found.reps}
    assert found.share_at_target == (1, 4)


def test_ec_56_a_vacant_position_does_not_make_the_others_look_short_of_their_target(desk: Desk) -> None:
    """EC-56: each of the four did what was asked; the next target is the same, one working day apart (64 of 65)."""
    desk.follow(with_rep(VACANT, asked("each_rep", 65_000)))
    names = ("Paul", "Anne", "Pierre", "Claire")
    desk.load(deals(*(f"| A{n} | C{n} | {name} | 65 000,00 | Gagnée | 2026-06-01 | 2026-07-2{n} |"
                      for n, name in enumerate(names))))  # fmt: skip

    proposed = {one.key: one for one in open_dossier(desk.workspace, "2026-T3", today=desk.today).plan.proposals}

    numbers = proposed["target:bookings:each_rep"].numbers
    assert (numbers["reference"], numbers["result"]) == (65_000, 65_000)


def test_ec_56_filling_the_position_asks_no_more_of_the_whole() -> None:
    held = VACANT.model_copy(update={"left_on": date(2026, 9, 30)})
    lea = Rep(key="lea", name="Léa", teams=NORD, arrived_on=date(2026, 10, 1))
    strategy = with_rep(held)
    strategy = strategy.model_copy(update={"reps": (*strategy.reps, lea)})

    days = days_of(strategy, Current("bookings", "company", Fraction(100)), strategy.reviewed)

    assert days.ratio == Fraction(64, 65)


def test_ec_56_the_screen_says_which_target_is_a_vacant_position_s(desk: Desk) -> None:
    desk.follow(with_rep(VACANT, asked("team:nord", 150_000), asked("rep:paul", 70_000), asked("rep:anne", 60_000),
                         asked("rep:nord-3", 50_000)))  # fmt: skip
    desk.load(deals("| A1 | Durand | Paul | 100,00 | Gagnée | 2026-06-01 | 2026-07-20 |"))

    page = document_of(open_dossier(desk.workspace, "2026-T3", today=desk.today), "fr", MANAGER)

    assert "Nord 3 (poste vacant)" in texts(page)
    assert "dont 50 k€ pour un poste vacant, sans être repris par d'autres" in texts(page)


def test_ec_56_a_vacant_position_with_addresses_is_warned_of() -> None:
    strategy = with_rep(VACANT.model_copy(update={"addresses": ("nord3@zignature.example",)}))

    assert [one.severity for one in problems(strategy, ("bookings",), rates=()) if "addresses" in one.where] == [
        "warning"
    ]


# -- EC-58: homonyms, a new name, a new address -------------------------------------------------------------------


def test_ec_58_a_new_name_and_a_new_address_leave_the_figures_with_the_same_person(desk: Desk) -> None:
    """EC-58: the key stays; the names and addresses of before are kept beside the new ones."""
    rows = deals("| A1 | Durand | Anne | 100,00 | Gagnée | 2026-06-01 | 2026-07-20 |",
                 "| A2 | Petit | anne.martin@zignature.example | 20,00 | Gagnée | 2026-06-01 | 2026-07-21 |",
                 "| A3 | Noël | Anne Martin-Roche | 3,00 | Gagnée | 2026-06-01 | 2026-07-22 |")  # fmt: skip
    desk.load(rows)
    assert desk.figure("bookings", scope="rep:anne") == 100

    known = ("Anne", "anne.martin@zignature.example")
    desk.follow(with_rep(Rep(key="anne", name="Anne Martin-Roche", addresses=known, teams=NORD)))

    assert desk.figure("bookings", scope="rep:anne") == 123


def test_ec_58_two_homonyms_are_two_people_and_a_name_that_could_be_either_is_nobody_s(desk: Desk) -> None:
    homonyms = (Rep(key="anne-d", name="Anne Durand", addresses=("ad@zignature.example",), teams=NORD),
                Rep(key="anne-m", name="Anne Morel", addresses=("am@zignature.example",), teams=SUD))  # fmt: skip
    desk.follow(zignature(reps=homonyms))
    desk.load(deals("| A1 | Petit | ad@zignature.example | 100,00 | Gagnée | 2026-06-01 | 2026-07-20 |",
                    "| A2 | Roche | Anne Morel | 20,00 | Gagnée | 2026-06-01 | 2026-07-21 |",
                    "| A3 | Noël | Anne | 3,00 | Gagnée | 2026-06-01 | 2026-07-22 |"))  # fmt: skip

    assert [desk.figure("bookings", scope=scope) for scope in ("rep:anne-d", "rep:anne-m", "")] == [100, 20, 123]
    twins = zignature(reps=tuple(rep.model_copy(update={"name": "Anne"}) for rep in homonyms))
    assert "error" in [one.severity for one in problems(twins, ("bookings",), rates=()) if "addresses" in one.where]


# -- EC-63: the same for all, though not all are there as much ----------------------------------------------------

HALF = Rep(
    key="anne", name="Anne", teams=NORD, working_time=(WorkingTime(since=date(2026, 1, 1), share=Decimal("0.5")),)
)


def test_ec_63_a_target_given_alike_to_a_half_timer_asks_twice_as_much_a_week_and_is_said_so(desk: Desk) -> None:
    """EC-63: 65,000 over 13 weeks are 5,000 a week; over the six and a half of half a time, 10,000."""
    desk.follow(with_rep(HALF, asked("rep:paul", 65_000), asked("rep:anne", 65_000)))
    desk.load(deals("| A1 | Durand | Paul | 100,00 | Gagnée | 2026-06-01 | 2026-07-20 |"))

    (found,) = uneven_loads(desk.review())

    assert (found.kpi.key, found.target) == ("bookings", 65_000)
    assert (found.least, found.most) == (Load("paul", Fraction(5_000)), Load("anne", Fraction(10_000)))
    load = ("CA signé (HT) : le même objectif pour tous, à présence inégale. Par semaine de présence, montée en charge "
            "comprise, il demande 5 000 € à Paul et 10 000 € à Anne.")  # fmt: skip
    assert load in texts(document(desk.review(), "fr"))


@pytest.mark.parametrize(
    "targets", [(asked("each_rep", 65_000),), (asked("rep:paul", 65_000), asked("rep:anne", 32_500))]
)
def test_ec_63_a_target_that_follows_presence_is_even_and_needs_no_note(
    desk: Desk, targets: tuple[Target, ...]
) -> None:
    desk.follow(with_rep(HALF, *targets))
    desk.load(deals("| A1 | Durand | Paul | 100,00 | Gagnée | 2026-06-01 | 2026-07-20 |"))

    assert uneven_loads(desk.review()) == ()


# -- EC-69: an extreme result -------------------------------------------------------------------------------------


def test_ec_69_a_proposal_after_an_extreme_result_says_that_the_next_one_is_seldom_as_extreme(desk: Desk) -> None:
    desk.follow(zignature(targets=(asked("each_rep", 100_000),)))
    desk.load(deals("| A1 | Durand | Paul | 2 000 000,00 | Gagnée | 2026-06-01 | 2026-07-20 |"))
    dossier = open_dossier(desk.workspace, "2026-T3", today=desk.today)
    (proposal,) = [one for one in dossier.plan.proposals if one.key == "target:bookings:each_rep"]

    said = {language: target_said(proposal, Voice(dossier, Writer(language, "EUR"), MANAGER)).why
            for language in ("fr", "en")}  # fmt: skip

    assert "revient le plus souvent vers la moyenne" in said["fr"]
    assert "moves back towards the mean" in said["en"]
