"""Forty titles as calendars hold them: what is a RDV-D, what is not, what a person must confirm (EC-38)."""

from __future__ import annotations

import pytest

from bilan.strategy.document import MeetingKind
from bilan.strategy.nomenclature import DEFAULT, classify, pattern_fault, plain

SAID = {
    "RDV-D": "RDV-D", "RDV-D Dupont": "RDV-D", "RDV–D : Dupont": "RDV-D", "rdv d - martin": "RDV-D",
    "RDVD Dupont": "RDV-D", "rdvd": "RDV-D", "RDV D": "RDV-D", "RDV-D: Acier du Nord": "RDV-D",
    "RDV-D-Dupont": "RDV-D", "RDV—D — Garage Léon": "RDV-D", "[Zignature] RDV-D Dupont": "RDV-D",
    "Annulé : RDV-D Dupont": "RDV-D", "RDV-D\u00a0: Dupont": "RDV-D", "RDV - D : Dupont": "RDV-D",
    "RDV-D 2 Dupont": "RDV-D", "RDV-E Martin": "RDV-E", "RDV-É Martin": "RDV-E", "RDV E : démo": "RDV-E",
    "RDV-P Dupont (négociation)": "RDV-P", "Rdv-p": "RDV-P", "RDV-C Décathlon": "RDV-C", "RDVC - signature": "RDV-C",
    "RDV-Q Dupont 15 min": "RDV-Q", "rdv q : appel": "RDV-Q",
}  # fmt: skip
DOUBTFUL = {
    "RDV D. Martin": "RDV-D", "RDV D Martin": "RDV-D", "RDV-D.Martin": "RDV-D", "RDV-D/E Dupont": "RDV-D",
    "RDV-E2 Martin": "RDV-E", "RDV P. Durand": "RDV-P", "RDV E-commerce": "RDV-E", "RDV-E-commerce": "RDV-E",
    "RDV-D puis RDV-E": "RDV-D", "RDV C Dupont": "RDV-C",
}  # fmt: skip
NOTHING = ("RDV-Dupont", "RDV Décathlon", "RDV d'Artagnan", "RDV d’Artagnan", "RDV de suivi", "Rendez-vous Dupont",
           "CARDV-D", "Discovery call", "R1 Dupont", "RDV Q3 budget", "RDV", "", "Dentiste", "RDVPaul")  # fmt: skip


@pytest.mark.parametrize("title", SAID)
def test_a_title_with_the_code_is_of_that_kind(title: str) -> None:
    assert classify(title, DEFAULT) == (SAID[title], None)


@pytest.mark.parametrize("title", DOUBTFUL)
def test_a_title_that_can_be_read_in_two_ways_is_left_to_a_person(title: str) -> None:
    assert classify(title, DEFAULT) == (None, DOUBTFUL[title])


@pytest.mark.parametrize("title", NOTHING)
def test_a_title_without_the_code_says_nothing(title: str) -> None:
    assert classify(title, DEFAULT) == (None, None)


def test_a_plain_title_has_no_accent_one_dash_and_one_blank() -> None:
    assert plain("  RDV–D\u00a0: Léa  Bénard’s ") == "rdv-d : lea benard's"


def test_the_shipped_kinds_are_in_the_order_of_the_cycle_and_readable_by_re2() -> None:
    assert [kind.code for kind in DEFAULT] == ["RDV-Q", "RDV-D", "RDV-E", "RDV-P", "RDV-C"]
    assert {pattern_fault(pattern) for kind in DEFAULT for pattern in (*kind.patterns, *kind.doubtful)} == {None}


def test_a_look_ahead_is_no_re2_and_the_reason_is_said() -> None:
    assert "(?=" in (pattern_fault("rdv(?=x)") or "")


def test_a_company_may_have_its_own_kinds() -> None:
    kind = MeetingKind(code="R1", label_fr="Premier", label_en="First", step=1, patterns=(r"\br1\b",))

    assert classify("R1 Dupont", (kind,)) == ("R1", None)
