/* SPDX-License-Identifier: Apache-2.0 */

/* The C ABI between the Muster host and a plugin. C++ authors include <muster/agent.hpp> instead.
 *
 * A plugin is a shared library that exports one function, literally named `register`, and carries
 * an ELF note (MUSTER_NOTE). The host hands `register` a table of functions; the plugin adds a
 * descriptor for each agent. `register` only describes: it starts nothing and touches nothing of
 * the process.
 *
 * Rules that hold for everything below:
 *  - Each struct begins with struct_size. Fields are only ever added at the end; a field beyond the
 *    other side's size does not exist. Majors must be equal. Major 0 promises nothing yet.
 *  - Memory never changes hands. The host copies what it keeps before the callback returns. What
 * the host hands out is valid as long as the line under the field says.
 *  - Text is UTF-8 with a length, not terminated. {NULL, 0} is empty.
 *  - No exception and no longjmp crosses a function of this file.
 *  - A plugin must not fork, exit, install signal handlers, or call setlocale, setenv, chdir, umask
 * or atexit. Threads that it starts are joined in `close`. */

#ifndef MUSTER_ABI_H
#define MUSTER_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MUSTER_ABI_MAJOR 0u
#define MUSTER_ABI_MINOR 2u
/* Counts releases of the SDK headers. For people, but for one rule: see MUSTER_SEAL_SDK. */
#define MUSTER_SDK_VERSION 3u

/* Limits the host enforces at registration. */
#define MUSTER_SLUG_BYTES_MAX 64u /* [a-z0-9][a-z0-9._-]{0,63} */
#define MUSTER_TITLE_BYTES_MAX 256u
#define MUSTER_VERSION_BYTES_MAX 64u
#define MUSTER_DESCRIPTION_BYTES_MAX 4096u
#define MUSTER_SCHEMA_BYTES_MAX 65536u
#define MUSTER_TAGS_MAX 32u
#define MUSTER_TAG_BYTES_MAX 64u
#define MUSTER_DEADLINE_MS_MAX 86400000u /* a day */
#define MUSTER_AGENTS_PER_LIBRARY_MAX 10000u

/* What every function of this ABI returns. */
#define MUSTER_OK 0
#define MUSTER_PENDING 1    /* reserved: the agent will complete the call later */
#define MUSTER_FAILED 2     /* it did not work; the reason was given, or there is none */
#define MUSTER_INVALID 3    /* an argument breaks a rule of this file */
#define MUSTER_NOT_FOUND 4  /* no such member, element or extension */
#define MUSTER_WRONG_TYPE 5 /* the JSON value is of another type, or does not fit */
#define MUSTER_TOO_LARGE 6  /* a limit is reached; nothing was kept of this piece */
#define MUSTER_CANCELLED 7  /* the caller has gone: stop soon */
#define MUSTER_GONE 8       /* the token's call has ended: stop at once */
#define MUSTER_BROKEN 9     /* failed, and the instance of a keyed agent cannot go on: end it */

typedef struct muster_text {
  const char* data;
  uint64_t size; /* bytes */
} muster_text;

/* Results. */

#define MUSTER_BLOCK_TEXT 0u     /* bytes: UTF-8 */
#define MUSTER_BLOCK_JSON 1u     /* bytes: one JSON value; the structured result */
#define MUSTER_BLOCK_IMAGE 2u    /* bytes: the image; mime is required */
#define MUSTER_BLOCK_AUDIO 3u    /* bytes: the sound; mime is required */
#define MUSTER_BLOCK_RESOURCE 4u /* bytes: the content; name is its URI */

typedef struct muster_block {
  uint32_t struct_size;
  uint32_t type; /* MUSTER_BLOCK_... */
  muster_text mime;
  muster_text name;
  muster_text bytes;
} muster_block;

/* The host, as a plugin sees it. */

/* Lives longer than any agent of the library. Every function may be called from any thread. */
typedef struct muster_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  void* context; /* first argument of each function below */

  /* Appends one block to the result of the call. Copies it.
   * MUSTER_OK, MUSTER_INVALID, MUSTER_TOO_LARGE, MUSTER_CANCELLED or MUSTER_GONE. */
  int32_t (*write)(void* context, uint64_t token, const muster_block* block);

  /* Ends the call as failed once `call` returns: a code of the agent's own ("no_such_zone") and a
   * message for people. Copies both. The last one counts. MUSTER_OK, MUSTER_INVALID, MUSTER_GONE.
   */
  int32_t (*fail)(void* context, uint64_t token, muster_text code, muster_text message);

  /* MUSTER_OK while somebody waits for the result, else MUSTER_CANCELLED or MUSTER_GONE. */
  int32_t (*check)(void* context, uint64_t token);

  /* The table behind an extension's id, or NULL where this host does not have it. The table is
   * valid as long as the host. Ids and tables are below: MUSTER_JSON_ID. */
  const void* (*extension)(void* context, muster_text id);
} muster_host;

/* One call. */

/* Valid until the function that it is passed to returns. */
typedef struct muster_call {
  uint32_t struct_size;
  uint32_t flags;           /* none defined yet: 0 */
  uint64_t token;           /* names this call to the host; never reused */
  muster_text input;        /* the caller's bytes */
  muster_text content_type; /* "application/json" unless the caller said otherwise */
  muster_text key;          /* of a keyed agent, else empty */
  muster_text request_id;   /* the caller's own, may be empty */
  int64_t deadline_ns;      /* CLOCK_MONOTONIC; 0: none */
  uint64_t fence;           /* reserved: 0 */
  uint32_t state_version;   /* restore: of the state in input; else 0 */
  uint32_t depth;           /* how many calls of agents this one is inside of */
} muster_call;

/* Opening an agent. */

/* A place in a parsed JSON document: see the extension muster.json/1. */
typedef const struct muster_json_node* muster_json;

/* Valid until `open` returns, but for what says more. */
typedef struct muster_open {
  uint32_t struct_size;
  uint32_t reserved;
  const muster_host* host; /* valid until `close` returns */
  void* user;              /* the descriptor's */
  muster_text config;      /* JSON object; valid until `close` returns */
  void* context;           /* first argument of fail */

  /* Says why `open` is about to return something other than MUSTER_OK. Copies. */
  int32_t (*fail)(void* context, muster_text message);

  muster_json configuration; /* config, parsed; valid until `close` returns */
  uint64_t agent;            /* names the agent to muster.log/1 outside of calls, until `close` */
} muster_open;

/* Registration. */

#define MUSTER_AGENT_CONCURRENT 0x01u /* call may run on many threads at once; else never two */
#define MUSTER_AGENT_KEYED 0x02u      /* an instance for each key: start to stop below */
#define MUSTER_AGENT_STREAMS 0x04u
#define MUSTER_AGENT_IDEMPOTENT 0x08u
#define MUSTER_AGENT_READ_ONLY 0x10u
#define MUSTER_AGENT_DESTRUCTIVE 0x20u
#define MUSTER_AGENT_OPEN_WORLD 0x40u
#define MUSTER_AGENT_DEPRECATED 0x80u
#define MUSTER_AGENT_FLAGS_KNOWN 0xffu

/* Why an instance is stopped. Others may come: treat them like MUSTER_STOP_REQUESTED. */
#define MUSTER_STOP_REQUESTED 0u /* somebody asked for it */
#define MUSTER_STOP_IDLE 1u      /* nobody called it for long */
#define MUSTER_STOP_REMOVED 2u   /* its agent is gone */
#define MUSTER_STOP_MOVED 3u     /* an instance of another version has taken over its state */
#define MUSTER_STOP_BROKEN 4u /* one of its functions returned MUSTER_BROKEN, or restore failed */
#define MUSTER_STOP_HOST 5u   /* the host ends */

/* Valid until `add` returns; the host copies everything but `user`. */
typedef struct muster_agent_descriptor {
  uint32_t struct_size;
  uint32_t flags; /* MUSTER_AGENT_... */
  muster_text slug;
  muster_text title;
  muster_text description; /* required, not empty */
  muster_text version;     /* empty: the plugin's */
  const muster_text* tags;
  uint32_t tag_count;
  uint32_t state_version;    /* of what save writes; 0 without save */
  muster_text input_schema;  /* JSON Schema of an object; empty: any object */
  muster_text output_schema; /* empty: none */
  muster_text config_schema; /* empty: none */
  muster_text replaced_by;   /* a slug, for a deprecated agent */
  uint64_t deadline_ms;      /* 0: the host's default */
  uint64_t max_result_bytes; /* 0: the host's limit */
  uint32_t max_concurrent;   /* calls of a concurrent agent at once; 0: any number */
  uint32_t reserved;
  void* user; /* comes back in muster_open */

  /* Loader thread, once, before the first call. *self comes back in call and close. May be NULL.
   * Old and new versions of a library are open at the same time: take no exclusive resource. A new
   * library is also tried out in a helper process: open with {} as configuration, unless
   * config_schema demands more, and close right after it. */
  int32_t (*open)(const muster_open* open, void** self);

  /* The caller's thread. Never twice at once unless MUSTER_AGENT_CONCURRENT. Required.
   * MUSTER_OK: the blocks written are the result. Anything else: the call failed. A keyed agent
   * gets what start gave in place of self, and its instances run beside each other. */
  int32_t (*call)(void* self, const muster_call* call);

  /* Retiring thread, once, after the last call has returned and the last instance has stopped. Only
   * if open succeeded. May be NULL. */
  void (*close)(void* self);

  /* The rest is for keyed agents; NULL without MUSTER_AGENT_KEYED. Any thread; the functions of one
   * instance, call among them, run one after the other. Each may use the token as call does. */

  /* Makes the instance of call->key. input: what it was started with, a JSON object. *instance
   * comes back in call, save, restore and stop; blocks written are dropped. Anything but MUSTER_OK:
   * there is none. With MUSTER_OK there is one, though the host may stop it at once: it came too
   * late, or fail was called. Required. */
  int32_t (*start)(void* self, const muster_call* call, void** instance);

  /* The blocks written are the state: one of MUSTER_BLOCK_JSON. The instance goes on afterwards.
   * NULL: it keeps no state. */
  int32_t (*save)(void* instance, const muster_call* call);

  /* Once, right after start, if there is a state. input: what save wrote, in this version of the
   * agent or in another one that said call->state_version. Anything but MUSTER_OK: the instance is
   * stopped, and the state is kept as it is. Required with save. */
  int32_t (*restore)(void* instance, const muster_call* call);

  /* The last, once for each instance that start made. MUSTER_STOP_... Required. */
  void (*stop)(void* instance, uint32_t reason);
} muster_agent_descriptor;

/* Valid until `register` returns. */
typedef struct muster_registrar {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;
  void* context; /* first argument of each function below */

  /* Adds one agent. Anything but MUSTER_OK: return it from `register`, which refuses the library;
   * the host knows the reason. To have it name all that is wrong at once, add the others first. */
  int32_t (*add)(void* context, const muster_agent_descriptor* agent);

  /* The version of the plugin as a whole. Copies. */
  int32_t (*version)(void* context, muster_text version);
} muster_registrar;

/* The function a plugin exports. `register` is a keyword in C and in C++, so sources call it
 * muster_register and the asm label gives it its name; the declaration has to come first, here.
 * Called once per loaded library, on the loader thread, and once more in a helper process that
 * tries new libraries out. MUSTER_OK, or anything else to refuse: nothing of it stays then. */
#define MUSTER_EXPORT __attribute__((visibility("default"), used))
#define MUSTER_STRING_(x) #x
#define MUSTER_STRING(x) MUSTER_STRING_(x)
#define MUSTER_ENTRY_NAME MUSTER_STRING(__USER_LABEL_PREFIX__) "register"
MUSTER_EXPORT int32_t muster_register(const muster_registrar* registrar) __asm__(MUSTER_ENTRY_NAME);

/* The note. */

/* Read by the host without running or mapping the library: {major, minor, sdk} and the extensions
 * that the plugin cannot do without, separated by spaces ("" for none, at most 251 bytes). Put it
 * once into each source file that adds agents; agent.hpp does. At its end is the place of the seal:
 * a SHA-256, zero until muster-seal has been there, and a mark. A note of SDK 3 or later that has
 * no mark is damaged. */
#define MUSTER_NOTE_OWNER "Muster"
#define MUSTER_NOTE_TYPE 1u
#define MUSTER_SEAL_SDK 3u
#define MUSTER_SEAL_MARK "endseal"
#define MUSTER_NOTE(required_extensions)                                        \
  static const struct {                                                         \
    uint32_t owner_size, desc_size, type;                                       \
    char owner[8];                                                              \
    uint32_t major, minor, sdk;                                                 \
    char required[(sizeof(required_extensions) + 3u) / 4u * 4u];                \
    unsigned char seal[32];                                                     \
    char mark[8];                                                               \
  } muster_note_ __attribute__((used, aligned(4), section(".note.muster"))) = { \
      sizeof(MUSTER_NOTE_OWNER),                                                \
      52u + (sizeof(required_extensions) + 3u) / 4u * 4u,                       \
      MUSTER_NOTE_TYPE,                                                         \
      MUSTER_NOTE_OWNER,                                                        \
      MUSTER_ABI_MAJOR,                                                         \
      MUSTER_ABI_MINOR,                                                         \
      MUSTER_SDK_VERSION,                                                       \
      required_extensions,                                                      \
      {0},                                                                      \
      MUSTER_SEAL_MARK}

/* Extension muster.json/1. */

#define MUSTER_JSON_ID "muster.json/1"

#define MUSTER_JSON_NULL 0u
#define MUSTER_JSON_BOOLEAN 1u
#define MUSTER_JSON_INTEGER 2u /* a whole number within int64 */
#define MUSTER_JSON_NUMBER 3u  /* any other number */
#define MUSTER_JSON_TEXT 4u
#define MUSTER_JSON_ARRAY 5u
#define MUSTER_JSON_OBJECT 6u

/* The host parses the input of a call once; these are views of that tree, valid as long as the
 * call, and a writer of one JSON result. Use both on the thread that the call runs on. The readers
 * also read muster_open.configuration and the answers of muster.call/1, on any thread. Each returns
 * MUSTER_OK, MUSTER_INVALID (NULL where a value is needed, a writer call out of order),
 * MUSTER_NOT_FOUND, MUSTER_WRONG_TYPE, MUSTER_TOO_LARGE or MUSTER_GONE, and leaves *out alone
 * unless it is MUSTER_OK. */
typedef struct muster_json_api {
  uint32_t struct_size;
  uint32_t reserved;
  void* context; /* first argument of root and of the writer */

  int32_t (*root)(void* context, uint64_t token, muster_json* out); /* MUSTER_INVALID: not JSON */
  uint32_t (*type)(muster_json value);                              /* MUSTER_JSON_... */
  int32_t (*get)(muster_json object, muster_text key, muster_json* out);
  int32_t (*at)(muster_json array_or_object, uint64_t index, muster_json* out);
  int32_t (*key)(muster_json object, uint64_t index, muster_text* out);
  int32_t (*size)(muster_json array_or_object, uint64_t* out);
  int32_t (*text)(muster_json value, muster_text* out);
  int32_t (*integer)(muster_json value,
                     int64_t* out); /* 3.0 is an integer; 3.5 is the wrong type */
  int32_t (*number)(muster_json value, double* out);
  int32_t (*boolean)(muster_json value, int32_t* out); /* 0 or 1 */

  /* The writer: values in document order; in an object, key before each value. When the outermost
   * value is complete it becomes one MUSTER_BLOCK_JSON of the result. With a piece that is refused
   * goes all of its value: another may be begun. */
  int32_t (*begin_object)(void* context, uint64_t token);
  int32_t (*end_object)(void* context, uint64_t token);
  int32_t (*begin_array)(void* context, uint64_t token);
  int32_t (*end_array)(void* context, uint64_t token);
  int32_t (*write_key)(void* context, uint64_t token, muster_text key);
  int32_t (*write_null)(void* context, uint64_t token);
  int32_t (*write_boolean)(void* context, uint64_t token, int32_t value);
  int32_t (*write_integer)(void* context, uint64_t token, int64_t value);
  int32_t (*write_number)(void* context, uint64_t token, double value); /* finite */
  int32_t (*write_text)(void* context, uint64_t token, muster_text value);
} muster_json_api;

/* Extension muster.log/1. */

#define MUSTER_LOG_ID "muster.log/1"

#define MUSTER_LOG_DEBUG 0u
#define MUSTER_LOG_INFO 1u
#define MUSTER_LOG_WARNING 2u
#define MUSTER_LOG_ERROR 3u

#define MUSTER_LOG_BYTES_MAX 8192u /* of a message; what is longer is cut */

/* Valid as long as the host. */
typedef struct muster_log_api {
  uint32_t struct_size;
  uint32_t reserved;
  void* context; /* first argument of write */

  /* Hands one message to the host's log, under the agent's name. Any thread. `source` is the token
   * of a call or muster_open.agent. Copies. MUSTER_OK, MUSTER_INVALID (unknown level, not UTF-8),
   * MUSTER_TOO_LARGE (dropped: more than the host takes from one agent in a second) or
   * MUSTER_GONE. */
  int32_t (*write)(void* context, uint64_t source, uint32_t level, muster_text message);
} muster_log_api;

/* Extension muster.progress/1. */

#define MUSTER_PROGRESS_ID "muster.progress/1"

/* Valid as long as the host. */
typedef struct muster_progress_api {
  uint32_t struct_size;
  uint32_t reserved;
  void* context; /* first argument of report */

  /* Tells the caller how far the call is: `done` of `total` in any unit, never less than before;
   * total 0 where it is not known. A message over 4096 bytes is cut. Any thread. Copies. MUSTER_OK
   * also where nobody listens,
   * MUSTER_INVALID (not finite, negative, fell back), MUSTER_CANCELLED or MUSTER_GONE. */
  int32_t (*report)(void* context, uint64_t token, double done, double total, muster_text message);
} muster_progress_api;

/* Extension muster.call/1. */

#define MUSTER_CALL_ID "muster.call/1"

#define MUSTER_CALL_DEPTH_MAX 32u /* of agents that call each other */

/* Valid until `call` returns. */
typedef struct muster_request {
  uint32_t struct_size;
  uint32_t reserved;
  muster_text agent;   /* slug */
  muster_text key;     /* of a keyed agent, else empty */
  muster_text input;   /* JSON object; empty: {} */
  int64_t deadline_ns; /* CLOCK_MONOTONIC; 0, or later than the calling call's: that one's */
} muster_request;

/* How a call of another agent ended. Valid until it is released, at the latest until the call that
 * asked for it ends. */
typedef const struct muster_answer_record* muster_answer;

/* Valid as long as the host. */
typedef struct muster_call_api {
  uint32_t struct_size;
  uint32_t reserved;
  void* context; /* first argument of call and release */

  /* Calls another agent on this thread, checked like any call, and waits for its answer: on the
   * thread that runs the call of `token`. MUSTER_OK and MUSTER_FAILED set *out; with MUSTER_FAILED
   * error() says why: no such agent, refused input, its own failure, a call of itself, too deep.
   * MUSTER_INVALID, MUSTER_TOO_LARGE (too many answers unreleased), MUSTER_CANCELLED and
   * MUSTER_GONE leave it alone. */
  int32_t (*call)(void* context, uint64_t token, const muster_request* request, muster_answer* out);

  uint64_t (*block_count)(muster_answer answer);
  /* Say the struct_size of *out first. MUSTER_OK, MUSTER_INVALID or MUSTER_NOT_FOUND. */
  int32_t (*block)(muster_answer answer, uint64_t index, muster_block* out);
  /* Its JSON block, parsed. MUSTER_OK or MUSTER_NOT_FOUND. */
  int32_t (*json)(muster_answer answer, muster_json* out);
  /* The agent's own code, else the host's ("agent.not_found"), and the message. MUSTER_OK or, where
   * the call did not fail, MUSTER_NOT_FOUND. */
  int32_t (*error)(muster_answer answer, muster_text* code, muster_text* message);
  void (*release)(void* context, uint64_t token, muster_answer answer);
} muster_call_api;

#ifdef __cplusplus
}
#endif

#endif /* MUSTER_ABI_H */
