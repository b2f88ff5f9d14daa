/* SPDX-License-Identifier: Apache-2.0 */

/* The layout of the ABI on a 64-bit machine, in C11 and in C++20. A line that has to change here is
 * a change of the ABI: say so in CHANGELOG.md. New fields come at the end of a struct. */

#ifndef MUSTER_TESTS_SDK_ABI_GOLDEN_H
#define MUSTER_TESTS_SDK_ABI_GOLDEN_H

#include <assert.h>
#include <muster/abi.h>
#include <stddef.h>

#define SIZE(type, size) static_assert(sizeof(type) == (size), #type " has another size")
#define FIELD(type, field, at) \
  static_assert(offsetof(type, field) == (at), #type "." #field " is at another offset")

SIZE(muster_text, 16);
FIELD(muster_text, data, 0);
FIELD(muster_text, size, 8);

SIZE(muster_block, 56);
FIELD(muster_block, struct_size, 0);
FIELD(muster_block, type, 4);
FIELD(muster_block, mime, 8);
FIELD(muster_block, name, 24);
FIELD(muster_block, bytes, 40);

SIZE(muster_host, 48);
FIELD(muster_host, struct_size, 0);
FIELD(muster_host, abi_minor, 4);
FIELD(muster_host, context, 8);
FIELD(muster_host, write, 16);
FIELD(muster_host, fail, 24);
FIELD(muster_host, check, 32);
FIELD(muster_host, extension, 40);

SIZE(muster_call, 104);
FIELD(muster_call, struct_size, 0);
FIELD(muster_call, flags, 4);
FIELD(muster_call, token, 8);
FIELD(muster_call, input, 16);
FIELD(muster_call, content_type, 32);
FIELD(muster_call, key, 48);
FIELD(muster_call, request_id, 64);
FIELD(muster_call, deadline_ns, 80);
FIELD(muster_call, fence, 88);
FIELD(muster_call, state_version, 96);
FIELD(muster_call, depth, 100);

SIZE(muster_open, 72);
FIELD(muster_open, struct_size, 0);
FIELD(muster_open, reserved, 4);
FIELD(muster_open, host, 8);
FIELD(muster_open, user, 16);
FIELD(muster_open, config, 24);
FIELD(muster_open, context, 40);
FIELD(muster_open, fail, 48);
FIELD(muster_open, configuration, 56);
FIELD(muster_open, agent, 64);

SIZE(muster_agent_descriptor, 240);
FIELD(muster_agent_descriptor, struct_size, 0);
FIELD(muster_agent_descriptor, flags, 4);
FIELD(muster_agent_descriptor, slug, 8);
FIELD(muster_agent_descriptor, title, 24);
FIELD(muster_agent_descriptor, description, 40);
FIELD(muster_agent_descriptor, version, 56);
FIELD(muster_agent_descriptor, tags, 72);
FIELD(muster_agent_descriptor, tag_count, 80);
FIELD(muster_agent_descriptor, state_version, 84);
FIELD(muster_agent_descriptor, input_schema, 88);
FIELD(muster_agent_descriptor, output_schema, 104);
FIELD(muster_agent_descriptor, config_schema, 120);
FIELD(muster_agent_descriptor, replaced_by, 136);
FIELD(muster_agent_descriptor, deadline_ms, 152);
FIELD(muster_agent_descriptor, max_result_bytes, 160);
FIELD(muster_agent_descriptor, max_concurrent, 168);
FIELD(muster_agent_descriptor, reserved, 172);
FIELD(muster_agent_descriptor, user, 176);
FIELD(muster_agent_descriptor, open, 184);
FIELD(muster_agent_descriptor, call, 192);
FIELD(muster_agent_descriptor, close, 200);
FIELD(muster_agent_descriptor, start, 208);
FIELD(muster_agent_descriptor, save, 216);
FIELD(muster_agent_descriptor, restore, 224);
FIELD(muster_agent_descriptor, stop, 232);

SIZE(muster_registrar, 40);
FIELD(muster_registrar, struct_size, 0);
FIELD(muster_registrar, abi_major, 4);
FIELD(muster_registrar, abi_minor, 8);
FIELD(muster_registrar, reserved, 12);
FIELD(muster_registrar, context, 16);
FIELD(muster_registrar, add, 24);
FIELD(muster_registrar, version, 32);

SIZE(muster_json_api, 176);
FIELD(muster_json_api, struct_size, 0);
FIELD(muster_json_api, reserved, 4);
FIELD(muster_json_api, context, 8);
FIELD(muster_json_api, root, 16);
FIELD(muster_json_api, type, 24);
FIELD(muster_json_api, get, 32);
FIELD(muster_json_api, at, 40);
FIELD(muster_json_api, key, 48);
FIELD(muster_json_api, size, 56);
FIELD(muster_json_api, text, 64);
FIELD(muster_json_api, integer, 72);
FIELD(muster_json_api, number, 80);
FIELD(muster_json_api, boolean, 88);
FIELD(muster_json_api, begin_object, 96);
FIELD(muster_json_api, end_object, 104);
FIELD(muster_json_api, begin_array, 112);
FIELD(muster_json_api, end_array, 120);
FIELD(muster_json_api, write_key, 128);
FIELD(muster_json_api, write_null, 136);
FIELD(muster_json_api, write_boolean, 144);
FIELD(muster_json_api, write_integer, 152);
FIELD(muster_json_api, write_number, 160);
FIELD(muster_json_api, write_text, 168);

SIZE(muster_log_api, 24);
FIELD(muster_log_api, struct_size, 0);
FIELD(muster_log_api, reserved, 4);
FIELD(muster_log_api, context, 8);
FIELD(muster_log_api, write, 16);

SIZE(muster_progress_api, 24);
FIELD(muster_progress_api, struct_size, 0);
FIELD(muster_progress_api, reserved, 4);
FIELD(muster_progress_api, context, 8);
FIELD(muster_progress_api, report, 16);

SIZE(muster_request, 64);
FIELD(muster_request, struct_size, 0);
FIELD(muster_request, reserved, 4);
FIELD(muster_request, agent, 8);
FIELD(muster_request, key, 24);
FIELD(muster_request, input, 40);
FIELD(muster_request, deadline_ns, 56);

SIZE(muster_call_api, 64);
FIELD(muster_call_api, struct_size, 0);
FIELD(muster_call_api, reserved, 4);
FIELD(muster_call_api, context, 8);
FIELD(muster_call_api, call, 16);
FIELD(muster_call_api, block_count, 24);
FIELD(muster_call_api, block, 32);
FIELD(muster_call_api, json, 40);
FIELD(muster_call_api, error, 48);
FIELD(muster_call_api, release, 56);

#undef SIZE
#undef FIELD

#endif
