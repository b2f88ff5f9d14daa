// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_dynamic.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "plugin/codes.h"

namespace muster::plugin {
namespace {

using Entries = std::span<const Elf64_Dyn>;

// A table of names may be one long name to which every symbol points.
constexpr std::size_t kNameBytesMax = 4096;

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

// The hash table of GNU has no count of symbols: the last chain ends with the last of them. 0: it
// has none of them.
std::optional<std::uint64_t> count_by_gnu_hash(const ElfFile& file, std::uint64_t address) {
  const auto head = file.loaded<Elf64_Word>(address, 4);
  if (head.empty()) return std::nullopt;
  const std::uint64_t bucket_count = head[0], first_hashed = head[1], bloom_words = head[2];
  const std::uint64_t buckets_at =
      address + 4 * sizeof(Elf64_Word) + bloom_words * sizeof(Elf64_Xword);
  const auto buckets = file.loaded<Elf64_Word>(buckets_at, bucket_count);
  if (buckets.empty()) return std::nullopt;

  const std::uint64_t last_chain = std::ranges::max(buckets);
  if (last_chain == 0) return 0;  // exports nothing
  const auto is_unhashed = [&](std::uint64_t chain) { return chain != 0 && chain < first_hashed; };
  if (std::ranges::any_of(buckets, is_unhashed)) return std::nullopt;
  const std::uint64_t chain_at =
      buckets_at + (bucket_count + last_chain - first_hashed) * sizeof(Elf64_Word);
  const auto chain =
      file.loaded<Elf64_Word>(chain_at, file.place_of(chain_at).room / sizeof(Elf64_Word));
  const auto end = std::ranges::find_if(chain, [](Elf64_Word hash) { return (hash & 1) != 0; });
  if (end == chain.end()) return std::nullopt;
  return last_chain + static_cast<std::uint64_t>(end - chain.begin()) + 1;
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

std::optional<std::uint64_t> count_symbols(const ElfFile& file, Entries entries,
                                           const ElfDynamic& dynamic) {
  if (const auto address = value_of(entries, DT_HASH)) {
    const auto head = file.loaded<Elf64_Word>(*address, 2);  // {nbucket, nchain}
    if (head.empty()) return std::nullopt;
    return head[1];
  }
  if (const auto address = value_of(entries, DT_GNU_HASH)) {
    const auto count = count_by_gnu_hash(file, *address);
    return count == 0 ? count_by_use(dynamic) : count;
  }
  return 0;
}

// The text that begins at an offset, without its NUL; empty where there is none.
std::string_view string_at(std::string_view strings, std::uint64_t offset) {
  if (offset >= strings.size()) return {};
  const std::string_view rest = strings.substr(offset, kNameBytesMax + 1);
  const std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

// A table that two entries describe; nothing: it has none. An offset that leads nowhere is one the
// dynamic linker would follow.
std::optional<std::span<const Elf64_Rela>> relocations_of(const ElfFile& file, Entries entries,
                                                          Elf64_Sxword tag, Elf64_Sxword size_tag) {
  const std::uint64_t count = value_of(entries, size_tag).value_or(0) / sizeof(Elf64_Rela);
  const auto table = file.loaded<Elf64_Rela>(value_of(entries, tag).value_or(0), count);
  if (table.size() != count) return std::nullopt;
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

  const auto of_data = relocations_of(file, entries, DT_RELA, DT_RELASZ);
  const auto of_procedures = relocations_of(file, entries, DT_JMPREL, DT_PLTRELSZ);
  if (!of_data || !of_procedures) return malformed("has relocations that are not in the file");
  dynamic.relocations = {*of_data, *of_procedures};

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
    dynamic.needed.push_back(string_at(dynamic.strings, entry.d_un.d_val));
  }
  return dynamic;
}

}  // namespace muster::plugin
