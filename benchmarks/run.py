"""Times pyndarray and its peers side by side in one process and prints a table.

    python benchmarks/run.py [--only TEXT] [--peer numpy] [--pairs 15] [--markdown]

Samples are interleaved (A B, B A, ...); the figure of a row is the median of the pairwise ratios peer / pyndarray, with
quartiles: above 1, pyndarray is faster.  Absolute times wander with the machine; ratios do not.
"""
import argparse
import gc
import importlib
import statistics
import time

from rows import ROWS

SAMPLE = 2e-3  # seconds a sample lasts at least


def make_array(np):
    """A(shape, dtype, seed): the same numbers for every module, as an array of its own."""
    import numpy

    def A(shape, dtype="f8", seed=0):
        return np.array(numpy.random.default_rng(seed).standard_normal(shape).astype(dtype))
    return A


def timer(module, statement, setup):
    """A function of n: seconds that n runs of the statement take."""
    space = {"np": module, "A": make_array(module)}
    exec(setup, space)
    body = f"def run(n, clock, {', '.join(k for k in space if k.isidentifier() and not k.startswith('__'))}):\n" \
           f"    t = clock()\n    for _ in range(n):\n        {statement}\n    return clock() - t\n"
    names = [k for k in space if k.isidentifier() and not k.startswith("__")]
    exec(body, space)
    values = [space[k] for k in names]
    return lambda n: space["run"](n, time.perf_counter, *values)


def repeats(run):
    n, t = 1, run(1)
    while t < SAMPLE and n < 10**6:
        n = max(2 * n, int(n * SAMPLE / max(t, 1e-9)))
        t = run(n)
    return n


def measure(ours, peer, pairs):
    """[(our seconds, peer's seconds)] a call, interleaved."""
    counts = {ours: repeats(ours), peer: repeats(peer)}
    out = []
    for i in range(pairs):
        times = {run: run(counts[run]) / counts[run] for run in ((ours, peer) if i % 2 else (peer, ours))}
        out.append((times[ours], times[peer]))
    return out


def show(seconds):
    for unit, factor in (("s", 1), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="rows whose name contains this text")
    parser.add_argument("--peer", default="numpy")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    target, peer = importlib.import_module("pyndarray"), importlib.import_module(options.peer)
    gc.disable()
    bar = " | " if options.markdown else "  "
    print(f"{'| ' if options.markdown else ''}{'row':32}{bar}{'pyndarray':>10}{bar}{options.peer:>10}{bar}{'ratio':>6}{bar}quartiles{' |' if options.markdown else ''}")
    if options.markdown:
        print("|---|---|---|---|---|")
    ratios = []
    for name, statement, setup in ROWS:
        if options.only not in name:
            continue
        pairs = measure(timer(target, statement, setup), timer(peer, statement, setup), options.pairs)
        q = statistics.quantiles([b / a for a, b in pairs], n=4, method="inclusive")
        ratios.append(q[1])
        print(f"{'| ' if options.markdown else ''}{name:32}{bar}{show(statistics.median(a for a, _ in pairs)):>10}{bar}"
              f"{show(statistics.median(b for _, b in pairs)):>10}{bar}{q[1]:6.2f}{bar}{q[0]:.2f} {q[2]:.2f}{' |' if options.markdown else ''}", flush=True)
        gc.collect()
    if ratios:
        print(f"\ngeometric mean of {len(ratios)} rows: {statistics.geometric_mean(ratios):.2f}")


if __name__ == "__main__":
    main()
