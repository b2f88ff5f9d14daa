// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_CODES_H
#define MUSTER_PACKAGE_CODES_H

#include <array>

#include "base/code.h"

/// What a package can be refused for, and why none could be made or put in place.
namespace muster::package::codes {

inline constexpr Code damaged{"package.damaged", Kind::invalid,
                              "The file is no ZIP, or not a whole one.",
                              "fetch it again, or pack it again: muster skills pack DIR"};
inline constexpr Code encrypted{"package.encrypted", Kind::invalid,
                                "An entry of the package is encrypted.",
                                "pack it without a password"};
inline constexpr Code method{"package.method", Kind::invalid,
                             "An entry of the package is compressed by something else than "
                             "deflate.",
                             "pack it again: muster skills pack DIR"};
inline constexpr Code bad_path{"package.bad_path", Kind::invalid,
                               "An entry has a path that could lead out of the folder, or that no "
                               "skill has.",
                               "do not trust this package; pack the skill again: muster skills "
                               "pack DIR"};
inline constexpr Code same_path{"package.same_path", Kind::invalid,
                                "Two entries have one path, or would where case does not count.",
                                "rename one of the two files in the skill"};
inline constexpr Code not_a_file{"package.not_a_file", Kind::invalid,
                                 "An entry is a link, a device or something else that is neither a "
                                 "file nor a folder.",
                                 "put the file itself there"};
inline constexpr Code too_many_files{"package.too_many_files", Kind::invalid,
                                     "The package has more than 512 files or folders.",
                                     "move what the skill does not need out of its folder"};
inline constexpr Code too_large{"package.too_large", Kind::invalid,
                                "The files of the package have more than 16 MiB in all.",
                                "move what the skill does not need out of its folder"};
inline constexpr Code ratio{"package.ratio", Kind::invalid,
                            "The files of the package have more than 100 times its own size, as "
                            "in a file that is made to fill a disk.",
                            "do not trust this package; pack the skill again: muster skills pack "
                            "DIR"};
inline constexpr Code no_skill{"package.no_skill", Kind::invalid,
                               "The package has no SKILL.md, neither at its top nor in one folder "
                               "that holds everything.",
                               "pack one skill: muster skills pack DIR"};
inline constexpr Code several{"package.several", Kind::invalid,
                              "The package has more than one folder or file at its top.",
                              "pack one skill, and nothing beside it: muster skills pack DIR"};
inline constexpr Code bad_name{"package.bad_name", Kind::invalid,
                               "The skill has a name that no folder can safely have.",
                               "rename the skill"};

inline constexpr Code left_out{
    "package.left_out", Kind::invalid,
    "A warning: an empty folder, a .git or a node_modules is not packed or "
    "not unpacked.",
    "if a skill needs the folder, put a file into it"};

inline constexpr Code exists{"package.exists", Kind::conflict,
                             "There is something already where the package or the skill belongs.",
                             "choose another place, or replace it: --force"};
inline constexpr Code not_replaced{
    "package.not_replaced", Kind::conflict,
    "What is in the place of the skill is no skill, or in that of the "
    "package no file, and stays.",
    "move it away"};
inline constexpr Code unwritable{"package.unwritable", Kind::denied,
                                 "The system could not write the files, or not put them in place.",
                                 "choose a folder that you may write to, with room on its disk"};
inline constexpr Code no_archive{"package.no_archive", Kind::failed,
                                 "libarchive could not make a ZIP.",
                                 "check the memory limits of this process"};

inline constexpr std::array all{
    damaged,        encrypted, method,       bad_path,   same_path,  not_a_file,
    too_many_files, too_large, ratio,        no_skill,   several,    bad_name,
    left_out,       exists,    not_replaced, unwritable, no_archive,
};

}  // namespace muster::package::codes

#endif
