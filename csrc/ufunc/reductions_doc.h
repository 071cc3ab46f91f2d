/* Documentation of the reductions, shared by function and method. */
#ifndef PND_UFUNC_REDUCTIONS_DOC_H
#define PND_UFUNC_REDUCTIONS_DOC_H

#define DOC_SUM \
    "Sum of array elements over the given axes.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.  By default bool and integers narrower than 64 bits\n" \
    "    are summed as int64 or uint64.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "initial : scalar, optional\n" \
    "    Value to start from.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n" \
    "    New array (or `out`); never shares memory with `a`.\n" \
    "\n" \
    "Notes\n" \
    "-----\n" \
    "Floats are added in blocks with wide lanes and merged as a tree: the error grows with the logarithm of the length,\n" \
    "and the bits do not depend on the number of threads.\n"

#define DOC_PROD \
    "Product of array elements over the given axes.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "initial : scalar, optional\n" \
    "    Value to start from.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n"

#define DOC_MAX \
    "Maximum of an array or along axes; NaN propagates.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "initial : scalar, optional\n" \
    "    Value to start from.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n" \
    "    Of the dtype of `a`.  ValueError for an empty reduction without `initial`.\n"

#define DOC_MIN \
    "Minimum of an array or along axes; NaN propagates.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "initial : scalar, optional\n" \
    "    Value to start from.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n" \
    "    Of the dtype of `a`.  ValueError for an empty reduction without `initial`.\n"

#define DOC_ANY \
    "Is any element true along the axes?\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "bool or ndarray of bool\n"

#define DOC_ALL \
    "Are all elements true along the axes?\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "bool or ndarray of bool\n"

#define DOC_MEAN \
    "Arithmetic mean along the axes.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n" \
    "    float64 for integers, else the dtype of `a` (small floats are summed in float32).\n" \
    "\n" \
    "Notes\n" \
    "-----\n" \
    "RuntimeWarning and NaN for an empty slice.\n"

#define DOC_VAR \
    "Variance along the axes.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "ddof : float, optional\n" \
    "    The divisor is N - ddof.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "mean : array_like, optional\n" \
    "    Mean to use, with the reduced axes kept.\n" \
    "correction : float, optional\n" \
    "    The array API's name of `ddof`.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n" \
    "    Real; float64 for integers.\n" \
    "\n" \
    "Notes\n" \
    "-----\n" \
    "One pass over the data: blocks of (count, mean, sum of squared distances) merged pairwise (Chan, Golub, LeVeque 1983).\n"

#define DOC_STD \
    "Standard deviation along the axes: the square root of `var`.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "ddof : float, optional\n" \
    "    The divisor is N - ddof.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "where : array_like of bool, optional\n" \
    "    Elements to include; broadcasts to `a`.\n" \
    "mean, correction : see `var`\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n"

#define DOC_ARGMAX \
    "Index of the first maximum along an axis; a NaN counts as maximum.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, optional\n" \
    "    Default: the flattened array.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "int64 or ndarray of int64\n" \
    "    ValueError for an empty sequence.\n"

#define DOC_ARGMIN \
    "Index of the first minimum along an axis; a NaN counts as minimum.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, optional\n" \
    "    Default: the flattened array.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "int64 or ndarray of int64\n" \
    "    ValueError for an empty sequence.\n"

#define DOC_CUMSUM \
    "Cumulative sum along an axis.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, optional\n" \
    "    Default: the flattened array.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray\n" \
    "    Of the shape of `a`, or flat when axis is None.\n"

#define DOC_CUMPROD \
    "Cumulative product along an axis.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, optional\n" \
    "    Default: the flattened array.\n" \
    "dtype : dtype, optional\n" \
    "    Dtype of the accumulation and the result.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray\n" \
    "    Of the shape of `a`, or flat when axis is None.\n"

#define DOC_PTP \
    "Range of values, maximum minus minimum, along the axes.\n" \
    "\n" \
    "Parameters\n" \
    "----------\n" \
    "a : array_like\n" \
    "axis : int, tuple of int or None\n" \
    "    Axes to reduce over; None reduces over all of them.\n" \
    "out : ndarray, optional\n" \
    "    Array of the result's shape to write to; it is returned.\n" \
    "keepdims : bool, optional\n" \
    "    Keep the reduced axes with length 1.\n" \
    "\n" \
    "Returns\n" \
    "-------\n" \
    "ndarray or scalar\n"

#endif
