"""What the review says reads as a person would say it: plurals, decimals, elisions, n/a, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from bilan.kpis.scope import COMPANY, Scope
from bilan.report.audience import COLLECTIVE, MANAGER
from bilan.report.figures import Writer
from bilan.report.grammar import chance_of, of, some, to_one_decimal
from bilan.report.sections.remarks import evidence_of
from bilan.report.sentences import effect_said, finding_said, recommendation_said, story_said, target_said
from bilan.report.sentences.effects import worked_said
from bilan.report.sentences.said import Numbers
from bilan.report.voice import Voice
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.plan.proposal import Method
    from bilan.report.audience import Audience
    from zignature_dossiers import Zignature

pytestmark = pytest.mark.django_db  # the company's example is loaded into the test's own ledger
FR, EN = Writer("fr", "EUR"), Writer("en", "EUR")


def voice(company: Zignature, language: Language = "fr", audience: Audience = MANAGER) -> Voice:
    return Voice(company.full, Writer(language, "EUR"), audience)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def finding(company: Zignature, key: str) -> Finding:
    found = company.full.finding(key)
    assert found is not None
    return found


def test_paul_is_told_in_the_words_of_the_method(company: Zignature) -> None:
    said = finding_said(finding(company, "standout:rdv_d:paul"), voice(company))

    assert plain(said.text) == (
        "Paul a fait 2,0 fois plus de RDV-D par jour travaillé que le reste de l'équipe (entre 1,7 et 2,3) : en "
        "répartissant tout au hasard, on n'obtiendrait un tel écart que dans moins de 1 cas sur 1 000 ; "
        "l'écart est établi."
    )
    assert plain(said.short) == "Paul : 2,0 fois plus de RDV-D par jour travaillé que les autres (établi)."
    assert "100 RDV-D en 52 jours, contre 350 en 364 jours pour les 7 autres" in plain(said.why)
    assert "Cela ne dit pas que la méthode en est la cause" in said.limits


def test_less_than_the_others_is_told_without_a_fraction(company: Zignature) -> None:
    paul = finding(company, "standout:rdv_d:paul")
    less = {**paul.evidence, "ratio": 0.375, "low": 0.2, "high": 0.625, "chance": 0.01}
    claire = replace(
        paul, kpi="rdv_c", scope=Scope("rep", "claire"), evidence=less, people=("claire",),
        sense="failure", verdict=Verdict.TO_CONFIRM,
    )  # fmt: skip

    said = finding_said(claire, voice(company, "en"))

    assert said.text.startswith(
        "Claire had 2.7 times fewer RDV-C per day worked than the rest of the team (1.6 to 5.0)"
    )
    assert said.text.endswith("the gap is to be confirmed in the next period.")


def test_none_where_the_others_have_some_divides_by_nothing(company: Zignature) -> None:
    none = Finding(
        "standout:rdv_d:anne",
        FindingKind.STANDOUT,
        "failure",
        Scope("rep", "anne"),
        "rdv_d",
        Verdict.ESTABLISHED,
        {
            "actual": 0,
            "days": Fraction(50),
            "others_actual": 90,
            "others_days": Fraction(300),
            "others": 6,
            "ratio": 0.0,
            "low": None,
            "high": None,
            "chance": 0.0004,
            "per_week": Fraction(0),
            "others_per_week": Fraction(3, 2),
        },
        people=("anne",),
    )

    said = finding_said(none, voice(company)).text

    assert plain(said).startswith(
        "Anne a fait 0 RDV-D par semaine de présence quand le reste de l'équipe en faisait 1,5 :"
    )


def test_a_cycle_is_told_with_the_deals_still_open(company: Zignature) -> None:
    evidence: Evidence = {"median": 62.0, "deals": 893, "open": 518, "before": 55.0, "longer": 1, "chance": 0.2,
                          "adjusted": 0.6}  # fmt: skip
    one = Finding("cycle", FindingKind.CYCLE, "neutral", kpi="cycle_days", evidence=evidence)
    few = replace(one, evidence={**evidence, "median": None, "before": None, "longer": None})

    assert plain(finding_said(one, voice(company)).text) == (
        "Affaires encore ouvertes comprises, la moitié sont signées ou perdues en 62 jours, contre 55 les deux "
        "périodes d'avant ; l'allongement n'est pas établi."
    )
    assert plain(finding_said(replace(one, verdict=Verdict.ESTABLISHED), voice(company, "en")).text) == (
        "Counting the deals still open, half are signed or lost within 62 days, against 55 in the two periods before: "
        "the longer cycle is established."
    )
    assert plain(finding_said(few, voice(company)).text) == (
        "Moins de la moitié des affaires commencées sur deux périodes sont signées ou perdues : 518 sur 893 sont "
        "encore ouvertes."
    )


def test_a_rep_whose_deals_drag_on_is_told_at_equal_age(company: Zignature) -> None:
    evidence: Evidence = {"measure": "cycle", "actual": 74, "cases": 213, "open": 126, "others_actual": 52,
                          "others_cases": 738, "others_open": 369, "others": 7, "low": 1.14, "high": 1.54,
                          "chance": 0.017, "adjusted": 0.04, "agrees": 0, "ratio": 1.32}  # fmt: skip
    one = Finding("standout:cycle_days:anne", FindingKind.STANDOUT, "failure", scope=Scope("rep", "anne"),
                  kpi="cycle_days", verdict=Verdict.ESTABLISHED, evidence=evidence, people=("anne",))  # fmt: skip

    assert plain(finding_said(one, voice(company)).text) == (
        "Les affaires d'Anne mettent 1,3 fois plus de temps à être signées ou perdues que celles du reste de l'équipe "
        "(entre 1,1 et 1,5) ; la moitié en 74 jours, contre 52 : en répartissant tout au hasard, on n'obtiendrait un "
        "tel écart que dans environ 1 cas sur 60 ; l'écart est établi."
    )
    assert "log-rank" in finding_said(one, voice(company)).why


def test_one_deal_or_several(company: Zignature) -> None:
    one = Finding(
        "over_limit",
        FindingKind.OVER_LIMIT,
        "failure",
        COMPANY,
        "over_limit",
        None,
        {"deals": 1, "limit": 5, "hours": Fraction(0)},
    )
    two = replace(one, evidence={"deals": 2, "limit": 5, "hours": Fraction(47)})

    before = replace(company.full, blockings=())  # nobody has reviewed any yet
    fr, en = (Voice(before, w, MANAGER) for w in (FR, EN))

    assert plain(finding_said(one, fr).text) == "1 affaire a dépassé 5 RDV-E : qu'est-ce qui bloque ?"
    assert plain(finding_said(two, fr).text) == "2 affaires ont dépassé 5 RDV-E (47 h en tout) : qu'est-ce qui bloque ?"
    assert finding_said(one, en).text == "1 deal went beyond 5 RDV-E: what blocks?"
    assert plain(finding_said(two, voice(company)).text) == (
        "2 affaires ont dépassé 5 RDV-E (47 h en tout) ; leur revue de blocage est faite."
    )


def test_a_result_carried_by_one_deal_or_one_rep(company: Zignature) -> None:
    numbers: Evidence = {
        "carried_by": "deal",
        "key": "A-1",
        "name": "Durand",
        "amount": Fraction(150_000),
        "attainment": Fraction(11, 10),
        "attainment_without": Fraction(9, 10),
    }
    deal = Finding("concentration:deal", FindingKind.CONCENTRATION, "neutral", COMPANY, "bookings", None, numbers)
    rep = replace(
        deal,
        key="concentration:rep",
        evidence={**numbers, "carried_by": "rep", "key": "paul", "name": "Paul"},
        people=("paul",),
    )

    assert (
        plain(finding_said(deal, voice(company)).text)
        == "Le résultat tient à une affaire, « Durand » (150 k€) : 110 % de l'objectif avec elle, 90 % sans elle."
    )
    assert "owes much to Paul (€150k)" in finding_said(rep, voice(company, "en")).text


def test_a_story_on_a_rate_is_told_as_a_rate_with_its_cases(company: Zignature) -> None:
    """Two of two against sixteen of twenty-five: no number of times per day worked."""
    evidence: Evidence = {"measure": "rate", "actual": Fraction(1), "cases": 2, "others_actual": Fraction(16, 25),
                          "others_cases": 25, "ratio": 1.56, "others": 7}  # fmt: skip
    one = Finding("story:1", FindingKind.STORY, "success", scope=Scope("rep", "pierre"), kpi="win_rate",
                  evidence=evidence, people=("pierre",))  # fmt: skip

    assert plain(finding_said(one, voice(company)).text) == (
        "Pierre : Taux de transformation, 100 % (2 cas) ; les autres, 64 % (25 cas)."
    )


def test_pierre_s_story_opens_on_the_numbers(company: Zignature) -> None:
    checked = company.full.stories[0]
    assert checked.finding is not None
    numbers: Evidence = {
        "check": "no_next_meeting",
        "meetings": 96,
        "without_next": 31,
        "hours": Fraction(47),
        "reps": 4,
    }
    shown = replace(checked, outcome="shown", finding=replace(checked.finding, scope=COMPANY, evidence=numbers))

    assert (
        plain(story_said(shown, voice(company)).text)
        == "31 RDV-D sur 96 n'ont eu aucun rendez-vous suivant : 47 h, 4 commerciaux concernés."
    )
    assert (
        story_said(shown, voice(company, "en")).text.replace("\u00a0", " ")
        == "31 of 96 RDV-D had no next meeting: 47 h, 4 reps concerned."
    )
    denied = replace(shown, outcome="not_shown")
    assert story_said(denied, voice(company)).text.startswith("Les données ne le montrent pas. ")
    silent = replace(shown, outcome="unchecked", finding=None)
    assert story_said(silent, voice(company)).text == "Rien dans les données ne permet de le vérifier."


def test_the_course_s_target_is_told_with_its_rule_and_its_load(company: Zignature) -> None:
    proposal = next(one for one in company.full.plan.proposals if one.key == "target:bookings:each_rep")

    said = target_said(proposal, voice(company))

    assert plain(said.text) == (
        "CA signé (HT), par personne : 100 k€ → 120 k€. Aux taux de la période, il y faut 4,1 RDV-D par semaine "
        "et par personne ; l'équipe en tient 4,8 (médiane), 9,6 au mieux. L'équipe a 26 % de chances d'atteindre "
        "120 k€ par personne, 57 % d'atteindre 100 k€ (objectif réaliste) ; 65 % à 95 k€."
    )
    assert plain(said.why).startswith("La moitié du dépassement est prise en compte : 100 k€ demandés, 140 k€ réalisés")
    assert "au mieux" not in target_said(proposal, voice(company, audience=COLLECTIVE)).text


def test_a_recommendation_for_each_method_in_both_languages(company: Zignature) -> None:
    base = next(one for one in company.full.plan.proposals if one.key == "recommendation:rdv_d_week")
    numbers: Evidence = {
        "deals": 2,
        "limit": 5,
        "amount": Fraction(875_181),
        "meetings": 96,
        "without_next": 31,
        "hours": Fraction(47),
        "minutes": 15,
    }
    methods: tuple[Method, ...] = (
        "raise_pace",
        "share_practice",
        "qualify_first",
        "review_blocked",
        "wake_up",
        "review_means",
        "keep",
    )

    for language in ("fr", "en"):
        said = [
            recommendation_said(replace(base, method=method, numbers=numbers), voice(company, language)).text
            for method in methods
        ]
        assert len(set(said)) == len(methods)
        assert all(text.endswith(".") and "None" not in text for text in said)


def test_an_effect_is_told_as_before_and_since(company: Zignature) -> None:
    said = [plain(effect_said(one, voice(company)).text) for one in company.full.last_effects]

    assert said[0] == "Taux de no-show : 12,3 % avant, 4,2 % depuis, pour 8 % attendus."
    nothing = replace(company.full.last_effects[0], evidence={"before": None, "since": None})
    assert plain(effect_said(nothing, voice(company)).text) == "Taux de no-show : pas encore de chiffre à comparer."


def test_every_sentence_of_zignature_is_well_written(company: Zignature, language: Language) -> None:
    speaks = voice(company, language)
    said = [finding_said(one, speaks) for one in company.full.findings]
    said += [effect_said(one, speaks) for one in company.full.last_effects]
    said += [story_said(one, speaks) for one in company.full.stories]
    said += [
        (target_said if one.kind == "target" else recommendation_said)(one, speaks)
        for one in company.full.plan.proposals
    ]

    for text in (text for one in said for text in (one.text, *one.whys)):
        assert text[0].isupper() or text[0].isdigit() or text[0] in "«“", text
        assert text.endswith((".", "?")), text
        assert not re.search(r"None|\bnan\b|  |\.\.|Fraction| ,", text), text
        if language == "fr":
            assert not re.search(r" [:;!?%€»]|« ", text), text
            assert "de a" not in text.casefold(), text


def test_what_a_kpi_counts_keeps_its_capitals(company: Zignature) -> None:
    fr, en = voice(company), voice(company, "en")

    assert [fr.counted("rate_d_e"), en.counted("rate_d_e")] == ["passage RDV-D → RDV-E", "RDV-D → RDV-E rate"]


def test_small_words() -> None:
    assert (of("RDV-D"), of("affaires")) == ("de RDV-D", "d'affaires")
    assert [plain(some(n, FR, ("affaire", "affaires"), ("deal", "deals"))) for n in (0, 1, 2)] == [
        "0 affaire",
        "1 affaire",
        "2 affaires",
    ]
    assert [some(n, EN, ("affaire", "affaires"), ("deal", "deals")) for n in (0, 1, 2)] == [
        "0 deals",
        "1 deal",
        "2 deals",
    ]
    assert (to_one_decimal(2.0, FR), to_one_decimal(Fraction(-5, 100), FR), to_one_decimal(1234.56, EN)) == (
        "2,0",
        "−0,1",
        "1,234.6",
    )
    assert [plain(chance_of(chance, FR)) for chance in (0.00001, 0.0146, 0.15, 0.4)] == [
        "dans moins de 1 cas sur 1 000",
        "dans environ 1 cas sur 70",
        "dans environ 1 cas sur 7",
        "dans environ 40 cas sur 100",
    ]


def test_every_answer_on_an_action_is_told_kindly_and_says_what_would_settle_it(
    company: Zignature, language: Language
) -> None:
    base = company.full.last_effects[0]
    known: Evidence = {"method": "before_after", "effect": 1.18, "effect_low": 0.92, "effect_high": 1.5,
             "effect_chance": 0.3, "effect_of_odds": 0, "did": 8, "did_not": 0, "level_low": Fraction(4),
             "level_high": Fraction(5), "since": Fraction(9, 2), "expected": Fraction(6)}  # fmt: skip
    cases: dict[str, Evidence] = {
        "inconclusive": {}, "established": {"effect_chance": 0.001}, "short": {}, "too_early": {"method": ""},
    }  # fmt: skip
    speaks = voice(company, language)
    told = {}
    for worked, more in cases.items():
        evidence: Evidence = {**base.evidence, **known, **more, "worked": worked}
        found = worked_said(replace(base, kpi="rdv_d_week", evidence=evidence), Numbers(evidence), speaks)
        assert found is not None
        told[worked] = plain(found.text)

    assert ("commencer par la moitié" if language == "fr" else "start with half") in told["inconclusive"]
    assert ("attribuer à l'action seule" if language == "fr" else "credited to the action alone") in told["established"]
    assert ("4,5/sem." if language == "fr" else "4.5") in told["short"]
    assert worked_said(base, Numbers({"worked": "unmeasured"}), speaks) is None


def test_a_finding_opens_its_numbers_and_hides_them_with_the_name(company: Zignature) -> None:
    paul, pierre = finding(company, "standout:rdv_d:paul"), finding(company, "standout:no_show_rate:pierre")

    shown = evidence_of(paul, voice(company))
    hidden = evidence_of(pierre, voice(company, audience=COLLECTIVE))

    assert shown is not None
    assert shown.verdict == "established"
    assert {one.name: one.value for one in shown.numbers}["ratio"] == 2
    assert hidden is None
