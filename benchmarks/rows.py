"""The benchmark rows: name, statement, set-up.  `np` is the module under test in both; `A(shape, dtype, seed)` makes its data."""

SMALL = "a = A(4); b = A(4, seed=1); o = A(4); p = abs(A(4)) + 1; h = A(100); m = A((10, 10)); v = A(11); w = A(11, seed=1); k = v > 0; i = np.arange(5); "

ROWS = [
    # operators and unary functions on 4 elements
    *[("operator " + s, s, SMALL) for s in ("a + b", "a - b", "a * b", "a / b", "a + 1.0", "2.0 / a", "a < b", "a > 0.5", "-a", "abs(a)", "a @ b")],
    ("np.exp", "np.exp(a)", SMALL), ("np.sqrt", "np.sqrt(p)", SMALL), ("np.add out=", "np.add(a, b, out=o)", SMALL), ("in place", "o += b", SMALL),
    # reductions of 4 and 100 elements
    *[("reduce " + s, s, SMALL) for s in ("a.sum()", "a.mean()", "a.max()", "a.min()", "np.sum(h)", "np.mean(h)", "np.max(h)", "np.any(h)", "np.argmax(h)", "h.std()")],
    # indexing and views
    *[("index " + s, s, SMALL) for s in ("h[1]", "h[-1]", "m[1, 2]", "h[1:3]", "h[::2]", "m[1]", "m[:, 1]", "h[1] = 2.0", "m[1, 2] = 3.0", "m.T",
                                         "m.reshape(-1)", "h[None]", "m.ravel()")],
    ("iterate 100", "for x in h: pass", SMALL),
    # functions on 11 elements
    *[("small " + s, s, SMALL) for s in ("np.where(k, v, w)", "np.stack([v, w])", "np.concatenate([v, w])", "np.take(v, i)", "np.cumsum(v)",
                                         "np.linspace(0.0, 1.0, 11)", "np.broadcast_to(v, (3, 11))", "v.astype('f4')", "np.array([1.0, 2.0, 3.0])", "np.zeros(4)")],
    # random numbers, few at a time
    *[("random " + s, s, "g = np.random.default_rng(1); r = np.random.RandomState(1); l = [1, 2, 3, 4]")
      for s in ("g.random()", "g.normal()", "g.integers(10, size=4)", "g.standard_normal(100)", "g.choice(5)", "g.shuffle(l)", "r.rand()", "r.randn()", "r.randint(10)", "r.poisson(3)")],
    # large arrays
    ("add f32 10M", "x + y", "x = A(10**7, 'f4'); y = A(10**7, 'f4', seed=1)"),
    ("add f32 10M out=", "np.add(x, y, out=z)", "x = A(10**7, 'f4'); y = A(10**7, 'f4', seed=1); z = A(10**7, 'f4')"),
    ("add f64 100k", "x + y", "x = A(10**5); y = A(10**5, seed=1)"),
    *[(f"{f} f32 10M", f"np.{f}(x)", "x = abs(A(10**7, 'f4')) + 0.5") for f in ("exp", "log", "tanh", "sin", "sqrt")],
    *[(f"{f} f64 10M", f"np.{f}(x)", "x = abs(A(10**7)) + 0.5") for f in ("exp", "log", "sin")],
    ("add f16 10M", "x + y", "x = A(10**7, 'f2'); y = A(10**7, 'f2', seed=1)"),
    ("f16 to f32 10M", "x.astype('f4')", "x = A(10**7, 'f2')"),
    ("i32 + f32 10M", "i + x", "x = A(10**7, 'f4'); i = (x * 9).astype('i4')"),
    ("sum f32 4096^2 axis 0", "x.sum(0)", "x = A((4096, 4096), 'f4')"), ("sum f32 4096^2 axis 1", "x.sum(1)", "x = A((4096, 4096), 'f4')"),
    ("std f32 4096^2 axis 1", "x.std(1)", "x = A((4096, 4096), 'f4')"), ("M.T + M 4096^2", "x.T + x", "x = A((4096, 4096), 'f4')"),
    ("mask 10M", "x[k]", "x = A(10**7, 'f4'); k = x > 0"), ("take 10M", "np.take(x, i)", "x = A(10**7, 'f4'); i = (abs(A(10**7)) * 10**6).astype('i8') % 10**7"),
    ("put 10M", "np.put(x, i, y)", "x = A(10**7, 'f4'); y = A(10**7, 'f4', seed=1); i = (abs(A(10**7)) * 10**6).astype('i8') % 10**7"),
    ("16k rows of 768", "np.take(x, i, axis=0)", "x = A((50000, 768), 'f4'); i = (abs(A(16384)) * 10**6).astype('i8') % 50000"),
    ("concatenate 2 x 40 MB", "np.concatenate([x, y])", "x = A(10**7, 'f4'); y = A(10**7, 'f4', seed=1)"),
    ("stack 2 x 40 MB axis 1", "np.stack([x, y], axis=1)", "x = A(10**7, 'f4'); y = A(10**7, 'f4', seed=1)"),
    ("concatenate 10,000 of 16", "np.concatenate(l)", "l = [A(16, 'f4', seed=s % 50) for s in range(10000)]"),
    ("vstack 1,000 of 16", "np.vstack(l)", "l = [A(16, 'f4', seed=s % 50) for s in range(1000)]"),
    ("list to array 1M", "np.array(l)", "l = A(10**6).tolist()"), ("tolist 1M", "x.tolist()", "x = A(10**6)"),
    ("partition 10M", "np.partition(x, 5 * 10**6)", "x = A(10**7, 'f4')"),
    ("sort f32 10M", "np.sort(x)", "x = A(10**7, 'f4')"), ("matmul f32 1024", "x @ y", "x = A((1024, 1024), 'f4'); y = A((1024, 1024), 'f4', seed=1)"),
]
