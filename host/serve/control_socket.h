// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CONTROL_SOCKET_H
#define MUSTER_SERVE_CONTROL_SOCKET_H

#include <string>

#include <muster/error.h>
#include "base/unique_fd.h"

namespace muster::serve {

/// The socket file of a running host: at most one process has it, and it goes when the host goes.
///
/// A lock on PATH.lock, held as long as this lives, tells a running host from a file that a killed
/// one left behind. The lock file stays: removing it would let two hosts lock two files of one
/// name.
class ControlSocket {
 public:
  /// Makes the folder (0700) if it is missing, replaces a stale socket, and listens (0600). Errors:
  /// socket.taken where a host is alive, socket.folder, socket.failed.
  [[nodiscard]] static Result<ControlSocket> claim(const std::string& path);

  ControlSocket(ControlSocket&& other) noexcept = default;
  ControlSocket& operator=(ControlSocket&&) = delete;
  ~ControlSocket();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] int listener() const noexcept { return listener_.get(); }

 private:
  ControlSocket(std::string path, UniqueFd lock, UniqueFd listener) noexcept
      : path_(std::move(path)), lock_(std::move(lock)), listener_(std::move(listener)) {}

  std::string path_;
  UniqueFd lock_;
  UniqueFd listener_;
};

}  // namespace muster::serve

#endif
