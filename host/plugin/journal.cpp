// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/json.h"
#include "base/text.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

// The file has a line for each entry that is open, and an empty one behind them; what follows is of
// earlier ones. Mostly there is one entry, which lies in one page, so that a process which dies in
// a write leaves the whole of it or the one before.
constexpr std::size_t kFileBytes = 16 * 1024;
// Quotes and backslashes double in JSON.
constexpr std::size_t kPathBytesMax = 1500;
constexpr std::size_t kStageBytesMax = 200;
// The first had no such number, and no configuration. What is added can be passed over by an older
// host; a change of meaning needs another name of the file.
constexpr int kFormat = 2;

std::string stage_of(std::string_view stage) {
  return std::string(utf8_prefix(escaped(stage), kStageBytesMax));
}

// The machine's own number of the time since it was started; empty: it has none.
std::string this_boot() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  return std::getline(file, id) && !find_not_utf8(id) ? id : std::string();
}

std::string quoted(std::string_view text) { return json::write(json::Value(text)); }

// The two parts of an entry's record: what its library's stages have in common, and the rest.
std::string head_of(const Journal::Entry& entry, const std::string& boot) {
  return fmt::format(R"({{"format":{},"boot":{},"sha256":"{}","path":{})", kFormat, quoted(boot),
                     entry.hash.hex(), quoted(entry.path));
}
std::string rest_of(const Journal::Entry& entry) {
  std::string rest = R"(,"stage":)" + quoted(entry.stage);
  if (!entry.given.agent.empty()) {
    rest += fmt::format(R"(,"agent":{},"configuration":"{}")", quoted(entry.given.agent),
                        entry.given.hash.hex());
  }
  return rest + "}\n";
}

struct Record {
  Journal::Entry entry;
  std::string boot;
};

std::optional<Record> record_in(std::string_view line) {
  const auto parsed = json::parse(line, "record");
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
  Journal::Entry entry{*hash, text("path"), text("stage")};
  if (const auto configuration = Sha256::from_hex(text("configuration"))) {
    entry.given = {text("agent"), *configuration};
  }
  return Record{std::move(entry), text("boot")};
}

// Up to the first line that is no entry; those of another boot left out.
std::vector<Journal::Entry> entries_in(std::string_view content, const std::string& boot) {
  std::vector<Journal::Entry> entries;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    auto record = record_in(content.substr(0, end));
    if (!record) break;
    if (record->boot.empty() || record->boot == boot) entries.push_back(std::move(record->entry));
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return entries;
}

tl::unexpected<Error> unusable(const std::string& file, std::string message) {
  return tl::unexpected(error(codes::state_unusable, escaped(file), std::move(message)));
}

tl::unexpected<Error> unusable(const std::string& file, std::string_view verb, int number) {
  return unusable(file,
                  fmt::format("cannot {} it: {}", verb, std::generic_category().message(number)));
}

}  // namespace

Journal::Journal(const Clock& clock) : clock_(clock), boot_(this_boot()) {}

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
  journal->unfinished_ =
      entries_in({bytes.data(), static_cast<std::size_t>(count)}, journal->boot_);
  // Room now, so that a full disk does not keep an entry out.
  int number = EINTR;
  while (number == EINTR) number = ::posix_fallocate(fd.get(), 0, kFileBytes);
  if (number != 0) return unusable(file, "write", number);
  journal->file_ = std::move(fd);
  return journal;
}

std::uint64_t Journal::begin(Entry entry) {
  entry.path = utf8_prefix(escaped(entry.path), kPathBytesMax);
  entry.stage = stage_of(entry.stage);
  const std::lock_guard lock(mutex_);
  std::string head = head_of(entry, boot_);
  running_.push_back(
      {std::move(entry), std::move(head), clock_.now(), std::this_thread::get_id(), ++steps_});
  write();
  return steps_;
}

void Journal::next(std::uint64_t number, std::string_view stage, const GivenConfiguration& given) {
  const std::lock_guard lock(mutex_);
  const auto step = std::ranges::find(running_, number, &Running::number);
  if (step == running_.end()) return;  // given up
  step->entry.stage = stage_of(stage);
  step->entry.given = given;
  step->since = clock_.now();
  write();
}

void Journal::leave(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (std::erase_if(running_, [&](const Running& step) { return step.number == number; }) > 0) {
    write();
  }
}

void Journal::give_up(std::thread::id thread) {
  const std::lock_guard lock(mutex_);
  std::erase_if(running_, [&](const Running& step) { return step.thread == thread; });
  write();
}

void Journal::settle() {
  const std::lock_guard lock(mutex_);
  unfinished_.clear();
  write();
}

void Journal::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  write();
}

void Journal::release() {
  const std::lock_guard lock(mutex_);
  file_ = UniqueFd();
}

std::optional<Journal::Running> Journal::running(std::thread::id thread) const {
  const std::lock_guard lock(mutex_);
  const auto last = std::find_if(running_.rbegin(), running_.rend(),
                                 [&](const Running& step) { return step.thread == thread; });
  return last == running_.rend() ? std::nullopt : std::optional(*last);
}

// A write that fails leaves the journal without this entry, and the host as it is.
void Journal::write() const {
  if (!file_) return;
  std::string content;
  for (const Entry& entry : unfinished_) content += head_of(entry, boot_) + rest_of(entry);
  if (!is_closed_) {
    for (const Running& step : running_) content += step.head + rest_of(step.entry);
  }
  content += '\n';
  if (content.size() > kFileBytes) return;
  [[maybe_unused]] const ssize_t count = ::pwrite(file_.get(), content.data(), content.size(), 0);
}

}  // namespace muster::plugin
