// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SKILL_ROUTES_H
#define MUSTER_SERVE_SKILL_ROUTES_H

#include <string>
#include <vector>

#include "serve/api.h"
#include "serve/message.h"

/// What a client takes up of a skill. `path` has the segments of the request's path. May wait for a
/// disk.
namespace muster::serve {

/// GET /v1/skills/{name}: what it says of itself, its body and the list of its files.
[[nodiscard]] Response skill(const Request& request, const std::vector<std::string>& path,
                             Api& host);

/// GET /v1/skills/{name}/files/{path}: the bytes of a file, as plain text where they are UTF-8; the
/// entity tag is their SHA-256.
[[nodiscard]] Response skill_file(const Request& request, const std::vector<std::string>& path,
                                  Api& host);

}  // namespace muster::serve

#endif
