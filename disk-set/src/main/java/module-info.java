/** Disk images and their snapshot chains, opened read-only as runs of bytes. */
module io.coldmount.diskset {
  requires static transitive org.jspecify;
  requires com.github.benmanes.caffeine;
  requires org.slf4j;

  exports io.coldmount.block;
  exports io.coldmount.diskset;
}
