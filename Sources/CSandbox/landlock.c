#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The headers of a distribution may be years older than its kernel, so the numbers stand here, from linux/landlock.h (stable kernel ABI; the
// system call numbers are the same on every architecture).
#define NR_LANDLOCK_CREATE_RULESET 444
#define NR_LANDLOCK_ADD_RULE 445
#define NR_LANDLOCK_RESTRICT_SELF 446

#define LANDLOCK_CREATE_RULESET_VERSION (1U << 0)
#define LANDLOCK_RULE_PATH_BENEATH 1

#define ACCESS_FS_EXECUTE (1ULL << 0)
#define ACCESS_FS_READ_FILE (1ULL << 2)
#define ACCESS_FS_READ_DIR (1ULL << 3)
#define ACCESS_FS_ABI_1 ((1ULL << 13) - 1)
#define ACCESS_FS_REFER (1ULL << 13)      // ABI 2
#define ACCESS_FS_TRUNCATE (1ULL << 14)   // ABI 3
#define ACCESS_FS_IOCTL_DEV (1ULL << 15)  // ABI 5
#define ACCESS_NET_TCP 3ULL               // ABI 4: bind, connect
#define SCOPE_ALL 3ULL                    // ABI 6: abstract sockets, signals

struct ruleset_attr {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

struct path_beneath_attr {
  uint64_t allowed_access;
  int32_t parent_fd;
} __attribute__((packed));

int csandbox_landlock_abi(void) {
  long version = syscall(NR_LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int)version;
}

static int allow(int ruleset, const char *path, uint64_t access) {
  int descriptor = open(path, O_PATH | O_CLOEXEC);
  if (descriptor < 0) {
    return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : errno;
  }
  struct stat status;
  int result = 0;
  if (fstat(descriptor, &status) != 0) {
    result = errno;
  } else {
    // A right of folders on a file is refused with EINVAL.
    if (!S_ISDIR(status.st_mode)) access &= ~ACCESS_FS_READ_DIR;
    struct path_beneath_attr rule = {.allowed_access = access, .parent_fd = descriptor};
    if (syscall(NR_LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) result = errno;
  }
  close(descriptor);
  return result;
}

int csandbox_landlock_enter(const char *const *readable, size_t readable_count, const char *const *runnable, size_t runnable_count) {
  int abi = csandbox_landlock_abi();
  if (abi <= 0) return ENOSYS;

  // Whatever is "handled" is denied unless a rule allows it. An older kernel refuses a bit or a field it does not know.
  struct ruleset_attr attr = {.handled_access_fs = ACCESS_FS_ABI_1};
  size_t size = sizeof attr.handled_access_fs;
  if (abi >= 2) attr.handled_access_fs |= ACCESS_FS_REFER;
  if (abi >= 3) attr.handled_access_fs |= ACCESS_FS_TRUNCATE;
  if (abi >= 5) attr.handled_access_fs |= ACCESS_FS_IOCTL_DEV;
  if (abi >= 4) {
    attr.handled_access_net = ACCESS_NET_TCP;
    size += sizeof attr.handled_access_net;
  }
  if (abi >= 6) {
    attr.scoped = SCOPE_ALL;
    size += sizeof attr.scoped;
  }

  int ruleset = (int)syscall(NR_LANDLOCK_CREATE_RULESET, &attr, size, 0);
  if (ruleset < 0) return errno;
  int result = 0;
  for (size_t i = 0; i < readable_count && result == 0; i++) {
    result = allow(ruleset, readable[i], ACCESS_FS_READ_FILE | ACCESS_FS_READ_DIR);
  }
  for (size_t i = 0; i < runnable_count && result == 0; i++) {
    result = allow(ruleset, runnable[i], ACCESS_FS_READ_FILE | ACCESS_FS_EXECUTE);
  }
  if (result == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) result = errno;
  if (result == 0 && syscall(NR_LANDLOCK_RESTRICT_SELF, ruleset, 0) != 0) result = errno;
  close(ruleset);
  return result;
}
