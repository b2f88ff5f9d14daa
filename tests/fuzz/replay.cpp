// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// Runs the target of a fuzzer over the files of folders, for compilers without a fuzzer.
int main(int argc, char** argv) {
  std::size_t count = 0;
  for (const std::string& folder : std::vector<std::string>(argv + 1, argv + argc)) {
    if (!std::filesystem::is_directory(folder)) continue;  // not every fuzzer has seeds
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry);
    std::ranges::sort(files);
    for (const auto& path : files) {
      std::cout << path.filename().string() << std::endl;  // the last line names what ends it
      std::ifstream in(path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++count;
    }
  }
  std::cout << count << " inputs\n";
  return count > 0 ? 0 : 1;
}
