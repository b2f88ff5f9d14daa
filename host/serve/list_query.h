// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_LIST_QUERY_H
#define MUSTER_SERVE_LIST_QUERY_H

#include <string>
#include <string_view>

#include <muster/error.h>
#include <muster/filter.h>

namespace muster::serve {

/// The query of a listing, "?tag=text&tag=fast&match=clock.*&limit=10&after=echo", as a filter.
/// What it does not know is an error, "http.bad_query": a filter that is misspelt shows too much.
[[nodiscard]] Result<Filter> read_list_query(std::string_view target);

/// The same from a filter: "" or "?..."; read_list_query() of it gives the filter again.
[[nodiscard]] std::string list_query(const Filter& filter);

}  // namespace muster::serve

#endif
