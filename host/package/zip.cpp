// SPDX-License-Identifier: Apache-2.0
#include "package/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "package/codes.h"
#include "package/directory.h"
#include "skill/listing.h"

namespace muster::package {
namespace {

using Reader = std::unique_ptr<archive, decltype(&::archive_read_free)>;
using Writer = std::unique_ptr<archive, decltype(&::archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&::archive_entry_free)>;

/// libarchive turns names into the charset of the locale; in this scope, and on this thread, that
/// is UTF-8.
class Utf8Names {
 public:
  Utf8Names() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  ~Utf8Names() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

std::string reason(archive* source) {
  const char* const text = ::archive_error_string(source);
  return text == nullptr ? "the reason is unknown" : escaped(text);
}

/// Takes the files out of a ZIP whose directory is good.
class Reading {
 public:
  Reading(std::string_view bytes, const std::string& subject) : bytes_(bytes), subject_(subject) {}

  // libarchive goes through a ZIP by offsets too.
  Result<std::vector<File>> read(const std::vector<DirectoryEntry>& entries) {
    archive* const zip = zip_.get();
    if (zip == nullptr || ::archive_read_support_format_zip_seekable(zip) != ARCHIVE_OK ||
        ::archive_read_open_memory(zip, bytes_.data(), bytes_.size()) != ARCHIVE_OK) {
      return damaged("cannot be read");
    }
    for (const DirectoryEntry& entry : entries) {
      archive_entry* found = nullptr;
      if (::archive_read_next_header(zip, &found) != ARCHIVE_OK) return damaged("cannot be read");
      if (auto taken = take(entry, found); !taken) return tl::unexpected(std::move(taken.error()));
    }
    archive_entry* none = nullptr;
    if (::archive_read_next_header(zip, &none) != ARCHIVE_EOF) return damaged("goes on at its end");
    return std::move(files_);
  }

 private:
  Result<void> take(const DirectoryEntry& entry, archive_entry* found) {
    const bool is_other =
        ::archive_entry_filetype(found) != (entry.is_folder ? AE_IFDIR : AE_IFREG);
    if (is_other || ::archive_entry_is_encrypted(found) != 0) {
      return damaged("has an entry that can be understood in two ways");
    }
    if (entry.is_folder) return {};
    File file{.path = std::string(entry.name), .is_executable = entry.is_executable};
    return inflate(file, subject_ + ": " + file.path).map([&] {
      files_.push_back(std::move(file));
    });
  }

  Result<void> inflate(File& file, const std::string& place) {
    for (;;) {
      const la_ssize_t got = ::archive_read_data(zip_.get(), buffer_.data(), buffer_.size());
      if (got == 0) return {};
      if (got < 0) return damaged(fmt::format("has {}, which cannot be read", escaped(file.path)));
      size_ += static_cast<std::uint64_t>(got);
      if (size_ > skill::kBytesMax) {
        return tl::unexpected(
            error(codes::too_large, place,
                  fmt::format("with it the files have more than {} bytes", skill::kBytesMax)));
      }
      if (size_ > kRatio * bytes_.size()) {
        return tl::unexpected(
            error(codes::ratio, place,
                  fmt::format("with it the files have more than {} times the {} bytes of the "
                              "package",
                              kRatio, bytes_.size())));
      }
      file.bytes.append(buffer_.data(), static_cast<std::size_t>(got));
    }
  }

  tl::unexpected<Error> damaged(std::string_view what) {
    return tl::unexpected(
        error(codes::damaged, subject_, fmt::format("{}: {}", what, reason(zip_.get()))));
  }

  std::string_view bytes_;
  const std::string& subject_;
  Reader zip_{::archive_read_new(), &::archive_read_free};
  std::array<char, 16 * 1024> buffer_;
  std::uint64_t size_ = 0;
  std::vector<File> files_;
};

la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

bool put(archive* zip, const File& file) {
  const Entry entry(::archive_entry_new(), &::archive_entry_free);
  // Without a time of its own an entry has the first one that a ZIP knows, in any time zone.
  ::archive_entry_set_pathname(entry.get(), file.path.c_str());
  ::archive_entry_set_filetype(entry.get(), AE_IFREG);
  ::archive_entry_set_perm(entry.get(), file.is_executable ? 0755 : 0644);
  ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
  if (::archive_write_header(zip, entry.get()) != ARCHIVE_OK) return false;
  return ::archive_write_data(zip, file.bytes.data(), file.bytes.size()) ==
         static_cast<la_ssize_t>(file.bytes.size());
}

Result<std::string> write(std::span<const File> files, const char* options,
                          const std::string& subject) {
  std::string bytes;
  const Writer zip(::archive_write_new(), &::archive_write_free);
  const auto failed = [&] {
    return tl::unexpected(error(codes::no_archive, subject, reason(zip.get())));
  };
  if (zip == nullptr || ::archive_write_set_format_zip(zip.get()) != ARCHIVE_OK ||
      ::archive_write_set_options(zip.get(), options) != ARCHIVE_OK ||
      ::archive_write_set_bytes_per_block(zip.get(), 0) != ARCHIVE_OK ||
      ::archive_write_open(zip.get(), &bytes, nullptr, &append, nullptr) != ARCHIVE_OK) {
    return failed();
  }
  for (const File& file : files) {
    if (!put(zip.get(), file)) return failed();
  }
  if (::archive_write_close(zip.get()) != ARCHIVE_OK) return failed();
  return bytes;
}

}  // namespace

Result<std::vector<File>> read_zip(std::string_view bytes, const std::string& subject) {
  const auto entries = read_directory(bytes, subject);
  if (!entries) return tl::unexpected(entries.error());
  if (entries->empty()) return std::vector<File>{};  // libarchive takes it for damaged
  Paths paths(subject);
  for (const DirectoryEntry& entry : *entries) {
    const std::string path(entry.name);
    if (auto added = entry.is_folder ? paths.add_folder(path) : paths.add_file(path); !added) {
      return tl::unexpected(std::move(added.error()));
    }
  }
  const Utf8Names names;
  return Reading(bytes, subject).read(*entries);
}

Result<std::string> write_zip(std::span<const File> files, const std::string& subject) {
  const Utf8Names names;
  std::uint64_t size = 0;
  for (const File& file : files) size += file.bytes.size();
  auto bytes =
      write(files, "zip:compression=deflate,zip:compression-level=9,zip:hdrcharset=UTF-8", subject);
  if (!bytes || size <= kRatio * bytes->size()) return bytes;
  return write(files, "zip:compression=store,zip:hdrcharset=UTF-8", subject);
}

}  // namespace muster::package
