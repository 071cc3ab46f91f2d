/*
 * Asserts for the C tests.  A test is a void function; main() RUNs each and returns check_done().
 *
 * A failed CHECK prints and the test goes on, so that one run shows all that is wrong; MUST leaves the test function.
 * RUN also fails a test that does not free every block it took from platform/mem.h.
 */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platform/error.h"
#include "platform/mem.h"

static int check_failures, check_total PND_UNUSED;

#define CHECK_FAIL(...) (check_failures++, printf("%s:%d: ", __FILE__, __LINE__), printf(__VA_ARGS__), printf("\n"))

#define CHECK(condition) ((condition) ? (void)0 : (void)CHECK_FAIL("not true: %s", #condition))
#define MUST(condition) \
    do { \
        if (!(condition)) { \
            CHECK_FAIL("not true: %s", #condition); \
            return; \
        } \
    } while (0)

#define CHECK_INT(got, expected) \
    do { \
        const intmax_t got_ = (intmax_t)(got), expected_ = (intmax_t)(expected); \
        if (got_ != expected_) CHECK_FAIL("%s is %" PRIdMAX ", not %s = %" PRIdMAX, #got, got_, #expected, expected_); \
    } while (0)

#define CHECK_DOUBLE(got, expected) \
    do { /* equal bits up to the sign of zero; NaN equals NaN */ \
        const double got_ = (double)(got), expected_ = (double)(expected); \
        if (!(got_ == expected_ || (got_ != got_ && expected_ != expected_))) \
            CHECK_FAIL("%s is %.17g, not %s = %.17g", #got, got_, #expected, expected_); \
    } while (0)

#define CHECK_STR(got, expected) \
    do { \
        const char *got_ = (got), *expected_ = (expected); \
        if (got_ == NULL || strcmp(got_, expected_) != 0) CHECK_FAIL("%s is \"%s\", not \"%s\"", #got, got_ ? got_ : "NULL", expected_); \
    } while (0)

/* The call fails with this code: CHECK_FAILS(pnd_view_reshape(..., &err), err, PND_ERR_VALUE) */
#define CHECK_FAILS(call, err, expected) \
    do { \
        (err).code = PND_ERR_NONE; \
        CHECK_INT(call, -1); \
        CHECK_INT((err).code, expected); \
    } while (0)

#define CHECK_OK(call, err) \
    do { \
        (err).code = PND_ERR_NONE; \
        if ((call) != 0) CHECK_FAIL("%s failed: code %d, \"%s\"", #call, (int)(err).code, (err).message); \
    } while (0)

#define RUN(test) \
    do { \
        const int before_ = check_failures; \
        const intptr_t blocks_ = pnd_mem_live_blocks(); \
        test(); \
        CHECK_INT(pnd_mem_live_blocks(), blocks_); \
        check_total++; \
        printf("%s %s\n", check_failures == before_ ? "ok    " : "FAILED", #test); \
        fflush(stdout); \
    } while (0)

PND_INLINE int check_done(void)
{
    printf("%d tests, %d failed checks\n", check_total, check_failures);
    return check_failures != 0;
}

#endif
