// SPDX-License-Identifier: Apache-2.0
#include "plugin/shared_soname.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/mapped_file.h"
#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/inspect.h"
#include "plugin/library.h"

namespace muster::plugin {
namespace {

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

/// The file of the library that the dynamic linker would give to whoever needs this name; empty:
/// none is loaded.
std::string loaded_by_name(const std::string& name) {
  void* const library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (library == nullptr) {
    ::dlerror();  // or the next failure would be told with this one
    return {};
  }
  link_map* map = nullptr;
  ::dlinfo(library, RTLD_DI_LINKMAP, &map);
  std::string file = map == nullptr ? name : plain_path(map->l_name);
  ::dlclose(library);
  return file;
}

/// What people call a library that is loaded from a private copy: its bundle, without the folder of
/// copies and the number of this one, and its name there. `top` is the folder of another copy.
std::string known_name(const std::string& library, const std::string& top) {
  const std::string copies = folder_of(top.substr(0, top.size() - 1));
  if (!library.starts_with(copies)) return library;
  const std::string_view own = std::string_view(top).substr(top.find('-', copies.size()) + 1);
  std::string name = library.substr(library.find('-', copies.size()) + 1);
  return name.starts_with(own) ? "that of another version of it" : name;
}

bool has_same_content(const std::string& one, const std::string& other) {
  const auto a = MappedFile::open(one);
  const auto b = MappedFile::open(other);
  return a && b && std::ranges::equal(a->bytes(), b->bytes());
}

/// What a library says of itself; nothing, if inspection refused it.
Inspection inspection_of(const std::string& library) {
  const auto content = MappedFile::open(library);
  auto inspection = content ? inspect(content->bytes(), library) : tl::unexpected(Error{});
  return inspection ? std::move(*inspection) : Inspection{};
}

/// A helper of a bundle, by a name by which one of its libraries needs it.
struct NamedHelper {
  std::string name;
  std::string file;  ///< absolute
};

std::vector<NamedHelper> helpers_by_name(const StagedCopy& copy) {
  std::set<std::string> needed;
  const auto need = [&](const Inspection& library) {
    needed.insert(library.needed.begin(), library.needed.end());
  };
  if (!copy.helpers().empty()) need(inspection_of(copy.path()));
  std::vector<NamedHelper> all;
  for (const std::string& helper : copy.helpers()) {
    const Inspection inspection = inspection_of(helper);
    need(inspection);
    for (const auto& name : std::set{inspection.soname, helper.substr(helper.rfind('/') + 1)}) {
      all.push_back({name, helper});
    }
  }
  std::erase_if(all, [&](const NamedHelper& helper) { return !needed.contains(helper.name); });
  return all;
}

/// One library is found under a name where another one is meant.
struct Clash {
  std::string meant;
  std::string found;
  std::string name;
  bool is_same = false;
};

void add(const Clash& clash, const std::string& path, SharedSonames& shared) {
  (clash.is_same ? shared.warnings : shared.problems)
      .push_back(error(
          codes::bundle_shared_soname, path,
          fmt::format("its {} would not be used, but {}, which is loaded under the name {} and has "
                      "{} content",
                      escaped(clash.meant), escaped(clash.found), escaped(clash.name),
                      clash.is_same ? "the same" : "other")));
}

}  // namespace

SharedSonames find_shared_sonames(const StagedCopy& copy, const std::string& path) {
  SharedSonames shared;
  const std::string top = folder_of(copy.path());
  std::string_view told;  // once is enough, whatever it is called
  const auto helpers = helpers_by_name(copy);
  for (const auto& [name, helper] : helpers) {
    const std::string other = loaded_by_name(name);
    if (helper == told || other.empty() || other.starts_with(top)) continue;
    told = helper;
    add({helper.substr(top.size()), known_name(other, top), name, has_same_content(helper, other)},
        path, shared);
  }
  return shared;
}

SharedSonames MetHelpers::meet(const StagedCopy& copy, const std::string& path) {
  SharedSonames shared;
  const std::string top = folder_of(copy.path());
  std::string_view told;
  const auto helpers = helpers_by_name(copy);
  for (const auto& [name, helper] : helpers) {
    const std::string meant = helper.substr(top.size());
    const auto [met, is_first] = by_name_.try_emplace(name, Helper{helper, path + '/' + meant});
    if (is_first || helper == told || met->second.file.starts_with(top)) continue;
    told = helper;
    add({meant, met->second.shown, name, has_same_content(helper, met->second.file)}, path, shared);
  }
  return shared;
}

}  // namespace muster::plugin
