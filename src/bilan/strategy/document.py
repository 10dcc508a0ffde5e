"""The strategy of a period as one document: who sells, what is followed, what was promised, by which rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bilan.label import Label
from bilan.period import Cadence, Calendar, Period, Stretch


def _no_number(value: object) -> object:
    """A date is written as a date: 2026 alone would be read as a count of seconds since 1970."""
    if isinstance(value, (int, float, Decimal)):
        raise PydanticCustomError("date_type", "a number is no date")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]
Whole = Annotated[int, Field(strict=True)]  # true and "5" are no numbers
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
LOGO = r"^(data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]+=*)?$"
Polarity = Literal["higher_is_better", "lower_is_better", "target_is_best"]


class Part(BaseModel):
    """One section of the document: unknown keys are refused, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(Part):
    """Where reps work, which decides their public holidays (EC-08)."""

    key: Key
    name: str
    holidays: str = "FR"  # country, or country-subdivision as ISO 3166-2: FR, FR-6AE (Alsace-Moselle), BE, CA-QC
    days_off: tuple[Day, ...] = ()  # days that this site does not work, beside the public holidays
    worked: tuple[Day, ...] = ()  # public holidays that it does work, such as Pentecost Monday


class OwnStretch(Part):
    """A period given by its dates: a month of a 4-4-5 year, a campaign. Both days belong to it."""

    name: str
    cadence: Cadence
    first_day: Day
    last_day: Day


class Company(Part):
    """Whose review it is, in which currency and time zone its days are counted."""

    name: str
    zone: str = "Europe/Paris"
    currency: str = "EUR"
    fiscal_year_starts: Whole = Field(default=1, ge=1, le=12)
    language: Literal["fr", "en"] = "fr"
    logo: str = Field(default="", max_length=400_000, pattern=LOGO)  # an image as a data address, printed on documents
    sites: tuple[Site, ...] = (Site(key="siege", name="Siège"),)
    stretches: tuple[OwnStretch, ...] = ()

    @property
    def calendar(self) -> Calendar:
        one_day = date.resolution
        own = tuple(Stretch(s.name, s.cadence, s.first_day, s.last_day + one_day) for s in self.stretches)
        return Calendar(self.fiscal_year_starts, own)


class Membership(Part):
    """From when to when a rep belongs to a team; results follow the team of the day (EC-53)."""

    team: Key
    since: Day | None = None
    until: Day | None = None  # the last day in the team


class WorkingTime(Part):
    """The share of full time a rep works from a day on (EC-54)."""

    since: Day
    share: Share


class Absence(Part):
    """Days away, never their cause (EC-54, P19). Both days belong to it."""

    first_day: Day
    last_day: Day
    share: Share = Decimal(1)  # half a day is 0.5


class Team(Part):
    """People who sell together and are read together."""

    key: Key
    name: str
    manager: str = ""


class Rep(Part):
    """A person who sells: how sources name them, where and when they are present; or a position that nobody holds."""

    key: Key
    name: str
    addresses: tuple[str, ...] = ()  # e-mails and names under which sources know them (EC-58)
    site: Key = "siege"
    teams: tuple[Membership, ...] = ()
    working_time: tuple[WorkingTime, ...] = ()
    absences: tuple[Absence, ...] = ()
    arrived_on: Day | None = None
    left_on: Day | None = None  # the last day
    ramp: tuple[Share, ...] = ()  # share of a full target in each month since arrival; then 1
    manages: bool = False  # a manager who also sells: own target, apart from the reps (EC-55)
    vacant: bool = False  # a position that nobody holds: it keeps its target, and is nobody to count (EC-56)

    @property
    def shown(self) -> Label:
        """What the screen calls them: their name, or a position's with the word that it is vacant."""
        said = Label(" (poste vacant)", " (vacant)") if self.vacant else Label("", "")
        return Label(f"{self.name}{said.fr}", f"{self.name}{said.en}")


class Source(Part):
    """Where a KPI's figures come from, how fresh and how complete they are said to be (Z7)."""

    name: str
    table: Literal["deals", "meetings", "bookings", "measures"] | None = None
    freshness_days: Whole | None = Field(default=None, ge=0)
    coverage: Share | None = None
    how_to_follow: str = ""  # for a KPI that nothing feeds yet: the best way to follow it


class Filter(Part):
    """One condition of a KPI of one's own, in a closed form."""

    column: str
    is_in: tuple[str, ...] = ()
    is_not_in: tuple[str, ...] = ()
    is_said: bool | None = None  # whether the column must be filled in, or must not


class Quantity(Part):
    """What a KPI of one's own counts: rows, a sum, or the median days between two dates."""

    table: Literal["deals", "meetings", "bookings", "measures"]
    dated_by: str
    filters: tuple[Filter, ...] = ()
    aggregate: Literal["count", "sum", "median_days"] = "count"
    column: str = ""  # the column summed; the later date of a duration
    since: str = ""  # the earlier date of a duration


class KpiSetting(Part):
    """One KPI followed in this strategy: a shipped one by its key, or one's own by its definition."""

    key: Key
    cadence: Cadence | None = None
    polarity: Polarity | None = None
    source: Source | None = None
    label_fr: str = ""
    label_en: str = ""
    unit: Literal["", "money", "count", "rate", "days"] = ""
    value: Quantity | None = None  # own KPI: the quantity, or the numerator of a ratio
    per: Quantity | None = None  # own KPI: the denominator of a ratio

    @property
    def label(self) -> Label:
        return Label(self.label_fr or self.key, self.label_en or self.label_fr or self.key)


class Target(Part):
    """What was promised: a KPI, for whom, over which period.

    ``scope`` is ``company``, ``team:<key>``, ``rep:<key>`` or ``each_rep`` (the same for every rep, before presence).
    ``value`` is in the KPI's unit: whole currency units for money, 0-1 for a rate.
    ``cadence`` says what one target covers when it is repeated inside the window (6 a week, all quarter).
    """

    kpi: Key
    scope: str = Field(pattern=r"^(company|each_rep|team:[a-z0-9_-]+|rep:[a-z0-9_-]+)$")
    window: str
    value: Decimal = Field(ge=0)
    cadence: Cadence | None = None
    currency: str = ""
    published_on: Day | None = None
    seasonality: dict[str, Decimal] = Field(default_factory=dict)  # sub-period name -> weight


class MeetingKind(Part):
    """One kind of meeting of the nomenclature, in its order in the sales cycle."""

    code: str
    label_fr: str
    label_en: str
    step: Whole  # order in the cycle: Q 0, D 1, E 2, P 3, C 4
    patterns: tuple[str, ...]  # RE2, tried on the title without accents, in lower case
    doubtful: tuple[str, ...] = ()  # RE2: looks like it, to be confirmed by a person (EC-38)

    @property
    def label(self) -> Label:
        return Label(self.label_fr, self.label_en)


class Rate(Part):
    """What one unit of a currency is worth in the company's, from a day on (EC-17)."""

    currency: str
    since: Day
    rate: Decimal = Field(gt=0)
    budget: bool = False  # the rate fixed when targets were published (EC-18)


class Thresholds(Part):
    """The settings behind the rules, with the defaults of the method."""

    exchanges_per_deal: Whole = 5  # Z10: the next RDV-E opens a blocking review
    stalled_after_days: Whole = 14
    minimum_sample: Whole = 10  # EC-66: below it, a ratio says « échantillon insuffisant »
    minimum_presence: Share = Decimal("0.5")  # eligible for comparisons and realism
    over_assignment: Share = Decimal("0.2")  # sum of individual targets beyond the team's
    realism_minimum_reps: Whole = Field(default=5, ge=1)  # fewer eligible reps: the team's attainment alone is judged
    realism_too_high: Share = Decimal("0.5")  # a smaller share of reps at target: probably set too high
    realism_calibrated: Share = Decimal("0.7")  # up to this share: calibrated
    realism_accessible: Share = Decimal("0.8")  # up to this share: accessible; beyond: probably set too low
    raise_from: Decimal = Field(default=Decimal("1.2"), gt=0)  # attainment from which a rise is considered
    review_means_until: Share = Decimal("0.8")  # attainment up to which means or target are questioned
    gap_beyond: Decimal = Field(default=Decimal("1.2"), ge=1)  # a target passed this far is worth a word
    next_meeting_days: Whole = Field(default=14, ge=0)  # a RDV-D younger than this may still lead to a meeting
    duplicate_days: Whole = 7  # EC-33: same account and amount this close are probable duplicates
    same_meeting_minutes: Whole = 15  # EC-46
    co_attendee_credit: Share = Decimal(0)  # EC-45: what a rep gets for attending another's meeting, in the rep's count
    late_entry_days: Whole = Field(default=5, ge=0)  # EC-26: known this long after its period ended, it is late
    qualification_days: Whole = 10  # a RDV-Q this long before a RDV-D qualified it (EC-50)
    count_renewals: bool = False  # EC-27
    booking_value: Literal["amount", "first_year", "total"] = "first_year"  # EC-28; the amount where a deal says none
    zero_in_average_deal: bool = False  # EC-20
    cycle_starts: Literal["first_discovery", "engaged_on", "created_on"] = "first_discovery"
    stage_probability: dict[str, Share] = Field(default_factory=dict)
    target_rise: Share = Decimal("0.5")  # of a result beyond the target, the part that the next target takes up
    target_fall: Share = Decimal("0.5")  # of a result short of the target, the part that the next target gives up
    target_cap: Share = Decimal("0.3")  # how far a target or a pace moves at most, season and days apart
    target_chance: Decimal = Field(default=Decimal("0.65"), gt=0, lt=1)  # that a target is set to have
    period_swing: Share = Decimal("0.10")  # how far a period strays from the next, deals and sizes apart
    target_trust: Decimal = Field(default=Decimal("0.25"), gt=0)  # how far off an old target may be
    money_step: Decimal = Field(default=Decimal(5000), gt=0)  # targets in money are proposed in multiples of it
    count_step: Decimal = Field(default=Decimal(1), gt=0)
    rate_step: Decimal = Field(default=Decimal("0.01"), gt=0)
    qualification_minutes: Whole = Field(default=15, gt=0)  # the call before a RDV-D in person (Z19)


class Strategy(Part):
    """Everything that a review needs to know beside the facts."""

    company: Company
    period: str  # the period this strategy rules, such as 2026-T3
    cadence: Cadence = Cadence.QUARTER
    teams: tuple[Team, ...] = ()
    reps: tuple[Rep, ...] = ()
    kpis: tuple[KpiSetting, ...] = ()
    targets: tuple[Target, ...] = ()
    nomenclature: tuple[MeetingKind, ...] = ()
    rates: tuple[Rate, ...] = ()
    thresholds: Thresholds = Thresholds()

    @property
    def reviewed(self) -> Period:
        return self.company.calendar.parse(self.period)

    def rep(self, key: str) -> Rep:
        return next(rep for rep in self.reps if rep.key == key)
