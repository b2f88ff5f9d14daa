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

// More than any library has. Headers can share their notes, so that a file of some MiB could keep
// whoever reads it busy for hours.
constexpr std::size_t kSegmentsMax = 16;
constexpr std::size_t kNotesMax = 100'000;
constexpr std::size_t kExtensionsMax = 64;

// {major, minor, sdk}, then the extensions, separated by spaces and padded with NUL, then the seal.
// Of more extensions than there may be, one more than that.
std::optional<AbiNote> parse(std::string_view description) {
  std::array<std::uint32_t, 3> versions;
  if (description.size() < sizeof versions) return std::nullopt;
  std::memcpy(versions.data(), description.data(), sizeof versions);
  AbiNote note{versions[0], versions[1], versions[2], {}};

  std::string_view required = description.substr(sizeof versions);
  required = required.substr(0, required.find('\0'));
  while (!required.empty() && note.required_extensions.size() <= kExtensionsMax) {
    const std::size_t end = std::min(required.find(' '), required.size());
    if (end > 0) note.required_extensions.emplace_back(required.substr(0, end));
    required.remove_prefix(std::min(end + 1, required.size()));
  }
  return note;
}

/// The notes of all segments, as one.
class Notes {
 public:
  explicit Notes(std::string_view subject) : subject_(subject) {}

  Result<void> read(const ElfFile& file, const Elf64_Phdr& segment) {
    if (++segments_ > kSegmentsMax) return too_many("segments with notes", kSegmentsMax);
    Elf_Data* const data = file.chunk(segment.p_offset, segment.p_filesz,
                                      segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
    if (data == nullptr) return {};
    const std::string_view bytes(static_cast<const char*>(data->d_buf), data->d_size);
    GElf_Nhdr header;
    std::size_t owner = 0;
    std::size_t description = 0;
    // gelf_getnote holds both sizes against the segment's.
    for (std::size_t next = 0;
         (next = ::gelf_getnote(data, next, &header, &owner, &description)) > 0;) {
      if (++notes_ > kNotesMax) return too_many("notes", kNotesMax);
      if (header.n_type != MUSTER_NOTE_TYPE || bytes.substr(owner, header.n_namesz) != kOwner)
        continue;
      const auto note = parse(bytes.substr(description, header.n_descsz));
      if (!note) continue;
      if (auto done = merge(*note); !done) return done;
    }
    return {};
  }

  std::optional<AbiNote> merged;

 private:
  Result<void> merge(const AbiNote& note) {
    if (!merged) merged.emplace().major = note.major;
    if (note.major != merged->major) {
      return tl::unexpected(
          error(codes::abi_wrong_major, std::string(subject_),
                fmt::format("is made of parts for different majors of the ABI, {} and {}",
                            merged->major, note.major)));
    }
    merged->minor = std::max(merged->minor, note.minor);
    merged->sdk = std::max(merged->sdk, note.sdk);
    auto& all = merged->required_extensions;
    for (const std::string& id : note.required_extensions) {
      if (std::ranges::find(all, id) == all.end()) all.push_back(id);
    }
    if (std::max(all.size(), note.required_extensions.size()) > kExtensionsMax) {
      return too_many("extensions that it needs", kExtensionsMax);
    }
    return {};
  }

  [[nodiscard]] Result<void> too_many(std::string_view what, std::size_t most) const {
    return tl::unexpected(error(codes::elf_malformed, std::string(subject_),
                                fmt::format("has more than {} {}", most, what)));
  }

  const std::string_view subject_;
  std::size_t segments_ = 0;
  std::size_t notes_ = 0;
};

}  // namespace

Result<std::optional<AbiNote>> read_note(const ElfFile& file, std::string_view subject) {
  Notes notes(subject);
  for (const Elf64_Phdr& segment : file.program_headers()) {
    if (segment.p_type != PT_NOTE) continue;
    if (auto read = notes.read(file, segment); !read) return tl::unexpected(read.error());
  }
  return std::move(notes.merged);
}

}  // namespace muster::plugin
