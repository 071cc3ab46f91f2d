"""Trains a network on handwritten digits: weights in pyndarray, gradients in PyTorch, one memory.

The data are read, normalised, split and batched by pyndarray; the weights of a two-layer ReLU network are pyndarray
arrays.  torch.from_dlpack gives tensors over the same bytes, so torch's optimiser changes the arrays in place, and the
forward pass written in pyndarray sees every step.  Both are compared each epoch.

    python examples/train_digits.py [--epochs 15] [--seed 0]
"""
import argparse
import ast
import random
import time
from pathlib import Path

import torch

import pyndarray as np

DATA = Path(__file__).parent / "data" / "digits.npy"
HIDDEN, CLASSES, BATCH = 64, 10, 64


def read_npy(path):
    """A version 1 .npy file of a plain dtype in C order: the array shares memory with the bytes read."""
    raw = bytearray(path.read_bytes())
    if raw[:8] != b"\x93NUMPY\x01\x00":
        raise ValueError(f"{path}: not a version 1 .npy file")
    start = 10 + int.from_bytes(raw[8:10], "little")
    header = ast.literal_eval(raw[10:start].decode("latin1"))
    if header["fortran_order"]:
        raise ValueError(f"{path}: Fortran order is not read here")
    return np.frombuffer(raw, dtype=header["descr"], offset=start).reshape(header["shape"])


def load_digits(seed):
    """(training images, labels), (held-out images, labels): float32 in [0, 1], int64."""
    table = read_npy(DATA)
    images = table[:, :64].astype(np.float32) / 16
    labels = table[:, 64].astype(np.int64)
    held_out = np.arange(len(table)) % 5 == 0
    order = list(range(int((~held_out).sum())))
    random.Random(seed).shuffle(order)
    order = np.array(order)
    return (images[~held_out][order], labels[~held_out][order]), (images[held_out], labels[held_out])


def uniform(shape, bound, rng):
    """float32 weights drawn uniformly from [-bound, bound)."""
    n = shape[0] * shape[1]
    return np.array([rng.uniform(-bound, bound) for _ in range(n)], dtype=np.float32).reshape(shape)


def make_weights(seed):
    """W1, b1, W2, b2, scaled as He et al. (2015) for ReLU."""
    rng = random.Random(seed)
    return [uniform((64, HIDDEN), (6 / 64) ** 0.5, rng), np.zeros(HIDDEN, dtype=np.float32),
            uniform((HIDDEN, CLASSES), (6 / HIDDEN) ** 0.5, rng), np.zeros(CLASSES, dtype=np.float32)]


def forward(x, weights):
    """Logits, in pyndarray alone."""
    w1, b1, w2, b2 = weights
    return np.maximum(x @ w1 + b1, 0) @ w2 + b2


def cross_entropy(logits, labels):
    """Mean negative log-likelihood, with the maximum taken out before exp."""
    top = logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
    return (log_sum - logits[np.arange(len(labels)), labels]).mean()


def torch_forward(x, params):
    w1, b1, w2, b2 = params
    return torch.relu(x @ w1 + b1) @ w2 + b2


def check_agreement(weights, params, x, labels):
    """Forward pass and loss of both libraries on the same bytes; returns the larger relative difference."""
    ours = forward(x, weights)
    loss = cross_entropy(ours, labels)
    with torch.no_grad():
        theirs = torch_forward(torch.from_dlpack(x), params)
        their_loss = torch.nn.functional.cross_entropy(theirs, torch.from_dlpack(labels))
    off = float(abs(ours - np.asarray(theirs)).max() / abs(ours).max())
    off_loss = abs(float(loss) - their_loss.item()) / max(their_loss.item(), 1e-6)
    if off > 1e-5 or off_loss > 1e-4:
        raise AssertionError(f"pyndarray and torch differ: logits by {off:.2e}, loss by {off_loss:.2e}")
    return max(off, off_loss)


def check_shared(weights, params):
    for w, p in zip(weights, params):
        address = w.__array_interface__["data"][0]
        if address != p.data_ptr():
            raise AssertionError(f"not the same memory: {address:#x} and {p.data_ptr():#x}")


def accuracy(weights, x, labels):
    return float((forward(x, weights).argmax(axis=1) == labels).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    start = time.perf_counter()
    (x, y), (x_test, y_test) = load_digits(options.seed)
    weights = make_weights(options.seed)
    params = [torch.from_dlpack(w).requires_grad_() for w in weights]
    check_shared(weights, params)
    before = [w.copy() for w in weights]
    optimiser = torch.optim.Adam(params, lr=3e-3)
    print(f"{len(x)} digits to train on, {len(x_test)} held out; weights at",
          " ".join(hex(p.data_ptr()) for p in params))
    for epoch in range(1, options.epochs + 1):
        total = 0.0
        for i in range(0, len(x), BATCH):
            batch, labels = torch.from_dlpack(x[i:i + BATCH]), torch.from_dlpack(y[i:i + BATCH])
            optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(torch_forward(batch, params), labels)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        check_shared(weights, params)
        off = check_agreement(weights, params, x_test, y_test)
        print(f"epoch {epoch:2d}  loss {total / len(x):.4f}  held-out accuracy {accuracy(weights, x_test, y_test):.4f}"
              f"  pyndarray and torch differ by {off:.1e}", flush=True)
    if not all(bool((w != b).any()) for w, b in zip(weights, before)):
        raise AssertionError("the optimiser did not reach the arrays")
    final = accuracy(weights, x_test, y_test)
    print(f"accuracy {final:.4f} on {len(x_test)} held-out digits after {time.perf_counter() - start:.1f} s; "
          f"weights still shared at {params[0].data_ptr():#x}")
    return 0 if final >= 0.95 else 1


if __name__ == "__main__":
    raise SystemExit(main())
