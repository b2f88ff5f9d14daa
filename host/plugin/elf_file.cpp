// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <string>

#include "plugin/codes.h"

namespace muster::plugin {
namespace {

constexpr unsigned char kHostOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool looks_like_text(std::string_view bytes) {
  return std::ranges::all_of(bytes.substr(0, 512), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= ' ' ? byte != 0x7f : byte >= '\t' && byte <= '\r';
  });
}

std::string_view name_of_other(std::string_view bytes) {
  if (bytes.empty()) return "an empty file";
  if (bytes.starts_with("!<arch>\n")) return "a static archive";
  if (bytes.starts_with("!<thin>\n")) return "a thin static archive";
  if (bytes.starts_with("#!")) return "a script";
  if (looks_like_text(bytes)) return "a text file";
  return "no ELF file";
}

// The header, if it is that of a library for this machine. e_ident, e_type and e_machine stand at
// the same place in files of 32 and of 64 bit.
Result<Elf64_Ehdr> read_header(std::string_view bytes, std::string_view subject) {
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(error(code, std::string(subject), std::move(message)));
  };
  if (!bytes.starts_with(std::string_view(ELFMAG, SELFMAG))) {
    return refuse(codes::elf_not_elf,
                  fmt::format("is {}, not a shared library", name_of_other(bytes)));
  }
  Elf64_Ehdr header;
  if (bytes.size() < sizeof header) {
    return refuse(codes::elf_truncated,
                  fmt::format("ends at byte {}, inside its ELF header", bytes.size()));
  }
  std::memcpy(&header, bytes.data(), sizeof header);

  if (header.e_ident[EI_CLASS] == ELFCLASS32) {
    return refuse(codes::elf_wrong_class, "is a 32-bit file; this host loads 64-bit libraries");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_VERSION] != EV_CURRENT ||
      header.e_version != EV_CURRENT) {
    return refuse(codes::elf_malformed, "has an ELF header of an unknown class or version");
  }
  if (header.e_ident[EI_DATA] != kHostOrder) {
    return refuse(codes::elf_wrong_machine,
                  fmt::format("is built for a machine of the other byte order; this host is {}",
                              machine_name(kHostMachine)));
  }
  if (header.e_machine != kHostMachine) {
    return refuse(codes::elf_wrong_machine,
                  fmt::format("is built for {}; this host is {}", machine_name(header.e_machine),
                              machine_name(kHostMachine)));
  }
  switch (header.e_type) {
    case ET_DYN:
      break;
    case ET_EXEC:
      return refuse(codes::elf_is_program, "is a program, not a library");
    case ET_REL:
      return refuse(codes::elf_not_shared, "is an object file, not yet linked to a library");
    case ET_CORE:
      return refuse(codes::elf_not_shared, "is a core dump, not a library");
    default:
      return refuse(codes::elf_malformed,
                    fmt::format("has an ELF header of an unknown type, {}", header.e_type));
  }
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 ||
      header.e_phnum >= PN_XNUM) {
    return refuse(codes::elf_malformed, "has no program headers that could be read");
  }
  const std::uint64_t size = header.e_phnum * sizeof(Elf64_Phdr);
  if (header.e_phoff > bytes.size() || size > bytes.size() - header.e_phoff) {
    return refuse(
        codes::elf_truncated,
        fmt::format("is {} bytes long, but its program headers take {} bytes from byte {} on",
                    bytes.size(), size, header.e_phoff));
  }
  return header;
}

// What of a program header the dynamic linker would take at its word.
Result<void> check_segments(std::span<const Elf64_Phdr> headers, std::uint64_t file_size,
                            std::string_view subject) {
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(error(code, std::string(subject), std::move(message)));
  };
  std::optional<std::uint64_t> end;  // of the last PT_LOAD, in memory
  for (const Elf64_Phdr& header : headers) {
    if (header.p_type != PT_LOAD && header.p_type != PT_NOTE && header.p_type != PT_DYNAMIC)
      continue;
    if (header.p_offset > file_size || header.p_filesz > file_size - header.p_offset) {
      return refuse(codes::elf_truncated,
                    fmt::format("is {} bytes long, but a segment takes {} bytes from byte {} on",
                                file_size, header.p_filesz, header.p_offset));
    }
    if (header.p_type != PT_LOAD) continue;
    if (header.p_filesz > header.p_memsz || header.p_vaddr > UINT64_MAX - header.p_memsz) {
      return refuse(codes::elf_malformed, "has a segment that does not fit into its own memory");
    }
    // The linker reserves the addresses from the first segment to the last, then maps each segment
    // over them: one that lies elsewhere would replace memory of the host.
    if (end && header.p_vaddr < *end) {
      return refuse(codes::elf_malformed, "has segments that overlap or are out of order");
    }
    end = header.p_vaddr + header.p_memsz;
  }
  if (!end) return refuse(codes::elf_malformed, "has no segment to load");
  return {};
}

}  // namespace

Result<ElfFile> ElfFile::open(std::span<const std::byte> file, std::string_view subject) {
  const auto header = read_header(as_text(file), subject);
  if (!header) return tl::unexpected(header.error());

  ::elf_version(EV_CURRENT);
  // libelf takes a char* for every kind of access; of memory it only reads.
  ElfFile elf(std::unique_ptr<Elf, End>(
      ::elf_memory(const_cast<char*>(as_text(file).data()), file.size())));
  if (elf.elf_) elf.headers_ = elf.records<Elf64_Phdr>(header->e_phoff, header->e_phnum);
  if (elf.headers_.empty()) {
    return tl::unexpected(error(codes::elf_malformed, std::string(subject),
                                "has program headers that cannot be read"));
  }
  if (auto sound = check_segments(elf.headers_, file.size(), subject); !sound) {
    return tl::unexpected(sound.error());
  }
  return elf;
}

Elf_Data* ElfFile::chunk(std::uint64_t offset, std::uint64_t size, Elf_Type type) const {
  if (size == 0 || offset > INT64_MAX) return nullptr;
  return ::elf_getdata_rawchunk(elf_.get(), static_cast<std::int64_t>(offset), size, type);
}

ElfFile::Place ElfFile::place_of(std::uint64_t address) const noexcept {
  for (const Elf64_Phdr& header : headers_) {
    if (header.p_type != PT_LOAD || address < header.p_vaddr) continue;
    const std::uint64_t within = address - header.p_vaddr;
    if (within < header.p_filesz) return {header.p_offset + within, header.p_filesz - within};
  }
  return {};
}

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64";
    case EM_386:
      return "x86";
    case EM_ARM:
      return "ARM";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "POWER";
    case EM_S390:
      return "z/Architecture";
    case EM_LOONGARCH:
      return "LoongArch";
    default:
      return fmt::format("machine {}", machine);
  }
}

}  // namespace muster::plugin
