/** The ntfs driver. */
module io.coldmount.fs.ntfs {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.fs.spi;
  requires org.slf4j;
}
