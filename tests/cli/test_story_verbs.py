"""story and consent, as a person or a program types them."""

from __future__ import annotations

from cli.conftest import Bilan

FACT = "Deux RDV-D tenus avec des prospects non qualifiés"


def test_a_story_is_told_listed_and_withdrawn(at_work: Bilan) -> None:
    said = at_work(
        "story", "add", "2026-T3", "échec", FACT, "--about", "Pierre", "--kpi", "rdv_d", "--follow-up", "ajuster"
    )
    assert (said.code, said.out) == (0, f"Récit 1 noté : {FACT}\n")

    listed = at_work("story", "list", "2026-T3").out
    assert "Échec · à ajuster" in listed
    assert "Pierre" in listed
    assert at_work.json("story", "withdraw", 1, "--why", "racontée deux fois")["stories"][0]["number"] == 1
    assert at_work("story", "list", "2026-T3").out == "Aucun récit pour T3 2026.\n"


def test_a_story_answers_a_machine_with_what_the_facts_say(at_work: Bilan) -> None:
    at_work("story", "add", "2026-T3", "success", "Signée en un mois", "--deal", "A-1")

    (told,) = at_work.json("story", "list", "2026-T3")["stories"]

    assert (told["kind"], told["check"], told["outcome"], told["deal"]) == ("success", "deal", "shown", "A-1")
    assert told["numbers"]


def test_a_judgement_is_recalled_and_a_private_matter_refused(at_work: Bilan) -> None:
    recalled = at_work("story", "add", "2026-T3", "failure", "Paul is lazy", lang="en")
    refused = at_work("story", "add", "2026-T3", "échec", "Paul était malade")

    assert (recalled.code, "“lazy” judges a person" in recalled.out) == (0, True)
    assert (refused.code, "jamais leur cause" in refused.err) == (1, True)
    again = at_work.json("story", "edit", 1, "--text", "Pierre manque d'optimisme", "--why", "reformulé")
    assert again["reminders"] == ["optimisme"]


def test_an_edit_on_a_revision_that_is_past_is_refused_with_who_changed_what(at_work: Bilan) -> None:
    at_work("story", "add", "2026-T3", "échec", FACT)
    at_work("story", "edit", 1, "--text", "Trois RDV-D", "--why", "compté")

    said = at_work("story", "edit", 1, "--text", "Quatre RDV-D", "--why", "recompté", "--revision", 1)

    assert said.code == 1
    assert "Anne, 2026-10-05" in said.err
    assert f"texte {FACT} → Trois RDV-D" in said.err


def test_a_story_is_answered_contested_and_the_answer_taken_back(at_work: Bilan) -> None:
    at_work("story", "add", "2026-T3", "échec", FACT, "--about", "Pierre")

    given = at_work.json("story", "answer", 1, "L'un des deux a signé", "--contest")["answers"][0]
    assert (given["about"], given["is_contest"]) == ("story:1", True)
    assert "Anne conteste : L'un des deux a signé" in at_work("story", "list", "2026-T3").out
    assert at_work("story", "unsay", given["number"]).out.startswith("Réponse 1 retirée")


def test_an_unknown_kind_says_which_there_are(at_work: Bilan) -> None:
    said = at_work("story", "add", "2026-T3", "rumeur", "On dit que")

    assert said.code == 2
    assert "choisissez parmi success, succès" in said.err


def test_a_rep_agrees_to_be_named_and_takes_it_back(at_work: Bilan) -> None:
    assert at_work("consent", "list").out == "Personne n'a encore accepté d'être nommé.\n"
    assert at_work.json("consent", "give", "Paul")["consents"][0]["rep"] == "paul"
    assert "Paul" in at_work("consent", "list").out
    assert at_work.json("consent", "withdraw", "Paul")["consents"][0]["withdrawn_at"].startswith("2026-10-05")
    assert at_work("consent", "withdraw", "Paul", lang="en").code == 1
