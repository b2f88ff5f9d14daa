// SPDX-License-Identifier: Apache-2.0
#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/file.h"
#include "base/unique_fd.h"

namespace muster {

Result<MappedFile> MappedFile::open(const std::string& path) {
  const auto failed = [&](std::string_view verb) {
    return tl::unexpected(file_error(path, verb, errno));
  };
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed("open");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return failed("look at");
  if (status.st_size == 0) return MappedFile({});
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (start == MAP_FAILED) return failed("map");
  return MappedFile({static_cast<std::byte*>(start), size});
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

}  // namespace muster
