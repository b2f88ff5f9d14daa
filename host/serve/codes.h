// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CODES_H
#define MUSTER_SERVE_CODES_H

#include <array>

#include "base/code.h"

/// What can go wrong around a running host: its configuration, its socket, the requests to it.
namespace muster::serve::codes {

inline constexpr Code config_unknown_key{
    "config.unknown_key", Kind::invalid,
    "The configuration file has a key that the host does not know.",
    "remove it; docs/configuration.md lists every key"};
inline constexpr Code config_bad_value{"config.bad_value", Kind::invalid,
                                       "A setting has a value that it cannot take.",
                                       "docs/configuration.md says what the key takes"};
inline constexpr Code config_secret{
    "config.secret", Kind::invalid,
    "A file or an environment variable that an agent's configuration refers to cannot be had.",
    "put it in place; its content is taken as text"};
inline constexpr Code config_root_missing{
    "config.root_missing", Kind::not_found,
    "A folder that was named for plugins or skills is not there.",
    "make the folder, or leave the option out"};
inline constexpr Code config_socket_path{
    "config.socket_path", Kind::invalid,
    "The path of the control socket is longer than the system takes.",
    "name a shorter one with --socket"};
inline constexpr Code config_host_name{"config.host_name", Kind::invalid,
                                       "The name of a host becomes a file name and is kept plain.",
                                       "use up to 64 letters, digits, '.', '_' and '-'"};

inline constexpr Code socket_folder{
    "socket.folder", Kind::denied,
    "The folder of the control socket cannot be made or is not private.",
    "name a socket in a folder of your own with --socket"};
inline constexpr Code socket_taken{"socket.taken", Kind::conflict,
                                   "Another running host listens on the control socket.",
                                   "stop it first, or give this one a name with --host"};
inline constexpr Code socket_failed{"socket.failed", Kind::denied,
                                    "The system refused to make the control socket.",
                                    "name another socket with --socket"};
inline constexpr Code socket_no_host{
    "socket.no_host", Kind::unavailable, "Nothing listens on the control socket.",
    "start one with 'muster serve', or name its socket with --socket"};
inline constexpr Code socket_denied{"socket.denied", Kind::denied,
                                    "The control socket belongs to another user.",
                                    "run the command as the user of the host"};
inline constexpr Code socket_broken{
    "socket.broken", Kind::unavailable,
    "The host closed the connection before its answer was complete.", "see the host's log"};

inline constexpr Code http_unknown_path{"http.unknown_path", Kind::not_found,
                                        "No resource has this path.", "see docs/configuration.md"};
inline constexpr Code http_method{"http.method", Kind::invalid,
                                  "The resource does not take this method.",
                                  "use a method that the Allow header names"};
inline constexpr Code http_malformed{"http.malformed", Kind::invalid,
                                     "The request is not HTTP/1.1 as the host reads it.",
                                     "send a well-formed HTTP/1.1 request"};
inline constexpr Code http_too_large{"http.too_large", Kind::invalid,
                                     "The body or the header of a request is over its limit.",
                                     "send at most 1 MiB of input and 16 KiB of header"};
inline constexpr Code http_bad_body{"http.bad_body", Kind::invalid,
                                    "The body of a request is not what the resource takes.",
                                    "docs/configuration.md says what it takes"};
inline constexpr Code http_bad_timeout{"http.bad_timeout", Kind::invalid,
                                       "A time to wait is not a number with a unit.",
                                       "write it as 500ms, 5s or 2m, at most 1440m"};
inline constexpr Code http_bad_request_id{"http.bad_request_id", Kind::invalid,
                                          "A request id is too long or not plain.",
                                          "send at most 256 characters of visible ASCII"};
inline constexpr Code http_bad_query{
    "http.bad_query", Kind::invalid,
    "The query of a request is not percent-encoded, or not one "
    "that the resource takes.",
    "encode each byte that is no letter or digit as %XX; a listing "
    "takes tag, match, contains, after and limit"};
inline constexpr Code http_no_resources{
    "http.no_resources", Kind::failed,
    "The host had no memory, thread or descriptor to spare for a request.",
    "check the limits of the host's process"};
inline constexpr Code http_unknown_reload{"http.unknown_reload", Kind::not_found,
                                          "The history has no reload of this number.",
                                          "'last' is the newest; ten are kept"};

inline constexpr Code call_queue_full{"call.queue_full", Kind::overloaded,
                                      "As many calls of the agent wait as the host lets wait.",
                                      "call again later, or make fewer calls at once"};
inline constexpr Code agent_overloaded{
    "agent.overloaded", Kind::overloaded,
    "Calls of the agent went on after their deadlines, and hold too many of its workers.",
    "wait until they return, which 'muster status' shows; the agent should ask the host whether "
    "its "
    "call is still wanted, or be given more time"};

inline constexpr std::array all{
    config_unknown_key, config_bad_value,    config_secret,     config_root_missing,
    config_socket_path, config_host_name,    socket_folder,     socket_taken,
    socket_failed,      socket_no_host,      socket_denied,     socket_broken,
    http_unknown_path,  http_method,         http_malformed,    http_too_large,
    http_bad_body,      http_bad_query,      call_queue_full,   agent_overloaded,
    http_bad_timeout,   http_bad_request_id, http_no_resources, http_unknown_reload,
};

}  // namespace muster::serve::codes

#endif
