/** The fat driver. */
module io.coldmount.fs.fat {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.fs.spi;
  requires org.slf4j;
}
