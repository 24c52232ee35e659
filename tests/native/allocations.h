// Counts allocations of the test program.
#ifndef MEANFLOW_TESTS_NATIVE_ALLOCATIONS_H_
#define MEANFLOW_TESTS_NATIVE_ALLOCATIONS_H_

namespace meanflow {

/// Calls of operator new so far, from every thread.
long AllocationCount();

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_NATIVE_ALLOCATIONS_H_
