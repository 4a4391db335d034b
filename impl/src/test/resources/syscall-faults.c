/*
 * Makes a process's disk misbehave, for tests: preloaded (LD_PRELOAD), it stands between the process and the C library's
 * write and sync functions.
 *
 * SYSCALL_FAULTS_CONTROL names a file of rules, read anew whenever it was replaced; SYSCALL_FAULTS_BELOW a part of the
 * paths that are meant; all else passes. Each fault that happened is added to the control file's name + ".hits".
 *
 *     OP PART ACTION ARGUMENT SKIP TIMES
 *
 * OP        write, sync (of a file) or syncdir (of a directory)
 * PART      the rule is for paths that contain it
 * ACTION    fail   with errno ARGUMENT; nothing is done
 *           lose   (sync) with errno ARGUMENT, and what was written since the last sync is gone: as after a failed fsync on
 *                  Linux, once the page cache has let go of pages that it calls clean. Looks back as far as its rule was there.
 *           half   (write) only half of the bytes are written
 *           delay  by ARGUMENT milliseconds
 * SKIP      so many calls pass first
 * TIMES     so many calls are struck; -1 for all
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { RULES = 16, PATH_BYTES = 4096 };

struct rule {
    char op[16], part[256], action[16];
    long argument, skip, times;
};

struct undo {
    struct undo *earlier;
    dev_t device;
    ino_t inode;
    off_t offset, size;
    size_t had;
    char old[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rule rules[RULES];
static int rule_count;
static int remembers;
static struct timespec read_at;
static ino_t read_inode;
static struct undo *latest;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static void resolve(void) {
    if (real_fdatasync) {
        return;
    }
    *(void **)&real_write = dlsym(RTLD_NEXT, "write");
    *(void **)&real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    *(void **)&real_writev = dlsym(RTLD_NEXT, "writev");
    *(void **)&real_fsync = dlsym(RTLD_NEXT, "fsync");
    *(void **)&real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
}

/* Reads the rules if the file is another one than last time. */
static void refresh(void) {
    const char *control = getenv("SYSCALL_FAULTS_CONTROL");
    struct stat now;
    if (!control || stat(control, &now) != 0) {
        return;
    }
    if (now.st_ino == read_inode && now.st_mtim.tv_sec == read_at.tv_sec && now.st_mtim.tv_nsec == read_at.tv_nsec) {
        return;
    }
    FILE *file = fopen(control, "r");
    if (!file) {
        return;
    }
    read_inode = now.st_ino;
    read_at = now.st_mtim;
    rule_count = 0;
    remembers = 0;
    struct rule r;
    while (rule_count < RULES
            && fscanf(file, "%15s %255s %15s %ld %ld %ld", r.op, r.part, r.action, &r.argument, &r.skip, &r.times) == 6) {
        remembers |= strcmp(r.action, "lose") == 0;
        rules[rule_count++] = r;
    }
    fclose(file);
}

static void note(const char *op, const char *action, const char *path) {
    char line[PATH_BYTES + 64], name[PATH_BYTES];
    snprintf(name, sizeof name, "%s.hits", getenv("SYSCALL_FAULTS_CONTROL"));
    int length = snprintf(line, sizeof line, "%s %s %s\n", op, action, path);
    int hits = open(name, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (hits >= 0) {
        if (real_write(hits, line, (size_t)length) < 0) {
            abort();
        }
        close(hits);
    }
}

/* Whether rules are there and the file is one of those that are meant; its path then. */
static int meant(int fd, char *path) {
    const char *below = getenv("SYSCALL_FAULTS_BELOW");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = rule_count && below ? readlink(link, path, PATH_BYTES - 1) : -1;
    path[length < 0 ? 0 : length] = 0;
    return length > 0 && strstr(path, below) != NULL;
}

/* Whether a rule strikes this call; a copy of it then. With the lock held. */
static int strikes(const char *op, const char *path, struct rule *struck) {
    for (struct rule *r = rules; r < rules + rule_count; r++) {
        if (strcmp(r->op, op) != 0 || r->times == 0 || !strstr(path, r->part)) {
            continue;
        }
        if (r->skip > 0) {
            r->skip--;
            continue;
        }
        r->times -= r->times > 0;
        *struck = *r;
        note(op, r->action, path);
        return 1;
    }
    return 0;
}

static void delay(const struct rule *struck) {
    if (strcmp(struck->action, "delay") == 0) {
        struct timespec time = {struck->argument / 1000, struck->argument % 1000 * 1000000};
        nanosleep(&time, NULL);
    }
}

/* Remembers what a write is about to cover. */
static void remember(int fd, size_t count, off_t offset) {
    struct stat file;
    if (!remembers || fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
        return;
    }
    struct undo *undo = malloc(sizeof *undo + count);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int reader = undo ? open(path, O_RDONLY) : -1;
    if (reader < 0) {
        free(undo);
        return;
    }
    ssize_t had = pread(reader, undo->old, count, offset);
    close(reader);
    undo->earlier = latest;
    undo->device = file.st_dev;
    undo->inode = file.st_ino;
    undo->offset = offset;
    undo->size = file.st_size;
    undo->had = had < 0 ? 0 : (size_t)had;
    latest = undo;
}

/* Forgets what was remembered of a file; puts it back before, the latest first, if it is to be lost. */
static void settle(int fd, int lost) {
    struct stat file;
    if (fstat(fd, &file) != 0) {
        return;
    }
    for (struct undo **at = &latest; *at;) {
        struct undo *undo = *at;
        if (undo->device != file.st_dev || undo->inode != file.st_ino) {
            at = &undo->earlier;
            continue;
        }
        if (lost && (real_pwrite(fd, undo->old, undo->had, undo->offset) < 0 || ftruncate(fd, undo->size) != 0)) {
            abort();
        }
        *at = undo->earlier;
        free(undo);
    }
}

static int faulty_sync(int fd, int (*real)(int)) {
    struct stat file;
    struct rule struck = {.action = ""};
    char path[PATH_BYTES];
    pthread_mutex_lock(&lock);
    refresh();
    int is_meant = meant(fd, path);
    int is_directory = is_meant && fstat(fd, &file) == 0 && S_ISDIR(file.st_mode);
    int strike = is_meant && strikes(is_directory ? "syncdir" : "sync", path, &struck);
    int lost = strike && strcmp(struck.action, "lose") == 0;
    if (is_meant && (lost || !strike)) {
        settle(fd, lost);
    }
    pthread_mutex_unlock(&lock);
    delay(&struck);
    if (lost || strcmp(struck.action, "fail") == 0) {
        errno = (int)struck.argument;
        return -1;
    }
    return real(fd);
}

/* How many bytes of a write may pass; -1 if it fails. */
static ssize_t allowed(int fd, size_t count, off_t offset) {
    struct rule struck = {.action = ""};
    char path[PATH_BYTES];
    pthread_mutex_lock(&lock);
    refresh();
    int is_meant = meant(fd, path);
    int fails = is_meant && strikes("write", path, &struck) && strcmp(struck.action, "fail") == 0;
    if (is_meant && !fails) {
        remember(fd, count, offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset);
    }
    pthread_mutex_unlock(&lock);
    delay(&struck);
    if (fails) {
        errno = (int)struck.argument;
        return -1;
    }
    return (ssize_t)(strcmp(struck.action, "half") == 0 && count > 1 ? count / 2 : count);
}

int fsync(int fd) {
    resolve();
    return faulty_sync(fd, real_fsync);
}

int fdatasync(int fd) {
    resolve();
    return faulty_sync(fd, real_fdatasync);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    resolve();
    ssize_t pass = allowed(fd, count, -1);
    return pass < 0 ? pass : real_write(fd, bytes, (size_t)pass);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    resolve();
    ssize_t pass = allowed(fd, count, offset);
    return pass < 0 ? pass : real_pwrite(fd, bytes, (size_t)pass, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return pwrite64(fd, bytes, count, offset);
}

/* Half of a gathering write is its first buffer, halved: fewer bytes than asked for, which is what matters. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    resolve();
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        bytes += parts[i].iov_len;
    }
    ssize_t pass = allowed(fd, bytes, -1);
    if (pass < 0) {
        return pass;
    }
    return (size_t)pass < bytes ? real_write(fd, parts[0].iov_base, (parts[0].iov_len + 1) / 2)
                                : real_writev(fd, parts, count);
}
