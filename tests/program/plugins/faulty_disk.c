/* SPDX-License-Identifier: Apache-2.0 */

/* A disk that is about to die, for LD_PRELOAD. Of the file `faulty.so` the read that $TEST_EIO_AT
 * counts fails, once. Reads of `slow.so` say on one FIFO that they began and wait for a byte of
 * another. And the first private copy of `unmapped.so` cannot be mapped for want of memory. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef ssize_t read_function(int, void*, size_t);
typedef void* map_function(void*, size_t, int, int, int, off_t);

static int is_called(const char* path, const char* name) {
  const char* slash = strrchr(path, '/');
  return slash != NULL && strcmp(slash + 1, name) == 0;
}

static void wait_for_byte(read_function* next) {
  const int began = open(getenv("TEST_BEGAN"), O_WRONLY | O_CLOEXEC);
  const int finish = open(getenv("TEST_FINISH"), O_RDONLY | O_CLOEXEC);
  char byte = 'x';
  if (write(began, &byte, 1) == 1) next(finish, &byte, 1);
  close(began);
  close(finish);
}

static void path_of(int file, char* path, size_t size) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, size - 1);
  path[length > 0 ? length : 0] = '\0';
}

void* mmap(void* start, size_t size, int protection, int flags, int file, off_t offset) {
  static atomic_int maps;
  map_function* next = NULL;
  *(void**)&next = dlsym(RTLD_NEXT, "mmap");
  char path[4096] = "";
  if (file >= 0) path_of(file, path, sizeof path);
  if (strstr(path, "-unmapped.so") != NULL && atomic_fetch_add(&maps, 1) == 0) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  return next(start, size, protection, flags, file, offset);
}

ssize_t read(int file, void* buffer, size_t size) {
  static atomic_int reads;
  read_function* next = NULL;
  *(void**)&next = dlsym(RTLD_NEXT, "read");
  char path[4096];
  path_of(file, path, sizeof path);
  if (is_called(path, "faulty.so") &&
      atomic_fetch_add(&reads, 1) + 1 == atoi(getenv("TEST_EIO_AT"))) {
    errno = EIO;
    return -1;
  }
  if (is_called(path, "slow.so")) wait_for_byte(next);
  return next(file, buffer, size);
}
