// SPDX-License-Identifier: Apache-2.0
#include "faults/faults.h"

#include <elf.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <muster/abi.h>
#include "base/unique_fd.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;
using Make = std::function<void(const std::string&)>;

void require(bool worked, const char* what) {
  if (!worked) throw std::runtime_error(what);
}

Make file_with(std::string bytes) {
  return [bytes = std::move(bytes)](const std::string& path) { write_whole(path, bytes); };
}

Make copy_of(std::string_view name) {
  return [name](const std::string& path) { write_whole(path, content_of(fixture(name))); };
}

Make link_to(std::string target) {
  return
      [target = std::move(target)](const std::string& path) { fs::create_symlink(target, path); };
}

// A good plugin but for one field of its ELF header.
template <class Change>
Make echo_with_header(Change change) {
  return [change](const std::string& path) {
    std::string file = content_of(fixture("echo"));
    Elf64_Ehdr header = header_of(file);
    change(header);
    set_header(file, header);
    write_whole(path, file);
  };
}

void make_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  require(path.size() < sizeof address.sun_path, "the path is too long for a socket");
  path.copy(address.sun_path, path.size());
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  require(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
          "bind");
}

void make_sparse(const std::string& path) {
  write_whole(path, "");
  fs::resize_file(path, std::uintmax_t{1} << 40);
}

void make_for_impossible_glibc(const std::string& path) {
  std::string file = content_of(fixture("echo"));
  ask_for_impossible_glibc(file);
  write_whole(path, file);
}

// A good plugin whose second agent tells one lie about itself; liar.c has them all.
Make liar(std::string_view lie) {
  return [lie](const std::string& path) {
    constexpr std::string_view kPlaceholder = "lie:....................................";
    std::string told = fmt::format("lie:{:.<36}", lie);
    require(told.size() == kPlaceholder.size(), "the name of the lie is too long");
    patched_copy(fixture("liar"), path, kPlaceholder, told);
  };
}

Fault lie(std::string_view name, std::string_view expected_text,
          std::string expected_place = ": liar", std::string_view code = "register.bad_field") {
  return {"META-01", name, liar(name), code, expected_text, std::move(expected_place)};
}

std::vector<Fault> lies() {
  return {
      lie("NULL descriptor", "descriptor: NULL", ": agent 2"),
      lie("size 0", "struct_size: 0; this host's is", ": agent 2"),
      lie("size 1", "struct_size: 1; this host's is", ": agent 2"),
      lie("size huge", "struct_size: 4294967295; this host's is", ": agent 2"),

      lie("slug NULL", "slug: \"\" is not", ": agent 2"),
      lie("slug NULL with length", "slug: NULL, with a size of 7", ": agent 2"),
      lie("slug empty", "slug: \"\" is not", ": agent 2"),
      lie("slug of 10 MiB", "slug: 10485760 bytes; the limit is 64", ": agent 2"),
      lie("slug of length -1", "slug: 18446744073709551615 bytes; the limit is 64", ": agent 2"),
      lie("slug with NUL", "slug: a control character at byte 4", ": agent 2"),
      lie("slug not UTF-8", "slug: not UTF-8 at byte 4", ": agent 2"),
      lie("slug a path", "slug: \"../x\" is not", ": agent 2"),
      lie("slug in upper case", "slug: \"Honest\" is not", ": agent 2"),
      lie("slug an escape", "slug: a control character at byte 0", ": agent 2"),
      lie("slug twice", "two agents of this slug", ": honest", "register.duplicate_slug"),

      lie("title NULL with length", "title: NULL, with a size of 7"),
      lie("title of 10 MiB", "title: 10485760 bytes; the limit is 256"),
      lie("title with NUL", "title: a control character at byte 4"),
      lie("title not UTF-8", "title: not UTF-8 at byte 4"),
      lie("title an escape", "title: a control character at byte 0"),
      lie("description NULL", "description: empty"),
      lie("description NULL with length", "description: NULL, with a size of 7"),
      lie("description of 10 MiB", "description: 10485760 bytes; the limit is 4096"),
      lie("description with NUL", "description: a control character at byte 4"),
      lie("description not UTF-8", "description: not UTF-8 at byte 4"),
      lie("version NULL with length", "version: NULL, with a size of 7"),
      lie("tags NULL", "tags: NULL, with a count of 3"),
      lie("tags without end", "tags: 4294967295 of them; the limit is 32"),
      lie("tag NULL with length", "tags[1]: NULL, with a size of 7"),
      lie("tag empty", "tags[1]: empty"),
      lie("schema NULL with length", "input_schema: NULL, with a size of 7"),
      lie("schema of 10 MiB", "output_schema: 10485760 bytes; the limit is 65536"),
      lie("schema not UTF-8", "config_schema: not UTF-8 at byte 4"),
      lie("replaced by a path", "replaced_by: \"../x\" is not"),
      lie("unknown flags", "flags: 0x80000100 is not known to this host"),
      lie("deadline of an age", "deadline_ms: 18446744073709551615; the limit is 86400000"),
      lie("call NULL", "call: NULL"),

      lie("plugin version NULL", "version of the plugin: NULL, with a size of 7", ""),
      lie("100,000 agents", "adds more than 10000 agents", "", "register.too_many"),
  };
}

// A good plugin but for the versions in its note.
Make marked_for_abi(std::uint32_t major, std::uint32_t minor) {
  return [major, minor](const std::string& path) {
    std::string file = content_of(fixture("marked"));
    const std::string_view owner("Muster\0", 8);
    const std::size_t at = file.find(owner);
    require(at != std::string::npos, "no note");
    std::memcpy(file.data() + at + owner.size(), &major, sizeof major);
    std::memcpy(file.data() + at + owner.size() + sizeof major, &minor, sizeof minor);
    write_whole(path, file);
  };
}

std::vector<Fault> all_faults() {
  return {
      {"FILE-01", "empty", file_with(""), "file.empty", "empty"},
      {"FILE-01", "text", file_with("not a library\n"), "elf.not_elf", "a text file"},
      {"FILE-01", "script", file_with("#!/bin/sh\n"), "elf.not_elf", "a script"},
      {"FILE-01", "binary", file_with(std::string(4096, '\0')), "elf.not_elf", "no ELF file"},
      {"FILE-01", "directory", [](const std::string& path) { fs::create_directory(path); },
       "file.not_regular", "a directory"},
      {"FILE-01", "fifo",
       [](const std::string& path) { require(::mkfifo(path.c_str(), 0600) == 0, "mkfifo"); },
       "file.not_regular", "a FIFO"},
      {"FILE-01", "socket", make_socket, "file.not_regular", "a socket"},
      {"FILE-01", "link to a device", link_to("/dev/zero"), "file.link_outside", "leads out"},
      {"FILE-01", "1 TiB, sparse", make_sparse, "file.too_large", "1099511627776"},
      {"FILE-01", "link to a proc file", link_to("/proc/self/maps"), "file.link_outside",
       "leads out"},

      {"FILE-06", "dangling link", link_to("gone.so"), "file.link_broken", "nowhere"},
      {"FILE-06", "circle of links", link_to("fault.so"), "file.link_broken", "circle"},
      {"FILE-06", "link out of the folder", link_to("../elsewhere.so"), "file.link_outside",
       "leads out"},
      {"FILE-06", "link to the host's program", link_to("/proc/self/exe"), "file.link_outside",
       "leads out"},

      {"FILE-03", "other machine",
       echo_with_header([](Elf64_Ehdr& header) { header.e_machine = EM_S390; }),
       "elf.wrong_machine", "z/Architecture"},
      {"FILE-03", "other byte order",
       echo_with_header([](Elf64_Ehdr& header) { header.e_ident[EI_DATA] ^= 3; }),
       "elf.wrong_machine", "byte order"},
      {"FILE-03", "32 bit",
       echo_with_header([](Elf64_Ehdr& header) { header.e_ident[EI_CLASS] = ELFCLASS32; }),
       "elf.wrong_class", "32-bit"},
      {"FILE-03", "program", copy_of("fixed_program"), "elf.is_program", "a program"},
      {"FILE-03", "PIE program", copy_of("pie_program"), "elf.is_program", "PIE"},
      {"FILE-03", "static archive", copy_of("archive"), "elf.not_elf", "a static archive"},
      {"FILE-03", "object file",
       echo_with_header([](Elf64_Ehdr& header) { header.e_type = ET_REL; }), "elf.not_shared",
       "an object file"},
      {"FILE-03", "core dump",
       echo_with_header([](Elf64_Ehdr& header) { header.e_type = ET_CORE; }), "elf.not_shared",
       "a core dump"},

      {"LINK-01", "missing dependency", copy_of("missing_dependency"), "link.refused",
       "libmuster_absent.so: cannot open shared object file"},
      {"LINK-01", "undefined symbol", copy_of("undefined_symbol"), "link.refused",
       "muster_function_of_no_library"},
      {"LINK-01", "newer C library", make_for_impossible_glibc, "link.refused", "GLIBC_9.9"},

      {"LINK-02", "register is data", copy_of("register_is_data"), "abi.no_register",
       "not as a function"},
      {"LINK-02", "register is hidden", copy_of("register_is_hidden"), "abi.no_register",
       "no function"},
      {"LINK-02", "register only in a dependency", copy_of("without_register"), "abi.no_register",
       "no function"},
      {"LINK-02", "no ABI note", copy_of("without_note"), "abi.no_note", "no ABI note"},
      {"LINK-02", "other major", marked_for_abi(MUSTER_ABI_MAJOR + 9, 0), "abi.wrong_major",
       "is built for ABI 9.0"},
      {"LINK-02", "newer minor", marked_for_abi(MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR + 7),
       "abi.newer_minor", "is built for ABI 0.9"},
      {"LINK-02", "extension missing", copy_of("requires_unknown"), "abi.missing_extension",
       "needs muster.unknown/7"},

      {"CODE-04", "register fails after two agents", copy_of("register_fails"), "register.failed",
       "returned 2"},
      {"CODE-04", "register adds none", copy_of("register_nothing"), "register.nothing",
       "no agent"},
      {"CODE-04", "open throws", copy_of("open_throws"), "open.threw", "no such zone", ": throws"},
  };
}

}  // namespace

std::vector<Fault> faults_of(std::string_view row) {
  std::vector<Fault> faults = row == "META-01" ? lies() : all_faults();
  std::erase_if(faults, [row](const Fault& fault) { return fault.row != row; });
  require(!faults.empty(), "no fault of this row");
  return faults;
}

}  // namespace muster::test
