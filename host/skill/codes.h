// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_CODES_H
#define MUSTER_SKILL_CODES_H

#include <array>

#include "base/code.h"

/// What a SKILL.md can be refused for, or warned of.
namespace muster::skill::codes {

inline constexpr Code no_file{"skill.no_file", Kind::not_found,
                              "The folder has neither a SKILL.md nor a skill.md.",
                              "put a SKILL.md into it"};
inline constexpr Code not_utf8{"skill.not_utf8", Kind::invalid,
                               "The file holds bytes that are not UTF-8.",
                               "save the file as UTF-8"};
inline constexpr Code no_front_matter{"skill.no_front_matter", Kind::invalid,
                                      "The first line of the file is not ---.",
                                      "begin the file with a line that is exactly ---, then name "
                                      "and description, then a second such line"};
inline constexpr Code unclosed_front_matter{"skill.unclosed_front_matter", Kind::invalid,
                                            "No second line that is --- ends the front matter.",
                                            "end it with a line that is exactly ---"};
inline constexpr Code not_a_map{"skill.not_a_map", Kind::invalid,
                                "The front matter is a list or a single value.",
                                "write it as lines of \"key: value\""};
inline constexpr Code missing_field{"skill.missing_field", Kind::invalid,
                                    "A required field is not there.", "add it to the front matter"};
inline constexpr Code empty_field{"skill.empty_field", Kind::invalid,
                                  "A field has no value, or only blanks.",
                                  "give it a value, or delete it if it is optional"};
inline constexpr Code field_type{
    "skill.field_type", Kind::invalid,
    "A field holds a list or a map where text belongs, or the reverse.",
    "write it as one text; metadata as lines of \"key: text\""};
inline constexpr Code too_long{"skill.too_long", Kind::invalid,
                               "A field has more characters than the specification allows.",
                               "shorten it; details belong into the body"};
inline constexpr Code name_characters{"skill.name_characters", Kind::invalid,
                                      "The name has other characters than lower-case letters, "
                                      "digits and hyphens, or its hyphens are not single and "
                                      "between letters.",
                                      "use a name like pdf-tools"};
inline constexpr Code name_folder{"skill.name_folder", Kind::invalid,
                                  "The name is not that of the skill's folder.",
                                  "rename one of the two"};
inline constexpr Code unknown_field{"skill.unknown_field", Kind::invalid,
                                    "The front matter has a field that the specification does not.",
                                    "move it below metadata, or delete it"};
inline constexpr Code value_quoted{"skill.value_quoted", Kind::invalid,
                                   "A value is not YAML as it stands and was read as if in quotes.",
                                   "put the value in quotes"};
inline constexpr Code comment{"skill.comment", Kind::invalid,
                              "A value ends at a # that stands behind a blank: in YAML the rest of "
                              "the line is a comment.",
                              "put the value in quotes, or the comment on a line of its own"};

inline constexpr Code too_many_files{"skill.too_many_files", Kind::invalid,
                                     "The folder holds more than 512 files or folders, or folders "
                                     "more than 8 deep; its SKILL.md alone is served.",
                                     "move what the skill does not need out of its folder"};
inline constexpr Code too_large{"skill.too_large", Kind::invalid,
                                "The folder's files have more than 16 MiB in all; its SKILL.md "
                                "alone is served.",
                                "move what the skill does not need out of its folder"};
inline constexpr Code file_name{"skill.file_name", Kind::invalid,
                                "A file's name cannot be told to clients; it is not served.",
                                "rename the file"};
inline constexpr Code same_name{"skill.same_name", Kind::invalid,
                                "Two files would be one where case does not count in names; the "
                                "second is not served.",
                                "rename one of the two"};
inline constexpr Code link_to_folder{"skill.link_to_folder", Kind::invalid,
                                     "A symbolic link leads to a folder; nothing is served by way "
                                     "of it.",
                                     "put the folder itself there"};

inline constexpr Code changing{"skill.changing", Kind::unavailable,
                               "The folder changed each time it was read.",
                               "reload once it is written; put a new version in place by renaming "
                               "its folder"};
inline constexpr Code bad_path{"skill.bad_path", Kind::denied,
                               "The path of a file is not one within a skill.",
                               "name the file as the skill's list of files does"};
inline constexpr Code no_such_file{"skill.no_such_file", Kind::not_found,
                                   "The skill has no file of this path.",
                                   "see what it has: muster skills show NAME"};
inline constexpr Code changed{"skill.changed", Kind::conflict,
                              "A file is no longer what it was when its skill was loaded.",
                              "reload; if the skill is refused then, mend it"};

inline constexpr std::array all{
    no_file,      not_utf8,        no_front_matter, unclosed_front_matter,
    not_a_map,    missing_field,   empty_field,     field_type,
    too_long,     name_characters, name_folder,     unknown_field,
    value_quoted, comment,         too_many_files,  too_large,
    file_name,    same_name,       link_to_folder,  changing,
    bad_path,     no_such_file,    changed,
};

}  // namespace muster::skill::codes

#endif
