/* Table entry of one type's loops; see close.c. */
#ifdef T
[DTYPE] = {NAME(close), NAME(replace)},
#endif
