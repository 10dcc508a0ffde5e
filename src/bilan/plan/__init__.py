"""What could be done next: targets, recommendations, actions. Proposes and records; a person decides."""

from __future__ import annotations
