// SPDX-License-Identifier: Apache-2.0
// The agents files.list, files.read, files.search and files.stat.
#include <muster/agent.hpp>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/glob.h"
#include "files/modified.h"
#include "files/read.h"
#include "files/roots.h"
#include "files/search.h"
#include "files/walk.h"
#include "shared/base64.h"
#include "shared/pattern.h"
#include "shared/quoted.h"
#include "shared/utf8.h"

namespace {

using muster::JsonWriter;

std::vector<muster::Field> config_fields() {
  return {muster::array(
              "roots",
              muster::object(
                  {muster::text("name", "what callers call it").pattern("^[a-z0-9][a-z0-9_-]*$"),
                   muster::text("path", "a folder, from / on").pattern("^/"),
                   muster::boolean("hidden", "whether callers may have names that begin with a dot")
                       .fallback(false)}),
              "the folders that callers may read; none if left out")
              .optional()};
}

auto root_field() {
  return muster::text("root", "the name of a root; may be left out if there is only one")
      .optional();
}

auto path_field(std::string_view description) { return muster::text("path", description); }

auto hidden_field() {
  return muster::boolean("hidden", "whether names that begin with a dot count").fallback(false);
}

auto glob_field(std::string_view description) {
  return muster::text("glob", description).fallback("*");
}

auto truncated_field(std::string_view description) {
  return muster::boolean("truncated", description);
}

/// What the four agents have in common: the roots, and the way to what a caller names.
class Agent {
 public:
  explicit Agent(muster::Open& open) : roots_(configured(open)) {}

 protected:
  /// The place that a call is about.
  struct Place {
    const files::Root& root;
    files::Path path;
    files::Found found;
  };
  [[nodiscard]] Place place_of(muster::Call& call) const {
    const auto& root = roots_.find(call.arg<std::optional<std::string_view>>("root"));
    files::Path path(call.arg("path", std::string_view()));
    if (path.is_hidden()) require_hidden(root);
    const auto folder = open_root(root);
    auto found = root.shows_hidden ? find_beneath(folder.get(), path)
                                   : find_visible_beneath(folder.get(), path);
    return {root, std::move(path), std::move(found)};
  }

  [[nodiscard]] static files::WalkOptions walk_of(muster::Call& call, const files::Root& root) {
    const bool hidden = call.arg<bool>("hidden");
    if (hidden) require_hidden(root);
    return {.depth = call.arg<int>("depth"), .hidden = hidden};
  }

  [[nodiscard]] static shared::Cancelled cancellation_of(const muster::Call& call) {
    return [&call] { return call.is_cancelled(); };
  }

 private:
  static std::vector<files::Root> configured(muster::Open& open) {
    std::vector<files::Root> roots;
    for (const auto& root : open.config("roots", std::vector<muster::Json>())) {
      roots.push_back({root.get<std::string>("name"), root.get<std::string>("path"),
                       root.get("hidden", false)});
    }
    return roots;
  }

  static void require_hidden(const files::Root& root) {
    if (root.shows_hidden) return;
    throw muster::Failure("hidden", "the operator of this host does not show what is hidden in " +
                                        shared::quoted(root.name));
  }

  files::Roots roots_;
};

class List : public Agent {
 public:
  using Agent::Agent;

  muster::Reply call(muster::Call& call) {
    struct Listed {
      std::string path;
      struct stat status;
    };
    const auto place = place_of(call);
    const auto glob = call.arg<std::string>("glob");
    const auto limit = call.arg<std::size_t>("limit");
    std::vector<Listed> listed;
    const auto walked = walk(place.found, place.path.text(), walk_of(call, place.root),
                             cancellation_of(call), [&](const files::Entry& entry) {
                               if (!files::matches_glob(entry.name, glob)) return true;
                               if (listed.size() == limit) return false;
                               listed.push_back({entry.path, entry.found.status});
                               return true;
                             });
    const auto write_one = [](const Listed& one, JsonWriter& out) {
      const bool is_exact = utf8::valid_bytes(one.path) == one.path.size();
      out.begin_object();
      out.member("path", is_exact ? one.path : utf8::replace_invalid(one.path));
      if (!is_exact) out.member("lossy_name", true);
      out.member("type", files::name_of_type(one.status.st_mode));
      if (S_ISREG(one.status.st_mode)) out.member("size", one.status.st_size);
      out.member("modified", files::modified(one.status));
      out.end_object();
    };
    return call.json({{"root", place.root.name},
                      {"path", place.path.text()},
                      {"entries", muster::each(listed, write_one)},
                      {"skipped", walked.skipped},
                      {"truncated", walked.is_truncated}});
  }
};

class Read : public Agent {
 public:
  using Agent::Agent;

  muster::Reply call(muster::Call& call) {
    const auto place = place_of(call);
    const auto offset = call.arg<std::uint64_t>("offset");
    const auto length = call.arg<std::size_t>("length");
    const auto encoding = call.arg<std::string_view>("encoding");
    const bool is_text = encoding == "text";
    const auto read = is_text ? &files::read_text : &files::read_bytes;
    const auto bytes = read(place.found, offset, length, place.path.text(), cancellation_of(call));
    const auto next = offset + bytes.size();
    const bool goes_on = has_byte(place.found, next, place.path.text(), cancellation_of(call));
    return call.json([&](JsonWriter& out) {
      out.begin_object();
      out.member("root", place.root.name);
      out.member("path", place.path.text());
      out.member("size", place.found.status.st_size);
      out.member("offset", offset);
      out.member("bytes", bytes.size());
      out.member("encoding", encoding);
      out.member("content", is_text ? bytes : shared::to_base64(bytes));
      out.member("truncated", goes_on);
      if (goes_on) out.member("next", next);
      out.end_object();
    });
  }
};

class Search : public Agent {
 public:
  using Agent::Agent;

  muster::Reply call(muster::Call& call) {
    const auto pattern = shared::compile_pattern(call.arg<std::string_view>("pattern"));
    const auto place = place_of(call);
    const files::SearchOptions options{.walk = walk_of(call, place.root),
                                       .glob = call.arg<std::string>("glob"),
                                       .limit = call.arg<std::size_t>("limit")};
    const auto result =
        search(place.found, place.path.text(), *pattern, options, cancellation_of(call));
    const auto write_one = [](const files::MatchingLine& match, JsonWriter& out) {
      out.object({{"path", utf8::replace_invalid(match.path)},
                  {"line", match.line.number},
                  {"column", match.line.column},
                  {"text", match.line.text}});
    };
    return call.json({{"root", place.root.name},
                      {"matches", muster::each(result.matches, write_one)},
                      {"files", result.files},
                      {"skipped", result.skipped},
                      {"truncated", result.is_truncated}});
  }
};

class Stat : public Agent {
 public:
  using Agent::Agent;

  muster::Reply call(muster::Call& call) {
    const auto place = place_of(call);
    const struct stat& status = place.found.status;
    char mode[8];
    std::snprintf(mode, sizeof mode, "%04o", status.st_mode & 07777u);
    return call.json({{"root", place.root.name},
                      {"path", place.path.text()},
                      {"type", files::name_of_type(status.st_mode)},
                      {"size", status.st_size},
                      {"modified", files::modified(status)},
                      {"mode", static_cast<const char*>(mode)}});
  }
};

}  // namespace

MUSTER_AGENT_CLASS(
    "files.list", List, "Lists the files and folders in a folder.",
    .input = {root_field(),
              path_field("the folder, such as a/b; the root itself if left out").optional(),
              muster::integer("depth", "how many levels; 1 is the folder itself")
                  .range(1, files::kDepthMax)
                  .fallback(1),
              glob_field("only names like this: * is anything, ? any one character"),
              hidden_field(), muster::integer("limit").range(1, 10'000).fallback(1000)},
    .output = {muster::text("root"), muster::text("path"),
               muster::array(
                   "entries",
                   muster::object({muster::text("path", "from the root on"),
                                   muster::boolean("lossy_name",
                                                   "it is not UTF-8, so it is not "
                                                   "shown in full")
                                       .optional(),
                                   muster::text("type",
                                                "file, folder, link, fifo, socket or "
                                                "device"),
                                   muster::integer("size", "of a file, in bytes").optional(),
                                   muster::text("modified", "RFC 3339, UTC")})),
               muster::integer("skipped", "folders that could not be read"),
               truncated_field("there is more than is listed")},
    .config = config_fields(), .title = "List files", .concurrent = true, .idempotent = true,
    .read_only = true);

MUSTER_AGENT_CLASS(
    "files.read", Read, "Reads a file, or a piece of one.",
    .input =
        {root_field(), path_field("the file, such as a/b.txt"),
         muster::one_of("encoding", {"text", "base64"}, "text is UTF-8; base64 takes any bytes")
             .fallback("text"),
         muster::integer("offset", "the first byte").min(0).fallback(0),
         muster::integer("length", "how many bytes at most").range(4, 1'048'576).fallback(65'536)},
    .output = {muster::text("root"), muster::text("path"), muster::integer("size", "of the file"),
               muster::integer("offset"), muster::integer("bytes", "that were read"),
               muster::text("encoding"), muster::text("content"),
               truncated_field("the file goes on"),
               muster::integer("next", "the offset at which it goes on").optional()},
    .config = config_fields(), .title = "Read a file", .concurrent = true, .idempotent = true,
    .read_only = true);

MUSTER_AGENT_CLASS(
    "files.search", Search, "Searches the lines of files for a regular expression.",
    .input = {root_field(), path_field("a folder or a file; the whole root if left out").optional(),
              muster::text("pattern",
                           "a regular expression in RE2's syntax; (?i) at "
                           "its start ignores case"),
              glob_field("only files with names like this, such as *.md"),
              muster::integer("depth", "how many levels of folders")
                  .range(1, files::kDepthMax)
                  .fallback(16),
              hidden_field(),
              muster::integer("limit", "how many lines at most").range(1, 1000).fallback(100)},
    .output = {muster::text("root"),
               muster::array("matches", muster::object({muster::text("path"),
                                                        muster::integer("line", "from 1"),
                                                        muster::integer("column",
                                                                        "from 1, in "
                                                                        "characters"),
                                                        muster::text("text")})),
               muster::integer("files", "that were searched"),
               muster::integer("skipped",
                               "files and folders: not text, too large, "
                               "or not to be read"),
               truncated_field("there may be more matches")},
    .config = config_fields(), .title = "Search files", .concurrent = true, .idempotent = true,
    .read_only = true);

MUSTER_AGENT_CLASS("files.stat", Stat, "Tells what lies at a path: its type, size and age.",
                   .input = {root_field(), path_field("a file or a folder")},
                   .output = {muster::text("root"), muster::text("path"), muster::text("type"),
                              muster::integer("size"), muster::text("modified", "RFC 3339, UTC"),
                              muster::text("mode", "its permissions, in octal")},
                   .config = config_fields(), .title = "File status", .concurrent = true,
                   .idempotent = true, .read_only = true);
