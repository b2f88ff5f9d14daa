// SPDX-License-Identifier: Apache-2.0
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace muster::test {

TempDir::TempDir()
    : path_((std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string()) {
  REQUIRE(::mkdtemp(path_.data()) != nullptr);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::operator/(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

std::string TempDir::write(std::string_view name, std::string_view bytes) const {
  const std::string file = *this / name;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path());
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  REQUIRE(out);
  return file;
}

std::string TempDir::make_folder(std::string_view name) const {
  const std::string folder = *this / name;
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace muster::test
