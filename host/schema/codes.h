// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_CODES_H
#define MUSTER_SCHEMA_CODES_H

#include <array>

#include "base/code.h"

/// Why a schema is refused.
namespace muster::schema::codes {

inline constexpr Code not_json{"schema.not_json", Kind::invalid,
                               "The text of a schema is not JSON.",
                               "correct the text at this place"};
inline constexpr Code not_a_schema{"schema.not_a_schema", Kind::invalid,
                                   "A keyword, or the schema itself, has a value of a wrong kind.",
                                   "give it a value that JSON Schema 2020-12 allows there"};
inline constexpr Code unknown_keyword{
    "schema.unknown_keyword", Kind::invalid,
    "A word is no keyword of JSON Schema. It is refused because a misspelt one would check "
    "nothing.",
    "correct its spelling, or let its name begin with x- if it is your own"};
inline constexpr Code unsupported_keyword{
    "schema.unsupported_keyword", Kind::invalid,
    "A keyword of JSON Schema would constrain values, but this host does not enforce it.",
    "say it with the keywords that docs/authors.md lists, or check it in the agent"};
inline constexpr Code other_draft{
    "schema.other_draft", Kind::invalid,
    "The schema, or one of its keywords, belongs to another draft of JSON Schema.",
    "write it as draft 2020-12 has it"};
inline constexpr Code nested_id{
    "schema.nested_id", Kind::invalid,
    "A schema below the root has an $id and so is a document of its own.",
    "delete the $id and refer to the schema by #/$defs/NAME"};
inline constexpr Code remote_ref{"schema.remote_ref", Kind::invalid,
                                 "A $ref leads out of the schema; nothing is ever fetched.",
                                 "copy the schema it means into $defs and refer to #/$defs/NAME"};
inline constexpr Code missing_ref{"schema.missing_ref", Kind::invalid,
                                  "A $ref leads to a place in the schema where no schema is.",
                                  "correct the $ref, or put the schema there"};
inline constexpr Code ref_cycle{
    "schema.ref_cycle", Kind::invalid,
    "A schema leads back to itself without a step into the value, so a check would never end.",
    "let it refer to itself only below properties, items and the like"};
inline constexpr Code bad_pattern{
    "schema.bad_pattern", Kind::invalid,
    "A regular expression is none that RE2 takes, or is too large.",
    "write it in RE2's syntax, which has no lookaround and no back-references"};
inline constexpr Code too_large{"schema.too_large", Kind::invalid,
                                "The text of a schema is longer than the limit.",
                                "say less, or move descriptions out of it"};
inline constexpr Code too_deep{"schema.too_deep", Kind::invalid,
                               "A schema is nested, or leads from $ref to $ref, beyond the limit.",
                               "move inner schemas into $defs, and refer to them directly"};
inline constexpr Code too_many_keywords{"schema.too_many_keywords", Kind::invalid,
                                        "A schema has more keywords than the limit.",
                                        "state what is alike once, in $defs"};

inline constexpr std::array all{
    not_json,  not_a_schema, unknown_keyword,   unsupported_keyword, other_draft,
    nested_id, remote_ref,   missing_ref,       ref_cycle,           bad_pattern,
    too_large, too_deep,     too_many_keywords,
};

}  // namespace muster::schema::codes

#endif
