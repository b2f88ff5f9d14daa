// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_hash.h"

#include <algorithm>
#include <bit>

namespace muster::plugin {

// {nbucket, nchain}, the first symbol of each bucket, and for each symbol the next; 0 ends a chain.
std::optional<std::uint64_t> count_by_hash(const ElfFile& file, std::uint64_t address) {
  const auto head = file.loaded<Elf64_Word>(address, 2);
  if (head.empty()) return std::nullopt;
  const std::uint64_t bucket_count = head[0], count = head[1];
  const auto table = file.loaded<Elf64_Word>(address, 2 + bucket_count + count);
  if (table.empty()) return std::nullopt;
  const auto buckets = table.subspan(2, bucket_count);
  const auto next = table.subspan(2 + bucket_count);
  std::uint64_t steps = 0;
  for (std::uint64_t symbol : buckets) {
    for (; symbol != STN_UNDEF; symbol = next[symbol]) {
      // No symbol is in two chains.
      if (symbol >= count || ++steps > count) return std::nullopt;
    }
  }
  return count;
}

// It has no count of symbols: the last chain ends with the last of them.
std::optional<std::uint64_t> count_by_gnu_hash(const ElfFile& file, std::uint64_t address) {
  const auto head = file.loaded<Elf64_Word>(address, 4);
  if (head.empty()) return std::nullopt;
  const std::uint64_t bucket_count = head[0], first_hashed = head[1], bloom_words = head[2];
  const std::uint64_t bloom_at = address + 4 * sizeof(Elf64_Word);
  // The linker takes a part of each hash as the number of a word.
  if (!std::has_single_bit(bloom_words)) return std::nullopt;
  if (file.loaded<Elf64_Xword>(bloom_at, bloom_words).empty()) return std::nullopt;
  const std::uint64_t buckets_at = bloom_at + bloom_words * sizeof(Elf64_Xword);
  const auto buckets = file.loaded<Elf64_Word>(buckets_at, bucket_count);
  if (buckets.empty()) return std::nullopt;

  const std::uint64_t last_chain = std::ranges::max(buckets);
  if (last_chain == 0) return 0;  // exports nothing
  const auto is_unhashed = [&](std::uint64_t chain) { return chain != 0 && chain < first_hashed; };
  if (std::ranges::any_of(buckets, is_unhashed)) return std::nullopt;
  const std::uint64_t chains_at = buckets_at + bucket_count * sizeof(Elf64_Word);
  const auto chains =
      file.loaded<Elf64_Word>(chains_at, file.place_of(chains_at).room / sizeof(Elf64_Word));
  if (last_chain - first_hashed >= chains.size()) return std::nullopt;
  const auto last = chains.subspan(last_chain - first_hashed);
  const auto end = std::ranges::find_if(last, [](Elf64_Word hash) { return (hash & 1) != 0; });
  if (end == last.end()) return std::nullopt;
  return last_chain + static_cast<std::uint64_t>(end - last.begin()) + 1;
}

}  // namespace muster::plugin
