// SPDX-License-Identifier: Apache-2.0
#include "files/read.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <muster/failure.hpp>
#include <system_error>

#include "shared/quoted.h"
#include "shared/utf8.h"

namespace files {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 18;

}  // namespace

std::string read_bytes(const Found& found, std::uint64_t offset, std::size_t length,
                       const std::string& subject, const shared::Cancelled& cancelled) {
  const Descriptor file = open_file(found, subject);
  std::string bytes;
  while (bytes.size() < length) {
    shared::stop_if(cancelled);
    const std::size_t before = bytes.size();
    bytes.resize(std::min(length, before + kPieceBytes));
    const ssize_t got = ::pread(file.get(), bytes.data() + before, bytes.size() - before,
                                static_cast<off_t>(offset + before));
    if (got < 0 && errno != EINTR) {
      throw muster::Failure("failed", shared::quoted(subject) + " cannot be read: " +
                                          std::generic_category().message(errno));
    }
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
  }
  return bytes;
}

bool has_byte(const Found& found, std::uint64_t offset, const std::string& subject,
              const shared::Cancelled& cancelled) {
  return !read_bytes(found, offset, 1, subject, cancelled).empty();
}

std::string read_text(const Found& found, std::uint64_t offset, std::size_t length,
                      const std::string& subject, const shared::Cancelled& cancelled) {
  std::string bytes = read_bytes(found, offset, length, subject, cancelled);
  const std::size_t valid = utf8::valid_bytes(bytes);
  const bool ends_in_cut =
      bytes.size() == length && utf8::is_cut_character(std::string_view(bytes).substr(valid));
  if (valid < bytes.size() && !ends_in_cut) {
    throw muster::Failure("not_text", shared::quoted(subject) + " is not UTF-8 at byte " +
                                          std::to_string(offset + valid) +
                                          ": read it with the encoding base64");
  }
  bytes.resize(valid);
  return bytes;
}

}  // namespace files
