// SPDX-License-Identifier: Apache-2.0
#include "seal/layout.h"

#include <elf.h>
#include <muster/abi.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace muster::seal {
namespace {

constexpr std::size_t kDigestBytes = sizeof(Sha256::bytes);
constexpr std::string_view kOwner{MUSTER_NOTE_OWNER, sizeof(MUSTER_NOTE_OWNER)};  // with its NUL
constexpr std::string_view kMark{MUSTER_SEAL_MARK, sizeof(MUSTER_SEAL_MARK)};     // the same
constexpr std::size_t kNotesMax = 100'000;  // more than any library has; headers can share them
constexpr unsigned char kHostOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Record>
std::optional<Record> record_at(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Record)) return std::nullopt;
  Record record;
  std::memcpy(&record, bytes.data() + offset, sizeof record);
  return record;
}

// As much of it as the file has.
Range range_of(std::uint64_t offset, std::uint64_t size, std::size_t file_size) {
  const std::size_t begin = std::min<std::uint64_t>(offset, file_size);
  return {begin, begin + std::min<std::uint64_t>(size, file_size - begin)};
}

std::size_t aligned(std::size_t size, std::size_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

/// Those that overlap or touch, as one.
std::vector<Range> joined(std::vector<Range> ranges) {
  std::ranges::sort(ranges, {}, &Range::begin);
  std::vector<Range> parts;
  for (const Range& range : ranges) {
    if (!parts.empty() && range.begin <= parts.back().end) {
      parts.back().end = std::max(parts.back().end, range.end);
    } else {
      parts.push_back(range);
    }
  }
  return parts;
}

/// Finds the places in the notes of a file.
class Notes {
 public:
  Notes(std::string_view file, Layout& layout) : file_(file), layout_(layout) {}

  void read(const Elf64_Phdr& segment) {
    const Range range = range_of(segment.p_offset, segment.p_filesz, file_.size());
    const std::string_view notes = file_.substr(range.begin, range.end - range.begin);
    const std::size_t alignment = segment.p_align == 8 ? 8 : 4;
    for (std::size_t at = 0; at < notes.size() && count_ < kNotesMax; ++count_) {
      const auto header = record_at<Elf64_Nhdr>(notes, at);
      if (!header) return;
      const std::size_t owner = at + sizeof(Elf64_Nhdr);
      const std::size_t description =
          at + aligned(sizeof(Elf64_Nhdr) + std::size_t{header->n_namesz}, alignment);
      const std::size_t end = description + header->n_descsz;
      if (end > notes.size()) return;
      if (header->n_type == MUSTER_NOTE_TYPE && notes.substr(owner, header->n_namesz) == kOwner) {
        read_ours(range.begin + description, range.begin + end);
      }
      at = aligned(end, alignment);
    }
  }

 private:
  // {major, minor, sdk}, the extensions, and since MUSTER_SEAL_SDK the digest and the mark.
  void read_ours(std::size_t begin, std::size_t end) {
    const std::string_view description = file_.substr(begin, end - begin);
    const auto versions = record_at<std::array<std::uint32_t, 3>>(description, 0);
    if (!versions) return;
    if (description.size() >= sizeof *versions + kDigestBytes + kMark.size() &&
        description.ends_with(kMark)) {
      layout_.places.push_back(end - kMark.size() - kDigestBytes);
    } else if ((*versions)[2] >= MUSTER_SEAL_SDK) {
      layout_.has_lost_place = true;
    }
  }

  const std::string_view file_;
  Layout& layout_;
  std::size_t count_ = 0;
};

}  // namespace

std::optional<Layout> layout_of(std::span<const std::byte> file) {
  const std::string_view bytes = as_text(file);
  const auto header = record_at<Elf64_Ehdr>(bytes, 0);
  if (!header || !bytes.starts_with(std::string_view(ELFMAG, SELFMAG)) ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != kHostOrder ||
      header->e_phentsize != sizeof(Elf64_Phdr)) {
    return std::nullopt;
  }
  Layout layout;
  Notes notes(bytes, layout);
  std::vector<Range> ranges{{0, sizeof(Elf64_Ehdr)}};
  const auto reach = [&](std::uint64_t offset, std::uint64_t size) {
    if (offset > bytes.size() || size > bytes.size() - offset) layout.is_whole = false;
    ranges.push_back(range_of(offset, size, bytes.size()));
  };
  reach(header->e_phoff, std::uint64_t{header->e_phnum} * sizeof(Elf64_Phdr));
  if (!layout.is_whole) return std::nullopt;
  for (std::size_t i = 0; i < header->e_phnum; ++i) {
    const auto segment = record_at<Elf64_Phdr>(bytes, header->e_phoff + i * sizeof(Elf64_Phdr));
    if (segment->p_filesz == 0) continue;
    reach(segment->p_offset, segment->p_filesz);
    if (segment->p_type == PT_NOTE) notes.read(*segment);
  }
  layout.parts = joined(std::move(ranges));
  std::ranges::sort(layout.places);
  // Of notes that two segments have.
  layout.places.erase(std::unique(layout.places.begin(), layout.places.end()), layout.places.end());
  return layout;
}

Sha256 digest_of(std::span<const std::byte> file, const Layout& layout) {
  std::vector<Range> zero{{offsetof(Elf64_Ehdr, e_shoff), offsetof(Elf64_Ehdr, e_flags)},
                          {offsetof(Elf64_Ehdr, e_shentsize), sizeof(Elf64_Ehdr)}};
  for (const std::size_t place : layout.places) zero.push_back({place, place + kDigestBytes});

  static constexpr std::array<std::byte, kDigestBytes> kZeros{};
  Sha256Stream hash;
  for (const Range& part : layout.parts) {
    std::size_t done = part.begin;
    for (const Range& range : zero) {
      const std::size_t begin = std::max(done, range.begin);  // a damaged file's may overlap
      const std::size_t end = std::min(part.end, range.end);
      if (end <= begin) continue;
      hash.add(file.subspan(done, begin - done));
      hash.add(std::span(kZeros).first(end - begin));
      done = end;
    }
    hash.add(file.subspan(done, part.end - done));
  }
  return hash.finish();
}

}  // namespace muster::seal
