// SPDX-License-Identifier: Apache-2.0
#include "serve/http_status.h"

#include "serve/codes.h"

namespace muster::serve {

unsigned http_status(const Error& error) noexcept {
  if (error.code == codes::http_method.code) return 405;
  if (error.code == codes::http_malformed.code) return 400;
  if (error.code == codes::http_too_large.code) return 413;
  switch (error.kind) {
    case Kind::invalid:
      return 422;
    case Kind::not_found:
      return 404;
    case Kind::denied:
      return 403;
    case Kind::conflict:
      return 409;
    case Kind::unavailable:
    case Kind::overloaded:
      return 503;
    case Kind::timeout:
      return 504;
    case Kind::cancelled:
      return 499;  // nginx's number for a client that went away; the standard has none
    case Kind::failed:
      return 500;
  }
  return 500;
}

std::string_view reason_phrase(unsigned status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 422:
      return "Unprocessable Content";
    case 499:
      return "Client Closed Request";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Internal Server Error";
  }
}

}  // namespace muster::serve
