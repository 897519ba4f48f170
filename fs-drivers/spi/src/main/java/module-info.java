/** What a file-system driver is. */
module io.coldmount.fs.spi {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.diskset;

  exports io.coldmount.fs;

  uses io.coldmount.fs.FileSystemDriver;
}
