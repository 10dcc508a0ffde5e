"""The company's day of a moment: the only way from a UTC second to a local date (EC-01, EC-02)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

QUARTER_HOUR = 900  # every offset in use changes on a quarter of an hour
SECONDS_A_DAY = 86_400


def local_days(moments: pa.ChunkedArray, zone: str) -> pa.Array:
    """The local date of each moment (seconds since the epoch, UTC); no moment, no date."""
    place = ZoneInfo(zone)
    present = moments.is_valid().to_numpy(zero_copy_only=False)
    seconds = moments.fill_null(0).to_numpy().astype(np.int64)
    slots, where = np.unique(seconds // QUARTER_HOUR, return_inverse=True)
    offsets = np.array([_offset(int(slot) * QUARTER_HOUR, place) for slot in slots], np.int64)
    days = (seconds + offsets[where.reshape(-1)]) // SECONDS_A_DAY if len(seconds) else seconds
    return pa.array(days.astype("datetime64[D]"), pa.date32(), mask=~present)


def _offset(second: int, place: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(place).utcoffset()
    return int(offset.total_seconds()) if offset else 0
