/* Table entry of one type's ramp; see ramp.c. */
#ifdef T
[DTYPE] = NAME(ramp),
#endif
