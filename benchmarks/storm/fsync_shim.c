/* Put before the C library by LD_PRELOAD: fsync and fdatasync take longer or fail, writes to database files fail, the
   system's clock jumps, as the file named by FSYNC_SHIM says: "ok", "delay MS", "eio", "full", "clock SECONDS". The file is
   read at most every 50 ms. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int mode;   /* 0 ok, 1 delay, 2 eio, 3 full, 4 clock */
static long delay;
static struct timespec last;

static void look(void) {
  static int (*real)(clockid_t, struct timespec *);
  struct timespec now;
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  real(CLOCK_MONOTONIC, &now);
  if ((now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000 < 50) return;
  last = now;
  const char *path = getenv("FSYNC_SHIM");
  FILE *file = path ? fopen(path, "r") : NULL;
  char word[32] = "";
  if (!file) { mode = 0; return; }
  if (fscanf(file, "%31s %ld", word, &delay) < 1) word[0] = 0;
  fclose(file);
  mode = !strcmp(word, "delay") ? 1 : !strcmp(word, "eio") ? 2 : !strcmp(word, "full") ? 3 : !strcmp(word, "clock") ? 4 : 0;
}

int clock_gettime(clockid_t id, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int done = real(id, now);
  if (id == CLOCK_REALTIME) {
    look();
    if (mode == 4) now->tv_sec += delay;
  }
  return done;
}

static int is_database(int fd) {
  char link[64], name[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  return strstr(name, ".sqlite3") != NULL;
}

static int sync_with(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  look();
  if (mode == 1) { struct timespec wait = {delay / 1000, (delay % 1000) * 1000000}; nanosleep(&wait, NULL); }
  if (mode == 2 && is_database(fd)) { errno = EIO; return -1; }
  return real(fd);
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

ssize_t pwrite64(int fd, const void *data, size_t count, off64_t offset) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  look();
  if (mode == 3 && is_database(fd)) { errno = ENOSPC; return -1; }
  return real(fd, data, count, offset);
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) { return pwrite64(fd, data, count, offset); }
