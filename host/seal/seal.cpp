// SPDX-License-Identifier: Apache-2.0
#include "seal/seal.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "seal/codes.h"
#include "seal/layout.h"

namespace muster::seal {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{1} << 30;

std::span<const std::byte> written_at(std::span<const std::byte> file, std::size_t place) {
  return file.subspan(place, sizeof(Sha256::bytes));
}

bool holds(std::span<const std::byte> file, std::size_t place, const Sha256& digest) {
  return std::ranges::equal(written_at(file, place), digest.bytes);
}

bool hold_all(std::span<const std::byte> file, const Layout& layout, const Sha256& digest) {
  return std::ranges::all_of(layout.places,
                             [&](std::size_t place) { return holds(file, place, digest); });
}

}  // namespace

Result<State> check(std::span<const std::byte> file, std::string_view subject) {
  const auto damaged = [&](std::string message) {
    return tl::unexpected(error(codes::elf_damaged, std::string(subject), std::move(message)));
  };
  const auto layout = layout_of(file);
  if (!layout) return State::no_place;
  // A zero digest says that nothing was sealed, so nothing may make it zero unseen: what is zero
  // from somewhere on has lost the mark behind the digest.
  if (layout->has_lost_place) return damaged("is damaged: the place of its seal is gone");
  if (layout->places.empty()) return State::no_place;
  if (hold_all(file, *layout, Sha256{})) return State::unsealed;
  if (hold_all(file, *layout, digest_of(file, *layout))) return State::sealed;
  return damaged("is damaged: its bytes are not those that were sealed when it was built");
}

Result<bool> seal(std::span<std::byte> file, std::string_view subject) {
  const auto refuse = [&](std::string message) {
    return tl::unexpected(error(codes::no_place, std::string(subject), std::move(message)));
  };
  const auto layout = layout_of(file);
  if (!layout) return refuse("is no 64-bit library of this machine's byte order");
  if (!layout->is_whole) return refuse("ends before its last segment does");
  if (layout->places.empty() || layout->has_lost_place) {
    return refuse("has no ABI note that keeps a place for a seal");
  }
  const Sha256 digest = digest_of(file, *layout);
  if (hold_all(file, *layout, digest)) return false;
  for (const std::size_t place : layout->places) {
    std::ranges::copy(digest.bytes, file.subspan(place).begin());
  }
  return true;
}

Result<void> seal_file(const std::string& path) {
  const std::string subject = escaped(path);
  // A link is not to be replaced by what it leads to.
  const std::unique_ptr<char, decltype(&std::free)> target(::realpath(path.c_str(), nullptr),
                                                           &std::free);
  struct stat status {};
  if (!target || ::stat(target.get(), &status) != 0) {
    return tl::unexpected(file_error(subject, "look at", errno));
  }
  auto content = read_file(target.get(), kFileBytesMax, subject);
  if (!content) return tl::unexpected(std::move(content.error()));
  const auto is_changed = seal(std::as_writable_bytes(std::span(content->bytes)), subject);
  if (!is_changed) return tl::unexpected(is_changed.error());
  if (!*is_changed) return {};
  return replace_file(target.get(), content->bytes, subject, status.st_mode & ALLPERMS);
}

}  // namespace muster::seal
