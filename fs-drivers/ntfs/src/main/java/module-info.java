/** The ntfs driver. */
module io.coldmount.fs.ntfs {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.fs.spi;
  requires org.slf4j;

  provides io.coldmount.fs.FileSystemDriver with
      io.coldmount.fs.ntfs.NtfsDriver;
}
