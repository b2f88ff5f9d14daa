// SPDX-License-Identifier: Apache-2.0
#include "plugin/library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <boost/dll/shared_library.hpp>
#include <filesystem>
#include <tuple>
#include <utility>

#include "base/immortal.h"
#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/foreign.h"

namespace muster::plugin {
namespace dll = boost::dll;

struct Library::Mapping {
  std::string path;
  dll::shared_library library;
};

namespace {

// The dynamic linker's own words on this thread's last failure, with the private copy called what
// people call the file.
std::string linker_text(const std::string& copy, std::string_view subject) {
  const char* const text = ::dlerror();
  std::string message = text == nullptr ? "the dynamic linker gives no reason" : text;
  for (std::size_t at = 0; (at = message.find(copy, at)) != std::string::npos;) {
    message.replace(at, copy.size(), subject);
    at += subject.size();
  }
  return escaped(message);
}

// What to do about it: most often something that it names is missing.
std::string hint_of(std::string_view linker_text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kHints{{
      {"static TLS", codes::elf_static_tls.fix},
      {"executable stack", codes::elf_executable_stack.fix},
      {": version `", "build it on a system no newer than this one, or update this one"},
  }};
  const auto known = std::ranges::find_if(
      kHints, [&](const auto& hint) { return linker_text.find(hint.first) != linker_text.npos; });
  return std::string(known == kHints.end() ? codes::link_refused.fix : known->second);
}

// The file that holds the function, if that is not the library itself; empty: it is. dlsym searches
// the library's dependencies too. Not dladdr1, which walks through all libraries of the process.
std::string foreign_home(const dll::shared_library& library, Register* entry) {
  link_map* own = nullptr;
  ::dlinfo(library.native(), RTLD_DI_LINKMAP, &own);
  dl_find_object found{};
  const bool known = ::_dl_find_object(reinterpret_cast<void*>(entry), &found) == 0;
  if (!known || own == nullptr) return "unknown memory";
  return found.dlfo_link_map == own ? std::string() : std::string(found.dlfo_link_map->l_name);
}

}  // namespace

Library::Library(std::unique_ptr<Mapping> mapping, Register* found)
    : mapping_(std::move(mapping)), entry_(found) {}

Library::Library(Library&&) noexcept = default;

Library::~Library() {
  if (!mapping_) return;
  if (is_kept_) {
    keep_for_good(std::move(mapping_));
  } else {
    std::ignore = unload();
  }
}

Result<Library> Library::open(const std::string& copy, std::string_view subject) {
  const auto refuse = [&](const Code& code, std::string message) {
    return tl::unexpected(error(code, std::string(subject), std::move(message)));
  };
  auto mapping = std::make_unique<Mapping>();
  mapping->path = copy;
  boost::system::error_code failure;
  // Constructors of the library run here.
  const auto thrown = catch_foreign([&] {
    mapping->library.load(copy, failure, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
  });
  if (thrown) {
    return tl::unexpected(error(codes::link_refused, std::string(subject),
                                "one of its constructors threw: " + escaped(*thrown),
                                "catch it in the library, or let open do what may fail"));
  }
  // The code is the same for every failure; dlerror knows more.
  if (failure) {
    const std::string text = linker_text(copy, subject);
    return tl::unexpected(error(codes::link_refused, std::string(subject), text, hint_of(text)));
  }

  ::dlerror();
  auto* const entry = reinterpret_cast<Register*>(::dlsym(mapping->library.native(), "register"));
  Library library(std::move(mapping), entry);  // unloads it where it is refused
  if (entry == nullptr) return refuse(codes::abi_no_register, linker_text(copy, subject));
  if (const auto home = foreign_home(library.mapping_->library, entry); !home.empty()) {
    return refuse(codes::link_foreign_register,
                  fmt::format("its `register` lies in {}", escaped(home)));
  }
  return library;
}

bool Library::unload() {
  if (is_kept_) return false;
  if (mapping_->library.is_loaded()) {
    mapping_->library.unload();
  } else if (void* const again = ::dlopen(mapping_->path.c_str(), RTLD_NOW | RTLD_NOLOAD)) {
    // Closed before, and kept for thread_local objects of its own. When those are gone it takes one
    // more close for the linker to notice.
    ::dlclose(again);
  }
  return !is_mapped(mapping_->path);
}

bool is_mapped(const std::string& path) {
  std::string wanted = plain_path(path);
  const auto matches = [](dl_phdr_info* info, std::size_t, void* sought) -> int {
    return *static_cast<const std::string*>(sought) == plain_path(info->dlpi_name) ? 1 : 0;
  };
  return ::dl_iterate_phdr(matches, &wanted) != 0;
}

std::string plain_path(std::string path) {
  const bool is_plain =
      path.find("/../") == std::string::npos && path.find("/./") == std::string::npos;
  return is_plain ? path : std::filesystem::path(path).lexically_normal().string();
}

}  // namespace muster::plugin
