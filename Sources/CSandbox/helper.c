#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// `grace` is what the hard limit is above the soft one: at the soft limit of processor time SIGXCPU comes, which tells why, at the hard one SIGKILL, which
// does not (setrlimit(2)).
static void limit(int resource, uint64_t most, uint64_t grace) {
  struct rlimit old;
  uint64_t hard = most + grace;
  if (getrlimit(resource, &old) == 0 && old.rlim_max != RLIM_INFINITY) {
    if (old.rlim_max < hard) hard = old.rlim_max;
    if (hard < most) most = hard;
  }
  struct rlimit new = {most, hard};
  setrlimit(resource, &new);
}

int csandbox_start_helper(
    const char *path, char *const *arguments, char *const *environment, int input, int output, int error, uint64_t seconds, uint64_t memory) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child != 0) return child;
  // From here on only calls that are safe after fork(2) in a process with threads (signal-safety(7)).
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != parent) _exit(127);
  // The descriptors may be among 0 to 2 themselves: they are moved out of the way first.
  int in = fcntl(input, F_DUPFD, 3), out = fcntl(output, F_DUPFD, 3), err = fcntl(error, F_DUPFD, 3);
  if (in < 0 || out < 0 || err < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(127);
#ifdef SYS_close_range
  syscall(SYS_close_range, 3u, ~0u, 0u);
#else
  for (int descriptor = 3; descriptor < 1024; descriptor++) close(descriptor);
#endif
  // Signals that this program ignores or handles are the helper's own again.
  signal(SIGPIPE, SIG_DFL);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_CPU, seconds, 2);
  limit(RLIMIT_AS, memory, 0);
  execve(path, arguments, environment);
  _exit(127);
}
