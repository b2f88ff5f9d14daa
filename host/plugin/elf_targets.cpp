// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plugin/codes.h"

namespace muster::plugin {
namespace {

#if defined(__x86_64__)
constexpr unsigned kRelative = R_X86_64_RELATIVE;
#elif defined(__aarch64__)
constexpr unsigned kRelative = R_AARCH64_RELATIVE;
#endif

/// A part of the addresses of a library.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// The memory of the segments that have some right, in the order of their addresses.
class Memory {
 public:
  Memory(const ElfFile& file, Elf64_Word rights) {
    for (const Elf64_Phdr& header : file.program_headers()) {
      if (header.p_type != PT_LOAD || (header.p_flags & rights) != rights) continue;
      ranges_.push_back({header.p_vaddr, header.p_vaddr + header.p_memsz});
    }
  }

  /// Whether so many bytes from an address on are in one segment.
  [[nodiscard]] bool holds(std::uint64_t address, std::uint64_t size) const {
    const auto after = std::ranges::upper_bound(ranges_, address, {}, &Range::begin);
    if (after == ranges_.begin()) return false;
    const std::uint64_t end = std::prev(after)->end;
    return address < end && size <= end - address;
  }

 private:
  std::vector<Range> ranges_;
};

// The end of the pages of a segment.
std::uint64_t end_of_pages(const Elf64_Phdr& segment) {
  const std::uint64_t page = std::has_single_bit(segment.p_align) ? segment.p_align : 1;
  const std::uint64_t end = segment.p_vaddr + segment.p_memsz;
  return end > UINT64_MAX - page ? end : (end + page - 1) & ~(page - 1);
}

// What is made read-only after relocation; its end is that of a page, which may lie behind that of
// its segment.
bool is_protection_inside(const ElfFile& file, const Elf64_Phdr& part) {
  if (part.p_vaddr > UINT64_MAX - part.p_memsz) return false;
  return part.p_memsz == 0 ||
         std::ranges::any_of(file.program_headers(), [&](const Elf64_Phdr& segment) {
           return segment.p_type == PT_LOAD && (segment.p_flags & PF_W) != 0 &&
                  segment.p_vaddr <= part.p_vaddr &&
                  part.p_vaddr + part.p_memsz <= end_of_pages(segment);
         });
}

bool is_initial_image_inside(const ElfFile& file, const Elf64_Phdr& part) {
  return part.p_filesz <= part.p_memsz &&
         (part.p_filesz == 0 || part.p_filesz <= file.place_of(part.p_vaddr).room);
}

// The first address that packed relocations write to and must not; nothing: there is none. An even
// entry is the address of a word; an odd one has a bit for each of the words behind that.
std::optional<std::uint64_t> stray_of(std::span<const Elf64_Xword> packed, const Memory& writable) {
  constexpr std::uint64_t kWord = sizeof(Elf64_Addr);
  std::uint64_t next = 0;
  for (const Elf64_Xword entry : packed) {
    if ((entry & 1) == 0) {
      if (!writable.holds(entry, kWord)) return entry;
      next = entry + kWord;
      continue;
    }
    if (next == 0) return 0;  // the linker would begin at no address at all
    for (std::uint64_t bits = entry >> 1; bits != 0; bits &= bits - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(bits));
      if (const auto at = next + kWord * bit; !writable.holds(at, kWord)) return at;
    }
    next += kWord * 63;
  }
  return std::nullopt;
}

std::optional<std::string> complaint_about_relocations(const ElfFile& file,
                                                       const ElfDynamic& dynamic) {
  constexpr auto* kStray = "is to be written to at {:#x}, where it has no memory for that";
  // The linker makes everything writable for a while where code is relocated.
  const Memory writable(file, dynamic.text_relocations ? 0 : PF_W);
  for (const auto& table : dynamic.relocations) {
    for (const Elf64_Rela& relocation : table) {
      if (ELF64_R_SYM(relocation.r_info) >= dynamic.symbols.size() &&
          ELF64_R_SYM(relocation.r_info) != 0) {
        return "has a relocation of a symbol that it does not have";
      }
      constexpr unsigned kNone = 0;  // on every machine; left over by the linker that made it
      if (ELF64_R_TYPE(relocation.r_info) == kNone) continue;
      constexpr std::uint64_t kLeast = 4;  // that one writes
      const bool is_relative = ELF64_R_TYPE(relocation.r_info) == kRelative;
      if (!writable.holds(relocation.r_offset, is_relative ? sizeof(Elf64_Addr) : kLeast)) {
        return fmt::format(kStray, relocation.r_offset);
      }
    }
  }
  if (const auto stray = stray_of(dynamic.packed_relocations, writable)) {
    return fmt::format(kStray, *stray);
  }
  // Of these the linker does not look at what they are.
  const auto& of_data = dynamic.relocations[0];
  const auto kind = [](const Elf64_Rela& it) { return ELF64_R_TYPE(it.r_info); };
  const auto other = std::ranges::find_if_not(
      of_data, [](auto type) { return type == kRelative; }, kind);
  if (static_cast<std::uint64_t>(other - of_data.begin()) < dynamic.relative_count) {
    return "has fewer relative relocations than it says";
  }
  return std::nullopt;
}

}  // namespace

Result<void> check_targets(const ElfFile& file, const ElfDynamic& dynamic,
                           std::string_view subject) {
  const auto malformed = [&](std::string message) {
    return tl::unexpected(error(codes::elf_malformed, std::string(subject), std::move(message)));
  };
  // Of several, the dynamic linker takes the last; none of them may be wrong, and one is enough.
  const auto only = [&](Elf64_Word type) -> const Elf64_Phdr* {
    const auto headers = file.program_headers();
    const auto found =
        std::ranges::find(headers.rbegin(), headers.rend(), type, &Elf64_Phdr::p_type);
    return found == headers.rend() ? nullptr : &*found;
  };
  if (const auto* const part = only(PT_GNU_RELRO); part && !is_protection_inside(file, *part)) {
    return malformed("has memory outside its own made read-only");
  }
  if (const auto* const part = only(PT_TLS); part && !is_initial_image_inside(file, *part)) {
    return malformed("has thread-local data that are not in the file");
  }
  if (auto complaint = complaint_about_relocations(file, dynamic)) {
    return malformed(*std::move(complaint));
  }
  const Memory all(file, 0);
  const Memory code(file, PF_X);
  for (const std::uint64_t function : dynamic.called) {
    if (code.holds(function, 1)) continue;
    return malformed(fmt::format("has {:#x} called, where it has no code", function));
  }
  for (const auto& [address, size] : dynamic.called_tables) {
    if (size == 0 || all.holds(address, size)) continue;
    return malformed("has a table of its constructors or destructors outside its memory");
  }
  for (const Elf64_Sym& symbol : dynamic.symbols) {
    if (!dynamic.is_name(symbol.st_name)) {
      return malformed("has a symbol whose name is not in the file");
    }
  }
  return {};
}

}  // namespace muster::plugin
