"""Functions composed of others in Python, a module a theme; csrc/bind/composed.def has their rows.

Each module is imported at the first call of one of its functions, so import of the package does not pay for it.  What would visit
elements one by one, or twice, is C.
"""
