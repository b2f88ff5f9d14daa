// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/text.h"
#include "fuzz/scratch.h"
#include "package/path.h"
#include "skill/listing.h"
#include "skill/read.h"
#include "skill/unicode.h"

namespace {

using namespace muster;

void demand(bool holds) {
  if (!holds) std::abort();
}

// A skill whose folder is not there: what is looked for in it can only be "skill.changed".
const skill::LoadedSkill& gone() {
  static const skill::LoadedSkill loaded = [] {
    skill::LoadedSkill made;
    made.path = "/nowhere/x";
    made.descriptor.name = "x";
    made.files = {{"SKILL.md", 1, {}}, {"scripts/run.sh", 1, {}}};
    return made;
  }();
  return loaded;
}

bool has_part(std::string_view path, std::string_view part) {
  return ('/' + std::string(path) + '/').find('/' + std::string(part) + '/') != std::string::npos;
}

void ask_for(std::string_view path) {
  const auto read = skill::read_resource(gone(), path);
  demand(!read);
  const bool is_listed = path == "SKILL.md" || path == "scripts/run.sh";
  const bool leads_out =
      path.starts_with('/') || has_part(path, "..") || path.find('\0') != std::string_view::npos;
  demand(read.error().code == (is_listed   ? "skill.changed"
                               : leads_out ? "skill.bad_path"
                                           : "skill.no_such_file"));
}

// The file system's own reading of a path is the oracle.
void judge(std::string_view path) {
  if (!package::path_fault(path).empty()) return;
  const std::filesystem::path good(path);
  demand(good.is_relative() && good.lexically_normal() == good && good.has_filename());
  demand(!has_part(path, "..") && !has_part(path, ".git") && escaped(path) == path);
}

// Makes files of these names, lists them and takes them away again.
void list(std::string_view lines) {
  static const test::Scratch scratch;
  std::set<std::string> made;
  while (!lines.empty() && made.size() < 8) {
    const std::string name(lines.substr(0, lines.find('\n')));
    lines.remove_prefix(std::min(lines.size(), name.size() + 1));
    const bool is_name =
        name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
    if (!is_name || name.empty() || name == ".git" || name == "node_modules") continue;
    const std::string file = scratch.path() + '/' + name;
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) continue;  // too long, a dot, or there already
    ::close(fd);
    made.insert(name);
  }
  const skill::Listing listing = skill::list_files(scratch.path());
  demand(!listing.beyond && listing.files.size() + listing.problems.size() == made.size());
  std::set<std::string> folded;
  for (const std::string& file : listing.files) {
    demand(made.contains(file) && escaped(file) == file);
    demand(folded.insert(skill::case_folded(file)).second || file == "skill.md");
  }
  for (const std::string& name : made) ::unlink((scratch.path() + '/' + name).c_str());
}

}  // namespace

// A path that somebody asks a skill for, a path in a package, and names of files in a folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  ask_for(input);
  judge(input);
  list(input);
  return 0;
}
