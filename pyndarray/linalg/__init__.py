"""Linear algebra: so far the products of the main namespace under this name, and the error."""
from .._core import matmul, matrix_transpose

__all__ = ["LinAlgError", "matmul", "matrix_transpose"]


class LinAlgError(ValueError):
    """A matrix on which a function of this module cannot do its work: singular, not square, not positive definite."""
