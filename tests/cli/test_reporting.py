"""The verb that writes documents: which files, for whom, in which language, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.conftest import Bilan


def names(answer: dict[str, list[str]]) -> list[str]:
    return [Path(file).name for file in answer["files"]]


def test_it_writes_both_versions_in_both_languages(at_work: Bilan) -> None:
    answer = at_work.json("report", "2026-T3")

    assert names(answer) == [
        f"bilan-2026-T3-{audience}.{language}.{form}"
        for audience in ("manager", "collective") for language in ("fr", "en") for form in ("html", "pdf")
    ]  # fmt: skip
    assert all(Path(file).stat().st_size for file in answer["files"])
    assert {Path(file).parent.name for file in answer["files"]} == {"reviews"}


def test_it_writes_one_person_s_version_where_asked(at_work: Bilan, tmp_path: Path) -> None:
    said = at_work(
        "report", "2026-T3", "--for-rep", "Paul", "--form", "html", "--lang", "en", "--out", tmp_path / "for-paul"
    )

    assert said.code == 0
    assert [file.name for file in (tmp_path / "for-paul").iterdir()] == ["bilan-2026-T3-individual-paul.en.html"]
    assert "Document écrit : " in said.out


def test_what_it_refuses_writes_nothing(at_work: Bilan, tmp_path: Path) -> None:
    for words in (("--lang", "de"), ("--form", "docx"), ("--for-rep", "Zoé"), ("--for-rep", "Paul", "--collective")):
        said = at_work("report", "2026-T3", "--out", tmp_path / "none", *words)

        assert said.code == 1
        assert said.err
        assert not (tmp_path / "none").exists()
