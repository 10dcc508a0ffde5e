"""What all the statistics of a review cost, in a process of its own: ``python -m benchmarks.judgement.cost 5000``.

Everything that a review computes of 12 KPIs is in it, from the weekly tables to the verdicts, with the passages of
four stages and where the quarter will end.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.bars import SEED, Band, Measure, Row, Table
from benchmarks.judgement.differences import COUNTED, family
from benchmarks.judgement.pacing import HISTORY, START, desk_of, past_of
from benchmarks.judgement.pipeline import STAGES, Deals, lived
from benchmarks.judgement.world import WEEKS, Quarter, presence, quarter
from bilan.label import Label
from bilan.stats.apart import compare
from bilan.stats.counts import Counts
from bilan.stats.landing import landing
from bilan.stats.spread import spread
from bilan.stats.stays import passage

KILO = 1024
MEGA = 1_000_000
HALF_WAY = 6  # weeks of the quarter
LIVES = HISTORY + WEEKS + 1  # weeks of deals that are read
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Runs:
    """How many times each is computed, each time in a new process, and for how many people."""

    times: int
    large: int = 5_000
    usual: int = 35


FULL = Runs(3)


def review(done: Quarter, deals: Deals) -> str:
    """Everything said of a quarter, as one digest: the same figures must always give it."""
    measured, people = family(done), len(done.days)
    said = hashlib.sha256()
    for one in compare(measured, [f"{at:05}" for at in range(people)]):
        said.update(repr(one).encode())
    for name in COUNTED:
        counted = measured[name]
        if isinstance(counted, Counts):
            said.update(repr(spread(counted.events, counted.exposure, phi=counted.phi)).encode())
    now = START + HALF_WAY
    for stage in range(STAGES):
        said.update(repr(passage(deals.stays(stage, START - HISTORY, now))).encode())
    said.update(landing(desk_of(deals, START, now), past_of(deals, HALF_WAY)).draws.tobytes())
    return said.hexdigest()


def main() -> None:
    """Time one review of so many people, and print what it took: seconds of processor, bytes at most, digest."""
    people = int(sys.argv[1])
    random = np.random.default_rng(SEED)
    done = quarter(random, presence(random, people), phi=1.3)
    deals = lived(random, people, START + WEEKS + 1, since=START + WEEKS + 1 - LIVES)
    start = time.process_time()
    digest = review(done, deals)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILO
    print(json.dumps({"seconds": seconds, "peak": peak, "digest": digest, "deals": len(deals.won)}))


def _timed(people: int, *, seed: str) -> dict[str, float | str]:
    """One review in a process of its own; ``seed`` is that of Python's own hashes, which must change nothing."""
    command = [sys.executable, "-m", "benchmarks.judgement.cost", str(people)]
    environment = {**os.environ, **ONE_THREAD, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float | str] = json.loads(done.stdout)
    print(f"cost, {people} reps: {found['seconds']} s", file=sys.stderr, flush=True)
    return found


def measured(runs: Runs = FULL) -> Table:
    """The bars of time, memory and sameness."""
    large, usual = ([_timed(people, seed=str(at)) for at in range(runs.times)] for people in (runs.large, runs.usual))
    digests = {found["digest"] for found in large}, {found["digest"] for found in usual}
    deals = int(large[0]["deals"])
    return Table(
        Label("Temps de calcul", "Compute time"),
        Label(f"12 KPI, intervalles, quatre étapes, atterrissage ({deals} affaires, {runs.large} commerciaux), "
              "secondes de processeur sur un cœur, premier appel d'un processus neuf.",
              f"12 KPIs, intervals, four stages, landing ({deals} deals, {runs.large} reps); seconds of processor "
              "on one core, first call of a new process."),
        (
            Row("large-seconds", Label(f"{runs.large} commerciaux × 12 KPI, en secondes",
                                       f"{runs.large} reps × 12 KPIs, in seconds"),
                _spread_of(large, "seconds"), Band(high=10.0), None, "number"),
            Row("large-memory", Label(f"{runs.large} commerciaux : mémoire la plus haute, en Mo",
                                      f"{runs.large} reps: peak memory, in MB"),
                _spread_of(large, "peak", MEGA), Band(high=1_000.0), None, "number"),
            Row("usual-seconds", Label(f"{runs.usual} commerciaux × 12 KPI, en secondes",
                                       f"{runs.usual} reps × 12 KPIs, in seconds"),
                _spread_of(usual, "seconds"), Band(high=0.2), None, "number"),
            Row("digests", Label("Réponses différentes d'un processus à l'autre, au bit près",
                                 "Answers that differ from one process to another, to the bit"),
                Measure.exact(sum(len(one) - 1 for one in digests), 2 * runs.times), Band(0, 0), None, "number"),
        ),
    )  # fmt: skip


def _spread_of(found: list[dict[str, float | str]], what: str, unit: float = 1.0) -> Measure:
    return Measure.of([float(one[what]) / unit for one in found])


if __name__ == "__main__":
    main()
