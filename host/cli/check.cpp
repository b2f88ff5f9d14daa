// SPDX-License-Identifier: Apache-2.0
#include "cli/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/build.h"
#include "catalog/codes.h"
#include "catalog/scan.h"
#include "cli/codes.h"
#include "cli/progress_line.h"
#include "cli/report_text.h"
#include "plugin/bundle.h"
#include "serve/json_views.h"
#include "skill/skill.h"

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

FileReport refused(const std::string& path, FileKind kind, std::vector<Error> problems) {
  return {.path = path,
          .kind = kind,
          .outcome = FileOutcome::rejected,
          .sha256 = {},
          .names = {},
          .problems = std::move(problems),
          .warnings = {}};
}

FileReport check_skill(const std::string& folder, skill::Mode mode) {
  skill::Loaded loaded = skill::load(folder, mode);
  FileReport report = refused(folder, FileKind::skill, std::move(loaded.errors));
  report.warnings = std::move(loaded.warnings);
  if (loaded.skill != nullptr && report.problems.empty()) {
    report.outcome = FileOutcome::loaded;
    report.sha256 = loaded.skill->hash.hex();
    report.names = {loaded.skill->descriptor.name};
  }
  return report;
}

// Walks the paths and collects a report for each skill, and a place for one of each library, on the
// way.
class Checker {
 public:
  explicit Checker(const CheckOptions& options)
      : mode_(options.strict ? skill::Mode::strict : skill::Mode::lenient),
        only_skills_(options.only_skills) {}

  void check(const std::string& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (!only_skills_ && fs::is_symlink(fs::symlink_status(path, failure)) && !fs::exists(status)) {
      add_library(path);  // and hear where the link leads
    } else if (!fs::exists(status)) {
      reports_.push_back(
          refused(path, kind(), {error(codes::check_missing, escaped(path), "is not there")}));
    } else if (!only_skills_ && plugin::is_bundle(path)) {
      add_library(path);
    } else if (fs::is_directory(status)) {
      check_folder(path);
    } else if (const std::string name = fs::path(path).filename();
               name == "SKILL.md" || name == "skill.md") {
      const std::string folder = fs::path(path).parent_path();
      add_skill(folder.empty() ? "." : folder);
    } else if (only_skills_) {
      reports_.push_back(refused(
          path, kind(),
          {error(codes::check_no_skill, escaped(path), "is neither a folder nor a SKILL.md")}));
    } else {
      add_library(path);
    }
  }

  // All that was found is checked here: the libraries at once, the skills one by one.
  std::vector<FileReport> finish(const CheckLibraries& check_libraries, const OnSkill& on_skill) {
    std::vector<FileReport> checked;
    if (!libraries_.paths.empty()) checked = check_libraries(libraries_.paths);
    for (std::size_t i = 0; i < checked.size(); ++i) {
      reports_[libraries_.places[i]] = std::move(checked[i]);
    }
    for (std::size_t i = 0; i < skills_.paths.size(); ++i) {
      if (on_skill) on_skill(i, skills_.paths.size());
      reports_[skills_.places[i]] = check_skill(skills_.paths[i], mode_);
    }
    return std::move(reports_);
  }

 private:
  void check_folder(const std::string& folder) {
    catalog::Roots roots{.skills = {folder}};
    if (!only_skills_) roots.plugins = {folder};
    const catalog::Inventory found = catalog::scan(roots);
    for (const auto& library : found.plugins) add_library(library.path);
    for (const auto& skill : found.skills) add_skill(skill->path);
    for (const Error& warning : found.warnings) {
      const bool is_of_plugin = std::ranges::any_of(found.plugins, [&](const auto& library) {
        const std::string path = escaped(library.path);
        return warning.subject == path || warning.subject.starts_with(path + '/');
      });
      if (!is_of_plugin) add_left_out(warning);
    }
    if (!found.problems.empty()) {
      reports_.push_back(refused(folder, kind(), {found.problems.front()}));
    } else if (found.plugins.empty() && found.skills.empty()) {
      reports_.push_back(refused(folder, kind(), {nothing_in(folder)}));
    }
  }

  [[nodiscard]] Error nothing_in(const std::string& folder) const {
    return only_skills_ ? error(codes::check_no_skill, escaped(folder), "there is no skill in it")
                        : error(codes::check_nothing, escaped(folder), "there is nothing to check");
  }

  // A link that no host follows, or a file that is almost a SKILL.md.
  void add_left_out(const Error& warning) {
    if (mode_ == skill::Mode::strict) {
      reports_.push_back(refused(warning.subject, FileKind::skill, {warning}));
    } else {
      reports_.push_back({.path = warning.subject,
                          .kind = FileKind::skill,
                          .outcome = FileOutcome::ignored,
                          .warnings = {warning}});
    }
  }

  // What is to be checked, and the places of the reports on it.
  struct Found {
    std::vector<std::string> paths;
    std::vector<std::size_t> places;
  };

  void add_library(const std::string& file) { add(file, libraries_); }
  void add_skill(const std::string& folder) { add(folder, skills_); }
  void add(const std::string& path, Found& found) {
    if (!is_new(path)) return;
    found.places.push_back(reports_.size());
    found.paths.push_back(path);
    reports_.emplace_back();
  }

  // Of what leads nowhere, and so is neither.
  [[nodiscard]] FileKind kind() const { return only_skills_ ? FileKind::skill : FileKind::plugin; }

  // Whether this is the first way to a file. Links in its folder's path do not make it another one;
  // a link in its own place does, as it does for a host.
  bool is_new(const fs::path& path) {
    std::error_code failure;
    const fs::path whole = fs::absolute(path, failure).lexically_normal();
    const fs::path named = whole.has_filename() ? whole : whole.parent_path();
    return seen_.insert(fs::weakly_canonical(named.parent_path(), failure) / named.filename())
        .second;
  }

  skill::Mode mode_;
  bool only_skills_;
  std::set<fs::path> seen_;
  std::vector<FileReport> reports_;
  Found libraries_;
  Found skills_;
};

void charge_clashes(std::vector<FileReport>& reports) {
  std::map<std::string, std::vector<FileReport*>> owners;
  for (FileReport& report : reports) {
    if (report.kind != FileKind::plugin) continue;
    for (const std::string& slug : report.names) owners[slug].push_back(&report);
  }
  for (const auto& [slug, files] : owners) {
    if (files.size() < 2) continue;
    std::string paths;
    for (const FileReport* const file : files) {
      paths += (paths.empty() ? "by " : " and by ") + escaped(file->path);
    }
    for (FileReport* const file : files) {
      file->outcome = FileOutcome::rejected;
      file->problems.push_back(error(catalog::codes::duplicate_slug, slug, "registered " + paths));
    }
  }
}

// As a host that is given these paths, in this order.
void mark_shadowed(std::vector<FileReport>& reports) {
  std::map<std::string, std::string> served;  // names, and the folders that have them
  for (FileReport& report : reports) {
    if (report.kind != FileKind::skill || report.outcome != FileOutcome::loaded) continue;
    const std::string& name = report.names.front();
    const auto [first, is_new] = served.emplace(name, report.path);
    if (is_new) continue;
    report.outcome = FileOutcome::shadowed;
    report.warnings.push_back(catalog::shadowed_by(escaped(first->second), report.path, name));
  }
}

std::string summary(const std::vector<FileReport>& reports) {
  const auto count = [&](FileOutcome outcome) {
    return std::ranges::count(reports, outcome, &FileReport::outcome);
  };
  const bool any_library = std::ranges::any_of(
      reports, [](const FileReport& report) { return report.kind == FileKind::plugin; });
  const auto warned = std::ranges::count_if(
      reports, [](const FileReport& report) { return !report.warnings.empty(); });
  const auto shadowed = count(FileOutcome::shadowed);
  return fmt::format("{} good, {} refused, {} ignored{}{}{}\n", count(FileOutcome::loaded),
                     count(FileOutcome::rejected), count(FileOutcome::ignored),
                     shadowed > 0 ? fmt::format(", {} shadowed", shadowed) : "",
                     warned > 0 ? fmt::format("; {} with warnings", warned) : "",
                     any_library ? "; libraries run in a helper process only" : "");
}

}  // namespace

std::vector<FileReport> check(const CheckOptions& options, const CheckLibraries& check_libraries,
                              const OnSkill& on_skill) {
  Checker checker(options);
  for (const std::string& path : options.paths) checker.check(path);
  auto reports = checker.finish(check_libraries, on_skill);
  charge_clashes(reports);
  mark_shadowed(reports);
  return reports;
}

Result<ExitStatus> run_check(const CheckOptions& options, const CheckLibraries& check_libraries,
                             Output& output) {
  ProgressLine line(output.err);
  const auto show = [&line](std::size_t done, std::size_t total) {
    constexpr std::size_t kEvery = 64;  // a terminal is slower than a validator
    if (done % kEvery != 0) return;
    line.show({static_cast<double>(done), static_cast<double>(total), "skills"});
  };
  const auto reports =
      check(options, check_libraries, output.err_is_terminal ? OnSkill(show) : OnSkill());
  line.clear();
  if (output.json) {
    output.write(serve::views(reports));
  } else {
    output.out << files_text(serve::views(reports)) << summary(reports);
  }
  const bool any_refused =
      std::ranges::count(reports, FileOutcome::rejected, &FileReport::outcome) > 0;
  return any_refused ? ExitStatus::refused : ExitStatus::done;
}

}  // namespace muster::cli
