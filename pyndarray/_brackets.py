"""Objects that are only indexed: mgrid, ogrid, r_, c_, s_, index_exp.  What they compute is in _composed/indexing.py, imported when they do."""

from ._core._brackets import joined as simply_joined

__all__ = ["c_", "index_exp", "mgrid", "ogrid", "r_", "s_"]


class _Grid:
    """Coordinates of a grid: ``mgrid[0:3, 0:1:5j]``.

    Each slice gives an axis; an imaginary step is the number of points, the last of which is the stop.  mgrid gives one array with an
    axis in front, ogrid a tuple of arrays that broadcast against one another; of a single slice both give the coordinates themselves.
    """

    __slots__ = ("sparse",)

    def __init__(self, sparse=False):
        self.sparse = sparse

    def __getitem__(self, key):
        from ._composed.indexing import grid
        return grid(key, self.sparse)


class _Joiner:
    """Arrays, scalars and slices between brackets, joined: ``r_[0:3, 7, a]`` along the first axis, ``c_[a, b]`` as columns.

    An imaginary step is the number of points, the last of which is the stop.  A text in front, "axis,ndmin,where", names the axis to join
    along, the least number of axes, and where those of shorter operands begin; 'r'
    and 'c' make a matrix of rows or of one column, and a text alone is bmat's.
    """

    __slots__ = ("axis", "ndmin", "trans1d")

    def __init__(self, axis=0, ndmin=1, trans1d=-1):
        self.axis, self.ndmin, self.trans1d = axis, ndmin, trans1d

    def __getitem__(self, key):
        if self.ndmin == 1 and self.axis == 0:
            result = simply_joined(key, False)
        elif self.ndmin == 2 and self.axis == -1 and self.trans1d == 0:
            result = simply_joined(key, True)
        else:
            result = None
        if result is not None:
            return result
        from ._composed.indexing import joined
        return joined(key, self.axis, self.ndmin, self.trans1d)

    def __len__(self):
        return 0


class _Expression:
    """The index between the brackets, as it stands: ``s_[1:3]`` is a slice, ``index_exp[1:3]`` a tuple with one."""

    __slots__ = ("maketuple",)

    def __init__(self, maketuple):
        self.maketuple = maketuple

    def __getitem__(self, key):
        return (key,) if self.maketuple and not isinstance(key, tuple) else key


mgrid, ogrid = _Grid(False), _Grid(True)
r_, c_ = _Joiner(), _Joiner(-1, 2, 0)
s_, index_exp = _Expression(False), _Expression(True)
