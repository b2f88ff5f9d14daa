// SPDX-License-Identifier: Apache-2.0
#include "plugin/inspect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include <muster/abi.h>
#include "base/text.h"
#include "plugin/call_pool.h"
#include "plugin/codes.h"
#include "plugin/elf_dynamic.h"
#include "plugin/elf_file.h"
#include "plugin/elf_note.h"
#include "plugin/elf_symbols.h"
#include "plugin/elf_targets.h"
#include "plugin/elf_versions.h"

namespace muster::plugin {
namespace {

// Without a header that speaks of the stack, the dynamic linker assumes the worst; of several it
// takes the last.
bool needs_executable_stack(const ElfFile& elf) {
  bool is_executable = true;
  for (const Elf64_Phdr& header : elf.program_headers()) {
    if (header.p_type == PT_GNU_STACK) is_executable = (header.p_flags & PF_X) != 0;
  }
  return is_executable;
}

// Folders that the administrator answers for, and those that are the plugin's own.
bool is_inside(std::string_view place) {
  constexpr std::array<std::string_view, 5> kInside{"$ORIGIN", "${ORIGIN}", "/lib", "/usr/",
                                                    "/opt/"};
  return std::ranges::any_of(kInside,
                             [place](std::string_view start) { return place.starts_with(start); });
}

// Where else it looks for what it needs, or names it; empty: nowhere.
std::string taken_from_outside(const Inspection& inspection) {
  std::vector<std::string> places;
  for (std::size_t at = 0; at < inspection.run_path.size();) {
    const std::size_t end = std::min(inspection.run_path.find(':', at), inspection.run_path.size());
    std::string place = inspection.run_path.substr(at, end - at);
    if (!place.empty() && !is_inside(place)) places.push_back(escaped(place));
    at = end + 1;
  }
  for (const std::string& needed : inspection.needed) {
    if (needed.find('/') != std::string::npos && !is_inside(needed)) {
      places.push_back(escaped(needed));
    }
  }
  return fmt::format("{}", fmt::join(places, ", "));
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
  for (const auto check : {check_versions, check_targets}) {
    if (const auto sound = check(*elf, *dynamic, subject); !sound) {
      return tl::unexpected(sound.error());
    }
  }
  auto note = read_note(*elf, subject);
  if (!note) return tl::unexpected(note.error());

  Inspection inspection;
  inspection.machine = machine_name(kHostMachine);
  inspection.soname = dynamic->soname;
  inspection.run_path = dynamic->run_path;
  inspection.needed.assign(dynamic->needed.begin(), dynamic->needed.end());
  inspection.note = std::move(*note);
  inspection.never_unloads = dynamic->never_unloads;
  inspection.static_tls = dynamic->static_tls;
  inspection.executable_stack = needs_executable_stack(*elf);
  inspection.text_relocations = dynamic->text_relocations;
  read_symbols(*dynamic, inspection);
  return inspection;
}

std::vector<Error> problems_of(const Inspection& inspection, std::string_view subject) {
  std::vector<Error> problems;
  const auto add = [&](const Code& code, std::string message) {
    problems.push_back(error(code, std::string(subject), std::move(message)));
  };
  if (const auto& note = inspection.note) {
    const bool is_other_major = note->major != MUSTER_ABI_MAJOR;
    if (is_other_major || note->minor > MUSTER_ABI_MINOR) {
      add(is_other_major ? codes::abi_wrong_major : codes::abi_newer_minor,
          fmt::format("is built for ABI {}.{}; this host has {}.{}", note->major, note->minor,
                      MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR));
    }
    for (const std::string& id : note->required_extensions) {
      if (has_extension(id)) continue;
      add(codes::abi_missing_extension,
          fmt::format("needs {}, which this host does not have", escaped(id)));
    }
  }
  if (!inspection.has_register) {
    const bool is_other = std::ranges::count(inspection.exported.names, "register") > 0;
    add(codes::abi_no_register,
        is_other ? "exports `register`, but not as a function" : "exports no function `register`");
  }
  if (!inspection.note) add(codes::abi_no_note, "has no ABI note");
  return problems;
}

std::vector<Error> warnings_of(const Inspection& inspection, std::string_view subject) {
  std::vector<Error> warnings;
  const auto warn = [&](bool is_so, const Code& code, std::string message) {
    if (is_so) warnings.push_back(error(code, std::string(subject), std::move(message)));
  };
  warn(inspection.is_helper() && inspection.has_other_name, codes::abi_not_named,
       "defines `muster_register`, but exports no `register`: no host takes it for a plugin");
  warn(inspection.executable_stack, codes::elf_executable_stack,
       "makes every stack of the host executable");
  warn(inspection.never_unloads, codes::elf_nodelete,
       "asks never to be unloaded (NODELETE): each version of it stays in memory");
  warn(inspection.static_tls, codes::elf_static_tls,
       "takes static thread-local memory (initial-exec), which runs out after some versions");
  warn(inspection.thread_destructors, codes::elf_thread_locals,
       "has thread_local objects with destructors: a replaced version stays in memory until the "
       "threads that called it have ended");
  if (const auto outside = taken_from_outside(inspection); !outside.empty()) {
    warn(true, codes::elf_outside,
         fmt::format("takes libraries from {}, outside of the plugin", outside));
  }
  warn(inspection.text_relocations, codes::elf_text_relocations,
       "has its code written to when it is loaded (TEXTREL)");
  warn(inspection.unique_symbols.count > 0, codes::elf_unique_symbols,
       fmt::format("asks that its versions share {} (STB_GNU_UNIQUE); in the host each has its own",
                   to_text(inspection.unique_symbols)));
  return warnings;
}

std::string_view reason_to_stay(const Inspection& inspection) noexcept {
  if (inspection.never_unloads) return "it asks never to be unloaded (NODELETE)";
  if (inspection.thread_destructors)
    return "a thread that called it has thread_local objects of it";
  return "the dynamic linker keeps it for another library";
}

}  // namespace muster::plugin
