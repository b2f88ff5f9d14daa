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

inline constexpr Code not_text{"cli.not_text", Kind::invalid,
                               "A file's bytes were asked for as JSON, and are not UTF-8.",
                               "leave out --json"};

inline constexpr Code check_missing{"check.missing", Kind::not_found,
                                    "The path to check leads nowhere.", "check the path"};
inline constexpr Code check_no_skill{"check.no_skill", Kind::invalid,
                                     "What was to be validated as a skill is something else.",
                                     "name a folder with SKILL.md, or a folder of these"};
inline constexpr Code check_nothing{
    "check.nothing", Kind::not_found, "The folder holds neither a library nor a skill.",
    "name a .so file, a folder with SKILL.md, or a folder of these"};

inline constexpr Code new_bad_name{"new.bad_name", Kind::invalid,
                                   "What was to be made has a name that it cannot have.",
                                   "choose another name, for example 'hello'"};
inline constexpr Code new_exists{"new.exists", Kind::conflict,
                                 "There is a file or folder where something new was to be made.",
                                 "choose another name, or move what is there away"};
inline constexpr Code new_unwritable{"new.unwritable", Kind::denied,
                                     "The files of something new could not be written.",
                                     "go to a folder that you may write to, with room on its disk"};

inline constexpr std::array all{
    usage,        input_unreadable, output_unwritable, no_resources,  bad_answer,
    not_live,     not_text,         check_missing,     check_nothing, check_no_skill,
    new_bad_name, new_exists,       new_unwritable,
};

}  // namespace muster::cli::codes

#endif
