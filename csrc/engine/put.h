/* Elements written at flat positions, and elements chosen among several views by index. */
#ifndef PND_ENGINE_PUT_H
#define PND_ENGINE_PUT_H

#include "take.h"

/*
 * v.flat[index[i]] = values[i % m], or values[index[i] % m] where by_position.  n indices and m values (m > 0, of v's dtype) stand densely, apart from
 * v.  Mode RAISE checks all indices before the first write.  -1 with PND_ERR_INDEX.
 */
int pnd_put(const pnd_view *v, const intptr_t *index, intptr_t n, pnd_clipmode mode, const char *values, intptr_t m, bool by_position,
            pnd_error *err);
/* out[i] = choices[index[i]][i]: choices have out's dtype; index (native intp) and choices broadcast to out.
   -1 with PND_ERR_VALUE `invalid entry in choice array`. */
int pnd_choose(const pnd_view *index, intptr_t n, const pnd_view *choices, pnd_clipmode mode, const pnd_view *out, pnd_error *err);

#endif
