// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_CODES_H
#define MUSTER_CATALOG_CODES_H

#include <array>

#include "base/code.h"

namespace muster::catalog::codes {

inline constexpr Code root_missing{
    "catalog.root_missing", Kind::not_found,
    "A folder that the host was told to serve is not there.",
    "make the folder, or take it out of the configuration; an empty folder is fine"};
inline constexpr Code root_unreadable{"catalog.root_unreadable", Kind::denied,
                                      "A folder that the host was told to serve cannot be listed.",
                                      "let the host's user read and enter the folder: chmod u+rx"};
inline constexpr Code too_many_files{"catalog.too_many_files", Kind::invalid,
                                     "A folder holds more files than the host takes in.",
                                     "spread the files over several folders"};
inline constexpr Code folder_again{"catalog.folder_again", Kind::conflict,
                                   "A warning: a symbolic link below a folder of skills leads to a "
                                   "folder that is looked into anyway.",
                                   "remove the link"};
inline constexpr Code misnamed_skill{
    "catalog.misnamed_skill", Kind::invalid,
    "A warning: a file is called SKILL.md but for upper and lower case, which does not make its "
    "folder a skill.",
    "rename it to SKILL.md"};
inline constexpr Code too_deep{"catalog.too_deep", Kind::invalid,
                               "A warning: a folder with a SKILL.md lies more than four folders "
                               "below the one that the host was told to serve.",
                               "tell the host to serve the folder that it is in"};
inline constexpr Code duplicate_slug{
    "catalog.duplicate_slug", Kind::conflict,
    "Two plugins register one slug, or a plugin one that the program has added.",
    "rename one of the agents, or remove one of the files"};
inline constexpr Code agent_lost{"catalog.agent_lost", Kind::conflict,
                                 "A changed plugin no longer registers an agent, while a plugin "
                                 "that may carry it now was refused.",
                                 "mend the refused file; both are taken in together then"};

inline constexpr Code shadowed{
    "catalog.shadowed", Kind::conflict,
    "A warning: a skill does not serve, because another one of its name comes first.",
    "rename one of the two, or remove it"};
inline constexpr Code twin{"catalog.twin", Kind::conflict,
                           "A warning: a file has the very content of another, which serves.",
                           "remove one of the two"};
inline constexpr Code unused_configuration{
    "catalog.unused_configuration", Kind::not_found,
    "A warning: the configuration names an agent that is not live.",
    "correct the name, or take the entry out"};
inline constexpr Code unused_leave{
    "catalog.unused_leave", Kind::not_found,
    "A warning: allow-process-changes names something that is no library of a plugin folder.",
    "name the library by a path that leads to it; a relative one in the configuration file starts "
    "at "
    "the folder of that file"};

inline constexpr Code name_taken{
    "catalog.name_taken", Kind::conflict,
    "A program adds an agent or a skill of a name that another one has.",
    "take another name; to replace one of the program's own, remove and add it in one edit"};
inline constexpr Code not_added{"catalog.not_added", Kind::not_found,
                                "A program removes an agent or a skill that it has not added.",
                                "correct the name; what comes from a file goes with the file"};

inline constexpr std::array all{
    root_missing,         root_unreadable, folder_again, misnamed_skill, too_deep,
    too_many_files,       duplicate_slug,  agent_lost,   shadowed,       twin,
    unused_configuration, unused_leave,    name_taken,   not_added};

}  // namespace muster::catalog::codes

#endif
