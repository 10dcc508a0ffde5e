from __future__ import annotations

from pathlib import Path

from bilan.sources.files.limits import LIMITS

PAGE = Path(__file__).parents[2] / "docs" / "limits.md"


def test_the_page_of_limits_says_what_is_enforced() -> None:
    lines = PAGE.read_text("utf-8").splitlines()

    for limit in LIMITS.values():
        most = f"{limit.most:,}".replace(",", "\u202f")
        assert any(limit.label.fr in line and most in line for line in lines), limit.label.fr
        assert any(limit.label.en in line and f"{limit.most:,}" in line for line in lines), limit.label.en
