// SPDX-License-Identifier: Apache-2.0
#include "support/elf_patch.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace muster::test {
namespace {

template <class Record>
Record record_at(std::string_view file, std::size_t offset) {
  Record record;
  std::memcpy(&record, file.substr(offset, sizeof record).data(), sizeof record);
  return record;
}

std::size_t offset_of_symbol(std::string_view file, std::string_view name) {
  const Elf64_Ehdr header = header_of(file);
  const auto section = [&](std::size_t index) {
    return record_at<Elf64_Shdr>(file, header.e_shoff + index * sizeof(Elf64_Shdr));
  };
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr symbols = section(i);
    if (symbols.sh_type != SHT_DYNSYM) continue;
    const Elf64_Shdr strings = section(symbols.sh_link);
    for (std::size_t at = 0; at < symbols.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = record_at<Elf64_Sym>(file, symbols.sh_offset + at);
      // Names end in NUL.
      if (file.data() + strings.sh_offset + symbol.st_name == name) return symbols.sh_offset + at;
    }
  }
  throw std::runtime_error("no symbol " + std::string(name));
}

std::size_t offset_of_entry(std::string_view file, Elf64_Sxword tag) {
  const Elf64_Phdr dynamic = program_header_of(file, PT_DYNAMIC);
  for (std::size_t at = dynamic.p_offset; at < dynamic.p_offset + dynamic.p_filesz;
       at += sizeof(Elf64_Dyn)) {
    if (record_at<Elf64_Dyn>(file, at).d_tag == tag) return at;
  }
  throw std::runtime_error("no such entry in the dynamic section");
}

}  // namespace

Elf64_Ehdr header_of(std::string_view file) {
  Elf64_Ehdr header;
  if (file.size() < sizeof header) throw std::runtime_error("too short for an ELF header");
  std::memcpy(&header, file.data(), sizeof header);
  return header;
}

void set_header(std::string& file, const Elf64_Ehdr& header) {
  std::memcpy(file.data(), &header, sizeof header);
}

std::vector<Elf64_Phdr> program_headers_of(std::string_view file) {
  const Elf64_Ehdr header = header_of(file);
  std::vector<Elf64_Phdr> headers(header.e_phnum);
  std::memcpy(headers.data(), file.substr(header.e_phoff).data(),
              headers.size() * sizeof(Elf64_Phdr));
  return headers;
}

void set_program_headers(std::string& file, const std::vector<Elf64_Phdr>& headers) {
  std::memcpy(file.data() + header_of(file).e_phoff, headers.data(),
              headers.size() * sizeof(Elf64_Phdr));
}

Elf64_Phdr program_header_of(std::string_view file, Elf64_Word type) {
  for (const Elf64_Phdr& header : program_headers_of(file)) {
    if (header.p_type == type) return header;
  }
  throw std::runtime_error("no program header of this type");
}

Elf64_Sym symbol_of(std::string_view file, std::string_view name) {
  return record_at<Elf64_Sym>(file, offset_of_symbol(file, name));
}

void set_symbol(std::string& file, std::string_view name, const Elf64_Sym& symbol) {
  std::memcpy(file.data() + offset_of_symbol(file, name), &symbol, sizeof symbol);
}

Elf64_Xword dynamic_value(std::string_view file, Elf64_Sxword tag) {
  return record_at<Elf64_Dyn>(file, offset_of_entry(file, tag)).d_un.d_val;
}

void set_dynamic_value(std::string& file, Elf64_Sxword tag, Elf64_Xword value) {
  const std::size_t at = offset_of_entry(file, tag) + offsetof(Elf64_Dyn, d_un);
  std::memcpy(file.data() + at, &value, sizeof value);
}

void set_dynamic_entry(std::string& file, Elf64_Sxword tag, const Elf64_Dyn& entry) {
  std::memcpy(file.data() + offset_of_entry(file, tag), &entry, sizeof entry);
}

Elf64_Addr append_loaded(std::string& file, std::string_view bytes) {
  file.resize((file.size() + 15) / 16 * 16);
  auto headers = program_headers_of(file);
  Elf64_Phdr& last = *std::find_if(headers.rbegin(), headers.rend(), [](const Elf64_Phdr& header) {
    return header.p_type == PT_LOAD;
  });
  const Elf64_Addr address = last.p_vaddr + (file.size() - last.p_offset);
  file += bytes;
  last.p_filesz = last.p_memsz = file.size() - last.p_offset;
  set_program_headers(file, headers);
  return address;
}

void append_dynamic(std::string& file, const std::vector<Elf64_Dyn>& more) {
  const Elf64_Phdr old = program_header_of(file, PT_DYNAMIC);
  std::string entries;
  const auto add = [&](const Elf64_Dyn& entry) {
    entries.append(reinterpret_cast<const char*>(&entry), sizeof entry);
  };
  for (std::size_t at = old.p_offset;; at += sizeof(Elf64_Dyn)) {
    const auto entry = record_at<Elf64_Dyn>(file, at);
    if (entry.d_tag == DT_NULL) break;
    add(entry);
  }
  for (const Elf64_Dyn& entry : more) add(entry);
  add({});
  const Elf64_Addr address = append_loaded(file, entries);
  auto headers = program_headers_of(file);
  Elf64_Phdr& dynamic = *std::ranges::find(headers, PT_DYNAMIC, &Elf64_Phdr::p_type);
  dynamic.p_offset = file.size() - entries.size();
  dynamic.p_vaddr = address;
  dynamic.p_filesz = dynamic.p_memsz = entries.size();
  set_program_headers(file, headers);
}

void flip_bit(std::string& file, std::size_t byte, unsigned bit) {
  file.at(byte) = static_cast<char>(file.at(byte) ^ (1 << bit));
}

void make_unique(std::string& file, std::string_view name) {
  Elf64_Sym symbol = symbol_of(file, name);
  symbol.st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, ELF64_ST_TYPE(symbol.st_info));
  set_symbol(file, name, symbol);
}

void drop_section_headers(std::string& file) {
  Elf64_Ehdr header = header_of(file);
  header.e_shoff = 0;
  header.e_shnum = 0;
  header.e_shstrndx = SHN_UNDEF;
  set_header(file, header);
}

void replace_text(std::string& file, std::string_view from, std::string_view to) {
  if (from.size() != to.size()) throw std::runtime_error("a patch must keep the length");
  std::size_t at = file.find(from);
  if (at == std::string::npos) throw std::runtime_error("no " + std::string(from) + " to patch");
  for (; at != std::string::npos; at = file.find(from, at + to.size())) {
    file.replace(at, to.size(), to);
  }
}

std::string ask_for_impossible_glibc(std::string& file) {
  const std::size_t at = file.find("GLIBC_2");
  if (at == std::string::npos) throw std::runtime_error("no version of the C library");
  const std::string version = file.c_str() + at;  // ends at its NUL
  std::string impossible = version;
  std::replace_if(
      impossible.begin(), impossible.end(), [](char c) { return c >= '0' && c <= '9'; }, '9');
  replace_text(file, version, impossible);
  return impossible;
}

}  // namespace muster::test
