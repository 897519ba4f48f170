/** The ext driver. */
module io.coldmount.fs.ext {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.fs.spi;
  requires org.slf4j;

  provides io.coldmount.fs.FileSystemDriver with
      io.coldmount.fs.ext.ExtDriver;
}
