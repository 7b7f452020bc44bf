/* Makes the Nth write to a file under FAIL_UNDER fail, and with ENOSPC all writes after it, as on a full disk.
 *
 * Preloaded by evals/crash.py. FAIL_AT: which write (from 1; 0 for none). FAIL_WITH: ENOSPC or EIO.
 * FAIL_COUNT: a file into which the number of writes is written at the end of the process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long seen;

static int is_watched(int fd) {
    const char *under = getenv("FAIL_UNDER");
    char link[64], path[4096];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int fails(int fd) {
    if (!is_watched(fd)) return 0;
    const char *at_text = getenv("FAIL_AT"), *with = getenv("FAIL_WITH");
    long at = at_text ? atol(at_text) : 0, now = atomic_fetch_add(&seen, 1) + 1;
    if (at <= 0 || now < at) return 0;
    int is_full = !with || strcmp(with, "EIO") != 0;
    if (!is_full && now != at) return 0;
    errno = is_full ? ENOSPC : EIO;
    return 1;
}

#define WRAP(name, parameters, arguments)                                  \
    ssize_t name parameters {                                              \
        static ssize_t(*real) parameters;                                  \
        if (!real) real = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name);  \
        return fails(fd) ? -1 : real arguments;                            \
    }

WRAP(write, (int fd, const void *data, size_t size), (fd, data, size))
WRAP(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRAP(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRAP(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("FAIL_COUNT");
    if (!path) return;
    unsetenv("FAIL_UNDER");
    FILE *file = fopen(path, "w");
    if (!file) return;
    fprintf(file, "%ld\n", atomic_load(&seen));
    fclose(file);
}
