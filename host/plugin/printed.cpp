// SPDX-License-Identifier: Apache-2.0
#include "plugin/printed.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace muster::plugin {
namespace {

constexpr off_t kTailBytesMax = 2048;

}  // namespace

UniqueFd make_printed() {
  UniqueFd file(::memfd_create("muster-printed", MFD_CLOEXEC));
  if (file) ::fcntl(file.get(), F_SETFL, O_APPEND);
  return file;
}

std::string printed_tail(int file) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return {};
  const off_t size = std::min(status.st_size, kTailBytesMax);
  std::string text(static_cast<std::size_t>(size), '\0');
  const ssize_t got = ::pread(file, text.data(), text.size(), status.st_size - size);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  while (text.ends_with('\n')) text.pop_back();
  return escaped(text);
}

}  // namespace muster::plugin
