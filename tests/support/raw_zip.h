// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_RAW_ZIP_H
#define MUSTER_TESTS_SUPPORT_RAW_ZIP_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster::test {

/// An entry of a ZIP as it is to stand there, right or wrong.
struct RawEntry {
  std::string name;
  std::string bytes;                  ///< as they are stored
  std::uint32_t mode = 0100644;       ///< st_mode, file type and all
  std::uint16_t method = 0;           ///< 0 stored, 8 deflated
  std::uint16_t flags = 1U << 11;     ///< names are UTF-8
  std::optional<std::uint32_t> size;  ///< claimed for the inflated bytes
  std::optional<std::uint32_t> crc;
  std::optional<std::size_t> data_of;  ///< its central header names the local one of that entry
};

/// The bytes of a ZIP: local headers, the central directory, its end.
[[nodiscard]] std::string raw_zip(const std::vector<RawEntry>& entries);

/// A deflated entry of 1 + 258 * `runs` zero bytes, 158 to each of its own.
[[nodiscard]] RawEntry zeros(std::string name, std::size_t runs);

}  // namespace muster::test

#endif
