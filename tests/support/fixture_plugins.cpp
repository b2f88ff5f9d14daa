// SPDX-License-Identifier: Apache-2.0
#include "support/fixture_plugins.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "seal/seal.h"
#include "support/elf_patch.h"

namespace muster::test {

std::string fixture(std::string_view name) {
  return std::string(MUSTER_FIXTURES "/").append(name).append(".so");
}

std::string unique_state(std::string_view version) {
  std::string bytes = content_of(fixture("shared_state"));
  make_unique(bytes, "_ZN7CounterIiE5callsE");
  make_unique(bytes, "_ZZ11calls_againvE5calls");
  replace_text(bytes, "version-0000", version);
  return bytes;
}

std::string sealed(std::string bytes) {
  if (const auto done = seal::seal(std::as_writable_bytes(std::span(bytes)), "fixture"); !done) {
    throw std::runtime_error(to_string(done.error()));
  }
  return bytes;
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_whole(const std::string& path, std::string_view bytes) {
  const std::string fresh = path + ".tmp";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + fresh);
  std::filesystem::rename(fresh, path);
}

std::string patched_copy(const std::string& from, const std::string& to,
                         std::initializer_list<Patch> patches) {
  std::string bytes = content_of(from);
  for (const Patch& patch : patches) replace_text(bytes, patch.from, patch.to);
  write_whole(to, bytes);
  return to;
}

std::string patched_copy(const std::string& from, const std::string& to, std::string_view old_text,
                         std::string_view new_text) {
  return patched_copy(from, to, {{old_text, new_text}});
}

std::string echo_copy(const std::string& to, std::string_view slug, std::string_view version) {
  return patched_copy(fixture("echo"), to, {{"agent-000000", slug}, {"version-0000", version}});
}

std::string bundle_copy(const std::string& folder, std::string_view slug, std::string_view version,
                        std::string_view helper) {
  constexpr std::string_view kHelper = "libhelper-0000.so";  // its file and its SONAME
  std::filesystem::create_directories(folder);
  patched_copy(fixture(kHelper.substr(0, kHelper.size() - 3)),
               std::string(folder).append("/").append(helper),
               {{"version-0000", version}, {kHelper, helper}});
  patched_copy(fixture("bundled"),
               std::string(folder).append(folder.substr(folder.rfind('/'))).append(".so"),
               {{"agent-000000", slug}, {kHelper, helper}});
  return folder;
}

}  // namespace muster::test
