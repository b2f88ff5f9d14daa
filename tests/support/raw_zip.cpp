// SPDX-License-Identifier: Apache-2.0
#include "support/raw_zip.h"

#include <boost/crc.hpp>

namespace muster::test {
namespace {

std::uint32_t crc32(const std::string& bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

class Bytes {
 public:
  Bytes& two(std::uint32_t value) { return add(value, 2); }
  Bytes& four(std::uint32_t value) { return add(value, 4); }
  Bytes& text(const std::string& text) {
    bytes_ += text;
    return *this;
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(bytes_.size()); }
  [[nodiscard]] const std::string& all() const { return bytes_; }

 private:
  Bytes& add(std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_ += static_cast<char>((value >> (8 * i)) & 0xff);
    return *this;
  }
  std::string bytes_;
};

// What the local and the central header of an entry share.
void add_common(Bytes& to, const RawEntry& entry) {
  constexpr std::uint32_t kVersion = 20;
  constexpr std::uint32_t kFirstDay = (1 << 5) | 1;  // of 1980
  to.two(kVersion).two(entry.flags).two(entry.method).two(0).two(kFirstDay);
  to.four(entry.crc.value_or(crc32(entry.bytes)));
  to.four(static_cast<std::uint32_t>(entry.bytes.size()));
  to.four(entry.size.value_or(static_cast<std::uint32_t>(entry.bytes.size())));
  to.two(static_cast<std::uint32_t>(entry.name.size())).two(0);
}

}  // namespace

std::string raw_zip(const std::vector<RawEntry>& entries) {
  Bytes zip;
  std::vector<std::uint32_t> offsets;
  for (const RawEntry& entry : entries) {
    offsets.push_back(zip.size());
    zip.text("PK\x03\x04");
    add_common(zip, entry);
    zip.text(entry.name).text(entry.bytes);
  }
  const std::uint32_t directory = zip.size();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    constexpr std::uint32_t kMadeOnUnix = (3 << 8) | 30;
    zip.text("PK\x01\x02").two(kMadeOnUnix);
    add_common(zip, entries[i]);
    zip.two(0).two(0).two(0).four(entries[i].mode << 16);
    zip.four(offsets[entries[i].data_of.value_or(i)]).text(entries[i].name);
  }
  const auto count = static_cast<std::uint32_t>(entries.size());
  const std::uint32_t size = zip.size() - directory;
  zip.text("PK\x05\x06").two(0).two(0).two(count).two(count).four(size).four(directory).two(0);
  return zip.all();
}

RawEntry zeros(std::string name, std::size_t runs) {
  // One block of the fixed code (RFC 1951, 3.2.6): the literal 0, then runs of 258 bytes one byte
  // back, each in 13 bits. Huffman codes stand with their first bit first.
  std::string bytes;
  std::uint32_t held = 0;
  int count = 0;
  const auto put = [&](std::uint32_t code, int length) {
    for (int i = length - 1; i >= 0; --i) {
      held |= ((code >> i) & 1) << count;
      if (++count == 8) {
        bytes += static_cast<char>(held);
        held = 0;
        count = 0;
      }
    }
  };
  put(0b110, 3);  // the last block; the two bits of its type stand with the last first
  put(0b00110000, 8);
  for (std::size_t i = 0; i < runs; ++i) put(0b1100010100000, 13);
  put(0, 7);
  if (count > 0) bytes += static_cast<char>(held);
  const std::size_t size = 1 + 258 * runs;
  return {.name = std::move(name),
          .bytes = std::move(bytes),
          .method = 8,
          .size = static_cast<std::uint32_t>(size),
          .crc = crc32(std::string(size, '\0'))};
}

}  // namespace muster::test
