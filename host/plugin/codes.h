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

inline constexpr Code elf_unique_symbols{
    "elf.unique_symbols", Kind::invalid,
    "A warning: the library has symbols that a dynamic linker shares between versions "
    "(STB_GNU_UNIQUE). In the host each version has its own.",
    "build it with -fno-gnu-unique -fvisibility=hidden; muster_add_plugin does"};
inline constexpr Code elf_nodelete{"elf.nodelete", Kind::invalid,
                                   "A warning: the library asks never to be unloaded.",
                                   "link it without -z nodelete"};
inline constexpr Code elf_static_tls{
    "elf.static_tls", Kind::invalid,
    "A warning: the library takes thread-local memory of which a process has little.",
    "build it without -ftls-model=initial-exec"};
inline constexpr Code elf_thread_locals{
    "elf.thread_locals", Kind::invalid,
    "A warning: the library has thread_local objects with destructors, which keep a replaced "
    "version mapped until the threads that ran it have ended.",
    "keep such state in the agent instead of in thread_local objects"};
inline constexpr Code elf_outside{
    "elf.outside", Kind::invalid,
    "A warning: the library takes other libraries from a folder outside of the plugin, and not one "
    "of the system's. The host uses those files themselves, not copies.",
    "put them beside it in a bundle and link with -Wl,-rpath,'$ORIGIN', or install them; never "
    "write "
    "over one while the host runs"};
inline constexpr Code elf_executable_stack{
    "elf.executable_stack", Kind::invalid,
    "A warning: to load the library, the dynamic linker makes the stack of the host executable.",
    "link it with -z noexecstack; assembler files need .note.GNU-stack"};
inline constexpr Code elf_text_relocations{
    "elf.text_relocations", Kind::invalid,
    "A warning: the library's code has to be written to when it is loaded.",
    "compile every file of it with -fPIC"};
inline constexpr Code elf_host_symbols{
    "elf.host_symbols", Kind::invalid,
    "A warning: the library exports symbols that the host defines too, and may use the host's "
    "instead of its own.",
    "build it with -fvisibility=hidden and link it with -Wl,--exclude-libs,ALL -Wl,-Bsymbolic; "
    "muster_add_plugin does"};

inline constexpr Code file_untrusted{
    "file.untrusted", Kind::denied,
    "Somebody else than root and the host's user could put other code into the file.",
    "take the write permission from the others, or run the host as the owner"};

inline constexpr Code bundle_no_plugin{
    "bundle.no_plugin", Kind::invalid,
    "A folder has libraries, but none that is called like the folder.",
    "call the plugin NAME/NAME.so; the other libraries of the folder are its helpers"};
inline constexpr Code bundle_too_large{"bundle.too_large", Kind::invalid,
                                       "A plugin's folder has more files than the host takes in.",
                                       "keep what the plugin does not load elsewhere"};
inline constexpr Code bundle_shared_soname{
    "bundle.shared_soname", Kind::conflict,
    "A helper library of the plugin has the SONAME of another one that is loaded, and the dynamic "
    "linker would use that one.",
    "give each version of the helper a SONAME of its own, or link it statically"};

inline constexpr Code probe_crashed{
    "probe.crashed", Kind::failed,
    "The library was tried out in a helper process, which it brought down.",
    "mend the library; or, if the reason was outside of it, muster plugins retry"};
inline constexpr Code probe_exited{
    "probe.exited", Kind::failed,
    "The library was tried out in a helper process, and ended that process.",
    "a plugin must not call exit; mend the library, or muster plugins retry"};
inline constexpr Code probe_timeout{
    "probe.timeout", Kind::timeout,
    "The library was tried out in a helper process, and did not come to an end.",
    "it must come back from everything, and end no thread but its own: what takes long belongs "
    "into "
    "open, but ends there too; if the machine was busy, muster plugins retry"};
inline constexpr Code probe_changed_process{
    "probe.changed_process", Kind::invalid,
    "The library changed something that belongs to the whole process: its folder, umask, locale, "
    "environment, signal handlers or descriptors, or it left a thread or a process behind.",
    "leave the process as it is; if you trust it, name the file under allow-process-changes"};
inline constexpr Code probe_unavailable{
    "probe.unavailable", Kind::unavailable,
    "The helper process that tries new libraries out could not do its work, so they stay out.",
    "install muster-probe beside the host, or name it with --probe or MUSTER_PROBE"};
inline constexpr Code probe_printed{"probe.printed", Kind::invalid,
                                    "A warning: the library printed something while it was loaded.",
                                    "log through the host instead"};
inline constexpr Code probe_left_open{
    "probe.left_open", Kind::invalid,
    "A warning: the library opened descriptors and left them open when it was unloaded.",
    "close them in close"};
inline constexpr Code probe_stays_mapped{
    "probe.stays_mapped", Kind::invalid,
    "A warning: the library cannot be unloaded, so each new version of it takes memory for good.",
    "muster inspect shows what may hold it"};

inline constexpr Code load_stuck{
    "load.stuck", Kind::timeout,
    "A library's code did not return while the host loaded or closed it, or ended the host's "
    "thread. It is quarantined; the host goes on serving what it has.",
    "restart the host if it stays stuck; mend the library, or muster plugins retry"};
inline constexpr Code load_too_many_kept{
    "load.too_many_kept", Kind::unavailable,
    "The library could never be unloaded, and as many replaced ones as may stay in memory do "
    "already.",
    "restart the host; build the plugin so that it can be unloaded, without -z nodelete"};
inline constexpr Code load_ended_host{
    "load.ended_host", Kind::failed,
    "The host ended, the last time, while it ran this library's code to load it.",
    "mend the library; if something else ended the host, muster plugins retry"};

inline constexpr Code state_unusable{
    "state.unusable", Kind::unavailable,
    "What the host remembers between runs cannot be read or written.",
    "check the state folder: its owner, its space, or another host that uses it"};

inline constexpr Code config_invalid{
    "config.invalid", Kind::invalid,
    "The configuration of an agent breaks the agent's config_schema.",
    "give the agent what its schema asks for, under `agents` in the host's configuration"};

inline constexpr Code abi_no_note{
    "abi.no_note", Kind::invalid, "The library exports `register` but has no ABI note.",
    "include <muster/agent.hpp>, or put MUSTER_NOTE(\"\"); into its C source"};
inline constexpr Code abi_not_named{
    "abi.not_named", Kind::invalid,
    "A warning: the library has a function `muster_register` by that name, where a host looks for "
    "`register`, and so it counts as a helper library.",
    "include <muster/abi.h>, which names the function, and put MUSTER_NOTE(\"\"); into the source"};
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
    "install or link what it names (ldd -r shows all that is missing); a helper of its own belongs "
    "into a bundle, linked with -Wl,-rpath,'$ORIGIN'"};
inline constexpr Code link_foreign_register{
    "link.foreign_register", Kind::invalid,
    "The `register` that was found lies in another library.",
    "define muster_register in the library itself"};

inline constexpr Code register_failed{
    "register.failed", Kind::failed, "The library's `register` returned an error.",
    "return MUSTER_OK once every agent is added; what the library printed may say why it did not"};
inline constexpr Code register_threw{"register.threw", Kind::failed,
                                     "An exception left the library's `register`.",
                                     "catch it in the library; MUSTER_AGENT does"};
inline constexpr Code register_nothing{
    "register.nothing", Kind::invalid, "`register` succeeded but added no agent.",
    "add at least one agent: MUSTER_AGENT in C++, registrar->add in C"};
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
inline constexpr Code register_more{"register.more", Kind::invalid,
                                    "The library breaks more rules than a report lists.",
                                    "mend what is listed before it, and look again"};

inline constexpr Code open_failed{"open.failed", Kind::failed,
                                  "An agent's `open` returned an error.",
                                  "mend what the agent says, or its configuration"};
inline constexpr Code open_threw{"open.threw", Kind::failed, "An exception left an agent's `open`.",
                                 "catch it in the library; MUSTER_AGENT does"};

inline constexpr Code call_timeout{"call.timeout", Kind::timeout,
                                   "The result did not come before the deadline.",
                                   "allow more time, or ask for less"};
inline constexpr Code call_cancelled{"call.cancelled", Kind::cancelled,
                                     "Whoever made the call gave it up.",
                                     "call again if the result is wanted after all"};
inline constexpr Code call_result_too_large{"call.result_too_large", Kind::failed,
                                            "The agent wrote more than the host takes in.",
                                            "ask for less; the agent may raise max_result_bytes up "
                                            "to the host's limit"};
inline constexpr Code call_too_many{"call.too_many", Kind::overloaded,
                                    "Too many calls are running in this host.", "try again later"};
inline constexpr Code call_too_deep{"call.too_deep", Kind::failed,
                                    "Too many agents called each other, one inside the other.",
                                    "look for agents that call each other without an end"};
inline constexpr Code call_reentrant{
    "call.reentrant", Kind::conflict,
    "An agent that runs one call at a time was called from inside of one of its own calls.",
    "declare the agent concurrent, or have it call itself no more"};
inline constexpr Code call_deadlock{
    "call.deadlock", Kind::conflict,
    "Agents that take a bounded number of calls at a time would wait for each other for ever.",
    "declare one of them concurrent, or have one call the other no more"};
inline constexpr Code call_keyed{"call.keyed", Kind::invalid,
                                 "The agent is keyed, and this version serves no keyed agents.",
                                 "call another agent"};
inline constexpr Code call_not_keyed{"call.not_keyed", Kind::invalid,
                                     "A call has a key, but its agent is not keyed.",
                                     "leave the key out"};
inline constexpr Code call_unrouted{"call.unrouted", Kind::unavailable,
                                    "An agent called another where there are no others.",
                                    "run it in a host"};
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
    elf_unique_symbols,
    elf_nodelete,
    elf_static_tls,
    elf_thread_locals,
    elf_outside,
    elf_executable_stack,
    elf_text_relocations,
    elf_host_symbols,
    file_untrusted,
    bundle_no_plugin,
    bundle_too_large,
    bundle_shared_soname,
    probe_crashed,
    probe_exited,
    probe_timeout,
    probe_changed_process,
    probe_unavailable,
    probe_printed,
    probe_left_open,
    probe_stays_mapped,
    load_stuck,
    load_too_many_kept,
    load_ended_host,
    state_unusable,
    config_invalid,
    abi_no_note,
    abi_not_named,
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
    register_more,
    open_failed,
    open_threw,
    call_timeout,
    call_cancelled,
    call_result_too_large,
    call_too_many,
    call_too_deep,
    call_reentrant,
    call_deadlock,
    call_keyed,
    call_not_keyed,
    call_unrouted,
    agent_failed,
    agent_threw,
};

}  // namespace muster::plugin::codes

#endif
