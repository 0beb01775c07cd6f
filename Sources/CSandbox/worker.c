#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

struct csandbox_page {
  uint64_t began;
  uint64_t request;
  uint64_t documents;
  uint32_t ready;
  uint32_t out_of_memory;
  uint32_t name_length;
  char name[];
};

// Member names in nested archives are long; a page of a file that is never touched is never allocated.
const size_t csandbox_page_size = 64 << 10;
const size_t csandbox_page_name_limit = (64 << 10) - sizeof(struct csandbox_page);

csandbox_page *csandbox_page_map(int descriptor) {
  void *page = mmap(NULL, csandbox_page_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return page == MAP_FAILED ? NULL : page;
}

void csandbox_page_unmap(csandbox_page *page) { munmap(page, csandbox_page_size); }

void csandbox_page_set_ready(csandbox_page *page) { __atomic_store_n(&page->ready, 1, __ATOMIC_RELEASE); }

int csandbox_page_is_ready(const csandbox_page *page) { return __atomic_load_n(&page->ready, __ATOMIC_ACQUIRE) != 0; }

void csandbox_page_begin(csandbox_page *page, uint64_t request, const char *name, size_t length) {
  if (length > csandbox_page_name_limit) length = csandbox_page_name_limit;
  // No time while the name changes: a worker killed in between blames nobody by a half-written name.
  __atomic_store_n(&page->began, 0, __ATOMIC_RELEASE);
  memcpy(page->name, name, length);
  page->name_length = (uint32_t)length;
  __atomic_store_n(&page->request, request, __ATOMIC_RELEASE);
  __atomic_store_n(&page->documents, page->documents + 1, __ATOMIC_RELEASE);
  __atomic_store_n(&page->began, csandbox_now(), __ATOMIC_RELEASE);
}

void csandbox_page_end(csandbox_page *page) { __atomic_store_n(&page->began, 0, __ATOMIC_RELEASE); }

uint64_t csandbox_page_began(const csandbox_page *page) { return __atomic_load_n(&page->began, __ATOMIC_ACQUIRE); }
uint64_t csandbox_page_request(const csandbox_page *page) { return __atomic_load_n(&page->request, __ATOMIC_ACQUIRE); }
uint64_t csandbox_page_documents(const csandbox_page *page) { return __atomic_load_n(&page->documents, __ATOMIC_ACQUIRE); }
int csandbox_page_ran_out_of_memory(const csandbox_page *page) { return __atomic_load_n(&page->out_of_memory, __ATOMIC_ACQUIRE) != 0; }

size_t csandbox_page_name(const csandbox_page *page, char *buffer, size_t capacity) {
  // The worker may have written anything here.
  size_t length = page->name_length;
  if (length > csandbox_page_name_limit) length = csandbox_page_name_limit;
  if (length > capacity) length = capacity;
  memcpy(buffer, page->name, length);
  return length;
}

int csandbox_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? 0 : errno; }

int csandbox_limit_memory(uint64_t bytes) {
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
  struct rlimit cap = {bytes, bytes};
  return setrlimit(RLIMIT_AS, &cap) == 0 ? 0 : errno;
}

uint64_t csandbox_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static csandbox_page *crash_page;

// Only mmap, an atomic store, sigaction and raise: all safe in a handler (signal-safety(7); mmap is a bare system call in glibc).
static void on_fatal_signal(int number) {
  // A worker that has used up its address space cannot map one more arena (glibc's are 64 MiB); one that crashed for another reason can.
  void *probe = mmap(NULL, 64 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe == MAP_FAILED && errno == ENOMEM && crash_page) __atomic_store_n(&crash_page->out_of_memory, 1, __ATOMIC_RELEASE);
  signal(number, SIG_DFL);
  raise(number);
}

int csandbox_note_memory_on_crash(csandbox_page *page) {
  // A stack overflow leaves no stack to handle it on.
  static char stack[64 << 10];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  if (sigaltstack(&alternate, NULL) != 0) return errno;
  crash_page = page;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_fatal_signal;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  const int fatal[] = {SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE};
  for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
    if (sigaction(fatal[i], &action, NULL) != 0) return errno;
  }
  return 0;
}
