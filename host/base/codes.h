// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_CODES_H
#define MUSTER_BASE_CODES_H

#include <array>

#include "base/code.h"

/// The errors that reading files, JSON and YAML can end in.
namespace muster::codes {

inline constexpr Code file_missing{"file.missing", Kind::not_found,
                                   "The file, or a folder on the way to it, does not exist.",
                                   "check the path"};
inline constexpr Code file_denied{"file.denied", Kind::denied,
                                  "This user may not read the file or enter its folder.",
                                  "give the user of this process read permission"};
inline constexpr Code file_not_regular{"file.not_regular", Kind::invalid,
                                       "The path leads to a folder, a FIFO, a socket or a device.",
                                       "put a regular file there"};
inline constexpr Code file_too_large{"file.too_large", Kind::invalid,
                                     "The file holds more bytes than the host takes in.",
                                     "make the file smaller"};
inline constexpr Code file_unreadable{"file.unreadable", Kind::unavailable,
                                      "The system could not open or read the file.",
                                      "check the disk and the limits of this process"};
inline constexpr Code file_link_outside{
    "file.link_outside", Kind::denied,
    "A symbolic link leads out of the folder that the host serves.",
    "put the file itself into the folder, link to it by a relative path, or serve the folder that "
    "the link leads to"};
inline constexpr Code file_link_broken{"file.link_broken", Kind::not_found,
                                       "A symbolic link leads nowhere, or in a circle.",
                                       "remove the link, or let it lead to the file"};

inline constexpr Code json_syntax{"json.syntax", Kind::invalid, "The text is not JSON.",
                                  "correct the text at this place"};
inline constexpr Code json_not_utf8{"json.not_utf8", Kind::invalid,
                                    "The text holds bytes that are not UTF-8.",
                                    "save the text as UTF-8"};
inline constexpr Code json_number{"json.number", Kind::invalid,
                                  "A number is too large for a double.",
                                  "use a smaller number, or a string"};
inline constexpr Code json_duplicate_key{"json.duplicate_key", Kind::invalid,
                                         "An object has the same key twice.",
                                         "keep one of the two"};
inline constexpr Code json_too_large{"json.too_large", Kind::invalid,
                                     "The text is longer than the limit.", "send less"};
inline constexpr Code json_too_deep{"json.too_deep", Kind::invalid,
                                    "Arrays and objects are nested beyond the limit.",
                                    "nest less deeply"};

inline constexpr Code yaml_syntax{"yaml.syntax", Kind::invalid, "The text is not YAML.",
                                  "correct the text at this place"};
inline constexpr Code yaml_not_utf8{"yaml.not_utf8", Kind::invalid,
                                    "The text holds bytes that are not UTF-8.",
                                    "save the text as UTF-8"};
inline constexpr Code yaml_control{"yaml.control", Kind::invalid,
                                   "The text holds a control character other than tab and newline.",
                                   "delete it, or write it as an escape in double quotes"};
inline constexpr Code yaml_directive{"yaml.directive", Kind::invalid,
                                     "A line starts with %, as a YAML directive does.",
                                     "delete the line, or indent it"};
inline constexpr Code yaml_anchor{"yaml.anchor", Kind::invalid, "A value has an anchor (&name).",
                                  "write the value out, or quote it if the & belongs to it"};
inline constexpr Code yaml_alias{"yaml.alias", Kind::invalid, "A value is an alias (*name).",
                                 "write the value out, or quote it if the * belongs to it"};
inline constexpr Code yaml_tag{"yaml.tag", Kind::invalid, "A value has a tag (!name).",
                               "delete the tag, or quote the value if the ! belongs to it"};
inline constexpr Code yaml_merge_key{"yaml.merge_key", Kind::invalid, "A map has the merge key <<.",
                                     "write the keys out"};
inline constexpr Code yaml_key{"yaml.key", Kind::invalid,
                               "A key of a map is empty, or is itself a list or a map.",
                               "use a plain word as the key, and close every bracket"};
inline constexpr Code yaml_duplicate_key{"yaml.duplicate_key", Kind::invalid,
                                         "A map has the same key twice.", "keep one of the two"};
inline constexpr Code yaml_second_document{"yaml.second_document", Kind::invalid,
                                           "A second document follows the first.",
                                           "keep one document"};
inline constexpr Code yaml_too_large{"yaml.too_large", Kind::invalid,
                                     "The text is longer than the limit.", "make it shorter"};
inline constexpr Code yaml_too_deep{"yaml.too_deep", Kind::invalid,
                                    "Lists and maps are nested beyond the limit.",
                                    "nest less deeply"};
inline constexpr Code yaml_too_many_keys{"yaml.too_many_keys", Kind::invalid,
                                         "The document has more keys than the limit.",
                                         "use fewer keys"};
inline constexpr Code yaml_too_many_values{"yaml.too_many_values", Kind::invalid,
                                           "The document has more values than the limit.",
                                           "use fewer list items"};
inline constexpr Code yaml_number{
    "yaml.number", Kind::invalid,
    "A number is infinite, not a number at all, or a whole one of more than 64 bits.",
    "use one that JSON has, or put it in quotes to make it a text"};

inline constexpr std::array all{
    file_missing,    file_denied,       file_not_regular,   file_too_large,
    file_unreadable, file_link_outside, file_link_broken,   json_syntax,
    json_not_utf8,   json_number,       json_duplicate_key, json_too_large,
    json_too_deep,   yaml_syntax,       yaml_not_utf8,      yaml_control,
    yaml_directive,  yaml_anchor,       yaml_alias,         yaml_tag,
    yaml_merge_key,  yaml_key,          yaml_duplicate_key, yaml_second_document,
    yaml_too_large,  yaml_too_deep,     yaml_too_many_keys, yaml_too_many_values,
    yaml_number,
};

}  // namespace muster::codes

#endif
