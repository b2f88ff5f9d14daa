// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_dynamic.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "plugin/codes.h"
#include "plugin/elf_hash.h"

namespace muster::plugin {
namespace {

using Entries = std::span<const Elf64_Dyn>;

// A table of names may be one long name to which every symbol points.
constexpr std::size_t kNameBytesMax = 4096;
constexpr std::size_t kNeededMax = 1024;  // and each entry may name the same

std::optional<std::uint64_t> value_of(Entries entries, Elf64_Sxword tag) {
  // The dynamic linker keeps the last of several.
  std::optional<std::uint64_t> value;
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag == tag) value = entry.d_un.d_val;
  }
  return value;
}

// From its start to its end mark; empty: not loaded, or without end mark, where the dynamic linker
// would read on. It is found by address, as the dynamic linker does, not by offset.
Entries entries_of(const ElfFile& file) {
  const auto headers = file.program_headers();
  // The linker, too, takes the last one.
  const auto header =
      std::find_if(headers.rbegin(), headers.rend(),
                   [](const Elf64_Phdr& candidate) { return candidate.p_type == PT_DYNAMIC; });
  if (header == headers.rend()) return {};
  const auto all = file.loaded<Elf64_Dyn>(header->p_vaddr, header->p_filesz / sizeof(Elf64_Dyn));
  const auto end = std::ranges::find(all, DT_NULL, &Elf64_Dyn::d_tag);
  if (end == all.end()) return {};
  return all.first(static_cast<std::size_t>(end - all.begin()));
}

// Of a library that exports nothing: those that its relocations name.
std::uint64_t count_by_use(const ElfDynamic& dynamic) {
  std::uint64_t count = 1;  // the first is none
  for (const auto& table : dynamic.relocations) {
    for (const Elf64_Rela& relocation : table) {
      count = std::max<std::uint64_t>(count, ELF64_R_SYM(relocation.r_info) + 1);
    }
  }
  return count;
}

// Each table that is there is to hold, and none may lead beyond the symbols of the other.
std::optional<std::uint64_t> count_symbols(const ElfFile& file, Entries entries,
                                           const ElfDynamic& dynamic) {
  const auto old_table = value_of(entries, DT_HASH);
  const auto table = value_of(entries, DT_GNU_HASH);
  const auto listed = old_table ? count_by_hash(file, *old_table) : 0;
  const auto found = table ? count_by_gnu_hash(file, *table) : 0;
  if (!listed || !found) return std::nullopt;
  if (old_table) return *found <= *listed ? listed : std::nullopt;
  return table && found == 0 ? count_by_use(dynamic) : found;
}

// The text that begins at an offset, without its NUL; empty where there is none.
std::string_view string_at(std::string_view strings, std::uint64_t offset) {
  if (offset >= strings.size()) return {};
  const std::string_view rest = strings.substr(offset, kNameBytesMax + 1);
  const std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

// A table that two entries describe; nothing: it leads out of the file, or ends within a record,
// which the dynamic linker would follow.
template <class Record>
std::optional<std::span<const Record>> table_of(const ElfFile& file, Entries entries,
                                                Elf64_Sxword tag, Elf64_Sxword size_tag) {
  const std::uint64_t size = value_of(entries, size_tag).value_or(0);
  const auto table = file.loaded<Record>(value_of(entries, tag).value_or(0), size / sizeof(Record));
  if (table.size_bytes() != size) return std::nullopt;
  return table;
}

}  // namespace

std::string_view ElfDynamic::name_of(const Elf64_Sym& symbol) const noexcept {
  return string_at(strings, symbol.st_name);
}

Result<ElfDynamic> read_dynamic(const ElfFile& file, std::string_view subject) {
  const auto malformed = [&](std::string message) {
    return tl::unexpected(error(codes::elf_malformed, std::string(subject), std::move(message)));
  };
  const Entries entries = entries_of(file);
  if (entries.empty()) return malformed("has no dynamic section that could be read");

  ElfDynamic dynamic;
  const std::uint64_t flags = value_of(entries, DT_FLAGS).value_or(0);
  const std::uint64_t more_flags = value_of(entries, DT_FLAGS_1).value_or(0);
  dynamic.is_program = (more_flags & DF_1_PIE) != 0;
  dynamic.never_unloads = (more_flags & DF_1_NODELETE) != 0;
  dynamic.static_tls = (flags & DF_STATIC_TLS) != 0;
  dynamic.text_relocations = (flags & DF_TEXTREL) != 0 || value_of(entries, DT_TEXTREL);

  const auto strings = file.loaded<char>(value_of(entries, DT_STRTAB).value_or(0),
                                         value_of(entries, DT_STRSZ).value_or(0));
  if (strings.empty()) return malformed("has no table of names in its loaded segments");
  dynamic.strings = {strings.data(), strings.size()};
  if (strings.back() != '\0') return malformed("has a table of names without an end");

  const auto of_data = table_of<Elf64_Rela>(file, entries, DT_RELA, DT_RELASZ);
  const auto of_procedures = table_of<Elf64_Rela>(file, entries, DT_JMPREL, DT_PLTRELSZ);
  const auto packed = table_of<Elf64_Xword>(file, entries, DT_RELR, DT_RELRSZ);
  if (!of_data || !of_procedures || !packed) {
    return malformed("has relocations that are not in the file");
  }
  dynamic.relocations = {*of_data, *of_procedures};
  dynamic.packed_relocations = *packed;
  dynamic.relative_count = value_of(entries, DT_RELACOUNT).value_or(0);

  const auto count = count_symbols(file, entries, dynamic);
  if (!count) return malformed("has a hash table that contradicts itself");
  const std::uint64_t symbols_address = value_of(entries, DT_SYMTAB).value_or(0);
  dynamic.symbols = file.loaded<Elf64_Sym>(symbols_address, *count);
  dynamic.symbols_at = file.place_of(symbols_address).offset;
  if (dynamic.symbols.size() != *count) {
    return malformed(fmt::format("has no room for its {} symbols", *count));
  }

  dynamic.symbol_versions = value_of(entries, DT_VERSYM);
  dynamic.versions_needed = value_of(entries, DT_VERNEED);
  dynamic.versions_defined = value_of(entries, DT_VERDEF);
  for (const Elf64_Sxword tag : {DT_INIT, DT_FINI}) {
    if (const auto address = value_of(entries, tag)) dynamic.called.push_back(*address);
  }
  for (const auto& [tag, size_tag] :
       {std::pair{DT_INIT_ARRAY, DT_INIT_ARRAYSZ}, std::pair{DT_FINI_ARRAY, DT_FINI_ARRAYSZ}}) {
    const auto address = value_of(entries, tag);
    if (!address) continue;
    dynamic.called_tables.emplace_back(*address, value_of(entries, size_tag).value_or(0));
  }

  const auto text = [&](Elf64_Sxword tag) {
    const auto offset = value_of(entries, tag);
    return offset ? string_at(dynamic.strings, *offset) : std::string_view();
  };
  dynamic.soname = text(DT_SONAME);
  dynamic.run_path = value_of(entries, DT_RUNPATH) ? text(DT_RUNPATH) : text(DT_RPATH);
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag != DT_NEEDED) continue;
    if (dynamic.needed.size() == kNeededMax) {
      return malformed(fmt::format("needs more than {} libraries", kNeededMax));
    }
    dynamic.needed.push_back(string_at(dynamic.strings, entry.d_un.d_val));
  }
  return dynamic;
}

}  // namespace muster::plugin
