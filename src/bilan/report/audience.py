"""Who reads: a manager, the team together, or one rep; and what each may learn of the others (EC-78, EC-79, P4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bilan.review.eligible import eligible
from bilan.review.finding import FindingKind
from bilan.strategy.presence import members

if TYPE_CHECKING:
    from bilan.plan.dossier import Dossier
    from bilan.plan.plan import Action
    from bilan.review.finding import Finding
    from bilan.review.review import Review
    from bilan.review.story import CheckedStory, Story

FEWEST_IN_A_DISTRIBUTION: Final = 5  # with fewer, a figure of all gives away the figure of one (domain.md 3.6)
FEWEST_IN_A_SUM: Final = 4  # a sum of fewer is still a figure about people (domain.md 4.2)


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a document is made; ``rep`` is whose it is when it is one person's."""

    kind: Literal["manager", "collective", "individual"]
    rep: str = ""

    @property
    def sees_everyone(self) -> bool:
        return self.kind == "manager"

    @property
    def name(self) -> str:
        """What files made for it are called after."""
        return f"{self.kind}-{self.rep}" if self.rep else self.kind


MANAGER: Final = Audience("manager")
COLLECTIVE: Final = Audience("collective")


def individual(rep: str) -> Audience:
    """One rep, who reads their own figures and what concerns them."""
    return Audience("individual", rep)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an audience sees of one dossier."""

    dossier: Dossier
    audience: Audience

    def may_name(self, rep: str) -> bool:
        """Managers name everyone; a rep, themself; else those who agreed to be named. A vacant position is nobody."""
        if any(one.key == rep and one.vacant for one in self.dossier.review.strategy.reps):
            return True
        return self.audience.sees_everyone or rep == self.audience.rep or rep in self.dossier.consents

    @property
    def has_distribution(self) -> bool:
        """Whether how reps are spread may be told at all."""
        review = self.dossier.review
        return self.audience.sees_everyone or (
            len(eligible(review.strategy, review.window)) >= FEWEST_IN_A_DISTRIBUTION
        )

    @property
    def has_teams(self) -> bool:
        """Whether team sums may be told: each of enough people, so that no team gives away one of its members."""
        if self.audience.sees_everyone:
            return True
        review = self.dossier.review
        sizes = [len(members(team.key, review.strategy, review.window)) for team in review.strategy.teams]
        return min(sizes, default=0) >= FEWEST_IN_A_SUM

    def findings(self) -> tuple[Finding, ...]:
        """The findings this audience reads."""
        return tuple(finding for finding in self.dossier.findings if self.shows(finding))

    def shows(self, finding: Finding) -> bool:
        """A finding about one person is theirs and their manager's; to the team, only what is good to share."""
        if self.audience.sees_everyone or self._is_mine(finding.people):
            return True
        if not self.has_teams and finding.scope.kind == "team":
            return False
        if not finding.people:
            return finding.scope.kind != "rep"
        if finding.kind is not FindingKind.STANDOUT or finding.sense != "success":
            return False
        return all(map(self.may_name, finding.people)) or (self.audience.kind == "collective" and self.has_distribution)

    def names(self, finding: Finding) -> bool:
        """Whether everyone a finding is about may be named to this audience."""
        return all(map(self.may_name, finding.people))

    def shows_group(self, people: tuple[str, ...]) -> bool:
        """Whether the figure of a group may be told: nobody's alone, and not nearly everybody's (domain.md 4.2)."""
        if self.audience.sees_everyone or not people or all(map(self.may_name, people)):
            return True
        others = len(eligible(self.dossier.review.strategy, self.dossier.review.window)) - len(people)
        return len(people) >= FEWEST_IN_A_SUM and (others <= 0 or others >= FEWEST_IN_A_SUM)

    def quotes(self, story: Story) -> bool:
        """Whether a story is told in its words: a failure about one person stays with that person."""
        if self.audience.sees_everyone or self._is_mine(self._people_of(story)):
            return True
        people = self._people_of(story)
        return story.kind != "failure" or not people or all(map(self.may_name, people))

    def tells(self, checked: CheckedStory) -> bool:
        """Whether something of a story is told: its words, or at least what it taught of the whole team."""
        if self.audience.kind == "individual":
            return self._is_mine(self._people_of(checked.story))
        if self.quotes(checked.story):
            return True
        finding = checked.finding
        is_of_all = finding is not None and "own_meetings" in finding.evidence
        return is_of_all and checked.outcome == "shown"  # what the facts deny teaches the team nothing

    def actions(self, all_of: tuple[Action, ...]) -> tuple[Action, ...]:
        """Every action for managers and for the team; for one rep, those they own, share or are meant for."""
        return all_of if self.audience.kind != "individual" else tuple(one for one in all_of if self._concerns(one))

    def _concerns(self, action: Action) -> bool:
        mine = {self.audience.rep, rep_name(self.dossier.review, self.audience.rep)}
        scope = {name.strip().removeprefix("rep:") for name in action.scope.split(",")}
        return bool(mine & {action.owner, *action.contributors, *scope}) or action.scope == "company"

    def _is_mine(self, people: tuple[str, ...]) -> bool:
        return bool(self.audience.rep) and self.audience.rep in people

    def _people_of(self, story: Story) -> tuple[str, ...]:
        """Whom a story is about, and who tells it when that is a rep."""
        strategy = self.dossier.review.strategy
        about = story.about.removeprefix("rep:") if story.about.startswith("rep:") else ""
        author = next((rep.key for rep in strategy.reps if story.author in {rep.key, rep.name}), "")
        return tuple(dict.fromkeys(key for key in (about, author) if key))


def rep_name(review: Review, key: str) -> str:
    """The name behind a rep's key; the key itself when the strategy does not know it."""
    return next((rep.name for rep in review.strategy.reps if rep.key == key), key)
