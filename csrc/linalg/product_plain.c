/* Matrix products of the types that BLAS does not have. */
#include "product.h"

#include "../kernels/template.h"

/* Two buffers of EDGE x EDGE elements of up to 32 bytes stand on the stack. */
#define PND_EDGE 48

#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "../kernels/element.tmpl.h"
#include "../kernels/foreach.h"

#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "../linalg/product.tmpl.h"
#include "../kernels/foreach.h"

static pnd_product_fn *const products[PND_NIDX] = {
#define PND_FOR PND_FOR_ALL
#define PND_TEMPLATE "../linalg/product_row.tmpl.h"
#include "../kernels/foreach.h"
    [PND_IDX_LONGLONG] = product_i64,
    [PND_IDX_ULONGLONG] = product_u64,
};

pnd_product_fn *pnd_product_plain(const pnd_dtype *d)
{
    assert(pnd_dtype_is_builtin(d) && !d->swapped);
    return products[d->idx];
}
