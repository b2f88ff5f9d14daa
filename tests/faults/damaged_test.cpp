// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstddef>
#include <memory>
#include <random>
#include <span>

#include "plugin/elf_unique.h"
#include "plugin/host_symbols.h"
#include "plugin/inspect.h"
#include "plugin/probe.h"
#include "seal/seal.h"
#include "support/elf_patch.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

constexpr std::size_t kSteps = 400;

/// Everything that is done with a new file before it is tried out, on memory that ends where the
/// file does. True: it would be tried out.
bool is_accepted(std::string_view bytes) {
  const auto memory = std::make_unique<std::byte[]>(bytes.size());
  const std::span<std::byte> file(memory.get(), bytes.size());
  std::ranges::copy(std::as_bytes(std::span(bytes)), file.begin());
  const auto inspection = plugin::inspect(file, "x.so");
  if (!inspection) {
    CHECK_FALSE(inspection.error().hint.empty());
    return false;
  }
  if (!seal::check(file, "x.so")) return false;
  static_cast<void>(plugin::warnings_of(*inspection, "x.so"));
  static_cast<void>(plugin::warning_of(plugin::host_symbols(*inspection), "x.so"));
  CHECK(plugin::weaken_unique_symbols(file, "x.so"));
  return inspection->is_helper() || plugin::problems_of(*inspection, "x.so").empty();
}

/// Plugins of several kinds: in C, in C++, with unique symbols.
std::vector<std::string> plugins() {
  return {content_of(fixture("echo")), content_of(fixture("open_fmt")), unique_state()};
}

std::string with_bit_flipped(std::string file, std::mt19937& random) {
  std::uniform_int_distribution<std::size_t> bits(0, file.size() * 8 - 1);
  const std::size_t bit = bits(random);
  flip_bit(file, bit / 8, bit % 8);
  return file;
}

/// The bytes that the dynamic linker would map; it does not look for section headers.
std::vector<std::string> mapped(std::string file) {
  Elf64_Ehdr header = header_of(file);
  header.e_shoff = 0;
  header.e_shentsize = header.e_shnum = header.e_shstrndx = 0;
  set_header(file, header);
  std::vector<std::string> segments;
  for (const Elf64_Phdr& segment : program_headers_of(file)) {
    if (segment.p_type == PT_LOAD)
      segments.push_back(file.substr(segment.p_offset, segment.p_filesz));
  }
  return segments;
}

/// A sealed plugin whose agent answers with version-0000.
std::string sealed_echo(const ServingHost& serving, std::string_view slug) {
  return sealed(content_of(echo_copy(serving.root / "whole.so", slug)));
}

}  // namespace

TEST_CASE("FILE-02 a plugin cut off anywhere is refused before it runs, or it is whole") {
  ServingHost serving(Policy::keep_all);
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  BackgroundCaller caller(serving.host, "agent-000001", "version-0000");
  const std::string path = serving.plugin("cut.so");
  const std::string whole = sealed_echo(serving, "agent-000002");
  const ProcessState before = serving.settled();
  std::uint64_t generation = 1;
  std::size_t refused = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    const std::string_view part = std::string_view(whole).substr(0, whole.size() * step / kSteps);
    CAPTURE(part.size());
    write_whole(path, part);
    const ReloadReport report = serving.host.reload();
    if (report.outcome() == Outcome::rejected) {
      ++refused;
      REQUIRE(report.problems().size() == 1);
      CHECK(report.problems()[0].code == (part.empty() ? "file.empty" : "elf.truncated"));
      CHECK(report.problems()[0].subject == path);
      CHECK(serving.ask("agent-000002") == "agent.not_found");
    } else {
      // All that is missing is what only debuggers read.
      generation = report.generation;
      CHECK(serving.ask("agent-000002") == "version-0000");
    }
    CHECK(report.generation == generation);
    if (step % 50 == 0 && refused == step + 1) CHECK(serving.settled() == before);
  }
  CHECK(refused > kSteps / 4);
  CHECK(refused < kSteps);
  caller.stop();
  CHECK(caller.wrong() == 0);
}

TEST_CASE(
    "FILE-02 a plugin whose end is zero is refused before it runs in the host, or it answers") {
  ServingHost serving(Policy::keep_all);
  echo_copy(serving.plugin("live.so"), "agent-000001");
  serving.host.start();
  BackgroundCaller caller(serving.host, "agent-000001", "version-0000");
  const std::string path = serving.plugin("zeroed.so");
  const std::string whole = sealed_echo(serving, "agent-000002");
  std::size_t refused = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    const std::size_t size = whole.size() * step / kSteps;
    CAPTURE(size);
    std::string zeroed = whole;
    zeroed.replace(size, std::string::npos, whole.size() - size, '\0');
    write_whole(path, zeroed);
    const ReloadReport report = serving.host.reload();
    if (report.outcome() == Outcome::rejected) {
      ++refused;
      REQUIRE(report.problems().size() == 1);
      CHECK(report.problems()[0].subject == path);
      CHECK(report.problems()[0].code.starts_with("elf."));  // none was tried out
    } else {
      CHECK(serving.ask("agent-000002") == "version-0000");
    }
  }
  CHECK(refused > 0);
  caller.stop();
  CHECK(caller.wrong() == 0);
}

TEST_CASE("FILE-02 inspection takes a plugin cut off or zeroed from anywhere on") {
  for (const std::string& whole : plugins()) {
    for (std::size_t step = 0; step < kSteps; ++step) {
      const std::size_t size = whole.size() * step / kSteps;
      CAPTURE(size);
      const bool is_whole = is_accepted(std::string_view(whole).substr(0, size));
      std::string zeroed = whole;
      zeroed.replace(size, std::string::npos, whole.size() - size, '\0');
      // What is left of it is the same, but for what was read as zero.
      if (is_whole) CHECK(is_accepted(zeroed));
    }
    CHECK(is_accepted(whole));
  }
}

TEST_CASE("FILE-02 inspection takes a plugin with any bit flipped") {
  std::mt19937 random(20261120);  // the same bits each time
  for (const std::string& whole : plugins()) {
    std::size_t accepted = 0;
    for (int round = 0; round < 1000; ++round) {
      CAPTURE(round);
      accepted += is_accepted(with_bit_flipped(whole, random)) ? 1 : 0;
    }
    CHECK(accepted > 0);  // most bits say nothing to a loader
  }
}

TEST_CASE("FILE-02 of 10,000 bits of a sealed plugin each is refused or nothing of the library") {
  std::mt19937 random(20261122);  // the same bits each time
  ServingHost serving(Policy::keep_all);
  const std::string whole = sealed_echo(serving, "agent-000002");
  std::vector<std::string> accepted;
  for (int round = 0; round < 10'000; ++round) {
    CAPTURE(round);
    std::string damaged = with_bit_flipped(whole, random);
    if (!is_accepted(damaged)) continue;
    CHECK(mapped(damaged) == mapped(whole));
    accepted.push_back(std::move(damaged));
  }
  REQUIRE(accepted.size() > 100);  // symbols and names for debuggers
  CHECK(accepted.size() < 9900);

  serving.host.start();
  for (std::size_t at = 0; at < accepted.size(); at += accepted.size() / 20) {
    write_whole(serving.plugin("flipped.so"), accepted[at]);
    CHECK(serving.host.reload().outcome() == Outcome::published);
    CHECK(serving.ask("agent-000002") == "version-0000");
  }
}

// Bits that the dynamic linker goes by to memory beyond the library: what it finds there, and so
// whether it dies, is another matter in each process.
TEST_CASE("FILE-02 a bit that the helper may survive and the host may not is refused unrun") {
  struct Flip {
    const char* fixture;
    Elf64_Sxword table;
    std::size_t byte;
    unsigned bit;
    std::string_view says;
  };
  constexpr Flip kFlips[] = {
      {"shared_state", DT_VERSYM, 3, 3, "gives a symbol version number"},
      {"shared_state", DT_VERSYM, 4, 2, "gives a symbol version number"},
      {"configured", DT_VERSYM, 14, 5, "gives a symbol version number"},
      {"echo", DT_VERNEED, 6, 2, "has tables of versions that point nowhere"},
      {"shared_state", DT_RELA, 2, 1, "is to be written to at 0x2"},
      {"static_tls", DT_JMPREL, 2, 2, "is to be written to at 0x4"},
  };
  for (const Flip& flip : kFlips) {
    std::string file = content_of(fixture(flip.fixture));
    flip_bit(file, dynamic_value(file, flip.table) + flip.byte, flip.bit);
    CAPTURE(flip.fixture);
    CAPTURE(flip.byte);
    const auto inspection = plugin::inspect(std::as_bytes(std::span(file)), "x.so");
    REQUIRE_FALSE(inspection);
    CHECK(inspection.error().code == "elf.malformed");
    CHECK(inspection.error().message.starts_with(flip.says));
  }
}

TEST_CASE("FILE-02 the helper takes a plugin with any bit flipped that inspection lets pass") {
  std::mt19937 random(20261121);  // the same bits each time
  const std::string whole = content_of(fixture("echo"));
  const TempDir temp;
  std::vector<plugin::Probing> libraries;
  while (libraries.size() < 1000) {
    const std::string damaged = with_bit_flipped(whole, random);
    if (!is_accepted(damaged)) continue;
    const std::string name = fmt::format("{}.so", libraries.size());
    libraries.push_back({temp.write(name, damaged), name});
  }
  const ProcessState before = ProcessState::now(temp.path());

  const auto answers = plugin::Prober({.patience = std::chrono::milliseconds(500),
                                       .opening = plugin::Prober::Opening::tentative,
                                       .open_patience = std::chrono::milliseconds(500)})
                           .probe(libraries);

  REQUIRE(answers.size() == libraries.size());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < answers.size(); ++at) {
    CAPTURE(at);
    refused += answers[at].problems.empty() ? 0 : 1;
    CHECK((answers[at].outcome != plugin::Probed::Outcome::not_probed));
    CHECK(answers[at].problems.empty() == (answers[at].outcome == plugin::Probed::Outcome::passed));
  }
  CHECK(refused > 0);
  CHECK(ProcessState::now(temp.path()) == before);
}

}  // namespace muster::test
