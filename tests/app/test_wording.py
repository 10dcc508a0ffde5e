"""Facts rather than judgements, and nothing private."""

from __future__ import annotations

import pytest

from bilan.app.wording import Private, judging, refuse_private, reminder


@pytest.mark.parametrize(
    "text",
    ["Pierre est paresseux", "manque d'optimisme", "une équipe INCOMPÉTENTE", "He is lazy", "mauvais état d’esprit"],
)
def test_a_word_that_judges_a_person_is_recalled(text: str) -> None:
    assert len(judging(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["31 RDV-D sur 96 sans suite", "annulation de la réunion", "un optimum de 6 RDV-D", "an illustration", "nullement"],
)
def test_facts_are_not_judgements(text: str) -> None:
    assert judging(text) == ()
    refuse_private(text)


@pytest.mark.parametrize(
    "text", ["Anne était enceinte", "arrêt MALADIE en août", "délégué syndical", "she was sick", "burn-out"]
)
def test_what_is_private_is_refused_with_what_to_write_instead(text: str) -> None:
    with pytest.raises(Private) as refused:
        refuse_private(text)

    assert "jamais leur cause" in refused.value.message.fr
    assert "never their cause" in refused.value.message.en


def test_the_reminder_says_that_the_person_will_read_it() -> None:
    assert "lira ce texte" in reminder(judging("paresseux")).fr
