package io.coldmount.mountd.os;

import io.coldmount.block.ByteView;
import io.coldmount.block.CorruptException;

/**
 * What the header of a program tells of the machine it runs on. Layout: System V ABI, "ELF header".
 *
 * @param bits 32 or 64
 * @param machine as {@code uname -m} calls it, or empty
 */
record Elf(int bits, String machine) {

  static final int SIZE = 20;

  static Elf parse(ByteView b) throws CorruptException {
    b.require(b.matches(0, "\u007fELF"), "the signature of a program", 0, b.u32le(0));
    int eiClass = b.u8(4);
    int eiData = b.u8(5);
    b.require(eiClass == 1 || eiClass == 2, "the class of a program", 4, eiClass);
    b.require(eiData == 1 || eiData == 2, "the byte order of a program", 5, eiData);
    int eMachine = eiData == 1 ? b.u16le(18) : b.u16be(18);
    int bits = eiClass == 1 ? 32 : 64;
    String machine =
        switch (eMachine) {
          case 2, 18, 43 -> bits == 64 ? "sparc64" : "sparc";
          case 3 -> "i686";
          case 8 -> bits == 64 ? "mips64" : "mips";
          case 20 -> "ppc";
          case 21 -> eiData == 1 ? "ppc64le" : "ppc64";
          case 22 -> bits == 64 ? "s390x" : "s390";
          case 40 -> "arm";
          case 50 -> "ia64";
          case 62 -> "x86_64";
          case 183 -> "aarch64";
          case 243 -> bits == 64 ? "riscv64" : "riscv32";
          case 258 -> bits == 64 ? "loongarch64" : "loongarch32";
          default -> "";
        };
    return new Elf(bits, machine);
  }
}
