package io.coldmount.fs.sleuthkit.child;

/**
 * The system calls that the child may still make once it is ready (seccomp(2)): those on
 * descriptors it has, on its own memory, threads and clocks. Every other one fails with EPERM, also
 * in code that a hostile image might smuggle in: no file is opened, no program started, nothing
 * sent anywhere. The numbers are those of x86-64 ({@code asm/unistd_64.h}); on other machines there
 * is no filter.
 */
final class SystemCallFilter {

  private static final int[] ALLOWED = {
    0, // read
    1, // write
    3, // close
    5, // fstat
    7, // poll
    8, // lseek
    9, // mmap
    10, // mprotect
    11, // munmap
    12, // brk
    13, // rt_sigaction
    14, // rt_sigprocmask
    15, // rt_sigreturn
    17, // pread64
    24, // sched_yield
    25, // mremap
    27, // mincore
    28, // madvise
    35, // nanosleep
    39, // getpid
    60, // exit
    96, // gettimeofday
    98, // getrusage
    99, // sysinfo
    100, // times
    102, // getuid
    107, // geteuid
    110, // getppid
    131, // sigaltstack
    186, // gettid
    202, // futex
    204, // sched_getaffinity
    219, // restart_syscall
    228, // clock_gettime
    229, // clock_getres
    230, // clock_nanosleep
    231, // exit_group
    273, // set_robust_list
    309, // getcpu
    318, // getrandom
    324, // membarrier
    334, // rseq
  };

  private static final int TGKILL = 234;
  private static final int SECCOMP = 317;
  private static final long SET_MODE_FILTER = 1;
  private static final long ALL_THREADS = 1; // SECCOMP_FILTER_FLAG_TSYNC

  // struct seccomp_data
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;
  private static final int X86_64 = 0xC000003E; // AUDIT_ARCH_X86_64

  // struct sock_filter, linux/filter.h
  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K
  private static final int INSTRUCTION = 8;
  private static final int ALLOW = 0x7FFF0000;
  private static final int DENY = 0x00050001; // SECCOMP_RET_ERRNO | EPERM

  private final long program = Memory.allocate((2L * ALLOWED.length + 16) * INSTRUCTION);
  private int length;

  private SystemCallFilter() {}

  /**
   * Puts the filter on every thread of this process. {@code PR_SET_NO_NEW_PRIVS} is set already.
   *
   * @return whether it holds now
   */
  static boolean apply(SystemCalls calls) {
    if (!System.getProperty("os.arch").equals("amd64")) {
      return false;
    }
    SystemCallFilter filter = new SystemCallFilter();
    filter.build((int) ProcessHandle.current().pid());
    long description = Memory.allocate(16); // struct sock_fprog
    Memory.put16(description, filter.length);
    Memory.put64(description + 8, filter.program);
    return calls.syscall(SECCOMP, SET_MODE_FILTER, ALL_THREADS, description) == 0;
  }

  private void build(int self) {
    add(LOAD, 0, 0, ARCHITECTURE);
    add(IF_EQUAL, 1, 0, X86_64);
    add(RETURN, 0, 0, DENY);
    add(LOAD, 0, 0, NUMBER);
    for (int number : ALLOWED) {
      add(IF_EQUAL, 0, 1, number);
      add(RETURN, 0, 0, ALLOW);
    }
    add(IF_EQUAL, 1, 0, TGKILL);
    add(RETURN, 0, 0, DENY);
    add(LOAD, 0, 0, FIRST_ARGUMENT); // Java's virtual machine signals its own threads
    add(IF_EQUAL, 0, 1, self);
    add(RETURN, 0, 0, ALLOW);
    add(RETURN, 0, 0, DENY);
  }

  private void add(int code, int ifTrue, int ifFalse, int value) {
    long at = program + (long) length++ * INSTRUCTION;
    Memory.put16(at, code);
    Memory.put16(at + 2, ifTrue | (ifFalse << 8));
    Memory.put32(at + 4, value);
  }
}
