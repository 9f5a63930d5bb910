/*
 * A machine that can be relied on for nothing but what was synced: loaded before libc (LD_PRELOAD), it stands between a
 * process and the files below one folder.
 *
 * UNRELIABLE_ROOT     the folder
 * UNRELIABLE_JOURNAL  a file, outside of it, that is told how to take back each change, and each sync that returned;
 *                     what a change replaced or removed is kept in a folder of this name with .graves behind
 * UNRELIABLE_ORDERS   a file with three numbers of 8 octets that may change at any time: an errno with which every
 *                     change fails (0: none), milliseconds that every sync takes (-1: it returns at once and does
 *                     nothing), and seconds that the clock is off
 *
 * After the process was killed, the journal tells which changes a loss of power would have taken back: PowerCut.java.
 *
 * Not seen: writes through mappings. RocksDB and the JDK make none; SQLite does to its shared memory, which it does not
 * need after a restart.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, CREATE, RENAME, UNLINK, SYNCED, FOLDER_SYNCED };

struct orders {
  volatile int64_t error;
  volatile int64_t sync_millis;
  volatile int64_t clock_seconds;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static char graves[PATH_MAX];
static int journal = -1;
static struct orders none;
static struct orders *orders = &none;
static uint64_t grave_count;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) {
    fprintf(stderr, "unreliable: libc has no %s\n", name);
    abort();
  }
  return found;
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("UNRELIABLE_ROOT");
  const char *file = getenv("UNRELIABLE_JOURNAL");
  const char *said = getenv("UNRELIABLE_ORDERS");
  if (folder == NULL || file == NULL || said == NULL) return;
  root_length = (size_t)snprintf(root, sizeof root, "%s/", folder);
  snprintf(graves, sizeof graves, "%s.graves", file);
  mkdir(graves, 0700);
  journal = REAL(open)(file, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  int fd = REAL(open)(said, O_RDONLY | O_CLOEXEC);
  void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *orders, PROT_READ, MAP_SHARED, fd, 0);
  if (journal < 0 || map == MAP_FAILED) {
    fprintf(stderr, "unreliable: no journal or no orders\n");
    abort();
  }
  orders = map;
}

/* --- the journal: all under the lock */

static void put(const void *octets, size_t length) {
  const char *at = octets;
  while (length > 0) {
    ssize_t done = REAL(write)(journal, at, length);
    if (done < 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void put_number(uint64_t number) { put(&number, sizeof number); }

static void put_text(const char *text) {
  put_number(strlen(text));
  put(text, strlen(text));
}

/* Ends what the lock is for; errno stays that of the change. */
static void unlock(void) {
  int saved = errno;
  pthread_mutex_unlock(&lock);
  errno = saved;
}

static uint64_t here(void) { return (uint64_t)lseek(journal, 0, SEEK_END); }

/* --- what is watched */

static int is_watched(const char *path) { return journal >= 0 && strncmp(path, root, root_length) == 0; }

/* The absolute path of what is named relative to a folder; it need not exist. */
static const char *absolute(int folder, const char *path, char *room) {
  if (path[0] == '/') {
    snprintf(room, PATH_MAX, "%s", path);
    return room;
  }
  char base[PATH_MAX];
  if (folder == AT_FDCWD) {
    if (getcwd(base, sizeof base) == NULL) base[0] = 0;
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, base, sizeof base - 1);
    base[length < 0 ? 0 : length] = 0;
  }
  if (snprintf(room, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) abort();
  return room;
}

/* Whether fd is a file (or a folder) below the root; its path and what stat says. */
static int is_watched_fd(int fd, char *path, struct stat *stat) {
  if (journal < 0 || fd == journal) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (fstat(fd, stat) != 0) return 0;
  if (S_ISDIR(stat->st_mode)) return strncmp(path, root, root_length - 1) == 0;
  return S_ISREG(stat->st_mode) && is_watched(path);
}

/* Whether changes fail now; sets errno. */
static int fails(void) {
  int error = (int)orders->error;
  if (error == 0) return 0;
  errno = error;
  return 1;
}

/* --- changes of contents */

/* Notes the octets that a change of a file is about to replace or to cut off. */
static void put_old(int fd, uint64_t offset, uint64_t length) {
  put_number(length);
  if (length == 0) return;
  char *old = malloc(length);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int reader = REAL(open)(path, O_RDONLY | O_CLOEXEC);
  if (old == NULL || reader < 0 || pread(reader, old, length, (off_t)offset) != (ssize_t)length) abort();
  close(reader);
  put(old, length);
  free(old);
}

static void note_write(int fd, const struct stat *stat, uint64_t offset, uint64_t length) {
  uint64_t size = (uint64_t)stat->st_size;
  put_number(WRITE);
  put_number(stat->st_ino);
  put_number(offset);
  put_number(length);
  put_number(size);
  put_old(fd, offset, offset >= size ? 0 : (size - offset < length ? size - offset : length));
}

static void note_truncate(int fd, const struct stat *stat, uint64_t size) {
  uint64_t before = (uint64_t)stat->st_size;
  put_number(TRUNCATE);
  put_number(stat->st_ino);
  put_number(before);
  put_number(size);
  put_old(fd, size, before > size ? before - size : 0);
}

/* Makes a change of a watched file after its note; both see the file's state in a variable stat. */
#define CHANGE(fd, note, call)                        \
  do {                                                \
    char path[PATH_MAX];                              \
    struct stat stat;                                 \
    if (!is_watched_fd(fd, path, &stat)) return call; \
    if (fails()) return -1;                           \
    pthread_mutex_lock(&lock);                        \
    fstat(fd, &stat);                                 \
    note;                                             \
    __auto_type done = call;                          \
    unlock();                                         \
    return done;                                      \
  } while (0)

#define WRITTEN(fd, offset, length, call) \
  CHANGE(fd, note_write(fd, &stat, (uint64_t)(offset), (uint64_t)(length)), call)

static off_t position(int fd, const struct stat *stat) {
  return (fcntl(fd, F_GETFL) & O_APPEND) ? stat->st_size : lseek(fd, 0, SEEK_CUR);
}

static size_t total(const struct iovec *parts, int count) {
  size_t sum = 0;
  for (int i = 0; i < count; i++) sum += parts[i].iov_len;
  return sum;
}

ssize_t write(int fd, const void *octets, size_t length) {
  WRITTEN(fd, position(fd, &stat), length, REAL(write)(fd, octets, length));
}

ssize_t pwrite(int fd, const void *octets, size_t length, off_t offset) {
  WRITTEN(fd, offset, length, REAL(pwrite)(fd, octets, length, offset));
}

ssize_t pwrite64(int fd, const void *octets, size_t length, off64_t offset) {
  WRITTEN(fd, offset, length, REAL(pwrite64)(fd, octets, length, offset));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  WRITTEN(fd, position(fd, &stat), total(parts, count), REAL(writev)(fd, parts, count));
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  WRITTEN(fd, offset, total(parts, count), REAL(pwritev)(fd, parts, count, offset));
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  WRITTEN(fd, offset, total(parts, count), REAL(pwritev64)(fd, parts, count, offset));
}

int ftruncate(int fd, off_t size) {
  CHANGE(fd, note_truncate(fd, &stat, (uint64_t)size), REAL(ftruncate)(fd, size));
}

int ftruncate64(int fd, off64_t size) {
  CHANGE(fd, note_truncate(fd, &stat, (uint64_t)size), REAL(ftruncate64)(fd, size));
}

/* Space that is set aside changes no contents; a file made longer by it is noted as that. */
static void note_longer(int fd, const struct stat *stat, int mode, off64_t end) {
  if (!(mode & FALLOC_FL_KEEP_SIZE) && end > stat->st_size) note_truncate(fd, stat, (uint64_t)end);
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
  CHANGE(fd, note_longer(fd, &stat, mode, offset + length), REAL(fallocate)(fd, mode, offset, length));
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  CHANGE(fd, note_longer(fd, &stat, mode, offset + length), REAL(fallocate64)(fd, mode, offset, length));
}

/* --- changes of names */

static uint64_t bury(const char *path) {
  char grave[PATH_MAX + 32];
  struct stat stat;
  if (lstat(path, &stat) != 0 || !S_ISREG(stat.st_mode)) return 0;
  grave_count++;
  snprintf(grave, sizeof grave, "%s/%d-%llu", graves, (int)getpid(), (unsigned long long)grave_count);
  if (REAL(link)(path, grave) != 0) abort();
  return grave_count;
}

static int open_noted(int folder, const char *name, int flags, mode_t mode) {
  char path[PATH_MAX];
  absolute(folder, name, path);
  int changes = (flags & (O_CREAT | O_TRUNC)) && is_watched(path);
  if (!changes) return REAL(openat)(folder, name, flags, mode);
  if (fails()) return -1;
  pthread_mutex_lock(&lock);
  struct stat before;
  int existed = lstat(path, &before) == 0;
  if (existed && (flags & O_TRUNC) && S_ISREG(before.st_mode)) {
    int fd = REAL(open)(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
      note_truncate(fd, &before, 0);
      close(fd);
    }
  }
  int fd = REAL(openat)(folder, name, flags, mode);
  struct stat after;
  if (fd >= 0 && !existed && fstat(fd, &after) == 0) {
    put_number(CREATE);
    put_number(after.st_ino);
    put_text(path);
  }
  unlock();
  return fd;
}

#define MODE                                 \
  mode_t mode = 0;                           \
  if (flags & (O_CREAT | __O_TMPFILE)) {     \
    va_list more;                            \
    va_start(more, flags);                   \
    mode = (mode_t)va_arg(more, int);        \
    va_end(more);                            \
  }

int open(const char *path, int flags, ...) {
  MODE return open_noted(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE return open_noted(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE return open_noted(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE return open_noted(folder, path, flags | O_LARGEFILE, mode);
}

static int rename_noted(int from_folder, const char *from_name, int to_folder, const char *to_name) {
  char from[PATH_MAX];
  char to[PATH_MAX];
  absolute(from_folder, from_name, from);
  absolute(to_folder, to_name, to);
  if (!is_watched(from) && !is_watched(to)) return REAL(renameat)(from_folder, from_name, to_folder, to_name);
  if (fails()) return -1;
  pthread_mutex_lock(&lock);
  uint64_t grave = bury(to);
  int done = REAL(renameat)(from_folder, from_name, to_folder, to_name);
  if (done == 0) {
    put_number(RENAME);
    put_number(grave);
    put_text(from);
    put_text(to);
  }
  unlock();
  return done;
}

int rename(const char *from, const char *to) { return rename_noted(AT_FDCWD, from, AT_FDCWD, to); }

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return rename_noted(from_folder, from, to_folder, to);
}

static int unlink_noted(int folder, const char *name, int flags) {
  char path[PATH_MAX];
  absolute(folder, name, path);
  if (!is_watched(path) || (flags & AT_REMOVEDIR)) return REAL(unlinkat)(folder, name, flags);
  if (fails()) return -1;
  pthread_mutex_lock(&lock);
  uint64_t grave = bury(path);
  int done = REAL(unlinkat)(folder, name, flags);
  if (done == 0 && grave != 0) {
    put_number(UNLINK);
    put_number(grave);
    put_text(path);
  }
  unlock();
  return done;
}

int unlink(const char *path) { return unlink_noted(AT_FDCWD, path, 0); }

int unlinkat(int folder, const char *path, int flags) { return unlink_noted(folder, path, flags); }

/* --- syncs */

static int sync_noted(int fd) {
  char path[PATH_MAX];
  struct stat stat;
  if (!is_watched_fd(fd, path, &stat)) return REAL(fsync)(fd);
  if (fails()) return -1;
  /* What changes while the sync goes on is not covered by it. */
  pthread_mutex_lock(&lock);
  uint64_t until = here();
  pthread_mutex_unlock(&lock);
  int64_t millis = orders->sync_millis;
  if (millis < 0) return 0;
  if (millis > 0) {
    struct timespec time = {millis / 1000, (millis % 1000) * 1000000};
    nanosleep(&time, NULL);
  }
  pthread_mutex_lock(&lock);
  if (S_ISDIR(stat.st_mode)) {
    put_number(FOLDER_SYNCED);
    put_number(until);
    put_text(path);
  } else {
    put_number(SYNCED);
    put_number(until);
    put_number(stat.st_ino);
  }
  pthread_mutex_unlock(&lock);
  return 0;
}

int fsync(int fd) { return sync_noted(fd); }

int fdatasync(int fd) { return sync_noted(fd); }

/* --- the clock */

int clock_gettime(clockid_t clock, struct timespec *time) {
  int done = REAL(clock_gettime)(clock, time);
  if (done == 0 && clock == CLOCK_REALTIME) time->tv_sec += orders->clock_seconds;
  return done;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int done = REAL(gettimeofday)(time, zone);
  if (done == 0) time->tv_sec += orders->clock_seconds;
  return done;
}
