/*
 * What POSIX and Linux promise of a read-only file system, tried on a mount. Prints a line for each
 * promise that is broken, and how many were kept.
 *
 *   conformance list DIR COUNT      a folder whose entries are file-0000000, file-0000001, ...
 *   conformance limits DIR          names, paths, links, types
 *   conformance writes DIR          everything that would change something
 *   conformance read DIR FILE COPY  ways to read FILE, which is a copy of COPY
 *   conformance stress DIR COPY THREADS SECONDS   many readers; every byte is compared
 *   conformance handle PATH         prints a file handle;  conformance open MOUNT HANDLE: its bytes
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static int kept, broken;
static const char *at;

static void say(int good, const char *what, const char *detail) {
  if (good) {
    kept++;
  } else {
    broken++;
    printf("broken: %s (%s)\n", what, detail);
  }
}
#define is(condition) say(condition, #condition, strerror(errno))
#define fails(call, expected)                                              \
  do {                                                                     \
    errno = 0;                                                             \
    long result_ = (long)(call);                                           \
    say(result_ == -1 && errno == (expected), #call " fails with " #expected, \
        result_ == -1 ? strerror(errno) : "it succeeds");                  \
  } while (0)

static char *path(const char *name) {
  static char buffers[4][8192];
  static int next;
  char *buffer = buffers[next++ % 4];
  snprintf(buffer, sizeof buffers[0], "%s/%s", at, name);
  return buffer;
}

/* --- Listing ------------------------------------------------------------------------------ */

static long number(const char *name) { return strncmp(name, "file-", 5) ? -1 : atol(name + 5); }

static void list(long count) {
  enum { MARKS = 64 };
  long marks[MARKS], marked[MARKS], seen = 0, wrong = 0, dots = 0, step = count / MARKS + 1;
  int used = 0;
  unsigned char *met = calloc(count, 1);
  DIR *dir = opendir(at);
  is(dir != NULL);
  struct dirent *entry;
  long before = telldir(dir);
  errno = 0;
  while ((entry = readdir(dir))) {
    long n = number(entry->d_name);
    if (n < 0) {
      dots++;
    } else {
      wrong += n >= count || met[n]++ || entry->d_ino == 0;
      if (n % step == 0 && used < MARKS) {
        marks[used] = before;
        marked[used++] = n;
      }
      seen++;
    }
    before = telldir(dir);
  }
  is(errno == 0);
  is(seen == count);
  is(wrong == 0);
  is(dots == 2);
  wrong = 0;
  for (int i = used - 1; i >= 0; i--) { /* back to each place that telldir named */
    seekdir(dir, marks[i]);
    entry = readdir(dir);
    wrong += !entry || number(entry->d_name) != marked[i];
  }
  is(wrong == 0);
  rewinddir(dir);
  entry = readdir(dir);
  is(entry && strcmp(entry->d_name, ".") == 0);
  DIR *other = opendir(at); /* a second reader has a place of its own */
  readdir(other), readdir(other);
  entry = readdir(other);
  is(entry && number(entry->d_name) == 0);
  entry = readdir(dir);
  is(entry && strcmp(entry->d_name, "..") == 0);
  closedir(other);
  closedir(dir);
  int fd = open(at, O_RDONLY | O_DIRECTORY); /* a buffer for very few entries */
  char small[64];
  long all = 0, got, limit = count < 3000 ? count + 2 : 3000;
  while (all < limit && (got = syscall(SYS_getdents64, fd, small, sizeof small)) > 0) {
    for (long o = 0; o < got; o += *(unsigned short *)(small + o + 16)) all++;
  }
  is(all >= limit);
  is(lseek(fd, 0, SEEK_SET) == 0);
  fails(syscall(SYS_getdents64, fd, small, 8), EINVAL);
  close(fd);
  free(met);
}

/* --- Names, paths, types ------------------------------------------------------------------- */

static void limits(void) {
  struct stat st;
  struct statvfs fs;
  char name[5000];
  memset(name, 'n', sizeof name);
  name[255] = 0;
  is(stat(path(name), &st) == 0);
  is(statvfs(at, &fs) == 0 && fs.f_namemax >= 255 && (fs.f_flag & ST_RDONLY));
  is((fs.f_flag & ST_NOSUID) && fs.f_blocks >= fs.f_bfree && fs.f_bfree >= fs.f_bavail);
  memset(name, 'n', sizeof name);
  name[1025] = 0;
  fails(stat(path(name), &st), ENAMETOOLONG);
  name[256] = 0;
  fails(stat(path(name), &st), ENAMETOOLONG);
  memset(name, 0, sizeof name);
  for (int i = 0; i < 4400; i += 2) memcpy(name + i, "./", 2);
  fails(stat(path(name), &st), ENAMETOOLONG);
  fails(stat(path("absent"), &st), ENOENT);
  fails(stat(path("file/inside"), &st), ENOTDIR);
  fails(open(path("file/"), O_RDONLY), ENOTDIR);
  fails(open(path("file"), O_RDONLY | O_DIRECTORY), ENOTDIR);
  fails(stat(path("loop-a"), &st), ELOOP);
  fails(open(path("loop-self"), O_RDONLY), ELOOP);
  fails(open(path("link"), O_RDONLY | O_NOFOLLOW), ELOOP);
  is(lstat(path("loop-a"), &st) == 0 && S_ISLNK(st.st_mode));
  is(stat(path("link"), &st) == 0 && S_ISREG(st.st_mode));
  fails(stat(path("chain-45"), &st), ELOOP);
  is(stat(path("chain-35"), &st) == 0);
  fails(readlink(path("file"), name, sizeof name), EINVAL);
  is(readlink(path("link"), name, 2) == 2);
  int fd = open(path("folder"), O_RDONLY);
  is(fd >= 0);
  fails(read(fd, name, 10), EISDIR);
  close(fd);
  is(access(path("file"), R_OK) == 0);
  fails(access(path("file"), W_OK), EROFS);
  fails(getxattr(path("file"), "user.none", name, 10), ENODATA);
  is(getxattr(path("file"), "user.note", name, 0) == 5);
  fails(getxattr(path("file"), "user.note", name, 4), ERANGE);
  is(getxattr(path("file"), "user.note", name, 5) == 5);
  is(stat(path("folder/.."), &st) == 0);
  ino_t root = st.st_ino;
  is(stat(at, &st) == 0 && st.st_ino == root);
}

/* --- Writing --------------------------------------------------------------------------------- */

static void writes(void) {
  struct timespec now[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
  char *file = strdup(path("file")), *absent = strdup(path("absent"));
  char *folder = strdup(path("folder"));
  fails(open(file, O_WRONLY), EROFS);
  fails(open(file, O_RDWR), EROFS);
  fails(open(file, O_WRONLY | O_APPEND), EROFS);
  fails(open(file, O_RDONLY | O_TRUNC), EROFS);
  fails(open(absent, O_RDONLY | O_CREAT, 0600), EROFS);
  fails(open(absent, O_WRONLY | O_CREAT | O_EXCL, 0600), EROFS);
  fails(open(file, O_WRONLY | O_CREAT | O_EXCL, 0600), EEXIST);
  fails(open(folder, O_TMPFILE | O_RDWR, 0600), EROFS);
  fails(mkdir(absent, 0700), EROFS);
  fails(mkdir(folder, 0700), EEXIST);
  fails(rmdir(folder), EROFS);
  fails(unlink(file), EROFS);
  fails(rename(file, absent), EROFS);
  fails(renameat2(AT_FDCWD, file, AT_FDCWD, folder, RENAME_EXCHANGE), EROFS);
  fails(link(file, absent), EROFS);
  fails(symlink("x", absent), EROFS);
  fails(mknod(absent, S_IFIFO | 0600, 0), EROFS);
  fails(mknod(absent, S_IFREG | 0600, 0), EROFS);
  fails(chmod(file, 0600), EROFS);
  fails(chown(file, 1, 1), EROFS);
  fails(lchown(path("link"), 1, 1), EROFS);
  fails(utimensat(AT_FDCWD, file, now, 0), EROFS);
  fails(utime(file, NULL), EROFS);
  fails(truncate(file, 0), EROFS);
  fails(setxattr(file, "user.note", "x", 1, 0), EROFS);
  fails(removexattr(file, "user.note"), EROFS);
  int fd = open(file, O_RDONLY);
  is(fd >= 0);
  fails(write(fd, "x", 1), EBADF);
  fails(ftruncate(fd, 0), EINVAL);
  fails(fallocate(fd, 0, 0, 10), EBADF);
  fails(fchmod(fd, 0600), EROFS);
  fails(fchown(fd, 1, 1), EROFS);
  fails(futimens(fd, now), EROFS);
  fails(fsetxattr(fd, "user.note", "x", 1, 0), EROFS);
  long flags = 0;
  is(ioctl(fd, 0x80086601 /* FS_IOC_GETFLAGS */, &flags) == 0 || errno == ENOTTY);
  is(ioctl(fd, 0x40086602 /* FS_IOC_SETFLAGS */, &flags) == -1);
  is(fsync(fd) == 0 && fdatasync(fd) == 0);
  is(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EACCES);
  close(fd);
  is(access(absent, F_OK) == -1 && errno == ENOENT);
}

/* --- Reading --------------------------------------------------------------------------------- */

static unsigned char *whole(const char *file, size_t *size) {
  int fd = open(file, O_RDONLY);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) {
    perror(file);
    exit(2);
  }
  unsigned char *bytes = malloc(st.st_size + 1);
  *size = 0;
  ssize_t got;
  while ((got = read(fd, bytes + *size, st.st_size + 1 - *size)) > 0) *size += got;
  close(fd);
  return bytes;
}

static int temporary(void) { return open("/tmp", O_TMPFILE | O_RDWR, 0600); }

static int same(int fd, const unsigned char *expected, size_t size) {
  unsigned char *bytes = malloc(size + 1);
  ssize_t got = pread(fd, bytes, size + 1, 0);
  int equal = got == (ssize_t)size && memcmp(bytes, expected, size) == 0;
  free(bytes);
  return equal;
}

static void readings(const char *file, const char *copy) {
  size_t size;
  unsigned char *expected = whole(copy, &size), *buffer;
  int fd = open(path(file), O_RDONLY), out;
  is(fd >= 0);
  is(same(fd, expected, size));
  is(pread(fd, (char[8]){0}, 8, size) == 0 && pread(fd, (char[8]){0}, 8, size + 100000) == 0);
  is(pread(fd, (char[8]){0}, 8, size - 3) == 3);
  is(lseek(fd, 0, SEEK_END) == (off_t)size);
  fails(pread(fd, (char[8]){0}, 8, -1), EINVAL);
  fails(lseek(fd, size + 5, SEEK_DATA), ENXIO);
  is(lseek(fd, 0, SEEK_SET) == 0);
  unsigned char *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
  is(map != MAP_FAILED && memcmp(map, expected, size) == 0);
  is(madvise(map, size, MADV_DONTNEED) == 0 && map[size / 2] == expected[size / 2]);
  munmap(map, size);
  map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  is(map != MAP_FAILED);
  map[0] ^= 0xFF; /* a private copy may change; the file does not */
  is(same(fd, expected, size));
  munmap(map, size);

  out = temporary();
  off_t offset = 0;
  while (offset < (off_t)size && sendfile(out, fd, &offset, size) > 0) {}
  is(same(out, expected, size));
  close(out);
  out = temporary();
  off_t from = 0, to = 0;
  errno = 0;
  while (from < (off_t)size && copy_file_range(fd, &from, out, &to, size - from, 0) > 0) {}
  is(errno == EXDEV || same(out, expected, size)); /* newer kernels do not copy across */
  close(out);
  int pipes[2];
  is(pipe(pipes) == 0);
  out = temporary();
  loff_t in = 0;
  ssize_t moved;
  while ((moved = splice(fd, &in, pipes[1], NULL, 65536, 0)) > 0) {
    while (moved > 0) moved -= splice(pipes[0], NULL, out, NULL, moved, 0);
  }
  is(same(out, expected, size));
  close(out);
  buffer = malloc(20000);
  struct iovec parts[3] = {{buffer, 1}, {buffer + 1, 9998}, {buffer + 9999, 10001}};
  is(preadv(fd, parts, 3, 7) == 20000 && memcmp(buffer, expected + 7, 20000) == 0);
  is(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
  is(readahead(fd, 0, size) == 0);
  is(same(fd, expected, size));
  close(fd);

  fd = open(path(file), O_RDONLY | O_DIRECT);
  is(fd >= 0);
  is(posix_memalign((void **)&buffer, 4096, 1 << 20) == 0);
  size_t done = 0;
  ssize_t got;
  int equal = 1;
  while ((got = pread(fd, buffer, 1 << 20, done)) > 0) {
    equal &= memcmp(buffer, expected + done, got) == 0;
    done += got;
  }
  is(equal && done == size);
  is(pread(fd, buffer, 4096, 8192) == 4096 && memcmp(buffer, expected + 8192, 4096) == 0);
  close(fd);
}

/* --- Many readers ------------------------------------------------------------------------------ */

static unsigned char *wanted;
static size_t wanted_size;
static time_t until;
static long differences, passes;
static const char *data; /* path() is for one thread */

static void differs(unsigned char *buffer, size_t begin, ssize_t got, size_t all) {
  int error = errno;
  size_t same = 0;
  while ((ssize_t)same < got && buffer[same] == wanted[begin + same]) same++;
  if (__sync_fetch_and_add(&differences, 1) < 10)
    printf("%zd of %zu bytes at %zu (%s), the same up to %zu\n", got, all, begin,
           got < 0 ? strerror(error) : "no error", begin + same);
}

static void *reader(void *seed) {
  unsigned state = (unsigned)(uintptr_t)seed;
  unsigned char *buffer = malloc(1 << 17);
  struct stat st;
  while (time(NULL) < until) {
    int fd = open(data, O_RDONLY);
    for (int i = 0; i < 200; i++) {
      size_t begin = rand_r(&state) % wanted_size, length = 1 + rand_r(&state) % (1 << 17);
      if (i == 100) posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
      ssize_t got = pread(fd, buffer, length, begin);
      size_t left = wanted_size - begin, all = left < length ? left : length;
      if (got != (ssize_t)all || memcmp(buffer, wanted + begin, all)) differs(buffer, begin, got, all);
    }
    if (fstat(fd, &st) != 0 || st.st_size != (off_t)wanted_size) {
      __sync_fetch_and_add(&differences, 1);
    }
    close(fd);
    __sync_fetch_and_add(&passes, 1);
  }
  free(buffer);
  return NULL;
}

static void stress(const char *copy, int threads, int seconds) {
  wanted = whole(copy, &wanted_size);
  data = path("data");
  until = time(NULL) + seconds;
  pthread_t all[threads];
  for (int i = 0; i < threads; i++) pthread_create(&all[i], NULL, reader, (void *)(uintptr_t)(i + 1));
  for (int i = 0; i < threads; i++) pthread_join(all[i], NULL);
  is(differences == 0);
  is(passes >= threads);
}

/* --- Handles ------------------------------------------------------------------------------------ */

static void print_handle(void) {
  struct {
    struct file_handle head;
    unsigned char bytes[MAX_HANDLE_SZ];
  } handle = {.head.handle_bytes = MAX_HANDLE_SZ};
  int mount_id;
  if (name_to_handle_at(AT_FDCWD, at, &handle.head, &mount_id, 0) != 0) {
    perror(at);
    exit(1);
  }
  printf("%d:", handle.head.handle_type);
  for (unsigned i = 0; i < handle.head.handle_bytes; i++) printf("%02x", handle.head.f_handle[i]);
  printf("\n");
}

static void open_handle(const char *text) {
  struct {
    struct file_handle head;
    unsigned char bytes[MAX_HANDLE_SZ];
  } handle = {0};
  handle.head.handle_type = atoi(text);
  for (const char *hex = strchr(text, ':') + 1; *hex; hex += 2) {
    unsigned byte;
    sscanf(hex, "%2x", &byte);
    handle.head.f_handle[handle.head.handle_bytes++] = byte;
  }
  int mount = open(at, O_RDONLY | O_DIRECTORY), fd;
  char bytes[4096];
  ssize_t got;
  if ((fd = open_by_handle_at(mount, &handle.head, O_RDONLY)) < 0) {
    perror("open_by_handle_at");
    exit(1);
  }
  while ((got = read(fd, bytes, sizeof bytes)) > 0) fwrite(bytes, 1, got, stdout);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  at = words[2];
  if (!strcmp(words[1], "list")) list(atol(words[3]));
  else if (!strcmp(words[1], "limits")) limits();
  else if (!strcmp(words[1], "writes")) writes();
  else if (!strcmp(words[1], "read")) readings(words[3], words[4]);
  else if (!strcmp(words[1], "stress")) stress(words[3], atoi(words[4]), atoi(words[5]));
  else if (!strcmp(words[1], "handle")) return print_handle(), 0;
  else if (!strcmp(words[1], "open")) return open_handle(words[3]), 0;
  else return 2;
  printf("%d kept, %d broken\n", kept, broken);
  return broken != 0;
}
