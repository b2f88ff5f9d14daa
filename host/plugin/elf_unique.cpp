// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_unique.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

#include "base/mapped_file.h"
#include "base/unique_fd.h"
#include "plugin/codes.h"
#include "plugin/elf_symbols.h"

namespace muster::plugin {
namespace {

/// A byte to be written: the binding and type of a symbol.
struct Change {
  std::uint64_t offset;
  std::byte info;
};

Result<std::vector<Change>> changes_of(std::span<const std::byte> file, std::string_view subject) {
  const auto elf = ElfFile::open(file, subject);
  if (!elf) return tl::unexpected(elf.error());
  const auto dynamic = read_dynamic(*elf, subject);
  if (!dynamic) return tl::unexpected(dynamic.error());
  std::vector<Change> changes;
  for (std::size_t index = 0; index < dynamic->symbols.size(); ++index) {
    const Elf64_Sym& symbol = dynamic->symbols[index];
    if (!is_unique(symbol)) continue;
    changes.push_back(
        {dynamic->symbols_at + index * sizeof symbol + offsetof(Elf64_Sym, st_info),
         static_cast<std::byte>(ELF64_ST_INFO(STB_WEAK, ELF64_ST_TYPE(symbol.st_info)))});
  }
  return changes;
}

}  // namespace

Result<std::size_t> weaken_unique_symbols(std::span<std::byte> file, std::string_view subject) {
  const auto changes = changes_of(file, subject);
  if (!changes) return tl::unexpected(changes.error());
  for (const Change& change : *changes) file[change.offset] = change.info;
  return changes->size();
}

Result<std::size_t> weaken_unique_symbols(const std::string& copy, std::string_view subject) {
  const auto content = MappedFile::open(copy);
  if (!content) return tl::unexpected(content.error());
  const auto changes = changes_of(content->bytes(), subject);
  if (!changes) return tl::unexpected(changes.error());
  if (changes->empty()) return 0;

  const UniqueFd file(::open(copy.c_str(), O_WRONLY | O_CLOEXEC));
  for (const Change& change : *changes) {
    if (file && ::pwrite(file.get(), &change.info, 1, static_cast<off_t>(change.offset)) == 1) {
      continue;
    }
    return tl::unexpected(
        error(codes::staging_failed, std::string(subject),
              fmt::format("cannot write {}: {}", copy, std::generic_category().message(errno))));
  }
  return changes->size();
}

}  // namespace muster::plugin
