package io.coldmount.fs.sleuthkit.child;

/** The types and limits of the frames between the two processes. Both run the same program. */
public final class Frames {

  // Requests of the parent.

  /** Size (8), libtsk's file-system type (4); answered by the volumes. */
  public static final byte OPEN = 1;

  /** Volume (1), inode (8), index of the first entry (4), how many (4); answered by entries. */
  public static final byte LIST = 2;

  /** Volume (1), inode (8); answered by its metadata and attributes. */
  public static final byte STAT = 3;

  /** Volume (1), inode (8), attribute's type (4) and id (4); answered by where its bytes are. */
  public static final byte RUNS = 4;

  /** As {@link #RUNS}, position (8), length (4); answered by bytes. */
  public static final byte READ = 5;

  /** As {@link #RUNS}; answered by the counts of blocks, and of those still free. */
  public static final byte INTACT = 6;

  /** Bytes of the volume, as asked for. */
  public static final byte BYTES = 7;

  /** The bytes cannot be had; the parent knows why. */
  public static final byte NO_BYTES = 8;

  // What the child sends.

  /** That it is ready, and libtsk's version as text. */
  public static final byte READY = 64;

  /** The answer to a request. */
  public static final byte RESULT = 65;

  /** That a request failed: a kind (1) and a sentence. */
  public static final byte FAILED = 66;

  /** Position (8), length (4): asks for bytes of the volume. */
  public static final byte NEED = 67;

  // Kinds of failures.

  /** What libtsk says of the image. */
  public static final byte DAMAGED = 1;

  /** There is no such inode or attribute. */
  public static final byte ABSENT = 2;

  /** The file system is encrypted. */
  public static final byte ENCRYPTED = 3;

  /** libtsk is not on this host. */
  public static final byte NO_LIBRARY = 4;

  /** libtsk is another version than those known, or lays out its structures in another way. */
  public static final byte WRONG_LIBRARY = 5;

  /** An error of Coldmount itself. */
  public static final byte INTERNAL = 6;

  /** The most bytes of one answer or of one piece of the volume. */
  public static final int MAXIMUM = 1 << 20;

  /** What else a frame holds besides the bytes of an answer. */
  public static final int HEADER = 64;

  /** The attribute that holds a file's bytes, whatever its type is. */
  public static final int DEFAULT_ATTRIBUTE = 0;

  private Frames() {}
}
