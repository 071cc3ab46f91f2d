/* What every file may use: attributes, branch hints, asserts.  No functions, no other project header. */
#ifndef PND_PLATFORM_COMPILER_H
#define PND_PLATFORM_COMPILER_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define PND_INLINE static inline __attribute__((always_inline, unused))
#define PND_NOINLINE __attribute__((noinline))
#define PND_UNUSED __attribute__((unused))
#define PND_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define PND_LIKELY(x) __builtin_expect(!!(x), 1)
#define PND_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define PND_COUNT(a) ((intptr_t)(sizeof(a) / sizeof(*(a))))

/* The limit NumPy's C layout gives to every consumer (NPY_MAXDIMS, NPY_MAXARGS). */
#define PND_MAXDIMS 64
#define PND_MAXARGS 64

/* Two-step pasting, so that arguments are expanded first. */
#define PND_PASTE_(a, b) a##_##b
#define PND_PASTE(a, b) PND_PASTE_(a, b)

#endif
