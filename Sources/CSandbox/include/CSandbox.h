// What a worker process needs of the kernel and Swift cannot say: Landlock and seccomp, the resource limits, and the page of memory that it
// shares with its supervisor.
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>
#include <stdint.h>

/// The version of Landlock that this kernel offers, 0 where it has none or it is switched off (landlock(7)).
int csandbox_landlock_abi(void);

/// Shuts the calling thread, and every thread and process that it starts from now on, in with Landlock: of the file system it may read what lies
/// at or under `readable`, run what is at or under `runnable`, and nothing else; no TCP; no signal and no abstract socket to the outside.
/// Paths that do not exist are passed over. Returns 0, or an errno value (ENOSYS or EOPNOTSUPP: no Landlock here).
int csandbox_landlock_enter(const char *const *readable, size_t readable_count, const char *const *runnable, size_t runnable_count);

/// Refuses, for all threads of this process and for its children, the system calls that a worker has no use for: sockets, mounts, tracing,
/// io_uring, loading code into the kernel, running from a descriptor … They fail with EPERM. Returns 0, or an errno value.
int csandbox_seccomp_enter(void);

/// SIGKILL for this process when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG). Returns 0, or an errno value.
int csandbox_die_with_parent(void);

/// Caps the address space of this process, in bytes, and forbids core dumps (setrlimit(2)). Returns 0, or an errno value.
int csandbox_limit_memory(uint64_t bytes);

/// What a worker tells its supervisor without a system call: the head of a shared mapping of `csandbox_page_size` bytes.
/// `began` is CLOCK_MONOTONIC in nanoseconds, 0 between documents.
typedef struct csandbox_page csandbox_page;
extern const size_t csandbox_page_size;
/// The longest name that a page takes, in bytes.
extern const size_t csandbox_page_name_limit;

/// Maps the page in the file of this descriptor, or returns NULL with errno set.
csandbox_page *csandbox_page_map(int descriptor);
void csandbox_page_unmap(csandbox_page *page);

void csandbox_page_set_ready(csandbox_page *page);
int csandbox_page_is_ready(const csandbox_page *page);
/// A document begins: the running number of its request, and its name (cut at the limit).
void csandbox_page_begin(csandbox_page *page, uint64_t request, const char *name, size_t length);
void csandbox_page_end(csandbox_page *page);
uint64_t csandbox_page_began(const csandbox_page *page);
uint64_t csandbox_page_request(const csandbox_page *page);
uint64_t csandbox_page_documents(const csandbox_page *page);
int csandbox_page_ran_out_of_memory(const csandbox_page *page);
/// Copies the name of the current document; returns its length. Only sure when the worker is dead.
size_t csandbox_page_name(const csandbox_page *page, char *buffer, size_t capacity);

/// On a fatal signal, notes in the page whether the address space was used up, then dies of the same signal.
int csandbox_note_memory_on_crash(csandbox_page *page);

/// Starts a program with these descriptors as its standard input, output and error, and no other. It may use so many seconds of processor time and so
/// many bytes of address space (less where this process has less), and it dies with the thread that starts it. `arguments` and `environment` end with
/// NULL. Gives the process's id, or -1 with errno set; a program that cannot be executed ends with 127.
int csandbox_start_helper(
    const char *path, char *const *arguments, char *const *environment, int input, int output, int error, uint64_t seconds, uint64_t memory);

/// CLOCK_MONOTONIC in nanoseconds.
uint64_t csandbox_now(void);

#endif
