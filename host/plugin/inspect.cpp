// SPDX-License-Identifier: Apache-2.0
#include "plugin/inspect.h"

#include <fmt/format.h>

#include <algorithm>

#include <muster/abi.h>
#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/elf_dynamic.h"
#include "plugin/elf_file.h"
#include "plugin/elf_note.h"
#include "plugin/invoke.h"

namespace muster::plugin {
namespace {

// What dlsym would find, and only if it can be called.
bool is_exported_function(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  return symbol.st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC &&
         (binding == STB_GLOBAL || binding == STB_WEAK) &&
         ELF64_ST_VISIBILITY(symbol.st_other) == STV_DEFAULT;
}

}  // namespace

Result<Inspection> inspect(std::span<const std::byte> file, std::string_view subject) {
  const auto elf = ElfFile::open(file, subject);
  if (!elf) return tl::unexpected(elf.error());
  const auto dynamic = read_dynamic(*elf, subject);
  if (!dynamic) return tl::unexpected(dynamic.error());
  if (dynamic->is_program) {
    return tl::unexpected(
        error(codes::elf_is_program, std::string(subject), "is a program (PIE), not a library"));
  }
  auto note = read_note(*elf, subject);
  if (!note) return tl::unexpected(note.error());

  Inspection inspection;
  inspection.machine = machine_name(kHostMachine);
  inspection.soname = dynamic->soname;
  inspection.needed.assign(dynamic->needed.begin(), dynamic->needed.end());
  inspection.note = std::move(*note);
  inspection.has_register = std::ranges::any_of(dynamic->symbols, [&](const Elf64_Sym& symbol) {
    return is_exported_function(symbol) && dynamic->name_of(symbol) == "register";
  });
  return inspection;
}

Result<void> require_loadable(const Inspection& inspection, std::string_view subject) {
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(error(code, std::string(subject), std::move(message)));
  };
  if (!inspection.note) return refuse(codes::abi_no_note, "has no ABI note");
  const AbiNote& note = *inspection.note;
  if (note.major != MUSTER_ABI_MAJOR) {
    return refuse(codes::abi_wrong_major,
                  fmt::format("is built for ABI {}.{}; this host has {}.{}", note.major, note.minor,
                              MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR));
  }
  if (note.minor > MUSTER_ABI_MINOR) {
    return refuse(codes::abi_newer_minor,
                  fmt::format("is built for ABI {}.{}; this host has {}.{}", note.major, note.minor,
                              MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR));
  }
  for (const std::string& id : note.required_extensions) {
    if (!has_extension(id)) {
      return refuse(codes::abi_missing_extension,
                    fmt::format("needs {}, which this host does not have", escaped(id)));
    }
  }
  if (!inspection.has_register) {
    return refuse(codes::abi_no_register, "exports no function `register`");
  }
  return {};
}

}  // namespace muster::plugin
