// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/edge_buffer.h"
#include "fuzz/scratch.h"
#include "package/unpack.h"
#include "package/zip.h"
#include "skill/listing.h"
#include "support/raw_zip.h"

namespace {

using namespace muster;

void demand(bool holds) {
  if (!holds) std::abort();
}

/// Takes an input to pieces; at its end there are zeros.
class Pieces {
 public:
  explicit Pieces(std::string_view input) : rest_(input) {}
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::string text() {
    const std::size_t wanted = byte();  // before it is asked what is left
    const std::size_t size = std::min(wanted, rest_.size());
    std::string piece(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return piece;
  }

 private:
  std::string_view rest_;
};

// Each size is made once: its checksum takes longer than what is then done with the entry.
test::RawEntry zeros(std::string name, std::uint8_t runs) {
  static std::map<std::uint8_t, test::RawEntry> made;
  const auto [known, fresh] = made.try_emplace(runs);
  if (fresh) known->second = test::zeros("", runs);
  test::RawEntry entry = known->second;
  entry.name = std::move(name);
  return entry;
}

// An input that is no ZIP describes one, whose sums are right: what lies behind them is reached
// too.
std::string described(std::string_view input) {
  constexpr std::uint32_t kModes[] = {0100644, 0100755, 0040755, 0120777, 0020666, 0};
  std::vector<test::RawEntry> entries;
  Pieces pieces(input);
  while (!pieces.empty() && entries.size() < 16) {
    const std::uint8_t how = pieces.byte();
    const std::string name = pieces.text();
    if ((how & 0x40) != 0) {
      entries.push_back(zeros(name, pieces.byte()));
    } else {
      entries.push_back({.name = name, .bytes = pieces.text()});
    }
    entries.back().mode = kModes[how % std::size(kModes)];
    if ((how & 0x80) != 0) entries.back().data_of = pieces.byte() % entries.size();
    if ((how & 0x20) != 0) entries.back().flags = pieces.byte();
  }
  return test::raw_zip(entries);
}

void unpack(std::string_view bytes, skill::Mode mode) {
  static const test::Scratch scratch;
  const auto unpacked = package::unpack_bytes(bytes, "x.skill", scratch.path(), {.mode = mode});
  demand((unpacked.skill != nullptr) == unpacked.errors.empty());
  const auto left = std::distance(std::filesystem::directory_iterator(scratch.path()), {});
  demand(left == (unpacked.skill != nullptr ? 1 : 0));
  if (unpacked.skill == nullptr) return;
  demand(std::filesystem::is_directory(scratch.path() + '/' + unpacked.skill->descriptor.name));
  demand(!unpacked.skill->files.empty() && unpacked.skill->files.size() <= skill::kFilesMax);
  scratch.clear();
}

}  // namespace

// Whoever made a package: there are files within all limits, that are written again as they are and
// read the same, or an error; a skill in its place, or nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static test::EdgeBuffer buffer;
  std::string input(reinterpret_cast<const char*>(data), size);
  if (!input.starts_with("PK")) input = described(input);
  const auto held = buffer.hold(std::as_bytes(std::span(input)));
  const std::string_view bytes(reinterpret_cast<const char*>(held.data()), held.size());

  const auto files = package::read_zip(bytes, "x.skill");
  if (!files) {
    demand(files.error().kind == Kind::invalid && !files.error().message.empty());
    return 0;
  }
  std::uint64_t total = 0;
  for (const package::File& file : *files) total += file.bytes.size();
  demand(total <= skill::kBytesMax && total <= package::kRatio * bytes.size());
  const auto again = package::write_zip(*files, "x.skill");
  demand(again && package::read_zip(*again, "x.skill") == *files);
  unpack(bytes, skill::Mode::lenient);
  unpack(bytes, skill::Mode::strict);
  return 0;
}
