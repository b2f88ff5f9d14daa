// SPDX-License-Identifier: Apache-2.0
#include "support/elf_patch.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace muster::test {

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
