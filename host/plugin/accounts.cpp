// SPDX-License-Identifier: Apache-2.0
#include "plugin/accounts.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "base/text.h"

namespace muster::plugin {
namespace {

struct User {
  std::string name;
  gid_t first_group;
};

struct Group {
  std::string name;
  std::vector<std::string> members;
};

// Asks `look_up(record, buffer, size, found)` again with more room for as long as it wants it.
template <class Record, class LookUp, class Read>
auto look_up_with_room(LookUp look_up, Read read) -> std::optional<decltype(read(Record{}))> {
  constexpr std::size_t kMost = std::size_t{1} << 20;
  for (std::vector<char> buffer(1024); buffer.size() <= kMost; buffer.resize(2 * buffer.size())) {
    Record record{};
    Record* found = nullptr;
    const int number = look_up(&record, buffer.data(), buffer.size(), &found);
    if (number == ERANGE) continue;
    if (found == nullptr) return std::nullopt;
    return read(record);
  }
  return std::nullopt;
}

std::optional<User> user_of(uid_t uid) {
  return look_up_with_room<passwd>([uid](auto... rest) { return ::getpwuid_r(uid, rest...); },
                                   [](const passwd& record) {
                                     return User{record.pw_name, record.pw_gid};
                                   });
}

std::optional<Group> group_of(gid_t gid) {
  return look_up_with_room<group>([gid](auto... rest) { return ::getgrgid_r(gid, rest...); },
                                  [](const group& record) {
                                    Group all{record.gr_name, {}};
                                    for (char** member = record.gr_mem; *member; ++member) {
                                      all.members.emplace_back(*member);
                                    }
                                    return all;
                                  });
}

template <class Account>
std::string shown(const std::optional<Account>& account, unsigned id) {
  return account ? fmt::format("{} ({})", escaped(account->name), id) : std::to_string(id);
}

}  // namespace

std::string user_name(uid_t uid) { return shown(user_of(uid), uid); }
std::string group_name(gid_t gid) { return shown(group_of(gid), gid); }

bool is_private_group(uid_t uid, gid_t gid) {
  const auto user = user_of(uid);
  if (!user || user->first_group != gid) return false;
  const auto group = group_of(gid);
  return group && group->name == user->name &&
         std::ranges::all_of(group->members,
                             [&](const std::string& member) { return member == user->name; });
}

}  // namespace muster::plugin
