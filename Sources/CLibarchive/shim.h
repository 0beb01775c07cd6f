#ifndef BUNDLE_AUDIT_CLIBARCHIVE_SHIM_H
#define BUNDLE_AUDIT_CLIBARCHIVE_SHIM_H
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

// libarchive offers no bound for a decoder's dictionary, and liblzma fills one as soon as it has it. So while libarchive works, the process may take no
// more than `more` bytes beside what it has: an allocation that does not fit fails, and libarchive says so. `before` takes the limit that held.
// Returns whether a limit was set; where the kernel does not tell or lets none be set, what was allocated is still asked for afterwards (below).
// Sources: setrlimit(2), RLIMIT_DATA; proc(5), statm, whose sixth number is data and stack in pages.
static inline int audit_cap_memory(int statm, size_t more, struct rlimit *before) {
  char text[256];
  ssize_t count = pread(statm, text, sizeof text - 1, 0);
  if (count <= 0) return 0;
  text[count] = 0;
  unsigned long pages = 0;
  if (sscanf(text, "%*u %*u %*u %*u %*u %lu", &pages) != 1 || getrlimit(RLIMIT_DATA, before) != 0) return 0;
  struct rlimit cap = *before;
  rlim_t wanted = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + more;
  if (cap.rlim_cur != RLIM_INFINITY && cap.rlim_cur <= wanted) return 0;
  cap.rlim_cur = wanted;
  return setrlimit(RLIMIT_DATA, &cap) == 0;
}

static inline void audit_uncap_memory(const struct rlimit *before) { setrlimit(RLIMIT_DATA, before); }

static inline int audit_open_statm(void) { return open("/proc/self/statm", O_RDONLY | O_CLOEXEC); }

// Bytes of large allocations that are in use, whether touched or not (mallinfo2(3)).
static inline size_t audit_large_allocations(void) { return mallinfo2().hblkhd; }
#endif
