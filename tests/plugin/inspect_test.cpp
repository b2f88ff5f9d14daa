// SPDX-License-Identifier: Apache-2.0
#include "plugin/inspect.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <random>

#include <muster/abi.h>
#include "plugin/library.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

using test::content_of;
using test::fixture;

Result<Inspection> inspect_bytes(std::string_view bytes) {
  return inspect(std::as_bytes(std::span(bytes)), "x.so");
}

std::string_view code_of(std::string_view bytes) {
  const auto inspection = inspect_bytes(bytes);
  return inspection ? "" : inspection.error().code;
}

// A good plugin with one of its program headers changed.
template <class Change>
std::string echo_with_segment(Elf64_Word type, Change change) {
  std::string file = content_of(fixture("echo"));
  auto headers = test::program_headers_of(file);
  change(*std::ranges::find(headers, type, &Elf64_Phdr::p_type));
  test::set_program_headers(file, headers);
  return file;
}

// A good plugin with its symbol `register` changed.
template <class Change>
std::string echo_with_register(Change change) {
  std::string file = content_of(fixture("echo"));
  Elf64_Sym symbol = test::symbol_of(file, "register");
  change(symbol);
  test::set_symbol(file, "register", symbol);
  return file;
}

// A note of a plugin that needs the extensions.
std::string note_with(std::string extensions) {
  extensions.resize((extensions.size() + 4) / 4 * 4);
  const auto size = static_cast<Elf64_Word>(12 + extensions.size());
  const std::array<Elf64_Word, 3> header{sizeof(MUSTER_NOTE_OWNER), size, MUSTER_NOTE_TYPE};
  const std::array<Elf64_Word, 3> versions{MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, 1};
  std::string note(reinterpret_cast<const char*>(header.data()), sizeof header);
  note += MUSTER_NOTE_OWNER;
  note.resize(sizeof header + 8);
  note.append(reinterpret_cast<const char*>(versions.data()), sizeof versions);
  return note + extensions;
}

// A good plugin with these notes in place of its own.
std::string echo_with_notes(std::string_view notes) {
  std::string file = content_of(fixture("echo"));
  test::append_loaded(file, notes);
  auto headers = test::program_headers_of(file);
  for (Elf64_Phdr& header : headers) {
    if (header.p_type != PT_NOTE) continue;
    header.p_offset = file.size() - notes.size();
    header.p_filesz = header.p_memsz = notes.size();
    header.p_align = 4;
  }
  test::set_program_headers(file, headers);
  return file;
}

std::string message_about(std::string_view bytes) {
  const auto inspection = inspect_bytes(bytes);
  return inspection ? "" : inspection.error().message;
}

// Without a byte to spare at either end, and unaligned: AddressSanitizer sees a read beyond it.
void inspect_at_the_edge(std::string_view bytes) {
  const auto memory = std::make_unique<std::byte[]>(bytes.size() + 1);
  std::memcpy(memory.get() + 1, bytes.data(), bytes.size());
  const auto inspection = inspect({memory.get() + 1, bytes.size()}, "x.so");
  if (inspection) CHECK(inspection->machine.size() > 0);
}

}  // namespace

TEST_CASE("a plugin shows its note, its register and what it needs") {
  const auto inspection = inspect_bytes(content_of(fixture("echo")));
  REQUIRE(inspection);
  REQUIRE(inspection->note);
  CHECK(inspection->note->major == MUSTER_ABI_MAJOR);
  CHECK(inspection->note->minor == MUSTER_ABI_MINOR);
  CHECK(inspection->note->sdk == MUSTER_SDK_VERSION);
  CHECK(inspection->note->required_extensions.empty());
  CHECK(inspection->has_register);
  CHECK(std::ranges::count(inspection->needed, "libc.so.6") == 1);
  CHECK(problems_of(*inspection, "x.so").empty());
  CHECK(warnings_of(*inspection, "x.so").empty());
}

TEST_CASE("what a library asks of the dynamic linker is told, and warned of") {
  struct Asks {
    const char* fixture;
    bool Inspection::*what;
    std::string_view code;
  };
  for (const Asks& asks : {
           Asks{"never_unloads", &Inspection::never_unloads, "elf.nodelete"},
           Asks{"static_tls", &Inspection::static_tls, "elf.static_tls"},
           Asks{"thread_local", &Inspection::thread_destructors, "elf.thread_locals"},
           Asks{"executable_stack", &Inspection::executable_stack, "elf.executable_stack"},
           Asks{"text_relocations", &Inspection::text_relocations, "elf.text_relocations"},
       }) {
    CAPTURE(asks.fixture);
    CHECK_FALSE((*inspect_bytes(content_of(fixture("echo")))).*asks.what);
    const auto inspection = inspect_bytes(content_of(fixture(asks.fixture)));
    REQUIRE(inspection);
    CHECK((*inspection).*asks.what);
    const auto warnings = warnings_of(*inspection, "x.so");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].code == asks.code);
    CHECK(warnings[0].subject == "x.so");
    CHECK_FALSE(warnings[0].hint.empty());
  }
}

TEST_CASE("libraries from outside of the plugin and of the system are warned of") {
  Inspection inspection;
  inspection.run_path = "$ORIGIN/lib::/opt/vendor/lib:/usr/local/lib:${ORIGIN}";
  inspection.needed = {"libc.so.6", "/usr/lib/libz.so.1"};
  CHECK(warnings_of(inspection, "x.so").empty());
  inspection.run_path += ":/home/me/build";
  inspection.needed.emplace_back("../libh.so");
  const auto warnings = warnings_of(inspection, "x.so");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].code == "elf.outside");
  CHECK(warnings[0].message ==
        "takes libraries from /home/me/build, ../libh.so, outside of the plugin");
}

TEST_CASE("a library that says nothing of its stack gets an executable one") {
  const auto inspection = inspect_bytes(
      echo_with_segment(PT_GNU_STACK, [](Elf64_Phdr& header) { header.p_type = PT_NULL; }));
  REQUIRE(inspection);
  CHECK(inspection->executable_stack);
}

TEST_CASE("the folders where a library looks for others are told") {
  CHECK(inspect_bytes(content_of(fixture("echo")))->run_path.empty());
  CHECK(inspect_bytes(content_of(fixture("text_relocations")))->run_path == "/opt/muster/lib");
}

TEST_CASE("of its symbols a plugin need export register alone, which the host cannot preempt") {
  const auto inspection = inspect_bytes(content_of(fixture("echo")));
  REQUIRE(inspection);
  CHECK(std::ranges::count(inspection->exported.names, "register") == 1);
  CHECK(inspection->preemptible.count == 0);
  CHECK(inspection->unique_symbols.count == 0);
}

TEST_CASE("a symbol is preemptible if the library itself looks it up by name") {
  // A sanitizer adds symbols of its own.
  const auto has = [](const SymbolNames& symbols) {
    return std::ranges::count(symbols.names, "muster_fixture_first_wins") == 1;
  };
  const auto preemptible = inspect_bytes(content_of(fixture("preemptible")));
  REQUIRE(preemptible);
  CHECK(has(preemptible->exported));
  CHECK(has(preemptible->preemptible));

  const auto bound = inspect_bytes(content_of(fixture("bound")));  // by -Bsymbolic
  REQUIRE(bound);
  CHECK(has(bound->exported));
  CHECK_FALSE(has(bound->preemptible));
}

TEST_CASE("symbols that versions would share are warned of as people write them") {
  const auto inspection = inspect_bytes(test::unique_state());
  REQUIRE(inspection);
  CHECK(inspection->unique_symbols.count == 2);
  const auto warnings = warnings_of(*inspection, "x.so");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].code == "elf.unique_symbols");
  CHECK(warnings[0].message.find("Counter<int>::calls") != std::string::npos);
  CHECK(warnings[0].message.find("calls_again()::calls") != std::string::npos);
}

TEST_CASE("a table of relocations that is not in the file is refused") {
  std::string file = content_of(fixture("echo"));
  test::set_dynamic_value(file, DT_RELASZ, file.size());
  CHECK(code_of(file) == "elf.malformed");
}

TEST_CASE("the note lists the extensions that a plugin requires") {
  const auto inspection = inspect_bytes(content_of(fixture("pair")));
  REQUIRE((inspection && inspection->note));
  CHECK(inspection->note->required_extensions == std::vector<std::string>{"muster.json/1"});
}

TEST_CASE("the notes of several source files are one") {
  auto inspection = inspect_bytes(content_of(fixture("two_notes")));
  REQUIRE((inspection && inspection->note));
  auto& required = inspection->note->required_extensions;
  std::ranges::sort(required);
  CHECK(required == std::vector<std::string>{"muster.json/1", "muster.other/1"});
}

TEST_CASE("notes of different majors in one library are refused") {
  std::string file = content_of(fixture("two_notes"));
  const std::size_t required = file.find("muster.other/1");
  REQUIRE(required != std::string::npos);
  file[required - 3 * sizeof(std::uint32_t)] = 9;
  CHECK(code_of(file) == "abi.wrong_major");
}

TEST_CASE("a library that needs more than 64 extensions is refused, however they are spread") {
  std::string all;
  for (int i = 0; i < 64; ++i) all += fmt::format("muster.{}/1 ", i);
  const auto inspection = inspect_bytes(echo_with_notes(note_with(all)));
  REQUIRE((inspection && inspection->note));
  CHECK(inspection->note->required_extensions.size() == 64);
  constexpr auto* kTooMany = "has more than 64 extensions that it needs";
  CHECK(message_about(echo_with_notes(note_with(all + "muster.64/1"))) == kTooMany);
  CHECK(message_about(echo_with_notes(note_with(all) + note_with("muster.64/1"))) == kTooMany);
  std::string same;
  for (int i = 0; i < 65; ++i) same += "muster.json/1 ";
  CHECK(message_about(echo_with_notes(note_with(same + "muster.other/1"))) == kTooMany);
}

TEST_CASE("a library with more than 100,000 notes is refused") {
  const auto notes = [](std::size_t count) {
    return echo_with_notes(std::string(count * sizeof(Elf64_Nhdr), '\0'));
  };
  CHECK(message_about(notes(40'000)) == "");
  CHECK(message_about(notes(100'001)) == "has more than 100000 notes");
}

TEST_CASE("a library with more than 16 segments of notes is refused") {
  const auto with_more = [](std::size_t count) {
    std::string file = content_of(fixture("echo"));
    auto headers = test::program_headers_of(file);
    const Elf64_Phdr notes = test::program_header_of(file, PT_NOTE);
    std::erase_if(headers, [](const Elf64_Phdr& header) { return header.p_type == PT_NOTE; });
    headers.insert(headers.end(), count, notes);
    Elf64_Ehdr header = test::header_of(file);
    header.e_phoff = (file.size() + 7) / 8 * 8;
    header.e_phnum = static_cast<Elf64_Half>(headers.size());
    file.resize(header.e_phoff + headers.size() * sizeof(Elf64_Phdr));
    test::set_header(file, header);
    test::set_program_headers(file, headers);
    return file;
  };
  CHECK(message_about(with_more(16)) == "");
  CHECK(message_about(with_more(17)) == "has more than 16 segments with notes");
}

TEST_CASE("a library that needs more than 1,024 others is refused") {
  const auto needing = [](std::size_t count) {
    std::string file = content_of(fixture("helper"));
    test::append_dynamic(file, std::vector<Elf64_Dyn>(count, {DT_NEEDED, {1}}));
    return file;
  };
  CHECK(message_about(needing(1000)) == "");
  CHECK(message_about(needing(1025)) == "needs more than 1024 libraries");
}

TEST_CASE("a library with neither note nor register is a helper") {
  const auto inspection = inspect_bytes(content_of(fixture("helper")));
  REQUIRE(inspection);
  CHECK(inspection->is_helper());
}

TEST_CASE("section headers do not matter") {
  std::string file = content_of(fixture("pair"));
  test::drop_section_headers(file);
  const auto inspection = inspect_bytes(file);
  REQUIRE(inspection);
  CHECK(inspection->has_register);
  CHECK(inspection->note);
}

TEST_CASE("register counts only as a defined, visible, global or weak function") {
  const auto is_found = [](auto change) {
    const auto inspection = inspect_bytes(echo_with_register(change));
    REQUIRE(inspection);
    return inspection->has_register;
  };
  CHECK(is_found([](Elf64_Sym&) {}));
  CHECK(is_found([](Elf64_Sym& s) { s.st_info = ELF64_ST_INFO(STB_WEAK, STT_FUNC); }));
  CHECK_FALSE(is_found([](Elf64_Sym& s) { s.st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC); }));
  CHECK_FALSE(is_found([](Elf64_Sym& s) { s.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT); }));
  CHECK_FALSE(is_found([](Elf64_Sym& s) { s.st_shndx = SHN_UNDEF; }));
  CHECK_FALSE(is_found([](Elf64_Sym& s) { s.st_other = STV_HIDDEN; }));
}

TEST_CASE("a program header that the dynamic linker must not follow is refused") {
  CHECK(code_of(echo_with_segment(PT_LOAD, [](Elf64_Phdr& h) { h.p_filesz = h.p_memsz + 1; })) ==
        "elf.malformed");
  CHECK(code_of(echo_with_segment(PT_LOAD, [](Elf64_Phdr& h) { h.p_vaddr = 1 << 30; })) ==
        "elf.malformed");
  CHECK(code_of(echo_with_segment(PT_LOAD, [](Elf64_Phdr& h) { h.p_memsz = UINT64_MAX; })) ==
        "elf.malformed");
  CHECK(code_of(echo_with_segment(PT_LOAD, [](Elf64_Phdr& h) { h.p_offset = UINT64_MAX; })) ==
        "elf.truncated");
  CHECK(code_of(echo_with_segment(PT_NOTE, [](Elf64_Phdr& h) { h.p_filesz = UINT64_MAX; })) ==
        "elf.truncated");
  CHECK(code_of(echo_with_segment(PT_DYNAMIC, [](Elf64_Phdr& h) { h.p_type = PT_NULL; })) ==
        "elf.malformed");
  CHECK(code_of(echo_with_segment(PT_DYNAMIC, [](Elf64_Phdr& h) { h.p_vaddr = 1 << 30; })) ==
        "elf.malformed");
}

TEST_CASE("a dynamic section without its end mark is refused") {
  const std::string file = content_of(fixture("echo"));
  const Elf64_Phdr dynamic = test::program_header_of(file, PT_DYNAMIC);
  std::vector<Elf64_Dyn> entries(dynamic.p_filesz / sizeof(Elf64_Dyn));
  std::memcpy(entries.data(), file.data() + dynamic.p_offset, entries.size() * sizeof(Elf64_Dyn));
  const auto end = std::ranges::find(entries, DT_NULL, &Elf64_Dyn::d_tag);
  const auto size = static_cast<std::size_t>(end - entries.begin()) * sizeof(Elf64_Dyn);
  CHECK(code_of(echo_with_segment(PT_DYNAMIC, [&](Elf64_Phdr& h) { h.p_filesz = size; })) ==
        "elf.malformed");
}

TEST_CASE("the message of a truncated library says where it ends and what would come there") {
  const std::string file = content_of(fixture("echo"));
  const auto inspection = inspect_bytes(std::string_view(file).substr(0, 4096));
  REQUIRE_FALSE(inspection);
  CHECK(inspection.error().code == "elf.truncated");
  CHECK(inspection.error().subject == "x.so");
  CHECK(inspection.error().message.starts_with("is 4096 bytes long, but a segment takes "));
  CHECK(code_of(std::string_view(file).substr(0, 60)) == "elf.truncated");
  CHECK(code_of(std::string_view(file).substr(0, 70)) == "elf.truncated");
}

TEST_CASE("each truncation of a plugin is refused, or the dynamic linker maps what is left of it") {
  const std::string file = content_of(fixture("echo"));
  test::TempDir folder;
  int refused = 0;
  for (std::size_t step = 0; step < 400; ++step) {
    const std::string_view part = std::string_view(file).substr(0, file.size() * step / 400);
    CAPTURE(part.size());
    if (!inspect_bytes(part)) {
      ++refused;
      continue;
    }
    const std::string path = folder.write("part-" + std::to_string(step) + ".so", part);
    CHECK(Library::open(path, path));
  }
  CHECK(refused > 100);
  CHECK(refused < 400);  // what only debuggers read may be missing
}

TEST_CASE("no mutation of a plugin makes the inspection read where it must not") {
  const std::string original = content_of(fixture("pair"));
  const auto dynamic = test::program_header_of(original, PT_DYNAMIC);
  std::mt19937 random(20240229);  // the same mutations each time
  const auto below = [&random](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  // Where an offset or a size does harm: the headers and tables at the front, the dynamic section.
  const auto place = [&] {
    return below(3) == 0 ? dynamic.p_offset + below(dynamic.p_filesz) : below(2048);
  };
  for (int round = 0; round < 4000; ++round) {
    std::string file = original;
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      const std::size_t at = std::min(place(), file.size() - sizeof(std::uint64_t));
      switch (below(4)) {
        case 0:
          file[at] = static_cast<char>(below(256));
          break;
        case 1:
          file.replace(at & ~std::size_t{7}, 8, 8, '\xff');
          break;
        case 2:
          file.replace(at & ~std::size_t{3}, 4, 4, '\0');
          break;
        default:
          file[at] = static_cast<char>(file[at] ^ (1 << below(8)));
      }
    }
    if (below(4) == 0) file.resize(below(file.size()));
    inspect_at_the_edge(file);
  }
}

TEST_CASE("every cut through the headers of a plugin is inspected without a read beyond it") {
  const std::string file = content_of(fixture("pair"));
  for (std::size_t size = 0; size < 1024; ++size) {
    inspect_at_the_edge(std::string_view(file).substr(0, size));
  }
}

TEST_CASE("a plugin is loadable by an equal major, a minor not newer and extensions that exist") {
  using Codes = std::vector<std::string_view>;
  const auto codes = [](std::optional<AbiNote> note, bool has_register = true) {
    Inspection inspection;
    inspection.note = std::move(note);
    inspection.has_register = has_register;
    Codes found;
    for (const Error& problem : problems_of(inspection, "x.so")) found.push_back(problem.code);
    return found;
  };
  CHECK(codes(AbiNote{MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, 1, {}}) == Codes{});
  CHECK(codes(AbiNote{MUSTER_ABI_MAJOR, 0, 1, {}}) == Codes{});
  CHECK(codes(AbiNote{MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, 1, {"muster.json/1"}}) == Codes{});
  CHECK(codes(AbiNote{MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, 1, {}}, false) ==
        Codes{"abi.no_register"});
  CHECK(codes(AbiNote{MUSTER_ABI_MAJOR + 1, 0, 1, {}}) == Codes{"abi.wrong_major"});
  CHECK(codes(AbiNote{MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR + 1, 1, {}}) == Codes{"abi.newer_minor"});
  CHECK(codes(std::nullopt) == Codes{"abi.no_note"});
}

TEST_CASE("every problem of a plugin is told at once, the most important first") {
  Inspection inspection;
  inspection.note = AbiNote{MUSTER_ABI_MAJOR + 1, 0, 1, {"muster.one/1", "muster.json/1", "x\n/1"}};
  const auto problems = problems_of(inspection, "x.so");
  REQUIRE(problems.size() == 4);
  CHECK(problems[0].code == "abi.wrong_major");
  CHECK(problems[1].message == "needs muster.one/1, which this host does not have");
  CHECK(problems[2].message == "needs x\\n/1, which this host does not have");
  CHECK(problems[3].code == "abi.no_register");
  CHECK(problems[3].subject == "x.so");
}

}  // namespace muster::plugin
