// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_FIXTURE_PLUGINS_H
#define MUSTER_TESTS_SUPPORT_FIXTURE_PLUGINS_H

#include <initializer_list>
#include <string>
#include <string_view>

namespace muster::test {

/// The path of a built fixture plugin: fixture("echo") is compiled from tests/fixtures/echo.c.
[[nodiscard]] std::string fixture(std::string_view name);

/// Text in a file and what shall stand in its place; equally long.
struct Patch {
  std::string_view from;
  std::string_view to;
};

/// Writes a copy of a library with each patch applied wherever its text occurs (at least once), and
/// renames it into place whole. Returns `to`.
std::string patched_copy(const std::string& from, const std::string& to,
                         std::initializer_list<Patch> patches);

/// The same for one patch: patched_copy(fixture("echo"), path, "agent-000000", "agent-001109").
std::string patched_copy(const std::string& from, const std::string& to, std::string_view old_text,
                         std::string_view new_text);

/// A copy of fixture("echo") with this slug (12 bytes) and version (12 bytes).
std::string echo_copy(const std::string& to, std::string_view slug,
                      std::string_view version = "version-0000");

/// Makes a bundle of fixture("bundled") and its helper: `folder`/NAME.so and `folder`/`helper`. Its
/// agent answers with the helper's version (12 bytes). Returns `folder`.
std::string bundle_copy(const std::string& folder, std::string_view slug, std::string_view version,
                        std::string_view helper = "libhelper-0000.so");

/// The bytes of fixture("shared_state") with variables that are STB_GNU_UNIQUE, whatever compiled
/// it.
[[nodiscard]] std::string unique_state(std::string_view version = "version-0000");

/// The bytes of a plugin with its seal, as muster_add_plugin leaves them. The fixtures have none:
/// tests change their bytes.
[[nodiscard]] std::string sealed(std::string bytes);

/// The bytes of a file.
[[nodiscard]] std::string content_of(const std::string& path);

/// Puts a whole file in place at once, as `install` and `mv` do.
void write_whole(const std::string& path, std::string_view bytes);

}  // namespace muster::test

#endif
