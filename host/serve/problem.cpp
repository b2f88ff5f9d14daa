// SPDX-License-Identifier: Apache-2.0
#include "serve/problem.h"

#include "base/json.h"
#include "serve/http_status.h"
#include "serve/json_views.h"

namespace muster::serve {

Response problem(const Error& error) {
  const unsigned status = http_status(error);
  json::Object document{
      {"type", "about:blank"},
      {"title", reason_phrase(status)},
      {"status", status},
      {"detail", error.message},
  };
  for (auto& [key, value] : view(error)) document.insert_or_assign(key, std::move(value));

  Response response{status, "application/problem+json", json::write(document), {}};
  if (error.kind == Kind::overloaded) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace muster::serve
