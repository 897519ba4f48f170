package io.coldmount.fs.ntfs;

/** What an error is about: the value of one attribute. Its text is made when it is printed. */
record Subject(int type, long record) {

  @Override
  public String toString() {
    return AttributeType.name(type) + " of MFT record " + record;
  }
}
