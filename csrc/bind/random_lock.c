/*
 * The lock of a bit generator: re-entrant, as threading.RLock, and cheap.
 *
 * A child of fork() finds free what threads of its parent held, other than the one that forked.
 *
 * Owner and count are read and written under the GIL only.  Who holds the lock may draw without the GIL; who finds it free
 * and keeps the GIL may draw without taking it.
 */
#include <math.h>
#include <pthread.h>

#include "random_kinds.h"

#include "../py/errors.h"
#include "../py/signature.h"
#include "../py/state.h"

/**** Forks ****/

static unsigned forks;
static unsigned long survivor; /* the thread that forked: in the child it keeps what it held */

static void after_fork_child(void)
{
    forks++;
    survivor = PyThread_get_thread_ident();
}

unsigned pnd_random_forks(void) { return forks; }

/* Frees a lock whose holder stayed behind in the parent.  -1 with MemoryError. */
static int forget_parent(PndRandomLockObject *lock)
{
    if (lock->count == 0 || lock->forks == forks) return 0;
    if (lock->owner != survivor) {
        PyThread_type_lock fresh = PyThread_allocate_lock();
        if (!fresh) return PyErr_NoMemory(), -1;
        lock->lock = fresh; /* the old one is left as it is: its state in the child is not defined */
        lock->owner = 0;
        lock->count = 0;
    }
    lock->forks = forks;
    return 0;
}

/**** Taking and giving back ****/

/* 1 taken, 0 not, -1 exception. */
static int acquire(PndRandomLockObject *lock, PY_TIMEOUT_T microseconds)
{
    const unsigned long me = PyThread_get_thread_ident();
    if (forget_parent(lock) < 0) return -1;
    if (lock->count && lock->owner == me) return lock->count++, 1;
    PyLockStatus got = PyThread_acquire_lock_timed(lock->lock, 0, 0);
    while (got != PY_LOCK_ACQUIRED && microseconds) {
        Py_BEGIN_ALLOW_THREADS got = PyThread_acquire_lock_timed(lock->lock, microseconds, 1);
        Py_END_ALLOW_THREADS if (got == PY_LOCK_FAILURE) return 0;
        if (got == PY_LOCK_INTR && Py_MakePendingCalls() < 0) return -1;
    }
    if (got != PY_LOCK_ACQUIRED) return 0;
    lock->owner = me;
    lock->count = 1;
    lock->forks = forks;
    return 1;
}

static int release(PndRandomLockObject *lock)
{
    if (lock->count == 0 || lock->owner != PyThread_get_thread_ident()) {
        PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
        return -1;
    }
    if (--lock->count == 0) {
        lock->owner = 0;
        PyThread_release_lock(lock->lock);
    }
    return 0;
}

int pnd_random_lock(const pnd_random_source *source)
{
    if (Py_IS_TYPE(source->lock, &PndRandomLock_Type)) return acquire((PndRandomLockObject *)source->lock, -1) < 0 ? -1 : 0;
    PyObject *entered = pnd_call_attr(source->lock, "__enter__", PyTuple_New(0));
    Py_XDECREF(entered);
    return entered ? 0 : -1;
}

int pnd_random_unlock(const pnd_random_source *source)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    int status = -1;
    if (Py_IS_TYPE(source->lock, &PndRandomLock_Type)) status = release((PndRandomLockObject *)source->lock);
    else {
        PyObject *left = pnd_call_attr(source->lock, "__exit__", PyTuple_Pack(3, Py_None, Py_None, Py_None));
        if (left) status = 0;
        Py_XDECREF(left);
    }
    if (type) PyErr_Restore(type, value, trace); /* the first exception tells more */
    return status;
}

/**** The object ****/

static PyObject *lock_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)args, (void)kwargs;
    PyThread_type_lock handle = PyThread_allocate_lock();
    PndRandomLockObject *lock = handle ? (PndRandomLockObject *)type->tp_alloc(type, 0) : (PndRandomLockObject *)PyErr_NoMemory();
    if (lock) lock->lock = handle;
    else if (handle) PyThread_free_lock(handle);
    return (PyObject *)lock;
}

static void lock_dealloc(PyObject *self)
{
    PndRandomLockObject *lock = (PndRandomLockObject *)self;
    if (lock->count) PyThread_release_lock(lock->lock);
    PyThread_free_lock(lock->lock);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *lock_repr(PyObject *self)
{
    const PndRandomLockObject *lock = (const PndRandomLockObject *)self;
    return PyUnicode_FromFormat("<%s %s object owner=%lu count=%zd at %p>", lock->count ? "locked" : "unlocked", Py_TYPE(self)->tp_name,
                                lock->owner, lock->count, (void *)self);
}

static PyObject *lock_acquire(PyObject *const *args)
{
    const int blocking = args[1] ? PyObject_IsTrue(args[1]) : 1;
    const double timeout = args[2] ? PyFloat_AsDouble(args[2]) : -1;
    if (blocking < 0 || (timeout == -1 && PyErr_Occurred())) return NULL;
    if (!blocking && timeout != -1) return PyErr_SetString(PyExc_ValueError, "can't specify a timeout for a non-blocking call"), NULL;
    if (timeout != -1 && !(timeout >= 0)) return PyErr_SetString(PyExc_ValueError, "timeout value must be a non-negative number"), NULL;
    if (timeout * 1e6 >= (double)PY_TIMEOUT_MAX) return PyErr_SetString(PyExc_OverflowError, "timeout value is too large"), NULL;
    const PY_TIMEOUT_T us = !blocking ? 0 : timeout == -1 ? -1 : (PY_TIMEOUT_T)ceil(timeout * 1e6);
    const int got = acquire((PndRandomLockObject *)args[0], us);
    return got < 0 ? NULL : PyBool_FromLong(got);
}

static PyObject *lock_release(PyObject *const *args)
{
    if (release((PndRandomLockObject *)args[0]) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *lock_enter(PyObject *const *args)
{
    const int got = acquire((PndRandomLockObject *)args[0], -1);
    return got < 0 ? NULL : PyBool_FromLong(got);
}

static const pnd_callable methods[] = {
    {"acquire", "self, blocking=True, timeout=-1",
     "Take the lock, waiting for it when `blocking`, at most `timeout` seconds.\n\n"
     "Returns\n-------\nbool\n    Whether it was taken; by the thread that holds it, always.\n",
     lock_acquire},
    {"release", "self", "Give the lock back as often as it was taken.", lock_release},
    {"__enter__", "self, /", "acquire().", lock_enter},
    {"__exit__", "self, type=None, value=None, traceback=None, /", "release().", lock_release},
    {NULL, NULL, NULL, NULL},
};

PyTypeObject PndRandomLock_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "pyndarray.random.bit_generator.Lock",
    .tp_doc = "A re-entrant lock; a bit generator's is held while numbers are drawn.",
    .tp_basicsize = sizeof(PndRandomLockObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = lock_new,
    .tp_dealloc = lock_dealloc,
    .tp_repr = lock_repr,
};

int pnd_random_lock_init(PyObject *module)
{
    (void)module;
    if (pthread_atfork(NULL, NULL, after_fork_child) != 0) return PyErr_NoMemory(), -1;
    return pnd_type_ready(&PndRandomLock_Type) < 0 ? -1 : pnd_type_add_methods(&PndRandomLock_Type, methods);
}
