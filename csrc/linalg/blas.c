/*
 * Opening the BLAS library; see blas.h.
 *
 * pthread_once makes the opening safe from any thread and across fork.  Names are looked for with the prefix of the
 * package's own build (scipy_) and without one.
 */
#include "blas.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY "libscipy_openblas.so"

/* Process-wide, in the one layer that knows of BLAS (csrc/README.md, decisions): `directory` is written at import, all else under
   `once`, and nothing changes afterwards. */
static struct {
    pthread_once_t once;
    bool ready;
    char directory[4096];
    char path[4096 + sizeof LIBRARY + 1]; /* what was opened; its `config` where the library says nothing of itself */
    char message[400];                    /* why it is not ready */
    pnd_blas table;
} blas = {.once = PTHREAD_ONCE_INIT};

void pnd_blas_set_path(const char *path) { snprintf(blas.directory, sizeof blas.directory, "%s", path); }

/* Stores the address of [scipy_]<stem><name> in *function, which may be of any function type. */
static int find(void *library, const char *stem, const char *name, void *function)
{
    static const char *const prefixes[] = {"scipy_", ""};
    for (int i = 0; i < PND_COUNT(prefixes); i++) {
        char symbol[80];
        snprintf(symbol, sizeof symbol, "%s%s%s", prefixes[i], stem, name);
        void *address = dlsym(library, symbol);
        if (address == NULL) continue;
        memcpy(function, &address, sizeof address);
        return 0;
    }
    return -1;
}

static void set_one_thread(void *library)
{
    static const char *const names[] = {"openblas_set_num_threads", "MKL_Set_Num_Threads", "bli_thread_set_num_threads"};
    void (*set)(int);
    for (int i = 0; i < PND_COUNT(names); i++) {
        if (find(library, "", names[i], &set) < 0) continue;
        set(1);
        return;
    }
}

static void open_library(void)
{
    char *const path = blas.path;
    const char *named = getenv("PYNDARRAY_BLAS");
    const char *(*config)(void);
    if (named != NULL && *named != '\0') snprintf(path, sizeof blas.path, "%s", named);
    else snprintf(path, sizeof blas.path, "%s/%s", blas.directory, LIBRARY);

    if (path[0] != '/') {
        snprintf(blas.message, sizeof blas.message, "the BLAS library must be named by an absolute path (PYNDARRAY_BLAS), got '%.200s'",
                 path);
        return;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(blas.message, sizeof blas.message, "cannot open the BLAS library: %s", dlerror());
        return;
    }
#define PND_BLAS(result, name, parameters) \
    if (find(library, "cblas_", #name, &blas.table.name) < 0) { \
        snprintf(blas.message, sizeof blas.message, "the BLAS library '%.200s' has no function cblas_%s", path, #name); \
        return; /* it stays open: some libraries do not survive dlclose() */ \
    }
#include "blas.def"
#undef PND_BLAS
#define PND_LAPACK(result, name, parameters) (void)find(library, "LAPACKE_", #name, &blas.table.name);
#include "lapack.def"
#undef PND_LAPACK
    set_one_thread(library);
    blas.table.config = find(library, "", "openblas_get_config", &config) == 0 ? config() : path;
    blas.ready = true;
}

const pnd_blas *pnd_blas_get(pnd_error *err)
{
    pthread_once(&blas.once, open_library);
    if (PND_LIKELY(blas.ready)) return &blas.table;
    pnd_fail(err, PND_ERR_RUNTIME, "%s", blas.message);
    return NULL;
}

const char *pnd_blas_config(pnd_error *err)
{
    const pnd_blas *b = pnd_blas_get(err);
    return b != NULL ? b->config : NULL;
}
