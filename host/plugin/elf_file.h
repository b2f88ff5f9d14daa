// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_FILE_H
#define MUSTER_PLUGIN_ELF_FILE_H

#include <libelf.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <muster/error.h>

namespace muster::plugin {

/// A shared library's bytes, by program headers alone: what the dynamic linker goes by. Whatever an
/// offset, address or size of the file says is held against the file's length before it is used.
///
/// Threads:  one at a time (libelf caches what it converts).
/// Lifetime: the bytes outlive it, and it outlives the spans it hands out.
class ElfFile {
 public:
  /// An error: no ELF file, not for this machine, no shared library, or headers that do not hold.
  [[nodiscard]] static Result<ElfFile> open(std::span<const std::byte> file,
                                            std::string_view subject);

  [[nodiscard]] std::span<const Elf64_Phdr> program_headers() const noexcept { return headers_; }

  /// The part of a segment that is in the file, for libelf's own readers; null: not in the file.
  [[nodiscard]] Elf_Data* chunk(std::uint64_t offset, std::uint64_t size, Elf_Type type) const;

  /// `count` records that are loaded at `address`; empty if they are not all in the file.
  template <class Record>
  [[nodiscard]] std::span<const Record> loaded(std::uint64_t address, std::uint64_t count) const {
    const Place place = place_of(address);
    if (count > place.room / sizeof(Record)) return {};
    return records<Record>(place.offset, count);
  }

  /// Where in the file the byte is that is loaded at an address.
  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t room = 0;  ///< bytes to the end of its segment in the file; 0: not in the file
  };
  [[nodiscard]] Place place_of(std::uint64_t address) const noexcept;

 private:
  struct End {
    void operator()(Elf* elf) const noexcept { ::elf_end(elf); }
  };

  explicit ElfFile(std::unique_ptr<Elf, End> elf) : elf_(std::move(elf)) {}

  template <class Record>
  [[nodiscard]] std::span<const Record> records(std::uint64_t offset, std::uint64_t count) const {
    const Elf_Data* const data = chunk(offset, count * sizeof(Record), type_of(Record{}));
    if (data == nullptr) return {};
    return {static_cast<const Record*>(data->d_buf), data->d_size / sizeof(Record)};
  }
  static constexpr Elf_Type type_of(const char&) { return ELF_T_BYTE; }
  static constexpr Elf_Type type_of(const Elf64_Half&) { return ELF_T_HALF; }
  static constexpr Elf_Type type_of(const Elf64_Word&) { return ELF_T_WORD; }
  static constexpr Elf_Type type_of(const Elf64_Xword&) { return ELF_T_XWORD; }
  static constexpr Elf_Type type_of(const Elf64_Phdr&) { return ELF_T_PHDR; }
  static constexpr Elf_Type type_of(const Elf64_Dyn&) { return ELF_T_DYN; }
  static constexpr Elf_Type type_of(const Elf64_Sym&) { return ELF_T_SYM; }
  static constexpr Elf_Type type_of(const Elf64_Rela&) { return ELF_T_RELA; }

  std::unique_ptr<Elf, End> elf_;
  std::span<const Elf64_Phdr> headers_;
};

/// "x86-64", "AArch64"; "machine 4711" if it has no name here.
[[nodiscard]] std::string machine_name(std::uint16_t machine);

/// The e_machine of this host.
#if defined(__x86_64__)
inline constexpr std::uint16_t kHostMachine = EM_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint16_t kHostMachine = EM_AARCH64;
#else
#error "Muster knows x86-64 and AArch64"
#endif

}  // namespace muster::plugin

#endif
