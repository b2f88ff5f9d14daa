/* SPDX-License-Identifier: Apache-2.0 */

/* A plugin that does something to its process, of a kind and at a moment that tests patch into
 * copies of the built file. Its only agent does nothing. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

MUSTER_NOTE("");

/* Volatile: the compiler must not know them by heart. */
static const volatile char moment[] = "moment-never-----";
static const volatile char deed[] = "deed-nothing-----";

void throw_exception(void);
void throw_number(void);

static void nothing(void) {}

__attribute__((no_sanitize("address", "undefined", "thread"))) static void segfault(void) {
  static volatile int* volatile nowhere;
  *nowhere = 1;
}

static void exit_well(void) { exit(0); }
static void exit_at_once(void) { _exit(0); }

static void loop(void) {
  for (volatile int i = 0;; i = !i) continue;
}

static void wait_for_ever(void) {
  for (;;) pause();
}

/* Until the depth is negative, which it does not live to see. Each frame is known to the next, so
 * that no compiler makes a loop of it. */
__attribute__((no_sanitize("address", "undefined", "thread"))) static int recurse(
    int depth, volatile char* outer) {
  volatile char frame[4096];
  frame[0] = outer[0];
  return depth < 0 ? 0 : recurse(depth + 1, frame) + frame[0];
}

static void recurse_without_end(void) {
  volatile char first = 0;
  exit(recurse(0, &first));
}

static void allocate_without_end(void) {
  for (;;) {
    char* const memory = malloc(1 << 20);
    if (memory == NULL) abort();
    memset(memory, 1, 1 << 20);
  }
}

/* The copy goes on as if it were the process that was asked to load us. */
static void fork_and_go_on(void) {
  if (fork() < 0) abort();
}

static void fork_and_stay(void) {
  const pid_t child = fork();
  if (child < 0) abort();
  if (child == 0) wait_for_ever();
}

/* As daemons do: out of the group, and nobody's child. */
static void fork_away(void) {
  const pid_t child = fork();
  if (child < 0) abort();
  if (child > 0) return;
  setsid();
  if (fork() != 0) _exit(0);
  wait_for_ever();
}

static void close_low(void) {
  for (int number = 0; number < 256; ++number) close(number);
}
static void close_all(void) { close_range(0, ~0U, 0); }
static void close_output_and_crash(void) {
  close_all();
  abort();
}
static void open_files(void) {
  if (open("/dev/null", O_RDONLY) < 0 || open("/dev/zero", O_RDONLY) < 0) abort();
}

static void print(void) {
  printf("one line\nand\x1b[31m half a line");
  fputs(", and an error", stderr);
}
static void print_and_crash(void) {
  printf("about to crash");
  abort();
}
static void print_without_end(void) {
  static char much[1 << 20];
  memset(much, '.', sizeof much);
  for (;;) fwrite(much, sizeof much, 1, stdout);
}
static void read_input(void) { printf("%d", getchar()); }

static void change_folder(void) {
  if (chdir("/") != 0) abort();
}
static void change_mask(void) { umask(0123); }
static void change_locale(void) {
  if (setlocale(LC_ALL, "C.UTF-8") == NULL) abort();
}
static void handle(int number) { (void)number; }
static void change_signal(void) { signal(SIGUSR1, handle); }
static void ignore_signal(void) { signal(SIGPIPE, SIG_IGN); }
static void change_environment(void) { setenv("MUSTER_HOSTILE", "1", 1); }
static void forget_environment(void) { unsetenv("PATH"); }

/* Of code of ours, so that it would crash where we are unloaded. */
static void* run(void* unused) {
  (void)unused;
  loop();
  return NULL;
}
static void leave_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) != 0) abort();
}

static void* end_at_once(void* unused) { return unused; }
static void join_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, end_at_once, NULL) != 0) abort();
  pthread_join(thread, NULL);
}

/* The file that shows that code of ours ran. */
static const char* mark(void) {
  const char* const path = getenv("MUSTER_FIXTURE_MARK");
  if (path == NULL) abort();
  return path;
}
static void leave_mark(void) {
  const int file = open(mark(), O_CREAT | O_WRONLY, 0600);
  if (file < 0 || close(file) != 0) abort();
}
static int is_marked(void) { return access(mark(), F_OK) == 0; }

static void kill_self(void) { kill(getpid(), SIGKILL); }
static void kill_self_once(void) {
  if (is_marked()) return;
  leave_mark();
  kill_self();
}
static int is_limited(__rlimit_resource_t resource, rlim_t most) {
  struct rlimit limit;
  return getrlimit(resource, &limit) == 0 && limit.rlim_cur <= most && limit.rlim_max <= most;
}
static int stands_in(const char* path, const char* line) {
  char read[128];
  FILE* const file = fopen(path, "r");
  if (file == NULL) abort();
  int found = 0;
  while (!found && fgets(read, sizeof read, file) != NULL) found = strcmp(read, line) == 0;
  fclose(file);
  return found;
}
static void print_confines(void) {
  const rlim_t mib = (rlim_t)1 << 20;
  if (!stands_in("/proc/self/status", "NoNewPrivs:\t1\n")) printf("may gain privileges, ");
  if (!stands_in("/proc/self/oom_score_adj", "1000\n")) printf("outlives the host, ");
  if (getpgrp() != getpid()) printf("shares a group, ");
  if (!is_limited(RLIMIT_CORE, 1)) printf("dumps core, ");
  if (!is_limited(RLIMIT_FSIZE, 64 * mib)) printf("writes large files, ");
  if (!is_limited(RLIMIT_NOFILE, 4096)) printf("opens many files, ");
  if (!is_limited(RLIMIT_STACK, 8 * mib)) printf("has a large stack, ");
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  if (!is_limited(RLIMIT_DATA, 1024 * mib)) printf("takes much memory, ");
#endif
  printf("no more");
}

static void start_alarm(void) { alarm(3600); }
static void lower_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  --limit.rlim_cur;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) abort();
}

static void kill_parent(void) {
  kill(getppid(), SIGKILL);
  wait_for_ever();
}

static void act(const char* now) {
  static const struct {
    const char* name;
    void (*act)(void);
  } deeds[] = {
      {"deed-nothing", nothing},
      {"deed-segfault", segfault},
      {"deed-abort", abort},
      {"deed-exit", exit_well},
      {"deed-exit-at-once", exit_at_once},
      {"deed-loop", loop},
      {"deed-wait", wait_for_ever},
      {"deed-throw", throw_exception},
      {"deed-throw-int", throw_number},
      {"deed-recurse", recurse_without_end},
      {"deed-allocate", allocate_without_end},
      {"deed-fork", fork_and_go_on},
      {"deed-fork-stay", fork_and_stay},
      {"deed-fork-away", fork_away},
      {"deed-close-low", close_low},
      {"deed-close-all", close_all},
      {"deed-close-crash", close_output_and_crash},
      {"deed-open-files", open_files},
      {"deed-print", print},
      {"deed-print-crash", print_and_crash},
      {"deed-print-on", print_without_end},
      {"deed-read", read_input},
      {"deed-chdir", change_folder},
      {"deed-umask", change_mask},
      {"deed-locale", change_locale},
      {"deed-signal", change_signal},
      {"deed-sigpipe", ignore_signal},
      {"deed-setenv", change_environment},
      {"deed-unsetenv", forget_environment},
      {"deed-thread", leave_thread},
      {"deed-join", join_thread},
      {"deed-alarm", start_alarm},
      {"deed-confines", print_confines},
      {"deed-kill", kill_self},
      {"deed-kill-once", kill_self_once},
      {"deed-kill-parent", kill_parent},
      {"deed-limit", lower_limit},
  };
  const size_t length = strlen(now);
  for (size_t i = 0; i < length; ++i) {
    if (moment[i] != now[i]) return;
  }
  char name[sizeof deed];
  for (size_t i = 0; i < sizeof deed; ++i) name[i] = deed[i];
  for (size_t end = sizeof deed - 1; end > 0 && name[end - 1] == '-'; --end) name[end - 1] = '\0';
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; ++i) {
    if (strcmp(deeds[i].name, name) == 0) {
      deeds[i].act();
      return;
    }
  }
  abort(); /* no such deed */
}

__attribute__((constructor)) static void construct(void) { act("moment-construct"); }
__attribute__((destructor)) static void destruct(void) { act("moment-destruct"); }

static int32_t open_agent(const muster_open* open, void** self) {
  (void)open;
  (void)self;
  act("moment-open");
  return MUSTER_OK;
}
static void close_agent(void* self) {
  (void)self;
  act("moment-close");
}
static int32_t call_agent(void* self, const muster_call* call) {
  (void)self;
  (void)call;
  return MUSTER_OK;
}

int32_t muster_register(const muster_registrar* registrar) {
  const muster_agent_descriptor agent = {.struct_size = sizeof agent,
                                         .slug = TEXT("hostile"),
                                         .description = TEXT("Does it."),
                                         .open = open_agent,
                                         .call = call_agent,
                                         .close = close_agent};
  act("moment-register");
  return registrar->add(registrar->context, &agent);
}
