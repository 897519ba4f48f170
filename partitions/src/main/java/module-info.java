/** Finds the volumes of a disk. */
module io.coldmount.partitions {
  requires static transitive org.jspecify;
  requires transitive io.coldmount.diskset;

  exports io.coldmount.partitions;
}
