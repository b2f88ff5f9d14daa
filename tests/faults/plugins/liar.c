/* SPDX-License-Identifier: Apache-2.0 */

/* Two agents, of which the second tells one lie about itself. Which one it is stands in `lie`,
 * where tests patch it into copies of the built file. */

#include <stdint.h>
#include <stdio.h>

#include "fixture.h"

MUSTER_NOTE("");

/* Volatile, or the compiler would know what the file has not been told yet. */
static const volatile char lie[] = "lie:....................................";

/* The lie is `name`, which fills up with dots. */
static int is(const char* name) {
  size_t i = 0;
  for (; name[i] != '\0'; ++i) {
    if (lie[4 + i] != name[i]) return 0;
  }
  return lie[4 + i] == '.';
}

static char much[10u << 20];

static const muster_text nothing = {NULL, 0};
static const muster_text null_with_length = {NULL, 7};
static const muster_text with_nul = TEXT("some\0text");
static const muster_text not_utf8 = TEXT("some\xc3(text");
static const muster_text path = TEXT("../x");
static const muster_text escape_sequence = TEXT("\033[2J");
static const muster_text ten_mebibytes = {much, sizeof much};
static muster_text tags[] = {TEXT("one"), TEXT("two"), TEXT("three")};

static int32_t succeed(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

static void tell(muster_agent_descriptor* agent) {
  memset(much, 'a', sizeof much);
  if (is("size 0")) agent->struct_size = 0;
  if (is("size 1")) agent->struct_size = 1;
  if (is("size huge")) agent->struct_size = UINT32_MAX;

  if (is("slug NULL")) agent->slug = nothing;
  if (is("slug NULL with length")) agent->slug = null_with_length;
  if (is("slug empty")) agent->slug.size = 0;
  if (is("slug of 10 MiB")) agent->slug = ten_mebibytes;
  if (is("slug of length -1")) agent->slug.size = UINT64_MAX;
  if (is("slug with NUL")) agent->slug = with_nul;
  if (is("slug not UTF-8")) agent->slug = not_utf8;
  if (is("slug a path")) agent->slug = path;
  if (is("slug in upper case")) agent->slug = (muster_text)TEXT("Honest");
  if (is("slug an escape")) agent->slug = escape_sequence;
  if (is("slug twice")) agent->slug = (muster_text)TEXT("honest");

  if (is("title NULL with length")) agent->title = null_with_length;
  if (is("title of 10 MiB")) agent->title = ten_mebibytes;
  if (is("title with NUL")) agent->title = with_nul;
  if (is("title not UTF-8")) agent->title = not_utf8;
  if (is("title an escape")) agent->title = escape_sequence;
  if (is("description NULL")) agent->description = nothing;
  if (is("description NULL with length")) agent->description = null_with_length;
  if (is("description of 10 MiB")) agent->description = ten_mebibytes;
  if (is("description with NUL")) agent->description = with_nul;
  if (is("description not UTF-8")) agent->description = not_utf8;
  if (is("version NULL with length")) agent->version = null_with_length;
  if (is("tags NULL")) agent->tags = NULL;
  if (is("tags without end")) agent->tag_count = UINT32_MAX;
  if (is("tag NULL with length")) tags[1] = null_with_length;
  if (is("tag empty")) tags[1] = nothing;
  if (is("schema NULL with length")) agent->input_schema = null_with_length;
  if (is("schema of 10 MiB")) agent->output_schema = ten_mebibytes;
  if (is("schema not UTF-8")) agent->config_schema = not_utf8;
  if (is("replaced by a path")) agent->replaced_by = path;
  if (is("unknown flags")) agent->flags = 0x80000100u;
  if (is("deadline of an age")) agent->deadline_ms = UINT64_MAX;
  if (is("call NULL")) agent->call = NULL;

  if (is("everything")) {
    agent->flags = 0x100;
    agent->description = tags[1] = nothing;
    agent->call = NULL;
  }
}

static void add_100000(const muster_registrar* registrar, muster_agent_descriptor agent) {
  char slug[16];
  for (int i = 0; i < 100000; ++i) {
    agent.slug = (muster_text){slug, (uint64_t)snprintf(slug, sizeof slug, "agent-%d", i)};
    (void)registrar->add(registrar->context, &agent);
  }
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor honest = {.struct_size = sizeof honest,
                                          .slug = TEXT("honest"),
                                          .description = TEXT("Says what it is."),
                                          .call = succeed};
  muster_agent_descriptor liar = {.struct_size = sizeof liar,
                                  .slug = TEXT("liar"),
                                  .description = TEXT("Says what it is not."),
                                  .tags = tags,
                                  .tag_count = 3,
                                  .call = succeed};
  if (is("plugin version NULL")) registrar->version(registrar->context, null_with_length);
  if (is("100,000 agents")) add_100000(registrar, honest);
  tell(&liar);
  /* What the host says is of no interest to a liar. */
  (void)registrar->add(registrar->context, &honest);
  (void)registrar->add(registrar->context, is("NULL descriptor") ? NULL : &liar);
  return MUSTER_OK;
}
