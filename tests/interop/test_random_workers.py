"""The recipe of docs/random.md for workers of a DataLoader, as it stands there."""
import pathlib
import re

import pytest

import pyndarray as np

torch = pytest.importorskip("torch")
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "random.md"


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_recipe():
    code, = (block for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S) if "DataLoader" in block)
    names = {"__name__": "recipe"}
    exec(compile(code, str(PAGE), "exec"), names)
    loader = names["loader"]
    assert loader.num_workers == 2
    first, second = [torch.cat(list(loader)) for _ in range(2)]
    assert first.shape == (64, 8) and first.dtype == torch.float32
    assert torch.equal(first, second)  # each epoch begins its streams anew, as the page says
    assert len(set(map(tuple, first.tolist()))) == 64  # no worker repeats another's

    # Worker k makes every other batch of 8 from child k of the seed's generator.
    children = np.random.default_rng(7).spawn(2)
    for k in range(8):
        assert first[8 * k:8 * k + 8].numpy().tobytes() == np.stack([children[k % 2].standard_normal(8, dtype="f4") for _ in range(8)]).tobytes()

    alone = names["Noisy"](3, seed=7, workers=0)
    assert alone[0].tolist() == np.random.default_rng(7).spawn(1)[0].standard_normal(8, dtype="f4").tolist()
