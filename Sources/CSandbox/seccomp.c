#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifndef ARCHITECTURE

int csandbox_seccomp_enter(void) { return ENOSYS; }

#else

#define REFUSE (SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA))
#define DENY(number) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), BPF_STMT(BPF_RET | BPF_K, REFUSE)

// A list of what is refused, not of what is allowed: the helper programs (poppler, tesseract) are not ours, and a list of what they may call
// would break with their next release. Files are Landlock's matter; this closes what it does not see. Calls younger than a distribution's
// headers stand as numbers; from 424 on those are the same on every architecture (asm-generic/unistd.h).
static struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
    // The x32 numbers are a second door to the same calls (seccomp(2), "Notes").
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, REFUSE),
#endif
    // The network, and sockets of any other kind. socketpair stays: it reaches nobody.
    DENY(SYS_socket), DENY(SYS_connect), DENY(SYS_bind), DENY(SYS_listen), DENY(SYS_accept), DENY(SYS_accept4),
    // A second way to make nearly every call, past this filter.
    DENY(425 /* io_uring_setup */), DENY(426 /* io_uring_enter */), DENY(427 /* io_uring_register */),
    // Running what has no path that Landlock could look at.
    DENY(SYS_memfd_create), DENY(SYS_execveat), DENY(447 /* memfd_secret */),
    // Other processes.
    DENY(SYS_ptrace), DENY(SYS_process_vm_readv), DENY(SYS_process_vm_writev), DENY(438 /* pidfd_getfd */), DENY(SYS_kcmp),
    // The kernel, namespaces, mounts, keys, and changes of files' owners, rights, times and attributes, which Landlock does not handle.
    DENY(SYS_bpf), DENY(SYS_perf_event_open), DENY(SYS_userfaultfd), DENY(SYS_keyctl), DENY(SYS_add_key), DENY(SYS_request_key),
    DENY(SYS_init_module), DENY(SYS_finit_module), DENY(SYS_delete_module), DENY(SYS_kexec_load), DENY(SYS_kexec_file_load),
    DENY(SYS_reboot), DENY(SYS_swapon), DENY(SYS_swapoff), DENY(SYS_acct), DENY(SYS_quotactl), DENY(SYS_syslog),
    DENY(SYS_unshare), DENY(SYS_setns), DENY(SYS_chroot), DENY(SYS_pivot_root), DENY(SYS_mount), DENY(SYS_umount2),
    DENY(428 /* open_tree */), DENY(429 /* move_mount */), DENY(430 /* fsopen */), DENY(432 /* fsmount */), DENY(442 /* mount_setattr */),
    DENY(SYS_open_by_handle_at), DENY(SYS_name_to_handle_at), DENY(SYS_settimeofday), DENY(SYS_clock_settime), DENY(SYS_adjtimex),
    DENY(SYS_clock_adjtime), DENY(SYS_sethostname), DENY(SYS_setdomainname),
    DENY(SYS_fchmod), DENY(SYS_fchmodat), DENY(452 /* fchmodat2 */), DENY(SYS_fchown), DENY(SYS_fchownat), DENY(SYS_utimensat),
    DENY(SYS_setxattr), DENY(SYS_lsetxattr), DENY(SYS_fsetxattr), DENY(SYS_removexattr), DENY(SYS_lremovexattr), DENY(SYS_fremovexattr),
#if defined(__x86_64__)
    DENY(SYS_chmod), DENY(SYS_chown), DENY(SYS_lchown), DENY(SYS_utime), DENY(SYS_utimes), DENY(SYS_futimesat), DENY(SYS_iopl), DENY(SYS_ioperm),
    DENY(SYS_modify_ldt),
#endif
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

int csandbox_seccomp_enter(void) {
  struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  // A positive value is the id of a thread that could not follow.
  if (result > 0) return EAGAIN;
  return result < 0 ? errno : 0;
}

#endif
