"""Addresses of a bit generator's C struct and functions, in the terms of ctypes and of cffi."""
from collections import namedtuple

interface = namedtuple("interface", ["state_address", "state", "next_uint64", "next_uint32", "next_double", "bit_generator"])


def ctypes_interface(state, next_uint64, next_uint32, next_double, bitgen):
    """The named tuple `BitGenerator.ctypes` returns."""
    import ctypes as c
    words = [(next_uint64, c.c_uint64), (next_uint32, c.c_uint32), (next_double, c.c_double)]
    functions = [c.cast(address, c.CFUNCTYPE(kind, c.c_void_p)) for address, kind in words]
    return interface(state, c.c_void_p(state), *functions, c.c_void_p(bitgen))


def cffi_interface(state, next_uint64, next_uint32, next_double, bitgen):
    """The named tuple `BitGenerator.cffi` returns."""
    try:
        import cffi
    except ImportError as e:
        raise ImportError("cffi cannot be imported.") from e
    ffi = cffi.FFI()
    words = [(next_uint64, "uint64_t"), (next_uint32, "uint32_t"), (next_double, "double")]
    functions = [ffi.cast(f"{kind} (*)(void *)", address) for address, kind in words]
    return interface(state, ffi.cast("void *", state), *functions, ffi.cast("void *", bitgen))
