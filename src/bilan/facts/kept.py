"""What stays of meetings once their rows are erased: counts by rep and day, and the dates that each opportunity reached."""

from __future__ import annotations

import pyarrow as pa

COUNTS = pa.schema(
    [
        ("quantity", pa.string()),
        ("rep", pa.string()),
        ("day", pa.date32()),
        ("value", pa.int64()),
        ("rows", pa.int64()),
    ]
)
# no account and no title: what a deal is called is read from the deals
OPPORTUNITIES = pa.schema(
    [
        ("opportunity", pa.string()),
        ("deal", pa.string()),
        ("discovery_on", pa.date32()),
        ("discovered_by", pa.string()),
        ("exchange_on", pa.date32()),
        ("proposal_meeting_on", pa.date32()),
        ("closing_on", pa.date32()),
        ("exchanges", pa.int64()),
        ("over_limit_on", pa.date32()),
        ("last_meeting_on", pa.date32()),
        ("met_by", pa.string()),
    ]
)
