"""What the type checkers must refuse: each line with an error says which (mypy's code)."""
import pyndarray as np

np.zeros("x", order="Z")  # E: call-overload
np.zeros(3).astype("f4", casting="sometimes")  # E: call-overload
np.set_printoptions(floatmode="long")  # E: arg-type
np.no_such_name  # E: attr-defined
np.array2string(3, precision="x")  # E: arg-type
np.copyto(1, 2, 3, 4, 5)  # E: call-arg
np.array_equal(1, 2) + "x"  # E: operator
