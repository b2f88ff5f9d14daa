// SPDX-License-Identifier: Apache-2.0
#include "package/directory.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "package/codes.h"

namespace muster::package {
namespace {

// Fixed parts of the records, and what they begin with.
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::string_view kLocal = "PK\x03\x04";
constexpr std::string_view kCentral = "PK\x01\x02";
constexpr std::string_view kEnd = "PK\x05\x06";

constexpr std::uint32_t kEncrypted = 1U << 0 | 1U << 6 | 1U << 13;  // of the flags

// Others may ask for gigabytes of memory before the first byte is there.
constexpr std::uint32_t kStored = 0;
constexpr std::uint32_t kDeflated = 8;

// The little-endian number of `size` bytes, which are there.
std::uint32_t number(std::string_view record, std::size_t offset, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(record[offset + i]);
  }
  return value;
}
std::uint32_t two(std::string_view record, std::size_t offset) { return number(record, offset, 2); }
std::uint32_t four(std::string_view record, std::size_t offset) {
  return number(record, offset, 4);
}

class Directory {
 public:
  Directory(std::string_view bytes, const std::string& subject)
      : bytes_(bytes), subject_(subject) {}

  Result<std::vector<DirectoryEntry>> read() {
    const auto end = find_end();
    if (!end) return tl::unexpected(end.error());
    const std::string_view record = bytes_.substr(*end);
    const std::uint32_t count = two(record, 10);
    start_ = four(record, 16);
    if (two(record, 4) != 0 || two(record, 6) != 0 || two(record, 8) != count) {
      return damaged("is one of several parts");
    }
    if (start_ > *end || four(record, 12) != *end - start_) {
      return damaged("has no directory where its end says");
    }
    rest_ = bytes_.substr(start_, *end - start_);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (auto taken = take(); !taken) return tl::unexpected(std::move(taken.error()));
    }
    if (!rest_.empty()) return damaged("has more in its directory than its end says");
    return in_order();
  }

 private:
  struct Placed {
    DirectoryEntry entry;
    std::size_t end;  // of its bytes
  };

  // A comment may follow the record, and only the comment.
  Result<std::size_t> find_end() {
    for (std::size_t at = bytes_.rfind(kEnd); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : bytes_.rfind(kEnd, at - 1)) {
      const std::size_t left = bytes_.size() - at;
      if (left >= kEndBytes && left == kEndBytes + two(bytes_, at + 20)) return at;
      if (left > kEndBytes + 0xffff) break;
    }
    return damaged("does not end as a ZIP does");
  }

  Result<void> take() {
    if (rest_.size() < kCentralBytes || !rest_.starts_with(kCentral)) {
      return damaged("has a directory that breaks off");
    }
    const std::string_view record = rest_;
    const std::size_t name_bytes = two(record, 28);
    const std::size_t whole = kCentralBytes + name_bytes + two(record, 30) + two(record, 32);
    if (whole > rest_.size()) return damaged("has a directory that breaks off");
    rest_.remove_prefix(whole);
    std::string_view name = record.substr(kCentralBytes, name_bytes);
    const std::string place = subject_ + ": " + escaped(name);
    if ((two(record, 8) & kEncrypted) != 0) {
      return tl::unexpected(error(codes::encrypted, place, "is encrypted"));
    }
    const std::uint32_t method = two(record, 10);
    if (method != kStored && method != kDeflated) {
      return tl::unexpected(
          error(codes::method, place, fmt::format("is compressed by method {}", method)));
    }
    const std::uint32_t mode = four(record, 38) >> 16;  // nothing where no Unix made it
    const std::uint32_t type = mode & S_IFMT;
    if (type != 0 && type != S_IFREG && type != S_IFDIR) {
      return tl::unexpected(
          error(codes::not_a_file, place,
                type == S_IFLNK ? "is a symbolic link" : "is neither a file nor a folder"));
    }
    const std::size_t offset = four(record, 42);
    if (!has_local(offset, name) || two(bytes_, offset + 8) != method) {
      return tl::unexpected(
          error(codes::damaged, place, "has another name or method where its bytes are"));
    }
    const std::size_t end =
        offset + kLocalBytes + name_bytes + two(bytes_, offset + 28) + four(record, 20);
    const bool is_folder = name.ends_with('/') || type == S_IFDIR;
    if (name.ends_with('/')) name.remove_suffix(1);
    entries_.push_back({{name, is_folder, (mode & S_IXUSR) != 0, offset}, end});
    return {};
  }

  [[nodiscard]] bool has_local(std::size_t offset, std::string_view name) const {
    if (offset > start_ || start_ - offset < kLocalBytes + name.size()) return false;
    const std::string_view record = bytes_.substr(offset);
    return record.starts_with(kLocal) && two(record, 26) == name.size() &&
           record.substr(kLocalBytes, name.size()) == name;
  }

  Result<std::vector<DirectoryEntry>> in_order() {
    std::ranges::sort(entries_, {}, [](const Placed& placed) { return placed.entry.offset; });
    std::vector<DirectoryEntry> entries;
    std::size_t free_from = 0;
    for (const auto& [entry, end] : entries_) {
      if (entry.offset < free_from || end > start_) {
        return tl::unexpected(error(codes::damaged, subject_ + ": " + escaped(entry.name),
                                    "has bytes that are those of something else too"));
      }
      free_from = end;
      entries.push_back(entry);
    }
    return entries;
  }

  tl::unexpected<Error> damaged(std::string message) {
    return tl::unexpected(error(codes::damaged, subject_, std::move(message)));
  }

  std::string_view bytes_;
  const std::string& subject_;
  std::size_t start_ = 0;  // of the directory
  std::string_view rest_;  // of the directory
  std::vector<Placed> entries_;
};

}  // namespace

Result<std::vector<DirectoryEntry>> read_directory(std::string_view bytes,
                                                   const std::string& subject) {
  return Directory(bytes, subject).read();
}

}  // namespace muster::package
