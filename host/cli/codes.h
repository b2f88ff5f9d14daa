// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_CODES_H
#define MUSTER_CLI_CODES_H

#include <array>

#include "base/code.h"

/// What can go wrong in a command before a host is asked, or in `muster check`.
namespace muster::cli::codes {

inline constexpr Code usage{"cli.usage", Kind::invalid,
                            "The command line has a word that the program does not understand.",
                            "see 'muster --help'"};
inline constexpr Code input_unreadable{"cli.input_unreadable", Kind::failed,
                                       "The input of a call could not be read.",
                                       "give JSON, '-' for standard input, or @FILE"};
inline constexpr Code output_unwritable{"cli.output_unwritable", Kind::failed,
                                        "Standard output could not be written to its end.",
                                        "check the disk or program that takes the output"};
inline constexpr Code no_resources{"cli.no_resources", Kind::failed,
                                   "The system has no memory, thread or descriptor to spare.",
                                   "check the limits of this process"};
inline constexpr Code bad_answer{"cli.bad_answer", Kind::failed,
                                 "The host's answer is not one that this program understands.",
                                 "use the 'muster' of the same version as the host"};
inline constexpr Code not_live{"cli.not_live", Kind::not_found,
                               "Neither an agent nor a skill has this name.",
                               "see what is live: muster list"};

inline constexpr Code check_missing{"check.missing", Kind::not_found,
                                    "The path to check leads nowhere.", "check the path"};
inline constexpr Code check_nothing{
    "check.nothing", Kind::not_found, "The folder holds neither a library nor a skill.",
    "name a .so file, a folder with SKILL.md, or a folder of these"};
inline constexpr Code check_crashed{"check.crashed", Kind::invalid,
                                    "The library ended the process that loaded it.",
                                    "run its constructors and register() under a debugger"};
inline constexpr Code check_timeout{"check.timeout", Kind::invalid,
                                    "The library was not loaded, opened and closed in time.",
                                    "let constructors, register() and open() return at once"};
inline constexpr Code check_no_process{"check.no_process", Kind::unavailable,
                                       "The process that would load the library cannot be started.",
                                       "check the limits of processes and descriptors"};
inline constexpr Code check_stays_mapped{
    "check.stays_mapped", Kind::invalid, "The library stays in memory when it is unloaded.",
    "avoid thread_local objects with destructors, and link with "
    "the flags of muster_add_plugin"};

inline constexpr std::array all{
    usage,         input_unreadable, output_unwritable, no_resources,
    bad_answer,    not_live,         check_missing,     check_nothing,
    check_crashed, check_timeout,    check_no_process,  check_stays_mapped,
};

}  // namespace muster::cli::codes

#endif
