/* Second pass of foreach.h, inside an array initialiser: one line per type that the family's template instantiated. */
{NAME(rows), PND_COUNT(NAME(rows))},
