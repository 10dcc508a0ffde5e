"""EC-59: a rep who has left asks to be erased: another name in the history, every aggregate as it was, seals proven."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from bilan.app import closing, consents, erasing, importing, seals, stories, strategies, verifying
from bilan.app.correcting import correct
from bilan.app.erasing import Erasure, NobodyOfThatName, StillHere, WordsNameThem
from bilan.app.stories import Telling
from bilan.app.verifying import Outcome
from bilan.app.writing import Pen
from bilan.journal.models import Consent, Seal, Story
from bilan.plan.canonical import canonical_bytes
from bilan.plan.dossier import Dossier
from bilan.review.story import StoryKind
from bilan.strategy.document import Membership, Rep, Strategy, Target
from cli.conftest import inspect_here, read_here
from desk import Desk, zignature

WINDOWS = ("2026-07", "2026-08", "2026-09", "2026-T3")
DEALS = """
| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature | Partage |
| A1 | Roche | anne@zignature.example | 700,00 | Gagnée | 2026-06-15 | 2026-07-10 | |
| A2 | Noël | Paul | 500,00 | Gagnée | 2026-06-16 | 2026-08-20 | Paul 60 %, Anne 40 % |
"""
CALLS = """
| Commercial | Date | Appels |
| Anne | 2026-07-06 | 12 |
| Paul | 2026-07-06 | 10 |
"""
MEETINGS = """
| ID | Titre | Organisateur | Client | ID affaire | Début | Fin | Issue |
| M1 | RDV-D Roche | Anne | Roche | A1 | 2026-07-01 09:00 | 2026-07-01 10:00 | Tenu |
| M2 | RDV-D Noël | Paul | Noël | A2 | 2026-07-02 09:00 | 2026-07-02 10:00 | Tenu |
"""


def strategy(left_on: date | None = date(2026, 9, 30)) -> Strategy:
    own = Target.model_validate({"kpi": "bookings", "scope": "rep:anne", "window": "2026-T3", "value": 1000})
    anne = Rep(
        key="anne",
        name="Anne",
        addresses=("anne@zignature.example",),
        teams=(Membership(team="nord"),),
        left_on=left_on,
    )
    reps = tuple(anne if rep.key == "anne" else rep for rep in zignature().reps)
    return zignature(reps=reps, targets=(own,))


@pytest.fixture
def closed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Summer closed on 5 October, with Anne's own words in it; she left on 30 September."""
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)
    monkeypatch.setattr(closing, "DOCUMENTS", one_line)
    desk.follow(strategy())
    for text, table in ((DEALS, "deals"), (MEETINGS, "meetings"), (CALLS, "measures")):
        desk.load(text, table=table)
    correct(desk.workspace, "meetings", ["M2"], {"owner": "Anne"}, author="Anne", reason="", now=desk.now)
    anne = Pen("Anne", datetime(2026, 10, 5, 9, tzinfo=UTC))
    told = Telling(StoryKind.SUCCESS, "Un client de plus, venu par recommandation.", about="rep:anne")
    stories.tell(desk.workspace, "2026-T3", told, anne)
    consents.give("anne", anne)
    close(desk)
    desk.today = date(2026, 10, 6)
    return desk


def one_line(dossier: Dossier) -> dict[str, bytes]:
    names = ", ".join(rep.name for rep in dossier.review.strategy.reps)
    return {"bilan-fr.txt": f"{dossier.digest} {names}".encode()}


def close(desk: Desk) -> Seal:
    return closing.close(desk.workspace, "2026-T3", today=desk.today, author="Anne", now=desk.now)


def erase(desk: Desk, name: str = "Anne", *, dry_run: bool = False, leave_words: bool = False) -> Erasure:
    return erasing.erase(
        desk.workspace, name, Pen("Directrice", desk.now), reason="à sa demande", today=desk.today,
        dry_run=dry_run, leave_words=leave_words,
    )  # fmt: skip


def everything(desk: Desk) -> list[str]:
    """Where her name is: in which table of the database, in which file of the workspace."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # a table's own name
            found += [table for row in cursor.fetchall() if "anne" in str(row).lower().replace("année", "")]
    files = [
        file for file in desk.workspace.home.rglob("*") if file.is_file() and file.suffix in (".json", ".html", ".csv")
    ]
    return found + [str(file) for file in files if "anne" in file.read_text(encoding="utf-8").lower()]


def renamed(figures: Mapping[tuple[str, str, str], object]) -> dict[tuple[str, str, str], object]:
    return {
        (kpi, scope.replace("rep:anne", "rep:ancien-1"), window): one for (kpi, scope, window), one in figures.items()
    }


def test_ec_59_a_rep_who_left_is_erased_from_rows_words_and_closed_reviews_and_no_figure_moves(closed: Desk) -> None:
    figures = closed.figures(*WINDOWS)
    assert figures["bookings", "rep:anne", "2026-T3"][0] == 900

    done = erase(closed)

    assert (done.pseudonym, done.mentions, done.limits) == ("ancien-1", (), ("pay", "discrimination"))
    assert everything(closed) == []
    assert closed.figures(*WINDOWS) == renamed(figures)
    assert closed.figure("bookings", scope="rep:ancien-1") == 900  # 700, and 40 % of 500
    story = Story.objects.get()
    assert (story.author, story.about, Consent.objects.count()) == ("Ancien commercial 1", "rep:ancien-1", 0)


def test_a_closed_review_has_a_new_version_and_the_first_seal_is_still_proven(closed: Desk) -> None:
    first = Seal.objects.get()
    sealed = seals.texts(closed.workspace, first)["seal"]["readings"]

    done = erase(closed)

    assert [(one.period, one.version, one.replaced_by) for one in done.reviews] == [("2026-T3", 1, 2)]
    found = verifying.verify(closed.workspace, "2026-T3")
    assert (found.outcome, found.seal.version) == (Outcome.EQUAL, 2)
    assert [(one.version, one.is_intact, one.erased_on) for one in found.earlier] == [(1, True, closed.today)]
    assert seals.texts(closed.workspace, found.seal)["seal"]["readings"] == sealed
    left = {name for name in seals.names(first) if seals.path_of(closed.workspace, first, name).exists()}
    assert left == {"seal.json"}


def test_an_old_export_does_not_bring_the_name_back(closed: Desk) -> None:
    figures = closed.figures(*WINDOWS)
    erase(closed)

    for text, table in ((DEALS, "deals"), (MEETINGS, "meetings"), (CALLS, "measures")):
        report = closed.load(text, table=table)
        assert (report.added, report.changed, report.unchanged) == (0, 0, 2)

    assert everything(closed) == []
    assert closed.figures(*WINDOWS) == renamed(figures)


def test_a_newcomer_of_the_same_name_keeps_it(closed: Desk) -> None:
    erase(closed)
    left = strategies.in_force()
    closed.follow(left.model_copy(update={"reps": (*left.reps, Rep(key="anne-2", name="Anne"))}))

    closed.load(DEALS.replace("A1", "A3").replace("A2", "A4").replace("anne@zignature.example", "Anne"))

    assert closed.figure("bookings", scope="rep:ancien-1") == 900
    assert closed.figure("bookings", scope="rep:anne-2") == 900


def test_who_is_still_there_is_not_erased_nor_who_is_unknown_or_erased_already(closed: Desk) -> None:
    with pytest.raises(StillHere):
        erase(closed, "Paul")
    with pytest.raises(NobodyOfThatName):
        erase(closed, "Sofia")
    erase(closed)

    with pytest.raises(NobodyOfThatName):
        erase(closed, "ancien-1")


def test_texts_of_others_that_name_the_person_are_listed_for_a_human_and_never_rewritten(closed: Desk) -> None:
    closing.reopen("2026-T3", reason="un oubli", author="Paul", now=closed.now)
    text = "Le rendez-vous préparé avec Anne."
    stories.tell(closed.workspace, "2026-T3", Telling(StoryKind.PRACTICE, text), Pen("Paul", closed.now))
    number = Story.objects.latest("pk").pk

    with pytest.raises(WordsNameThem, match=f"story:{number}"):
        erase(closed)

    assert [(one.place, one.text) for one in erase(closed, dry_run=True).mentions] == [(f"story:{number}", text)]
    assert Story.objects.filter(author="Anne").exists()
    erase(closed, leave_words=True)
    assert everything(closed) == ["journal_story"]
    assert Story.objects.get(pk=number).text == text


def test_a_seal_made_before_plans_left_its_main_text_still_verifies(closed: Desk) -> None:
    """Format 1 kept decisions, actions and the reason in the main text."""
    seal = Seal.objects.get()
    texts = seals.texts(closed.workspace, seal)
    named = texts["named"]
    main = texts["seal"] | {name: named.pop(name) for name in ("decisions", "actions", "last_actions", "reason")}
    main["last_effects"] |= named.pop("last_effects")
    home = seals.folder(closed.workspace, "2026-T3")
    digest = seals.store(home, "named.json", canonical_bytes(named))
    main |= {"schema": "bilan.seal/1", "parts": {"people": seal.documents["people.json"], "named": digest}}
    seal.documents["named.json"] = digest
    seal.digest = seals.store(home, "seal.json", canonical_bytes(main))
    seal.save()

    found = verifying.verify(closed.workspace, "2026-T3")

    assert (found.outcome, found.differences, found.files) == (Outcome.EQUAL, (), ())
