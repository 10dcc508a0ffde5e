"""What the review says, one sentence each, in both languages: findings, stories, proposals, the last plan."""

from __future__ import annotations

from bilan.report.sentences.findings import finding_said
from bilan.report.sentences.last_plan import effect_said
from bilan.report.sentences.proposals import recommendation_said, target_said
from bilan.report.sentences.said import Said
from bilan.report.sentences.stories import story_said

__all__ = ["Said", "effect_said", "finding_said", "recommendation_said", "story_said", "target_said"]
