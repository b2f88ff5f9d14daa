// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_CODES_H
#define MUSTER_PLUGIN_CODES_H

#include <array>

#include "base/code.h"

/// The errors that loading a plugin, and calling an agent of it, can end in. What is wrong with the
/// file itself, before a byte of it is copied, has base's codes `file.*` too.
namespace muster::plugin::codes {

inline constexpr Code file_empty{"file.empty", Kind::invalid, "The file has no content.",
                                 "build or copy the library again"};
inline constexpr Code file_changing{"file.changing", Kind::unavailable,
                                    "The file was written to while the host read it.",
                                    "put the whole file in place at once, with install or mv"};
inline constexpr Code file_own_program{"file.own_program", Kind::invalid,
                                       "The path leads to the host's own program.",
                                       "remove this link"};

inline constexpr Code staging_unavailable{
    "staging.unavailable", Kind::unavailable,
    "No folder can hold the host's private copies of libraries.",
    "name a folder of your own, on a disk mounted without noexec"};
inline constexpr Code staging_failed{"staging.failed", Kind::unavailable,
                                     "A private copy of the library could not be written or read.",
                                     "check the space and the mount of the staging folder"};

inline constexpr Code elf_not_elf{"elf.not_elf", Kind::invalid, "The file is no ELF file at all.",
                                  "put a shared library there, or give the file another ending"};
inline constexpr Code elf_truncated{
    "elf.truncated", Kind::invalid, "The file ends before its last segment does.",
    "copy it again with install or mv, which put a whole file in place"};
inline constexpr Code elf_wrong_machine{"elf.wrong_machine", Kind::invalid,
                                        "The library is built for another kind of processor.",
                                        "build it for this machine"};
inline constexpr Code elf_wrong_class{"elf.wrong_class", Kind::invalid,
                                      "The library is built for 32-bit programs.",
                                      "build it without -m32"};
inline constexpr Code elf_not_shared{"elf.not_shared", Kind::invalid,
                                     "The file is an object file or a core dump.",
                                     "link it with -shared"};
inline constexpr Code elf_is_program{"elf.is_program", Kind::invalid,
                                     "The file is a program, which cannot be loaded into another.",
                                     "link it with -shared"};
inline constexpr Code elf_malformed{"elf.malformed", Kind::invalid,
                                    "A header of the file contradicts another or points nowhere.",
                                    "build or copy the library again"};

inline constexpr Code abi_no_note{
    "abi.no_note", Kind::invalid, "The library exports `register` but has no ABI note.",
    "include <muster/agent.hpp>, or put MUSTER_NOTE(\"\") into its C source"};
inline constexpr Code abi_no_register{
    "abi.no_register", Kind::invalid,
    "The library has an ABI note but exports no function `register`.",
    "define muster_register in it, or use MUSTER_AGENT"};
inline constexpr Code abi_wrong_major{"abi.wrong_major", Kind::invalid,
                                      "The library speaks another major version of the ABI.",
                                      "build it with the SDK of this host"};
inline constexpr Code abi_newer_minor{"abi.newer_minor", Kind::invalid,
                                      "The library was built with a newer SDK than the host.",
                                      "update the host, or build the library with the host's SDK"};
inline constexpr Code abi_missing_extension{
    "abi.missing_extension", Kind::invalid,
    "The library requires an extension that the host lacks.", "update the host"};

inline constexpr Code link_refused{
    "link.refused", Kind::invalid, "The dynamic linker could not load the library.",
    "install or link what it names; ldd -r shows all that is missing"};
inline constexpr Code link_foreign_register{
    "link.foreign_register", Kind::invalid,
    "The `register` that was found lies in another library.",
    "define muster_register in the library itself"};

inline constexpr Code register_failed{"register.failed", Kind::failed,
                                      "The library's `register` returned an error.",
                                      "the library's author knows the reason"};
inline constexpr Code register_threw{"register.threw", Kind::failed,
                                     "An exception left the library's `register`.",
                                     "catch it in the library; MUSTER_AGENT does"};
inline constexpr Code register_nothing{"register.nothing", Kind::invalid,
                                       "`register` succeeded but added no agent.",
                                       "add at least one agent"};
inline constexpr Code register_too_many{"register.too_many", Kind::invalid,
                                        "The library adds more agents than one library may.",
                                        "spread them over several libraries"};
inline constexpr Code register_bad_field{"register.bad_field", Kind::invalid,
                                         "A field of a descriptor breaks a rule of the ABI.",
                                         "correct this field; muster/abi.h has its rule"};
inline constexpr Code register_bad_schema{"register.bad_schema", Kind::invalid,
                                          "A schema of an agent is not a JSON object.",
                                          "correct the schema"};
inline constexpr Code register_duplicate_slug{"register.duplicate_slug", Kind::invalid,
                                              "A library adds two agents of one slug.",
                                              "rename one of the two"};

inline constexpr Code open_failed{"open.failed", Kind::failed,
                                  "An agent's `open` returned an error.",
                                  "the message is the agent's own"};
inline constexpr Code open_threw{"open.threw", Kind::failed, "An exception left an agent's `open`.",
                                 "catch it in the library; MUSTER_AGENT does"};

inline constexpr Code call_timeout{"call.timeout", Kind::timeout,
                                   "The result did not come before the deadline.",
                                   "allow more time, or ask for less"};
inline constexpr Code call_result_too_large{"call.result_too_large", Kind::failed,
                                            "The agent wrote more than the host takes in.",
                                            "ask for less; the agent may raise max_result_bytes up "
                                            "to the host's limit"};
inline constexpr Code call_too_many{"call.too_many", Kind::overloaded,
                                    "Too many calls are running in this host.", "try again later"};
inline constexpr Code agent_failed{"agent.failed", Kind::failed,
                                   "The agent says that it could not do it.", ""};
inline constexpr Code agent_threw{"agent.threw", Kind::failed,
                                  "An exception left the agent's call function.",
                                  "catch exceptions inside the plugin; agent.hpp does"};

inline constexpr std::array all{
    file_empty,
    file_changing,
    file_own_program,
    staging_unavailable,
    staging_failed,
    elf_not_elf,
    elf_truncated,
    elf_wrong_machine,
    elf_wrong_class,
    elf_not_shared,
    elf_is_program,
    elf_malformed,
    abi_no_note,
    abi_no_register,
    abi_wrong_major,
    abi_newer_minor,
    abi_missing_extension,
    link_refused,
    link_foreign_register,
    register_failed,
    register_threw,
    register_nothing,
    register_too_many,
    register_bad_field,
    register_bad_schema,
    register_duplicate_slug,
    open_failed,
    open_threw,
    call_timeout,
    call_result_too_large,
    call_too_many,
    agent_failed,
    agent_threw,
};

}  // namespace muster::plugin::codes

#endif
