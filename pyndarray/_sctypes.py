"""Tables of types and their codes: typecodes, sctypeDict, ScalarType."""
from . import _core

typecodes = {"Character": "c", "Integer": "bhilqnp", "UnsignedInteger": "BHILQNP", "Float": "efdg", "Complex": "FDG",
             "AllInteger": "bBhHiIlLqQnNpP", "AllFloat": "efdgFDG", "Datetime": "Mm", "All": "?bhilqnpBHILQNPefdgFDGSUVOMm"}
_NAMES = ("bool float16 float32 float64 longdouble complex64 complex128 clongdouble bytes_ str_ void object_ datetime64 timedelta64 int8 byte uint8 "
          "ubyte int16 short uint16 ushort int32 intc uint32 uintc int64 long uint64 ulong longlong ulonglong intp uintp double cdouble single csingle "
          "half bool_ int_ uint bfloat16 float8_e4m3fn float8_e5m2")
_ALIASES = {"float": "float64", "complex": "complex128", "object": "object_", "bytes": "bytes_", "a": "bytes_", "int": "int64", "str": "str_",
            "unicode": "str_", "float128": "longdouble", "complex256": "clongdouble"}
_names = vars(_core)
sctypeDict = {name: _names[name] for name in _NAMES.split() if name in _names}
sctypeDict.update((alias, _names[name]) for alias, name in _ALIASES.items() if name in _names)
ScalarType = (int, float, complex, bool, bytes, str, memoryview, *dict.fromkeys(sctypeDict.values()))
