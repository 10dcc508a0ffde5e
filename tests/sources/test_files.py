"""``load`` reads a small text as a file and gives its kept rows and its refusals; each test is one rule."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilan.errors import BilanError
from bilan.sources.files.batches import batches
from bilan.sources.files.mapping import Mapping
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Batch, Context

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 3, 31))
DEALS = Mapping(
    table="deals",
    columns={
        "key": "Id",
        "account": "Client",
        "owner": "Commercial",
        "amount_cents": "Montant",
        "status": "Statut",
        "closed_on": "Date",
    },
)
HEAD = "Id;Client;Commercial;Montant;Statut;Date\n"
MEETINGS = Mapping(
    table="meetings",
    columns={"key": "Id", "title": "Titre", "owner": "Commercial", "start_at": "Début"},
    outcome_default="by_date",
)


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def load(folder: Path, content: str | bytes, mapping: Mapping = DEALS) -> Batch:
    parts = list(batches(read_raw(write(folder, content), mapping.sheet), mapping, CONTEXT))
    return Batch(
        pa.concat_tables([part.rows for part in parts]),
        tuple(one for part in parts for one in part.rejected),
        tuple(line for part in parts for line in part.duplicates),
        tuple(cents for part in parts for cents in part.duplicate_cents),
        sum(part.ignored_private for part in parts),
    )


def column(batch: Batch, name: str) -> list[Any]:
    values: list[Any] = batch.rows.column(name).to_pylist()
    return values


def reasons(batch: Batch) -> dict[int, str]:
    return {one.line: one.reason.en for one in batch.rejected}


def test_a_won_deal_is_signed_at_its_close_date_and_a_lost_one_lost(tmp_path: Path) -> None:
    batch = load(
        tmp_path,
        HEAD
        + "1;Zinc;Paul;12 000,50 €;Gagné;2026-03-12\n2;Cobalt;Pierre;5;Perdu;2026-03-13\n3;Or;Paul;;Démo;2026-05-01",
    )

    assert column(batch, "signed_on") == [dt.date(2026, 3, 12), None, None]
    assert column(batch, "lost_on") == [None, dt.date(2026, 3, 13), None]
    assert column(batch, "expected_on") == [None, None, dt.date(2026, 5, 1)]
    assert column(batch, "amount_cents") == [1_200_050, 500, None]
    assert column(batch, "currency") == ["EUR", None, None]
    assert column(batch, "line") == [2, 3, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_csv_reads_the_same(encoding: str, mark: str, end: str, tmp_path: Path) -> None:
    text = (
        HEAD + '1;Société Générale œ €;Paul;12;Gagné;2026-03-12\n2;"deux\nlignes";Paul;5;Perdu;2026-03-13\n'
    ).replace(";", mark)

    batch = load(tmp_path, text.replace("\n", end).encode(encoding))

    assert column(batch, "account")[0] == "Société Générale œ €"
    assert column(batch, "line") == [2, 3]
    assert not batch.rejected


def test_lines_are_those_of_the_file_after_titles_blanks_and_breaks_inside_quotes(tmp_path: Path) -> None:
    text = (
        "Ventes T1;;;;;\n\n"
        + HEAD
        + '1;"A\nB";Paul;1;Gagné;2026-03-12\n\n2;C;Paul;x;Perdu;\n3;D;Paul\n4;E;Paul;4;Perdu;\n'
    )

    batch = load(tmp_path, text)

    assert column(batch, "line") == [4, 9]
    assert reasons(batch) == {7: "amount “x” is not an amount", 8: "3 cells instead of 6"}


def test_a_short_row_after_a_break_inside_quotes_keeps_its_line(tmp_path: Path) -> None:
    batch = load(tmp_path, HEAD + '1;"A\nB";Paul;1;Gagné;2026-03-12\n3;D;Paul\n4;E;Paul;4;Perdu;\n')

    assert reasons(batch) == {4: "3 cells instead of 6"}
    assert column(batch, "line") == [2, 5]


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (["02/03/2026", "13/03/2026"], [dt.date(2026, 3, 2), dt.date(2026, 3, 13)]),
        (["02/03/2026", "03/13/2026"], [dt.date(2026, 2, 3), dt.date(2026, 3, 13)]),
        (["02/03/2026"], []),
        (["03/03/2026"], [dt.date(2026, 3, 3)]),
        (["02/03/2026", "13/03/2026", "03/14/2026"], [dt.date(2026, 3, 13), dt.date(2026, 3, 14)]),
        (["31/02/2026", "02/03/26", "46110", "bientôt", "1026-01-01"], []),
        (
            ["14 mars 2026", "March 14, 2026", "2026-03-14T23:30:00Z"],
            [dt.date(2026, 3, 14)] * 2 + [dt.date(2026, 3, 15)],
        ),
    ],
)
def test_a_date_is_read_one_way_or_refused(dates: list[str], kept: list[dt.date], tmp_path: Path) -> None:
    text = HEAD + "".join(f"{at};Zinc;Paul;1;Gagné;{day}\n" for at, day in enumerate(dates))

    batch = load(tmp_path, text)

    assert column(batch, "signed_on") == kept
    assert len(batch.rejected) == len(dates) - len(kept)


def test_a_declared_date_order_settles_what_the_column_does_not(tmp_path: Path) -> None:
    mapping = DEALS.model_copy(update={"date_order": "mdy"})

    assert column(load(tmp_path, HEAD + "1;Z;Paul;1;Gagné;02/03/2026", mapping), "signed_on") == [dt.date(2026, 2, 3)]


def test_the_decimal_mark_of_a_column_is_proven_by_the_column(tmp_path: Path) -> None:
    proven = load(tmp_path, HEAD + "1;Z;Paul;1.234;Perdu;\n2;Z;Paul;1.234,5;Perdu;\n")
    silent = load(tmp_path, HEAD + "1;Z;Paul;1.234;Perdu;\n2;Z;Paul;12;Perdu;\n")
    torn = load(tmp_path, HEAD + "1;Z;Paul;1.234;Perdu;\n2;Z;Paul;1,5;Perdu;\n3;Z;Paul;1.5;Perdu;\n")

    assert column(proven, "amount_cents") == [123_400, 123_450]
    assert list(reasons(silent)) == [2]
    assert list(reasons(torn)) == [2]


@pytest.mark.parametrize(
    "amount", ["NaN", "Infinity", "1e999999", "1e15", "99999999999999999", "12 %", "٣", "=cmd|' /C calc'!A0", "-5"]
)
def test_an_impossible_amount_refuses_its_row_only(amount: str, tmp_path: Path) -> None:
    batch = load(tmp_path, HEAD + f'1;Z;Paul;"{amount}";Perdu;\n2;Z;Paul;2;Perdu;\n')

    assert column(batch, "key") == ["2"]
    assert [one.line for one in batch.rejected] == [2]


def test_what_is_signed_or_held_after_the_cut_off_is_refused(tmp_path: Path) -> None:
    deals = load(tmp_path, HEAD + "1;Z;Paul;1;Gagné;2026-04-01\n2;Z;Paul;1;Démo;2026-04-01\n")
    mapping = MEETINGS.model_copy(update={"columns": {**MEETINGS.columns, "outcome": "Issue"}})
    meetings = load(tmp_path, "Id;Titre;Commercial;Début;Issue\n1;D;Paul;2026-03-31 22:00;tenu\n"
                              "2;D;Paul;2026-03-31T22:30Z;tenu\n"
                              "3;D;Paul;2026-04-02 10:00;prévu\n4;D;Paul;2026-03-02 10:00;zut\n", mapping)  # fmt: skip

    assert reasons(deals) == {2: "signed after the cut-off date"}
    assert column(meetings, "outcome") == ["held", "booked"]
    assert list(reasons(meetings)) == [3, 5]


def test_without_an_outcome_a_past_meeting_is_held_and_a_coming_one_booked(tmp_path: Path) -> None:
    batch = load(tmp_path, "Id;Titre;Commercial;Début\n1;D;Paul;2026-03-02 10:00\n2;D;Paul;2026-04-02\n", MEETINGS)

    assert column(batch, "outcome") == ["held", "booked"]
    assert column(batch, "all_day") == [False, True]
    assert column(batch, "mode") == ["unknown", "unknown"]
    assert column(batch, "start_at")[0] == int(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC).timestamp())


def test_an_hour_that_summer_time_skips_is_refused_and_a_doubled_one_is_the_first(tmp_path: Path) -> None:
    batch = load(
        tmp_path, "Id;Titre;Commercial;Début\n1;D;Paul;2026-03-29T02:30\n2;D;Paul;2025-10-26 02:30\n", MEETINGS
    )

    assert list(reasons(batch)) == [2]
    assert column(batch, "start_at") == [int(dt.datetime(2025, 10, 26, 0, 30, tzinfo=dt.UTC).timestamp())]


def test_a_private_event_leaves_no_trace_but_a_count(tmp_path: Path) -> None:
    mapping = MEETINGS.model_copy(update={"columns": {**MEETINGS.columns, "private": "Visibilité"}})
    text = ("Id;Titre;Commercial;Début;Visibilité\n1;RDV-D perso dentiste;Paul;zut;\n"
            "2;RDV-D Zinc;Paul;2026-03-02;private\n"
            "3;Privé;Paul;2026-03-02\n4;RDV-D Personnalité;Paul;2026-03-02;public\n")  # fmt: skip

    batch = load(tmp_path, text, mapping)

    assert batch.ignored_private == 3
    assert column(batch, "key") == ["4"]
    assert not batch.rejected


def test_an_amount_with_vat_needs_its_rate(tmp_path: Path) -> None:
    text = HEAD.replace("Montant", "Montant TTC") + "1;Z;Paul;120;Perdu;\n2;Z;Paul;0,01;Perdu;\n"
    mapping = DEALS.model_copy(update={"columns": {**DEALS.columns, "amount_cents": "Montant TTC"}})

    with pytest.raises(BilanError, match="VAT"):
        load(tmp_path, text, mapping)
    assert column(load(tmp_path, text, mapping.model_copy(update={"vat_rate": "20"})), "amount_cents") == [10_000, 1]


def test_an_unknown_currency_is_refused_and_a_sign_may_not_contradict_it(tmp_path: Path) -> None:
    mapping = DEALS.model_copy(update={"columns": {**DEALS.columns, "currency": "Devise"}})
    text = (
        HEAD.replace("\n", ";Devise\n")
        + "1;Z;P;1;Perdu;;XYZ\n2;Z;P;1 €;Perdu;;USD\n3;Z;P;1;Perdu;;usd\n4;Z;P;1 £;Perdu;;\n"
    )

    batch = load(tmp_path, text, mapping)

    assert column(batch, "currency") == ["USD", "GBP"]
    assert list(reasons(batch)) == [2, 3]


def test_a_credit_note_is_negative_and_a_signature_is_not(tmp_path: Path) -> None:
    mapping = Mapping(table="bookings", columns={"deal": "A", "day": "J", "entry": "N", "amount_cents": "M"})
    text = (
        "A;J;N;M\nA1;2026-03-01;Signature;10\nA1;2026-03-02;Avoir;-5\n"
        "A1;2026-03-03;Avoir;5\nA1;2026-03-04;Signature;-5\n"
    )

    batch = load(tmp_path, text, mapping)

    assert column(batch, "amount_cents") == [1_000, -500]
    assert list(reasons(batch)) == [4, 5]


def test_total_lines_and_footers_are_told_apart_with_their_amount(tmp_path: Path) -> None:
    text = (
        HEAD
        + '1;Total;Paul;10;Gagné;2026-03-01\nTotal général;;;"1 010,00";;\n;Totaux;;20;;\n'
        + '"Copyright (c) 2000-2026 salesforce.com, inc."\n'
    )

    batch = load(tmp_path, text)

    assert column(batch, "account") == ["Total"]
    assert sorted((one.line, one.total, one.cents) for one in batch.rejected) == [
        (3, True, 101_000),
        (4, True, 2_000),
        (5, True, None),
    ]


def test_a_repeat_is_counted_apart_and_a_contradiction_refused_whole(tmp_path: Path) -> None:
    rows = ["1;Z;Paul;1;Perdu;", "1;Z;Paul;1;Perdu;", "2;Z;Paul;1;Perdu;", "2;Z;Paul;2;Perdu;", "3;Z;Paul;3;Perdu;"]

    batch = load(tmp_path, HEAD + "\n".join(rows))

    assert column(batch, "key") == ["1", "3"]
    assert batch.duplicates == (3,)
    assert reasons(batch) == dict.fromkeys((4, 5), "same identifier, different contents: lines 4, 5")


def test_without_identifiers_a_repeat_is_refused_until_it_has_one(tmp_path: Path) -> None:
    mapping = DEALS.model_copy(
        update={"columns": {name: header for name, header in DEALS.columns.items() if name != "key"}}
    )

    batch = load(
        tmp_path, HEAD + "1;Z;Paul;1;Perdu;\n2;Z;Paul;1;Perdu;\n3;Or;Paul;1;Perdu;\n4;;Paul;1;Perdu;\n", mapping
    )

    assert column(batch, "account") == ["Z", "Or"]
    assert {line: reason[:12] for line, reason in reasons(batch).items()} == {3: "repeated row", 5: "nothing iden"}


NAMELESS = ("account", "owner", "amount_cents", "status", "closed_on")
CELLS = st.tuples(st.sampled_from("12345"), st.sampled_from(["10", "20", "x", "1.234", "5,5"]),
                  st.sampled_from(["Gagné", "Perdu", ""]),
                  st.sampled_from(["02/03/2026", "13/03/2026", "2026-03-05", ""]))  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, max_size=12), data=st.data(), named=st.sampled_from([(), ("key",)]))
def test_the_order_of_rows_never_matters_and_none_is_lost(
    rows: list[tuple[str, ...]],
    data: st.DataObject,
    named: tuple[str, ...],
    tmp_path: Path,
) -> None:
    columns = {name: header for name, header in DEALS.columns.items() if name in (*named, *NAMELESS)}
    mapping = DEALS.model_copy(update={"columns": columns})
    lines = [f"{key};Zinc {key};Paul;{amount};{status};{day}\n" for key, amount, status, day in rows]
    shuffled = data.draw(st.permutations(lines))

    first, second = load(tmp_path, HEAD + "".join(lines), mapping), load(tmp_path, HEAD + "".join(shuffled), mapping)

    assert first.rows.num_rows + len(first.duplicates) + len(first.rejected) == len(rows)
    unplaced = [sorted(map(str, part.rows.drop(["line"]).to_pylist())) for part in (first, second)]
    assert unplaced[0] == unplaced[1]


def test_invisible_signs_and_two_spellings_of_a_name_are_one(tmp_path: Path) -> None:
    batch = load(
        tmp_path, HEAD + "1;Zoe\u0301;Paul\u200b;1;Perdu;\n2;Zoé;\u202ePaul ;1;Perdu;\n3;🚀 Zinc;Paul;1;Perdu;\n"
    )

    assert column(batch, "account") == ["Zoé", "Zoé", "🚀 Zinc"]
    assert set(column(batch, "owner")) == {"Paul"}


def test_a_prospect_without_dates_nor_value_is_kept(tmp_path: Path) -> None:
    batch = load(tmp_path, HEAD + "1;Zinc;Paul;;Prospecting;\n")

    assert batch.rows.to_pylist()[0] | {"line": 2} == batch.rows.to_pylist()[0]
    assert column(batch, "status") == ["open"]
    assert column(batch, "amount_cents") == [None]


def test_a_day_and_a_time_in_two_columns_make_a_moment(tmp_path: Path) -> None:
    mapping = Mapping(
        table="meetings",
        columns={"key": "Id", "start_day": "Date", "start_time": "Heure", "minutes": "Durée (h)", "outcome": "Tenu"},
    )

    batch = load(tmp_path, "Id;Date;Heure;Durée (h);Tenu\n1;13/01/2026;14h30;1,5;oui\n2;14/01/2026;;;non\n", mapping)

    assert column(batch, "start_at")[0] == int(dt.datetime(2026, 1, 13, 13, 30, tzinfo=dt.UTC).timestamp())
    assert column(batch, "end_at")[0] - column(batch, "start_at")[0] == 5400
    assert column(batch, "all_day") == [False, True]
    assert column(batch, "outcome") == ["held", "booked"]
