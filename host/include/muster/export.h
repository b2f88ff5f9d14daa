// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_EXPORT_H
#define MUSTER_EXPORT_H

/// What libmuster exports; everything else in it is hidden.
#define MUSTER_API __attribute__((visibility("default")))

#endif
