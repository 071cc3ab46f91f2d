/* Ends one type's instantiation. */
#undef T
#undef C
#undef R
#undef SFX
#undef DTYPE
#undef WIDEN
#undef NARROW
#undef NARROW64
#undef LOST32
#undef LOST64
#undef TYPE_IS_BOOL
#undef TYPE_IS_SIGNED
#undef TYPE_IS_UNSIGNED
#undef TYPE_IS_FLOAT
#undef TYPE_IS_COMPLEX
#undef TYPE_IS_STORAGE
#undef TYPE_IS_F16
