/** Reads FAT12, FAT16, FAT32 and exFAT. */
module io.coldmount.fs.fat {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.fs.spi;

  provides io.coldmount.fs.FileSystemDriver with
      io.coldmount.fs.fat.FatDriver;
}
