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

/// The folder of copies that a copy lies in, with a slash at its end.
std::string copies_of(const StagedCopy& copy) { return folder_of(copy.top()); }

bool is_part_of(const StagedCopy& copy, const std::string& library) {
  return library == copy.top() || library.starts_with(copy.top() + '/');
}

/// What people call a library that is loaded from a private copy: its bundle, without the folder of
/// copies and the number of this one, and its name there. `copy` is another one.
std::string known_name(const std::string& library, const StagedCopy& copy) {
  const std::string copies = copies_of(copy);
  if (!library.starts_with(copies)) return library;
  const auto without_number = [&copies](const std::string& path) {
    return path.substr(path.find('-', copies.size()) + 1);
  };
  std::string name = without_number(library);
  return name.starts_with(without_number(copy.top()) + '/') ? "that of another version of it"
                                                            : name;
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

/// What the libraries of a copy need.
struct Needed {
  std::vector<NamedHelper> own;
  std::set<std::string> others;  ///< of the system, by their names
};

Needed needed_by(const StagedCopy& copy) {
  Needed needed;
  const auto need = [&needed](const Inspection& library) {
    needed.others.insert(library.needed.begin(), library.needed.end());
  };
  need(inspection_of(copy.path()));
  for (const std::string& helper : copy.helpers()) {
    const Inspection inspection = inspection_of(helper);
    need(inspection);
    for (const auto& name : std::set{inspection.soname, helper.substr(helper.rfind('/') + 1)}) {
      needed.own.push_back({name, helper});
    }
  }
  std::erase_if(needed.own, [&needed](const NamedHelper& helper) {
    return !needed.others.contains(helper.name);
  });
  for (const NamedHelper& helper : needed.own) needed.others.erase(helper.name);
  return needed;
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

void add_borrowed(const std::string& name, const std::string& found, const std::string& path,
                  SharedSonames& shared) {
  shared.problems.push_back(
      error(codes::bundle_shared_soname, path,
            fmt::format("it needs {}, and would be given {}, which a bundle brings for itself",
                        escaped(name), escaped(found)),
            "give the helper of that bundle a SONAME of its own, or link it statically"));
}

}  // namespace

SharedSonames find_shared_sonames(const StagedCopy& copy, const std::string& path) {
  SharedSonames shared;
  const Needed needed = needed_by(copy);
  std::string_view told;  // once is enough, whatever it is called
  for (const auto& [name, helper] : needed.own) {
    const std::string other = loaded_by_name(name);
    if (helper == told || other.empty() || is_part_of(copy, other)) continue;
    told = helper;
    add({helper.substr(copy.top().size() + 1), known_name(other, copy), name,
         has_same_content(helper, other)},
        path, shared);
  }
  for (const std::string& name : needed.others) {
    const std::string other = loaded_by_name(name);
    if (!other.starts_with(copies_of(copy)) || is_part_of(copy, other)) continue;
    add_borrowed(name, known_name(other, copy), path, shared);
  }
  return shared;
}

SharedSonames MetHelpers::meet(const StagedCopy& copy, const std::string& path) {
  SharedSonames shared;
  const Needed needed = needed_by(copy);
  for (const std::string& name : needed.others) {
    const auto met = by_name_.find(name);
    if (met != by_name_.end()) add_borrowed(name, met->second.shown, path, shared);
  }
  std::string_view told;
  for (const auto& [name, helper] : needed.own) {
    const std::string meant = helper.substr(copy.top().size() + 1);
    const auto [met, is_first] = by_name_.try_emplace(name, Helper{helper, path + '/' + meant});
    if (is_first || helper == told || is_part_of(copy, met->second.file)) continue;
    told = helper;
    add({meant, met->second.shown, name, has_same_content(helper, met->second.file)}, path, shared);
  }
  return shared;
}

}  // namespace muster::plugin
