"""Hashes long streams of every bit generator against the oracle's: the nightly form of tests/differential/test_random_bitgen.py.

    python tools/random_streams.py [--words 100000000] [--seed 20260101] [--threads N]

Each stream goes through pieces of uneven length, through a jump, a pickle and the kept 32-bit half, and is compared by
SHA-1 and by its last state.  Exit status 1 when any differs.
"""
import argparse
import hashlib
import pickle
import sys
import time

import numpy as onp
import numpy.random as onpr

import pyndarray as np
import pyndarray.random as npr

NAMES = ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"]


def plain(state):
    if isinstance(state, dict):
        return {k: plain(v) for k, v in state.items()}
    return state.tolist() if hasattr(state, "dtype") else state


def stream(module, name, seed, words):
    """(SHA-1, state) of `words` raw words."""
    g, digest, left, piece = getattr(module, name)(seed), hashlib.sha1(), words, 0
    lengths = onp.random.default_rng(seed).integers(1, 3 * 2**20, 1 + words // 2**18).tolist()
    while left > 0:
        n = min(left, lengths[piece % len(lengths)])
        digest.update(memoryview(g.random_raw(n)))
        left -= n
        piece += 1
        if piece % 8 == 3 and hasattr(g, "jumped"):
            g = g.jumped(piece)
        elif piece % 8 == 5:
            g = pickle.loads(pickle.dumps(g))
        elif piece % 8 == 7:
            g.ctypes.next_uint32(g.ctypes.state)
    return digest.hexdigest(), plain(g.state)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--words", type=int, default=10**8)
    options.add_argument("--seed", type=int, default=20260101)
    options.add_argument("--threads", type=int)
    args = options.parse_args()
    if args.threads:
        np.set_num_threads(args.threads)
    failed = 0
    for name in NAMES:
        start = time.perf_counter()
        ours = stream(npr, name, args.seed, args.words)
        middle = time.perf_counter()
        theirs = stream(onpr, name, args.seed, args.words)
        failed += ours != theirs
        print(f"{name:10} {'equal' if ours == theirs else 'DIFFERS'}  {ours[0]}  {middle - start:.1f} s, oracle {time.perf_counter() - middle:.1f} s",
              flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
