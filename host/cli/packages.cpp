// SPDX-License-Identifier: Apache-2.0
#include "cli/packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "package/pack.h"
#include "package/unpack.h"

namespace muster::cli {
namespace {

// What is wrong with the content was refused; what is wrong with the place failed.
ExitStatus complain_of(const std::vector<Error>& errors, Output& output) {
  for (const Error& error : errors) output.complain(error);
  const bool is_refused =
      std::ranges::any_of(errors, [](const Error& error) { return error.kind == Kind::invalid; });
  return is_refused ? ExitStatus::refused : exit_status(errors.front());
}

}  // namespace

ExitStatus run_pack(const PackOptions& options, Output& output) {
  const package::Packed packed = package::pack(options.folder);
  if (!packed.skill) return complain_of(packed.errors, output);
  for (const Error& warning : packed.warnings) output.warn(warning);
  const std::string& name = packed.skill->descriptor.name;
  const std::string file = options.file.empty() ? name + ".skill" : options.file;
  if (const auto saved = package::save(packed, file, options.force); !saved) {
    return complain_of({saved.error()}, output);
  }
  const std::size_t files = packed.skill->files.size();
  if (output.json) {
    output.write(json::Object{{"skill", name},
                              {"file", escaped(file)},
                              {"files", files},
                              {"bytes", packed.bytes.size()},
                              {"sha256", packed.hash.hex()},
                              {"warnings", packed.warnings.size()}});
  } else {
    output.out << fmt::format("packed {}: {} file{} in {} bytes, sha256 {}\n", escaped(file), files,
                              files == 1 ? "" : "s", packed.bytes.size(), packed.hash.hex());
  }
  return ExitStatus::done;
}

ExitStatus run_unpack(const UnpackOptions& options, Output& output) {
  const package::UnpackOptions how{
      .mode = options.strict ? skill::Mode::strict : skill::Mode::lenient, .force = options.force};
  const package::Unpacked unpacked = package::unpack(options.file, options.destination, how);
  for (const Error& warning : unpacked.warnings) output.warn(warning);
  if (!unpacked.skill) return complain_of(unpacked.errors, output);
  const skill::LoadedSkill& skill = *unpacked.skill;
  if (output.json) {
    output.write(json::Object{{"skill", skill.descriptor.name},
                              {"path", escaped(skill.path)},
                              {"files", skill.files.size()},
                              {"sha256", skill.hash.hex()},
                              {"warnings", unpacked.warnings.size()}});
  } else {
    output.out << fmt::format("unpacked {}: {} file{}\n", escaped(skill.path), skill.files.size(),
                              skill.files.size() == 1 ? "" : "s");
  }
  return ExitStatus::done;
}

}  // namespace muster::cli
