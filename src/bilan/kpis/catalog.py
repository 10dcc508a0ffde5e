"""The shipped KPIs (domain.md 2.3): every one that the tables can give, with its formula in words, fr and en."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import ibis

from bilan.facts.engine import FALSE, TRUE
from bilan.kpis.kpi import Kind, Kpi, Quantity
from bilan.label import Label
from bilan.period import Cadence
from bilan.strategy.document import Strategy

HUNDRED = 100
ATTENDED = "@attended"  # after a quantity's key: what a rep gets for attending, in the rep's own count and no other


def _net_signatures(t: Any) -> Any:
    return ibis.cases((t.entry == "signature", 1), (t.entry == "cancellation", -1), else_=0)


def in_bookings(t: Any, strategy: Strategy) -> Any:
    """The rows whose business counts as signed revenue: renewals do not, unless the strategy says so (EC-27)."""
    return TRUE if strategy.thresholds.count_renewals else (t.business.isnull() | (t.business != "renewal"))


def quantities(strategy: Strategy) -> tuple[Quantity, ...]:
    """The sums that the KPIs are made of, by the settings of the strategy."""
    settings = strategy.thresholds

    def counted(t: Any) -> Any:
        return in_bookings(t, strategy)

    def is_won(t: Any) -> Any:
        return counted(t) & (t.status == "won")

    def is_lost(t: Any) -> Any:
        return counted(t) & (t.status == "lost")

    def owner(t: Any) -> Any:
        return counted(t) & t.is_owner

    def for_average(t: Any) -> Any:
        has_rate = t.problem.isnull() | (t.problem != "no_rate")
        priced = owner(t) & has_rate
        return priced if settings.zero_in_average_deal else priced & (t.deal_cents != 0)

    return (
        Quantity("bookings", "credited", "day", counted, lambda t: t.cents, HUNDRED),
        Quantity("signatures", "credited", "day", owner, _net_signatures),
        Quantity("signatures_shared", "credited", "day", counted, lambda t: _net_signatures(t) * t.share, 1_000_000),
        Quantity("signatures_with_amount", "credited", "day", for_average, _net_signatures),
        Quantity("bookings_new", "credited", "day", lambda t: t.business == "new", lambda t: t.cents, HUNDRED),
        Quantity("bookings_typed", "credited", "day", lambda t: counted(t) & t.business.notnull(), lambda t: t.cents, HUNDRED),
        Quantity("won", "deals", "signed_on", is_won),
        Quantity("lost", "deals", "lost_on", is_lost),
        Quantity("won_value", "deals", "signed_on", is_won, lambda t: t.value_cents, HUNDRED),
        Quantity("lost_value", "deals", "lost_on", is_lost, lambda t: t.value_cents, HUNDRED),
        Quantity("lost_with_reason", "deals", "lost_on", lambda t: is_lost(t) & t.reason.notnull() & (t.reason != "")),
        Quantity("listed_net", "deals", "signed_on", lambda t: is_won(t) & t.list_cents.notnull(), lambda t: t.net_cents, HUNDRED),
        Quantity("listed", "deals", "signed_on", lambda t: is_won(t) & t.list_cents.notnull(), lambda t: t.list_cents, HUNDRED),
        Quantity("costed", "deals", "signed_on", lambda t: is_won(t) & t.cost_cents.notnull(), lambda t: t.net_cents, HUNDRED),
        Quantity("gross_margin", "deals", "signed_on", lambda t: is_won(t) & t.cost_cents.notnull(), lambda t: t.net_cents - t.cost_cents, HUNDRED),
        Quantity("arr_new", "deals", "signed_on", lambda t: (t.status == "won") & (t.business == "new"), lambda t: t.recurring_cents, HUNDRED),
        Quantity("arr_expansion", "deals", "signed_on", lambda t: (t.status == "won") & (t.business == "expansion"), lambda t: t.recurring_cents, HUNDRED),
        Quantity("tcv", "deals", "signed_on", is_won, lambda t: t.total_cents, HUNDRED),
        *(quantity for kind in strategy.nomenclature for quantity in _meetings_of(kind.code, settings.co_attendee_credit)),
        Quantity("held", "meetings", "day", lambda t: (t.outcome == "held") & t.step.notnull() & ~t.is_duplicate),
        Quantity("no_shows", "meetings", "day", lambda t: (t.outcome == "no_show") & t.step.notnull() & ~t.is_duplicate),
        Quantity("cancelled", "meetings", "day", lambda t: (t.outcome == "cancelled") & t.step.notnull() & ~t.is_duplicate),
        Quantity("booked", "meetings", "booked_day", lambda t: t.step.notnull() & ~t.is_duplicate),
        Quantity("held_any", "meetings", "day", lambda t: (t.outcome == "held") & ~t.is_duplicate),
        Quantity("discoveries", "meetings", "day", lambda t: t.counts & (t.step == 1)),
        Quantity("discoveries_qualified", "meetings", "day", lambda t: t.counts & (t.step == 1) & t.qualified.fill_null(FALSE)),
        Quantity("discoveries_physical", "meetings", "day", lambda t: t.counts & (t.step == 1) & (t["mode"] == "physical")),
        Quantity("discoveries_called", "meetings", "day", lambda t: t.counts & (t.step == 1) & (t["mode"] == "physical") & t.was_called),
        Quantity("exchanges_before_proposal", "opportunities", "proposal_on", None, lambda t: t.exchanges),
        Quantity("proposed", "opportunities", "proposal_on"),
        Quantity("over_limit", "opportunities", "over_limit_on"),
        *(Quantity(f"measure:{kpi.key}", "measures", "day", _is_measure(kpi.key), lambda t: t.value, 1_000_000)
          for kpi in strategy.kpis if kpi.source and kpi.source.table == "measures" and kpi.value is None),
        *(Quantity(f"measure:{key}", "measures", "day", _is_measure(key), lambda t: t.value, 1_000_000)
          for key in ("calls", "leads") if not any(kpi.key == key and kpi.source and kpi.source.table == "measures" for kpi in strategy.kpis)),
    )  # fmt: skip


def _meetings_of(code: str, credit: Decimal) -> Iterator[Quantity]:
    """The meetings of a kind, one each; and what their attendance is worth, when the strategy shares it (EC-45).

    Both are counted in parts of a meeting small enough for the share to be whole.
    """
    key, (part, whole) = quantity_of(code), credit.as_integer_ratio()
    if not part:
        yield Quantity(key, "meetings", "day", lambda t: t.counts & (t.kind == code))
        return
    yield Quantity(key, "meetings", "day", lambda t: t.counts & (t.kind == code), _each(whole), whole)
    yield Quantity(f"{key}{ATTENDED}", "meetings", "day", lambda t: t.attended_kind == code, _each(part), whole)


def _each(units: int) -> Callable[[Any], Any]:
    return lambda t: ibis.ifelse(t.key.notnull(), units, 0)


def _is_measure(key: str) -> Callable[[Any], Any]:
    return lambda t: t.measure == key


def quantity_of(code: str) -> str:
    """The quantity that counts a kind of meeting: RDV-D is ``rdv_d``."""
    return code.lower().replace("-", "_")


def _kpi(key: str, fr: str, en: str, formula: tuple[str, str], kind: Kind, unit: str, cadence: str, **more: Any) -> Kpi:  # noqa: PLR0917  # the columns of the table below
    polarity = more.pop("polarity", "higher_is_better")
    return Kpi(key=key, label=Label(fr, en), formula=Label(*formula), kind=kind, unit=unit, cadence=Cadence(cadence),  # type: ignore[arg-type]  # literal, checked by a test
               polarity=polarity, **more)  # fmt: skip


SHIPPED: tuple[Kpi, ...] = (
    _kpi("bookings", "CA signé (HT)", "Bookings (excl. VAT)",
         ("Somme de ce que valent les affaires signées, HT, à la date de signature, moins les annulations à leur date ; valeur de première année (ou totale, ou montant : thresholds.booking_value), le montant à défaut ; au taux de change du jour de signature ; hors renouvellements ; à la quote-part de chacun.",
          "Sum of what the deals signed are worth excluding VAT, at signature date, less cancellations at their own date; first-year value (or total, or amount: thresholds.booking_value), failing that the amount; at the rate of the signature's day; renewals left out; by each rep's share."),
         Kind.ADDITIVE, "money", "quarter", needs=("deals",), numerator="bookings", version=2),
    _kpi("deals_won", "Signatures", "Deals won",
         ("Nombre d'affaires signées, moins les annulations à leur date ; une affaire partagée compte une fois, pour son commercial.",
          "Number of deals signed, less cancellations at their own date; a shared deal counts once, for its owner."),
         Kind.ADDITIVE, "count", "month", needs=("deals",), numerator="signatures"),
    _kpi("deals_won_shared", "Signatures (quotes-parts)", "Deals won (shares)",
         ("Somme des quotes-parts de signature.", "Sum of signature shares."),
         Kind.ADDITIVE, "count", "month", needs=("deals",), numerator="signatures_shared", needs_columns=("deals.credits",)),
    _kpi("avg_deal", "Valeur moyenne d'affaire", "Average deal",
         ("CA signé ÷ signatures dont le montant n'est pas nul.", "Bookings ÷ deals won whose amount is not zero."),
         Kind.RATIO, "money", "quarter", needs=("deals",), numerator="bookings", denominator="signatures_with_amount", version=2),
    _kpi("median_deal", "Valeur médiane d'affaire", "Median deal",
         ("Montant tel que la moitié des affaires signées de la période font moins, l'autre moitié plus ; hors renouvellements et montants nuls.", "Amount such that half of the deals signed in the period are below, half above; renewals and zero amounts left out."),
         Kind.QUANTILE, "money", "quarter", needs=("deals",), numerator="deal_value", version=2),
    _kpi("win_rate", "Taux de transformation", "Win rate",
         ("Affaires gagnées ÷ (gagnées + perdues), parmi celles closes dans la période ; hors renouvellements.", "Deals won ÷ (won + lost), among those closed in the period; renewals left out."),
         Kind.RATIO, "rate", "quarter", needs=("deals",), numerator="won", denominator="won+lost"),
    _kpi("win_rate_value", "Taux de transformation en valeur", "Win rate by value",
         ("Montant gagné ÷ (gagné + perdu), parmi les affaires closes dans la période.", "Amount won ÷ (won + lost), among the deals closed in the period."),
         Kind.RATIO, "rate", "quarter", needs=("deals",), numerator="won_value", denominator="won_value+lost_value", needs_columns=("lost.value_cents",), version=2),
    _kpi("cycle_days", "Durée du cycle de vente (médiane)", "Sales cycle (median)",
         ("Jours entre le premier RDV-D (ou la date de départ choisie) et la signature, affaires signées dans la période ; hors renouvellements.", "Days from the first RDV-D (or the chosen start) to signature, deals signed in the period; renewals left out."),
         Kind.QUANTILE, "days", "quarter", needs=("deals",), numerator="cycle", polarity="lower_is_better"),
    _kpi("new_share", "Part de nouveau business", "Share of new business",
         ("CA signé de type « nouveau » ÷ CA signé typé.", "Bookings of type “new” ÷ bookings that have a type."),
         Kind.RATIO, "rate", "quarter", needs=("deals",), numerator="bookings_new", denominator="bookings_typed", needs_columns=("deals.business",), version=2),
    _kpi("discount", "Remise moyenne", "Average discount",
         ("1 − montant signé ÷ prix tarif, affaires signées dont le tarif est connu ; hors renouvellements.", "1 − signed amount ÷ list price, deals signed whose list price is known; renewals left out."),
         Kind.RATIO, "rate", "quarter", needs=("deals",), numerator="listed-listed_net", denominator="listed", needs_columns=("deals.list_cents",), polarity="lower_is_better"),
    _kpi("margin", "Marge brute", "Gross margin",
         ("Montant signé − coût, affaires dont le coût est connu ; hors renouvellements.", "Signed amount − cost, deals whose cost is known; renewals left out."),
         Kind.ADDITIVE, "money", "quarter", needs=("deals",), numerator="gross_margin", needs_columns=("deals.cost_cents",)),
    _kpi("margin_rate", "Taux de marque", "Margin on sales",
         ("Marge brute ÷ montant signé, affaires dont le coût est connu (à ne pas confondre avec le taux de marge, sur le coût).", "Gross margin ÷ signed amount, deals whose cost is known (not the mark-up on cost)."),
         Kind.RATIO, "rate", "quarter", needs=("deals",), numerator="gross_margin", denominator="costed", needs_columns=("deals.cost_cents",)),
    _kpi("arr_new", "ARR nouveau", "New ARR",
         ("Part récurrente annuelle des affaires nouvelles signées.", "Annual recurring part of the new deals signed."),
         Kind.ADDITIVE, "money", "quarter", needs=("deals",), numerator="arr_new", needs_columns=("deals.recurring_cents",)),
    _kpi("arr_expansion", "ARR d'expansion", "Expansion ARR",
         ("Part récurrente annuelle des ventes additionnelles signées.", "Annual recurring part of the expansions signed."),
         Kind.ADDITIVE, "money", "quarter", needs=("deals",), numerator="arr_expansion", needs_columns=("deals.recurring_cents",)),
    _kpi("tcv", "Valeur totale des contrats signés", "Total contract value signed",
         ("Somme des valeurs de contrat sur toute leur durée, affaires signées ; hors renouvellements.", "Sum of contract values over their whole term, deals signed; renewals left out."),
         Kind.ADDITIVE, "money", "quarter", needs=("deals",), numerator="tcv", needs_columns=("deals.total_cents",)),
    _kpi("rdv_q", "RDV-Q tenus", "RDV-Q held", ("Appels de qualification tenus.", "Qualification calls held."),
         Kind.ADDITIVE, "count", "month", needs=("meetings",), numerator="rdv_q", version=2),
    _kpi("rdv_d", "RDV-D tenus", "RDV-D held",
         ("RDV découverte tenus, un par affaire ; un second RDV-D de la même affaire ne compte pas.", "Discovery meetings held, one per deal; a second RDV-D on the same deal does not count."),
         Kind.ADDITIVE, "count", "month", needs=("meetings",), numerator="rdv_d", version=2),
    _kpi("rdv_e", "RDV-E tenus", "RDV-E held", ("RDV d'échange tenus.", "Exchange meetings held."),
         Kind.ADDITIVE, "count", "month", needs=("meetings",), numerator="rdv_e", version=2),
    _kpi("rdv_p", "RDV-P tenus", "RDV-P held", ("RDV de proposition tenus.", "Proposal meetings held."),
         Kind.ADDITIVE, "count", "month", needs=("meetings",), numerator="rdv_p", version=2),
    _kpi("rdv_c", "RDV-C tenus", "RDV-C held", ("RDV de closing tenus : la signature devait y avoir lieu.", "Closing meetings held: the signature was due there."),
         Kind.ADDITIVE, "count", "month", needs=("meetings",), numerator="rdv_c", version=2),
    _kpi("rdv_d_week", "RDV-D par semaine", "RDV-D a week",
         ("RDV-D tenus ÷ (jours de présence ÷ 5).", "RDV-D held ÷ (days present ÷ 5)."),
         Kind.RATIO, "per_week", "week", needs=("meetings",), numerator="rdv_d", denominator="present_weeks", version=2),
    _kpi("rdv_booked", "RDV pris", "Meetings booked",
         ("RDV de la nomenclature, à leur date de prise, quelle que soit leur issue.", "Meetings of the nomenclature, at the date they were booked, whatever their outcome."),
         Kind.ADDITIVE, "count", "week", needs=("meetings",), numerator="booked", needs_columns=("meetings.booked_day",), version=2),
    _kpi("no_show_rate", "Taux de no-show", "No-show rate",
         ("No-shows ÷ (tenus + no-shows) ; les RDV annulés sont comptés à part.", "No-shows ÷ (held + no-shows); cancelled meetings are counted apart."),
         Kind.RATIO, "rate", "month", needs=("meetings",), numerator="no_shows", denominator="held+no_shows", polarity="lower_is_better", needs_columns=("meetings.no_show",), version=2),
    _kpi("qualif_rate", "Taux de RDV-D qualifiés", "Qualified RDV-D rate",
         ("RDV-D marqués qualifiés ÷ RDV-D tenus.", "RDV-D marked qualified ÷ RDV-D held."),
         Kind.RATIO, "rate", "month", needs=("meetings",), numerator="discoveries_qualified", denominator="discoveries", needs_columns=("meetings.qualified",), version=2),
    _kpi("called_first", "RDV-D physiques précédés d'un RDV-Q", "Physical RDV-D after a RDV-Q",
         ("RDV-D physiques précédés d'un appel de qualification tenu dans les jours qui précèdent ÷ RDV-D physiques.", "Physical RDV-D preceded by a qualification call held in the days before ÷ physical RDV-D."),
         Kind.RATIO, "rate", "month", needs=("meetings",), numerator="discoveries_called", denominator="discoveries_physical", needs_columns=("meetings.mode",), version=3),
    _kpi("rate_d_e", "Passage RDV-D → RDV-E", "RDV-D → RDV-E rate",
         ("Cohorte : affaires dont le RDV-D est dans la période et qui ont eu un RDV-E à sa fin ÷ affaires dont le RDV-D est dans la période.", "Cohort: deals whose RDV-D is in the period and that had a RDV-E by its end ÷ deals whose RDV-D is in the period."),
         Kind.COHORT, "rate", "quarter", needs=("meetings",), numerator="exchange_on", denominator="discovery_on", version=2),
    _kpi("rate_d_p", "Passage RDV-D → proposition", "RDV-D → proposal rate",
         ("Cohorte : affaires dont le RDV-D est dans la période et qui ont reçu une proposition à sa fin ÷ affaires dont le RDV-D est dans la période.", "Cohort: deals whose RDV-D is in the period and that had a proposal by its end ÷ deals whose RDV-D is in the period."),
         Kind.COHORT, "rate", "quarter", needs=("meetings",), numerator="proposal_on", denominator="discovery_on", version=2),
    _kpi("rate_d_won", "Passage RDV-D → signature", "RDV-D → signature rate",
         ("Cohorte : affaires dont le RDV-D est dans la période et qui sont signées à sa fin ÷ affaires dont le RDV-D est dans la période.", "Cohort: deals whose RDV-D is in the period and that are signed by its end ÷ deals whose RDV-D is in the period."),
         Kind.COHORT, "rate", "quarter", needs=("meetings", "deals"), numerator="won_on", denominator="discovery_on", version=2),
    _kpi("rate_p_won", "Passage proposition → signature", "Proposal → signature rate",
         ("Cohorte : affaires proposées dans la période et signées à sa fin ÷ affaires proposées dans la période.", "Cohort: deals proposed in the period and signed by its end ÷ deals proposed in the period."),
         Kind.COHORT, "rate", "quarter", needs=("meetings", "deals"), numerator="won_on", denominator="proposal_on", version=2),
    _kpi("rdv_e_per_deal", "RDV-E par affaire proposée", "RDV-E per proposed deal",
         ("RDV-E tenus avant la proposition ÷ affaires dont la proposition est dans la période.", "RDV-E held before the proposal ÷ deals whose proposal is in the period."),
         Kind.RATIO, "times", "month", needs=("meetings",), numerator="exchanges_before_proposal", denominator="proposed", polarity="lower_is_better", version=2),
    _kpi("over_limit", "Affaires au-delà du plafond de RDV-E", "Deals beyond the RDV-E limit",
         ("Affaires dont le RDV-E de trop (le 6e par défaut) a été tenu dans la période.", "Deals whose RDV-E beyond the limit (the 6th by default) was held in the period."),
         Kind.ADDITIVE, "count", "month", needs=("meetings",), numerator="over_limit", polarity="lower_is_better", version=2),
    _kpi("revenue_per_rdv", "CA signé par RDV-D", "Bookings per RDV-D",
         ("CA signé de la période ÷ RDV-D tenus de la période.", "Bookings of the period ÷ RDV-D held in the period."),
         Kind.RATIO, "money", "quarter", needs=("deals", "meetings"), numerator="bookings", denominator="discoveries", version=2),
    _kpi("typed_rate", "RDV tenus typés", "Held meetings with a type",
         ("RDV tenus dont le type D, E, P, C ou Q est reconnu ÷ RDV tenus.", "Held meetings whose type D, E, P, C or Q is recognised ÷ held meetings."),
         Kind.RATIO, "rate", "month", needs=("meetings",), numerator="held", denominator="held_any", version=2),
    _kpi("loss_reasons", "Pertes dont le motif est noté", "Losses with a reason",
         ("Affaires perdues dont le motif est rempli ÷ affaires perdues ; hors renouvellements.", "Lost deals whose reason is filled in ÷ lost deals; renewals left out."),
         Kind.RATIO, "rate", "month", needs=("deals",), numerator="lost_with_reason", denominator="lost", needs_columns=("deals.reason",)),
    _kpi("pipe", "Pipe ouvert", "Open pipeline",
         ("Montant des affaires ouvertes à la date d'arrêté, quelle que soit leur date prévue.", "Amount of the deals open at the cut-off, whatever their expected date."),
         Kind.STOCK, "money", "week", needs=("deals",), numerator="open_value", needs_columns=("open.value_cents",), version=2),
    _kpi("pipe_weighted", "Pipe pondéré", "Weighted pipeline",
         ("Montant des affaires ouvertes × probabilité de la source ou de l'étape.", "Amount of the open deals × probability from the source or the stage."),
         Kind.STOCK, "money", "week", needs=("deals",), numerator="open_weighted", needs_columns=("open.probability",), version=2),
    _kpi("open_deals", "Affaires ouvertes", "Open deals",
         ("Nombre d'affaires ouvertes à la date d'arrêté.", "Number of deals open at the cut-off."),
         Kind.STOCK, "count", "week", needs=("deals",), numerator="open_count"),
    _kpi("stalled", "Affaires dormantes", "Stalled deals",
         ("Affaires ouvertes sans activité depuis le nombre de jours choisi (14 par défaut).", "Open deals without activity for the chosen number of days (14 by default)."),
         Kind.STOCK, "count", "week", needs=("deals",), numerator="stalled", needs_columns=("open.last_seen_on",), polarity="lower_is_better"),
    _kpi("next_step", "Affaires ouvertes avec une prochaine étape", "Open deals with a next step",
         ("Affaires ouvertes dont la prochaine étape est datée ÷ affaires ouvertes.", "Open deals whose next step is dated ÷ open deals."),
         Kind.STOCK, "rate", "month", needs=("deals",), numerator="open_with_step", denominator="open_count", needs_columns=("open.next_step_on",)),
    _kpi("velocity", "Vélocité du pipe", "Pipeline velocity",
         ("Affaires ouvertes à la date d'arrêté × taux de transformation × valeur moyenne des affaires gagnées ÷ durée médiane du cycle ; les quatre termes dans le même entonnoir : hors renouvellements, gagnées, perdues et cycles de la période.",
          "Deals open at the cut-off × win rate × average value of the deals won ÷ median cycle; all four terms in one funnel: renewals left out, deals won, lost and cycles of the period."),
         Kind.COMPOSED, "money_per_day", "quarter", needs=("deals",), numerator="velocity"),
    _kpi("coverage", "Couverture de pipe", "Pipeline coverage",
         ("Montant des affaires ouvertes à la date d'arrêté dont la clôture est prévue dans la période suivante ÷ objectif de CA signé de cette période (à l'arrêté, rien n'y est encore signé) ; hors renouvellements ; sans objectif : n/a.",
          "Amount of the deals open at the cut-off and expected to close in the next period ÷ bookings target of that period (at the cut-off nothing is signed in it yet); renewals left out; without a target: n/a."),
         Kind.COMPOSED, "times", "week", needs=("deals",), numerator="coverage", needs_columns=("open.value_cents", "open.expected_on")),
    _kpi("forecast_acc", "Fiabilité de la prévision", "Forecast accuracy",
         ("1 − |prévision − CA signé| ÷ CA signé ; la prévision est le relevé « forecast » daté du premier jour de la période, celui sans commercial valant pour l'entreprise ; peut être négative.",
          "1 − |forecast − bookings| ÷ bookings; the forecast is the measure “forecast” dated on the period's first day, one without a rep being the company's; may be negative."),
         Kind.COMPOSED, "rate", "quarter", needs=("deals", "measures"), numerator="forecast_acc", needs_columns=("measures.forecast",)),
    _kpi("lead_conv", "Taux de conversion global", "Lead conversion",
         ("Signatures ÷ leads relevés à la main ou par fichier (relevé « leads »), dans la même période : à ne pas confondre avec le taux de transformation.", "Deals won ÷ leads noted by hand or by file (measure “leads”), in the same period: not to be confused with the win rate."),
         Kind.RATIO, "rate", "quarter", needs=("deals", "measures"), numerator="signatures", denominator="measure:leads", needs_columns=("measures.leads",)),
    _kpi("calls", "Appels", "Calls", ("Appels relevés à la main ou par fichier.", "Calls noted by hand or by file."),
         Kind.ADDITIVE, "count", "week", needs=("measures",), numerator="measure:calls", needs_columns=("measures.calls",)),
    _kpi("call_to_rdv", "RDV pris par appel", "Meetings booked per call",
         ("RDV pris ÷ appels.", "Meetings booked ÷ calls."),
         Kind.RATIO, "rate", "week", needs=("measures", "meetings"), numerator="booked", denominator="measure:calls", needs_columns=("measures.calls", "meetings.booked_day"), version=2),
)  # fmt: skip

BY_KEY = {kpi.key: kpi for kpi in SHIPPED}
DEFAULT = ("bookings", "deals_won", "avg_deal", "win_rate", "cycle_days", "rdv_d", "rdv_d_week", "rdv_e", "rdv_p", "rdv_c",
           "no_show_rate", "qualif_rate", "rate_d_e", "rate_d_p", "rate_d_won", "over_limit", "stalled", "pipe")  # fmt: skip
