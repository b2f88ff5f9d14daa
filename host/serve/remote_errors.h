// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_REMOTE_ERRORS_H
#define MUSTER_SERVE_REMOTE_ERRORS_H

#include <set>
#include <string>

#include <muster/error.h>
#include "base/json.h"

namespace muster::serve {

/// Errors that another process wrote as JSON (json_views.h) become values again.
///
/// Lifetime: Error::code views text that lives here, not in static storage: keep this longer.
class RemoteErrors {
 public:
  /// From a view of an error or a problem document. What is missing stays empty.
  [[nodiscard]] Error read(const json::Object& object);

 private:
  std::set<std::string, std::less<>> codes_;
};

}  // namespace muster::serve

#endif
