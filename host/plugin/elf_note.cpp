// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_note.h"

#include <fmt/format.h>
#include <gelf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include <muster/abi.h>
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

constexpr std::string_view kOwner{MUSTER_NOTE_OWNER, sizeof(MUSTER_NOTE_OWNER)};  // with its NUL

// {major, minor, sdk}, then the extensions, separated by spaces and padded with NUL, then the seal.
std::optional<AbiNote> parse(std::string_view description) {
  std::array<std::uint32_t, 3> versions;
  if (description.size() < sizeof versions) return std::nullopt;
  std::memcpy(versions.data(), description.data(), sizeof versions);
  AbiNote note{versions[0], versions[1], versions[2], {}};

  std::string_view required = description.substr(sizeof versions);
  required = required.substr(0, required.find('\0'));
  while (!required.empty()) {
    const std::size_t end = std::min(required.find(' '), required.size());
    if (end > 0) note.required_extensions.emplace_back(required.substr(0, end));
    required.remove_prefix(std::min(end + 1, required.size()));
  }
  return note;
}

std::vector<AbiNote> notes_of(const ElfFile& file, const Elf64_Phdr& segment) {
  std::vector<AbiNote> notes;
  Elf_Data* const data = file.chunk(segment.p_offset, segment.p_filesz,
                                    segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
  if (data == nullptr) return notes;
  const std::string_view bytes(static_cast<const char*>(data->d_buf), data->d_size);
  GElf_Nhdr header;
  std::size_t owner = 0;
  std::size_t description = 0;
  // gelf_getnote holds both sizes against the segment's.
  for (std::size_t next = 0;
       (next = ::gelf_getnote(data, next, &header, &owner, &description)) > 0;) {
    if (header.n_type != MUSTER_NOTE_TYPE || bytes.substr(owner, header.n_namesz) != kOwner)
      continue;
    if (auto note = parse(bytes.substr(description, header.n_descsz))) {
      notes.push_back(std::move(*note));
    }
  }
  return notes;
}

void merge(AbiNote& into, const AbiNote& other) {
  into.minor = std::max(into.minor, other.minor);
  into.sdk = std::max(into.sdk, other.sdk);
  for (const std::string& id : other.required_extensions) {
    if (std::ranges::find(into.required_extensions, id) == into.required_extensions.end()) {
      into.required_extensions.push_back(id);
    }
  }
}

}  // namespace

Result<std::optional<AbiNote>> read_note(const ElfFile& file, std::string_view subject) {
  std::optional<AbiNote> merged;
  for (const Elf64_Phdr& segment : file.program_headers()) {
    if (segment.p_type != PT_NOTE) continue;
    for (const AbiNote& note : notes_of(file, segment)) {
      if (merged && note.major != merged->major) {
        return tl::unexpected(
            error(codes::abi_wrong_major, std::string(subject),
                  fmt::format("is made of parts for different majors of the ABI, {} and {}",
                              merged->major, note.major)));
      }
      if (merged) {
        merge(*merged, note);
      } else {
        merged = note;
      }
    }
  }
  return merged;
}

}  // namespace muster::plugin
