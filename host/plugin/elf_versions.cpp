// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <string>

#include "plugin/codes.h"

namespace muster::plugin {
namespace {

constexpr unsigned kNumber = 0x7fff;  // the other bit hides a symbol

/// Records at any distance from each other, from an address to the end of its segment in the file.
class Chain {
 public:
  Chain(const ElfFile& file, std::uint64_t address)
      : bytes_(file.loaded<char>(address, file.place_of(address).room)) {}

  /// Nothing: it is not in the file.
  template <class Record>
  [[nodiscard]] std::optional<Record> at(std::size_t offset) const {
    Record record;
    if (offset > bytes_.size() || sizeof record > bytes_.size() - offset) return std::nullopt;
    std::memcpy(&record, bytes_.data() + offset, sizeof record);
    return record;
  }

  /// How many records have room, if no two overlap; more steps than that lead nowhere new.
  [[nodiscard]] std::size_t steps_max() const noexcept {
    return bytes_.size() / sizeof(Elf64_Verdaux);
  }

 private:
  std::span<const char> bytes_;
};

// The highest number of a version that the library needs of others. Nothing: the table leads out of
// the file.
std::optional<unsigned> highest_needed(const ElfFile& file, const ElfDynamic& dynamic) {
  const Chain chain(file, *dynamic.versions_needed);
  unsigned highest = 0;
  std::size_t steps = chain.steps_max();
  for (std::size_t at = 0;;) {
    const auto library = chain.at<Elf64_Verneed>(at);
    if (!library || !dynamic.is_name(library->vn_file)) return std::nullopt;
    for (std::size_t version_at = at + library->vn_aux;;) {
      const auto version = chain.at<Elf64_Vernaux>(version_at);
      if (!version || steps-- == 0 || !dynamic.is_name(version->vna_name)) return std::nullopt;
      highest = std::max(highest, version->vna_other & kNumber);
      if (version->vna_next == 0) break;
      version_at += version->vna_next;
    }
    if (library->vn_next == 0) return highest;
    at += library->vn_next;
  }
}

// The same of those that it defines.
std::optional<unsigned> highest_defined(const ElfFile& file, const ElfDynamic& dynamic) {
  const Chain chain(file, *dynamic.versions_defined);
  unsigned highest = 0;
  for (std::size_t at = 0;;) {
    const auto version = chain.at<Elf64_Verdef>(at);
    const auto name = version ? chain.at<Elf64_Verdaux>(at + version->vd_aux) : std::nullopt;
    if (!name || !dynamic.is_name(name->vda_name)) return std::nullopt;
    highest = std::max(highest, version->vd_ndx & kNumber);
    if (version->vd_next == 0) return highest;
    at += version->vd_next;
  }
}

}  // namespace

Result<void> check_versions(const ElfFile& file, const ElfDynamic& dynamic,
                            std::string_view subject) {
  const auto malformed = [&](std::string message) {
    return tl::unexpected(error(codes::elf_malformed, std::string(subject), std::move(message)));
  };
  std::optional<unsigned> needed = 0;
  std::optional<unsigned> defined = 0;
  if (dynamic.versions_needed) needed = highest_needed(file, dynamic);
  if (dynamic.versions_defined) defined = highest_defined(file, dynamic);
  if (!needed || !defined) return malformed("has tables of versions that point nowhere");
  const unsigned highest = std::max(*needed, *defined);
  if (!dynamic.symbol_versions) {
    if (highest == 0) return {};
    return malformed("has versions, but none for its symbols");
  }
  const auto numbers = file.loaded<Elf64_Half>(*dynamic.symbol_versions, dynamic.symbols.size());
  if (numbers.size() != dynamic.symbols.size()) {
    return malformed("has versions of its symbols that are not in the file");
  }
  for (const Elf64_Half number : numbers) {
    if ((number & kNumber) <= highest) continue;
    return malformed(fmt::format("gives a symbol version number {}; its highest is {}",
                                 number & kNumber, highest));
  }
  return {};
}

}  // namespace muster::plugin
