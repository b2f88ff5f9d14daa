/* SPDX-License-Identifier: Apache-2.0 */
#include "sdk/abi_golden.h" /* the assertions are the test; abi_test.cpp has them in C++ */
