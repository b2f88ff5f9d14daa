// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/json.h"
#include "base/text.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

// The file is one line: the entry, or nothing where none is open. What follows the line is of
// earlier entries. It all lies in one page, so that a process which dies in a write leaves the
// whole record or the one before.
constexpr std::size_t kFileBytes = 4096;
constexpr std::string_view kNoEntry = "\n";
// Quotes and backslashes double in JSON.
constexpr std::size_t kPathBytesMax = 1500;
constexpr std::size_t kStageBytesMax = 200;

std::string record_of(const Journal::Entry& entry) {
  return json::write(json::Object{
             {"sha256", entry.hash.hex()}, {"path", entry.path}, {"stage", entry.stage}}) +
         '\n';
}

std::optional<Journal::Entry> entry_in(std::string_view record) {
  const auto parsed = json::parse(record.substr(0, record.find('\n')), "record");
  const json::Object* const object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return std::nullopt;
  const auto text = [object](std::string_view key) {
    const auto found = object->find(key);
    return found != object->end() && found->value().is_string()
               ? std::string(found->value().get_string())
               : std::string();
  };
  const auto hash = Sha256::from_hex(text("sha256"));
  if (!hash) return std::nullopt;
  return Journal::Entry{*hash, text("path"), text("stage")};
}

tl::unexpected<Error> unusable(const std::string& file, std::string message) {
  return tl::unexpected(error(codes::state_unusable, escaped(file), std::move(message)));
}

tl::unexpected<Error> unusable(const std::string& file, std::string_view verb, int number) {
  return unusable(file,
                  fmt::format("cannot {} it: {}", verb, std::generic_category().message(number)));
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::string& file, const Clock& clock) {
  // Not make_unique: it cannot reach the constructor.
  std::unique_ptr<Journal> journal(new Journal(clock));
  if (file.empty()) return journal;
  // O_NONBLOCK: a FIFO does not hold us up.
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!fd) return unusable(file, "open", errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return unusable(file, "another running host uses it");
    return unusable(file, "lock", errno);
  }
  std::array<char, kFileBytes> bytes{};
  const ssize_t count = ::pread(fd.get(), bytes.data(), bytes.size(), 0);
  if (count < 0) return unusable(file, "read", errno);
  journal->unfinished_ = entry_in({bytes.data(), static_cast<std::size_t>(count)});
  // Room now, so that a full disk does not keep an entry out.
  if (const int number = ::posix_fallocate(fd.get(), 0, kFileBytes); number != 0) {
    return unusable(file, "write", number);
  }
  journal->file_ = std::move(fd);
  return journal;
}

Journal::Step Journal::enter(const Sha256& hash, std::string_view path, std::string_view stage) {
  Entry entry{hash, std::string(utf8_prefix(escaped(path), kPathBytesMax)),
              std::string(utf8_prefix(escaped(stage), kStageBytesMax))};
  const std::lock_guard lock(mutex_);
  write(record_of(entry));
  running_ = {std::move(entry), clock_.now()};
  return {*this, ++steps_};
}

void Journal::leave(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (!running_ || number != steps_) return;
  write(kNoEntry);
  running_.reset();
}

void Journal::give_up() {
  const std::lock_guard lock(mutex_);
  write(kNoEntry);
  running_.reset();
}

void Journal::settle() { write(kNoEntry); }

std::optional<Journal::Running> Journal::running() const {
  const std::lock_guard lock(mutex_);
  return running_;
}

// A write that fails leaves the journal without this entry, and the host as it is.
void Journal::write(std::string_view record) const {
  if (!file_) return;
  [[maybe_unused]] const ssize_t count = ::pwrite(file_.get(), record.data(), record.size(), 0);
}

}  // namespace muster::plugin
